"""Margins of more cells than can have a curve each: at each ε the middle and the spread, over the cells of a type space, of
the share of margins that are at most ε; and fitted exponents by the exponent of theory."""

import numpy as np
from matplotlib.figure import Figure

from genericity.plot import panels, style
from genericity.plot.result import Margins, Result

MOST_PANELS = 6
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def _spread(margins: Margins, cells: list[int], k: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Edges ε and, for each of LEVELS, the quantile over cells of the share of margins ≤ ε."""
    counts, zero = margins.count[cells, k], margins.zero[cells, k]
    total = counts.sum(axis=1) + zero
    known = total > 0
    if not known.any():
        return None
    share = (zero[known, None] + counts[known].cumsum(axis=1)) / total[known, None]
    finite = np.isfinite(margins.high)
    return margins.high[finite], np.quantile(share[:, finite], LEVELS, axis=0)


def curves(result: Result, conditions: list[int]) -> tuple[Figure, list[tuple]]:
    """The figure, with a block of panels for each condition and in it a panel for each type space, and its table."""
    spaces = panels.grouped([style.space_words(types) for types in result.types], MOST_PANELS)
    figure, grid = panels.blocks(len(conditions), len(spaces), max(2.3, 4.6 / len(spaces)), 2.2)
    table: list[tuple] = []
    least = 0.5
    for axes_row, k in zip(grid, conditions):
        look = style.look(result, k)
        seen = np.flatnonzero(result.margins.count[:, k].sum(axis=0) > 0)
        for axes, (types, cells) in zip(axes_row, spaces.items()):
            panels.log_log(axes)
            panels.title(axes, look.short, types)
            spread = _spread(result.margins, cells, k)
            if spread is None:
                axes.text(0.5, 0.5, "no margins", transform=axes.transAxes, ha="center", fontsize=style.scaled(7), style="italic",
                          color=style.GREY)
                continue
            edge, shares = spread
            table += [(types, result.conditions[k], len(cells), float(e), *(float(q) for q in column))
                      for e, column in zip(edge, shares.T) if column[-1] > 0]
            shares = np.where(shares > 0, shares, np.nan)
            least = min(least, float(np.nanmin(shares[2:])))
            floor = np.where(np.isnan(shares), 1e-12, shares)
            axes.fill_between(edge, floor[0], floor[4], color=look.color, alpha=0.18, linewidth=0)
            axes.fill_between(edge, floor[1], floor[3], color=look.color, alpha=0.3, linewidth=0)
            axes.plot(edge, shares[2], color=look.color, linewidth=1.4)
            if len(seen):
                right = edge[min(seen[-1], len(edge) - 1)]
                axes.set_xlim(min(edge[max(seen[0] - 1, 0)], right / 4), right)
    for axes in (axes for row in grid for axes in row):
        axes.set_ylim(least * 0.6, 1.15)
    return figure, table


def exponents(axes, theory: np.ndarray, groups: dict[style.Look, tuple[np.ndarray, np.ndarray]]) -> None:
    """Quantiles of fitted exponents at each exponent of theory; `groups` gives of each condition, by its look, the
    exponents of theory and the fitted ones."""
    values = np.unique(theory)
    apart = np.diff(values).min() if len(values) > 1 else 1.0
    for i, (look, (mine, fitted)) in enumerate(groups.items()):
        shift = (i - (len(groups) - 1) / 2) * min(0.3, 0.5 * apart / max(len(groups), 1))
        for value in np.unique(mine):
            low, quarter, middle, upper, high = np.quantile(fitted[mine == value], LEVELS)
            axes.vlines(value + shift, low, high, color=look.color, linewidth=1, zorder=3)
            axes.vlines(value + shift, quarter, upper, color=look.color, linewidth=4, alpha=0.6, zorder=3)
            axes.plot(value + shift, middle, look.marker, color=look.color, markersize=5, markeredgecolor="white",
                      markeredgewidth=0.6, zorder=4)
        axes.plot([], [], look.marker, color=look.color, markersize=5, label=look.words)
