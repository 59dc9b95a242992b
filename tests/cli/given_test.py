"""Given priors whose digits doubles lose: what `run` counts is what `check` says, and every verb sees the same prior."""

import csv
import io
import json
import unittest

import program
from program import INPUT, ProgramTest

CONDITIONS = ["ci", "cbdp", "bdp", "convex_independence", "identifiability", "ci_ir", "ci_cr"]

# The prior of types [2, 2], whether CBDP holds, and whether no doubles are this prior.
EXAMPLES = [
    ("[1, 9007199254740993, 1, 9007199254740992]", "holds", True),
    ("[0.1000000000000000000001, 0.2, 0.1, 0.2]", "holds", True),
    ("[1, 3e-308, 1, 4e-308]", "holds", True),
    ("[1, 1e-400, 1, 2e-400]", "holds", True),
    ("[1, 1e-400, 2, 2e-400]", "fails", True),
    ('[1, "1e-400", 2, "2e-400"]', "fails", True),
    ("[0.1234567890123456789012345678901234567891, 0.2, 0.1234567890123456789012345678901234567890, 0.2]", "holds", True),
    ('["0.1234567890123456789012345678901234567891", 0.2, 0.1234567890123456789012345678901234567891, 0.2]', "fails", True),
    # (0.12347, 0.87653) times (0.31249, 0.68751).
    ("[0.0385831403, 0.0848868597, 0.2739068597, 0.6026231403]", "fails", False),
    ('["1/3", "1/7", "1/5", "3/35"]', "fails", False),
    ("[0.1, 0.3, 0.2, 0.6]", "fails", False),
]


def study(family, patterns='"minimal"', types="[2, 2]"):
    return (f"format = 1\nseed = 1\nconditions = {json.dumps(CONDITIONS)}\n[[ensemble]]\ntypes = {types}\n"
            f"prior = {family}\npatterns = [{patterns}]\n[stop]\nsamples = 2\n[record]\nsamples = \"all\"\n")


FILE = '{ family = "file", file = "g.toml" }'


class Given(ProgramTest):
    def give(self, prior, types="[2, 2]"):
        self.write("g.toml", f"types = {types}\nprior = {prior}\n")

    def test_run_counts_what_check_says(self):
        self.write("s.toml", study(FILE))
        for number, (prior, cbdp, rational) in enumerate(EXAMPLES):
            with self.subTest(prior=prior):
                self.give(prior)
                said = json.loads(self.run_well("check", "g.toml", "--json"))["conditions"]
                self.assertEqual(said["cbdp"]["verdict"], cbdp)
                result = f"r{number}.h5"
                done = self.call("run", "s.toml", "-o", result)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertNotIn(b"Note", done.stderr)
                rows = list(csv.DictReader(io.StringIO(self.run_well("export", result, "--table", "samples"))))
                (row,) = rows
                for condition in CONDITIONS:
                    self.assertEqual(row[condition], said[condition]["verdict"], condition)
                    self.assertEqual(row[condition + "_certified"], "1")
                shown = json.loads(self.run_well("show", result, "-f", "json"))
                self.assertEqual("weights=rational" in shown[0]["prior"], rational)
                self.run_well("verify", result, "--recount")
                replayed = json.loads(self.run_well("replay", result, "--cell", 0, "--sample", 0, "--json"))
                self.assertEqual({name: found["verdict"] for name, found in replayed["conditions"].items()},
                                 {name: found["verdict"] for name, found in said.items()})
                self.assertIs(type(replayed["prior"][0]), str if rational else float)

    def test_replay_shows_the_prior_itself(self):
        self.give("[1, 9007199254740993, 1, 9007199254740992]")
        self.write("s.toml", study(FILE))
        self.run_well("run", "s.toml", "-q", "-o", "r.h5")
        replayed = json.loads(self.run_well("replay", "r.h5", "--cell", 0, "--sample", 0, "--json"))
        self.assertEqual(replayed["prior"], ["1", "9007199254740993", "1", "9007199254740992"])
        self.assertIn("prior = 1 9007199254740993 1 9007199254740992\n",
                      self.run_well("replay", "r.h5", "--cell", 0, "--sample", 0))

    def test_a_result_of_rounded_priors_is_another_study(self):
        # One digit more, and the doubles are the same: its samples are others.
        self.give("[0.1, 0.2, 0.1, 0.2]")
        self.write("s.toml", study(FILE))
        self.run_well("run", "s.toml", "-q", "-o", "r.h5")
        self.give("[0.1000000000000000000001, 0.2, 0.1, 0.2]")
        self.refused(INPUT, "run", "s.toml", "-o", "r.h5", says="r.h5")

    def test_mixtures_say_that_they_round(self):
        self.give("[1, 9007199254740993, 1, 9007199254740992]")
        for number, family in enumerate(['{ family = "perturbed", file = "g.toml", epsilon = 0.1 }',
                                         '{ family = "near", base = %s, epsilon = 0.1 }' % FILE]):
            self.write("s.toml", study(family))
            result = f"r{number}.h5"
            done = self.call("run", "s.toml", "-o", result)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(b"Note: the weights in g.toml have more digits than doubles; ", done.stderr)
            whole = json.loads(self.run_well("export", result, "--format", "json"))
            self.assertIn(whole["results"][0]["prior"], whole["provenance"]["rounded_priors"])
            self.run_well("verify", result, "--recount")
            self.assertEqual(self.call("run", "s.toml", "-q", "-o", "quiet.h5", "--set", "seed=%d" % number).stderr, b"")
            (self.folder / "quiet.h5").unlink()

    def test_a_margin_below_the_doubles_is_unknown(self):
        self.give("[1, 1e-400, 1, 2e-400]")
        said = json.loads(self.run_well("check", "g.toml", "--json"))["conditions"]
        self.write("s.toml", study(FILE))
        self.run_well("run", "s.toml", "-q", "-o", "r.h5")
        for condition in ("cbdp", "bdp"):
            self.assertEqual((said[condition]["verdict"], said[condition]["margin"]), ("holds", None))
            row = json.loads(self.run_well("show", "r.h5", "-f", "json", "--where", f"condition={condition}",
                                           "--columns", "holds,least_margin"))[0]
            self.assertEqual((row["holds"], row["least_margin"]), (1, None))
        self.assertIn("less than 2.3e-308 apart", self.run_well("check", "g.toml"))
        self.run_well("verify", "r.h5", "--recount")

    def test_numbers_that_toml_cannot_hold(self):
        for number in ("1e400", "99999999999999999999", "0." + 130 * "1"):
            self.give(f"[1, {number}, 1, 1]")
            self.refused(INPUT, "check", "g.toml", says=("g.toml:2: not valid TOML: ", "goes into quotes"))
            self.give(f'[1, "{number}", 1, 1]')
            self.run_well("check", "g.toml")
        self.give("[1, 0.0, 1, 1]")
        self.refused(INPUT, "check", "g.toml", says="g.toml:2: prior, weight 2: expected a positive weight")


if __name__ == "__main__":
    program.main()
