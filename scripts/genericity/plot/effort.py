"""The figure of effort: which stage of the procedure decided how many priors, what was proved, and how long it took."""

import zlib
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter

from genericity.plot import panels, style
from genericity.plot.axis import ShareAxis
from genericity.plot.result import Result
from genericity.plot.style import Drawing, Heading, Options
from genericity.plot.ticks import round_logarithmic, set_roomy

MOST_ROWS = 20
NOT_KNOWN = "#b0b0b0"
HATCHES = ["++++", "oooo", "....", "----"]  # of stages that STAGES does not have


@dataclass(frozen=True)
class Stage:
    """How a stage is drawn in every figure, whichever others are, and what it is called there. scripts/README.md explains them."""

    color: str
    hatch: str
    words: str


# In order of the program's cascade. Proofs from the pattern or the definition are plain, those that a search found striped one way,
# exact arithmetic the other.
STAGES = {
    "definition": Stage("#0072B2", "", "definition"),
    "never": Stage("#E69F00", "", "condition (G)"),
    "equal_posteriors": Stage("#009E73", "", "equal posteriors"),
    "inherited": Stage("#CC79A7", "", "inherited"),
    "batch": Stage("#56B4E9", "", "batch"),
    "search": Stage("#D55E00", "", "search"),
    "existence": Stage("#F0E442", "", "existence"),
    "least_norm": Stage("#56B4E9", "////", "least norm"),
    "interior_point": Stage("#D55E00", "////", "interior point"),
    "balance": Stage("#F0E442", "////", "balance"),
    "alternative": Stage("#0072B2", "\\\\\\\\", "alternative"),
    "exact_simplex": Stage("#E69F00", "\\\\\\\\", "exact simplex"),
    "high_precision": Stage("#009E73", "\\\\\\\\", "high precision"),
    "unresolved": Stage("#ffffff", "xxxx", "unresolved"),
}
ROW_HEIGHT = 0.26  # inches


