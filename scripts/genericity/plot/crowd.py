"""Shares of more cells than have room for a label each: in each panel the cells of a group in order of their shares, as a
line, with the intervals shaded."""

import numpy as np
from matplotlib.figure import Figure

from genericity.plot import laws, panels, style
from genericity.plot.axis import ShareAxis
from genericity.plot.result import Result
from genericity.plot.ticks import round_values, set_roomy

MOST_PANELS = 12
FEW = 60  # cells of a panel that are drawn as points too


def group_names(result: Result, key: str) -> list[str]:
    """What a cell's panel is called."""
    if key == "types":
        return [style.type_space_words(t) for t in result.types]
    if key == "pattern":
        words = result.pattern_words(30)
        return [words[p] for p in result.pattern]
    if key == "prior":
        return [result.shown(law) for law in result.prior]
    if key == "family":
        return list(result.parameters["family"])
    return [f"{result.axis(key)} = {laws.value_text(value) or 'none'}" for value in result.parameters[key]]


def _stairs(place: np.ndarray, *values: np.ndarray) -> list[np.ndarray]:
    """Corners of step functions that are constant from place − ½ to place + ½."""
    return [np.ravel([place - 0.5, place + 0.5], order="F")] + [np.repeat(v, 2) for v in values]


def _draw_panel(axes, result: Result, cells: list[int], axis: ShareAxis) -> None:
    # Cells without a share go last; ties in the first condition are ordered by the others.
    order = np.lexsort([np.nan_to_num(result.share[cells, k], nan=2.0)
                        for k in reversed(range(len(result.conditions)))])
    ordered = np.asarray(cells)[order]
    place = np.arange(1, len(ordered) + 1)
    for k in range(len(result.conditions)):
        look = style.look(result, k)
        share, low, high = (axis.place(a[ordered, k]) for a in (result.share, result.low, result.high))
        unknown = np.isnan(result.share[ordered, k])
        share, low, high = (np.where(unknown, np.nan, v) for v in (share, low, high))
        x, middle, bottom, top = _stairs(place, share, low, high)
        axes.fill_between(x, bottom, top, color=look.color, alpha=0.28, linewidth=0, zorder=3)
        axes.plot(x, middle, color=look.color, linewidth=1.1, zorder=4, clip_on=False, solid_joinstyle="miter")
        if len(ordered) <= FEW:
            axes.plot(place, share, look.marker, color=look.color, zorder=5, clip_on=False, markersize=2.6,
                      markeredgewidth=0)
    none = int(np.isnan(result.share[cells]).all(axis=1).sum())
    if none:
        axes.text(0.99, 0.5, f"{none} cells without\na decided sample" if none > 1 else "1 cell without\na decided sample",
                  transform=axes.transAxes, ha="right", va="center", fontsize=style.scaled(6.5), style="italic", color=style.GREY)


def draw(result: Result, key: str, axis: ShareAxis, shares: str = "share") -> Figure:
    """A panel for each group of cells: its cells from the smallest share of the first condition to the largest. `shares` is the
    key of what their axis is called."""
    groups = panels.grouped(group_names(result, key), MOST_PANELS)
    columns = {1: 1, 2: 2, 4: 2}.get(len(groups), 3)
    width = {1: 6.4, 2: 3.6, 3: 2.9}[columns]
    figure, grid = panels.grid(len(groups), columns, width, 2.3, 0.14, 0.36)
    for axes, (name, cells) in zip(grid.flat, groups.items()):
        _draw_panel(axes, result, cells, axis)
        axis.apply(axes.yaxis)
        axes.set_xlim(0.5, len(cells) + 0.5)
        whole = [values[values == values.round()] for values in round_values(0, len(cells), 6)]
        set_roomy(axes.xaxis, whole, lambda cell: style.count_words(round(cell)))
        axes.grid(axis="y", color=style.FAINT, linewidth=0.6)
        panels.title(axes, style.shortened(name, int(width * 15)), fontsize=style.scaled(8.5))
    what = ", ".join(["a pattern", "a law of priors", *(["one of environments"] if any(result.environment) else []),
                      *(["a seed"] if result.has_replicates else [])])
    what = " and ".join(what.rsplit(", ", 1)) + " each"
    panels.labels(figure, f"{result.axis('cells')} ({what}), in order of their shares", result.axis(shares), axis.room())
    return figure
