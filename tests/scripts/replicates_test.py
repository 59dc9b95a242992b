"""Studies of several seeds: every figure names the seed of what it draws, or says what it does with cells that differ in it."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from made_result import EVERYTHING, write_rare, write_result  # noqa: E402
from genericity.plot import style  # noqa: E402
from genericity.plot.figures import FIGURES, drawings  # noqa: E402
from genericity.plot.result import read_result  # noqa: E402

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.text import Text  # noqa: E402

SEEDS = (1, 20261121)
PATTERNS = ("minimal", "{1,2}", "{1,2},{2,3}", "maximal")


def two_seeds(laws):
    """Of each law and pattern a cell for each seed, whose shares of CI are 1/4 and 3/4 of 200 and 600 priors; and the seeds."""
    cells = [("2x2x2x2", pattern, f"dirichlet(alpha={alpha})", [counts, (counts[0] + counts[1], 0, 0)])
             for alpha in range(1, laws + 1) for counts in ((50, 150, 0), (450, 150, 0)) for pattern in PATTERNS]
    return cells, [seed for _ in range(laws) for seed in SEEDS for _ in PATTERNS]


class ReplicatesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(plt.close, "all")
        self.file = Path(folder.name) / "made.h5"
        style.apply()

    def drawn(self, cells, seeds):
        """The drawings by name, and all texts of each."""
        write_result(self.file, cells, extras=EVERYTHING, seeds=seeds)
        result = read_result(self.file)
        found = {drawing.name: drawing for name in FIGURES for drawing in drawings(name, result, style.Options())}
        return found, {name: "\n".join(text.get_text() for text in d.figure.findobj(Text)) for name, d in found.items()}

    def test_cells_with_names_are_told_apart_by_their_seeds(self):
        cells, seeds = two_seeds(1)
        found, texts = self.drawn(cells, seeds)
        for name in ("shares", "margins", "convergence"):
            for seed in SEEDS:
                with self.subTest(name, seed=seed):
                    self.assertIn(f"seed {seed}", texts[name])
        # One seed is not named, whichever it is.
        found, texts = self.drawn(cells[:4], seeds[:4])
        for name, text in texts.items():
            self.assertNotIn("seed", text, name)
            self.assertNotIn("seed", found[name].caption, name)

    def test_cells_without_names_of_their_own_come_with_a_note(self):
        found, texts = self.drawn(*two_seeds(12))
        self.assertLessEqual({"shares", "margins", "exponents", "convergence", "effort", "phase_alpha"}, set(found))
        for name, drawing in found.items():
            with self.subTest(name):
                said = drawing.caption + texts[name]
                self.assertTrue("2 seeds" in said or "2 replicates" in said or all(f"seed {seed}" in said for seed in SEEDS), said)
        for name in ("shares", "convergence"):
            self.assertIn("2 seeds: the cells of each count by themselves.", found[name].caption)

    def test_a_pattern_of_the_lattice_has_the_share_of_its_replicates_together(self):
        found, _ = self.drawn(*two_seeds(1))
        drawing = found["lattice4"]
        self.assertIn("all priors of 2 replicates together", drawing.caption)
        cell, share = drawing.columns.index("cell"), drawing.columns.index("share")
        self.assertEqual(sorted(row[cell] for row in drawing.rows), list(range(8)))
        self.assertEqual({row[share] for row in drawing.rows}, {0.25, 0.75})
        from genericity.plot import lattice
        result = read_result(self.file)
        nodes = lattice._nodes(result, list(range(8)), 0)
        self.assertEqual([(node.cells, node.share) for node in nodes], [([i, i + 4], 500 / 800) for i in range(4)])

    def test_a_seed_twice_is_no_replicate(self):
        cells, _ = two_seeds(1)
        found, _ = self.drawn(cells, [1] * len(cells))
        self.assertEqual(len(found["lattice4"].rows), 4)
        self.assertNotIn("replicates", found["lattice4"].caption)

    def test_rare_events(self):
        cells = [("2x2x2", "minimal", "dirichlet(alpha=1)", 3, 60)]
        for times in (1, 20):
            many = [(*cell[:2], f"dirichlet(alpha={a})", *cell[3:]) for cell in cells for a in range(times)]
            write_rare(self.file, many * 2, seeds=[seed for seed in SEEDS for _ in many])
            drawing, = drawings("rare", read_result(self.file), style.Options())
            text = "\n".join(text.get_text() for text in drawing.figure.findobj(Text))
            self.assertIn("seed 20261121" if times == 1 else "2 seeds", text)


if __name__ == "__main__":
    unittest.main()
