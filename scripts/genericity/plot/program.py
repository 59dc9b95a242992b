"""The command scripts/plot.py, installed as genericity-plot: draws the figures of result files, each as a picture, with the
numbers that it shows as CSV.

    PROGRAM FILE.h5... [-o DIR] [--figure shares,lattice] [--where types=2x2x2]... [--style paper|screen]
    genericity check STRUCTURE.toml --lattice --json | PROGRAM -

NAME_shares       the share of priors that satisfy each condition, with its confidence interval
NAME_lattice      the coalition patterns up to relabelling, coloured by the share of CI or of the conditions asked for
                  (NAME_lattice4 with four agents)
NAME_phase        shares against a parameter of the family of priors
NAME_margins      how the share of priors within a margin of the border falls with that margin
NAME_rare         the probability that the margin is below a small number (studies of mode tail)
NAME_environments how often environments are implementable although CI fails
NAME_convergence  the running share with its confidence sequence
NAME_effort       which stage of the procedure decided what, what was proved, and how long it took
NAME_border       up to which sets of coalitions CI and CBDP hold at one prior, and from which on they fail: of what `genericity
                  check STRUCTURE.toml --lattice --json` prints, a file or, as -, standard input

A figure that the result has nothing for is left out. NAME is the file's name without its ending, and "check" for standard
input. Prints the names of the files written; notes on what was left out go to standard error.

Exit codes: 0 done, 1 a Python package or memory is missing, 2 wrong usage or not a result file, 3 a file cannot be read or
written.
"""

import argparse
import glob
import math
import sys
from collections.abc import Iterator
from pathlib import Path

from genericity.plot import border, command, fonts, names

FORMATS = ("png", "svg", "pdf")
LEAST_INCHES, MOST_INCHES = 1.0, 60.0
NAMES = ("shares", "lattice", "phase", "along", "margins", "rare", "environments", "convergence", "effort", "border")


def _choice(known: tuple[str, ...], kind: str):
    def parse(text: str) -> list[str]:
        words = command.listed(text)
        for word in words:
            if word not in known:
                raise argparse.ArgumentTypeError(f"unknown {kind} '{word}' (known: {', '.join(known)})")
        if not words:
            raise argparse.ArgumentTypeError(f"no {kind} given")
        return words
    return parse


def _inches(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not LEAST_INCHES <= value <= MOST_INCHES:
        raise argparse.ArgumentTypeError(f"expected inches from {LEAST_INCHES:g} to {MOST_INCHES:g}, not '{text}'")
    return value


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Draws the figures of result files, each with its numbers as CSV.",
        epilog="examples:  %(prog)s results/quickstart.h5 -o results\n"
               "           %(prog)s sweep.h5 --figure phase --x alpha --group pattern --where types=2x2x2x2x2\n"
               "           %(prog)s census.h5 --figure lattice --style paper --format pdf\n"
               "           genericity check STRUCTURE.toml --lattice --json | %(prog)s - --style paper --format pdf",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.h5",
                        help="results of genericity run, or what check --lattice --json prints (- for standard input)")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", default=Path("."),
                        help="where the figures go (default: here)")
    parser.add_argument("--figure", type=_choice(NAMES, "figure"), metavar="NAMES", default=list(NAMES),
                        help=f"any of {', '.join(NAMES)} (default: all that the result has data for)")
    command.add_choice(parser)
    parser.add_argument("--x", metavar="KEY", default=None,
                        help="phase: the parameter to draw shares against (alpha, sigma, epsilon, …, types, agents)")
    parser.add_argument("--group", metavar="KEY", default=None,
                        help="what sets lines or panels apart: types, pattern, prior, family or a parameter")
    parser.add_argument("--axis", choices=("auto", "share", "exceptions"), default="auto",
                        help="shares: linear, or logarithmic in 1 - share (default: the latter if all are near 1)")
    parser.add_argument("--style", choices=("screen", "paper"), default="screen",
                        help="paper: finer, and with title and notes in a caption file beside the figure")
    parser.add_argument("--width", type=_inches, metavar="INCHES", default=None,
                        help="of the whole picture (default: 7, as a journal's page; with --style paper 3.4, as its column, for one "
                             "panel that fits there)")
    parser.add_argument("--height", type=_inches, metavar="INCHES", default=None,
                        help="of the whole picture (default: what the figure needs)")
    parser.add_argument("--font", type=fonts.read, metavar="FAMILY,SIZE", default=(None, None),
                        help="of all texts: a family that this machine has, a size in points, or both with a comma between them, such "
                             "as 'DejaVu Serif,9' (default: DejaVu Sans,8.5)")
    parser.add_argument("--title", metavar="TEXT", default=None,
                        help="in place of the figures' titles; with --style paper it begins the captions")
    parser.add_argument("--label", type=names.read_label, metavar="KEY=TEXT", action="append", default=[],
                        help="shows TEXT for a condition, a pattern, a law or an axis, such as ci='Simple mechanisms', "
                             "'dirichlet(alpha=1)=uniform priors' or alpha=Concentration; may be repeated. Axes: a parameter of the laws, "
                             f"or {', '.join(names.AXES)}")
    parser.add_argument("--names", type=Path, metavar="FILE.toml", default=None,
                        help="the same from a file, for the patterns and laws of a project: tables [patterns] and [laws], also [conditions] "
                             "and [axes], of stored names and shown ones; --label goes before it")
    parser.add_argument("--format", type=_choice(FORMATS, "format"), metavar="LIST", default=["png", "svg"],
                        help="any of png, svg, pdf (default: png,svg)")
    return parser.parse_args()


