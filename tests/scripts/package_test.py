"""The Python package against the program: the same verdicts, proofs, draws, mechanisms and files.

    package_test.py --genericity PROGRAM --build BUILD
"""

import argparse
import ast
import doctest
import fcntl
import importlib
import itertools
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import threading
import unittest
import warnings
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "scripts" / "genericity"
sys.path.insert(0, str(ROOT / "scripts"))
parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--genericity", required=True)
parser.add_argument("--build", required=True)
arguments, rest = parser.parse_known_args()
os.environ["GENERICITY_BUILD"] = arguments.build

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

import genericity  # noqa: E402
from genericity import given, structures, tables  # noqa: E402

STRUCTURES = sorted((ROOT / "configs" / "structures").glob("*.toml"))
PRIOR = [[[4, 2], [1, 3]], [[2, 3], [5, 4]]]
STUDY = {"seed": 5, "conditions": ["ci", "cbdp"], "stop": {"samples": 3000}, "record": {"samples": "all"},
         "ensemble": [{"types": [2, 2, 2], "prior": {"family": "dirichlet"}, "patterns": ["minimal", "{1,2}"]}]}


def program(*words, code: int = 0) -> str:
    done = subprocess.run([arguments.genericity, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode != code:
        raise AssertionError(f"{words}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def in_python(code: str, **environment) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), **environment})


def digest(path: Path) -> str:
    """Of all that was counted."""
    return genericity.open(path).attrs["digest"]


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


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
                self.assertEqual(found.certificate.map(abs).max().max() if found.verdict == "holds" and hasattr(found.certificate, "map") else 1, 1)
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
        for words, fault in ((("share",), "no figure 'share'; there are: shares"), ((), "no column 'typ'")):
            with self.assertRaisesRegex(genericity.InputError, fault):
                genericity.figures(self.RESULT, *words, where=["typ=3"])
        with self.assertRaises(genericity.InputError):
            genericity.figures(self.RESULT, where=["types"])
        self.assertRaises(genericity.UnreadableInput, genericity.figures, "nowhere.h5")


class MechanismTest(Folder):
    def test_designs_pass_the_programs_audit(self):
        environment = ROOT / "configs/environments/guo_section5_7.toml"
        structure = ROOT / "configs/structures/guo_section5.toml"
        for words in ({}, {"base": "shares"}, {"kind": "scoring"}, {"kind": "ambiguous"}, {"participation": "individual"}):
            made = genericity.design(structure, "{1,2},{2,3}", environment, **words)
            self.assertTrue(made and made.exists and made.audit, words)
            place = self.folder / "mechanism.toml"
            made.save(place)
            said = json.loads(program("audit", place, "--json"))
            self.assertEqual(len(said["incentives"]), len(made.audit.incentives))
            self.assertTrue(said["implements"])
            for rule in made.rules.values():
                self.assertTrue((rule.sum(axis=1) == 0).all())
                self.assertIsInstance(rule.iloc[0, 0], Fraction)
            self.assertTrue(genericity.audit(place))
            self.assertTrue(genericity.audit(made))
            self.assertEqual(made.to_latex().count(r"\begin{tabular}"), len(made.rules))
            self.assertIn("t", repr(made))
            self.assertIn("<table", made._repr_html_())
        self.assertIn(r"\log", genericity.design(structure, "{1,2},{2,3}", kind="scoring").formula)

    def test_an_environment_as_a_table_is_that_of_the_file(self):
        import tomllib
        path = ROOT / "configs/environments/slides_three_agents.toml"
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        del table["types"]
        made = [genericity.design(PRIOR, "minimal", environment, transfers="least") for environment in (path, table)]
        self.assertEqual(made[0].toml, made[1].toml)
        values = np.array([[[1, 2], [1, 1]], [[0, 1], [1, 1]]]) / 2
        flat = {"outcomes": ["x0", "x1"], "utilities": {"x0": [0, 0, 0], "x1": [values, -0.25, 0]}}
        nested = {"outcomes": ["x0", "x1"], "utilities": {"x0": [0, 0, 0], "x1": [values.tolist(), Fraction(-1, 4), 0]}}
        self.assertEqual(genericity.design(PRIOR, environment=flat).toml, genericity.design(PRIOR, environment=nested).toml)

    def test_an_audit_says_what_is_wrong(self):
        text = (ROOT / "configs/mechanisms/guo_section5_simple.toml").read_text(encoding="utf-8")
        place = self.folder / "wrong.toml"
        place.write_text(re.sub(r"(transfers\s*=\s*\[\s*\[)\s*-?\d+", r"\g<1>1000", text, count=1), encoding="utf-8")
        found = genericity.audit(place)
        self.assertFalse(found)
        self.assertIn("budget", " ".join(found.faults))
        self.assertEqual(found.to_frame().set_index("property").holds["implements"], False)
        self.assertIn(r"\bottomrule", found.to_latex())

    def test_a_counterexample_has_no_mechanism(self):
        example = genericity.counterexample(PRIOR, "{1,2}")
        place = self.folder / "prior.toml"
        place.write_text(f"types = [2, 2, 2]\nprior = {np.array(PRIOR).ravel().tolist()}\n", encoding="utf-8")
        said = json.loads(program("counterexample", place, "--pattern", "{1,2}", "--json"))
        self.assertEqual((example.reason, example.agent, example.type, example.stake, example.toml),
                         (said["reason"], said["agent"], said["type"], Fraction(said["stake"]), said["environment"]))
        self.assertEqual(example.utilities.shape, (8, 9))
        self.assertEqual(set(example.rule), {"x1", "x2"})
        self.assertIn("x1", example.to_latex())
        none = genericity.design(PRIOR, "{1,2}", example)
        self.assertFalse(none)
        self.assertFalse(none.exists)
        self.assertIn("add up to 0", none.reason)
        self.assertRaises(genericity.InputError, none.save, self.folder / "none.toml")
        self.assertRaises(genericity.InputError, genericity.audit, none)
        holds = genericity.counterexample(PRIOR)
        self.assertFalse(holds)
        self.assertIs(holds.exists, False)


class PriorsTest(Folder):
    def test_draws_are_those_that_replay_prints(self):
        laws = [{"family": "dirichlet", "alpha": 0.5}, {"family": "logistic_normal", "sigma": 1.0}, {"family": "independent"},
                {"family": "near", "base": {"family": "independent"}, "epsilon": 1e-3}, {"family": "lattice", "denominator": 40},
                {"family": "latent_class", "classes": 2}]
        study = {"format": 1, "seed": 7, "stop": {"samples": 50}, "ensemble": [{"types": [[2, 2, 2], [2, 3, 2]], "prior": laws, "patterns": ["minimal"]}]}
        path = self.folder / "laws.h5"
        cells = genericity.run(study, path)
        names = [str(name) for name in cells.prior.values]
        self.assertEqual(len(names), 12)
        for cell in range(len(names)):
            types = [int(size) for size in str(cells.types.values[cell]).split("x")]
            law = next(law for law in laws if names[cell].startswith(law["family"] + "("))
            drawn = genericity.draw(law, types, 50, seed=7)
            for sample in (0, 1, 49):
                said = json.loads(program("replay", path, "--cell", cell, "--sample", sample, "--json"))
                self.assertEqual(drawn[sample].ravel().tolist(), said["prior"], names[cell])
            np.testing.assert_array_equal(genericity.draw(law["family"], types, 7, 7, first=31, **{k: v for k, v in law.items() if k != "family"}), drawn[31:38])
        self.assertEqual(genericity.draw("dirichlet", [2, 2], 0).shape, (0, 2, 2))

    def test_verdicts_on_an_array_are_those_on_each_prior_and_of_a_study(self):
        conditions = [*genericity.check(PRIOR)]
        priors = genericity.draw("dirichlet", [2, 2, 2], 40, seed=3)
        for pattern in ("minimal", "{1,2}"):
            frame = genericity.decide(priors, pattern, conditions=conditions, margins=True)
            self.assertEqual(len(frame), 40)
            for k in range(40):
                found = genericity.check(priors[k], pattern)
                for key in conditions:
                    self.assertEqual((frame[key][k], frame[f"{key}_certified"][k]), (found[key].verdict, found[key].certified), (key, k))
                    if found[key].verdict == "fails":
                        self.assertEqual(frame[f"{key}_margin"][k], 0)
                self.assertAlmostEqual(frame.cbdp_margin[k], found["cbdp"].margin, places=12)
                self.assertAlmostEqual(frame.ci_margin[k], found["ci"].margin, places=6)
        places = {"list.h5": {"rho": np.arange(40) / 40}, "list.npy": {}}
        for name, coordinates in places.items():
            genericity.write_priors(self.folder / name, priors, **coordinates)
            result = genericity.run({"seed": 1, "ensemble": [{"types": [2, 2, 2], "prior": {"family": "file", "file": self.folder / name},
                                                               "patterns": ["minimal"]}]}, self.folder / f"of_{name}.h5")
            frame = genericity.decide(priors)
            for k, key in enumerate(("ci", "cbdp")):
                counted = dict(zip(map(str, result.verdict.values), result["count"].values[0, k]))
                self.assertEqual(counted, frame[key].value_counts().to_dict())
        samples = genericity.open(self.folder / "of_list.h5.h5", "samples")
        self.assertEqual(sorted(set(samples.rho.values)), list(np.arange(40) / 40))

    def test_neither_threads_nor_order_nor_shape_nor_what_is_asked_matter(self):
        priors = genericity.draw("dirichlet", [2] * 5, 600, seed=11)
        triples = "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}"
        first = genericity.decide(priors, triples, threads=1)
        self.assertEqual(set(first.ci), {"holds", "fails"})
        pd.testing.assert_frame_equal(genericity.decide(priors, triples, threads=2), first)
        pd.testing.assert_frame_equal(genericity.decide(priors.reshape(600, 32), triples, [2] * 5), first)
        other = genericity.decide(priors[::-1], triples, conditions=("cbdp", "ci"))[::-1].reset_index(drop=True)
        pd.testing.assert_frame_equal(other[first.columns], first)
        pd.testing.assert_frame_equal(genericity.decide(priors, triples, conditions="ci"), first[["ci", "ci_certified", "ci_margin"]])
        self.assertEqual(len(genericity.decide(priors[:0], triples)), 0)

    def test_other_threads_run_meanwhile(self):
        priors = genericity.draw("dirichlet", [2] * 5, 2000, seed=11)
        steps, done = [], threading.Event()

        def count():
            while not done.wait(0.001):
                steps.append(1)
        counter = threading.Thread(target=count)
        counter.start()
        genericity.decide(priors, "{1,2,3},{1,2,4},{1,3,4},{2,3,4},{3,4,5}", threads=1)
        done.set()
        counter.join()
        self.assertGreater(len(steps), 10)

    def test_an_interrupt_ends_a_long_decision(self):
        code = ("import genericity, os, signal, threading\n"
                "priors = genericity.draw('dirichlet', [3] * 5, 100000)\n"
                "threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
                "try:\n    genericity.decide(priors, '{1,2,3},{1,2,4},{1,3,4},{2,3,4},{3,4,5}')\n"
                "except KeyboardInterrupt:\n    print('interrupted')\n")
        self.assertEqual(in_python(code).stdout, "interrupted\n")

    def test_lists_that_cannot_be_written_are_refused(self):
        priors = np.ones((3, 2, 2))
        for path, words, fault in (("a.txt", {}, "expected a name that ends with .h5 or .npy"), ("a.npy", {"rho": [1, 2, 3]}, "holds no coordinates"),
                                   ("a.h5", {"rho": [1]}, "rho: expected 3 numbers"), ("a.h5", {"prior": [1, 2, 3]}, "this name is taken")):
            with self.assertRaisesRegex(genericity.InputError, fault):
                genericity.write_priors(self.folder / path, priors, **words)
        self.assertEqual(list(self.folder.iterdir()), [])


class StudyTest(Folder):
    def test_a_table_and_a_file_are_one_study(self):
        place = self.folder / "study.toml"
        place.write_text(given.document({"format": 1, **STUDY}), encoding="utf-8")
        program("run", place, "-o", self.folder / "shell.h5", "--quiet", "--threads", 1)
        for study, name in ((place, "path.h5"), (STUDY, "table.h5")):
            told = []
            result = genericity.run(study, self.folder / name, threads=2, progress=lambda *what: told.append(what))
            self.assertEqual(result.share.shape, (2, 2))
            self.assertEqual(digest(self.folder / name), digest(self.folder / "shell.h5"))
            fractions = [done for done, _, _ in told]
            self.assertEqual(fractions, sorted(fractions))
            self.assertGreater(fractions[-1], 0.5)
        program("verify", self.folder / "table.h5")
        program("replay", self.folder / "table.h5", "--cell", 1, "--sample", 17)
        genericity.run(STUDY, self.folder / "table.h5", settings={"stop.samples": 4000}, progress=False)
        program("run", place, "-o", self.folder / "shell.h5", "--quiet", "--set", "stop.samples=4000")
        self.assertEqual(digest(self.folder / "table.h5"), digest(self.folder / "shell.h5"))

    def test_an_interrupt_saves_and_the_next_call_goes_on(self):
        settings = "{'stop.samples': 400000}"
        study = {**STUDY, "record": {"samples": "none"}, "ensemble": [{"types": [2] * 5, "prior": {"family": "dirichlet"}, "patterns": ["{1,2,3},{2,3,4},{3,4,5}"]}]}
        code = (f"import genericity, os, signal\nseen = []\n"
                f"def told(done, samples, rate):\n    seen.append(samples)\n    len(seen) == 1 and os.kill(os.getpid(), signal.SIGINT)\n"
                f"try:\n    genericity.run({study!r}, {str(self.folder / 'a.h5')!r}, settings={settings}, progress=told)\n"
                f"except KeyboardInterrupt:\n    print('interrupted')\n")
        done = in_python(code)
        self.assertEqual(done.stdout, "interrupted\n", done.stderr)
        some = int(genericity.open(self.folder / "a.h5").samples.values.min())
        self.assertGreater(some, 0)
        self.assertLess(some, 400000)
        more = {"stop.samples": some + 1000}
        genericity.run(study, self.folder / "a.h5", settings=more, progress=False)
        genericity.run(study, self.folder / "b.h5", settings=more, progress=False)
        self.assertEqual(digest(self.folder / "a.h5"), digest(self.folder / "b.h5"))

    def test_what_a_progress_function_raises_comes_after_the_save(self):
        def told(*_):
            raise RuntimeError("enough")
        with self.assertRaisesRegex(RuntimeError, "enough"):
            genericity.run(STUDY, self.folder / "a.h5", progress=told)
        self.assertTrue((genericity.open(self.folder / "a.h5").samples.values > 0).all())

    def test_a_bar_shows_how_far_it_is(self):
        done = in_python(f"import genericity\ngenericity.run({STUDY!r}, {str(self.folder / 'a.h5')!r}, progress=True)")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_opening_waits_for_no_lock(self):
        genericity.run(STUDY, self.folder / "a.h5")
        with open(self.folder / "a.h5", "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            code = f"import genericity\nprint(genericity.open({str(self.folder / 'a.h5')!r}).share.values.shape)"
            self.assertEqual(in_python(code).stdout, "(2, 2)\n")
        with self.assertRaisesRegex(genericity.InputError, "no group 'result'; there are: "):
            genericity.open(self.folder / "a.h5", "result")

    def test_tables_of_all_kinds_in_toml(self):
        import tomllib
        table = {"a b": [1, -2.5, 1e-300, math.inf], "text": 'q"\\\n\t€', "yes": True, "deep": {"rows": np.arange(4).reshape(2, 2), "path": Path("a/b")},
                 "large": 2**70, "third": Fraction(1, 3), "empty": {}, "numbers": (np.float64(0.1), np.int32(3))}
        read = tomllib.loads(given.document(table))
        self.assertEqual(read, {"a b": [1, -2.5, 1e-300, math.inf], "text": table["text"], "yes": True, "deep": {"rows": [[0, 1], [2, 3]], "path": "a/b"},
                                "large": str(2**70), "third": "1/3", "empty": {}, "numbers": [0.1, 3]})
        self.assertRaises(genericity.InputError, given.document, {"none": None})


if __name__ == "__main__":
    warnings.simplefilter("error")
    unittest.main(argv=[sys.argv[0], *rest])
