"""Studies, structures and lists from standard input, FIFOs and process substitutions: they come once, and are read whole."""

import os
import shlex
import subprocess
import threading

import h5py
import numpy as np

import program
from program import DONE, INPUT, IO, STUDY, ProgramTest

STRUCTURE = 'name = "st"\ntypes = [2, 2]\nprior = [0.1, 0.2, 0.3, 0.7]\n'
LIST_STUDY = """format = 1
seed = 1
[[ensemble]]
types = [2, 2]
prior = [{ family = "file", file = "%(file)s" }, { family = "perturbed", file = "%(file)s", epsilon = [0.1, 0.2] }]
patterns = ["minimal"]
[stop]
samples = 20
"""
TABLE = "rho,a,b,c,d\n0,1,1,1,1\n1,1,2,3,4\n"


class PipesTest(ProgramTest):
    def shell(self, line):
        """A line of bash, in which `genericity` is the program."""
        line = line.replace("genericity ", shlex.quote(program.PROGRAM) + " ")
        done = subprocess.run(["bash", "-c", line], cwd=self.folder, capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout, done.stderr

    def good(self, line):
        code, out, err = self.shell(line)
        self.assertEqual((code, err), (DONE, ""), line)
        return out

    def bad(self, code, line, says):
        before = self.contents()
        found, out, err = self.shell(line)
        self.assertEqual((found, out), (code, ""), err)
        self.assertRegex(err, r"\Agenericity: [^\n]+\n\Z")
        self.assertIn(says, err)
        self.assertEqual(self.contents(), before)

    def fifo(self, name, data):
        """A FIFO into which somebody writes, once."""
        path = self.folder / name
        if not path.exists():
            os.mkfifo(path)
        writer = threading.Thread(target=lambda: path.write_bytes(data), daemon=True)
        writer.start()
        self.addCleanup(writer.join, 10)
        return name

    def contents(self):
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def test_studies(self):
        self.write("s.toml", STUDY)
        self.run_well("run", "s.toml", "-q", "-o", "file.h5")
        self.good("genericity run - -q -o input.h5 < s.toml")
        self.good("cat s.toml | genericity run /dev/stdin -q -o pipe.h5")
        self.good("genericity run <(cat s.toml) -q -o substituted.h5")
        self.run_well("run", self.fifo("fifo", STUDY.encode()), "-q", "-o", "fifo.h5")
        for name in ("input", "pipe", "substituted", "fifo"):
            self.same_file("file.h5", f"{name}.h5")
            self.run_well("verify", f"{name}.h5", "--samples", 5)
        # It goes on from what the pipe says again, and not from another study.
        self.good("genericity run - -q -o input.h5 --set stop.samples=400 < s.toml")
        self.bad(INPUT, "sed s/seed.=.5/seed=6/ s.toml | genericity run - -q -o input.h5", "another study")
        plan = self.good("genericity plan - --measure 0 < s.toml")
        self.assertIn("4 ensembles, 6 cells", plan)

    def test_refusals_of_studies(self):
        self.write("s.toml", STUDY)
        self.bad(INPUT, "genericity run - -q < s.toml", "--output: missing; a study that comes through a pipe has no name")
        self.bad(INPUT, "genericity run <(cat s.toml) -q", "--output: missing")
        self.bad(INPUT, "genericity run - -q -o s.toml < s.toml", "which would be lost")
        self.bad(INPUT, "genericity run - -q -o x.h5 < /dev/null", "/dev/stdin: format: missing")
        self.bad(INPUT, "(cat s.toml; echo colour = 3) | genericity run - -q -o x.h5", "/dev/stdin:12: record.colour: unknown key")
        self.bad(INPUT, "genericity plan - --slurm < s.toml", "--slurm: tasks cannot read a study that comes through a pipe")
        self.bad(IO, "genericity run - -q -o x.h5 <&-", "/dev/stdin: cannot be read")

    def test_structures(self):
        self.write("st.toml", STRUCTURE)
        wanted = self.run_well("check", "st.toml", "--json")
        for line in ("genericity check - --json < st.toml", "cat st.toml | genericity check /dev/stdin --json",
                     "genericity check <(cat st.toml) --json"):
            self.assertEqual(self.good(line), wanted)
        self.assertEqual(self.run_well("check", self.fifo("fifo", STRUCTURE.encode()), "--json"), wanted)
        self.assertIn("maximal_holding", self.good("genericity check - --lattice --json < st.toml"))

    def test_lists_of_check(self):
        self.write("l.csv", TABLE)
        np.save(self.folder / "l.npy", np.array([[1, 1, 1, 1], [1, 2, 3, 4]]))
        with h5py.File(self.folder / "l.h5", "w") as file:
            file["types"], file["prior"] = [2, 2], np.ones((3, 4))
        self.assertEqual(self.good("cat l.csv | genericity check - --types 2x2 --json"),
                         self.run_well("check", "l.csv", "--types", "2x2", "--json"))
        self.assertEqual(self.good("cat l.npy | genericity check - --types 2x2 --json"),
                         self.run_well("check", "l.npy", "--types", "2x2", "--json"))
        self.bad(INPUT, "cat l.h5 | genericity check -", "HDF5, which cannot come through a pipe")

    def test_lists_of_studies(self):
        self.write("l.csv", TABLE)
        self.write("s.toml", LIST_STUDY % {"file": "l.csv"})
        self.run_well("run", "s.toml", "-q", "-o", "file.h5")
        # Three laws ask for the list, which comes once.
        fifo = self.fifo("fifo", TABLE.encode())
        self.write("f.toml", LIST_STUDY % {"file": fifo})
        self.run_well("run", "f.toml", "-q", "-o", "fifo.h5")
        with h5py.File(self.folder / "file.h5") as file, h5py.File(self.folder / "fifo.h5") as other:
            np.testing.assert_array_equal(file["results/count"][0], other["results/count"][0])
            np.testing.assert_array_equal(file["samples/rho"][:], other["samples/rho"][:])
            self.assertEqual(other["provenance"].attrs["piped_files"], f"{self.folder.resolve() / 'fifo'}\n")
            self.assertNotIn("piped_files", file["provenance"].attrs)
        # What a pipe said is gone: whoever needs it again is told so, and waits for nobody.
        for verb in (("verify",), ("replay", "--cell", 0, "--sample", 1)):
            self.refused(IO, verb[0], "fifo.h5", *verb[1:], says=["fifo", "it came through a pipe, and cannot be read again"])
        self.run_well("show", "fifo.h5")
        # To go on with the result, the pipe has to say it again.
        self.fifo("fifo", TABLE.encode())
        self.run_well("run", "f.toml", "-q", "-o", "fifo.h5", "--set", "stop.samples=30")
        self.fifo("fifo", TABLE.replace("4", "5").encode())
        self.refused(INPUT, "run", "f.toml", "-q", "-o", "fifo.h5", says="another study")

    def test_hdf5_of_studies(self):
        with h5py.File(self.folder / "l.h5", "w") as file:
            file["types"], file["prior"] = [2, 2], np.ones((3, 4))
        self.write("s.toml", LIST_STUDY % {"file": "/dev/stdin"})
        self.bad(INPUT, "cat l.h5 | genericity run s.toml -q -o x.h5", "HDF5, which cannot come through a pipe")
        os.mkfifo(self.folder / "fifo.h5")
        self.write("s.toml", LIST_STUDY % {"file": "fifo.h5"})
        self.bad(IO, "genericity run s.toml -q -o x.h5", "not a regular file but a FIFO (a pipe); HDF5 needs a file")


if __name__ == "__main__":
    program.main()
