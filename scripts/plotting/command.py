"""What plot.py and report.py have in common: how cells and conditions are chosen, and what a fault ends in."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from plotting import choice


def listed(text: str) -> list[str]:
    """The words between commas, each once."""
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def add_choice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--where", type=choice.read, metavar="COLUMN=VALUE", action="append", default=[],
                        help="only cells with this value in a column of `genericity show`, or with a number that fits, "
                             "such as alpha>=1; may be repeated")
    parser.add_argument("--condition", type=listed, metavar="LIST", help="only these conditions, in this order (default: all)")


def run(program: str, work: Callable[[], None], output: Path) -> int:
    """Does the work; returns the exit code, after a message if the work or the writing of `output` failed."""
    # Imported late: help and faults of usage need not wait for NumPy and HDF5.
    from plotting.result import CannotRead, NotAResult

    try:
        work()
        return 0
    except (CannotRead, NotAResult) as error:
        fault, code = error, 2 if isinstance(error, NotAResult) else 3
    except OSError as error:
        fault, code = f"{error.filename or output}: {error.strerror}", 3
    print(f"{program}: {fault}", file=sys.stderr)
    return code
