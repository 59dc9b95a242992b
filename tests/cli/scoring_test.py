"""The verb design --kind scoring, run as a user would: scoring_test.py PROGRAM CONFIGS."""

import itertools
import json
import math
import re
import sys
import tomllib
from fractions import Fraction
from pathlib import Path

import program
from program import DONE, INPUT, NONE

CONFIGS = Path(sys.argv[2]).resolve()
FIVE = CONFIGS / "structures" / "guo_section5.toml"
SLIDES = CONFIGS / "structures" / "slides_three_agents.toml"
SEVEN = CONFIGS / "environments" / "guo_section5_7.toml"

TERM = re.compile(r"(?:^|([+-]) ?)(?:(\d+) )?\\log p\(([^)]*)\)")


def agents_of(text):
    """{1,3} or \\theta_1,\\theta_3 as the numbers of the agents."""
    return tuple(int(number) for number in re.findall(r"\d+", text))


def read_latex(text):
    """One dictionary a line, from (agent, agents of T) to the factor, of an align* environment."""
    lines = text.strip().splitlines()
    assert (lines[0], lines[-1]) == (r"\begin{align*}", r"\end{align*}"), text
    found = {}
    for line in " ".join(lines[1:-1]).replace(r" \\     &\quad", "").split(r"\\"):
        match = re.fullmatch(r"\s*\\psi(?:\^\{\((\d)\)\})?_(\d+) &= (.*?)\s*", line)
        if not match:
            continue
        level = found.setdefault(int(match[1] or 0), {})
        for sign, size, types in TERM.findall(match[3]):
            level[int(match[2]), agents_of(types)] = (-1 if sign == "-" else 1) * Fraction(size or 1)
    return found


def read_closed_form(answer):
    return {
        place: {(term["agent"], agents_of(term["of"])): Fraction(term["factor"]) for term in level}
        for place, level in enumerate(answer["closed_form"])
    }


def transfers_of(structure, answer):
    """c ψ_i(θ) of the closed form, computed here from the prior."""
    profiles = list(itertools.product(*(range(size) for size in structure["types"])))
    weights = [float(Fraction(str(weight))) for weight in structure["prior"]]
    epsilon = float(Fraction(answer["epsilon"] or 0))

    def marginal(agents, profile):
        same = (w for w, other in zip(weights, profiles) if all(other[a - 1] == profile[a - 1] for a in agents))
        return sum(same) / sum(weights)

    rows = []
    for profile in profiles:
        row = [0.0] * len(structure["types"])
        for place, level in read_closed_form(answer).items():
            for (agent, agents), factor in level.items():
                row[agent - 1] += epsilon**place * float(factor) * math.log(marginal(agents, profile))
        rows.append([float(Fraction(answer["factor"])) * value for value in row])
    return rows


