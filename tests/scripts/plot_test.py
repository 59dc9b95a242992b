"""scripts/plot.py on results of every shape, healthy and degenerate, and on files that are no results."""

import hashlib
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from made_result import write_result  # noqa: E402

PLOT = Path(__file__).resolve().parents[2] / "scripts" / "plot.py"
ALL, NONE, HALF = (400, 0, 0), (0, 400, 0), (200, 200, 0)


class PlotTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "made.h5"

    def plot(self, *arguments, file=None, out="out"):
        return subprocess.run([sys.executable, "-B", str(PLOT), str(file or self.file), "-o", str(self.folder / out),
                               *arguments], capture_output=True, text=True, check=False)

    def drawn(self, *arguments, out="out", margins=True):
        """Plots, and returns the files: those that the output names, each there and with something in it."""
        done = self.plot(*arguments, out=out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        files = [Path(line) for line in done.stdout.splitlines()]
        self.assertEqual(sorted(files), sorted((self.folder / out).iterdir()))
        for path in files:
            start = path.read_bytes()[:8]
            self.assertTrue(start == b"\x89PNG\r\n\x1a\n" if path.suffix == ".png" else start.startswith(b"<?xml"))
            self.assertGreater(path.stat().st_size, 5000, path)
        kinds = {path.stem for path in files}
        self.assertEqual(kinds, {"made_shares", "made_margins"} if margins else {"made_shares"})
        return files

    def test_an_ordinary_result(self):
        cells = [(types, pattern, prior, [HALF, ALL]) for types in ("2x2x2", "2x2x2x2")
                 for pattern in ("minimal", "{1,2},{2,3}", "maximal")
                 for prior in ("dirichlet(alpha=1)", "independent")]
        write_result(self.file, cells)
        files = self.drawn()
        self.assertEqual({path.suffix for path in files}, {".png", ".svg"})
        self.assertEqual(len(files), 4)

    def test_shares_of_0_and_1(self):
        for name, counts in (("all", ALL), ("none", NONE)):
            with self.subTest(name):
                write_result(self.file, [("2x2", "minimal", "independent", [counts, counts])])
                self.drawn(out=name)

    def test_no_samples(self):
        write_result(self.file, [("2x2", "minimal", "independent", [(0, 0, 0), (0, 0, 0)])])
        self.drawn(margins=False)

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
        self.drawn(margins=False)

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
        self.drawn("--format", "png")

    def test_cells_that_look_alike_and_patterns_that_are_long(self):
        pairs = ",".join(f"{{{i},{j}}}" for i in range(1, 7) for j in range(i + 1, 7))
        cells = [("2x2x2x2x2x2", pairs, "file(digest=1)", [HALF, ALL]),
                 ("2x2x2x2x2x2", pairs, "file(digest=1)", [ALL, ALL]),
                 ("2x2x2x2x2x2", pairs.replace("{2,3},", ""), "file(digest=1)", [NONE, ALL])]
        write_result(self.file, cells, title="")
        self.drawn()

    def test_every_cell_gets_a_place(self):
        sys.path.insert(0, str(PLOT.parent))
        from plotting import shares
        from plotting.result import read_result
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

    def refused(self, code, text, *arguments, file=None, out="refused"):
        done = self.plot(*arguments, file=file, out=out)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(text, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
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
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])], version=2)
        self.refused(2, "version 2")

    def test_an_unfinished_result_says_so(self):
        write_result(self.file, [("2x2x2", "{1,2}", "independent", [HALF, ALL])])
        finished = self.drawn("--format", "svg", out="finished")
        with h5py.File(self.file, "r+") as file:
            file.create_group("progress").attrs["complete"] = 0
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
