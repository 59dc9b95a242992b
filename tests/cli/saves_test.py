"""Results of hard priors: margins down to the least double stop neither a save nor a table of it."""

import json
import subprocess
import sys
import unittest
from pathlib import Path

import program
from program import ProgramTest

SAVE_TEST = Path(__file__).resolve().parents[2] / "scripts" / "save-test"

# Its margins went down to the least double, and the statistics of its save did not survive that.
STUDY = """\
format = 1
seed = 3
conditions = ["ci"]
[[ensemble]]
types = [2, 2, 2]
prior = { family = "dirichlet", alpha = 0.05 }
patterns = ["minimal"]
[stop]
samples = 300
[record]
margins = "all"
"""


class Saves(ProgramTest):
    def test_a_study_with_tiny_margins(self):
        self.write("s.toml", STUDY)
        self.run_well("run", "s.toml", "-q", "-o", "r.h5")
        (row,) = json.loads(self.run_well("show", "r.h5", "-f", "json", "--columns", "samples,holds,least_margin,tail"))
        self.assertEqual((row["samples"], row["margin_zero"]), (300, 0))
        self.assertGreater(row["least_margin"], 0)
        self.assertLess(row["tail_exponent_low"], row["tail_exponent_high"])
        self.assertIn("least_margin", self.run_well("show", "r.h5", "--columns", "least_margin,tail_words"))
        self.run_well("run", "s.toml", "-q", "-o", "r.h5", "--set", "stop.samples=600")

    def test_many_hard_studies(self):
        done = subprocess.run([sys.executable, SAVE_TEST, "--program", program.PROGRAM, "--runs", "24"],
                              capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "24 runs: 0 failed calls, 0 missing files\n")


if __name__ == "__main__":
    program.main()
