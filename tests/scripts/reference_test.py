"""The reference results as they are shipped: that every reader reads the same from them, and that what they say is true.

    reference_test.py --genericity BUILD/genericity
"""

import argparse
import csv
import io
import re
import subprocess
import sys
import unittest
from pathlib import Path

import h5py
import numpy as np
import pandas
import xarray

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from genericity.plot import patterns  # noqa: E402
from genericity.plot.result import read_result  # noqa: E402

FILE = ROOT / "results" / "reference" / "patterns.h5"
MARGINS = ROOT / "results" / "reference" / "margins.h5"
arguments: argparse.Namespace


class ReferenceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = read_result(FILE)

    def test_they_are_small(self):
        for file in (FILE, MARGINS):
            self.assertLess(file.stat().st_size, 350_000)

    def test_margins_fall_as_theory_says(self):
        result = read_result(MARGINS)
        k = result.conditions.index("cbdp")
        exponents = dict(zip(zip(result.types, result.pattern), result.tail.theory_exponent[:, k].tolist()))
        self.assertEqual(exponents, {("2x2x2", "minimal"): 3, ("2x2x2", "{1,2}"): 1, ("2x2x2", "maximal"): 1,
                                     ("2x2x2x2", "minimal"): 7, ("2x2x2x2", "{1,2}"): 3, ("2x2x2x2", "maximal"): 1})
        # 27 and 188 are the exact constants of P(margin < e) ~ C e when every coalition may form. At e = 2^-12 the law holds
        # to a few percent, and the counts have standard deviations of about 11 and 29.
        for types, constant in (("2x2x2", 27), ("2x2x2x2", 188)):
            cell = list(zip(result.types, result.pattern)).index((types, "maximal"))
            edge = result.margins.high <= 2.0**-12
            below = result.margins.count[cell, k, edge].sum()
            expected = 20000 * constant * 2.0**-12
            self.assertLess(abs(below - expected), 0.08 * expected + 5 * expected**0.5)

    def test_h5py(self):
        with h5py.File(FILE) as file:
            np.testing.assert_array_equal(file["results/count"][:], self.result.count)
            self.assertEqual(list(file["results/pattern"].asstr()[:]), self.result.pattern)
            self.assertEqual([file["results/share"].dims[axis][0].name for axis in (0, 1)],
                             ["/results/cell", "/results/condition"])

    def test_r_reads_dimensions_in_the_opposite_order(self):
        """As rhdf5 and Julia's HDF5 do: the file's order of numbers, the first dimension running fastest."""
        with h5py.File(FILE) as file:
            numbers = file["results/count"][:].ravel(order="C")
        count = numbers.reshape((3, len(self.result.conditions), self.result.cells), order="F")
        for cell in (0, 17, self.result.cells - 1):
            np.testing.assert_array_equal(count[:, 0, cell], self.result.count[cell, 0])

    def test_xarray_and_pandas(self):
        with xarray.open_dataset(FILE, engine="h5netcdf", group="results") as data:
            ci = data.sel(condition="ci")
            table = ci[["share", "low", "high", "types", "pattern", "prior"]].to_dataframe()
        self.assertIsInstance(table, pandas.DataFrame)
        self.assertEqual(len(table), self.result.cells)
        k = self.result.conditions.index("ci")
        np.testing.assert_array_equal(table["share"].to_numpy(), self.result.share[:, k])
        self.assertEqual(table.groupby("types").size().to_dict()["2x2x2x2"], 90)

    def test_ncdump(self):
        text = subprocess.run(["ncdump", "-v", "results/samples,results/low", str(FILE)], capture_output=True, text=True, check=True).stdout
        self.assertIn(':format = "genericity-result"', text)
        low = re.search(r"\n\s+low =\s*(.*?);", text, flags=re.S)[1].replace("_", "nan")
        np.testing.assert_allclose([float(word) for word in low.split(",")], self.result.low.ravel(), rtol=1e-12)

    def test_the_command_line_reads_the_same(self):
        text = subprocess.run([arguments.genericity, "show", FILE, "--format", "csv"], capture_output=True, text=True,
                              check=True).stdout
        rows = list(csv.DictReader(io.StringIO(text)))
        shown = pandas.read_csv(io.StringIO(text))
        self.assertEqual(len(rows), self.result.share.size)
        np.testing.assert_array_equal(shown[["holds", "fails", "undecided"]].to_numpy(), self.result.count.reshape(-1, 3))
        np.testing.assert_array_equal(shown["share"].to_numpy(), self.result.share.ravel())

    def test_what_it_says_is_true(self):
        ci, cbdp = (self.result.conditions.index(name) for name in ("ci", "cbdp"))
        self.assertTrue(self.result.complete)
        for cell in range(self.result.cells):
            pattern = patterns.parse(self.result.pattern[cell], self.result.agents[cell])
            holds, fails, _ = (int(n) for n in self.result.count[cell, ci])
            if patterns.complementary(pattern, self.result.agents[cell]):
                self.assertEqual(holds, 0)
            if self.result.prior[cell].startswith("independent"):
                self.assertEqual(self.result.count[cell, cbdp, 0], 0)
            self.assertLessEqual(holds, self.result.count[cell, cbdp, 0] + self.result.count[cell, cbdp, 2])
            # Four agents with two types, no complements: CI holds at almost every prior of a law with a density.
            if self.result.types[cell] == "2x2x2x2" and not patterns.complementary(pattern, 4):
                self.assertEqual(fails, 0)

    def test_the_stage_never_is_condition_g(self):
        """The figure marks what that stage decided; `patterns` finds (G) from the pattern alone."""
        text = subprocess.run([arguments.genericity, "patterns", "--types", "2,2,2,2,2", "--format", "csv"], capture_output=True,
                              text=True, check=True).stdout
        types = (2,) * 5
        never = {patterns.canonical(patterns.parse(row["pattern"], 5), types)
                 for row in csv.DictReader(io.StringIO(text)) if row["ci"] == "never"}
        stage, ci = self.result.stages.names.index("never"), self.result.conditions.index("ci")
        marked = []
        for cell in range(self.result.cells):
            if self.result.agents[cell] == 5:
                pattern = patterns.canonical(patterns.parse(self.result.pattern[cell], 5), types)
                marked.append(bool(self.result.stages.decided[cell, ci, stage]))
                self.assertEqual(marked[-1], pattern in never, self.result.pattern[cell])
        self.assertEqual((len(marked), sum(marked)), (34, 12))

    def test_the_ninety_patterns_are_different(self):
        four = [patterns.parse(self.result.pattern[c], 4) for c in range(self.result.cells) if self.result.agents[c] == 4]
        self.assertEqual(len({patterns.canonical(pattern, (2, 2, 2, 2)) for pattern in four}), 90)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--genericity", required=True)
    arguments, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
