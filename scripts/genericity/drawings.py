"""The figures of a result, for notebooks and papers."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from genericity.errors import InputError, UnreadableInput
from genericity.plot import choice, command, fonts, phase, program, style
from genericity.plot import names as naming
from genericity.plot.figures import FIGURES, drawings
from genericity.plot.result import read_result


class Figure:
    """A figure as `scripts/plot.py` draws it. Shows itself in notebooks."""

    def __init__(self, drawing: style.Drawing, options: style.Options):
        self._drawing, self._options = drawing, options
        self.name: str = drawing.name
        #: What it shows, and what was left out.
        self.title: str = drawing.title
        self.caption: str = style.flowing(drawing.caption)
        self.notes: list[str] = drawing.notes
        #: The figure of Matplotlib, to be changed; its axes are `figure.axes`.
        self.figure = drawing.figure
        #: The numbers that it shows.
        self.data = pd.DataFrame(drawing.rows, columns=drawing.columns)

    def _apply(self) -> None:
        style.apply(self._options.paper, self._options.font, self._options.size)

    def save(self, stem: str | Path, formats: Iterable[str] = ("pdf",)) -> list[Path]:
        """Writes STEM.pdf (or png, svg), its numbers as STEM.csv and, of a figure for a paper, its caption as STEM.txt."""
        with plt.rc_context():
            self._apply()
            return style.save(self._drawing, Path(stem), self._options, list(formats))

    def _repr_png_(self) -> bytes:
        with plt.rc_context():
            self._apply()
            return style.picture(self._drawing, self._options, "png", dpi=120)

    def __repr__(self) -> str:
        return f"{self.title} ({self.name}: {len(self.data)} rows of data)"


def _options(x, group, axis, paper, width, height, font, font_size, title) -> style.Options:
    for name, value, least, most in (("width", width, program.LEAST_INCHES, program.MOST_INCHES),
                                     ("height", height, program.LEAST_INCHES, program.MOST_INCHES),
                                     ("font_size", font_size, fonts.LEAST, fonts.MOST)):
        if value is not None and not least <= value <= most:
            raise InputError(f"{name}: expected a number from {least:g} to {most:g}, not {value!r}")
    return style.Options(x, group, axis, paper, width, height, fonts.check(font) if font else style.FONT, font_size or style.SIZE, title)


def figures(path: str | Path, *names: str, where: Iterable[str] = (), conditions: Iterable[str] | None = None, x: str | None = None,
            group: str | None = None, axis: str = "auto", paper: bool = False, width: float | None = None, height: float | None = None,
            font: str | None = None, font_size: float | None = None, title: str | None = None,
            labels: Mapping[str, str] | None = None, names_file: str | Path | None = None) -> list[Figure]:
    """Draws the figures of a result that are named, or all that it has data for.

    `names` are some of shares, lattice, phase, along, margins, rare, convergence and effort. `where` chooses cells, as in
    ["types=2x2x2", "alpha>=1"]; `x` and `group` are of phase, `axis` of shares, as `scripts/plot.py --help` says them. With
    `paper` titles and notes stand in the caption alone. `width` and `height` are the picture's in inches, `font` a TrueType
    family of this machine and `font_size` its points, `title` stands in place of the figures' own. `labels` has what to show
    for conditions, patterns, laws and axes, {"ci": "Simple mechanisms", "alpha": "Concentration"}, and `names_file` the same
    in TOML, in tables [patterns], [laws], [conditions] and [axes]. Matplotlib's settings stay what they were.
    """
    for name in names:
        if name not in FIGURES:
            raise InputError(f"no figure '{name}'; {choice.nearest(name, list(FIGURES))}")
    try:
        options = _options(x, group, axis, paper, width, height, font, font_size, title)
        result = read_result(Path(path), None if conditions is None else list(conditions), [choice.read(text) for text in where])
        result.call(naming.given((labels or {}).items(), None if names_file is None else Path(names_file), result.known, result.names))
        phase.check(result, options)
        with plt.rc_context():
            found = [drawing for name in names or FIGURES for drawing in drawings(name, result, options)]
    except command.CannotRead as error:
        raise UnreadableInput(str(error)) from error
    except (command.NotAResult, command.argparse.ArgumentTypeError) as error:
        raise InputError(str(error).replace("--label ", "labels: ")) from error
    for drawing in found:
        plt.close(drawing.figure)  # else a notebook would show it a second time
    return [Figure(drawing, options) for drawing in found]
