"""The verbs design, audit and counterexample, run as a user would: mechanisms_test.py PROGRAM CONFIGS."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import program
from program import DONE, INPUT, IO, NONE

CONFIGS = Path(sys.argv[2]).resolve()
STRUCTURES, ENVIRONMENTS, MECHANISMS = (CONFIGS / room for room in ("structures", "environments", "mechanisms"))


class MechanismsTest(program.ProgramTest):
    def test_every_printed_mechanism_is_judged(self):
        verdicts = {
            "guo_section5_simple": True,
            "guo_section7_ambiguous": True,
            "guo_section7_ambiguous_7": True,
            "slides_ambiguous": True,
            "slides_two_rules": False,
        }
        self.assertEqual({path.stem for path in MECHANISMS.glob("*.toml")}, set(verdicts))
        for name, good in verdicts.items():
            report = self.run_json("audit", MECHANISMS / f"{name}.toml", code=DONE if good else NONE)
            self.assertEqual(report["implements"], good, name)
            self.assertTrue(report["individually_rational"], name)

    def test_a_failing_audit_names_coalition_mixture_and_gain(self):
        report = self.run_json("audit", MECHANISMS / "slides_two_rules.toml", code=NONE)
        self.assertTrue(report["pure_coalition_proof"])
        worst = max(report["incentives"], key=lambda entry: Fraction(entry["gain"]))
        self.assertEqual((worst["coalition"], worst["truth"]), ("{1,2}", "(1,1)"))
        self.assertEqual(worst["mixture"], {"(2,1)": "7/37", "(2,2)": "30/37"})
        self.assertEqual((worst["truthful"], worst["value"]), ("2", "4"))
        text = self.run_verb("audit", MECHANISMS / "slides_two_rules.toml", code=NONE).stdout
        self.assertIn("{1,2} at (1,1) gains 2 (4 instead of 2)", text)

    def test_designs_pass_an_audit_of_their_file(self):
        five, seven = STRUCTURES / "guo_section5.toml", ENVIRONMENTS / "guo_section5_7.toml"
        for arguments in (
            (),
            ("-e", seven),
            ("-e", seven, "--base", "shares"),
            ("-e", seven, "--transfers", "least"),
            ("-e", seven, "-k", "ambiguous", "-p", "{1,2},{3,4}"),
            ("-e", seven, "-k", "ambiguous", "-p", "size<=2"),
            ("-k", "ambiguous", "--rules", "lemma4", "-p", "{1,2},{3,4}"),
        ):
            self.run_verb("design", five, *arguments, "-o", "mechanism.toml")
            self.assertTrue(self.run_json("audit", "mechanism.toml")["implements"], arguments)

    def test_participation_comes_with_the_surplus(self):
        five, seven = STRUCTURES / "guo_section5.toml", ENVIRONMENTS / "guo_section5_7.toml"
        for whom, key in (("individual", "individually_rational"), ("coalitional", "coalitionally_rational")):
            answer = self.run_json("design", five, "-e", seven, "--participation", whom)
            self.assertTrue(answer["audit"]["implements"])
            self.assertTrue(answer["audit"][key], whom)
        slides = STRUCTURES / "slides_three_agents.toml"
        answer = self.run_json("design", slides, "--participation", "individual", code=NONE)
        self.assertIs(answer["exists"], False)

    def test_what_cannot_be_designed_is_proved_so(self):
        five, seven = STRUCTURES / "guo_section5.toml", ENVIRONMENTS / "guo_section5_7.toml"
        answer = self.run_json("design", five, "-e", seven, "-p", "{1,2},{3,4}", code=NONE)
        self.assertIs(answer["exists"], False)
        self.assertIn("incentive constraints", answer["reason"])
        answer = self.run_json("design", five, "-e", seven, "-p", "{1,2,3}", "-k", "ambiguous", code=NONE)
        self.assertIs(answer["exists"], False)
        self.assertIn("of coalition {1,2,3} have the same posterior", answer["reason"])

    def test_counterexamples_cannot_be_designed_for(self):
        five = STRUCTURES / "guo_section5.toml"
        for kind, pattern in (("simple", "{1,2},{3,4}"), ("ambiguous", "{1,2,3}")):
            self.run_verb("counterexample", five, "-k", kind, "-p", pattern, "-o", "environment.toml")
            answer = self.run_json("design", five, "-e", "environment.toml", "-k", kind, "-p", pattern, code=NONE)
            self.assertIs(answer["exists"], False)
        for kind in ("simple", "ambiguous"):
            answer = self.run_json("counterexample", five, "-k", kind, "-p", "{1,2}", code=NONE)
            self.assertIs(answer["exists"], False)

    def test_bad_input_is_named(self):
        five, slides = STRUCTURES / "guo_section5.toml", STRUCTURES / "slides_three_agents.toml"
        text = (ENVIRONMENTS / "slides_three_agents.toml").read_text(encoding="utf-8")
        (self.folder / "wasteful.toml").write_text(text.replace('["x1", "x2"]', '["x1", "x0"]'), encoding="utf-8")
        done = self.run_verb("design", slides, "-e", "wasteful.toml", code=INPUT)
        self.assertIn("wasteful.toml: rule: the allocation rule is not efficient at (2,1,1): x2 gives 3 more", done.stderr)
        done = self.run_verb("design", five, "-e", ENVIRONMENTS / "slides_three_agents.toml", code=INPUT)
        self.assertIn("the environment has 2x2x2, the structure 2x2x2x2", done.stderr)
        text = (MECHANISMS / "slides_two_rules.toml").read_text(encoding="utf-8")
        (self.folder / "unbalanced.toml").write_text(text.replace("[ 120,  -60,  -60]", "[ 121,  -60,  -60]", 1), encoding="utf-8")
        report = self.run_json("audit", "unbalanced.toml", code=NONE)
        self.assertEqual(report["budget_fault"], {"rule": "phi1", "profile": "(1,1,1)", "sum": "1"})
        self.assertIn("sum to 1", self.run_verb("audit", "unbalanced.toml", code=NONE).stdout)
        (self.folder / "short.toml").write_text(text.replace("  [ 120,  -60,  -60],  # (1,1,1)\n", "", 1), encoding="utf-8")
        self.assertIn("rule.transfers: expected 8 rows", self.run_verb("audit", "short.toml", code=INPUT).stderr)
        self.assertIn("no such file", self.run_verb("audit", "nowhere.toml", code=IO).stderr)
        self.run_verb("design", slides, "-k", "ambiguous", "-o", "no/such/folder/m.toml", code=IO)


if __name__ == "__main__":
    program.main()
