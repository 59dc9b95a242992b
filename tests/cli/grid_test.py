"""Grids as users run them: plan, threads, growth, exclusion, shards of a study before and after it grew, and readers."""

import json
import subprocess

import program
from program import INPUT, STOPPED, STUDY, ProgramTest

GRID = """format = 1
title = "A grid"
seed = {seeds}
{exclude}
[[ensemble]]
types = {{ agents = 3, each = [2, 3] }}
prior = [{{ family = "dirichlet", alpha = {{ logspace = [0.1, 10, {n}] }} }},
  {{ family = "near", base = {{ family = "independent" }}, epsilon = {{ linspace = [0.1, 0.5, 2] }} }}]
patterns = ["minimal", "{{1,2}}"]
[stop]
samples = 60
[record]
samples = "failures"
"""
RULE = 'exclude = [{ types = [2, 2, 2], alpha = ">=1" }]'


def grid(n=3, seeds="[1, 2]", exclude=""):
    return GRID.format(n=n, seeds=seeds, exclude=exclude)


class GridTest(ProgramTest):
    def test_the_plan_counts_what_lists_make_and_rules_drop(self):
        self.write("g.toml", grid(exclude=RULE))
        text = self.run_well("plan", "g.toml")
        self.assertIn("[[ensemble]] 1: types 4, prior.alpha 3, prior.epsilon 2, prior 5, patterns 2, 40 cells\n", text)
        self.assertIn("seed: 2, each with all these cells\n", text)
        self.assertIn("exclude 1 (line 4): drops 8 cells\n", text)
        self.assertIn("36 ensembles, 72 cells, 2 conditions", text)
        self.write("ten.toml", (program.CONFIGS / "grid.toml").read_text())
        self.assertIn("1250 ensembles, 10000 cells", self.run_well("plan", "ten.toml"))

    def test_threads_and_growth_change_nothing(self):
        self.write("small.toml", grid())
        self.write("large.toml", grid(5, "[1, 2, 3]"))
        self.run_well("run", "small.toml", "-q", "-t", 1, "-o", "r.h5")
        self.run_well("run", "large.toml", "-q", "-t", 3, "-o", "r.h5")
        self.run_well("run", "large.toml", "-q", "-t", 1, "-o", "whole.h5")
        self.same_file("r.h5", "whole.h5")
        self.run_well("verify", "whole.h5", "--recount")

    def test_what_is_excluded_stays_and_is_marked(self):
        self.write("g.toml", grid())
        self.write("less.toml", grid(exclude=RULE))
        self.run_well("run", "g.toml", "-q", "-o", "r.h5")
        self.run_well("run", "less.toml", "-q", "-o", "r.h5")
        rows = json.loads(self.run_well("show", "r.h5", "--format", "json", "--columns", "cell,seed,alpha,types,stop,samples"))
        self.assertEqual(len(rows), 160)
        for row in rows:
            is_dropped = row["types"] == "2x2x2" and (row["alpha"] or 0) >= 1
            self.assertEqual((row["stop"] == "excluded", row["samples"]), (is_dropped, 60), row)
        self.assertIn("Cells with excluded in the column stop", self.run_well("show", "r.h5"))
        self.assertIn("All 1 shards are done", self.run_well("status", "r.h5"))
        self.run_well("verify", "r.h5", "--recount")
        marked = next(row["cell"] for row in rows if row["stop"] == "excluded")
        self.assertIn("dirichlet(alpha=", self.run_well("replay", "r.h5", "--cell", marked, "--sample", 3))
        self.run_well("run", "g.toml", "-q", "-o", "r.h5")
        self.run_well("run", "g.toml", "-q", "-o", "again.h5")
        self.same_file("r.h5", "again.h5")

    def test_cells_of_which_something_is_proved_are_skipped(self):
        # With three agents {1,2} and {3} are complementary, and singletons alone hold at almost every prior.
        self.write("g.toml", grid())
        self.write("less.toml", grid(exclude='skip = ["never"]'))
        self.write("least.toml", grid(exclude='skip = ["never", "almost_always"]\nexclude = [{ epsilon = 0.5 }]'))
        text = self.run_well("plan", "less.toml")
        self.assertIn("skip never: drops 40 cells, CI fails at every prior\n", text)
        self.assertIn("40 ensembles, 40 cells", text)
        # All of these laws have a density: nothing is left.
        self.refused(INPUT, "plan", "least.toml", says="least.toml:4: skip: it drops every cell of the study")
        self.write("nevr.toml", grid(exclude='skip = ["nevr"]'))
        self.refused(INPUT, "run", "nevr.toml", "-o", "r.h5",
                     says="nevr.toml:4: skip: unknown verdict 'nevr'; expected a list of never or almost_always; did you mean 'never'?")
        self.assertFalse((self.folder / "r.h5").exists())
        self.run_well("run", "g.toml", "-q", "-o", "r.h5")
        self.run_well("run", "less.toml", "-q", "-o", "r.h5")
        rows = json.loads(self.run_well("show", "r.h5", "--format", "json", "--columns", "pattern,stop,samples,generic_verdict"))
        self.assertEqual(len(rows), 160)
        for row in rows:
            is_dropped = row["pattern"] == "{1,2}"
            self.assertEqual((row["stop"] == "excluded", row["samples"]), (is_dropped, 60), row)
            self.assertEqual(row["generic_verdict"], "never" if is_dropped else "almost_always")
        self.run_well("verify", "r.h5", "--recount")
        self.run_well("run", "g.toml", "-q", "-o", "r.h5")
        self.run_well("run", "g.toml", "-q", "-o", "again.h5", "-t", 2)
        self.same_file("r.h5", "again.h5")
        self.run_well("run", "less.toml", "-q", "-o", "fresh.h5")
        self.run_well("verify", "fresh.h5", "--recount")

    def test_theorems_are_cited(self):
        self.write("g.toml", STUDY)
        for index in (0, 1):
            self.run_well("run", "g.toml", "-q", "--shard", f"{index}/2", "-o", f"part-{index}.h5")
        self.run_well("merge", "all.h5", "part-1.h5", "part-0.h5")
        self.run_well("run", "g.toml", "-q", "-t", 2, "-o", "whole.h5")
        self.same_file("all.h5", "whole.h5")
        rows = json.loads(self.run_well("show", "all.h5", "--format", "json", "--columns",
                                        "pattern,prior,condition,holds,fails,words,generic_verdict,generic_reason,proved_share"))
        kinds = set()
        for row in rows:
            kinds.add((row["generic_verdict"], row["prior"], row["proved_share"]))
            if row["proved_share"] is None:
                # What is cited then is about the law itself, not the pattern.
                self.assertNotRegex(row["words"], "as it does(?!.*family)")
                continue
            self.assertNotIn("does not show", row["words"])
            self.assertIn("as it does at " + ("every prior" if row["proved_share"] == 0 else "almost every prior"), row["words"])
            self.assertEqual(row["fails" if row["proved_share"] else "holds"], 0, row)
            self.assertTrue(row["words"].endswith(row["generic_reason"]), row)
        self.assertGreater(len(kinds), 2)
        self.assertIn("Some shares are proved, whatever the limits", self.run_well("show", "all.h5"))

    def test_shards_of_a_study_before_and_after_it_grew(self):
        self.write("small.toml", grid(3, "[1]"))
        self.write("large.toml", grid(5))
        for index, study in enumerate(("small", "large", "small")):
            self.run_well("run", f"{study}.toml", "-q", "--shard", f"{index}/3", "-o", f"part-{index}.h5")
        done = self.call("merge", "all.h5", "part-0.h5", "part-1.h5", "part-2.h5")
        self.assertEqual(done.returncode, STOPPED)
        self.assertIn(b"missing: samples 0-19,40-59 of ensemble 1 (dirichlet(alpha=0.1) on 2x2x2, seed 2)\n", done.stderr)
        self.assertIn(b"(dirichlet(alpha=0.31622776601683794) on 2x2x2)\n", done.stderr)
        self.assertNotIn(b"(dirichlet(alpha=1) on 2x2x2)\n", done.stderr)
        self.run_well("run", "large.toml", "-q", "-o", "all.h5")
        self.run_well("run", "large.toml", "-q", "-o", "whole.h5")
        self.same_file("all.h5", "whole.h5")

    def test_replicates_and_coordinates_in_tables(self):
        self.write("g.toml", grid())
        self.run_well("run", "g.toml", "-q", "-o", "r.h5")
        self.assertIn(" seed  condition ", self.run_well("show", "r.h5"))
        self.assertEqual(len(json.loads(self.run_well("show", "r.h5", "--where", "seed=2", "--format", "json"))), 80)
        import xarray  # the interpreter is Debian's
        with xarray.open_dataset(self.folder / "r.h5", group="results", engine="h5netcdf") as table:
            only = table.where(table.family == "dirichlet", drop=True)
            means = only.sel(condition="cbdp").share.groupby("alpha").mean()
            self.assertEqual(list(means.alpha.values), [0.1, 1.0, 10.0])
            self.assertTrue((means == 1).all())
            self.assertEqual(sorted(set(table.seed.values)), [1, 2])
            self.assertEqual(dict(only.seed.groupby(only.seed).count().to_series()), {1: 24, 2: 24})

    def test_faults_name_the_line(self):
        self.write("bad.toml", grid(exclude="exclude = [\n  { alpha = 1 },\n  { alpah = 2 }]"))
        self.refused(INPUT, "run", "bad.toml", "-o", "r.h5", says="bad.toml:6: exclude.alpah: no cell of the study has it")
        self.write("bad.toml", grid(n='"x"'))
        self.refused(INPUT, "run", "bad.toml", "-o", "r.h5", says="bad.toml:7: ensemble.prior.alpha.logspace: ")
        self.assertFalse((self.folder / "r.h5").exists())


class Extension(ProgramTest):
    def test_three_steps(self):
        first = STUDY.replace('"minimal", ', "").replace("[[ensemble]]", 'conditions = ["cbdp"]\n[[ensemble]]', 1)
        self.assertNotEqual(first, STUDY)
        self.write("grow.toml", first.replace("samples = 300", "samples = 100"))
        self.run_well("run", "grow.toml", "-q", "-o", "r.h5")
        steps = (first, first.replace('patterns = [', 'patterns = ["minimal", '),
                 STUDY.replace("[[ensemble]]", 'conditions = ["ci", "cbdp"]\n[[ensemble]]', 1))
        for text in steps:
            self.write("grow.toml", text)
            self.run_well("run", "grow.toml", "-q", "-o", "r.h5")
            self.run_well("run", "grow.toml", "-q", "-o", "fresh.h5")
            # The stages by which verdicts are reached may be others.
            for group in ("/results", "/progress"):
                done = subprocess.run(["h5diff", "r.h5", "fresh.h5", group], cwd=self.folder, capture_output=True,
                                      timeout=60, check=False)
                self.assertEqual((done.returncode, done.stdout), (0, b""), group)
            (self.folder / "fresh.h5").unlink()


if __name__ == "__main__":
    program.main()
