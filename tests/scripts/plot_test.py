"""scripts/plot.py on results of every shape, healthy and degenerate, and on files that are no results."""

import contextlib
import csv
import hashlib
import io
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import h5py

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from made_border import FOUR, THREE  # noqa: E402
from made_result import EVERYTHING, write_enumeration, write_rare, write_result  # noqa: E402

PLOT = Path(__file__).resolve().parents[2] / "scripts" / "plot.py"
sys.path.insert(0, str(PLOT.parent))
from genericity.plot import program as plot  # noqa: E402

ALL, NONE, HALF = (400, 0, 0), (0, 400, 0), (200, 200, 0)


class PlotTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "made.h5"

    def plot(self, *arguments, file=None, out="out"):
        """The program in this process, which saves a second a call."""
        words = [str(file or self.file), "-o", str(self.folder / out), *arguments]
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors), \
                mock.patch.object(sys, "argv", [str(PLOT), *words]):
            try:
                code = plot.main()
            except SystemExit as stop:
                code = stop.code
        return SimpleNamespace(returncode=code, stdout=output.getvalue(), stderr=errors.getvalue())

    def drawn(self, *arguments, out="out", kinds=("shares", "margins"), notes=False, check=True):
        """Plots, and returns the files: those that the output names, each there and with something in it."""
        done = self.plot(*arguments, out=out)
        self.assertEqual(done.returncode, 0, done.stderr)
        if not notes:
            self.assertEqual(done.stderr, "")
        files = [Path(line) for line in done.stdout.splitlines()]
        self.assertEqual(sorted(files), sorted((self.folder / out).iterdir()))
        for path in files if check else []:
            start = path.read_bytes()[:8]
            if path.suffix == ".csv":
                with path.open(newline="", encoding="utf-8") as text:
                    rows = list(csv.reader(text))
                self.assertGreater(len(rows), 1, path)
                self.assertEqual({len(row) for row in rows}, {len(rows[0])}, path)
                continue
            self.assertTrue(start == b"\x89PNG\r\n\x1a\n" if path.suffix == ".png" else start.startswith(b"<?xml"))
            self.assertGreater(path.stat().st_size, 5000, path)
        if kinds is not None:
            self.assertEqual({path.stem for path in files}, {f"made_{kind}" for kind in kinds})
        return files

    def test_as_a_program(self):
        write_result(self.file, [("2x2", "minimal", "independent", [HALF, ALL])])
        done = subprocess.run([sys.executable, "-B", str(PLOT), str(self.file), "-o", str(self.folder / "out"),
                               "--figure", "shares", "--format", "svg"], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(len(done.stdout.splitlines()), 2)

    def test_an_ordinary_result(self):
        cells = [(types, pattern, prior, [HALF, ALL]) for types in ("2x2x2", "2x2x2x2")
                 for pattern in ("minimal", "{1,2},{2,3}", "maximal")
                 for prior in ("dirichlet(alpha=1)", "independent")]
        write_result(self.file, cells)
        files = self.drawn()
        self.assertEqual({path.suffix for path in files}, {".png", ".svg", ".csv"})
        self.assertEqual(len(files), 6)

    def test_shares_of_0_and_1(self):
        for name, counts in (("all", ALL), ("none", NONE)):
            with self.subTest(name):
                write_result(self.file, [("2x2", "minimal", "independent", [counts, counts])])
                self.drawn(out=name)

    def test_no_samples(self):
        write_result(self.file, [("2x2", "minimal", "independent", [(0, 0, 0), (0, 0, 0)])])
        self.drawn(kinds=["shares"])

    def test_samples_all_undecided(self):
        write_result(self.file, [("2x2", "minimal", "independent", [(0, 0, 7), (3, 4, 0)])])
        self.drawn()

    def test_only_one_condition(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF])], conditions=("ci",))
        self.drawn()

    def test_a_condition_this_script_does_not_know(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])], conditions=("ci", "strange_one"))
        self.drawn()

    def test_a_result_without_margins(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])], margins=False)
        self.drawn(kinds=["shares"])

    def test_margins_that_are_all_0(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])])
        with h5py.File(self.file, "r+") as file:
            file["results/margin_count"][...] = 0
            file["results/margin_zero"][...] = 400
        self.drawn()

    def test_margins_beyond_the_ends_of_the_histogram(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])])
        with h5py.File(self.file, "r+") as file:
            counts = file["results/margin_count"][...]
            counts[...] = 0
            counts[:, 0, 0] = 400
            counts[:, 1, -1] = 400
            file["results/margin_count"][...] = counts
        self.drawn()

    def test_many_cells_and_many_laws(self):
        cells = [(types, f"{{{i},{j}}}", f"near(epsilon={e})", [HALF, ALL]) for types in ("2x2x2x2", "3x3x3x3")
                 for i in range(1, 4) for j in range(i + 1, 5) for e in range(30)]
        write_result(self.file, cells)
        self.drawn("--format", "png", kinds=["shares", "margins", "phase_epsilon"], notes=True)

    def test_every_figure(self):
        cells = [("2x2x2x2", pattern, f"dirichlet(alpha={alpha})", [HALF, ALL]) for alpha in (1, 2)
                 for pattern in ("minimal", "{1,2}", "{1,2},{3,4}", "maximal")]
        write_result(self.file, cells, extras=EVERYTHING)
        kinds = ["shares", "lattice4", "phase_alpha", "margins", "exponents", "convergence", "effort"]
        self.drawn(kinds=kinds, notes=True)
        self.drawn("--figure", "phase,effort", out="two", kinds=["phase_alpha", "effort"])
        self.refused(2, "unknown figure 'phases'", "--figure", "phases", lines=None)
        paper = self.drawn("--style", "paper", "--figure", "effort", "--format", "pdf", out="paper_look", kinds=["effort"],
                           check=False)
        self.assertEqual({path.suffix for path in paper}, {".pdf", ".csv", ".txt"})
        caption = next(path for path in paper if path.suffix == ".txt").read_text(encoding="utf-8")
        self.assertIn("Who decided what, and how fast. ", caption)

    def test_degenerate_cells_in_every_figure(self):
        none, undecided, one = (0, 0, 0), (0, 0, 9), (1, 0, 0)
        for name, counts in (("all", [ALL, ALL]), ("none", [NONE, NONE]), ("empty", [none, none]),
                             ("undecided", [undecided, undecided]), ("one", [one, one])):
            with self.subTest(name):
                write_result(self.file, [("2x2x2", "minimal", f"dirichlet(alpha={a})", counts) for a in (1, 2)],
                             extras=EVERYTHING)
                drawn = {path.stem for path in self.drawn("--format", "svg", out=name, kinds=None)}
                self.assertLessEqual({"made_shares", "made_phase_alpha"} | ({"made_effort"} if name != "empty" else set()), drawn)

    def test_studies_of_other_modes(self):
        write_rare(self.file, [("2x2x2", "maximal", "dirichlet(alpha=1)", 1, 27), ("2x2x2", "minimal", "dirichlet(alpha=1)", 3, 60)])
        self.drawn(out="rare", kinds=["rare"])
        write_rare(self.file, [("2x2x2", "minimal", "dirichlet(alpha=1)", float("nan"), 60)])
        self.refused(2, "no data for the figure")
        write_enumeration(self.file, [("2x2x2", "minimal", f"lattice(denominator={n})", [(n, 1, 0)]) for n in (8, 9, 10)])
        self.drawn(out="enumeration", kinds=["shares", "phase_denominator"])

    def test_what_check_prints_of_one_prior(self):
        self.file = self.folder / "made.json"
        self.file.write_text(FOUR, encoding="utf-8")
        files = self.drawn(kinds=["border"])
        self.assertEqual({path.suffix for path in files}, {".png", ".svg", ".csv"})
        with mock.patch.object(sys, "stdin", io.StringIO(THREE)):
            done = self.plot("--figure", "border", "--condition", "cbdp", "--style", "paper", "--format", "pdf", file="-", out="in")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual({path.name for path in (self.folder / "in").iterdir()},
                         {"check_border.pdf", "check_border.csv", "check_border.txt"})
        self.refused(2, "no data for the figure shares", "--figure", "shares")
        self.refused(2, "--where", "--where", "types=2x2x2x2")
        self.refused(2, "no condition 'bdp'", "--condition", "bdp")
        self.file.write_text('{"format": 1}', encoding="utf-8")
        self.refused(2, "not what 'genericity check STRUCTURE.toml --lattice --json' prints (it has no 'types')")
        with mock.patch.object(sys, "stdin", io.StringIO("")):
            self.refused(2, "standard input: not what", file="-")
        write_result(self.folder / "made.h5", [("2x2x2", "minimal", "independent", [HALF, ALL])])
        self.refused(2, "no data for the figure border", "--figure", "border", file=self.folder / "made.h5")

    def test_choice_of_cells(self):
        cells = [("2x2x2", pattern, f"dirichlet(alpha={alpha})", [HALF, ALL]) for alpha in (1, 2)
                 for pattern in ("minimal", "{1,2}")]
        write_result(self.file, cells, margins=False)
        self.drawn("--format", "svg", "--where", "pattern={1,2}", "--where", "prior=dirichlet(alpha=1)", kinds=["shares"])
        with (self.folder / "out" / "made_shares.csv").open(newline="", encoding="utf-8") as text:
            rows = list(csv.DictReader(text))
        self.assertEqual([(row["pattern"], row["prior"], row["cell"]) for row in rows],
                         [("{1,2}", "dirichlet(alpha=1)", "1")] * 2)
        self.assertEqual([(row["condition"], row["holds"], row["share"]) for row in rows],
                         [("ci", "200", "0.5"), ("cbdp", "400", "1.0")])
        self.refused(2, "did you mean 'pattern'", "--where", "patern={1,2}")
        self.refused(2, "no cell has pattern '{1,4}'", "--where", "pattern={1,4}")
        self.refused(2, "no cell fits", "--where", "pattern={1,2}", "--where", "pattern=minimal")
        self.refused(2, "expected column=value", "--where", "pattern", lines=None)
        self.refused(2, "no parameter 'sigma'; there are: alpha", "--x", "sigma")
        self.refused(2, "no parameter 'patern'; did you mean 'pattern'?", "--group", "patern")
        write_result(self.file, [("2x2x2", "minimal", "dirichlet(alpha=1)", [HALF, ALL])], version=2)
        self.refused(2, "a file of version 2 does not hold", "--x", "alpha")

    def test_lines_of_the_phase_figure(self):
        cells = [("2x2x2", pattern, f"near(base=independent(alpha=1),epsilon={e})", [(100 * k, 400 - 100 * k, 0), ALL])
                 for pattern in ("minimal", "{1,2}") for k, e in enumerate(("0.1", "1e-3", "0.01"))]
        write_result(self.file, cells, margins=False)
        self.drawn("--figure", "phase", "--format", "svg", kinds=["phase_epsilon"])
        with (self.folder / "out" / "made_phase_epsilon.csv").open(newline="", encoding="utf-8") as text:
            rows = [row for row in csv.DictReader(text) if row["condition"] == "ci" and row["pattern"] == "{1,2}"]
        self.assertEqual([(row["epsilon"], row["share"]) for row in rows],
                         [("0.001", "0.25"), ("0.01", "0.5"), ("0.1", "0.0")])

    def test_cells_that_look_alike_and_patterns_that_are_long(self):
        pairs = ",".join(f"{{{i},{j}}}" for i in range(1, 7) for j in range(i + 1, 7))
        cells = [("2x2x2x2x2x2", pairs, "file(digest=1)", [HALF, ALL]),
                 ("2x2x2x2x2x2", pairs, "file(digest=1)", [ALL, ALL]),
                 ("2x2x2x2x2x2", pairs.replace("{2,3},", ""), "file(digest=1)", [NONE, ALL])]
        write_result(self.file, cells, title="")
        self.drawn()

    def test_every_cell_gets_a_place(self):
        sys.path.insert(0, str(PLOT.parent))
        from genericity.plot import shares
        from genericity.plot.result import read_result
        for priors in (1, 3, 9):
            with self.subTest(priors=priors):
                # Every other law has one row more, and one cell that is named like another.
                cells = [("2x2x2", pattern, f"near(epsilon={e})", [HALF, ALL]) for e in range(priors)
                         for pattern in ("minimal", "{1,2}", "minimal")[:3 if e % 2 else 1]]
                write_result(self.file, cells)
                layout = shares.lay_out(read_result(self.file))
                placed = [c for _, rows in layout.sections for _, row in rows for c in row if c is not None]
                self.assertEqual(sorted(placed), list(range(len(cells))))

    def test_same_data_same_bytes(self):
        write_result(self.file, [(t, "{1,2}", "independent", [HALF, ALL]) for t in ("2x2x2", "2x2x3")])
        digests = [{path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.drawn(out=out)}
                   for out in ("first", "second")]
        self.assertEqual(digests[0], digests[1])
        write_result(self.file, [(t, "{1,2}", "independent", [ALL, ALL]) for t in ("2x2x2", "2x2x3")])
        for path in self.drawn(out="third"):
            if "shares" in path.name:
                self.assertNotEqual(hashlib.sha256(path.read_bytes()).hexdigest(), digests[0][path.name])

    def test_choice_of_conditions(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])])
        both = self.drawn("--format", "svg", out="both")
        one = self.drawn("--format", "svg", "--condition", "cbdp", out="one")
        self.assertNotEqual(both[0].read_bytes(), one[0].read_bytes())
        self.refused(2, "no condition 'nonsense'", "--condition", "nonsense")

    def refused(self, code, text, *arguments, file=None, out="refused", lines=1):
        """`lines`: of the message; None where argparse adds its own."""
        done = self.plot(*arguments, file=file, out=out)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(text, done.stderr)
        if lines is not None:
            self.assertEqual(len(done.stderr.strip().splitlines()), lines, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertFalse((self.folder / "refused").exists())

    def test_a_file_that_is_missing(self):
        self.refused(3, "absent.h5", file=self.folder / "absent.h5")

    def test_a_folder(self):
        self.refused(3, "directory", file=self.folder)

    def test_files_that_are_no_results(self):
        text = self.folder / "text.h5"
        text.write_text("not HDF5")
        self.refused(2, "not a result file", file=text)
        empty = self.folder / "empty.h5"
        empty.write_bytes(b"")
        self.refused(2, "not a result file", file=empty)
        other = self.folder / "other.h5"
        with h5py.File(other, "w") as file:
            file["data"] = [1, 2, 3]
        self.refused(2, "not a result file", file=other)
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])])
        with h5py.File(self.file, "r+") as file:
            del file["results/low"]
        self.refused(2, "low", file=self.file)

    def test_a_version_of_the_format_that_is_unknown(self):
        for version in (1, 4):
            write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])], version=version)
            self.refused(2, f"version {version}")

    def test_an_unfinished_result_says_so(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])])
        finished = self.drawn("--format", "svg", out="finished")
        with h5py.File(self.file, "r+") as file:
            file["progress"].attrs["complete"] = 0
        unfinished = self.drawn("--format", "svg", out="unfinished")
        self.assertNotEqual(finished[0].read_bytes(), unfinished[0].read_bytes())

    def test_a_cut_file(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])])
        self.file.write_bytes(self.file.read_bytes()[:4000])
        self.refused(2, "not a result file")

    def test_a_result_without_cells(self):
        write_result(self.file, [])
        self.refused(2, "no cells")

    def test_a_folder_that_cannot_be_made(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])])
        self.refused(3, "made.h5", out="made.h5/below")


if __name__ == "__main__":
    unittest.main()
