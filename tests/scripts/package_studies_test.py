"""The Python package against the program: mechanisms, draws, decisions on many priors, and studies.

    package_studies_test.py --genericity PROGRAM --build BUILD
"""

import fcntl
import importlib.util
import json
import math
import re
import threading
from fractions import Fraction
from pathlib import Path

from package_support import PRIOR, ROOT, STUDY, Folder, digest, in_python, main, program

import numpy as np
import pandas as pd

import genericity
from genericity import given


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
        self.assertEqual((example.reason, example.agent, example.type, example.stake),
                         (said["reason"], said["agent"], said["type"], Fraction(said["stake"])))
        self.assertEqual(example.toml, program("counterexample", place, "--pattern", "{1,2}", "--format", "toml"))
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
        if importlib.util.find_spec("tqdm"):
            self.assertIn("%|", done.stderr)

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
    main()
