"""Lists of given priors in every format: the same priors have the same verdicts and margins, and what is wrong is said where it is."""

import itertools
import json
import shutil
import subprocess
import sys
import textwrap
from fractions import Fraction

import h5py
import numpy as np

import program
from program import INPUT, ProgramTest

# Of two agents with two types: CBDP fails at the first, where types are independent.
PRIORS = [[1, 1, 1, 1], [3, 1, 1, 3], [5, 2, 4, 9], [1, 2, 3, 4], [7, 1, 2, 5]]
RHO = [0, 0.5, 0.25, 0.125, 1]
FAILS = [True, False, False, False, False]
STUDY = """format = 1
seed = 1
[[ensemble]]
types = [2, 2]
prior = {{ family = "file", file = "{file}" }}
patterns = ["minimal"]
[record]
margins = "all"
"""


class ListFormats(ProgramTest):
    def setUp(self):
        super().setUp()
        whole = np.array(PRIORS)
        cube = whole.reshape(-1, 2, 2)
        with h5py.File(self.folder / "list.h5", "w") as file:
            file["prior"], file["types"], file["rho"] = whole, [2, 2], RHO
        np.save(self.folder / "flat.npy", whole)
        np.save(self.folder / "cube.npy", cube.astype(float))
        np.save(self.folder / "fortran.npy", np.asfortranarray(cube.astype(np.float32)))
        np.save(self.folder / "big_endian.npy", cube.astype(">i2"))
        np.save(self.folder / "bytes.npy", cube.astype(np.uint8))
        lines = ["rho,a,b,c,d", *(",".join(map(str, [rho, *prior])) for rho, prior in zip(RHO, PRIORS))]
        self.write("list.csv", "\n".join(lines) + "\n")
        (self.folder / "windows.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(['"rho","a","b","c","d"', *lines[1:], ""]).encode())
        self.write("list.toml", f"types = [2, 2]\nrho = {RHO}\nprior = {PRIORS}\n")
        self.with_rho = ["list.h5", "list.csv", "windows.csv", "list.toml"]
        self.files = [*self.with_rho, "flat.npy", "cube.npy", "fortran.npy", "big_endian.npy", "bytes.npy"]

    def rows(self, file):
        self.write("s.toml", STUDY.format(file=file))
        self.run_well("run", "s.toml", "-q", "-o", f"{file}.result")
        lines = self.run_well("export", f"{file}.result", "--table", "samples", "--format", "jsonl").splitlines()
        return [json.loads(line) for line in lines]

    def test_every_format_gives_the_same(self):
        wanted = [(row["ci"], row["ci_margin"], row["cbdp"], row["cbdp_margin"]) for row in self.rows("list.h5")]
        self.assertEqual([row[2] == "fails" for row in wanted], FAILS)
        for file in self.files:
            with self.subTest(file=file):
                rows = self.rows(file)
                self.assertEqual([(row["ci"], row["ci_margin"], row["cbdp"], row["cbdp_margin"]) for row in rows], wanted)
                if file in self.with_rho:
                    self.assertEqual([row["rho"] for row in rows], RHO)

    def test_check_goes_through_a_list(self):
        for file in self.files:
            with self.subTest(file=file):
                said = json.loads(self.run_well("check", file, "--json", *([] if file == "list.h5" else ["--types", "2x2"])))
                self.assertEqual([prior["conditions"]["cbdp"]["verdict"] == "fails" for prior in said["priors"]], FAILS)
                self.assertEqual([prior["number"] for prior in said["priors"]], [1, 2, 3, 4, 5])
                for prior, weights in zip(said["priors"], PRIORS):
                    self.write("one.toml", f"types = [2, 2]\nprior = {weights}\n")
                    alone = json.loads(self.run_well("check", "one.toml", "--json"))["conditions"]
                    for condition, found in prior["conditions"].items():
                        self.assertEqual((found["verdict"], found["certified"]), (alone[condition]["verdict"], True), condition)
                    self.assertEqual(prior["conditions"]["cbdp"]["margin"], alone["cbdp"]["margin"])
        lines = self.run_well("check", "list.csv", "--types", "2x2").splitlines()
        self.assertEqual([line.split()[0] for line in lines[-5:]], ["1", "2", "3", "4", "5"])

    def test_decimals_are_the_numbers_that_are_written(self):
        # Independent in decimals and fractions, not in doubles.
        third, other = Fraction(1, 10), Fraction(3, 10)
        rows = [third * third, third * other, other * third, other * other]
        self.write("tie.csv", "a,b,c,d\n0.01,0.03,0.03,0.09\n" + ",".join(map(str, rows)) + "\n0.01,0.03,0.03,0.0900000000000000000001\n")
        self.assertEqual([row["cbdp"] for row in self.rows("tie.csv")], ["fails", "fails", "holds"])
        self.write("tie.toml", 'types = [2, 2]\nprior = [[0.01, 0.03, 0.03, 0.09], ["1/100", "3/100", 0.03, 0.09]]\n')
        self.assertEqual([row["cbdp"] for row in self.rows("tie.toml")], ["fails", "fails"])
        self.run_well("verify", "tie.csv.result", "--recount")

    def test_what_the_page_writes_from_python_and_r_is_the_same_list(self):
        page = (program.CONFIGS / "README.md").read_text()

        def snippet(begin):
            lines = page[page.index(begin):].splitlines()[2:]
            return textwrap.dedent("\n".join(itertools.takewhile(lambda line: line.startswith("    "), lines)))

        def run(*command):
            done = subprocess.run(command, cwd=self.folder, capture_output=True, timeout=120, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)

        self.write("write.py", "import numpy\nindependent, correlated = numpy.full(8, 0.125), numpy.array([3, 1, 1, 2, 1, 2, 2, 4]) / 16\n"
                   + snippet("From Python:"))
        run(sys.executable, "-B", "write.py")
        files = ["line.h5", "line.npy", "line.csv"]
        if shutil.which("Rscript"):
            self.write("write.R", "independent <- rep(0.125, 8)\ncorrelated <- c(3, 1, 1, 2, 1, 2, 2, 4) / 16\n" + snippet("From R,"))
            run("Rscript", "write.R")
            files += ["line_r.h5", "line_r.csv"]
        else:
            print("no Rscript: the writer in R is not tested")
        said = {}
        for file in files:
            self.write("s.toml", STUDY.format(file=file).replace("[2, 2]", "[2, 2, 2]"))
            self.run_well("run", "s.toml", "-q", "-o", f"{file}.result")
            rows = [json.loads(line) for line in self.run_well("export", f"{file}.result", "--table", "samples", "-f", "jsonl").splitlines()]
            self.assertEqual(len(rows), 1001)
            said[file] = [(row["ci"], row["cbdp"], row["cbdp_margin"], row.get("rho")) for row in rows]
            self.assertEqual(said[file][0][1], "fails")
            self.assertEqual({row[1] for row in said[file][1:]}, {"holds"})
        self.assertEqual([row[:3] for row in said["line.npy"]], [row[:3] for row in said["line.h5"]])
        for file in files[2:]:
            for mine, of_list in zip(said[file], said["line.h5"]):
                self.assertEqual((*mine[:2], mine[3]), (*of_list[:2], of_list[3]))
                self.assertAlmostEqual(mine[2], of_list[2], delta=0.01 * of_list[2] + 1e-15)
        if "line_r.h5" in said:
            self.assertEqual(said["line_r.h5"], said["line.h5"])

    def test_faults_are_named_where_they_stand(self):
        def refused(name, text, says, *options):
            self.write(name, text)
            self.refused(INPUT, "check", name, *options, says=says)
            if options:
                self.write("s.toml", STUDY.format(file=name))
                self.refused(INPUT, "run", "s.toml", "-o", "r.h5", says=says)
                self.assertFalse((self.folder / "r.h5").exists())

        types = ("--types", "2x2")
        refused("x.csv", "rho,a,b,c,d\n1,1,1,1,x\n", 'x.csv:2: d: "x" is not a number', *types)
        refused("x.csv", "rho,a,b,c,d\n1,1,-1,1,2\n", "x.csv:2: b: expected a positive weight", *types)
        refused("x.csv", "rho,a,b,c,d\n1,1,1,1\n", "x.csv:2: expected 5 values", *types)
        refused("x.csv", "verdict,a,b,c,d\n1,1,1,1,1\n", "x.csv:1: column 1: 'verdict'", *types)
        refused("x.csv", "a,b,c,d\n1,1,1,1\n", "give them, such as --types 2x2x2")
        refused("x.toml", "types = [2, 2]\nprior = [[1, 1, 1, 1], [1, 1, 2]]\n", "x.toml:2: prior 2: expected 4 positive weights")
        np.save(self.folder / "x.npy", np.ones((4, 3)))
        self.refused(INPUT, "check", "x.npy", *types, says="looks transposed")
        np.save(self.folder / "x.npy", np.array([[1.0, 2, 0, 1]]))
        self.refused(INPUT, "check", "x.npy", *types, says="weight 3 of prior 1")
        np.save(self.folder / "x.npy", np.array([["a"] * 4]))
        self.refused(INPUT, "check", "x.npy", *types, says="x.npy")
        for option in ("--lattice", "--certificate"):
            self.refused(INPUT, "check", "list.toml", option, says="is a list of priors")

    def test_damaged_arrays_are_refused_or_read(self):
        whole = (self.folder / "cube.npy").read_bytes()
        for place in range(0, len(whole), 3):
            for bit in (0, 4, 7):
                (self.folder / "bad.npy").write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1:])
                self.assertIn(self.call("check", "bad.npy", "--types", "2x2").returncode, (0, INPUT), (place, bit))
        for length in range(0, len(whole), 7):
            (self.folder / "bad.npy").write_bytes(whole[:length])
            self.refused(INPUT, "check", "bad.npy", "--types", "2x2", says="bad.npy")


if __name__ == "__main__":
    program.main()
