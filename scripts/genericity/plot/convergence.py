"""The figure of convergence: the share among the first n samples, as n grows, and its confidence sequence: limits that hold
at all n at once, so that whoever looks at any of them, and stops there, is not misled."""

import itertools
from dataclasses import dataclass

import numpy as np
from genericity.plot import panels, style
from genericity.plot.axis import ShareAxis, share_axis
from genericity.plot.intervals import confidence_sequence
from genericity.plot.result import ROW, Result, Trace
from genericity.plot.style import Drawing, Heading, Options
from genericity.plot.ticks import round_logarithmic, set_roomy

MOST_NAMED = 10  # lines with a name and a shaded sequence each
MOST_DRAWN = 60  # thin lines, of cells evenly spread over the shares


@dataclass
class Run:
    """The running counts of a cell and a condition after each of the first bins that have no hole."""

    samples: np.ndarray
    holds: np.ndarray
    fails: np.ndarray
    undecided: np.ndarray

    @property
    def share(self) -> np.ndarray:
        decided = self.holds + self.fails
        return np.divide(self.holds, decided, out=np.full(len(decided), np.nan), where=decided > 0)


def run(trace: Trace, cell: int, k: int) -> Run | None:
    """Bins count as long as each is full, and the first that is not counts if nothing comes after it: then its samples are
    the next ones. None without any sample."""
    counts = trace.count[cell, k]  # (bin, verdict)
    found = counts.sum(axis=1)
    full = found == trace.end - trace.begin
    bins = int(np.argmin(full)) if not full.all() else len(full)
    if bins < len(full) and found[bins] > 0 and found[bins + 1:].sum() == 0:
        bins += 1
    if bins == 0:
        return None
    sums = counts[:bins].cumsum(axis=0)
    return Run(sums.sum(axis=1), sums[:, 0], sums[:, 1], sums[:, 2])


def _chosen(result: Result, cells: list[int], k: int) -> list[int]:
    """Cells to draw: all, or of many some that are evenly spread over the order of their shares."""
    if len(cells) <= MOST_DRAWN:
        return cells
    order = sorted(cells, key=lambda c: (np.nan_to_num(result.share[c, k], nan=2.0), c))
    return [order[i] for i in np.unique(np.linspace(0, len(order) - 1, MOST_DRAWN).round().astype(int))]


def _draw_panel(axes, result: Result, runs: dict[int, Run], looks: dict[int, str], axis: ShareAxis, table: list,
                k: int) -> None:
    named = len(runs) <= MOST_NAMED
    for cell, trail in runs.items():
        share, samples = trail.share, trail.samples
        known = ~np.isnan(share)
        if named:
            low, high = confidence_sequence(trail.holds, trail.fails, trail.undecided, result.confidence)
            axes.fill_between(samples, axis.place(low), axis.place(high), color=looks[cell], alpha=0.14, linewidth=0,
                              zorder=2)
            for limit in (low, high):
                axes.plot(samples, axis.place(limit), color=looks[cell], linewidth=0.5, alpha=0.7, zorder=3)
        else:
            low = high = np.full(len(share), np.nan)
        axes.plot(samples[known], axis.place(share[known]), color=looks[cell], linewidth=1.4 if named else 0.8,
                  alpha=1 if named else 0.8, zorder=4, clip_on=False)
        table += [(*result.row(cell, k), *numbers)
                  for numbers in zip(*(values.tolist() for values in (samples, share, low, high)))]


def _samples_words(value: float) -> str:
    return style.count_words(int(value)) if value < 1e6 else f"{value / 1e6:g} M"


def draw(result: Result, options: Options) -> list[Drawing]:
    """One drawing with a panel for each condition; none if the file has no traces."""
    if result.trace is None:
        return []
    runs: dict[int, dict[int, Run]] = {}
    for k in range(len(result.conditions)):
        by_cell = {c: trail for c in range(result.cells)
                   if not result.gone_through[c] and (trail := run(result.trace, c, k)) is not None and len(trail.samples) > 1}
        if by_cell:
            runs[k] = {c: by_cell[c] for c in _chosen(result, list(by_cell), k)}
    if not runs:
        return []
    cells = sorted({c for by_cell in runs.values() for c in by_cell})
    named = max(len(by_cell) for by_cell in runs.values()) <= MOST_NAMED
    names, same = panels.apart(panels.cell_words(result, cells))
    common = ",  ".join(same) if len(cells) <= MOST_NAMED else ""
    looks = dict(itertools.zip_longest(cells, style.CYCLE[:len(cells)], fillvalue=style.GREY))
    has_names = named and len(cells) > 1  # else a line has the colour of its condition
    columns = min(len(runs), 3)
    figure, grid = panels.grid(len(runs), columns, {1: 5.0, 2: 3.8, 3: 3.0}[columns], 3.0)
    ends = [trail for by_cell in runs.values() for trail in by_cell.values()]
    last = np.array([trail.share[-1] for trail in ends])
    axis = share_axis(last, np.array([1 - 3 / max(trail.samples[-1], 3) for trail in ends]), options.axis)
    if axis.logarithmic:
        axis = ShareAxis(True, 0.0, axis.right)
    table: list[tuple] = []
    for axes, (k, by_cell) in zip(grid.flat, runs.items()):
        look = style.look(result, k)
        axes.set_xscale("log")
        axis.apply(axes.yaxis)
        _draw_panel(axes, result, by_cell, looks if has_names else dict.fromkeys(by_cell, look.color), axis, table, k)
        least, most = (f(trail.samples[end] for trail in by_cell.values()) for f, end in ((min, 0), (max, -1)))
        set_roomy(axes.xaxis, round_logarithmic(least, most), _samples_words)
        axes.grid(color=style.FAINT, linewidth=0.6)
        panels.title(axes, look.short)
    panels.labels(figure, result.axis("samples"), result.axis("running_share"), axis.room())
    legend = None
    if has_names:
        legend = panels.legend(figure, [(name, {"color": looks[c], "linewidth": 1.4}) for name, c in zip(names, cells)])
    note = (f"Shaded: the confidence sequence. With {style.percent_words(result.confidence)} confidence the share lies in all "
            "of a line's shaded area at once.\nUndecided samples count either way." if named else
            f"Lines: {max(len(by_cell) for by_cell in runs.values())} of {style.count_words(result.cells)} cells, evenly "
            "spread over the order of their shares." if result.cells > MOST_DRAWN else f"A line for each of {len(cells)} cells.")
    note += "" if named else result.replicate_note()
    # Each condition has its own lines, so that theorems are told of all cells that they were chosen from.
    note += axis.note(result, cells if len(cells) <= MOST_DRAWN else list(range(result.cells)))
    return [Drawing("convergence", "Convergence of the shares", figure, [*ROW, "samples", "share", "low", "high"], table,
                    f"{common}. {note}" if common else note, heading=Heading("Convergence of the shares", note, common), legend=legend)]