def _rows(result: Result) -> list[tuple[str, int, list[int]]]:
    """(type space, condition, cells), by condition; type spaces beyond the room share a row."""
    spaces = panels.grouped(result.types, max(1, MOST_ROWS // len(result.conditions)))
    return [(types, k, cells) for k in range(len(result.conditions)) for types, cells in spaces.items()]


def stage(name: str) -> Stage:
    """The stage of that name; of programs that are newer than this list, grey and with a hatch that follows from the name."""
    return STAGES.get(name) or Stage(NOT_KNOWN, HATCHES[zlib.crc32(name.encode()) % len(HATCHES)], name.replace("_", " "))


def _bar(name: str) -> dict:
    """How the bars of a stage look."""
    look = stage(name)
    return {"facecolor": look.color, "hatch": look.hatch, "edgecolor": style.GREY if look.color == "#ffffff" else "white", "linewidth": 0.4}


def _proved_words(result: Result, k: int, cells: list[int]) -> str:
    decided = int(result.count[cells, k, :2].sum())
    undecided = int(result.undecided[cells, k].sum())
    words = []
    if result.certified is not None and decided:
        certified = int(result.certified[cells, k].sum())
        all_proved = "all others proved" if undecided else "all proved"
        words.append(all_proved if certified == decided else f"{style.share_words(certified, decided - certified)} proved")
    if undecided:
        words.append(f"{style.share_words(undecided, decided)} undecided")
    return ",  ".join(words)


def _draw_stages(axes, result: Result, rows, y: np.ndarray) -> list[str]:
    """Stacked bars of the shares of stages; returns the stages that decided anything, in order of the cascade."""
    stages = result.stages
    used = [s for s in range(len(stages.names)) if stages.decided[:, :, s].sum() > 0]
    for place, (_, k, cells) in zip(y, rows):
        counts = stages.decided[cells, k].sum(axis=0).astype(float)
        total = counts.sum()
        if total == 0:
            axes.text(0.5, place, "no samples", ha="center", va="center", fontsize=style.scaled(7), style="italic", color=style.GREY)
            continue
        left = 0.0
        for s in used:
            part = counts[s] / total
            if part > 0:
                axes.barh(place, part, 0.66, left, **_bar(stages.names[s]))
            left += part
        axes.annotate(_proved_words(result, k, cells), (1, place), (6, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", va="center", fontsize=style.scaled(7), color=style.GREY)
    axes.set_xlim(0, 1)
    ShareAxis(False).apply(axes.xaxis)
    axes.set_xlabel(result.axis("verdicts"))
    return [stages.names[s] for s in used]


def _times(result: Result) -> dict[str, list[tuple[int, float]]]:
    """For each type space the ensembles and their seconds a prior, over all patterns and conditions."""
    times: dict[str, dict[int, float]] = {}
    if result.seconds is None:
        return {}
    for cell in range(result.cells):
        ensemble, samples = int(result.ensemble[cell]), int(result.samples[cell].max())
        if 0 <= ensemble < len(result.seconds) and samples > 0 and result.seconds[ensemble] > 0:
            times.setdefault(result.types[cell], {})[ensemble] = result.seconds[ensemble] / samples
    return {types: sorted(by.items()) for types, by in times.items()}


def _draw_times(axes, result: Result, times: dict[str, list[tuple[int, float]]]) -> None:
    for place, values in enumerate(times.values()):
        seconds = np.array([value for _, value in values])
        axes.hlines(place, seconds.min(), seconds.max(), color=style.FAINT, linewidth=4, zorder=1)
        axes.plot(seconds, np.full(len(seconds), place), "|", color=style.CYCLE[0], markersize=9,
                  markeredgewidth=1.3, alpha=1 if len(seconds) <= 30 else 0.25, zorder=3)
    every = np.array([value for values in times.values() for _, value in values])
    axes.set_xscale("log")
    axes.set_xlim(10 ** np.floor(np.log10(every.min() * 0.8)), 10 ** np.ceil(np.log10(every.max() * 1.25)))
    set_roomy(axes.xaxis, [v for v in round_logarithmic(*axes.get_xlim()) if len(v) < 12], EngFormatter("s"))
    axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
    axes.set_ylim(len(times) - 0.4, -0.6)
    axes.set_yticks(range(len(times)), [style.space_words(types) for types in times])
    axes.set_xlabel(result.axis("seconds"))


def _panels(stage_rows: int, time_rows: int) -> tuple[Figure, list]:
    """Axes for the stages and for the times, each with the height that its rows need."""
    between = 0.8
    row_height = min(ROW_HEIGHT, (style.PAGE - between) / (stage_rows + time_rows))
    heights = [max(rows, 2) * row_height for rows in (stage_rows, time_rows) if rows]
    total = sum(heights) + between * (len(heights) - 1)
    figure = plt.figure(figsize=(5.2, total))
    shown, top = [], total
    for height in heights:
        shown.append(figure.add_axes([0, (top - height) / total, 1, height / total]))
        top -= height + between
    return figure, shown


def draw(result: Result, options: Options) -> list[Drawing]:
    """One drawing; none if the file knows neither stages nor times."""
    has_stages = result.stages is not None and result.stages.decided.sum() > 0
    rows = _rows(result) if has_stages else []
    times = _times(result)
    slowest = ""
    if len(times) > MOST_ROWS:
        slowest = f" The {MOST_ROWS} slowest of {style.count_words(len(times))} type spaces have a row of times."
        times = dict(sorted(times.items(), key=lambda item: -max(v for _, v in item[1]))[:MOST_ROWS])
    if not rows and not times:
        return []
    figure, shown = _panels(len(rows), len(times))
    for axes in shown:
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
    legend = None
    if rows:
        axes = shown[0]
        y = np.arange(len(rows), dtype=float)
        used = _draw_stages(axes, result, rows, y)
        partly = max(len(_proved_words(result, k, cells)) for _, k, cells in rows) > 12
        axes.set_ylim(max(len(rows), 2) - 0.4, -0.6)
        axes.set_yticks(y, [f"{style.look(result, k).short},  {style.space_words(types)}" for types, k, _ in rows])
        handles = [plt.Rectangle((0, 0), 1, 1, label=stage(name).words, **_bar(name)) for name in used]
        legend = panels.Legend(handles, title="decided by", distance=1.6 if partly else 0.8)
        legend.beside(figure)
    if times:
        _draw_times(shown[-1], result, times)
    title = "Who decided what, and how fast" if rows and times else "Who decided what" if rows else "How fast"
    note = ("Stages stand in the order of the program. Proved: a check that shares no code with the "
            "solvers accepted it.\n" if rows else "") + (
            "Times of a prior are those of all patterns and conditions together, a mark for each ensemble; they depend on the machine and "
            f"the number of threads.{slowest}" if times else "")
    if result.has_replicates:
        note += f" {len(set(result.seeds.tolist()))} seeds: together in the bars of stages, a mark each in the times."
    table = [("stage", types, result.conditions[k], result.stages.names[s], int(n)) for types, k, cells in rows
             for s, n in enumerate(result.stages.decided[cells, k].sum(axis=0)) if n]
    table += [("seconds a prior", types, "", f"ensemble {ensemble}", value) for types, values in times.items()
              for ensemble, value in values]
    return [Drawing("effort", title, figure, ["what", "types", "condition", "name", "value"], table, note, heading=Heading(title, note.strip()),
                    legend=legend, kind="rows")]
