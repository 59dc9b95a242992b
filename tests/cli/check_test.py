"""`genericity check` and `genericity patterns`: the paper's facts, as a user sees them."""

import csv
import io
import itertools
import json
import unittest
from fractions import Fraction

import program
from program import INPUT, IO, ProgramTest


class Check(ProgramTest):
    def findings(self, structure, *arguments):
        text = self.run_well("check", program.CONFIGS / "structures" / f"{structure}.toml", "--json", *arguments)
        found = json.loads(text)
        self.assertEqual(set(found["conditions"]), {"ci", "cbdp"} | set(found["conditions"]))
        for finding in found["conditions"].values():
            self.assertIn(finding["verdict"], ("holds", "fails", "undecided"))
            self.assertIs(type(finding["certified"]), bool)
            self.assertIsInstance(finding["margin"], (int, float, type(None)))
            self.assertGreater(len(finding["reason"]), 0)
        return found

    def verdicts(self, *arguments):
        found = self.findings(*arguments)["conditions"]
        for name in ("ci", "cbdp"):
            self.assertTrue(found[name]["certified"], name)
        return found["ci"]["verdict"], found["cbdp"]["verdict"]

    def test_section_5_1(self):
        found = self.findings("guo_section5")
        self.assertEqual(found["types"], [2, 2, 2, 2])
        self.assertEqual(found["pattern"], "{1,2},{2,3}")
        self.assertEqual(self.verdicts("guo_section5"), ("holds", "holds"))
        self.assertAlmostEqual(found["conditions"]["ci"]["margin"], 0.097363, delta=5e-7)

    def test_section_5_2(self):
        found = self.findings("guo_section5", "--pattern", "{1,2},{3,4}")
        self.assertEqual(found["pattern"], "{1,2},{3,4}")
        self.assertEqual(self.verdicts("guo_section5", "-p", "{1,2},{3,4}"), ("fails", "holds"))
        self.assertIn("{1,2}", found["conditions"]["ci"]["reason"])
        self.assertIn("{3,4}", found["conditions"]["ci"]["reason"])

    def test_slides(self):
        self.assertEqual(self.verdicts("slides_three_agents"), ("fails", "holds"))
        found = self.findings("slides_three_agents")
        self.assertAlmostEqual(found["conditions"]["cbdp"]["margin"], 2 / 21, delta=1e-15)

    def test_pairs_and_triples_of_section_5(self):
        for pair in itertools.combinations(range(1, 5), 2):
            pattern = "{%d,%d}" % pair
            tied = pair in ((1, 3), (2, 4))
            with self.subTest(pattern=pattern):
                verdicts = self.verdicts("guo_section5", "--pattern", pattern)
                self.assertEqual(verdicts, ("fails", "fails") if tied else ("holds", "holds"))
                found = self.findings("guo_section5", "--pattern", pattern)["conditions"]["cbdp"]
                self.assertEqual(found["margin"] == 0, tied)
        for triple in itertools.combinations(range(1, 5), 3):
            pattern = "{%d,%d,%d}" % triple
            with self.subTest(pattern=pattern):
                self.assertEqual(self.verdicts("guo_section5", "--pattern", pattern), ("fails", "fails"))

    def test_what_is_generic(self):
        def generic(*arguments):
            return self.findings("guo_section5", "--pattern", *arguments)["generic"]

        said = generic("{1,2},{3,4}")
        self.assertEqual((said["verdict"], said["all_type_counts"], said["exceptional"]), ("never", True, False))
        self.assertIn("{1,2} and {3,4}", said["reason"])
        said = generic("minimal")
        self.assertEqual((said["verdict"], said["all_type_counts"], said["exceptional"]), ("almost_always", True, False))
        # Agents 1 and 3 are tied in this prior, and {1,3} fails here: it is one of a null set.
        said = generic("{1,3}")
        self.assertEqual((said["verdict"], said["exceptional"]), ("almost_always", True))
        path = program.CONFIGS / "structures" / "guo_section5.toml"
        for pattern, sentence in (("{1,2},{3,4}", "With this pattern CI fails at every prior ("),
                                  ("{1,3}", "this prior is exceptional, one of a null set."),
                                  ("minimal", "CI holds at almost every prior (condition (L), logarithmic scores in 1 level; for all type counts), and so it does here.")):
            text = self.run_well("check", path, "--pattern", pattern)
            self.assertIn(sentence, " ".join(text.split()))
            self.assertLessEqual(max(map(len, text[text.index("With this pattern"):].splitlines())), 120)
        # What is not proved is called so.
        self.write("five.toml", "types = [2, 2, 2, 2, 2]\nprior = [%s]\n" % ", ".join(str(k * k % 37 + 1) for k in range(32)))
        found = json.loads(self.run_well("check", "five.toml", "--json", "--pattern", "{1,2,3},{1,4,5}"))["generic"]
        self.assertEqual(set(found), {"verdict", "all_type_counts", "reason", "exceptional"})
        if found["verdict"] in ("between", "open"):
            self.assertIsNone(found["exceptional"])

    def test_agents_in_any_order(self):
        plain = self.findings("guo_section5", "--pattern", "{1,2},{2,3}")
        for pattern in ("{2,1},{3,2}", "{3,2},{2,1}", " { 2 , 1 } , {2,3} ", "{1,2},{2,3},{1,2}",
                        "{1,2},{2,3},{1},{4,3,2,1}"):
            with self.subTest(pattern=pattern):
                self.assertEqual(self.findings("guo_section5", "--pattern", pattern), plain)

    def test_named_patterns(self):
        self.assertEqual(self.verdicts("guo_section5", "--pattern", "minimal"), ("holds", "holds"))
        self.assertEqual(self.verdicts("guo_section5", "--pattern", "maximal"), ("fails", "fails"))
        self.assertEqual(self.verdicts("guo_section5", "--pattern", "size<=2"), ("fails", "fails"))

    def test_relabelling_agents_changes_nothing(self):
        # The prior of section 5 with agents 1 and 4 exchanged, and 2 and 3.
        weights = [1, 1, 2, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1]
        turned = [weights[int(f"{profile:04b}"[::-1], 2)] for profile in range(16)]
        name = self.write("turned.toml", f"types = [2, 2, 2, 2]\nprior = {turned}\n")
        found = json.loads(self.run_well("check", name, "--json", "--pattern", "{4,3},{3,2}"))
        self.assertEqual(found["conditions"]["ci"]["verdict"], "holds")
        self.assertAlmostEqual(found["conditions"]["ci"]["margin"], 0.097363, delta=5e-7)

    def test_intended_ties(self):
        # 0.1·0.6 = 0.2·0.3 as written; the nearest doubles differ.
        name = self.write("tie.toml", "types = [2, 2]\nprior = [0.1, 0.3, 0.2, 0.6]\n")
        found = json.loads(self.run_well("check", name, "--json"))
        self.assertEqual(found["conditions"]["cbdp"]["verdict"], "fails")
        self.assertEqual(found["conditions"]["cbdp"]["margin"], 0)
        name = self.write("near.toml", "types = [2, 2]\nprior = [0.1, 0.3, 0.2, 0.6000000000000000000001]\n")
        found = json.loads(self.run_well("check", name, "--json"))
        self.assertEqual(found["conditions"]["cbdp"]["verdict"], "holds")
        self.assertGreater(found["conditions"]["cbdp"]["margin"], 0)

    def rounded(self, weights, places, *arguments):
        """What check says of these fractions rounded to decimals: the object, and the text."""
        decimals = ", ".join(f"{float(weight):.{places}f}" for weight in weights)
        name = self.write("rounded.toml", f"types = [2, 2, 2]\nprior = [{decimals}]\n")
        return json.loads(self.run_well("check", name, "--json", *arguments)), self.run_well("check", name, *arguments)

    def test_fractions_that_are_rounded(self):
        """Agents are independent in pairs, so CI fails; in six decimals it holds by a hair."""
        shares = [(Fraction(1, 3), Fraction(2, 3)), (Fraction(2, 7), Fraction(5, 7)), (Fraction(3, 7), Fraction(4, 7))]
        weights = [a * b * c + Fraction((-1) ** (i + j + k), 50) for i, a in enumerate(shares[0])
                   for j, b in enumerate(shares[1]) for k, c in enumerate(shares[2])]
        fractions = ", ".join(f'"{weight}"' for weight in weights)
        name = self.write("fractions.toml", f"types = [2, 2, 2]\nprior = [{fractions}]\n")
        found = json.loads(self.run_well("check", name, "--json"))
        self.assertEqual([found["conditions"][name]["verdict"] for name in ("ci", "cbdp")], ["fails", "holds"])
        self.assertEqual((found["sum"], found["rounding"]), ("1", None))
        text = self.run_well("check", name)
        self.assertNotIn("sum to", text)
        self.assertNotIn("very numbers", text)

        found, text = self.rounded(weights, 6)
        self.assertEqual([found["conditions"][name]["verdict"] for name in ("ci", "cbdp")], ["holds", "holds"])
        self.assertLess(found["conditions"]["ci"]["margin"], 3e-5)
        self.assertEqual(found["sum"], "1.000001")
        self.assertEqual(found["rounding"], {"at_most": "0.0000005",
                                             "same_verdict": {"ci": False, "cbdp": True, "bdp": True}})
        self.assertIn("\nThe weights as written sum to 1.000001, not 1.", text)
        self.assertRegex(text, r'\nci: the verdict is on the very numbers written\. [^:]*±5e-07\) may[^:]*"1/3"\.\n')

    def test_ties_of_rounded_numbers(self):
        # Independent: fails by equal posteriors, exactly, and at no open set of priors.
        weights = [Fraction(2 ** (i + j + k), 27) for i in range(2) for j in range(2) for k in range(2)]
        found, text = self.rounded(weights, 2)
        self.assertEqual(found["rounding"]["same_verdict"], {"ci": False, "cbdp": False, "bdp": False})
        self.assertIn("\nci, cbdp, bdp: the verdicts are on the very numbers written.", text)
        # Whole numbers are not rounded, nor are fractions.
        for weight in ("1, 2, 2, 4, 2, 4, 4, 8", '"1/27", "2/27", "2/27", "4/27", "2/27", "4/27", "4/27", "8/27"'):
            name = self.write("exact.toml", f"types = [2, 2, 2]\nprior = [{weight}]\n")
            self.assertIsNone(json.loads(self.run_well("check", name, "--json"))["rounding"])
            self.assertNotIn("very numbers", self.run_well("check", name))

    def test_robust_verdicts_have_no_note(self):
        # Two decimals, and margins far beyond what they may hide; or failure at every prior.
        for structure in ("guo_section5", "slides_three_agents"):
            for pattern in ("{1,2}", "minimal"):
                with self.subTest(structure=structure, pattern=pattern):
                    found = self.findings(structure, "--pattern", pattern)
                    self.assertEqual(found["sum"], "1")
                    self.assertEqual(found["rounding"], {"at_most": "0.005",
                                                         "same_verdict": {"ci": True, "cbdp": True, "bdp": True}})
        self.assertNotIn("very numbers", self.run_well("check", program.CONFIGS / "structures" / "guo_section5.toml"))

    def test_other_verbs_say_what_their_verdict_rests_on(self):
        structure = program.CONFIGS / "structures" / "guo_section5.toml"
        for kind in ("simple", "ambiguous"):
            text = self.run_well("counterexample", structure, "--kind", kind, "--pattern", "{1,3}")
            self.assertIn({"simple": "\nci: ", "ambiguous": "\ncbdp: "}[kind] + "the verdict is on the very", text)
            done = self.call("design", structure, "--kind", kind, "--pattern", "{1,3}")
            self.assertEqual(done.returncode, 5)
            self.assertIn("the verdict is on the very", done.stdout.decode())
            self.assertNotIn("very numbers", self.run_well("design", structure, "--kind", kind))
            found = json.loads(self.run_well("design", structure, "--kind", kind, "--json"))
            self.assertEqual(found["rounding"]["same_verdict"], {{"simple": "ci", "ambiguous": "cbdp"}[kind]: True})

    def test_table_and_certificate(self):
        structure = program.CONFIGS / "structures" / "guo_section5.toml"
        text = self.run_well("check", structure)
        self.assertIn("Guo, section 5", text)
        self.assertRegex(text, r"(?m)^ci +holds +yes +0\.09736")
        self.assertRegex(text, r"(?m)^cbdp +holds +yes")
        proof = json.loads(self.run_well("check", structure, "--json", "--certificate"))
        psi = proof["conditions"]["ci"]["certificate"]["psi"]
        self.assertEqual([len(row) for row in psi], [16] * 4)
        proof = json.loads(self.run_well("check", structure, "--json", "--certificate", "-p", "{1,2},{3,4}"))
        self.assertGreater(len(proof["conditions"]["ci"]["certificate"]["deviations"]), 0)

    def test_transfers_of_the_certificate_prove_ci(self):
        """Lemma 1 in exact arithmetic, written down here once more from the paper."""
        structure = program.CONFIGS / "structures" / "guo_section5.toml"
        proof = json.loads(self.run_well("check", structure, "--json", "--certificate"))
        psi = [[Fraction(value) for value in row] for row in proof["conditions"]["ci"]["certificate"]["psi"]]
        prior = [1, 1, 2, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1]
        profiles = list(itertools.product(range(2), repeat=4))
        number = {profile: k for k, profile in enumerate(profiles)}
        for k in range(16):
            self.assertEqual(sum(row[k] for row in psi), 0)
        for coalition in [(0,), (1,), (2,), (3,), (0, 1), (1, 2)]:
            outside = [agent for agent in range(4) if agent not in coalition]

            def profile_of(mine, others, coalition=coalition, outside=outside):
                types = dict(zip(coalition, mine)) | dict(zip(outside, others))
                return number[tuple(types[agent] for agent in range(4))]

            for truth in itertools.product(range(2), repeat=len(coalition)):
                for report in itertools.product(range(2), repeat=len(coalition)):
                    if report == truth:
                        continue
                    gain = Fraction(0)
                    for others in itertools.product(range(2), repeat=len(outside)):
                        weight = prior[profile_of(truth, others)]
                        told, true = profile_of(report, others), profile_of(truth, others)
                        gain += weight * sum(psi[agent][told] - psi[agent][true] for agent in coalition)
                    self.assertLess(gain, 0)

    def test_all_patterns_of_one_prior(self):
        structure = program.CONFIGS / "structures" / "guo_section5.toml"
        found = json.loads(self.run_well("check", structure, "--lattice", "--json"))
        self.assertEqual((found["name"], found["types"], found["sum"]), ("Guo, section 5", [2, 2, 2, 2], "1"))
        ci, cbdp = found["lattice"]["ci"], found["lattice"]["cbdp"]
        self.assertEqual(ci["maximal_holding"], ["{1,2},{1,4}", "{1,2},{2,3}", "{1,4},{3,4}", "{2,3},{3,4}"])
        self.assertEqual(ci["minimal_failing"], ["{1,3}", "{2,4}", "{1,2,3}", "{1,2,4}", "{1,3,4}", "{2,3,4}",
                                                 "{1,2},{3,4}", "{1,4},{2,3}"])
        self.assertEqual([ci[key] for key in ("holds", "fails", "undecided", "undecided_patterns")], [9, 1015, 0, []])
        self.assertEqual(cbdp["maximal_holding"], ["{1,2},{1,4},{2,3},{3,4}"])
        self.assertEqual([cbdp[key] for key in ("holds", "fails", "undecided")], [16, 1008, 0])
        # The ties are those of the decimals; what holds, holds also at all that rounds to them.
        self.assertEqual(found["rounding"]["same_verdict"], {"ci": False, "cbdp": False})
        # What is listed is what single patterns have.
        for condition, border in (("ci", ci), ("cbdp", cbdp)):
            for key, verdict in (("maximal_holding", "holds"), ("minimal_failing", "fails")):
                for pattern in border[key]:
                    with self.subTest(condition=condition, pattern=pattern):
                        one = self.findings("guo_section5", "--pattern", pattern)["conditions"][condition]
                        self.assertEqual((one["verdict"], one["certified"]), (verdict, True))

        text = self.run_well("check", structure, "--lattice")
        self.assertRegex(text, r"(?m)^ci +holds up to +\{1,2\},\{2,3\}$")
        self.assertRegex(text, r"(?m)^ci +fails from +\{1,2\},\{3,4\}$")
        self.assertIn("\nci holds at 9 and fails at 1015 of 1024 patterns\n", text)
        self.assertIn("\nci, cbdp: the verdicts are on the very numbers written.", text)

        structure = program.CONFIGS / "structures" / "slides_three_agents.toml"
        found = json.loads(self.run_well("check", structure, "--lattice", "--json"))
        self.assertEqual(found["lattice"]["ci"]["maximal_holding"], ["minimal"])
        self.assertEqual(found["lattice"]["cbdp"]["maximal_holding"], ["maximal"])
        self.assertEqual(found["rounding"]["same_verdict"], {"ci": True, "cbdp": True})

    def test_all_patterns_are_too_many(self):
        weights = ", ".join(str(1 + k % 5) for k in range(64))
        self.write("six.toml", f"types = {[2] * 6}\nprior = [{weights}]\n")
        self.refused(INPUT, "check", "six.toml", "--lattice",
                     says="six.toml: --lattice: all patterns are looked at for at most 5 agents, not 6")
        self.write("large.toml", f"types = {[8] * 5}\nprior = [{', '.join('1' * 8 ** 5)}]\n")
        self.refused(INPUT, "check", "large.toml", "--lattice", says=["large.toml: ", "GiB"])
        structure = program.CONFIGS / "structures" / "guo_section5.toml"
        for option in (["--pattern", "{1,2}"], ["--certificate"]):
            self.refused(INPUT, "check", structure, "--lattice", *option, says=f"--lattice: cannot go with {option[0]}")

    def test_bad_structures(self):
        good = "types = [2, 2]\nprior = [1, 2, 3, 4]\n"
        cases = {
            "types = [2, 2]\nprior = [1, 2, 3, 0]\n": "bad.toml:2: prior, weight 4: ",
            "types = [2, 2]\nprior = [1, 2, 3, -1]\n": "bad.toml:2: prior, weight 4: ",
            "types = [2, 2]\nprior = [1, 2, 3, nan]\n": "bad.toml:2: prior, weight 4: ",
            "types = [2, 2]\nprior = [1, 2, 3, inf]\n": "bad.toml:2: prior, weight 4: ",
            "types = [2, 2]\nprior = [1, 2, 3]\n": "bad.toml:2: prior: ",
            "types = [2, 2]\nprior = [1, 2, 3, 4, 5]\n": "bad.toml:2: prior: ",
            "types = [2, 2]\n": "bad.toml: prior: missing",
            "prior = [1]\n": "bad.toml: types: missing",
            "types = [2, 0]\nprior = []\n": "bad.toml:1: types: ",
            "types = [1048576, 2]\nprior = [1]\n": "bad.toml:1: types: ",
            good + "pattern = \"{1,3}\"\n": "bad.toml:3: pattern: ",
            good + "pattrn = \"{1,2}\"\n": "did you mean 'pattern'?",
            good + "\"a\\nb\" = 1\n": "bad.toml:3: a\\u000ab: unknown key",
            "types = [2, 2\n": "bad.toml:",
            "": "bad.toml: types: missing"}
        for text, says in cases.items():
            with self.subTest(text=text):
                self.refused(INPUT, "check", self.write("bad.toml", text), says=says)
        self.refused(INPUT, "check", self.write("bytes.toml", b"types = [2, 2]\xff\n"), says="bytes.toml:1: ")
        self.write("good.toml", good)
        self.refused(INPUT, "check", "good.toml", "--pattern", "{3}", says="--pattern: ")
        self.refused(INPUT, "check", "good.toml", "--pattern", "{1,2", says="--pattern: ")
        self.refused(INPUT, "check", "good.toml", "--patern", "{1}")
        self.refused(IO, "check", "absent.toml", says="absent.toml: no such file")
        self.refused(IO, "check", ".", says="not a regular file")
        self.refused(INPUT, "check")

    def test_a_system_beyond_memory_is_refused(self):
        weights = ", ".join(str(1 + k % 7) for k in range(2 ** 16))
        self.write("large.toml", f"types = {[2] * 16}\nprior = [{weights}]\n")
        self.refused(INPUT, "check", "large.toml", says=["large.toml: ", "GiB"])

    def test_output_that_cannot_be_written(self):
        structure = program.CONFIGS / "structures" / "guo_section5.toml"
        with open("/dev/full", "wb") as full:
            done = self.call("check", structure, stdout=full)
        self.assertEqual(done.returncode, program.IO)
        self.assertEqual(done.stderr, b"genericity: standard output: could not be written\n")


