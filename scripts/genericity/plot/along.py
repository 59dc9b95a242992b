"""The figure of given priors: for each of a list its verdict and its margin, against a number that the list has beside it."""

from dataclasses import dataclass

import h5py
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from genericity.plot import panels, style
from genericity.plot.result import ROW, VERDICTS, Result
from genericity.plot.style import Drawing, Heading, Options
from genericity.plot.ticks import set_logarithmic

MOST_CELLS = 12  # with a row each; the first ones are drawn
COLORS = {"holds": "#c8c8c8", "fails": "black", "undecided": "#c81e6e"}  # none of which a cell has


@dataclass
class Trail:
    """A cell and a condition along the list: the coordinate ascending, the verdicts' places in VERDICTS, and the margins."""

    x: np.ndarray
    verdict: np.ndarray
    margin: np.ndarray  # NaN where it was not computed


def _records(result: Result) -> dict[str, np.ndarray]:
    """The columns of /samples; none if the file has no lists with something beside their priors."""
    with h5py.File(result.path) as file:
        names = file["results"].attrs.get("list_coordinates", "")
        names = names.decode() if isinstance(names, bytes) else str(names)
        if not names or "samples" not in file:
            return {}
        columns = ("cell", "condition", "sample", "verdict", "margin", *names.split(","))
        known = file["results/condition"].asstr()[:].tolist()
        read = {name: file["samples"][name][:] for name in columns}
        read["condition"] = np.array([known[place] for place in read["condition"]], dtype=object)
        return read


def trails(result: Result, records: dict[str, np.ndarray], key: str) -> dict[tuple[int, int], Trail]:
    """By cell and condition, for those that have the coordinate."""
    found = {}
    for cell in range(result.cells):
        for k, condition in enumerate(result.conditions):
            mine = (records["cell"] == result.cell[cell]) & (records["condition"] == condition) & np.isfinite(records[key])
            if mine.any():
                order = np.lexsort((records["sample"][mine], records[key][mine]))
                found[cell, k] = Trail(*(records[name][mine][order] for name in (key, "verdict", "margin")))
    return found


def _with_margins(runs: dict) -> list:
    """The keys of those that have a positive margin: what a logarithmic axis can show."""
    return [key for key, run in runs.items() if (run.margin > 0).any()]


def _draw_margins(axes, runs: dict[int, Trail], looks: dict[int, dict]) -> None:
    axes.set_yscale("log")
    set_logarithmic(axes.yaxis)
    for cell, run in runs.items():
        # A margin of 0, or one that is not known, breaks the line.
        axes.plot(run.x, np.where(run.margin > 0, run.margin, np.nan), **looks[cell], linewidth=1, marker=".", markersize=2.5)
    axes.grid(color=style.FAINT, linewidth=0.6)


def _draw_verdicts(axes, runs: dict[int, Trail], places: dict[int, int]) -> None:
    for cell, run in runs.items():
        for place, name in enumerate(VERDICTS):
            x = run.x[run.verdict == place]
            axes.plot(x, np.full(len(x), places[cell]), "|", color=COLORS[name], markersize=8, markeredgewidth=1.2)
    axes.set_ylim(len(places) - 0.5, -0.5)


def _panels(columns: int, rows: int, margins: bool) -> tuple[Figure, np.ndarray]:
    """For each condition margins above, and a row a cell for verdicts below; without `margins` verdicts alone."""
    heights = [2.4 if margins else 0.01, max(0.28 * rows, 0.4)]
    return plt.subplots(2, columns, squeeze=False, sharex=True, figsize=(4.2 * columns, sum(heights) + 0.3),
                        gridspec_kw={"height_ratios": heights, "wspace": 0.28, "hspace": 0.3 / (sum(heights) / 2), **panels.WHOLE})


def _figure(result: Result, key: str, found: dict[tuple[int, int], Trail], options: Options) -> Drawing:
    cells = sorted({cell for cell, _ in found})
    drawn = cells[:MOST_CELLS]
    conditions = sorted({k for _, k in found})
    names, same = panels.apart(panels.cell_words(result, drawn))
    looks = style.cycle(drawn)
    places = {cell: place for place, cell in enumerate(drawn)}
    curves = _with_margins({(cell, k): run for (cell, k), run in found.items() if cell in drawn})
    have_margins = sorted({k for _, k in curves})
    figure, grid = _panels(len(conditions), len(drawn), bool(have_margins))
    for column, k in enumerate(conditions):
        runs = {cell: found[cell, k] for cell in drawn if (cell, k) in found}
        above, below = grid[:, column]
        above.set_visible(k in have_margins)
        if k in have_margins:
            _draw_margins(above, runs, looks)
        _draw_verdicts(below, runs, places)
        panels.title(above if k in have_margins else below, style.look(result, k).short)
        below.set_xlabel(result.axis(key))
        below.set_yticks(range(len(drawn)), names if column == 0 and len(drawn) > 1 else [""] * len(drawn))
        if k in have_margins[:1]:
            above.set_ylabel(result.shown("margin"))
    marks = [(name, {"color": color, "marker": "|", "linestyle": "", "markersize": 8, "markeredgewidth": 1.2})
             for name, color in COLORS.items() if any((run.verdict == VERDICTS.index(name)).any() for run in found.values())]
    named = {c for c, _ in curves} if len(drawn) > 1 else set()
    legend = panels.legend(figure, marks + [(name, looks[cell]) for name, cell in zip(names, drawn) if cell in named])
    title = f"Verdicts and margins against {key}"
    note = "A mark for each given prior: nothing is sampled here."
    if len(drawn) < len(cells):
        note += f" The first {len(drawn)} of {len(cells)} cells."
    common = ",  ".join(same)
    table = [(*result.row(cell, k), float(x), VERDICTS[verdict], float(margin)) for (cell, k), run in found.items()
             for x, verdict, margin in zip(run.x, run.verdict, run.margin)]
    return Drawing(f"along_{key}", title, figure, [*ROW, key, "verdict", "margin"], table, f"{common}. {note}" if common else note,
                   heading=Heading(title, note, common), legend=legend, kind="rows")


def draw(result: Result, options: Options) -> list[Drawing]:
    """A drawing for each number that lists of the result have beside their priors."""
    records = _records(result) if result.gone_through.any() else {}
    keys = [name for name in records if name not in ("cell", "condition", "sample", "verdict", "margin")]
    return [_figure(result, key, found, options) for key in keys if (found := trails(result, records, key))]
