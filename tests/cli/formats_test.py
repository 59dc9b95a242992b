"""What check, design, audit and counterexample print in each format: formats_test.py PROGRAM CONFIGS."""

import csv
import io
import itertools
import json
import tomllib
from collections import defaultdict
from fractions import Fraction

import program
from program import DONE, INPUT, NONE


class FormatsTest(program.ProgramTest):
    def said(self, *arguments, code=DONE):
        done = self.call(*arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout.decode()

    def file(self, room, name):
        return program.CONFIGS.resolve() / room / f"{name}.toml"

    def rows(self, *arguments):
        return list(csv.DictReader(io.StringIO(self.said(*arguments, "--format", "csv"))))

    def test_deviations_leave_every_agent_the_same_influence(self):
        """The identity of a certificate that CI fails, in fractions, from the tidy table."""
        structure = self.file("structures", "slides_three_agents")
        profiles = list(itertools.product((1, 2), repeat=3))
        prior = dict(zip(profiles, map(Fraction, (4, 3, 2, 1, 1, 2, 3, 4))))
        for pattern in ("{1,2}", "{1,3}", "size<=2"):
            influence = [defaultdict(Fraction) for _ in range(3)]
            rows = self.rows("check", structure, "--certificate", "--pattern", pattern)
            self.assertEqual(max(Fraction(row["weight"]) for row in rows), 1)
            for row in rows:
                members = [int(agent) - 1 for agent in row["coalition"].strip("{}").split(",")]
                truth, report = ([int(kind) for kind in row[key].strip("()").split(",")] for key in ("true types", "reported types"))
                for profile in profiles:
                    if [profile[agent] for agent in members] != truth:
                        continue
                    told = list(profile)
                    for agent, kind in zip(members, report):
                        told[agent] = kind
                    for agent in members:
                        influence[agent][tuple(told)] += Fraction(row["weight"]) * prior[profile]
                        influence[agent][profile] -= Fraction(row["weight"]) * prior[profile]
            for profile in profiles:
                self.assertEqual(len({changes[profile] for changes in influence}), 1, (pattern, profile))
            words = json.loads(self.said("check", structure, "--pattern", pattern, "--json"))["conditions"]["ci"]["words"]
            self.assertIn("the designer sees the same distribution of reports", words)
            self.assertIn("Why ci fails: ", self.said("check", structure, "--pattern", pattern))

    def test_formats_of_a_mechanism_agree(self):
        words = ("design", self.file("structures", "guo_section5"), "-e", self.file("environments", "guo_section5_7"))
        made = json.loads(self.said(*words, "--format", "json"))["mechanism"]
        self.assertEqual(made["rule"], tomllib.loads(self.said(*words, "--format", "toml"))["rule"])
        written = [str(value) for row in made["rule"][0]["transfers"] for value in row]
        self.assertEqual([row["transfer"] for row in self.rows(*words)], written)
        self.assertLessEqual(max(map(len, written)), 8)
        self.assertNotIn("t1: t1", self.said(*words))
        self.assertIn("--transfers least", self.said(*words))

    def test_formats_that_make_no_sense_are_refused(self):
        for words in (("check", self.file("structures", "guo_section5")), ("audit", self.file("mechanisms", "slides_two_rules"))):
            done = self.call(*words, "--format", "toml")
            self.assertEqual(done.returncode, INPUT)
            self.assertIn(f"{words[0]} knows text, latex, csv, json", done.stderr.decode())
        self.assertEqual(len(self.rows("counterexample", self.file("structures", "slides_three_agents"))), 8 * 3 * 3)
        self.said("audit", self.file("mechanisms", "slides_two_rules"), "--format", "csv", code=NONE)


if __name__ == "__main__":
    program.main()
