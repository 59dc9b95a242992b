"""The notebooks of configs/notebooks run, from any folder, and what their text says is true of what they print.

    notebooks_test.py --build BUILD

Exit code 77, skipped, without nbconvert or ipykernel.
"""

import argparse
import base64
import importlib.util
import io
import json
import os
import re
import sys
import tempfile
import unittest
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "configs" / "notebooks"
SKIPPED = 77
SECONDS = 120  # for one cell; a whole notebook takes some 5
KERNEL = "genericity-test"


def missing() -> str:
    lacking = [name for name in ("nbconvert", "nbformat", "ipykernel") if importlib.util.find_spec(name) is None]
    return f"/usr/bin/python3 has no {' and no '.join(lacking)}" if lacking else ""


def kernel_of_this_python(folder: Path) -> None:
    """Makes the kernel KERNEL this very interpreter with the build's package, whatever kernels the machine has."""
    place = folder / "kernels" / KERNEL
    place.mkdir(parents=True)
    command = [sys.executable, "-B", "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    place.joinpath("kernel.json").write_text(json.dumps({"argv": command, "display_name": KERNEL, "language": "python"}), encoding="utf-8")
    os.environ.update(JUPYTER_PATH=str(folder), JUPYTER_CONFIG_DIR=str(folder / "config"), JUPYTER_RUNTIME_DIR=str(folder / "runtime"),
                      IPYTHONDIR=str(folder / "ipython"), PYTHONPATH=str(ROOT / "scripts"), GENERICITY_BUILD=arguments.build)


class Cases:
    """What holds of every notebook. `PROBE` is an expression that is evaluated after the last cell, for claims about its values."""

    NAME = ""
    PROBE = "{}"
    FIGURES = ()  # the cells that show one

    @classmethod
    def setUpClass(cls):
        import nbformat
        from nbconvert.preprocessors import ExecutePreprocessor

        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        jupyter, cls.work = Path(folder.name) / "jupyter", Path(folder.name) / "work"
        cls.work.mkdir()
        kernel_of_this_python(jupyter)
        cls.file = NOTEBOOKS / f"{cls.NAME}.ipynb"
        cls.stored = json.loads(cls.file.read_text(encoding="utf-8"))
        notebook = nbformat.reads(cls.file.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(notebook)
        probe = nbformat.v4.new_code_cell(f"import json\nprint(json.dumps({cls.PROBE}, default=lambda value: value.tolist()))")
        notebook.cells.append(probe)
        # An error of a cell is raised here, with its traceback.
        ExecutePreprocessor(kernel_name=KERNEL, timeout=SECONDS).preprocess(notebook, {"metadata": {"path": str(cls.work)}})
        cls.values = json.loads(notebook.cells.pop().outputs[0].text)
        cls.outputs = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
        cls.words = " ".join(" ".join(cell.source.split()) for cell in notebook.cells if cell.cell_type == "markdown")

    def printed(self, cell: str) -> str:
        return "".join(output.text for output in self.outputs[cell] if output.output_type == "stream")

    def test_it_is_stored_without_outputs(self):
        self.assertEqual((self.stored["nbformat"], self.stored["metadata"]["kernelspec"]["name"]), (4, "python3"))
        code = [cell for cell in self.stored["cells"] if cell["cell_type"] == "code"]
        self.assertEqual([(cell["outputs"], cell["execution_count"], cell["metadata"]) for cell in code], [([], None, {})] * len(code))

    def test_it_says_first_what_it_shows_and_how_to_open_it(self):
        first = "".join(self.stored["cells"][0]["source"])
        self.assertRegex(first, r"^# .+\n\n")
        self.assertIn("PYTHONPATH=$PWD/scripts jupyter notebook configs/notebooks", first)

    def test_every_cell_shows_something_and_nothing_warns(self):
        self.assertEqual([name for name, outputs in self.outputs.items() if not outputs], ["imports"])
        streams = [output for outputs in self.outputs.values() for output in outputs if output.output_type == "stream"]
        self.assertEqual([output.text for output in streams if output.name != "stdout"], [])

    def test_it_leaves_nothing_behind(self):
        self.assertEqual(list(self.work.iterdir()), [])

    def test_figures(self):
        import matplotlib.image

        pictures = {name: [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
                    for name, outputs in self.outputs.items()}
        self.assertEqual({name: len(found) for name, found in pictures.items() if found}, dict.fromkeys(self.FIGURES, 1))
        for name in self.FIGURES:
            pixels = matplotlib.image.imread(io.BytesIO(base64.b64decode(pictures[name][0])))
            self.assertGreater(len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)), 20, name)  # colours


class FromAPrior(Cases, unittest.TestCase):
    NAME = "from_a_prior"
    FIGURES = ("figure",)
    PROBE = """{
        "verdicts": {pattern: [f["ci"].verdict, f["cbdp"].verdict] for pattern, f in found.items()},
        "generic": {pattern: [f.generic["verdict"], f.generic["exceptional"]] for pattern, f in found.items()},
        "certificate": [[row.coalition, row.truth, row.report, str(row.weight)] for row in certificate.itertuples()],
        "equal": equal, "posteriors": [list(map(str, beliefs)) for beliefs in posteriors.values()],
        "swept": {pattern: [table.ci.tolist(), table.cbdp.tolist(), table.ci_certified.all()] for pattern, table in swept.items()},
        "audit": bool(mechanism.audit), "none": bool(none), "ambiguous": [len(ambiguous.rules), bool(ambiguous.audit)]}"""

    def test_the_verdicts_of_the_example(self):
        self.assertEqual(self.values["verdicts"], {"minimal": ["holds"] * 2, "{1,2},{2,3}": ["holds"] * 2, "{1,2},{3,4}": ["fails", "holds"],
                                                   "{1,3}": ["fails"] * 2})
        self.assertEqual(self.values["generic"], {"minimal": ["almost_always", False], "{1,2},{2,3}": ["almost_always", False],
                                                  "{1,2},{3,4}": ["never", False], "{1,3}": ["almost_always", True]})

    def test_the_proof_that_ci_fails(self):
        self.assertEqual(self.values["equal"], [True] * 16)
        self.assertTrue(all(Fraction(row[3]) > 0 for row in self.values["certificate"]))
        self.assertEqual(self.values["posteriors"], [["2/5", "1/5", "1/5", "1/5"]] * 2)

    def test_mechanisms(self):
        self.assertEqual((self.values["audit"], self.values["none"]), (True, False))
        rules, implements = self.values["ambiguous"]
        self.assertGreater(rules, 1)
        self.assertTrue(implements)
        (formula,) = (output.data["text/latex"] for output in self.outputs["mechanism"] if "text/latex" in output.get("data", {}))
        self.assertEqual(len(re.findall(r"\\psi_\d &= ", formula)), 4)
        rows = self.printed("latex").split("\\midrule\n")[1].split("\\bottomrule")[0].splitlines()
        self.assertEqual([row.count("&") for row in rows], [7] * 16)

    def test_one_weight_changes(self):
        weights = [(0.5 + k / 32) / 20 for k in range(97)]
        for pattern, expected in {"{1,2},{2,3}": [0.05], "{1,3}": [0.05, 0.1]}.items():
            ci, cbdp, certified = self.values["swept"][pattern]
            self.assertEqual([weight for weight, verdict in zip(weights, ci) if verdict == "fails"], expected)
            self.assertEqual((ci, set(ci), certified), (cbdp, {"holds", "fails"}, True))
        self.assertEqual(self.printed("written").split(), ["margins.pdf", "written", "transfers.tex", "written"])


class SweepOverRho(Cases, unittest.TestCase):
    NAME = "sweep_over_rho"
    FIGURES = ("figure",)
    PROBE = """{
        "priors": priors.reshape(101, 16), "shares": result["share"].values, "patterns": patterns, "same": bool(same), "lines": len(samples),
        "decided": {pattern: [table.ci.tolist(), table.cbdp.tolist(), bool(table.ci_certified.all() and table.cbdp_certified.all())]
                    for pattern, table in decided.items()},
        "doubles": [in_doubles.cbdp[0], in_doubles.cbdp_margin[0]], "fractions": in_fractions["cbdp"].verdict}"""

    def test_cbdp_by_the_definition(self):
        """In exact fractions: whether two joint types of a coalition have one belief about the others."""
        priors = [dict(zip(product((0, 1), repeat=4), map(Fraction, weights))) for weights in self.values["priors"]]
        for pattern, (_, cbdp, _) in self.values["decided"].items():
            coalitions = [(i,) for i in range(4)] + [tuple(int(i) - 1 for i in text.split(",")) for text in re.findall(r"{(.*?)}", pattern)]
            for prior, verdict in zip(priors, cbdp):
                fails = False
                for members in coalitions:
                    beliefs = {}
                    for profile, weight in prior.items():
                        beliefs.setdefault(tuple(profile[i] for i in members), []).append(weight)
                    beliefs = [[weight / sum(row) for weight in row] for row in beliefs.values()]
                    fails |= any(one == other for one, other in combinations(beliefs, 2))
                self.assertEqual(verdict, "fails" if fails else "holds", pattern)

    def test_the_sentence(self):
        rho = [Fraction(k, 64) for k in range(-50, 51)]
        partners = {"minimal": [], "{1,2}": [Fraction(1, 2)], "{1,2},{1,3},{1,4}": [Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)]}
        for pattern, (ci, cbdp, certified) in self.values["decided"].items():
            where = {Fraction(0), *partners[pattern], *(-r for r in partners[pattern])}
            self.assertEqual(ci, ["fails" if r in where else "holds" for r in rho])
            self.assertEqual((ci, certified), (cbdp, True))
        self.assertIn("3 of 101 or 7 of 101", self.words)

    def test_the_study_has_the_verdicts_of_decide(self):
        self.assertEqual((self.values["same"], self.values["lines"]), (True, 101 * 2 * 3))
        self.assertEqual(self.values["shares"], [[sum(verdict == "holds" for verdict in of) / 101 for of in self.values["decided"][pattern][:2]]
                                                 for pattern in self.values["patterns"]])

    def test_rounding(self):
        verdict, margin = self.values["doubles"]
        self.assertEqual((verdict, self.values["fractions"]), ("holds", "fails"))
        self.assertLess(margin, 1e-15)


