"""Figures as they are ordered: their sizes, fonts and names, and what is drawn, asked of the artists and not of pixels."""

import contextlib
import io
import re
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import h5py
import numpy as np

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(ROOT / "scripts"))
from figures_test import FIVE_NEVER, drawings, five_agents, four_agents, split, study  # noqa: E402
from made_border import BORDERS  # noqa: E402
from made_result import EVERYTHING, write_enumeration, write_result  # noqa: E402
from genericity import drawings as python_side  # noqa: E402
from genericity.errors import InputError  # noqa: E402
from genericity.plot import border_figure, effort, figures, fit, lattice, names, program, style, ticks  # noqa: E402
from genericity.plot.border import read_borders  # noqa: E402
from genericity.plot.result import read_result  # noqa: E402

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.patches import FancyBboxPatch, Rectangle  # noqa: E402
from matplotlib.text import Text  # noqa: E402

PAIRS = "{1,2},{1,3},{1,4},{1,5},{2,3},{2,4},{2,5},{3,4},{3,5},{4,5}"


def texts(drawing):
    return [text for text in drawing.figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


def words(drawing):
    return " ".join(" ".join(text.get_text().split("\n")) for text in texts(drawing))


def named(drawings_of, name):
    return next(drawing for drawing in drawings_of if drawing.name == name)


class OrderTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(plt.close, "all")
        self.folder = Path(folder.name)
        self.file = self.folder / "made.h5"

    def read(self, cells, wanted=None, **options):
        write_result(self.file, cells, extras=EVERYTHING, **options)
        return read_result(self.file, wanted)

    def all_drawings(self, options, studies=("one", "forty", "many", "four", "five")):
        made = {"one": study(1), "forty": study(40), "many": study(100), "four": four_agents(), "five": five_agents()}
        for name, cells in ((name, made[name]) for name in studies):
            for drawing in drawings(self.read(cells, never=FIVE_NEVER if name == "five" else ()), options):
                yield name, drawing
        for name, text in BORDERS.items():
            self.file.with_suffix(".json").write_text(text, encoding="utf-8")
            borders = read_borders(self.file.with_suffix(".json"))
            yield name, figures.ordered(lambda ordered: [border_figure.draw(borders, ordered)], options)[0]

    def assert_holds_all_that_is_drawn(self, drawing):
        box = drawing.figure.get_tightbbox(drawing.figure.canvas.get_renderer())
        for inner, outer in ((drawing.crop.x0, box.x0), (drawing.crop.y0, box.y0)):
            self.assertLessEqual(inner, outer + 0.02)
        for inner, outer in ((drawing.crop.x1, box.x1), (drawing.crop.y1, box.y1)):
            self.assertGreaterEqual(inner, outer - 0.02)
        # No text of a legend is cut off, be it by a point.
        with fit.finely(drawing.figure):
            renderer, crop = drawing.figure.canvas.get_renderer(), drawing.crop
            drawing.figure.draw(renderer)
            for text in (text for legend in drawing.figure.legends for text in legend.get_texts()):
                low, high = text.get_window_extent(renderer).get_points() / drawing.figure.dpi
                self.assertTrue((low > crop.min - 0.001).all() and (high < crop.max + 0.001).all(), text.get_text())

    def test_widths_of_a_journal(self):
        narrow = set()
        for options, widths in ((style.Options(), {7.0}), (style.Options(paper=True), {3.4, 7.0})):
            for name, drawing in self.all_drawings(options):
                with self.subTest(name, figure=drawing.name, paper=options.paper):
                    self.assertIn(round(drawing.crop.width, 1), widths)
                    self.assert_holds_all_that_is_drawn(drawing)
                    self.assertFalse([note for note in drawing.notes if "room" in note or "letters" in note])
                    columns = {round(axes.get_position().x0, 3) for axes in drawing.figure.axes if axes.get_visible() and axes.axison}
                    if round(drawing.crop.width, 1) == 3.4:
                        narrow.add(drawing.name)
                        self.assertLessEqual(len(columns), 1)
                plt.close(drawing.figure)
        self.assertLessEqual({"exponents", "lattice3"}, narrow)

    def test_sizes_that_are_ordered(self):
        for width, height, paper, studies in ((6.5, 5.5, False, ("one", "four")), (9.0, 8.0, True, ("many", "five"))):
            for name, drawing in self.all_drawings(style.Options(paper=paper, width=width, height=height), studies):
                with self.subTest(name, figure=drawing.name, paper=paper, width=width):
                    self.assert_holds_all_that_is_drawn(drawing)
                    if any("needs more room" in note for note in drawing.notes):
                        # Only what has many rows, or keeps its proportions, is higher.
                        self.assertNotEqual(drawing.kind, "panels")
                        self.assertGreater(drawing.crop.height, height)
                    else:
                        self.assertAlmostEqual(drawing.crop.height, height, delta=0.03)
                    self.assertAlmostEqual(drawing.crop.width, width, delta=0.03)
                plt.close(drawing.figure)

    def test_a_picture_has_the_size_that_was_ordered(self):
        result = self.read(four_agents())
        options = style.Options(width=6, height=4)
        drawing = named(drawings(result, options), "phase_alpha")
        data = style.picture(drawing, options, "png", dpi=100)
        image = plt.imread(io.BytesIO(data))
        self.assertEqual(image.shape[:2], (400, 600))

    def test_fonts(self):
        result = self.read(four_agents())
        options = style.Options(font="DejaVu Serif", size=7.0)
        found = list(drawings(result, options))
        for drawing in found:
            for text in texts(drawing):
                self.assertEqual(text.get_fontfamily()[0], "DejaVu Serif", text)
                self.assertLessEqual(text.get_size(), 11.5 * 7 / 8.5 + 1e-9)
        self.assertAlmostEqual(max(text.get_size() for text in texts(found[0])), 11.5 * 7 / 8.5)
        pdf = style.picture(found[0], options, "pdf")
        self.assertIn(b"/FontFile2", pdf)  # TrueType
        self.assertIn(b"DejaVuSerif", pdf)
        self.assertNotIn(b"/Type3", pdf)
        svg = style.picture(found[0], options, "svg").decode()
        self.assertNotIn("<text", svg)  # outlines, which need no font

    def test_names(self):
        given = {"ci": "Simple", "{1,2}": "one pair", "dirichlet(alpha=1)": "uniform priors", "alpha": "Concentration",
                 "share": "How often", "samples": "Draws"}
        stored = ("CI", "{1,2}", "dirichlet(alpha=1)", "alpha", "Share of priors", "samples drawn")
        result = self.read(four_agents())
        result.call(names.given(given.items(), None, result.known, result.names))
        everything = ""
        for drawing in drawings(result, style.Options(title="My title")):
            said = words(drawing)
            everything += said
            self.assertIn("My title", said)
            self.assertEqual(drawing.title, "My title")
            for name in stored:
                # Laws of other concentrations keep their names, and so do patterns of more coalitions.
                self.assertIsNone(re.search(rf"(?<![\w(,}}]){re.escape(name)}(?![\w,=(])", said), f"{drawing.name}: {name}: {said}")
            for row in drawing.rows:
                self.assertFalse({"Simple", "one pair", "uniform priors"} & set(map(str, row)))
        for name in given.values():
            self.assertIn(name, everything)

    def test_the_names_of_a_study(self):
        cells = [("2x2x2x2x2", pattern, f"dirichlet(alpha={a})", [split(60, 0.4), split(60, 1)])
                 for a in (1, 2) for pattern in (PAIRS, "{1,2}", "minimal", "{1,2},{1,3}")]
        write_result(self.file, cells, extras=EVERYTHING)
        with h5py.File(self.file, "r+") as file:
            file["provenance"].attrs["study_text"] = 'patterns = ["size<=2", "{1,2}"]  # not "size<=3"\n'
        result = read_result(self.file)
        self.assertEqual(result.names, {PAIRS: "size<=2"})
        for name in ("shares", "phase_alpha", "margins", "convergence"):
            said = words(named(drawings(result), name))
            self.assertIn("size<=2", said)
            self.assertNotIn("10 coalitions", said)
        result.call(names.given([("size<=2", "all pairs")], None, result.known, result.names))
        self.assertIn("all pairs", words(named(drawings(result), "shares")))

    def command(self, *arguments):
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors), \
                mock.patch.object(sys, "argv", ["plot.py", str(self.file), "-o", str(self.folder / "out"), *arguments]):
            try:
                code = program.main()
            except SystemExit as stop:
                code = stop.code
        return code, errors.getvalue()

    def test_wrong_orders(self):
        write_result(self.file, four_agents())
        file = self.folder / "names.toml"
        for text, said in (("[patterns]\n'{1,2' = 'x'", "no pattern '{1,2'; did you mean '{1,2}'?"),
                           ("[law]\n", "no table 'law'; did you mean [laws]?"), ("[laws]\n'{1,2}' = 'x'", "no law '{1,2}'"),
                           ("[laws]\n'dirichlet(alpha=1)' = 2", "should be a text"), ("laws = 3", "should be a table"), ("[laws", "not a file of names")):
            file.write_text(text, encoding="utf-8")
            code, errors = self.command("--names", str(file))
            self.assertEqual(code, 2)
            self.assertIn(said, errors)
        code, errors = self.command("--names", str(self.folder / "absent.toml"))
        self.assertEqual(code, 3)
        for arguments, said in ((("--label", "cii=x"), "no condition, pattern, law or axis 'cii'; did you mean 'ci'?"),
                                (("--label", "dirichlet(alpha=1)"), "expected key=text"),
                                (("--label", "dirichlet(alpha=3)=x"), "did you mean 'dirichlet(alpha=1"),
                                (("--width", "0.2"), "expected inches from 1 to 60, not '0.2'"), (("--height", "wide"), "expected inches"),
                                (("--font", "Dejavu Sanns"), "no TrueType font 'Dejavu Sanns' on this machine; did you mean 'DejaVu Sans'?"),
                                (("--font", "2"), "expected one size from 4 to 30 points"), (("--font", "A,B"), "expected one family")):
            with self.subTest(arguments):
                code, errors = self.command(*arguments)
                self.assertEqual(code, 2)
                self.assertIn(said, errors)
        self.assertFalse((self.folder / "out").exists())
        file.write_text("[patterns]\n'{1,2}' = 'a pair'\n[laws]\n'dirichlet(alpha=1)' = 'uniform'\n", encoding="utf-8")
        code, errors = self.command("--names", str(file), "--label", "{1,2}=one pair", "--label", "ci=α = 1", "--figure", "shares",
                                    "--font", "dejavu serif,8", "--style", "paper", "--title", "Mine", "--format", "pdf")
        self.assertEqual((code, errors), (0, ""))
        self.assertTrue((self.folder / "out" / "made_shares.txt").read_text(encoding="utf-8").startswith("Mine. "))

    def test_from_python(self):
        write_result(self.file, four_agents())
        drawn, = python_side.figures(self.file, "shares", labels={"ci": "Simple"}, title="Mine", width=5, height=6, font="DejaVu Serif", font_size=7)
        self.assertEqual(drawn.title, "Mine")
        said = " ".join(text.get_text() for text in drawn.figure.findobj(Text))
        self.assertIn("Simple", said)
        self.assertNotIn("CI (simple mechanisms)", said)
        picture, _ = drawn.save(self.folder / "mine", ["png"])
        self.assertEqual(plt.imread(picture).shape[:2], (1200, 1000))
        for wrong, said in (({"labels": {"cii": "x"}}, "labels: cii: no condition"), ({"width": 0.1}, "width: expected"), ({"font": "Nothing"}, "no TrueType")):
            with self.assertRaisesRegex(InputError, said):
                python_side.figures(self.file, "shares", **wrong)


