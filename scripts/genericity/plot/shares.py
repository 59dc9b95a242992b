"""The figure of shares: for each cell the share of priors with each condition, and its confidence interval.

Up to `MOST_ROWS` rows are drawn one by one, under a heading for each type space, with a panel for each law of priors
where the laws share their rows. What has more rows is drawn in a compact form, see crowd.py.

Where all shares are near 1 the axis is that of 1 − share, logarithmic, so that 99.9 % and 99.99 % are as far apart as
90 % and 99 %.
"""

import re
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from genericity.plot import crowd, panels, style, theorems
from genericity.plot.axis import ShareAxis, share_axis
from genericity.plot.result import ROW, VERDICTS, Result
from genericity.plot.style import Drawing, Heading, Options, scaled

MOST_ROWS = 64
MOST_PANELS = 6
LEAST_FILLED = 0.5  # of the places of a layout with panels; below that most of it would be empty
PANEL_WIDTH = {1: 5.0, 2: 3.3, 3: 2.6, 4: 2.2, 5: 1.9, 6: 1.7}  # inches
ROW_HEIGHT = 0.27  # inches, for two conditions
HEADING = 1.25  # heights of a row
LETTER = 0.07  # inches of an average letter
LEAST_PANEL = 1.0  # inches
LEAST_ROW = 0.16  # inches, in which letters have room; what is higher than a page has rows as low as that
SPARE = 2.4  # inches that labels leave to the panels at least


@dataclass
class Layout:
    """Where each cell goes: `sections` of headings and rows, each row one cell per panel or None.

    A row's label is a pattern, or a pattern and a law of priors with a tab between them."""

    panels: list[str]
    sections: list[tuple[str, list[tuple[str, list[int | None]]]]]

    def rows(self) -> int:
        return sum(len(rows) for _, rows in self.sections)


def _sections(keys: list[tuple[str, str, int, int]], panels: int):
    """Groups (heading, label, panel, cell) into sections and rows in order of first appearance. A label that comes
    again in the same panel (two cells alike but for something the file does not name) gets a row of its own."""
    sections: dict[str, list[tuple[str, list[int | None]]]] = {}
    for heading, label, panel, cell in keys:
        rows = sections.setdefault(heading, [])
        row = next((r for r in rows if r[0] == label and r[1][panel] is None), None)
        if row is None:
            row = (label, [None] * panels)
            rows.append(row)
        row[1][panel] = cell
    return list(sections.items())


def _have_room(labels: list[str], priors: list[str], room: float) -> bool:
    """Whether a panel for each law, its title broken before brackets, has room beside the labels."""
    left = max(map(len, labels))
    longest = max((len(word) for law in priors for word in re.split(r" +|(?=\()", law)), default=0)
    return scaled(LETTER) * left + len(priors) * (max(LEAST_PANEL, scaled(LETTER) * longest + 0.1) + 0.4) <= room


def lay_out(result: Result, room: float = style.WIDE) -> Layout:
    """Panels by law of priors where that fills the page of `room` inches, else a section for each type space and law."""
    cells = range(result.cells)
    headings = [style.type_space_words(t) for t in result.types]
    labels = result.pattern_words(max(12, min(40, int((room - SPARE) / scaled(LETTER)))))
    law = [result.law_words(c) for c in cells]
    priors = list(dict.fromkeys(law))
    if len(priors) <= MOST_PANELS and _have_room(list(labels.values()), priors, room):
        sections = _sections([(headings[c], labels[result.pattern[c]], priors.index(law[c]), c)
                              for c in cells], len(priors))
        layout = Layout(priors, sections)
        if result.cells >= LEAST_FILLED * layout.rows() * len(priors):
            return layout
    by_prior = _sections([(f"{headings[c]},  {law[c]}", labels[result.pattern[c]], 0, c)
                          for c in cells], 1)
    if result.cells >= 2 * len(by_prior):
        return Layout([""], by_prior)
    # Laws of one pattern stand together.
    by_pattern = panels.grouped(list(zip(headings, result.pattern)), result.cells)
    return Layout([""], _sections([(heading, f"{labels[pattern]}\t{law[c]}", 0, c)
                                   for (heading, pattern), alike in by_pattern.items() for c in alike], 1))


def _offsets(count: int) -> np.ndarray:
    """Where the conditions of a row stand, in heights of a row, the first on top."""
    return np.linspace(-0.5, 0.5, count) * min(0.62, 0.31 * (count - 1)) if count > 1 else np.zeros(1)