class ABigResult(Cases, unittest.TestCase):
    NAME = "a_big_result"
    FIGURES = ("figure", "errors")
    PROBE = """{
        "cells": data.sizes["cell"], "laws": cells["prior"].nunique(), "confidence": data.attrs["confidence"],
        "seeds": [data.attrs["seed"], again_data.attrs["seed"]], "drawn": len(lattice.data),
        "verdicts": [decided, certified, undecided], "table": table.values.tolist(), "chosen": chosen,
        "samples": [sorted(set(both["samples"])), sorted(set(both["samples_again"]))],
        "lost": lost.index.tolist(), "full": len(full), "outside": int((lost["share_again"] < lost["low"]).sum()),
        "answer": answer["verdict"], "failed": int(row["fails"]), "nested": [len(nested), int(against)], "missed": [int(above), int(below)],
        "sides": [int((errors < 0).sum()), int((errors > 0).sum())], "ranges": open_ranges.tolist()}"""

    def test_the_text_about_the_file(self):
        values = self.values
        self.assertEqual((values["cells"], values["laws"], values["confidence"], values["drawn"]), (3960, 5, 0.95, 34))
        self.assertEqual(values["samples"], [[2000], [10000]])
        self.assertNotEqual(*values["seeds"])
        decided, certified, undecided = values["verdicts"]
        self.assertEqual((certified, undecided), (decided, 0))

    def test_numbers_by_another_reader(self):
        import h5py

        def counts(name):
            with h5py.File(ROOT / "results" / "atlas" / name) as file:
                group = file["results"]
                texts = [group[column].asstr()[:] for column in ("pattern", "prior", "generic_verdict")]
                limits = [group[column][:, 0] for column in ("low", "high")]
                return {key[:2]: (key[2], *numbers) for key, *numbers in zip(zip(*texts), group["count"][:, 0, :].tolist(), *limits)}

        uniform = "dirichlet(alpha=1)"
        five, again = counts("five.h5"), counts("five_again.h5")
        full = [pattern for (pattern, law), (known, count, *_) in five.items() if law == uniform and known == "open" and count[1] == 0]
        self.assertEqual(self.values["full"], len(full))
        self.assertEqual(sorted(self.values["lost"]), sorted(pattern for pattern in full if again[pattern, uniform][1][1] > 0))
        self.assertEqual([row[0] for row in self.values["table"]], sorted((law for pattern, law in five if pattern == self.values["chosen"]),
                                                                         key=lambda law: five[self.values["chosen"], law][1][0]))
        for law, samples, holds, share, low, high in self.values["table"]:
            _, count, *limits = five[self.values["chosen"], law]
            self.assertEqual((samples, holds, share, [low, high]), (sum(count), count[0], count[0] / sum(count), limits))

    def test_how_one_is_misled(self):
        values = self.values
        self.assertEqual((values["outside"], values["answer"], values["failed"]), (0, "between", 0))
        self.assertGreater(len(values["lost"]), 0)
        self.assertEqual((values["nested"][0] > 10000, values["nested"][1]), (True, 0))
        above, below = values["missed"]
        self.assertGreater(above, 5 * below)  # "on the same side"
        below, above = values["sides"]
        self.assertGreater(below, 2 * above)  # "most of these lie on one side"
        self.assertGreater(sum(difference > 0.5 for difference in values["ranges"]), 0)


class AllOfThem(unittest.TestCase):
    def test_the_page_lists_them_and_so_does_this_test(self):
        names = {path.stem for path in NOTEBOOKS.glob("*.ipynb")}
        self.assertEqual(set(re.findall(r"\]\((\w+)\.ipynb\)", NOTEBOOKS.joinpath("README.md").read_text(encoding="utf-8"))), names)
        self.assertEqual({case.NAME for case in Cases.__subclasses__()}, names)


if __name__ == "__main__":
    if reason := missing():
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True)
    arguments, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
