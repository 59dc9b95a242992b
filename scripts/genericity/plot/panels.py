"""Panels of a figure, what stands around them, and what sets the cells in them apart."""

from collections.abc import Hashable, Iterable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from genericity.plot import style
from genericity.plot.result import Result

WHOLE = {"left": 0, "right": 1, "bottom": 0, "top": 1}  # panels fill the figure; what stands around them is outside


def grid(count: int, columns: int, width: float, height: float, wspace: float = 0.12, hspace: float = 0.5,
         **options) -> tuple[Figure, np.ndarray]:
    """So many panels of width × height inches, row by row; returns their axes by row and column."""
    rows = -(-count // columns)
    figure, axes = plt.subplots(rows, columns, squeeze=False, sharey=True, figsize=(width * columns, height * rows),
                                gridspec_kw={"wspace": wspace, "hspace": hspace, **WHOLE}, **options)
    for unused in axes.flat[count:]:
        unused.set_visible(False)
    return figure, axes


def log_log(axes, ticks: int) -> None:
    """Makes both axes logarithmic, with about so many ticks."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.grid(color=style.FAINT, linewidth=0.6)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(numticks=ticks))
        axis.set_minor_locator(NullLocator())


def title(axes, *words: str, **options) -> None:
    axes.set_title(",  ".join(word for word in words if word), loc="left", weight="bold", **options)


def labels(figure: Figure, across: str, up: str, left: float, below: float = 0.36) -> None:
    """What the axes of all panels show, so many inches left of the panels and below them."""
    width, height = figure.get_size_inches()
    figure.supxlabel(across, y=-below / height, va="top", fontsize=9)
    figure.supylabel(up, x=-left / width, ha="right", fontsize=9)


def legend(figure: Figure, looks: Iterable[tuple[str, dict]], right: float = 0.15, **options) -> None:
    """Names of lines, and how each is drawn, so many inches right of the panels."""
    handles = [plt.Line2D([], [], label=name, **look) for name, look in looks]
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(1 + right / figure.get_figwidth(), 1), borderaxespad=0,
                  fontsize=7.5, **options)


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
    patterns = style.distinct_pattern_words(result.pattern, 30)
    return [(style.space_words(result.types[c]), patterns[result.pattern[c]], result.prior[c],
             result.seed_words(c)) for c in cells]
