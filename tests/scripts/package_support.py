"""What the tests of the Python package share: the program, the package as it was built, and a study.

Reads --genericity PROGRAM and --build BUILD from the command line of the test that imports it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "scripts" / "genericity"
sys.path.insert(0, str(ROOT / "scripts"))
parser = argparse.ArgumentParser(description="Tests the Python package against the program.")
parser.add_argument("--genericity", required=True)
parser.add_argument("--build", required=True)
arguments, rest = parser.parse_known_args()
os.environ["GENERICITY_BUILD"] = arguments.build

import genericity  # noqa: E402

PRIOR = [[[4, 2], [1, 3]], [[2, 3], [5, 4]]]
STUDY = {"seed": 5, "conditions": ["ci", "cbdp"], "stop": {"samples": 3000}, "record": {"samples": "all"},
         "ensemble": [{"types": [2, 2, 2], "prior": {"family": "dirichlet"}, "patterns": ["minimal", "{1,2}"]}]}


def program(*words, code: int = 0) -> str:
    done = subprocess.run([arguments.genericity, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode != code:
        raise AssertionError(f"{words}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def in_python(code: str, **environment) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), **environment})


def digest(path: Path) -> str:
    """Of all that was counted."""
    return genericity.open(path).attrs["digest"]


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


def main() -> None:
    """Runs the tests of the file that calls it; a warning is an error."""
    warnings.simplefilter("error")
    unittest.main(module="__main__", argv=[sys.argv[0], *rest])
