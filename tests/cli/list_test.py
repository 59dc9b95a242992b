"""Lists of given priors as a theorist makes them: 1,001 priors along a correlation, their verdicts, a figure, and no interval."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np

import program
from program import INPUT, ProgramTest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
STUDY = """format = 1
seed = 1
[[ensemble]]
types = [2, 2, 2]
prior = {prior}
patterns = ["minimal", "{{1,2}}"]
[record]
margins = "all"
"""
COUNT = 1001


class ListTest(ProgramTest):
    def setUp(self):
        super().setUp()
        # From an independent prior, at which both conditions fail, to one that no product is near.
        with h5py.File(self.folder / "line.h5", "w") as file:
            file["types"] = [2, 2, 2]
            file["rho"] = rho = np.arange(COUNT) / (COUNT - 1)
            file["prior"] = (1024 + np.outer(np.arange(COUNT), [0, 5, 3, 7, 1, 2, 6, 4])).reshape(COUNT, 2, 2, 2)
        self.rho = rho

    def script(self, name, *arguments):
        done = subprocess.run([sys.executable, "-B", SCRIPTS / name, *arguments], cwd=self.folder, capture_output=True, timeout=300,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode()

    def test_a_row_for_each_prior_and_no_interval(self):
        self.write("s.toml", STUDY.format(prior='{ family = "file", file = "line.h5" }'))
        self.run_well("run", "s.toml", "-q", "-o", "r.h5")
        rows = json.loads(self.run_well("show", "r.h5", "-f", "json", "--columns",
                                        "pattern,condition,samples,holds,low,share,high,exact_share,simultaneous_low,wilson_low,words"))
        self.assertEqual([row["samples"] for row in rows], [COUNT] * 4)
        for row in rows:
            self.assertEqual((row["low"], row["high"], row["simultaneous_low"]), (row["share"],) * 3)
            self.assertIsNone(row["wilson_low"])
            self.assertIn(f"holds at {row['holds']} of the {COUNT} given priors", row["words"])
        self.assertEqual(rows[1]["exact_share"], f"{COUNT - 1}/{COUNT}")
        with h5py.File(self.folder / "r.h5") as file:
            samples = {name: file["samples"][name][:] for name in ("cell", "condition", "sample", "verdict", "margin", "rho")}
        for cell in (0, 1):
            for condition in (0, 1):
                mine = (samples["cell"] == cell) & (samples["condition"] == condition)
                np.testing.assert_array_equal(samples["sample"][mine], np.arange(COUNT))
                np.testing.assert_array_equal(samples["rho"][mine], self.rho)
                self.assertEqual(samples["verdict"][mine][0], 1)
                self.assertFalse(np.isnan(samples["margin"][mine]).any())
        self.run_well("verify", "r.h5", "--recount")
        self.assertIn("certificate of ci", self.run_well("replay", "r.h5", "--cell", 1, "--sample", COUNT - 1))
        self.refused(INPUT, "replay", "r.h5", "--cell", 1, "--sample", COUNT, says="the priors of this list are 0 to 1000")

        self.script("plot.py", "r.h5", "-o", "figures", "--format", "png")
        names = {path.name for path in (self.folder / "figures").iterdir()}
        self.assertIn("r_along_rho.png", names)
        self.assertNotIn("r_convergence.png", names)
        with (self.folder / "figures" / "r_along_rho.csv").open(newline="", encoding="utf-8") as text:
            table = [row for row in csv.DictReader(text) if row["condition"] == "cbdp" and row["pattern"] == "minimal"]
        self.assertEqual([float(row["rho"]) for row in table], self.rho.tolist())
        self.assertEqual([row["verdict"] for row in table], ["fails"] + ["holds"] * (COUNT - 1))
        self.script("report.py", "r.h5", "-o", "r.html")
        page = (self.folder / "r.html").read_text(encoding="utf-8")
        self.assertIn("There are no confidence limits", page)
        self.assertNotIn("95 %", page)

    def test_beside_a_law(self):
        self.write("s.toml", STUDY.format(prior='[{ family = "file", file = "line.h5" }, "dirichlet"]') + "[stop]\nsamples = 1200\n")
        for index in (0, 1):
            self.run_well("run", "s.toml", "-q", "--shard", f"{index}/2", "-o", f"part-{index}.h5")
        self.run_well("merge", "-q", "all.h5", "part-1.h5", "part-0.h5")
        self.run_well("run", "s.toml", "-q", "-o", "one.h5")
        self.same_file("all.h5", "one.h5")
        self.same_file("all.h5", "one.h5", ["/enumeration"])
        self.assertIn("All 2 shards are done", self.run_well("status", "part-0.h5", "part-1.h5"))
        rows = json.loads(self.run_well("show", "one.h5", "-f", "json"))
        for row in rows:
            self.assertEqual(row["high"] - row["low"] == 0, row["samples"] == COUNT, row)
        self.script("report.py", "one.h5", "-o", "r.html")
        self.assertIn("the priors are given, not drawn", (self.folder / "r.html").read_text(encoding="utf-8"))

    def test_lists_that_are_refused(self):
        with h5py.File(self.folder / "turned.h5", "w") as file:
            file["types"] = [2, 2, 2]
            file["prior"] = np.ones((8, 5))
        self.write("s.toml", STUDY.format(prior='{ family = "file", file = "turned.h5" }'))
        self.refused(INPUT, "run", "s.toml", "-o", "x.h5", says="which looks transposed")
        self.assertFalse((self.folder / "x.h5").exists())

    def test_replicates_in_the_phase_figure(self):
        self.write("s.toml", STUDY.format(prior='{ family = "dirichlet", alpha = [1, 2] }').replace("seed = 1", "seed = [1, 2, 3]")
                   + "[stop]\nsamples = 40\n")
        self.run_well("run", "s.toml", "-q", "-o", "r.h5")
        self.script("plot.py", "r.h5", "--figure", "phase", "-o", "figures", "--format", "svg")
        with (self.folder / "figures" / "r_phase_alpha.csv").open(newline="", encoding="utf-8") as text:
            table = list(csv.DictReader(text))
        self.assertEqual(len(table), 2 * 2 * 2 * 3)
        self.assertEqual(len({row["cell"] for row in table}), 12)


if __name__ == "__main__":
    program.main()
