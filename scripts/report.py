#!/usr/bin/python3
"""Writes the report of a result file: genericity/report/program.py. See --help."""

import sys
from pathlib import Path

# The package lies beside this file in the project, and below the prefix where both are installed.
_here = Path(__file__).resolve().parent
sys.path.insert(0, str(_here if (_here / "genericity").is_dir() else _here.parent / "lib" / "python3" / "dist-packages"))

from genericity.plot import command  # noqa: E402
from genericity.report import program  # noqa: E402

if __name__ == "__main__":
    command.start(program.main)
