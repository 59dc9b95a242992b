"""Gives a drawing the size that was ordered, and its heading and notes.

The functions that draw leave what stands around the panels (names, texts of ticks, a legend) at fixed distances from them. Here
the panels get what the picture's width leaves them, and the title, the legend and the notes are wrapped to that width.
"""

import re
import textwrap

import numpy as np
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from genericity.plot import panels, style
from genericity.plot.style import Drawing, Options, scaled

LEAST_PANEL = 0.85  # inches of a panel beside others
LEAST_SINGLE = 1.9  # and of one by itself, in a column of a journal
LEAST_HEIGHT = 0.5  # inches of all panels together
LEAST_PART = 0.62  # of the width, for the panels beside a legend; below that the legend stands under them
FLATTEST = 0.62  # of the height that was meant, where panels get narrower
GAP = 0.1  # inches between the drawing, its legend and its texts
TOLERANCE = 0.02  # inches
WIDER = 1.15  # of the panels, which a name under them may be
LEAST_ROWS = 0.55  # of the height that rows were drawn with
ROUNDS = 4  # of measuring: a width changes which ticks there is room for


def _box(figure) -> Bbox:
    """What is drawn, in inches."""
    return figure.get_tightbbox(figure.canvas.get_renderer())


def _shown(figure) -> list:
    return [axes for axes in figure.axes if axes.get_visible()]


def _columns(figure) -> int:
    return len({round(axes.get_position().x0, 3) for axes in _shown(figure)})


def _gap(whole: float, count: int, share: float) -> float:
    """Inches between panels that are `share` of a panel apart."""
    return share * whole / (count + (count - 1) * share)


def _keep_gaps(drawing: Drawing, size: tuple[float, float]) -> None:
    """Leaves as many inches between the panels as they were drawn with: the texts there have kept their size."""
    figure = drawing.figure
    specs = (getattr(axes, "get_subplotspec", lambda: None)() for axes in figure.axes)
    spec = next((spec for spec in specs if spec is not None), None)
    if spec is None:
        return
    grid = spec.get_gridspec()
    counts = grid.ncols, grid.nrows
    if drawing.gaps is None:
        drawing.gaps = [_gap(whole, count, share or 0.0) for whole, count, share in zip(drawing.natural, counts, (grid.wspace, grid.hspace))]
    share = [gap / max((whole - (count - 1) * gap) / count, 0.05) for gap, whole, count in zip(drawing.gaps, size, counts)]
    grid.update(wspace=share[0], hspace=share[1])


def _broken(words: str, letters: int) -> str:
    """The words in lines of so many letters, broken at commas, and before brackets, where that is enough."""
    for places in (r"(?<=,) +", r"(?<=,) +|(?=\()"):
        lines = re.split(places, words)
        if max(map(len, lines)) <= letters:
            return "\n".join(lines)
    return textwrap.fill(words, letters, break_on_hyphens=False, break_long_words=False)


def _wrap_titles(figure) -> None:
    """Breaks titles of panels that are wider than their panels."""
    renderer = figure.canvas.get_renderer()
    for axes in _shown(figure):
        for place in ("left", "center"):
            title = axes.title if place == "center" else axes._left_title
            words = " ".join(title.get_text().split("\n"))
            if not words:
                continue
            title.set_text(words)
            room = axes.get_window_extent(renderer).width * 1.04
            width = title.get_window_extent(renderer).width
            if width > room:
                title.set_text(_broken(words, max(8, int(len(words) * room / width))))


def _wrap_names(figure) -> None:
    """Breaks names of axes that are longer than what they name."""
    shared = {text.get_label(): text for text in figure.texts}
    names = [(text, figure.get_figwidth() * WIDER if place == panels.ACROSS else figure.get_figheight(), place == panels.UP)
             for place, text in shared.items() if place in (panels.ACROSS, panels.UP)]
    for axes in _shown(figure):
        across, up = axes.get_position().width * figure.get_figwidth(), axes.get_position().height * figure.get_figheight()
        names += [(axes.xaxis.label, across * WIDER, False), (axes.yaxis.label, up, True)]
    for text, room, is_upright in names:
        words = " ".join(text.get_text().split("\n"))
        if words:
            text.set_text(words)
            box = text.get_window_extent(figure.canvas.get_renderer())
            length = (box.height if is_upright else box.width) / figure.dpi
            if length > room * 1.04:
                lines = int(np.ceil(length / room))
                text.set_text(textwrap.fill(words, max(10, int(len(words) / lines * 1.2)), break_on_hyphens=False))


