"""The figure of rare events: P(margin < ε) as ε falls, from a study of mode tail, beside the law of theory.

Both axes are logarithmic, so that theory's C ε^k is a straight line. The estimates come from importance sampling or splitting, and have
limits far below what plain sampling could see.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, NullLocator

from plotting import style
from plotting.result import RareEvents, Result
from plotting.style import Drawing, Options

MOST_NAMED = 14  # cells with a colour and a name each; more share the colours, and have no names


def _names(result: Result, cells: list[int]) -> tuple[list[str], str]:
    words = style.distinct_pattern_words([result.pattern[c] for c in cells], 30)
    parts = [(result.types[c].replace("x", " × "), words[result.pattern[c]], result.prior[c]) for c in cells]
    differ = [i for i in range(3) if len({part[i] for part in parts}) > 1]
    common = ",  ".join(parts[0][i] for i in range(3) if i not in differ)
    return [",  ".join(part[i] for i in differ) for part in parts], common


def _draw_cell(axes, rare: RareEvents, cell: int, k: int, color: str, dash) -> None:
    epsilon, known = rare.epsilon, rare.probability[cell, k] > 0
    probability, low, high = (v[cell, k][known] for v in (rare.probability, rare.low, rare.high))
    # A lower limit of 0 has no place on the axis; the bar then starts at the estimate.
    axes.vlines(epsilon[known], np.where(low > 0, low, probability), high, color=color, linewidth=1.4, alpha=0.6, zorder=3)
    axes.plot(epsilon[known], probability, "o", color=color, markersize=4.2, markeredgecolor="white", markeredgewidth=0.5,
              zorder=4)
    exponent, constant = rare.exponent[cell, k], rare.constant[cell, k]
    ends = np.array([epsilon.min(), epsilon.max()])
    if np.isfinite(exponent) and np.isfinite(constant):
        axes.plot(ends, np.minimum(constant * ends ** exponent, 1), color=color, linestyle=(0, (1, 1.5)), linewidth=1.2, zorder=2)
    else:
        axes.plot(epsilon[known], probability, color=color, linestyle=dash, linewidth=0.8, alpha=0.6, zorder=2)


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
    names, common = _names(result, cells)
    shown = [k for k in range(len(result.conditions)) if (rare.probability[:, k] > 0).any()]
    figure, grid = plt.subplots(1, len(shown), squeeze=False, sharey=True, figsize=({1: 5.0, 2: 3.8}.get(len(shown), 3.0) * len(shown), 3.8),
                                gridspec_kw={"wspace": 0.1, "left": 0, "right": 1, "bottom": 0, "top": 1})
    looks = [(style.CYCLE[i % len(style.CYCLE)], style.DASHES[i // len(style.CYCLE) % len(style.DASHES)]) for i in range(len(cells))]
    for axes, k in zip(grid[0], shown):
        axes.set_xscale("log")
        axes.set_yscale("log")
        for cell, (color, dash) in zip(cells, looks):
            _draw_cell(axes, rare, cell, k, color, dash)
        axes.set_ylim(top=3)
        axes.grid(color=style.FAINT, linewidth=0.6)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(LogLocator(numticks=8))
            axis.set_minor_locator(NullLocator())
        axes.set_title(style.look(result, k).short, loc="left", weight="bold")
    width, height = figure.get_size_inches()
    figure.supxlabel("ε", y=-0.34 / height, va="top", fontsize=9)
    figure.supylabel("probability that the margin is below ε", x=-0.58 / width, ha="right", fontsize=9)
    if len(cells) <= MOST_NAMED:
        labels = [",  ".join(word for word in (name, _slope_words(rare, c, shown[0]) if len(shown) == 1 else "") if word)
                  for name, c in zip(names, cells)]
        handles = [plt.Line2D([], [], color=color, marker="o", markersize=4.2, linewidth=1.2, linestyle=(0, (1, 1.5)), label=label)
                   for (color, _), label in zip(looks, labels)]
        figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(1 + 0.15 / width, 1), borderaxespad=0, fontsize=7.5)
    note = (f"Points and bars: estimates by importance sampling or splitting and their limits with {style.percent_words(result.confidence)} "
            "confidence. Dotted: the law\nof theory, where it is known. Slope: between the two least ε.")
    title = result.title or "Rare events"
    style.frame(figure, options, title, note, 0.3, 0.66, common)
    rows = [(int(result.cell[c]), result.types[c], result.pattern[c], result.prior[c], result.conditions[k], float(epsilon),
             float(rare.probability[c, k, e]), float(rare.low[c, k, e]), float(rare.high[c, k, e]),
             float(rare.slope[c, k, e]) if e < rare.slope.shape[2] else float("nan"), float(rare.exponent[c, k]),
             float(rare.constant[c, k])) for c in cells for k in shown for e, epsilon in enumerate(rare.epsilon)]
    return [Drawing("rare", "Rare events", figure, ["cell", "types", "pattern", "prior", "condition", "epsilon", "probability", "low",
                                                    "high", "slope_to_next", "theory_exponent", "theory_constant"], rows, note)]