def _refuse_overwriting(path: Path, arguments: argparse.Namespace) -> None:
    """Before any figure is written, whatever they will be called."""
    for kind in (*arguments.format, "csv", "txt"):
        for place in arguments.output.glob(f"{glob.escape(border.stem(path))}_*.{kind}"):
            command.refuse_overwriting(place, arguments.files)


def _read(path: Path, arguments: argparse.Namespace):
    """The result, or the borders of one prior."""
    if border.is_border(path):
        if arguments.where or arguments.x or arguments.group:
            raise command.NotAResult(f"{path}: --where, --x and --group are of results with cells, and this is one prior")
        return border.read_borders(path, arguments.condition)
    from genericity.plot.result import read_result

    result = read_result(path, arguments.condition, arguments.where)
    if result.cells == 0 or not result.conditions:
        raise command.NotAResult(f"{path}: the result has no cells, so there is nothing to draw")
    return result


def _call(read: list, arguments: argparse.Namespace) -> None:
    """Gives what was read the names that the user gives; each name has to be in one of the files."""
    known, own = names.Known(), {}
    for each in read:
        known.add(each.known)
        own |= each.names
    given = names.given(arguments.label, arguments.names, known, own)
    for each in read:
        each.call(given)


def _drawings(found, arguments: argparse.Namespace, options) -> Iterator:
    from genericity.plot import border_figure, figures, phase

    if isinstance(found, border.Borders):
        if "border" in arguments.figure:
            yield from figures.ordered(lambda ordered: [border_figure.draw(found, ordered)], options)
        return
    phase.check(found, options)
    for name in arguments.figure:
        if name in figures.FIGURES:
            yield from figures.drawings(name, found, options)


def _draw(path: Path, found, arguments: argparse.Namespace) -> None:
    from genericity.plot import style

    family, size = arguments.font
    options = style.Options(arguments.x, arguments.group, arguments.axis, arguments.style == "paper", arguments.width, arguments.height,
                            fonts.check(family) if family else style.FONT, size or style.SIZE, arguments.title)
    drawn = 0
    for drawing in _drawings(found, arguments, options):
        if drawn == 0:
            arguments.output.mkdir(parents=True, exist_ok=True)
        drawn += 1
        stem = arguments.output / f"{border.stem(path)}_{drawing.name}"
        for written in style.save(drawing, stem, options, arguments.format):
            print(written)
        for note in drawing.notes:
            print(f"{command.program()}: {drawing.name}: {note}", file=sys.stderr)
    if drawn == 0:
        raise command.NotAResult(f"{path}: the result has no data for the figure {' or '.join(arguments.figure)}")


def main() -> int:
    arguments = _arguments()
    if len({border.stem(path) for path in arguments.files}) < len(arguments.files):
        print(f"{command.program()}: two files have one name, so that their figures would be written over one another", file=sys.stderr)
        return 2

    def draw() -> None:
        for path in arguments.files:
            _refuse_overwriting(path, arguments)
        read = [_read(path, arguments) for path in arguments.files]
        _call(read, arguments)
        for path, found in zip(arguments.files, read):
            _draw(path, found, arguments)

    return command.run(draw)
