"""The figure of rare events: P(margin < ε) as ε falls, from a study of mode tail, beside the law of theory.

Both axes are logarithmic, so that theory's C ε^k is a straight line. The estimates come from importance sampling or splitting, and have
limits far below what plain sampling could see.
"""

import numpy as np
from matplotlib.collections import LineCollection

from genericity.plot import panels, style
from genericity.plot.result import ROW, RareEvents, Result
from genericity.plot.style import Drawing, Heading, Options

THEORY_LINE = "_theory"  # a label, by which the caption finds it; a legend leaves it out
MOST_NAMED = 14  # cells with a colour, a mark and a name each; more have thin lines in the colour of their condition


def _has_theory(rare: RareEvents, cell: int, conditions: list[int]) -> bool:
    """Whether theory's law is known of the cell, for one of the conditions."""
    return bool((np.isfinite(rare.exponent[cell, conditions]) & np.isfinite(rare.constant[cell, conditions])).any())


def _looks(cells: list[int]) -> dict[int, dict]:
    """A colour for each of a few cells and, where colours come again, an empty mark. Dashes are theory's."""
    colors = [style.CYCLE[i % len(style.CYCLE)] for i in range(len(cells))]
    return {cell: {"color": color, "markerfacecolor": color if i < len(style.CYCLE) else "white"}
            for i, (cell, color) in enumerate(zip(cells, colors))}


def _draw_cell(axes, rare: RareEvents, cell: int, k: int, color: str, markerfacecolor: str) -> None:
    epsilon, known = rare.epsilon, rare.probability[cell, k] > 0
    probability, low, high = (v[cell, k][known] for v in (rare.probability, rare.low, rare.high))
    # A lower limit of 0 has no place on the axis; the bar then starts at the estimate.
    axes.vlines(epsilon[known], np.where(low > 0, low, probability), high, color=color, linewidth=1.4, alpha=0.6, zorder=3)
    axes.plot(epsilon[known], probability, "o", color=color, markerfacecolor=markerfacecolor, markersize=4.2,
              markeredgewidth=0.8, zorder=4)
    ends = np.array([epsilon.min(), epsilon.max()])
    if _has_theory(rare, cell, [k]):
        law = rare.constant[cell, k] * ends ** rare.exponent[cell, k]
        axes.plot(ends, np.minimum(law, 1), color=color, linestyle=(0, (1, 1.5)), linewidth=1.2, zorder=2,
                  label=THEORY_LINE)
    else:
        axes.plot(epsilon[known], probability, color=color, linewidth=0.8, alpha=0.6, zorder=2)


def _draw_many(axes, rare: RareEvents, cells: list[int], k: int, color: str) -> None:
    """A thin line for each cell."""
    known = rare.probability[:, k] > 0
    lines = [np.column_stack([rare.epsilon[known[c]], rare.probability[c, k][known[c]]]) for c in cells]
    axes.add_collection(LineCollection(lines, colors=color, linewidths=0.6, alpha=0.35, zorder=3))
    axes.set_xlim(rare.epsilon.min() / 1.5, rare.epsilon.max() * 1.5)
    axes.set_ylim(rare.probability[:, k][known].min() / 3, None)


def _slope_words(rare: RareEvents, cell: int, k: int) -> str:
    """The slope between the two least ε, and theory's."""
    slope = rare.slope[cell, k]
    known = np.flatnonzero(np.isfinite(slope))
    words = "" if len(known) == 0 else f"slope {slope[known[-1]]:.4g}"
    if np.isfinite(rare.exponent[cell, k]):
        words += f"{', ' if words else ''}theory {rare.exponent[cell, k]:.4g}"
    return words


def draw(result: Result, options: Options) -> list[Drawing]:
    """One drawing with a panel for each condition; none unless the study is of mode tail and has begun."""
    rare = result.rare
    if rare is None or not (rare.probability > 0).any():
        return []
    cells = [c for c in range(result.cells) if (rare.probability[c] > 0).any()]
    names, common = panels.apart(panels.cell_words(result, cells))
    shown = [k for k in range(len(result.conditions)) if (rare.probability[:, k] > 0).any()]
    figure, grid = panels.grid(len(shown), len(shown), {1: 5.0, 2: 3.8}.get(len(shown), 3.0), 3.8, wspace=0.1)
    looks, slopes = _looks(cells), False
    for axes, k in zip(grid[0], shown):
        panels.log_log(axes)
        if len(cells) <= MOST_NAMED:
            for cell, look in looks.items():
                _draw_cell(axes, rare, cell, k, **look)
        else:
            _draw_many(axes, rare, cells, k, style.look(result, k).color)
        axes.set_ylim(top=3)
        panels.title(axes, style.look(result, k).short)
    panels.labels(figure, result.axis("epsilon"), result.axis("probability"), 0.58, 0.34)
    legend = None
    if len(cells) <= MOST_NAMED:
        slopes = len(shown) == 1
        if slopes:
            names = [",  ".join(filter(None, (name, _slope_words(rare, c, shown[0])))) for name, c in zip(names, cells)]
        point = {"marker": "o", "markersize": 4.2, "linewidth": 1.2, "markeredgewidth": 0.8}
        dotted = {"linestyle": (0, (1, 1.5))}
        legend = panels.legend(figure, [(name, look | point | (dotted if _has_theory(rare, cell, shown) else {}))
                                        for name, (cell, look) in zip(names, looks.items())])
    estimates = "estimates by importance sampling or splitting"
    note = (f"Points and bars: {estimates} and their limits with {style.percent_words(result.confidence)} confidence.\n"
            if len(cells) <= MOST_NAMED else f"A line for each of {style.count_words(len(cells))} cells, through {estimates}.")
    if any(line.get_label() == THEORY_LINE for axes in grid.flat for line in axes.lines):
        note += "Dotted: the law of theory, where it is known. "
    if slopes and np.isfinite(rare.slope[cells][:, shown]).any():
        note += "Slope: between the two least ε."
    if len(cells) > MOST_NAMED:
        note += result.replicate_note()
    title = result.title or "Rare events"
    rows = [(*result.row(c, k), *numbers) for c in cells for k in shown for numbers in rare.rows(c, k)]
    return [Drawing("rare", "Rare events", figure, [*ROW, "epsilon", "probability", "low", "high", "slope_to_next",
                                                    "theory_exponent", "theory_constant"], rows, note, heading=Heading(title, note, ",  ".join(common)), legend=legend)]
