"""The command scripts/report.py, installed as genericity-report: writes the report of a result file, one HTML page with what
was asked and found, in words, tables and figures.

    PROGRAM FILE.h5 [-o FILE.html] [--where types=2x2x2]...

The page needs no network and no other file: it opens from disk, on a phone as on a desk. Prints its name.

Exit codes: 0 done, 1 a Python package or memory is missing, 2 wrong usage or not a result file, 3 a file cannot be read or
written.
"""

import argparse
import sys
from pathlib import Path

from genericity.plot import command


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes the report of a result file as one HTML page.",
                                     epilog="example:  %(prog)s results/quickstart.h5")
    parser.add_argument("file", type=Path, metavar="FILE.h5", help="a result of genericity run")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.html", default=None,
                        help="where the page goes (default: beside the result)")
    command.add_choice(parser)
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    output = arguments.output or arguments.file.with_suffix(".html")

    def write() -> None:
        command.refuse_overwriting(output, [arguments.file])
        from genericity.plot.result import read_result
        from genericity.report import page

        text = page.render(read_result(arguments.file, arguments.condition, arguments.where))
        command.write_file(output, text.encode())
        print(output)

    return command.run(write)