class DrawnTest(unittest.TestCase):
    setUp, read = OrderTest.setUp, OrderTest.read

    def test_the_lattice_shows_the_condition_and_law_that_were_asked_for(self):
        for wanted, shown, suffix in ((None, ["ci"], ""), (["cbdp"], ["cbdp"], ""), (["cbdp", "ci"], ["cbdp", "ci"], "_{}")):
            result = self.read(four_agents(), wanted)
            found = [d for d in drawings(result) if d.name.startswith("lattice")]
            self.assertEqual([d.name for d in found], [f"lattice4{suffix.format(key)}" for key in shown])
            for drawing, key in zip(found, shown):
                k = result.conditions.index(key)
                said = words(drawing)
                self.assertIn(f"{result.labels[k]},  2 × 2 × 2 × 2,  four agents,  dirichlet(alpha=0.1)", said)
                self.assertIn(f"share of priors that satisfy {result.labels[k]}", said)
                self.assertEqual("fails at every prior" in said, key == "ci")
                share = {row[0]: row[drawing.columns.index("share")] for row in drawing.rows}
                self.assertEqual(share, {int(result.cell[c]): float(result.share[c, k]) for c in range(result.cells) if result.prior[c] == "dirichlet(alpha=0.1)"})

    def test_lines_of_the_lattice_stay_off_the_patterns(self):
        patterns_of_four = read_result(ROOT / "results" / "reference" / "patterns.h5")
        gaps = [cell for cell in four_agents() if cell[1] != "{1,2},{2,3}"]  # rows that lines pass by
        for name, result in (("all", patterns_of_four), ("gaps", self.read(gaps)), ("four", self.read(four_agents()))):
            for drawing in figures.drawings("lattice", result, style.Options()):
                if drawing.name == "lattice5":
                    continue
                axes = drawing.figure.axes[0]
                boxes = [patch.get_bbox() for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
                edges = [line for line in axes.lines if line.get_label() == lattice.EDGE]
                self.assertGreater(len(edges), 2)
                low, high = (np.array([getattr(box, end) for box in boxes]) for end in ("min", "max"))
                for edge in edges:
                    path = edge.get_xydata()
                    points = np.concatenate([a + np.linspace(0, 1, 60)[1:-1, None] * (b - a) for a, b in zip(path, path[1:])])
                    inside = ((points[:, None] > low + 1e-9) & (points[:, None] < high - 1e-9)).all(axis=2)
                    self.assertFalse(inside.any(), f"{name} {drawing.name}: {path.tolist()}")

    def test_a_stage_has_one_colour_in_all_figures(self):
        looks = {}
        for cells in (four_agents(), [("2x2x2", "minimal", "independent", [(9, 0, 0), (9, 0, 0)])], [("2x2x2", "{1,2}", "independent", [(0, 9, 3), (9, 0, 1)])]):
            drawing = named(drawings(self.read(cells)), "effort")
            legend = drawing.legend.drawn
            for patch, text in zip(legend.get_patches(), legend.get_texts()):
                look = patch.get_facecolor(), patch.get_hatch()
                self.assertEqual(looks.setdefault(text.get_text(), look), look)
            bars = {(patch.get_facecolor(), patch.get_hatch()) for patch in drawing.figure.axes[0].patches if isinstance(patch, Rectangle)}
            self.assertLessEqual(bars, set(looks.values()))
        self.assertLessEqual({"batch", "interior point", "unresolved"}, set(looks))
        kinds = {(stage.color, stage.hatch) for stage in effort.STAGES.values()}
        self.assertEqual(len(kinds), len(effort.STAGES))
        self.assertEqual(effort.stage("of_tomorrow").words, "of tomorrow")

    def test_every_stage_of_the_program_is_drawn_and_explained(self):
        text = (ROOT / "core" / "verdict.cpp").read_text(encoding="utf-8")
        stages = re.findall(r'"(\w+)"', text[text.index("Stage::count_"):])
        self.assertEqual(list(effort.STAGES), stages)
        page = (ROOT / "scripts" / "README.md").read_text(encoding="utf-8")
        for key, stage in effort.STAGES.items():
            self.assertIn(f"| {stage.words} | `{key}` | ", page)

    def test_ticks_stand_at_round_values(self):
        alphas = np.geomspace(0.1, 9.7, 37)
        sigmas = np.linspace(0.13, 0.97, 29)
        cells = [("2x2x2", "minimal", f"dirichlet(alpha={a:.6g})", [split(50, 0.5), split(50, 1)]) for a in alphas]
        cells += [("2x2x2", "minimal", f"logistic_normal(sigma={s:.6g})", [split(50, 0.5), split(50, 1)]) for s in sigmas]
        found = {d.name: d for d in drawings(self.read(cells)) if d.name.startswith("phase")}
        self.assertEqual(set(found), {"phase_alpha", "phase_sigma"})
        for name, drawing in found.items():
            drawing.figure.canvas.draw()
            axes = drawing.figure.axes[0]
            low, high = axes.get_xlim()
            shown = [value for value in axes.xaxis.get_majorticklocs() if low <= value <= high]
            self.assertGreaterEqual(len(shown), 3, name)
            for value in shown:
                self.assertAlmostEqual(value, float(f"{value:.2g}"), msg=name)
        # Few values are ticks themselves.
        drawing = named(drawings(self.read(four_agents())), "phase_alpha")
        drawing.figure.canvas.draw()
        np.testing.assert_allclose(drawing.figure.axes[0].xaxis.get_majorticklocs(), [0.1, 1, 10])

    def test_round_values(self):
        self.assertEqual(ticks.round_values(0, 1, 4)[0].tolist(), [0, 0.25, 0.5, 0.75, 1])
        self.assertEqual(ticks.round_logarithmic(0.1, 10)[0].tolist(), [0.1, 0.2, 0.5, 1, 2, 5, 10])
        self.assertEqual([ticks.number_text(value) for value in (0.25, 1000, 1e-6, 2e-6)], ["0.25", "1000", "$10^{-6}$", "$2 \\cdot 10^{-6}$"])

    def test_exponents_stand_at_their_values(self):
        cells = [("2x2x2x2", pattern, f"dirichlet(alpha={a})", [split(300, 0.5), split(300, 1)]) for a in range(1, 9) for pattern in ("minimal", "{1,2}", "maximal")]
        self.read(cells)
        for many in (False, True):
            if many:  # more than are categories, up to rounding
                with h5py.File(self.file, "r+") as file:
                    cell = np.arange(len(cells))
                    file["results/codimension"][...] = (0.3 * (1 + cell) + 1e-13 * cell)[:, None]
            result = read_result(self.file)
            drawing = named(drawings(result), "exponents")
            axes = drawing.figure.axes[0]
            self.assertEqual(np.unique(result.tail.theory_exponent).size > 12, many)
            theory = np.unique(result.tail.theory_exponent.round(9))
            fitted = [line for line in axes.lines if line.get_label() in {look.words for look in style.LOOKS.values()}]
            self.assertEqual(len(fitted), 2)
            for k, line in enumerate(fitted):
                np.testing.assert_allclose(line.get_ydata(), result.tail.exponent[:, k])
                place = np.array(line.get_xdata())
                where = place if many else theory[place.round().astype(int)]
                np.testing.assert_allclose(where, result.tail.theory_exponent[:, k], rtol=1e-8)
            if not many:
                self.assertEqual([text.get_text() for text in axes.get_xticklabels()], [f"{value:g}" for value in theory])

    def test_lines_without_a_name_are_counted(self):
        result = self.read(study(40))
        for drawing in drawings(result):
            if drawing.name in ("margins", "convergence"):
                self.assertIn("40 cells", drawing.caption, drawing.name)
            elif drawing.name.startswith("phase"):
                legend = drawing.legend
                lines = sum(len(axes.collections[0].get_segments()) if not axes.lines else len(axes.lines) for axes in drawing.figure.axes[:1])
                self.assertTrue((legend is not None and len(legend.handles) == lines) or f"{lines} lines" in drawing.caption)

    def test_exact_shares_have_no_intervals(self):
        write_enumeration(self.file, [("2x2x2", "minimal", f"lattice(denominator={n})", [(n, 1, 0)]) for n in (8, 9, 10)])
        for drawing in drawings(read_result(self.file)):
            self.assertIn("exact shares", drawing.caption)
            for claim in ("onfidence", "Shaded", "Bars", "sampled"):
                self.assertNotIn(claim, drawing.caption, drawing.name)


if __name__ == "__main__":
    unittest.main()