def _set_width(drawing: Drawing, width: float) -> bool:
    """Gives the panels what `width` leaves them. Whether that is room enough."""
    figure, natural = drawing.figure, drawing.natural
    height = natural[1]
    least = LEAST_PANEL * _columns(figure) if _columns(figure) > 1 else LEAST_SINGLE
    is_wide_enough, box = True, _box(figure)
    for _ in range(ROUNDS):
        new = width - (box.width - figure.get_figwidth())
        is_wide_enough = new >= least - 1e-6
        new = max(new, least)
        if drawing.kind == "panels":
            height = natural[1] * min(1.0, max(FLATTEST, (new / natural[0]) ** 0.5))
        figure.set_size_inches(new, height)
        _keep_gaps(drawing, (new, height))
        _wrap_titles(figure)
        _wrap_names(figure)
        box = _box(figure)
        if abs(box.width - width) < TOLERANCE / 2:
            break
    return is_wide_enough and box.width <= width + TOLERANCE


def _place_legend(drawing: Drawing, width: float) -> bool:
    """Gives the panels their width, and the legend a place: right of the panels where they keep room enough, else under them, or
    above them if it is drawn there."""
    figure, legend = drawing.figure, drawing.legend
    if legend is None:
        return _set_width(drawing, width)
    if legend.side == "right":
        legend.beside(figure)
        fits = _set_width(drawing, width)
        if fits and figure.get_figwidth() >= max(LEAST_PART * width, 1.25 * _columns(figure)):
            return True
    legend.remove()
    fits = _set_width(drawing, width)
    legend.across(figure, _box(figure), width, GAP)
    return fits and _box(figure).width <= width + TOLERANCE


def _wrapped(figure, words: str, width: float, **look) -> str:
    """The words in lines that are no wider than `width` inches."""
    text = figure.text(0, 0, words, **look)
    letters = len(words)
    for _ in range(12):
        style.set_plain(text)
        across = text.get_window_extent(figure.canvas.get_renderer()).width / figure.dpi
        if across <= width or letters < 12:
            break
        longest = max(map(len, text.get_text().split("\n")))
        letters = min(letters - 1, int(longest * width / across))
        text.set_text(textwrap.fill(words, letters, break_on_hyphens=False, break_long_words=True))
    text.remove()
    return text.get_text()


def _write(figure, words: str, left: float, at: float, width: float, va: str, **look) -> tuple[Text, float]:
    """Writes the words at that height in inches; returns them and the height where they end."""
    look = {"linespacing": 1.4, **look}
    top = va == "bottom"  # then it keeps its distance from the upper end of the panels
    text = figure.text(0, int(top), _wrapped(figure, words, width, **look), ha="left", va=va,
                       transform=panels.off(figure, left, at - top * figure.get_figheight()), **look)
    style.set_plain(text)
    box = text.get_window_extent(figure.canvas.get_renderer())
    return text, (box.y1 if va == "bottom" else box.y0) / figure.dpi


def _write_texts(drawing: Drawing, options: Options, width: float, box: Bbox) -> list[Text]:
    """The title and the subtitle above what is drawn in `box`, and the note below; a paper has them in a caption instead."""
    if options.paper or drawing.heading is None:
        return []
    figure, heading = drawing.figure, drawing.heading
    left, written = box.x0, []
    top = box.y1 + 1.2 * GAP
    for words, look in ((heading.subtitle, {"fontsize": scaled(9)}), (heading.title, {"fontsize": scaled(11.5), "weight": "bold"})):
        if words:
            text, end = _write(figure, style.shortened(words, style.MOST_LETTERS), left, top, width, "bottom", **look)
            top = end + 0.5 * GAP
            written.append(text)
    if heading.note:
        written.append(_write(figure, style.flowing(heading.note), left, box.y0 - 1.2 * GAP, width, "top", fontsize=scaled(7),
                              color=style.GREY)[0])
    return written


