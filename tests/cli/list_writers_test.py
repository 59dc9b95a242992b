"""The programs of configs/README.md that write lists of priors, in Python and R: all their files are the same list to a study and
to `check`. Without Rscript or its package rhdf5 the part in R is left out, and that is said."""

import json
import re
import shutil
import subprocess
import unittest

import h5py
import numpy as np

import program
from program import ProgramTest

STUDY = """format = 1
seed = 1
[[ensemble]]
types = [2, 2, 2]
prior = { family = "file", file = "%s" }
patterns = ["minimal", "{1,2}"]
[record]
margins = "all"
"""
BY_PYTHON = {"line.npy", "line.h5", "line.csv", "frame.csv", "line.toml"}
BY_R = {"from_r.h5", "from_r.csv"}
COUNT = 101


def why_no_r():
    if shutil.which("Rscript") is None:
        return "there is no Rscript"
    done = subprocess.run(["Rscript", "--vanilla", "-e", "library(rhdf5)"], capture_output=True, check=False)
    return "" if done.returncode == 0 else "R has no package rhdf5"


class ListWritersTest(ProgramTest):
    def snippet(self, language):
        page = (program.CONFIGS / "README.md").read_text(encoding="utf-8")
        section = page[page.index("### Lists of priors"):page.index("### Grids")]
        (body,) = re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        return body

    def write_by(self, command, files):
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False)
        if "ModuleNotFoundError" in done.stderr:
            self.skipTest(done.stderr.strip().splitlines()[-1])
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertLessEqual(files, {path.name for path in self.folder.iterdir()})

    def samples(self, name):
        """Verdicts and margins that a study of the file finds, and what stands beside the priors."""
        self.write("s.toml", STUDY % name)
        self.run_well("run", "s.toml", "-q", "-o", f"{name}.result.h5")
        with h5py.File(self.folder / f"{name}.result.h5") as file:
            return {key: file["samples"][key][:] for key in file["samples"]
                    if key in ("cell", "condition", "sample", "verdict", "certified", "margin", "rho")}

    def same_list(self, files):
        wanted = self.samples("line.h5")
        self.assertEqual(len(wanted["sample"]), 4 * COUNT)
        self.assertEqual(set(wanted["verdict"]), {0, 1})
        np.testing.assert_array_equal(wanted["rho"], wanted["sample"] / 128)
        checked = json.loads(self.run_well("check", "line.h5", "--json"))
        for name in sorted(files):
            with self.subTest(file=name):
                found = self.samples(name)
                self.assertEqual("rho" in found, name != "line.npy")
                for key, values in found.items():
                    np.testing.assert_array_equal(values, wanted[key], key)
                again = json.loads(self.run_well("check", name, "--json", "--types", "2x2x2"))
                self.assertEqual([prior["conditions"] for prior in again["priors"]],
                                 [prior["conditions"] for prior in checked["priors"]])
                self.assertEqual([prior["coordinates"] for prior in again["priors"]],
                                 [{} if name == "line.npy" else {"rho": k / 128} for k in range(COUNT)])

    def test_python(self):
        self.write_by(["/usr/bin/python3", "-B", "-c", self.snippet("python")], BY_PYTHON)
        self.same_list(BY_PYTHON)

    def test_r(self):
        if reason := why_no_r():
            print(f"The part in R is left out: {reason}", flush=True)
            self.skipTest(reason)
        self.write_by(["/usr/bin/python3", "-B", "-c", self.snippet("python")], BY_PYTHON)
        self.write("page.R", self.snippet("r"))
        self.write_by(["Rscript", "--vanilla", "page.R"], BY_R)
        self.same_list(BY_R)


if __name__ == "__main__":
    program.main()
