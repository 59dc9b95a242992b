"""The figure of margins: how the share of priors within ε of the border of a condition falls with ε.

Both axes are logarithmic: a power law, as a failure set of measure zero and given dimension produces, is a straight
line whose slope is its exponent. The counts are of bins, so the curves are exact at the bins' edges; the least margins,
where the file has them one by one, continue a curve to its end.
"""

from collections import Counter
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from genericity.plot import margin_crowd, panels, style, ticks
from genericity.plot.result import ROW, Margins, Result
from genericity.plot.style import Drawing, Heading, Options

MOST_NAMED = 12  # curves with a name each; more share colours
MOST_FITTED = 6  # curves in a panel that have their fitted and theoretical lines drawn
MOST_PANELS = 6  # type spaces with a panel each
MOST_IN_LEGEND = 40
MOST_CURVES = 80  # more are summed up by their quantiles
MOST_POINTS = 150  # of exponents with bars of their own
MOST_SLOTS = 12  # exponents of theory that are categories

FITTED, THEORY = (0, (4, 1.5)), (0, (1, 1.5))  # dashes of lines
FITTED_LINE, THEORY_LINE = "_fitted", "_theory"  # labels, by which the caption finds them; a legend leaves them out

Curve = tuple[np.ndarray, np.ndarray]


def _curve(margins: Margins, cell: int, k: int) -> Curve | None:
    """(ε, share of the recorded margins ≤ ε), ascending, from the first share above 0; None without margins."""
    counts, zero = margins.count[cell, k], margins.zero[cell, k]
    total = counts.sum() + zero
    if total == 0:
        return None
    share = (zero + np.cumsum(counts)) / total
    keep = np.isfinite(margins.high) & (share > 0)
    edge, share = margins.high[keep], share[keep]
    if margins.least is not None:
        least = margins.least[cell, k]
        least = least[np.isfinite(least)]
        if len(least):
            beyond = edge > least[-1]
            edge = np.concatenate([least, edge[beyond]])
            share = np.concatenate([(zero + np.arange(1, len(least) + 1)) / total, share[beyond]])
    return edge, share


def _range(margins: Margins, curves: dict[int, Curve], k: int) -> tuple[float, float]:
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
    parts = panels.cell_words(result, drawn)
    names, common = panels.apart(parts)
    spaces = dict(zip(drawn, (words[0] for words in parts)))
    one = dict.fromkeys(drawn, "")
    if len(drawn) <= MOST_NAMED:
        return Plan(one, dict(zip(drawn, names)), common)
    if len(set(spaces.values())) > MOST_PANELS:
        return Plan(one, spaces, common)
    return Plan(spaces, {cell: result.law_words(cell) for cell in drawn}, [])


def _draw_laws(axes, result: Result, curve: Curve, cell: int, k: int, color: str) -> list[str]:
    """The fitted power, dashed, and that of theory, dotted, as straight lines along the tail; returns their words."""
    tail, zero = result.tail, result.margins.zero[cell, k]
    if tail is None or zero > 0:
        return []
    ends = np.array([curve[0][0] / 1.6, curve[0][min(63, len(curve[0]) - 1)] * 2.5])
    words = []
    if np.isfinite(tail.exponent[cell, k]) and np.isfinite(tail.constant[cell, k]):
        axes.plot(ends, tail.constant[cell, k] * ends ** tail.exponent[cell, k], color=color, linestyle=FITTED,
                  linewidth=1, zorder=5, label=FITTED_LINE)
        words.append(f"slope {tail.exponent[cell, k]:.3g} ({tail.low[cell, k]:.3g} to {tail.high[cell, k]:.3g})")
    exponent = tail.theory_exponent[cell, k]
    if np.isfinite(exponent) and exponent > 0:
        if np.isfinite(tail.theory_constant[cell, k]):
            axes.plot(ends, tail.theory_constant[cell, k] * ends ** exponent, color=style.INK, linestyle=THEORY,
                      linewidth=1.1, zorder=6, label=THEORY_LINE)
        words.append(f"theory {exponent:.3g}")
    return words


def _draw_panel(axes, result: Result, k: int, curves: dict, cells: list[int], plan: Plan, looks: dict,
                thin: bool) -> dict[str, str]:
    """Draws the curves; returns what their laws are, by the curves' names."""
    words = {}
    for cell in cells:
        edge, share = curves[cell]
        look = looks[plan.name[cell]]
        axes.plot(edge, share, **look, linewidth=0.9 if thin else 1.5, alpha=0.75 if thin else 1)
        # Where names share colours, dashes tell them apart, and mean nothing else.
        if len(cells) <= MOST_FITTED and len(looks) <= len(style.CYCLE):
            words[plan.name[cell]] = ",  ".join(_draw_laws(axes, result, curves[cell], cell, k, look["color"]))
    return words


