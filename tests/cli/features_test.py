"""What a study keeps of its recorded priors, against numpy; and one tidy row a sample out of it."""

import csv
import io
import json

import h5py
import numpy as np
import xarray

import program
from program import INPUT, ProgramTest

FEATURES = ("entropy", "total_correlation", "mutual_information", "least_weight", "separation", "t_star")
STUDY = """format = 1
seed = 3
conditions = ["cbdp", "ci"]
[[ensemble]]
types = [[2, 2], [2, 2, 3]]
prior = {{ family = "dirichlet", alpha = [0.5, 1] }}
patterns = ["minimal", "{{1,2}}"]
[stop]
samples = 200
[record]
samples = "all"
{more}
"""
ALL = f"features = {json.dumps(FEATURES)}\npriors = true\n"


def entropy(p):
    p = p[p > 0]
    return -(p * np.log(p)).sum()


def coalitions_of(row):
    return [tuple(int(a) - 1 for a in text.strip("{}").split(",")) for text in row["coalitions"].split("},{")]


def expected(row, prior):
    """The features but t_star, the plain way."""
    agents = range(prior.ndim)
    marginal = lambda kept: prior.sum(axis=tuple(a for a in agents if a not in kept)).ravel()
    information, separation = [], []
    for coalition in coalitions_of(row):
        others = tuple(a for a in agents if a not in coalition)
        information.append(entropy(marginal(coalition)) + entropy(marginal(others)) - entropy(prior.ravel()))
        rows = np.moveaxis(prior, coalition, range(len(coalition))).reshape(marginal(coalition).size, -1)
        posteriors = rows / rows.sum(axis=1, keepdims=True)
        separation += [abs(a - b).sum() / 2 for i, a in enumerate(posteriors) for b in posteriors[:i]]
    return {"entropy": entropy(prior.ravel()), "least_weight": prior.min(), "mutual_information": min(information),
            "total_correlation": sum(entropy(marginal((a,))) for a in agents) - entropy(prior.ravel()),
            "separation": min(separation)}


