"""The R program of results/README.md reads from the reference result what h5py reads. Exit code 77, skipped, without R or rhdf5."""

import csv
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "results" / "reference" / "patterns.h5"
SKIPPED = 77
# Writes what the page's program left in its variables, with every digit.
AFTER = """
write.csv(format(as.data.frame(share), digits = 17, trim = TRUE), "share.csv", row.names = FALSE, quote = FALSE)
write.csv(ci, "ci.csv", row.names = FALSE)
writeLines(format(c(dim(share), dim(count), as.vector(count)), scientific = FALSE, trim = TRUE), "count.txt")
writeLines(condition, "condition.txt")
writeLines(format(large, scientific = FALSE), "large.txt")
"""


def missing() -> str:
    if shutil.which("Rscript") is None:
        return "there is no Rscript"
    done = subprocess.run(["Rscript", "--vanilla", "-e", "library(rhdf5)"], capture_output=True, check=False)
    return "" if done.returncode == 0 else "R has no package rhdf5"


def programs() -> list[str]:
    return re.findall(r"^```r\n(.*?)^```$", (ROOT / "results" / "README.md").read_text(encoding="utf-8"), re.M | re.S)


class RReaderTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        shutil.copy(FILE, cls.folder / "quickstart.h5")
        (program,) = programs()
        # A count beyond what 32 bits hold, read the way in which the page reads counts.
        with h5py.File(cls.folder / "large.h5", "w") as file:
            file["results/count"] = np.array([3_000_000_000_001], dtype=np.uint64)
        counts = re.search(r"^count +<- (h5read\(.*?\))", program, re.M)[1].replace("quickstart.h5", "large.h5")
        (cls.folder / "page.R").write_text(f"{program}\nlarge <- {counts}\n{AFTER}", encoding="utf-8")
        cls.done = subprocess.run(["Rscript", "--vanilla", "page.R"], cwd=cls.folder, capture_output=True, text=True, timeout=120,
                                  check=False)
        with h5py.File(FILE) as file:
            cls.share, cls.count = file["results/share"][:], file["results/count"][:]
            cls.pattern, cls.condition = (list(file[f"results/{name}"].asstr()[:]) for name in ("pattern", "condition"))

    def lines(self, name):
        return (self.folder / name).read_text(encoding="utf-8").splitlines()

    def table(self, name):
        return list(csv.reader(self.lines(name)))[1:]

    def test_it_runs(self):
        self.assertEqual((self.done.returncode, self.done.stderr), (0, ""))
        # It prints the head of its table: a row for each of the first six cells.
        printed = self.done.stdout.splitlines()
        self.assertEqual([row.split()[1] for row in printed[1:]], self.pattern[:6])

    def test_dimensions_are_reversed(self):
        cells, conditions, verdicts = self.count.shape
        numbers = [int(line) for line in self.lines("count.txt")]
        self.assertEqual(numbers[:5], [conditions, cells, verdicts, conditions, cells])
        # R's order of numbers: the first dimension runs fastest.
        np.testing.assert_array_equal(np.array(numbers[5:]).reshape(verdicts, conditions, cells, order="F"), self.count.T)

    def test_shares(self):
        self.assertEqual(self.lines("condition.txt"), self.condition)
        np.testing.assert_array_equal(np.array(self.table("share.csv"), dtype=float), self.share.T)

    def test_the_table_of_ci(self):
        k = self.condition.index("ci")
        rows = self.table("ci.csv")
        self.assertEqual([row[0] for row in rows], self.pattern)
        np.testing.assert_allclose([float(row[1]) for row in rows], self.share[:, k], rtol=1e-14)
        self.assertEqual([[int(number) for number in row[2:]] for row in rows], self.count[:, k, :2].tolist())

    def test_large_counts(self):
        self.assertEqual(self.lines("large.txt"), ["3000000000001"])


if __name__ == "__main__":
    if reason := missing():
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    unittest.main()