def _figure(result: Result, curves: dict[int, dict[int, Curve]], plan: Plan, looks: dict) -> tuple[Figure, panels.Legend | None]:
    margins = result.margins
    drawn = list(plan.panel)
    columns = list(dict.fromkeys(plan.panel[c] for c in drawn))
    # Each condition has a block of panels of type spaces; else the conditions stand side by side.
    grid = [[(k, column) for column in columns] for k in curves] if columns != [""] else [[(k, "") for k in curves]]
    width = {1: 4.6, 2: 4.0, 3: 3.0}.get(len(grid[0]), 2.3)
    figure, axes_grid = panels.blocks(len(grid), len(grid[0]), width, 3.4 if len(grid) == 1 and len(columns) <= 4 else 2.2)
    least = min((curve[1][0] for by_cell in curves.values() for curve in by_cell.values() if len(curve[1])),
                default=1.0)
    named = {name: name for name in looks}  # with what the lines of their laws say, where they are of one cell
    cells_of = Counter(plan.name.values())
    handles: list[tuple[str, dict]] = []
    for axes_row, row in zip(axes_grid, grid):
        for axes, (k, column) in zip(axes_row, row):
            panels.log_log(axes)
            axes.set_xlim(*_range(margins, curves[k], k))
            axes.set_ylim(min(least, 0.5) * 0.8, 1.15)
            # The curve of a single cell has the colour of its condition.
            own = {name: {"color": style.look(result, k).color} for name in looks} if len(drawn) == 1 else looks
            laws = _draw_panel(axes, result, k, curves[k], [c for c in curves[k] if plan.panel[c] == column], plan, own,
                               thin=len(drawn) > MOST_NAMED)
            for name, words in ((name, words) for name, words in laws.items() if words and cells_of[name] == 1):
                label = f"{result.labels[k]}: " if len(curves) > 1 else ""
                if len(drawn) == 1:
                    handles.append((label + words, own[name]))
                named[name] = "\n".join(filter(None, (named[name], label + words)))
            panels.title(axes, style.look(result, k).short, column)
    legend = None
    if len(drawn) > 1:
        handles = [(named[name], look) for name, look in looks.items()]
    if handles:
        left_out = len(looks) - MOST_IN_LEGEND
        legend = panels.legend(figure, [(words, look | {"linewidth": 1.5}) for words, look in handles[:MOST_IN_LEGEND]],
                      title=f"({left_out} more not named)" if left_out > 0 else None)
    return figure, legend


def _note(result: Result, curves: dict[int, dict[int, Curve]], plan: Plan, figure: Figure) -> str:
    drawn = {line.get_label() for axes in figure.axes for line in axes.lines}
    note = ["A straight line is a power law and its slope the exponent. The left end of a curve rests on a few priors."]
    # Bins without extremes are the only sign of zeros at the left edge.
    if any(result.margins.zero[c, k] for k, by_cell in curves.items() for c in by_cell):
        note.append("A curve that reaches the left edge has margins of exactly 0.")
    lines = [words for label, words in ((FITTED_LINE, "Dashed: fitted to the least margins" + (
        ", with limits of the slope in brackets." if len(set(plan.name.values())) == len(plan.name) else ".")),
                                        (THEORY_LINE, "Dotted: theory.")) if label in drawn]
    if lines:
        note.append(" ".join(lines))
    # Where type spaces alone have colours, nothing names the seed.
    if result.has_replicates and not any("seed " in words for words in (*plan.name.values(), *plan.common)):
        note.append(result.replicate_note().strip())
    if plan.common:
        note.insert(0, ("All curves: " if len(plan.panel) > 1 else "") + ",  ".join(plan.common) + ".")
    elif len(plan.panel) > len(set(plan.name.values())):
        cells = style.count_words(len(plan.panel))
        note.insert(0, f"{cells} cells with a curve each, those of one name in one colour.")
    return "\n".join(note)


def _side_by_side(slot: np.ndarray) -> np.ndarray:
    """Where points of the same slot stand in it, from its middle: evenly, in their order, and no wider than the slot."""
    place = np.zeros(len(slot))
    for value in np.unique(slot):
        same = np.flatnonzero(slot == value)
        place[same] = (np.arange(len(same)) - (len(same) - 1) / 2) * min(0.08, 0.7 / max(len(same) - 1, 1))
    return place


