"""The Python package against the program: its documentation, checks of one prior, and figures.

    package_test.py --genericity PROGRAM --build BUILD
"""

import ast
import doctest
import importlib
import itertools
import json
import math
import subprocess
import unittest
from decimal import Decimal
from fractions import Fraction

from package_support import PACKAGE, PRIOR, ROOT, STUDY, Folder, in_python, main, program

import numpy as np
import pandas as pd

import genericity
from genericity import tables

STRUCTURES = sorted((ROOT / "configs" / "structures").glob("*.toml"))


class DocumentationTest(unittest.TestCase):
    def test_examples_give_what_they_show(self):
        done = doctest.testfile(str(PACKAGE / "README.md"), module_relative=False)
        self.assertGreater(done.attempted, 20)
        self.assertEqual(done.failed, 0)
        for name in ("genericity", *(f"genericity.{place}" for place in ("structures", "mechanisms", "sampling"))):
            done = doctest.testmod(importlib.import_module(name))
            self.assertGreater(done.attempted, 2, name)
            self.assertEqual(done.failed, 0, name)

    def test_the_command_of_the_readme_prints_verdicts(self):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        command = next(line.strip() for line in text.splitlines() if "-c 'import genericity" in line)
        done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True, executable="/bin/bash")
        self.assertIn("CBDP                 holds", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_every_public_name_has_a_docstring(self):
        for name in genericity.__all__:
            self.assertTrue(getattr(genericity, name).__doc__, name)
        self.assertTrue(set(genericity.__all__) <= set(dir(genericity)))

    def test_the_stubs_say_what_the_compiled_part_has(self):
        from genericity.compiled import library
        stubs = ast.parse((PACKAGE / "_compiled.pyi").read_text(encoding="utf-8"))
        functions = {node.name: [argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]]
                     for node in stubs.body if isinstance(node, ast.FunctionDef)}
        compiled = {name: getattr(library, name) for name in dir(library) if not name.startswith("_")}
        self.assertEqual(set(functions), {name for name, value in compiled.items() if not isinstance(value, type)})
        for name, names in functions.items():
            signature = compiled[name].__doc__.splitlines()[0]
            for argument in names:
                self.assertRegex(signature, rf"[(,] ?{argument}: ", name)
        self.assertTrue((PACKAGE / "py.typed").is_file())

    def test_figures_and_report_need_no_compiled_part(self):
        done = in_python("import genericity.plot.figures, genericity.report.page, genericity\ngenericity.check", GENERICITY_BUILD="/nowhere")
        self.assertIn("ImportError: the compiled part of genericity is not built", done.stderr)
        self.assertNotIn("figures", done.stderr)


