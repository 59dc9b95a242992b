#!/usr/bin/python3
"""Writes the report of a result file: one HTML page with what was asked and found, in words, tables and figures.

    report.py FILE.h5 [-o FILE.html] [--where types=2x2x2]...

The page needs no network and no other file: it opens from disk, on a phone as on a desk. Prints its name.

Exit codes: 0 done, 2 wrong usage or not a result file, 3 a file cannot be read or written.
"""

import argparse
import sys
from pathlib import Path

from plotting import command


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes the report of a result file as one HTML page.",
                                     epilog="example:  report.py results/quickstart.h5")
    parser.add_argument("file", type=Path, metavar="FILE.h5", help="a result of genericity run")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.html", default=None,
                        help="where the page goes (default: beside the result)")
    command.add_choice(parser)
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    output = arguments.output or arguments.file.with_suffix(".html")

    def write() -> None:
        from plotting.result import read_result
        from reporting import page

        text = page.render(read_result(arguments.file, arguments.condition, arguments.where))
        # Under another name first, so that a page is never half there.
        partial = output.with_name(f".{output.name}.partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(output)
        print(output)

    return command.run("report.py", write, output)


if __name__ == "__main__":
    sys.exit(main())