def _exponents(result: Result, options: Options) -> list[Drawing]:
    """Fitted exponents against those of theory, for results with more cells than have their own lines."""
    tail = result.tail
    if tail is None or result.cells <= MOST_FITTED:
        return []
    points = [(c, k) for k in range(len(result.conditions)) for c in range(result.cells)
              if np.isfinite(tail.exponent[c, k]) and np.isfinite(tail.theory_exponent[c, k])]
    if len(points) < 2:
        return []
    figure, axes = plt.subplots(figsize=(4.6, 3.8), gridspec_kw=panels.WHOLE)
    # Equal exponents differ by rounding.
    theory = np.array([float(f"{tail.theory_exponent[c, k]:.9g}") for c, k in points])
    fitted = np.array([tail.exponent[c, k] for c, k in points])
    values = np.unique(theory)
    # A few exponents are categories, each with a slot of width 1; many stand where their numbers are.
    has_slots = len(values) <= MOST_SLOTS
    slot = np.searchsorted(values, theory).astype(float) if has_slots else theory
    if has_slots:
        axes.hlines(values, np.arange(len(values)) - 0.42, np.arange(len(values)) + 0.42, color=style.INK, linewidth=1.1, zorder=5)
    else:
        axes.plot(values[[0, -1]], values[[0, -1]], color=style.INK, linewidth=1.1, zorder=5)
    mine = {k: [i for i, (_, kk) in enumerate(points) if kk == k] for k in sorted({k for _, k in points})}
    has_summary = has_slots and len(points) > MOST_POINTS
    if has_summary:
        margin_crowd.exponents(axes, slot, {style.look(result, k): (slot[at], fitted[at]) for k, at in mine.items()})
        bars = "Bars: 5 to 95 % and 25 to 75 % of the cells; points: the median cell."
    else:
        place = slot + _side_by_side(slot) if has_slots else slot
        crowded = len(points) > MOST_POINTS
        for k, at in mine.items():
            look, cells = style.look(result, k), [points[i][0] for i in at]
            if not crowded:
                axes.vlines(place[at], tail.low[cells, k], tail.high[cells, k], color=look.color, linewidth=0.8, alpha=0.5, zorder=3)
            axes.plot(place[at], fitted[at], look.marker, color=look.color, markersize=2.2 if crowded else 3.6, markeredgecolor="white",
                      markeredgewidth=0.2 if crowded else 0.4, zorder=4, label=look.words)
        bars = f"A point for each of {style.count_words(len(points))} fits." if crowded else "Bars: limits of the fit." + (
            " Cells of one exponent stand side by side." if has_slots else "")
    if has_slots:
        axes.set_xlim(-0.6, len(values) - 0.4)
        axes.set_xticks(np.arange(len(values)), [f"{value:g}" for value in values])
    else:
        ticks.set_roomy(axes.xaxis, ticks.round_values, ticks.number_text)
    axes.set_ylim(0, 1.15 * max(theory.max(), np.percentile(fitted, 99.5)))
    ticks.set_roomy(axes.yaxis, ticks.round_values, ticks.number_text)
    axes.grid(axis="y", color=style.FAINT, linewidth=0.6)
    axes.set_xlabel(result.axis("theory_exponent"))
    axes.set_ylabel(result.axis("exponent"))
    small = len(points) > MOST_POINTS and not has_summary
    axes.legend(loc="upper left", fontsize=style.scaled(7.5), markerscale=2 if small else 1)
    title = "The exponents of the margins' lower tails"
    lines, off = ("Lines", "them") if has_slots else ("Line", "it")
    note = (f"{lines}: theory. {bars}\nOff {off} the least margins are not yet where the law of theory holds, or the fit is by "
            f"chance.{result.replicate_note()}")
    rows = [(*result.row(c, k), *(float(values[c, k]) for values in (tail.exponent, tail.low, tail.high, tail.theory_exponent)))
            for c, k in points]
    return [Drawing("exponents", title, figure, [*ROW, "exponent", "low", "high", "theory"], rows, note, heading=Heading(title, note))]


def draw(result: Result, options: Options) -> list[Drawing]:
    """A row of panels for each condition that has margins, and the exponents beside theory's; none without margins."""
    margins = result.margins
    if margins is None or not margins.recorded():
        return []
    curves = {k: {c: curve for c in range(result.cells) if (curve := _curve(margins, c, k)) is not None}
              for k in range(len(result.conditions))}
    curves = {k: by_cell for k, by_cell in curves.items() if by_cell}
    drawn = sorted({c for by_cell in curves.values() for c in by_cell})
    title, subtitle = result.title or "Margins", "How near to the border of a condition the priors come"
    legend = None
    if len(drawn) > MOST_CURVES:
        figure, rows = margin_crowd.curves(result, list(curves))
        columns = ["types", "condition", "cells", "margin", *(f"quantile_{level:g}" for level in margin_crowd.LEVELS)]
        note = "Line: the median cell. Shaded: from 25 to 75 % and from 5 to 95 % of the cells. A straight line is a power law." + result.replicate_note()
    else:
        plan = _plan(result, drawn)
        figure, legend = _figure(result, curves, plan, style.cycle(dict.fromkeys(plan.name[c] for c in drawn)))
        columns = [*ROW, "margin", "share"]
        rows = [(*result.row(c, k), float(edge), float(share))
                for k, by_cell in curves.items() for c, curve in by_cell.items() for edge, share in zip(*curve)]
        note = _note(result, curves, plan, figure)
    panels.labels(figure, result.axis("margin"), result.axis("margins_below"), 0.5, 0.34)
    heading = Heading(title, note, subtitle if result.title else "")
    return [Drawing("margins", subtitle, figure, columns, rows, note, heading=heading, legend=legend)] + _exponents(result, options)