class CheckTest(Folder):
    def test_a_file_and_its_numbers_as_texts_give_what_the_program_prints(self):
        import tomllib
        for path, pattern in itertools.product(STRUCTURES, ("", "minimal", "{1,2}")):
            words = ["--pattern", pattern] if pattern else []
            said = json.loads(program("check", path, "--json", "--certificate", *words))
            written = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str)
            of_file = genericity.check(path, pattern or None)
            of_texts = genericity.check(written["prior"], pattern or written.get("pattern"), types=written["types"])
            for found in (of_file, of_texts):
                self.assertEqual(list(found), list(said["conditions"]))
                self.assertEqual((found.types, found.pattern, found.generic), (said["types"], said["pattern"], said["generic"]))
                for key, entry in said["conditions"].items():
                    finding = found[key]
                    self.assertEqual((finding.verdict, finding.certified, finding.reason), (entry["verdict"], entry["certified"], entry["reason"]))
                    self.assertTrue(finding.margin == entry["margin"] or (entry["margin"] is None and math.isnan(finding.margin)))
            pd.testing.assert_frame_equal(of_file["ci"].certificate, of_texts["ci"].certificate)

    def test_all_kinds_of_exact_numbers_are_one(self):
        exact = [[[Fraction(k, 36) for k in row] for row in rows] for rows in PRIOR]
        kinds = [PRIOR, exact, np.array(PRIOR), np.array(PRIOR, dtype=np.float32), np.array(exact, dtype=object),
                 [[[f"{k}/24" for k in row] for row in rows] for rows in PRIOR], [[[Decimal(k) / 8 for k in row] for row in rows] for rows in PRIOR]]
        first = genericity.check(kinds[0], "{1,2}")
        for prior in kinds[1:]:
            other = genericity.check(prior, [(2, 1)])
            pd.testing.assert_frame_equal(other.to_frame(), first.to_frame())
            pd.testing.assert_frame_equal(other["ci"].certificate, first["ci"].certificate)
            self.assertEqual(other.notes, [])

    def test_doubles_are_taken_exactly_and_it_is_said_where_that_matters(self):
        tied = np.outer([0.3, 0.7], [0.3, 0.7])
        decimals = [["0.09", "0.21"], ["0.21", "0.49"]]
        self.assertEqual(genericity.check(decimals)["cbdp"].verdict, "fails")
        rounded = genericity.check([[0.09, 0.21], [0.21, 0.49]])
        self.assertEqual(rounded["cbdp"].verdict, "holds")
        self.assertIn("cbdp", rounded.notes[0])
        self.assertIn("'0.15'", rounded.notes[0])
        as_fractions = [[Fraction(x) for x in row] for row in tied.tolist()]
        self.assertEqual({k: f.verdict for k, f in genericity.check(tied).items()}, {k: f.verdict for k, f in genericity.check(as_fractions).items()})
        self.assertEqual(genericity.check(as_fractions).notes, [])
        self.assertEqual(genericity.check(np.array(PRIOR) / 7, "{1,2}").notes, [])  # far from any border

    def check_transfers(self, prior: np.ndarray, pattern: list[tuple[int, ...]], certificate: pd.DataFrame):
        """Lemma 1, in exact fractions: the budget balances, and every misreport of every coalition costs it."""
        n = prior.ndim
        psi = {profile: [Fraction(value) for value in row] for profile, row in zip(certificate.index, certificate.values)}
        for row in psi.values():
            self.assertEqual(sum(row), 0)
        for coalition in [(i,) for i in range(n)] + pattern:
            others = [range(prior.shape[j]) if j not in coalition else [None] for j in range(n)]
            own = list(itertools.product(*(range(prior.shape[i]) for i in coalition)))
            for truth, report in itertools.permutations(own, 2):
                gain = Fraction(0)
                for rest_of_profile in itertools.product(*others):
                    def profile(types):
                        return tuple(types[coalition.index(j)] if j in coalition else rest_of_profile[j] for j in range(n))
                    weight = Fraction(int(prior[profile(truth)]))
                    told, true = (psi[tuple(t + 1 for t in profile(types))] for types in (report, truth))
                    gain += weight * sum(told[i] - true[i] for i in coalition)
                self.assertLess(gain, 0, (coalition, truth, report))

    def check_deviations(self, prior: np.ndarray, certificate: pd.DataFrame):
        """The Farkas side of Lemma 1: under the weights every agent is equally suspect."""
        n = prior.ndim
        moved = [dict.fromkeys(itertools.product(*map(range, prior.shape)), Fraction(0)) for _ in range(n)]
        for row in certificate.itertuples():
            self.assertGreater(row.weight, 0)
            coalition, truth, report = ([int(t) - 1 for t in text.strip("{}()").split(",")] for text in (row.coalition, row.truth, row.report))
            for profile in moved[0]:
                if [profile[i] for i in coalition] == truth:
                    told = list(profile)
                    for i, t in zip(coalition, report):
                        told[i] = t
                    for i in coalition:
                        moved[i][tuple(told)] += row.weight * int(prior[profile])
                        moved[i][profile] -= row.weight * int(prior[profile])
        for of_agent in moved[1:]:
            self.assertEqual(of_agent, moved[0])

    def test_certificates_prove_what_they_are_to_prove(self):
        random = np.random.default_rng(1)
        seen = set()
        for types, pattern in (((2, 2, 2), []), ((2, 2, 2), [(0, 1)]), ((2, 2, 2, 2), [(0, 1), (1, 2)]), ((2, 3, 2), []), ((2, 2), [])):
            for _ in range(4):
                prior = random.integers(1, 50, size=types)
                found = genericity.check(prior, [[i + 1 for i in coalition] for coalition in pattern])["ci"]
                seen.add(found.verdict)
                numbers = found.certificate.values.ravel() if found.verdict == "holds" else found.certificate.weight
                self.assertEqual(max(map(abs, numbers)), 1)
                if found.verdict == "holds":
                    self.check_transfers(prior, pattern, found.certificate)
                else:
                    self.check_deviations(prior, found.certificate)
        self.assertEqual(seen, {"holds", "fails"})

    def test_it_prints_as_text_html_and_latex(self):
        found = genericity.check(PRIOR, "{1,2}")
        self.assertIn("types 2×2×2, coalitions {1},{2},{3},{1,2}\n", repr(found))
        self.assertRegex(repr(found), r"\nCI +fails +0 +fails at every prior: complementary")
        self.assertIn("<td>CBDP</td>", found._repr_html_())
        latex = found.to_latex()
        self.assertEqual((latex.count(r"\\"), latex.count("{"), latex.count(r"\toprule")), (8, latex.count("}"), 1))
        self.assertIn(r"coalitions \{3\} and \{1,2\}", latex)
        self.assertEqual(tables.escaped(r"50 % of a_b & {c} \ ~"), r"50 \% of a\_b \& \{c\} \textbackslash{} \textasciitilde{}")

    def test_patterns_and_classifications_are_the_programs(self):
        said = json.loads(program("patterns", "--types", "2,2,2,2", "--format", "json"))
        self.assertEqual(genericity.patterns([2, 2, 2, 2]).to_dict("records"), said)
        said = json.loads(program("classify", "--types", "2,2,2,2", "--pattern", "{1,2},{1,3}", "--json"))
        self.assertEqual(genericity.classify((2, 2, 2, 2), [(1, 2), (1, 3)]), said)

    def test_faults_have_the_programs_messages(self):
        few = [[1, 2], [3, 4]]
        for what, fault in {
            lambda: genericity.check([1, 2]): "prior: expected an array with a dimension for each agent, such as 2 × 2 × 2; of a flat one say its types",
            lambda: genericity.check([1, 2, 3], types=[2, 2]): "prior: expected 2 × 2 weights, or a flat list of 4, found the shape (3,)",
            lambda: genericity.check([[1, -2], [3, 4]]): "prior: weight 2 is not a positive finite number",
            lambda: genericity.check([[1, math.inf], [3, 4]]): "prior: weight 2: expected a positive finite number",
            lambda: genericity.check([[1, None], [3, 4]]): "prior: expected numbers, Fractions or texts such as '0.15' and '1/3', found None",
            lambda: genericity.check([["1", "x"], ["3", "4"]]): "prior: weight 2: ",
            lambda: genericity.check(few, "{1,5}"): 'pattern: pattern "{1,5}" names agent 5; the agents are 1 to 2',
            lambda: genericity.check(few, 7): "pattern: expected a text such as '{1,2},{2,3}', or a list such as [(1, 2), (2, 3)], found 7",
            lambda: genericity.check(np.ones((2, 2), dtype=complex)): "prior: expected an array of doubles, whole numbers, Fractions or texts, found one of complex128",
            lambda: genericity.check("nowhere.toml"): "nowhere.toml",
            lambda: genericity.classify([2] * 9, "minimal"): "types: 9 agents; patterns of at most 8 are classified",
            lambda: genericity.patterns([2, 2], "every"): "list: expected one of all, all-noncomplementary, noncomplementary, found 'every'",
            lambda: genericity.patterns("2x2"): "types: expected whole numbers such as [2, 2, 3], found '2x2'",
            lambda: genericity.draw("dirichlt", [2, 2], 1): "family: family names no known family of priors: \"dirichlt\"; did you mean 'dirichlet'?",
            lambda: genericity.draw("dirichlet", [2, 2], 1, alpha=-1): "family.alpha: ",
            lambda: genericity.draw("dirichlet", [2, 2], -1): "n: expected a whole number from 0 to 2^64 − 1, found -1",
            lambda: genericity.draw("dirichlet", [2, 2], 10**12): "n: at most 67108864 priors on these types are drawn at once; draw the others with first",
            lambda: genericity.decide(np.ones((1, 2, 2, 2)), conditions=["cj"]): "conditions: unknown condition 'cj'; expected some of ci, cbdp",
            lambda: genericity.decide(np.ones((1, 2, 2, 2)), conditions=["ci", "ci"]): "conditions: 'ci' is listed twice",
            lambda: genericity.decide(np.ones((1, 2, 2, 2)), conditions=[]): "conditions: expected some of ci, cbdp",
            lambda: genericity.decide([[[1, 2], [0, 1]]]): "priors: prior 1: weight 3 is 0; weights must be positive, finite and at least 2^-1022",
            lambda: genericity.decide(few): "priors: expected the shape (priors, types of agent 1, types of agent 2, …); of flat priors say their types",
            lambda: genericity.decide(np.ones((3, 5)), types=[2, 2]): "priors: expected the shape (priors, 2, 2) or (priors, 4), found (3, 5)",
            lambda: genericity.decide([[[2**60 + 1, 1], [1, 1]]]): "priors: whole numbers beyond 2^53 are not all doubles",
            lambda: genericity.decide([[[Fraction(1), 1], [1, 1]]]): "priors: expected an array of doubles, found one of object",
            lambda: genericity.design(few, kind="single"): "kind: expected one of simple, scoring, ambiguous, found 'single'",
            lambda: genericity.design(few, transfers="least"): "transfers least: needs --environment",
            lambda: genericity.design(few, environment={"outcomes": ["x"], "utilities": {"x": [0]}}): "environment:3: utilities.x: ",
            lambda: genericity.design(few, environment=3): "environment: expected the path of a file, or a table",
            lambda: genericity.counterexample(few, kind="single"): "kind: expected 'simple' or 'ambiguous', found 'single'",
            lambda: genericity.audit(ROOT / "LICENSE"): str(ROOT / "LICENSE"),
            lambda: genericity.open(ROOT / "LICENSE"): f"{ROOT / 'LICENSE'}: not a result file",
            lambda: genericity.run({"seed": 1, "stop": {"sample": 3}}, self.folder / "a.h5"): "study:3: stop.sample: unknown key; did you mean 'samples'?",
            lambda: genericity.run(STUDY, self.folder / "a.h5", settings={"stop.sampels": 3}): "study: stop.sampels: unknown key; did you mean 'samples'?",
        }.items():
            with self.subTest(fault), self.assertRaises(genericity.InputError) as caught:
                what()
            self.assertEqual(str(caught.exception)[:len(fault)], fault)
        for missing in (lambda: genericity.open("nowhere.h5"), lambda: genericity.run("nowhere.toml", "a.h5"), lambda: genericity.audit("nowhere.toml"),
                        lambda: genericity.check("nowhere.toml")):
            self.assertRaises(genericity.UnreadableInput, missing)
            self.assertRaises(OSError, missing)
            self.assertRaises(ValueError, missing)
        self.assertRaises(genericity.StoreError, lambda: genericity.run(STUDY, "/nowhere/a.h5"))
        with self.assertRaises(AttributeError):
            genericity.chek
        self.assertEqual(list(self.folder.iterdir()), [])


