"""Panels of a figure, what stands around them, and what sets the cells in them apart."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from genericity.plot import style
from genericity.plot.result import Result
from genericity.plot.ticks import set_logarithmic

ACROSS, UP = "_across", "_up"  # labels of texts that say what all panels show, by which they are found
WHOLE = {"left": 0, "right": 1, "bottom": 0, "top": 1}  # panels fill the figure; what stands around them is outside


def off(figure: Figure, right: float, up: float):
    """A transform of the figure's fractions to so many inches from there, whatever size the figure is given."""
    return figure.transFigure + ScaledTranslation(right, up, figure.dpi_scale_trans)


@dataclass
class Legend:
    """Names, and how what they name is drawn: right of the panels, above or under them."""

    handles: list
    side: str = "right"  # or above
    title: str | None = None
    distance: float = 0.15  # inches

    def beside(self, figure: Figure) -> None:
        self._draw(figure, (1, 1), off(figure, self.distance, 0), "upper left", 1)

    def above(self, figure: Figure, up: float, columns: int) -> None:
        self._draw(figure, (0, 1), off(figure, 0, up), "lower left", columns)

    def across(self, figure: Figure, box, width: float, gap: float) -> None:
        """Under what is drawn in `box`, inches, or above it, in as many columns as have room in `width`."""
        for columns in range(min(len(self.handles), 6), 0, -1):
            if self.side == "above":
                self._draw(figure, (0, 1), off(figure, box.x0, box.y1 - figure.get_figheight() + gap), "lower left", columns)
            else:
                self._draw(figure, (0, 0), off(figure, box.x0, box.y0 - gap), "upper left", columns)
            if self.drawn.get_window_extent(figure.canvas.get_renderer()).width <= width * figure.dpi:
                return

    def remove(self) -> None:
        if self.drawn is not None:
            self.drawn.remove()
            self.drawn = None

    drawn = None  # the legend of Matplotlib

    def _draw(self, figure: Figure, place, transform, corner: str, columns: int) -> None:
        self.remove()
        self.drawn = figure.legend(handles=self.handles, loc=corner, bbox_to_anchor=place, bbox_transform=transform, borderaxespad=0,
                                   borderpad=0, ncol=columns, columnspacing=1.6, fontsize=style.scaled(7.5), title=self.title,
                                   title_fontsize=style.scaled(7.5), alignment="left",
                                   labelspacing=0.8 if any("\n" in str(handle.get_label()) for handle in self.handles) else 0.5)


def grid(count: int, columns: int, width: float, height: float, wspace: float = 0.12, hspace: float = 0.5,
         **options) -> tuple[Figure, np.ndarray]:
    """So many panels of width × height inches, row by row; returns their axes by row and column."""
    rows = -(-count // columns)
    figure, axes = plt.subplots(rows, columns, squeeze=False, sharey=True, figsize=(width * columns, height * rows),
                                gridspec_kw={"wspace": wspace, "hspace": hspace, **WHOLE}, **options)
    for unused in axes.flat[count:]:
        unused.set_visible(False)
    return figure, axes


def blocks(count: int, each: int, width: float, height: float, **options) -> tuple[Figure, list[list]]:
    """So many blocks of `each` panels, one below the other; returns the axes of each block. A block of more than four
    panels has rows of three, in which they can be read."""
    columns = each if each <= 4 else 3
    rows = -(-each // columns)
    figure, axes = grid(count * rows * columns, columns, width, height, 0.36 / width, 0.42, **options)
    found = [list(axes[block * rows:(block + 1) * rows].flat) for block in range(count)]
    for unused in (panel for block in found for panel in block[each:]):
        unused.set_visible(False)
    return figure, [block[:each] for block in found]


def log_log(axes) -> None:
    """Makes both axes logarithmic, with ticks at powers of ten that have room."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.grid(color=style.FAINT, linewidth=0.6)
    for axis in (axes.xaxis, axes.yaxis):
        set_logarithmic(axis)


def title(axes, *words: str, **options) -> None:
    axes.set_title(",  ".join(word for word in words if word), loc="left", weight="bold", **options)


def labels(figure: Figure, across: str, up: str, left: float, below: float = 0.36) -> None:
    """What the axes of all panels show, so many inches left of the panels and below them."""
    figure.text(0.5, 0, across, label=ACROSS, transform=off(figure, 0, -style.scaled(below)), ha="center", va="top", fontsize=style.scaled(9))
    figure.text(0, 0.5, up, label=UP, transform=off(figure, -style.scaled(left), 0), ha="right", va="center", rotation=90,
                fontsize=style.scaled(9))


def legend(figure: Figure, looks: Iterable[tuple[str, dict]], title: str | None = None) -> Legend:
    """Names of lines, and how each is drawn, right of the panels."""
    made = Legend([plt.Line2D([], [], label=name, **look) for name, look in looks], title=title)
    made.beside(figure)
    return made


def grouped(names: list[Hashable], most: int) -> dict[Hashable, list[int]]:
    """Cells by name, in the file's order. Of more than `most` names the largest groups, and the others as one, the last."""
    groups: dict[Hashable, list[int]] = {}
    for cell, name in enumerate(names):
        groups.setdefault(name, []).append(cell)
    if len(groups) <= most:
        return groups
    kept = set(sorted(groups, key=lambda name: -len(groups[name]))[:most - 1])
    rest = [cell for name, cells in groups.items() if name not in kept for cell in cells]
    return {name: cells for name, cells in groups.items() if name in kept} | {f"{len(groups) - len(kept)} others": rest}


def apart(parts: list[tuple[str, ...]]) -> tuple[list[str], list[str]]:
    """What sets each tuple of words apart from the others, and what all share."""
    differ = [len(set(words)) > 1 for words in zip(*parts)]
    return ([",  ".join(word for word, own in zip(part, differ) if own and word) for part in parts],
            [word for word, own in zip(parts[0], differ) if word and not own])


def cell_words(result: Result, cells: list[int]) -> list[tuple[str, str, str, str]]:
    """Type space, pattern, law and, where there are several, seed of each cell."""
    patterns = result.pattern_words(30)
    return [(style.space_words(result.types[c]), patterns[result.pattern[c]], result.shown(result.prior[c]),
             result.seed_words(c)) for c in cells]
