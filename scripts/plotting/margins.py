"""The figure of margins: how the share of priors within ε of the border of a condition falls with ε.

Both axes are logarithmic: a power law, as a failure set of measure zero and given dimension produces, is a straight
line whose slope is its exponent. The counts are of bins, so the curves are exact at the bins' edges.
"""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from plotting import style
from plotting.result import Margins, Result

MOST_NAMED = 12  # curves with a name each; more share colours
MOST_PANELS = 6  # type spaces with a panel each
MOST_IN_LEGEND = 40


def any_recorded(result: Result) -> bool:
    return result.margins is not None and (result.margins.count.sum() + result.margins.zero.sum()) > 0


def _curve(margins: Margins, cell: int, k: int) -> tuple[np.ndarray, np.ndarray] | None:
    """(ε, share of the recorded margins ≤ ε) at the edges of bins, from the first share above 0; None without margins."""
    counts, zero = margins.count[cell, k], margins.zero[cell, k]
    total = counts.sum() + zero
    if total == 0:
        return None
    share = (zero + np.cumsum(counts)) / total
    keep = np.isfinite(margins.high) & (share > 0)
    return margins.high[keep], share[keep]


def _range(margins: Margins, k: int) -> tuple[float, float]:
    """Limits of ε: the edges between which margins were seen."""
    seen = np.flatnonzero(margins.count[:, k].sum(axis=0) > 0)
    finite = margins.high[np.isfinite(margins.high)]
    if len(seen) == 0:
        return 1e-6, 1.0  # nothing but zeros: any range shows that
    left = margins.high[max(seen[0] - 1, 0)]
    right = margins.high[seen[-1]]
    right = right if np.isfinite(right) else finite[-1]
    return min(left, right / 4), right


@dataclass
class Plan:
    """Which curve goes where: `panel[cell]` names a column ("" when there is one), `name[cell]` a colour."""

    panel: dict[int, str]
    name: dict[int, str]
    common: list[str]  # what all curves share


def _plan(result: Result, drawn: list[int]) -> Plan:
    """A few curves have a name each. Of many, each type space gets a panel and each law of priors a colour, as far as
    the panels go, else each type space a colour."""
    patterns = style.distinct_pattern_words(result.pattern, 30)
    parts = {c: (result.types[c].replace("x", " × "), patterns[result.pattern[c]], result.prior[c]) for c in drawn}
    differ = [i for i in range(3) if len({part[i] for part in parts.values()}) > 1]
    common = [parts[drawn[0]][i] for i in range(3) if i not in differ]
    if len(drawn) <= MOST_NAMED:
        return Plan({c: "" for c in drawn}, {c: ",  ".join(parts[c][i] for i in differ) for c in drawn}, common)
    spaces = list(dict.fromkeys(parts[c][0] for c in drawn))
    if len(spaces) > MOST_PANELS:
        return Plan({c: "" for c in drawn}, {c: parts[c][0] for c in drawn}, common)
    return Plan({c: parts[c][0] for c in drawn}, {c: parts[c][2] for c in drawn}, [])


def _draw_panel(axes, curves: dict, cells: list[int], plan: Plan, looks: dict, thin: bool) -> None:
    for cell in cells:
        edge, share = curves[cell]
        color, dash = looks[plan.name[cell]]
        axes.plot(edge, share, color=color, linestyle=dash, linewidth=0.9 if thin else 1.5, alpha=0.75 if thin else 1)
    axes.grid(color=style.FAINT, linewidth=0.6)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(numticks=6))
        axis.set_minor_locator(NullLocator())


def draw(result: Result) -> Figure:
    """The figure of a result for which any_recorded is true: a row of panels for each condition that has margins."""
    margins = result.margins
    curves = {k: {c: curve for c in range(result.cells) if (curve := _curve(margins, c, k)) is not None}
              for k in range(len(result.conditions))}
    curves = {k: by_cell for k, by_cell in curves.items() if by_cell}
    drawn = sorted({c for by_cell in curves.values() for c in by_cell})
    plan = _plan(result, drawn)
    names = list(dict.fromkeys(plan.name[c] for c in drawn))
    looks = {name: (style.CYCLE[i % len(style.CYCLE)], style.DASHES[i // len(style.CYCLE) % len(style.DASHES)])
             for i, name in enumerate(names)}
    columns = list(dict.fromkeys(plan.panel[c] for c in drawn))
    # Panels of type spaces make a grid with the conditions as its rows; else the conditions stand side by side.
    grid = [[(k, column) for column in columns] for k in curves] if columns != [""] else [[(k, "") for k in curves]]

    width, height = {1: 4.6, 2: 4.0, 3: 3.0}.get(len(grid[0]), 2.3), 3.4 if len(grid) == 1 else 2.2
    figure, axes_grid = plt.subplots(
        len(grid), len(grid[0]), squeeze=False, sharey=True, sharex="row" if columns != [""] else False,
        figsize=(width * len(grid[0]), height * len(grid)),
        gridspec_kw={"wspace": 0.1, "hspace": 0.42, "left": 0, "right": 1, "bottom": 0, "top": 1})
    least = min((curve[1][0] for by_cell in curves.values() for curve in by_cell.values() if len(curve[1])),
                default=1.0)
    for axes_row, row in zip(axes_grid, grid):
        for axes, (k, column) in zip(axes_row, row):
            axes.set_xscale("log")
            axes.set_yscale("log")
            axes.set_xlim(*_range(margins, k))
            axes.set_ylim(min(least, 0.5) * 0.8, 1.15)
            _draw_panel(axes, curves[k], [c for c in curves[k] if plan.panel[c] == column], plan, looks,
                        thin=len(drawn) > MOST_NAMED)
            axes.set_title(",  ".join(w for w in (style.look(result.conditions[k]).short, column) if w), loc="left",
                           weight="bold")
    figure.supxlabel("margin ε", y=-0.34 / figure.get_figheight(), va="top", fontsize=9)
    figure.supylabel("share of the margins that are at most ε", x=-0.5 / figure.get_figwidth(), ha="right",
                     fontsize=9)
    _annotate(figure, result, plan, looks)
    return figure


def _annotate(figure: Figure, result: Result, plan: Plan, looks: dict) -> None:
    """Legend, title and note."""
    width, height = figure.get_size_inches()
    if list(looks) != [""]:
        handles = [plt.Line2D([], [], color=color, linestyle=dash, linewidth=1.5, label=name)
                   for name, (color, dash) in list(looks.items())[:MOST_IN_LEGEND]]
        left_out = len(looks) - len(handles)
        figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(1 + 0.15 / width, 1), borderaxespad=0,
                      fontsize=7.5, title=f"({left_out} more not named)" if left_out else None)
    figure.text(0, 1 + 0.3 / height, "How near to the border of a condition the priors come", va="bottom", fontsize=9)
    figure.suptitle(result.title or "Margins", x=0, ha="left", y=1 + 0.5 / height, va="bottom", fontsize=11.5,
                    weight="bold")
    note = ["A straight line is a power law and its slope the exponent. The left end of a curve rests on a few samples."]
    if result.margins.zero.any():
        note.append("A curve that reaches the left edge has margins of exactly 0.")
    if plan.common:
        note.insert(0, "All curves: " + ",  ".join(plan.common) + ".")
    figure.text(0, -0.62 / height, "\n".join(note), va="top", fontsize=7, color=style.GREY, linespacing=1.5)