class FiguresTest(Folder):
    RESULT = ROOT / "results" / "reference" / "patterns.h5"

    def test_figures_show_themselves_and_leave_matplotlib_as_it_was(self):
        import matplotlib
        import matplotlib.pyplot as plt
        with matplotlib.rc_context({"font.size": 21}):
            drawn = genericity.figures(self.RESULT, "shares", "effort", where=["types=2x2x2"], conditions=["cbdp"])
            self.assertEqual([figure.name for figure in drawn], ["shares", "effort"])
            self.assertEqual((matplotlib.rcParams["font.size"], plt.get_fignums()), (21, []))
            self.assertTrue(drawn[0]._repr_png_().startswith(b"\x89PNG"))
            self.assertEqual((matplotlib.rcParams["font.size"], plt.get_fignums()), (21, []))
        self.assertEqual(set(drawn[0].data.condition), {"cbdp"})
        self.assertEqual(set(drawn[0].data.types), {"2x2x2"})
        written = drawn[0].save(self.folder / "a", ["svg", "pdf"])
        self.assertEqual(sorted(path.name for path in written), ["a.csv", "a.pdf", "a.svg"])
        paper = genericity.figures(self.RESULT, "shares", paper=True)[0]
        self.assertIn("a.txt", [path.name for path in paper.save(self.folder / "a")])
        self.assertGreater(len(genericity.figures(self.RESULT)), 3)

    def test_what_cannot_be_drawn_is_said(self):
        for words, fault in ((("share",), "no figure 'share'; did you mean 'shares'?"), ((), "no column 'typ'")):
            with self.assertRaisesRegex(genericity.InputError, fault):
                genericity.figures(self.RESULT, *words, where=["typ=3"])
        with self.assertRaises(genericity.InputError):
            genericity.figures(self.RESULT, where=["types"])
        self.assertRaises(genericity.UnreadableInput, genericity.figures, "nowhere.h5")


if __name__ == "__main__":
    main()
