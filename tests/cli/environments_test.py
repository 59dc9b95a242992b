"""Studies of environments: parts, shards, threads and continued runs count the same; what is recorded, exported and found
anew; what is refused."""

import csv
import io
import json
import signal
import subprocess
import time

import h5py

import program
from program import DONE, INPUT, STOPPED, ProgramTest

STUDY = """format = 1
seed = 9
conditions = ["ci", "implementable", "implementable_ir"]
environments = 4
[[environment]]
utilities = ["gaussian", "private"]
outcomes = [2, 3]
[[environment]]
utilities = "additive"
outcomes = 3
lambda = 0.5
outside = -1
[[ensemble]]
types = [2, 2, 2]
prior = "dirichlet"
patterns = ["{1,2}", "maximal"]
[stop]
samples = 60
[record]
samples = "all"
"""


class EnvironmentsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("s.toml", STUDY)

    def digest(self, file):
        with h5py.File(self.folder / file) as stored:
            return stored["results"].attrs["digest"]

    def rows(self, file, *options):
        return list(csv.DictReader(io.StringIO(self.run_well("show", file, "--format", "csv", *options))))

    def test_threads_shards_and_parts_count_the_same(self):
        self.run_well("run", "s.toml", "-q", "-t", "1", "-o", "one.h5")
        self.run_well("run", "s.toml", "-q", "-t", "2", "-o", "two.h5")
        self.assertEqual(self.digest("one.h5"), self.digest("two.h5"))
        for part in range(3):
            self.run_well("run", "s.toml", "-q", "-t", "1", "--shard", f"{part}/3", "-o", f"part{part}.h5")
        self.run_well("merge", "merged.h5", "part0.h5", "part1.h5", "part2.h5")
        self.assertEqual(self.digest("one.h5"), self.digest("merged.h5"))
        self.run_well("run", "s.toml", "-q", "-t", "1", "--set", "stop.samples=25", "-o", "grown.h5")
        self.run_well("run", "s.toml", "-q", "-t", "2", "-o", "grown.h5")
        self.assertEqual(self.digest("one.h5"), self.digest("grown.h5"))
        self.assertIn("good:", self.run_well("verify", "one.h5", "--samples", "200"))
        # Another number of environments is another study.
        self.run_verb("run", "s.toml", "-q", "--set", "environments=5", "-o", "one.h5", code=INPUT)

    def test_a_run_that_is_stopped_goes_on(self):
        self.run_well("run", "s.toml", "-q", "-t", "1", "--set", "stop.samples=300", "-o", "whole.h5")
        process = subprocess.Popen([program.PROGRAM, "run", "s.toml", "-q", "-t", "1", "--set", "stop.samples=300", "-o",
                                    "cut.h5", "--save-interval", "0"], cwd=self.folder)
        while not (self.folder / "cut.h5").exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        self.assertIn(process.wait(60), (STOPPED, DONE))
        self.run_well("run", "s.toml", "-q", "-t", "1", "--set", "stop.samples=300", "-o", "cut.h5")
        self.assertEqual(self.digest("whole.h5"), self.digest("cut.h5"))

    def test_what_is_stored_and_shown(self):
        self.run_well("run", "s.toml", "-q", "-t", "2", "-o", "r.h5")
        rows = self.rows("r.h5")
        self.assertEqual(len(rows), 5 * 2 * 3)
        self.assertEqual({row["environment"] for row in rows},
                         {"gaussian(outcomes=2,outside=0)", "gaussian(outcomes=3,outside=0)",
                          "private(outcomes=2,outside=0)", "private(outcomes=3,outside=0)",
                          "additive(outcomes=3,lambda=0.5,outside=-1)"})
        for row in rows:
            pairs = 60 if row["condition"] == "ci" else 240
            self.assertEqual(int(row["samples"]), pairs)
            self.assertEqual(int(row["certified"]), pairs)
        some = self.rows("r.h5", "--where", "utilities=additive", "--where", "lambda>=0.5", "--where",
                         "condition=implementable", "--columns", "pattern,lambda,outcomes,share,given_ci_fails")
        self.assertEqual([(row["pattern"], row["lambda"], row["outcomes"]) for row in some],
                         [("{1,2}", "0.5", "3"), ("maximal", "0.5", "3")])
        for row in some:  # CI fails at every prior
            self.assertEqual(row["share"], row["given_ci_fails"])
        # Of the recorded pairs the counts follow.
        with h5py.File(self.folder / "r.h5") as stored:
            self.assertEqual(stored["results"].attrs["environments"], 4)
            cells, conditions = stored["samples/cell"][:], stored["samples/condition"][:]
            verdicts, numbers = stored["samples/verdict"][:], stored["samples/environment"][:]
            counts, by_prior = stored["results/count"][:], stored["results/by_prior"][:]
            first = stored["results/first_environment"][:]
            for cell in range(10):
                for condition in (1, 2):
                    mine = (cells == cell) & (conditions == condition)
                    self.assertEqual(int(mine.sum()), 240)
                    for verdict in range(3):
                        of_verdict = mine & (verdicts == verdict)
                        self.assertEqual(int(of_verdict.sum()), counts[cell, condition, verdict])
                        self.assertEqual(int((of_verdict & (numbers == 0)).sum()), first[cell, condition, verdict])
                        spread = by_prior[cell, condition, :, verdict]
                        self.assertEqual(int(spread.sum()), 60)
                        self.assertEqual(sum(k * int(n) for k, n in enumerate(spread)), counts[cell, condition, verdict])

    def test_samples_are_exported_a_row_an_environment(self):
        self.run_well("run", "s.toml", "-q", "-t", "2", "--set", "stop.samples=5", "-o", "r.h5")
        rows = list(csv.DictReader(io.StringIO(self.run_well("export", "r.h5", "--table", "samples"))))
        self.assertEqual(len(rows), 10 * 5 * 4)
        self.assertEqual({row["environment_number"] for row in rows}, {"0", "1", "2", "3"})
        for row in rows:
            self.assertIn(row["implementable"], ("holds", "fails"))
            self.assertEqual(row["ci"], "fails")

    def test_amounts_are_kept_where_margins_are(self):
        margins = ("--set", "record.margins='all'", "--set", "stop.samples=20")
        self.run_well("run", "s.toml", "-q", "-t", "1", *margins, "-o", "one.h5")
        for part in range(2):
            self.run_well("run", "s.toml", "-q", "-t", "2", *margins, "--shard", f"{part}/2", "-o", f"part{part}.h5")
        self.run_well("merge", "merged.h5", "part0.h5", "part1.h5")
        self.assertEqual(self.digest("one.h5"), self.digest("merged.h5"))
        self.assertIn("good:", self.run_well("verify", "one.h5", "--samples", "50"))
        # What is kept of verdicts alone is another study.
        self.run_verb("run", "s.toml", "-q", "--set", "stop.samples=20", "-o", "one.h5", code=INPUT)
        rows = list(csv.DictReader(io.StringIO(self.run_well("export", "one.h5", "--table", "samples"))))
        with h5py.File(self.folder / "one.h5") as stored:
            counts, zero = stored["results/count"][:], stored["results/subsidy_zero"][:]
            bins, none = stored["results/subsidy_count"][:], stored["results/no_subsidy"][:]
            low, high = stored["results/margin_low"][:], stored["results/margin_high"][:]
            transfers, subsidies = stored["samples/least_transfer"][:], stored["samples/least_subsidy"][:]
            cells, conditions = stored["samples/cell"][:], stored["samples/condition"][:]
        for cell in range(10):
            self.assertEqual((int(zero[cell, 0]), int(bins[cell, 0].sum()), int(none[cell, 0])), (0, 0, 0))  # of ci
            for condition in (1, 2):
                mine = (cells == cell) & (conditions == condition)
                self.assertEqual(int(zero[cell, condition]), counts[cell, condition, 0])
                self.assertEqual(int((subsidies[mine] == 0).sum()), counts[cell, condition, 0])
                self.assertEqual(int((transfers[mine] == float("inf")).sum()), counts[cell, condition, 1])
                self.assertEqual(int(bins[cell, condition].sum() + none[cell, condition]), counts[cell, condition, 1])
        self.assertGreater(int(bins.sum()), 0)
        self.assertTrue((low < high).all())
        shown = self.rows("one.h5", "--columns", "subsidies")
        self.assertIn("environment", shown[0])
        for row in shown:
            if row["condition"] == "ci":
                self.assertEqual((row["no_subsidy"], row["subsidy_half"]), ("", ""))
            elif int(row["fails"]) > 0:
                self.assertEqual(int(row["no_subsidy"]), int(none[shown.index(row) // 3, 1 + (row["condition"] != "implementable")]))
                self.assertLessEqual(float(row["subsidy_half"]), float(row["subsidy_nine_tenths"]))
        # A replay finds the same, to the last bit.
        for row in rows[:: len(rows) // 8]:
            again = json.loads(self.run_well("replay", "one.h5", "--cell", row["cell"], "--sample", row["sample"], "--environment",
                                             row["environment_number"], "--json"))["environment"]["conditions"]
            for condition in ("implementable", "implementable_ir"):
                for amount in ("least_transfer", "least_subsidy", "margin"):
                    self.assertEqual(float(again[condition][amount]), float(row[f"{condition}_{amount}"]))

    def test_one_environment_is_drawn_and_decided_again(self):
        self.run_well("run", "s.toml", "-q", "-t", "2", "--set", "stop.samples=5", "-o", "r.h5")
        rows = list(csv.DictReader(io.StringIO(self.run_well("export", "r.h5", "--table", "samples"))))
        for row in rows[:: len(rows) // 12]:
            number = int(row["environment_number"])
            call = ("replay", "r.h5", "--cell", row["cell"], "--sample", row["sample"], "--environment", number)
            again = json.loads(self.run_well(*call, "--json"))["environment"]
            self.assertEqual(again["law"], row["environment"])
            for condition in ("implementable", "implementable_ir"):
                found = again["conditions"][condition]
                self.assertEqual((found["verdict"], found["certified"]), (row[condition], True))
                self.assertEqual(found["least_subsidy"] == 0, row[condition] == "holds")
                self.assertEqual(found["margin"] > 0, row[condition] == "holds")
            self.assertIn(f"environment {number} of sample {row['sample']}, drawn by {row['environment']}",
                          self.run_well(*call))
        self.assertIn("the environments of a prior are 0 to 3", self.run_verb(
            "replay", "r.h5", "--cell", 0, "--sample", 0, "--environment", 4, code=INPUT).stderr)

    def test_what_a_study_cannot_ask_is_refused(self):
        for change, message in [('conditions=["ci"]', "no condition of the study looks at environments"),
                                ("environments=0", "an integer from 1 to 10000"),
                                ("stop.half_width=0.1", "stops by widths draws one environment")]:
            done = self.run_verb("run", "s.toml", "-q", "--set", change, "-o", "r.h5", code=INPUT)
            self.assertIn(message, done.stderr)
            self.assertFalse((self.folder / "r.h5").exists())


if __name__ == "__main__":
    program.main()
