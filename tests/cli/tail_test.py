"""mode = "tail" as a user meets it: run, interrupted, continued, shown, read by others, and against plain sampling."""

import json
import subprocess
import sys
import unittest
from pathlib import Path

import h5py
import program
from program import INPUT, ProgramTest

STUDY = """\
format = 1
title = "Tails"
seed = 3
mode = "tail"
[tail]
epsilons = [1e-2, 1e-4, 1e-6]
draws = %d
replications = %d
[[ensemble]]
types = [2, 2, 2, 2]
prior = { family = "dirichlet", alpha = 1 }
patterns = ["minimal", "maximal"]
"""


class Tail(ProgramTest):
    def rows(self, name):
        return json.loads(self.run_well("show", name, "--format", "json"))

    def test_from_the_study_to_the_table(self):
        self.write("t.toml", STUDY % (1000, 10))
        plan = self.run_well("plan", "t.toml", "--measure", "0.01")
        self.assertIn("10 replications of 1000 draws", plan)
        self.run_well("run", "t.toml", "-o", "t.h5", "-q")
        rows = self.rows("t.h5")
        self.assertEqual(len(rows), 2 * 3)
        least = rows[2]
        # C(2,2)·4 · C(14, 7) ε^7 = 13728 · 1e-42.
        self.assertAlmostEqual(least["probability"] / 13728e-42, 1, delta=0.01)
        self.assertAlmostEqual(least["slope"], 7, delta=0.01)
        self.assertEqual(least["theory_constant"], 13728)
        self.assertLessEqual(least["low"], least["probability"])
        self.assertIn("theory knows C", self.run_well("show", "t.h5"))
        only = self.run_well("show", "t.h5", "--where", "epsilon=1e-06", "--columns", "pattern,slope", "-f", "csv")
        self.assertEqual(len(only.splitlines()), 3)
        with h5py.File(self.folder / "t.h5") as file:
            tail = file["tail"]
            self.assertEqual(tail["replication_probability"].shape, (2, 1, 3, 10))
            self.assertAlmostEqual(
                tail["replication_probability"][0, 0, 2].mean() / tail["probability"][0, 0, 2], 1, delta=1e-12)

    def test_more_is_added_and_nothing_changes(self):
        self.write("t.toml", STUDY % (200, 4))
        self.run_well("run", "t.toml", "-o", "few.h5", "-q", "--threads", "2")
        self.write("t.toml", STUDY % (200, 7))
        self.run_well("run", "t.toml", "-o", "few.h5", "-q", "--threads", "1")
        self.run_well("run", "t.toml", "-o", "all.h5", "-q", "--threads", "2")
        for group in ("/results", "/tail", "/progress"):
            done = subprocess.run(
                ["h5diff", "-v", "few.h5", "all.h5", group], cwd=self.folder, capture_output=True, timeout=60,
                check=False)
            self.assertEqual(done.returncode, 0, done.stdout.decode()[-2000:])
        self.write("t.toml", STUDY % (300, 7))
        self.refused(INPUT, "run", "t.toml", "-o", "all.h5", says="tail.draws")

    def test_a_probability_beyond_doubles_is_refused_before_anything_is_written(self):
        self.write("t.toml", (STUDY % (200, 4)).replace("[2, 2, 2, 2]", "[2, 7, 7, 7]").replace(', "maximal"', ""))
        message = self.refused(INPUT, "run", "t.toml", "-o", "t.h5")
        self.assertIn("least number", message)

    def test_it_agrees_with_plain_sampling(self):
        script = Path(program.CONFIGS).parent / "scripts" / "tail-agreement"
        done = subprocess.run(
            [sys.executable, "-B", script, "--program", program.PROGRAM, "--replications", "2"],
            capture_output=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, (done.stdout + done.stderr).decode())


if __name__ == "__main__":
    program.main()
