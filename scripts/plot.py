#!/usr/bin/python3
"""Draws the figures of a result file.

    plot.py FILE.h5 [-o DIR] [--format png,svg] [--condition ci,cbdp]

NAME_shares: for each cell the share of priors that satisfy each condition, with its confidence interval.
NAME_margins: how the share of priors within a margin of the border falls with that margin; only where the study
recorded margins. NAME is the file's name without its ending. Prints the names of the files written.

Exit codes: 0 done, 2 wrong usage or not a result file, 3 a file cannot be read or written.
"""

import argparse
import sys
from pathlib import Path

FORMATS = ("png", "svg", "pdf")


def _list(text: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def _formats(text: str) -> list[str]:
    words = _list(text)
    for word in words:
        if word not in FORMATS:
            raise argparse.ArgumentTypeError(f"unknown format '{word}' (known: {', '.join(FORMATS)})")
    if not words:
        raise argparse.ArgumentTypeError("no format given")
    return words


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draws the figures of a result file.")
    parser.add_argument("file", type=Path, metavar="FILE.h5", help="a result of genericity run")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", default=Path("."),
                        help="where the figures go (default: here)")
    parser.add_argument("--format", type=_formats, metavar="LIST", default=["png", "svg"],
                        help="any of png, svg, pdf (default: png,svg)")
    parser.add_argument("--condition", type=_list, metavar="LIST", default=None,
                        help="draw only these conditions, in this order (default: all)")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    # Imported late: help and faults of usage need not wait for matplotlib.
    from plotting import margins, shares, style
    from plotting.result import CannotRead, NotAResult, read_result

    try:
        result = read_result(arguments.file, arguments.condition)
    except CannotRead as error:
        print(f"plot.py: {error}", file=sys.stderr)
        return 3
    except NotAResult as error:
        print(f"plot.py: {error}", file=sys.stderr)
        return 2
    if result.cells == 0 or not result.conditions:
        print(f"plot.py: {arguments.file}: the result has no cells, so there is nothing to draw", file=sys.stderr)
        return 2

    style.apply()
    try:
        arguments.output.mkdir(parents=True, exist_ok=True)
        stem = arguments.output / arguments.file.stem
        written = style.save(shares.draw(result), stem.with_name(stem.name + "_shares"), arguments.format)
        if margins.any_recorded(result):
            written += style.save(margins.draw(result), stem.with_name(stem.name + "_margins"), arguments.format)
    except OSError as error:
        print(f"plot.py: {error.filename or arguments.output}: {error.strerror}", file=sys.stderr)
        return 3
    for path in written:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
