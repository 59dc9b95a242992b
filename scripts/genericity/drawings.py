"""The figures of a result, for notebooks and papers."""

from collections.abc import Iterable
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from genericity.errors import InputError, UnreadableInput
from genericity.plot import choice, command, phase, style
from genericity.plot.figures import FIGURES
from genericity.plot.result import read_result


class Figure:
    """A figure as `scripts/plot.py` draws it. Shows itself in notebooks."""

    def __init__(self, drawing: style.Drawing, options: style.Options):
        self._drawing, self._options = drawing, options
        self.name: str = drawing.name
        #: What it shows, and what was left out.
        self.title: str = drawing.title
        self.caption: str = " ".join(drawing.caption.split())
        self.notes: list[str] = drawing.notes
        #: The figure of Matplotlib, to be changed; its axes are `figure.axes`.
        self.figure = drawing.figure
        #: The numbers that it shows.
        self.data = pd.DataFrame(drawing.rows, columns=drawing.columns)

    def save(self, stem: str | Path, formats: Iterable[str] = ("pdf",)) -> list[Path]:
        """Writes STEM.pdf (or png, svg), its numbers as STEM.csv and, of a figure for a paper, its caption as STEM.txt."""
        with plt.rc_context():
            style.apply(self._options.paper)
            return style.save(self._drawing, Path(stem), self._options, list(formats))

    def _repr_png_(self) -> bytes:
        with plt.rc_context():
            style.apply(self._options.paper)
            return style.picture(self._drawing, self._options, "png", dpi=120)

    def __repr__(self) -> str:
        return f"{self.title} ({self.name}: {len(self.data)} rows of data)"


def figures(path: str | Path, *names: str, where: Iterable[str] = (), conditions: Iterable[str] | None = None, x: str | None = None,
            group: str | None = None, axis: str = "auto", paper: bool = False) -> list[Figure]:
    """Draws the figures of a result that are named, or all that it has data for.

    `names` are some of shares, lattice, phase, along, margins, rare, convergence and effort. `where` chooses cells, as in
    ["types=2x2x2", "alpha>=1"]; `x` and `group` are of phase, `axis` of shares, as `scripts/plot.py --help` says them. With
    `paper` titles and notes stand in the caption alone. Matplotlib's settings stay what they were.
    """
    for name in names:
        if name not in FIGURES:
            raise InputError(f"no figure '{name}'; there are: {', '.join(FIGURES)}")
    options = style.Options(x, group, axis, paper)
    try:
        result = read_result(Path(path), None if conditions is None else list(conditions), [choice.read(text) for text in where])
        phase.check(result, options)
        with plt.rc_context():
            style.apply(paper)
            drawings = [drawing for name in names or FIGURES for drawing in FIGURES[name][0](result, options)]
    except command.CannotRead as error:
        raise UnreadableInput(str(error)) from error
    except (command.NotAResult, command.argparse.ArgumentTypeError) as error:
        raise InputError(str(error)) from error
    for drawing in drawings:
        plt.close(drawing.figure)  # else a notebook would show it a second time
    return [Figure(drawing, options) for drawing in drawings]