def _scale(drawing: Drawing, width: float, height: float | None) -> bool:
    """Of a drawing that keeps its proportions: whether it fits, once it is made smaller for a height that was ordered."""
    figure, box = drawing.figure, _box(drawing.figure)
    if height and box.height > height:
        across, up = figure.get_size_inches()
        factor = max(0.6, (up - (box.height - height)) / up)
        figure.set_size_inches(across * factor, up * factor)
        box = _box(figure)
    return box.width <= width + TOLERANCE


def _try(drawing: Drawing, options: Options, width: float) -> bool:
    """Fits the drawing into that width; whether it has room enough there."""
    figure, pad = drawing.figure, style.pad(options)
    inner = width - 2 * pad
    figure.set_size_inches(*drawing.natural)
    if drawing.kind == "canvas":
        return _scale(drawing, inner, None)
    return _place_legend(drawing, inner) and (width > style.NARROW or options.width is not None or _columns(figure) == 1)


def fit(drawing: Drawing, options: Options) -> bool:
    """Gives the drawing the width and the height of `options`, or the width of a journal's column or page, writes its heading
    and cuts it out to the point. Whether that width is enough; if it is not, the picture is as wide as it needs to be."""
    figure = drawing.figure
    drawing.natural = tuple(figure.get_size_inches())
    drawing.heading = drawing.heading and drawing.heading.called(options.title)
    drawing.title = drawing.title if options.title is None else options.title
    style.drawable(figure)
    widths = [options.width] if options.width else [style.NARROW, style.WIDE] if options.paper else [style.WIDE]
    for width in widths:
        if fits := _try(drawing, options, width):
            break
    pad = style.pad(options)
    box = _box(figure)
    texts = _write_texts(drawing, options, width - 2 * pad, box)
    whole = _union(box, texts)
    if options.height:
        for text in texts:
            text.remove()
        fits &= _set_height(drawing, width - 2 * pad, options.height - 2 * pad - (whole.height - box.height))
        box = _box(figure)
        whole = _union(box, _write_texts(drawing, options, width - 2 * pad, box))
    drawing.crop = _cut(whole, width, options.height, pad)
    return fits


def _union(box: Bbox, texts: list[Text]) -> Bbox:
    """What is drawn together with these texts, in inches."""
    extents = [(text.get_window_extent(text.figure.canvas.get_renderer()), text.figure.dpi) for text in texts]
    return Bbox.union([box, *(Bbox(extent.get_points() / dpi) for extent, dpi in extents)])


def _set_height(drawing: Drawing, width: float, inner: float) -> bool:
    """Gives what is drawn the height that the texts leave it; whether that is enough."""
    figure = drawing.figure
    if drawing.kind == "canvas":
        return _scale(drawing, width, inner) and _box(figure).height <= inner + TOLERANCE
    least = LEAST_ROWS * drawing.natural[1] if drawing.kind == "rows" else LEAST_HEIGHT
    across, new = figure.get_size_inches()
    for _ in range(ROUNDS):
        box = _box(figure)
        new += inner - box.height
        across -= max(0.0, box.width - width)  # a name that is broken takes more
        figure.set_size_inches(across, max(new, least))
        _keep_gaps(drawing, (across, max(new, least)))
        _wrap_names(figure)
        if new < least or abs((box := _box(figure)).height - inner) < TOLERANCE / 2 and box.width <= width + TOLERANCE:
            break
    return new >= least


def _cut(box: Bbox, width: float, height: float | None, pad: float) -> Bbox:
    """The part to save: as wide and high as was ordered, with what is drawn in its middle."""
    across = max(width, box.width + 2 * pad)
    up = max(height or 0.0, box.height + 2 * pad)
    # What needs less than it gets stands in the middle.
    left, low = (box.x0 + box.x1 - across) / 2, (box.y0 + box.y1 - up) / 2
    return Bbox.from_extents(left, low, left + across, low + up)
