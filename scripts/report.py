#!/usr/bin/python3
"""Writes the report of a result file: one HTML page with what was asked and found, in words, tables and figures.

    report.py FILE.h5 [-o FILE.html] [--where types=2x2x2]...

The page needs no network and no other file: it opens from disk, on a phone as on a desk. Prints its name.

Exit codes: 0 done, 2 wrong usage or not a result file, 3 a file cannot be read or written.
"""

import argparse
import os
import sys
from pathlib import Path

from plotting import choice


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes the report of a result file as one HTML page.",
                                     epilog="example:  report.py results/quickstart.h5")
    parser.add_argument("file", type=Path, metavar="FILE.h5", help="a result of genericity run")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.html", default=None,
                        help="where the page goes (default: beside the result)")
    parser.add_argument("--where", type=choice.read, metavar="COLUMN=VALUE", action="append", default=[],
                        help="only cells with this value in a column of `genericity show`, or with a number that fits, "
                             "such as alpha>=1; may be repeated")
    parser.add_argument("--condition", metavar="LIST", default=None, help="only these conditions, in this order")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    # Imported late: help and faults of usage need not wait for matplotlib.
    from plotting.result import CannotRead, NotAResult, read_result
    from reporting import page

    output = arguments.output or arguments.file.with_suffix(".html")
    wanted = arguments.condition.split(",") if arguments.condition else None
    try:
        text = page.render(read_result(arguments.file, wanted, arguments.where))
        # Under another name first, so that a page is never half there.
        partial = output.with_name(f".{output.name}.partial")
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, output)
    except CannotRead as error:
        print(f"report.py: {error}", file=sys.stderr)
        return 3
    except NotAResult as error:
        print(f"report.py: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"report.py: {error.filename or output}: {error.strerror}", file=sys.stderr)
        return 3
    print(output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