def _draw_cells(axes, result: Result, cells: list[int], places: np.ndarray, axis: ShareAxis, size: float) -> None:
    """Points and intervals of the cells at heights `places`, the points `size` times as large as usual."""
    for k, offset in enumerate(_offsets(len(result.conditions))):
        look = style.look(result, k)
        share, low, high = (a[cells, k] for a in (result.share, result.low, result.high))
        shown = ~np.isnan(share)
        y = places + offset
        axes.hlines(y[shown], axis.place(low[shown]), axis.place(high[shown]), color=look.color, linewidth=1.6 * size,
                    alpha=0.75, zorder=3, clip_on=False)
        beyond = axis.beyond(share)
        # No exception seen: an arrow, since the share is somewhere from the interval's lower end on.
        for which, marker in ((shown & ~beyond, look.marker), (shown & beyond, ">")):
            axes.plot(axis.place(share[which]), y[which], marker, color=look.color, markersize=4.6 * size, zorder=4,
                      clip_on=False, markeredgecolor="white", markeredgewidth=0.5)
        for place, cell in zip(y[~shown], np.asarray(cells)[~shown]):
            none = result.samples[cell].max() == 0
            if none and k > 0:
                continue
            words = "no samples" if none else f"{look.short}: every sample undecided"
            axes.text(axis.middle(), place - offset if none else place, words, ha="center", va="center",
                      color=style.GREY, fontsize=scaled(7), style="italic", zorder=4)


def _name_patterns(axes, labels: list[tuple[float, str]]) -> float:
    """Writes the patterns left of the laws of priors, where labels have both: once for each run of one pattern. Returns how
    many points all these labels take."""
    style.drawable(axes.figure)
    renderer = axes.figure.canvas.get_renderer()

    def widest(texts) -> float:
        return max((text.get_window_extent(renderer).width for text in texts), default=0.0) / axes.figure.dpi * 72

    left = widest(axes.get_yticklabels()) + 8
    before, before_place, written = None, -np.inf, []
    for place, pattern in ((place, label.split("\t")[0]) for place, label in labels if "\t" in label):
        if pattern != before or place > before_place + 1.1:
            written.append(axes.annotate(pattern, (0, place), (-left - 14, 0), xycoords=("axes fraction", "data"), ha="right",
                                         textcoords="offset points", va="center"))
        before, before_place = pattern, place
    return left + (14 + widest(written) if written else 0)


def _detailed(result: Result, layout: Layout, axis: ShareAxis) -> Figure:
    row_height = scaled(ROW_HEIGHT) * max(1.0, 0.55 + 0.225 * len(result.conditions))
    headings, lines, y = [], [], 0.0  # each with its height
    for heading, rows in layout.sections:
        headings.append((y + HEADING / 2, heading))
        y += HEADING
        for label, cells in rows:
            lines.append((y + 0.5, label, cells))
            y += 1
        y += 0.2
    count = len(layout.panels)
    usual, row_height = row_height, min(row_height, max(style.PAGE / max(y, 3), scaled(LEAST_ROW)))
    # A panel is as wide as its title needs.
    width = max([PANEL_WIDTH[count]] + [0.068 * min(len(title), style.WIDEST_LINE) - 0.3 for title in layout.panels])
    figure, axes_row = panels.grid(count, count, width + 0.5, max(y, 3) * row_height, 0.5 / width)
    for panel, axes in enumerate(axes_row[0]):
        axes.set_ylim(max(y, 3), 0)
        axis.apply(axes.xaxis)
        axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
        axes.tick_params(axis="y", length=0)
        axes.tick_params(axis="x", length=2.5)
        for side in ("left", "right"):
            axes.spines[side].set_visible(False)
        for place, _, _ in lines[::2]:
            axes.axhspan(place - 0.5, place + 0.5, color=style.BAND, linewidth=0, zorder=0)
        for place, _ in headings[1:]:
            axes.axhline(place - HEADING / 2 - 0.1, color=style.GREY, linewidth=0.5, zorder=1)
        here = [(place, cells[panel]) for place, _, cells in lines if cells[panel] is not None]
        if here:
            _draw_cells(axes, result, [cell for _, cell in here], np.array([place for place, _ in here]), axis,
                        max(0.7, row_height / usual))
        if result.undecided.any() or result.priors.min() < result.priors.max():
            axes.annotate("n", (1, 1), (12, 3), xycoords="axes fraction", textcoords="offset points", fontsize=scaled(7),
                          color=style.GREY, style="italic")
            for place, cell in here:
                n = style.count_words(int(result.priors[cell].max())) + ("†" if result.undecided[cell].any() else "")
                axes.annotate(n, (1, place), (7, 0), xycoords=("axes fraction", "data"),
                              textcoords="offset points", va="center", fontsize=scaled(6.5), color=style.GREY)
        axes.set_title(layout.panels[panel], pad=6)
        axes.set_yticks([place for place, _, _ in lines], [label.split("\t")[-1] for _, label, _ in lines])
        axes.tick_params(axis="y", labelleft=panel == 0, pad=6)
    left = _name_patterns(axes_row[0][0], [(place, label) for place, label, _ in lines])
    for place, heading in headings:
        # In a row of its own, so that it may reach into the panels.
        axes_row[0][0].annotate(heading, (0, place), (-left, 0), xycoords=("axes fraction", "data"), ha="left", zorder=6,
                                textcoords="offset points", va="center", weight="bold",
                                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})
    figure.text(0.5, 0, result.axis("share"), label=panels.ACROSS, transform=panels.off(figure, 0, -scaled(0.36)), ha="center", va="top", fontsize=scaled(9))
    return figure