class Patterns(ProgramTest):
    def test_catalogue_of_four_agents(self):
        found = json.loads(self.run_well("patterns", "--types", "2,2,2,2", "--format", "json"))
        self.assertEqual(len(found), 90)
        self.assertEqual(sum(entry["labelled"] for entry in found), 2 ** 10)
        shares = [entry["ci"] for entry in found]
        self.assertEqual({share: shares.count(share) for share in shares}, {"never": 85, "almost_always": 5})
        rows = {entry["pattern"]: entry["rows"] for entry in found}
        self.assertEqual(rows["minimal"], 8)
        self.assertEqual(rows["{1,2},{1,3},{1,4}"], 44)

    def test_formats(self):
        table = self.run_well("patterns", "--types", "2,2,2")
        self.assertRegex(table, r"(?m)^pattern +labelled +rows +unknowns +ci +why$")
        rows = list(csv.DictReader(io.StringIO(self.run_well("patterns", "--types", "2,2,2", "-f", "csv"))))
        self.assertEqual([row["pattern"] for row in rows], ["minimal", "{1,2}", "{1,2},{1,3}", "maximal"])

    def test_five_agents_lists_what_is_open(self):
        found = json.loads(self.run_well("patterns", "--types", "2,2,2,2,2", "--format", "json"))
        self.assertEqual(len(found), 792)
        self.assertEqual(sum(entry["labelled"] for entry in found), 3 ** 10)
        self.assertEqual(sum(entry["ci"] == "never" for entry in found), 86)

    def test_bad_options(self):
        for types in ("2", "2,1", "2,x", "", "2,99999999999", "1048576,2"):
            with self.subTest(types=types):
                self.refused(INPUT, "patterns", "--types", types)
        self.refused(INPUT, "patterns")
        self.refused(INPUT, "patterns", "--types", "2,2", "--format", "xml")
        self.refused(INPUT, "patterns", "--types", "2,2,2,2,2,2", "--list", "all")


if __name__ == "__main__":
    program.main()