class FeaturesTest(ProgramTest):
    def run_study(self, result="r.h5", *options, more=ALL):
        self.write("s.toml", STUDY.format(more=more))
        self.run_well("run", "s.toml", "-q", "-o", result, *options)

    def rows(self, result="r.h5"):
        return list(csv.DictReader(io.StringIO(self.run_well("export", result, "--table", "samples"))))

    def test_every_feature_is_what_numpy_says(self):
        self.run_study(more=ALL + 'margins = "all"\n')
        rows = self.rows()
        # Two laws, and on {2,2} the coalition {1,2} is everybody: 1 + 2 patterns.
        self.assertEqual(len(rows), 200 * 2 * (1 + 2))
        for row in rows:
            shape = [int(size) for size in row["types"].split("x")]
            weights = [float(row[f"prior_{k}"]) for k in range(int(np.prod(shape)))]
            self.assertTrue(all(row[f"prior_{k}"] == "" for k in range(len(weights), 12)))
            self.assertAlmostEqual(sum(weights), 1, places=13)
            for name, value in expected(row, np.reshape(weights, shape)).items():
                tolerance = 1e-2 * value + 1e-12 if name == "separation" else 1e-12
                self.assertAlmostEqual(float(row[name]), value, delta=tolerance, msg=name)
            self.assertEqual(row["separation"], row["cbdp_margin"])
            self.assertEqual(row["t_star"], row["ci_margin"])
            self.assertEqual(row["family"], "dirichlet")
            self.assertIn(row["alpha"], ("0.5", "1"))
        for row in rows[::97]:
            replayed = json.loads(self.run_well("replay", "r.h5", "--cell", row["cell"], "--sample", row["sample"], "--json"))
            self.assertEqual(replayed["probabilities"], [float(row[f"prior_{k}"]) for k in range(len(replayed["prior"]))])
        self.run_well("verify", "r.h5", "--recount")

    def test_t_star_without_margins_of_ci_is_the_same(self):
        self.run_study(more=ALL + 'margins = "all"\n')
        with_margins = [row["t_star"] for row in self.rows()]
        self.run_study("without.h5")
        self.assertEqual([row["t_star"] for row in self.rows("without.h5")], with_margins)

    def test_threads_shards_and_restarts_write_the_same(self):
        self.run_study("one.h5", "--threads", "1")
        with h5py.File(self.folder / "one.h5") as file:
            whole = {name: file["samples"][name][:] for name in file["samples"]}
        self.run_study("two.h5", "--threads", "2")
        self.run_study("grown.h5", "--set", "stop.samples=70")
        self.run_well("run", "s.toml", "-q", "-o", "grown.h5")
        for shard in (0, 1, 2):
            self.run_well("run", "s.toml", "-q", "--shard", f"{shard}/3", "-o", f"shard{shard}.h5")
        self.run_well("merge", "merged.h5", "shard2.h5", "shard0.h5", "shard1.h5")
        results = ["two.h5", "grown.h5", "merged.h5"]
        for result in results:
            with h5py.File(self.folder / result) as file:
                for name, values in whole.items():
                    np.testing.assert_array_equal(file["samples"][name][:], values, err_msg=f"{result} {name}")

    def test_one_table_for_those_who_analyse(self):
        self.run_study()
        lines = [json.loads(line) for line in self.run_well("export", "r.h5", "--table", "samples", "-f", "jsonl").splitlines()]
        rows = self.rows()
        self.assertEqual([list(line) for line in lines], [list(rows[0])] * len(rows))
        self.assertEqual(lines[0]["entropy"], float(rows[0]["entropy"]))
        table = xarray.Dataset({name: ("row", [line[name] for line in lines]) for name in ("family", "alpha", "entropy", "pattern")})
        means = table.where(table.family == "dirichlet").groupby("alpha").mean(...)
        self.assertEqual(list(means.alpha.values), [0.5, 1])
        self.assertLess(means.entropy[0], means.entropy[1])
        self.assertEqual(json.loads(self.run_well("export", "r.h5", "-f", "json"))["samples"], lines)
        with xarray.open_dataset(self.folder / "r.h5", group="samples") as samples:
            self.assertEqual(samples.prior.dims, ("record", "profile"))

    def test_only_failures_leave_what_holds_empty(self):
        self.run_study("r.h5", "--set", 'record.samples="failures"', more='features = ["entropy"]\n')
        for row in self.rows():
            self.assertIn((row["ci"], row["cbdp"]), (("fails", ""), ("fails", "fails")))
            self.assertNotIn("prior_0", row)

    def test_another_description_is_another_study(self):
        self.run_study()
        self.write("s.toml", STUDY.format(more='features = ["entropy"]\n'))
        self.refused(INPUT, "run", "s.toml", "-q", "-o", "r.h5", says="record.features")

    def test_a_plan_says_what_records_take(self):
        self.write("s.toml", STUDY.format(more=ALL))
        # 200 samples of two laws under two conditions: one pattern on 4 profiles, two on 12.
        self.assertIn("2.40k records of single verdicts: ", self.run_well("plan", "s.toml"))

    def test_refusals(self):
        for more, says in (('features = ["entropi"]', "s.toml:12: record.features: unknown feature 'entropi'; expected some of entropy, "),
                           ('features = ["entropy", "entropy"]', "listed twice"), ('features = "entropy"', "expected a list of features"),
                           ("features = [3]", "unknown feature; expected"), ('priors = "yes"', "record.priors")):
            self.write("s.toml", STUDY.format(more=more))
            self.refused(INPUT, "run", "s.toml", "-o", "r.h5", says=says)
        self.write("s.toml", STUDY.format(more="priors = true").replace('samples = "all"', ""))
        self.refused(INPUT, "run", "s.toml", "-o", "r.h5", says="describes recorded samples")
        self.write("s.toml", 'format = 1\nseed = 1\nmode = "tail"\n[[ensemble]]\ntypes = [2, 2]\nprior = { family = "dirichlet" }\n'
                             'patterns = ["minimal"]\n[record]\npriors = true\n')
        self.refused(INPUT, "run", "s.toml", "-o", "r.h5", says='mode = "tail" records no samples')
        self.assertFalse((self.folder / "r.h5").exists())
        self.run_study("r.h5", "--set", 'record.samples="none"', more="")
        self.refused(INPUT, "export", "r.h5", "--table", "samples", says="keeps no single samples")


if __name__ == "__main__":
    program.main()
