"""That figures of one cell, of many and of very many show what their captions say, and can be read: asked of the artists."""

import itertools
import re
import sys
import tempfile
import unittest
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_hex

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "scripts"))
from figures_test import drawings, five_agents, four_agents, split, study  # noqa: E402
from made_result import EVERYTHING, write_rare, write_result, write_theorems  # noqa: E402
from genericity.plot import along, fit, style, ticks  # noqa: E402
from genericity.plot.result import read_result  # noqa: E402
from genericity.report import picture  # noqa: E402

SPACES = ["x".join(map(str, sizes)) for sizes in itertools.product((2, 3), repeat=4)]  # 16 type spaces


def spread(cells):
    """So many cells over 16 type spaces and as many laws as that takes."""
    return [(SPACES[i % 16], "minimal", f"dirichlet(alpha={1 + i // 16})", [split(100, i % 7 / 6), split(100, 1)])
            for i in range(cells)]


def write_proved(path, cells, proved):
    """A study of which CI is proved to fail in the first cells."""
    write_result(path, study(cells), extras=EVERYTHING)
    rest = cells - proved
    write_theorems(path, ["never"] * proved + [""] * rest, ["some reason"] * proved + [""] * rest,
                   [[0, np.nan]] * proved + [[np.nan] * 2] * rest)


def shown(drawing):
    return [axes for axes in drawing.figure.axes if axes.get_visible()]


class TruthTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(plt.close, "all")
        self.file = Path(folder.name) / "made.h5"

    def read(self, cells, **options):
        write_result(self.file, cells, extras=EVERYTHING, **options)
        return read_result(self.file)

    def drawn(self, cells, options=style.Options(), **made):
        return {drawing.name: drawing for drawing in drawings(self.read(cells, **made), options)}

    def test_a_single_cell_has_the_colours_of_its_conditions(self):
        found = self.drawn(study(1))
        for name in ("margins", "convergence"):
            for axes, color in zip(shown(found[name]), ("#0072b2", "#d55e00")):
                curves = {to_hex(line.get_color()) for line in axes.lines if line.get_linewidth() > 1.3}
                self.assertEqual(curves, {color}, name)
        self.assertEqual({to_hex(line.get_color()) for line in found["margins"].legend.handles}, {"#0072b2", "#d55e00"})

    def test_words_stay_whole(self):
        name = "implementable with individual rationality"
        whole = ("implementable", "incomprehensibilities", "implementation")
        result = self.read(four_agents())
        result.call({"ci": name, "share": "incomprehensibilities of the implementation"})
        result.labels[0] = name
        for drawing in drawings(result, style.Options(width=3.4)):
            for text in [axes._left_title for axes in shown(drawing)] + drawing.figure.texts:
                for word in re.findall(r"[a-z]{12,}", " ".join(text.get_text().split("\n"))):
                    self.assertIn(word, whole, drawing.name)
        self.assertEqual(fit._broken("an implementable one", 6), "an\nimplementable\none")

    def test_intervals_are_told_of_where_they_are_drawn(self):
        for lines, points in ((3, 5), (3, 30), (12, 5), (12, 30), (30, 5)):
            cells = [("2x2x2", f"{{1,2}},{{1,{i + 3}}}" if i else "minimal", f"dirichlet(alpha={p + 1})",
                      [split(50, 0.5), split(50, 1)]) for i in range(lines) for p in range(points)]
            drawing = self.drawn(cells)["phase_alpha"]
            bars = [c for axes in shown(drawing) for c in axes.collections if c.get_zorder() == 2]
            plt.close("all")
            self.assertEqual(bool(bars), "intervals" in drawing.caption, f"{lines} {points}: {drawing.caption}")

    def test_slopes_are_those_of_one_cell(self):
        several = [("2x2x2", pattern, f"dirichlet(alpha={a})", [split(200, 0.5), split(200, 1)]) for a in (1, 2)
                   for pattern in ("minimal", "{1,2}", "{1,3}", "{2,3}", "{1,2},{1,3}", "{1,2},{2,3}", "maximal")]
        several += [("2x2x3", "minimal", "dirichlet(alpha=1)", [split(200, 0.5), split(200, 1)])]
        drawing = self.drawn(several)["margins"]
        names = {str(handle.get_label()).split("\n")[0]: str(handle.get_label()) for handle in drawing.legend.handles}
        self.assertNotIn("slope", names["dirichlet(alpha=1)"])
        self.assertIn("Dashed: fitted to the least margins.", drawing.caption)
        self.assertNotIn("brackets", drawing.caption)

    def test_panels_of_many_type_spaces_can_be_read(self):
        for paper in (False, True):
            for cells in (60, 200):
                found = self.drawn(spread(cells), style.Options(paper=paper))
                plt.close("all")
                for axes in shown(found["margins"]):
                    self.assertGreater(axes.get_position().width * found["margins"].figure.get_figwidth(), 1.0)
                for name in ("shares", "margins", "effort", "convergence"):
                    self.assertLess(found[name].crop.height, 11, name)

    def test_rows_of_a_page(self):
        """Forty cells in ten sections: no higher than a page, and no text on another, which figures_test.py holds for all."""
        cells = [(space, pattern, law, [split(300, 0.5)] * 3) for space in ("2x2x2x2", "2x2x2x3")
                 for law in ("exchangeable", "independent", *(f"near(base=independent(alpha=1),epsilon={e})" for e in (0.1, 0.01, 0.5)))
                 for pattern in ("minimal", "{1,2},{2,3}", "{1,2},{3,4}", "maximal")]
        drawing = self.drawn(cells, style.Options(paper=True), conditions=("ci", "cbdp", "bdp"))["shares"]
        self.assertEqual(drawing.kind, "rows")
        self.assertLess(drawing.crop.height, 10)
        # Letters keep their distance: of 8.5 points, in rows of at least 0.16 inches.
        axes, = shown(drawing)
        inches = drawing.figure.get_figheight() / np.ptp(axes.get_ylim())
        self.assertGreaterEqual(inches * np.diff(axes.get_yticks()).min(), 0.159)

    def test_rows_of_effort_have_names_of_their_own(self):
        cells = [("x".join(map(str, sizes)), "minimal", "independent", [split(20, 0.5), split(20, 1)])
                 for sizes in itertools.product((2, 3, 4), repeat=3)]
        drawing = self.drawn(cells)["effort"]
        for axes in shown(drawing):
            names = [text.get_text() for text in axes.get_yticklabels()]
            self.assertEqual(len(names), len(set(names)))
        self.assertIn("The 20 slowest of 27 type spaces have a row of times.", drawing.caption)

    def test_rare_events(self):
        cells = [("2x2x2", "minimal", f"dirichlet(alpha={a})", 3.0, 27.0) for a in range(1, 21)]
        for count in (9, 20):
            write_rare(self.file, cells[:count])
            drawing = next(drawings(read_result(self.file)))
            points = [line for line in shown(drawing)[0].lines if line.get_marker() == "o"]
            looks = {(line.get_color(), line.get_markerfacecolor()) for line in points}
            if count <= 14:
                self.assertEqual(len(looks), count)  # each cell has its own, though all have the dots of theory
                self.assertIn("Points and bars", drawing.caption)
                self.assertIn("Dotted", drawing.caption)
            else:
                lines, = shown(drawing)[0].collections
                self.assertEqual(len(lines.get_segments()), count)
                self.assertEqual([to_hex(color) for color in lines.get_edgecolor()], [style.LOOKS["cbdp"].color.lower()])
                self.assertEqual((points, drawing.legend), ([], None))
                self.assertIn(f"A line for each of {count} cells", drawing.caption)
                self.assertNotIn("Dotted", drawing.caption)

    def test_given_priors_have_no_empty_panels(self):
        result = self.read([("2x2x2", pattern, "independent", [(3, 0, 0), (3, 0, 0)]) for pattern in ("minimal", "maximal")])
        x, none = np.arange(3.0), np.full(3, np.nan)

        def trail(margin):
            return along.Trail(x, np.zeros(3, dtype=int), margin)

        for with_margins in ((), (1,), (0, 1)):
            found = {(c, k): trail(x + 1 if k in with_margins and c == 0 else none) for c in range(2) for k in range(2)}
            drawing = along._figure(result, "rho", found, style.Options())
            self.assertTrue(all(axes.lines for axes in shown(drawing)))
            self.assertEqual(len(shown(drawing)), 2 + len(with_margins))
            names = [handle.get_label() for handle in drawing.legend.handles]
            self.assertEqual(names, ["holds", *(["minimal"] if with_margins else [])])

    def test_large_numbers_of_captions_are_grouped(self):
        write_proved(self.file, 1100, 1050)
        for drawing in drawings(read_result(self.file)):
            self.assertEqual(re.findall(r"(?<![\d.])\d{4,}", drawing.caption), [], drawing.name)

    def test_theorems_are_told_of_the_cells_that_lines_were_chosen_from(self):
        write_proved(self.file, 100, 80)
        drawing = next(d for d in drawings(read_result(self.file)) if d.name == "convergence")
        self.assertIn("60 of 100 cells", drawing.caption)
        self.assertIn("CI fails at every prior in 80 of 100 cells", drawing.caption)

    def test_coalitions_are_described_as_they_are_drawn(self):
        pairs = [("2x2x2", pattern, "independent", [split(20, 0.5), split(20, 1)])
                 for pattern in ("minimal", "{1,2}", "{1,2},{2,3}", "maximal")]
        self.assertIn("Agents are dots, pairs lines.", self.drawn(pairs)["lattice3"].caption)
        self.assertIn("Agents are dots, pairs lines, triples shaded.", self.drawn(four_agents())["lattice4"].caption)
        self.assertIn("Agents are dots, pairs lines, triples shaded.", self.drawn(five_agents())["lattice5"].caption)

    def test_ticks_of_a_short_logarithmic_axis_are_round(self):
        self.assertEqual(ticks.round_logarithmic(16, 40)[0].tolist(), [20, 25, 30, 35, 40])
        self.assertEqual(ticks.round_logarithmic(11, 19)[0].tolist(), [12, 14, 16, 18])

    def test_colours_are_told_apart_on_a_dark_page_as_well(self):
        def lab(color):
            channels = np.array([int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)])
            linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
            seen = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
            of_white = seen / (0.9505, 1, 1.089)
            x, y, z = np.where(of_white > 0.008856, np.cbrt(of_white), 7.787 * of_white + 16 / 116)
            return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)]), of_white[1]

        cycle = [color[1:].lower() for color in style.CYCLE[:-1]] + ["f0e442"]
        for one, other in itertools.combinations(cycle, 2):
            apart = np.linalg.norm(lab(picture.DARK[one])[0] - lab(picture.DARK[other])[0])
            self.assertGreater(apart, 25, f"{one} {other}")
        paper = lab(picture.DARK["ffffff"])[1]
        for name in (*cycle, "000000", "6b6b6b"):
            self.assertGreater((lab(picture.DARK[name])[1] + 0.05) / (paper + 0.05), 4.5, name)


if __name__ == "__main__":
    unittest.main()