def _note(result: Result, layout: Layout | None, axis: ShareAxis) -> str:
    samples = result.priors
    intervals = style.interval_words(result)
    least, most = (style.count_words(int(n)) for n in (samples.min(), samples.max()))
    if result.is_exact:
        lines = [f"{'Points' if layout else 'Lines'}: exact shares; all priors of the laws were gone through.", ""]
    elif layout is None:
        lines = [f"Lines: share among the decided samples. Shaded: {intervals}.", ""]
    else:
        lines = [f"Points: share among the decided samples. Bars: {intervals};", "one that is narrower than its point lies behind it."]
    lines[-1] += (f" n = {most} priors in {'the' if result.cells == 1 else 'every'} cell." if least == most else
                  f"n = {least} to {most} priors in a cell." if layout is None else f" n: priors {'' if result.is_exact else 'sampled '}in the cell.")
    if axis.logarithmic:
        at_edge = result.theorems.share[result.share == 1]
        doubt = ("" if len(at_edge) and np.isfinite(at_edge).all() else "; that bounds their probability from above and "
                 f"does not{' by itself' if np.isfinite(at_edge).any() else ''} show that it is 0")
        lines.append("The axis is logarithmic in 1 − share." + (
            f" {'An arrow' if layout else 'At the upper edge'}: no exception was seen{doubt}." if axis.beyond(result.share).any() else ""))
    if result.undecided.any():
        part = result.undecided / np.maximum(result.samples, 1)
        lines.append(f"† some samples undecided: at most {100 * part.max():.3g} % of a cell's; they are not in the share, and"
                     " the bar takes them either way.")
    named = {"minimal": "minimal: no coalition of two or more", "maximal": "maximal: every coalition but the grand one"}
    if layout is not None and (words := [text for name, text in named.items() if name in result.pattern]):
        lines.append(f"{';  '.join(words)}.".capitalize())
    lines.append(theorems.note(result))
    if layout is None and result.has_replicates:
        lines.append(result.replicate_note())
    if not result.complete:
        lines.append("Unfinished: the study asks for more samples than were drawn so far.")
    return "\n".join(line.strip() for line in lines if line.strip())


def draw(result: Result, options: Options) -> list[Drawing]:
    """The figure of shares of a result with at least one cell and one condition; none for a study of rare events, which
    counts no verdicts."""
    if result.rare is not None and result.samples.sum() == 0:
        return []
    axis = share_axis(result.share, result.low, options.axis)
    layout = lay_out(result, options.room)
    if layout.rows() > MOST_ROWS:
        layout = None
    figure = _detailed(result, layout, axis) if layout else crowd.draw(result, options.group or "types", axis)
    handles = [plt.Line2D([], [], color=look.color, marker=look.marker, markersize=5, linewidth=1.6,
                          markeredgecolor="white", markeredgewidth=0.5, label=look.words)
               for look in (style.look(result, k) for k in range(len(result.conditions)))]
    above = 0.42 if layout is None or layout.panels != [""] else 0.2  # inches, for the titles of the panels
    legend = panels.Legend(handles, "above")
    legend.above(figure, above - 0.08, min(len(handles), max(1, int(figure.get_figwidth() // 2.4))))
    title = result.title or "Share of priors by type space and coalition pattern"
    note = _note(result, layout, axis)
    rows = [(*result.row(c, k), int(result.samples[c, k]), *result.count[c, k].tolist(),
             *(float(values[c, k]) for values in (result.share, result.low, result.high)))
            for c in range(result.cells) for k in range(len(result.conditions))]
    return [Drawing("shares", title, figure, [*ROW, "samples", *VERDICTS, "share", "low", "high"], rows, note,
                    heading=Heading(title, note), legend=legend, kind="rows" if layout else "panels")]