class ScoringTest(program.ProgramTest):
    def design(self, structure, *arguments, code=DONE):
        return self.run_verb("design", structure, "--kind", "scoring", *arguments, code=code)

    def design_json(self, structure, *arguments, code=DONE):
        return json.loads(self.design(structure, *arguments, "--json", code=code).stdout)

    def write(self, name, types, prior, pattern):
        structure = {"types": types, "prior": prior, "pattern": pattern}
        (self.folder / name).write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in structure.items()), encoding="utf-8")
        return structure

    def assert_is_closed_form(self, structure, answer, base=0):
        """The transfers of the mechanism are base + c times the closed form."""
        rows = answer["mechanism"]["rule"][0]["transfers"]
        expected = transfers_of(structure, answer)
        greatest = max(abs(value) for row in expected for value in row)
        for row, values in zip(rows, expected, strict=True):
            self.assertEqual(sum(map(Fraction, row)), 0)
            for value, close in zip(row, values, strict=True):
                self.assertAlmostEqual(float(Fraction(value)), base + close, delta=1e-10 * greatest)

    def test_closed_form_as_text_latex_json_and_toml(self):
        structure = tomllib.loads(FIVE.read_text(encoding="utf-8"))
        text = self.design(FIVE, "-o", "mechanism.toml").stdout
        self.assertIn("CI holds, by condition (L): these transfers make every deviation strictly costly", text)
        form = text[text.index("closed form, with L_T = log p(θ_T):") :].split("\n\n")[0].splitlines()
        for agent in range(1, 5):
            self.assertTrue(any(line.startswith(f"  ψ_{agent} = ") for line in form), form)
        self.assertRegex(form[-1], r"^t = c ψ, c [≈=] \S+, with ψ rounded to 53 bits$")
        self.assertRegex(text, r"coalitional incentives \(CIC\) +holds")
        written = (self.folder / "mechanism.toml").read_text(encoding="utf-8").splitlines()
        self.assertEqual([line for line in written if line.startswith("# ")], [f"# {line}" for line in form])
        self.assertTrue(self.run_json("audit", "mechanism.toml")["implements"])
        answer = self.design_json(FIVE)
        self.assertEqual((answer["kind"], answer["exists"]), ("scoring", True))
        self.assertEqual(self.design(FIVE, "--format", "toml").stdout.splitlines(), written)
        self.assertEqual(answer["mechanism"]["rule"], tomllib.loads("\n".join(written))["rule"])
        latex = self.design(FIVE, "--latex").stdout
        self.assertEqual(latex, answer["latex"])
        self.assertEqual(read_latex(latex), read_closed_form(answer))
        self.assert_is_closed_form(structure, answer)

    def test_scaled_to_an_environment(self):
        structure = tomllib.loads(FIVE.read_text(encoding="utf-8"))
        answer = self.design_json(FIVE, "-e", SEVEN)
        self.assertRegex(answer["reason"], r"M times transfers within ±1, with the least M: ")
        self.assertTrue(answer["audit"]["implements"])
        self.assert_is_closed_form(structure, answer)
        text = self.design(FIVE, "-e", SEVEN, "--base", "shares", "-o", "shares.toml").stdout
        self.assertIn("\nt = equal shares of the surplus + c ψ, c ", text)
        self.assertTrue(self.run_json("audit", "shares.toml")["implements"])

    def test_several_levels(self):
        # Condition (L) takes two levels for three pairs of four agents.
        prior = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 13]
        structure = self.write("levels.toml", [2, 2, 2, 2], prior, "{1,2},{1,3},{2,3}")
        answer = self.design_json("levels.toml")
        self.assertGreater(len(answer["closed_form"]), 1)
        exponent = Fraction(answer["epsilon"]).denominator.bit_length() - 1
        self.assertEqual(Fraction(answer["epsilon"]), Fraction(1, 2**exponent))
        self.assertIn(f"plus ε = 2^-{exponent} times\n", self.design("levels.toml").stdout)
        self.assertIn(rf"\varepsilon = 2^{{-{exponent}}}", answer["latex"])
        self.assertEqual(read_latex(answer["latex"]), read_closed_form(answer))
        self.assert_is_closed_form(structure, answer)

    def test_without_condition_l(self):
        done = self.design(SLIDES, "-p", "{1,2}", code=NONE)
        self.assertRegex(done.stdout, r"^no scoring mechanism: condition \(L\) leaves \{[^\n]*\} without a score\n")
        answer = self.design_json(SLIDES, "-p", "{1,2}", code=NONE)
        self.assertIsNone(answer["exists"])
        self.assertIn(", ".join(answer["left"]), answer["reason"])
        self.assertFalse((self.folder / "m.toml").exists())
        self.design(SLIDES, "-p", "{1,2}", "-o", "m.toml", code=NONE)
        self.assertFalse((self.folder / "m.toml").exists())

    def test_exceptional_priors(self):
        self.write("independent.toml", [2, 2, 2], [1, 2, 3, 6, 2, 4, 6, 12], "minimal")
        done = self.design("independent.toml", code=NONE)
        said = "the prior is exceptional for the transfers that were found by condition (L): types (1) and (2) of coalition {1}"
        self.assertIn(f"no scoring mechanism: {said}", done.stdout)
        answer = self.design_json("independent.toml", code=NONE)
        self.assertIsNone(answer["exists"])
        self.assertEqual(answer["exceptional"], {"coalition": "{1}", "types": ["(1)", "(2)"]})
        # Two posteriors of {1,3} are equal at Guo's prior, so no transfers can do.
        answer = self.design_json(FIVE, "-p", "{1,3}", code=NONE)
        self.assertEqual(answer["exceptional"]["coalition"], "{1,3}")

    def test_options_of_other_kinds_are_refused(self):
        for options, message in (
            (("--kind", "scoring", "--transfers", "least"), "--transfers least: has no meaning for a mechanism of the kind scoring"),
            (("--kind", "scoring", "--participation", "individual"), "--participation individual: has no meaning"),
            (("--kind", "scoring", "--rules", "lemma4"), "--rules lemma4: has no meaning"),
            (("--kind", "scoring", "--seed", "2"), "--seed 2: has no meaning"),
            (("--kind", "scoring", "--base", "shares"), "--base shares: needs --environment"),
            (("--kind", "scoring", "--latex", "--json"), "--latex: cannot go with --json"),
            (("--latex",), "--latex: has no meaning for a mechanism of the kind simple"),
            (("--kind", "ambiguous", "--latex"), "--latex: has no meaning for a mechanism of the kind ambiguous"),
        ):
            self.assertIn(message, self.run_verb("design", FIVE, *options, code=INPUT).stderr)
        self.write("nine.toml", [2] * 9, [1] * 2**9, "minimal")
        self.assertIn("--kind scoring: 9 agents", self.design("nine.toml", code=INPUT).stderr)


if __name__ == "__main__":
    program.main()
