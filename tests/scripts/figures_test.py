"""The looks of the figures: each against an approved picture, and that no text lies on another.

    figures_test.py             compares
    figures_test.py --approve   draws the approved pictures anew; look at them before you commit them
"""

import io
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
APPROVED = HERE / "approved"
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "scripts"))
from made_border import BORDERS  # noqa: E402
from made_result import EVERYTHING, write_result  # noqa: E402
from genericity.plot import border_figure, figures, style  # noqa: E402
from genericity.plot.border import read_borders  # noqa: E402
from genericity.plot.result import read_result  # noqa: E402
from work import calls_of  # noqa: E402

import matplotlib.image  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.text import Text  # noqa: E402

DPI = 50
TOLERANCE = 2.0  # of the root mean square difference of colours, 0 to 255; other data differ by more, see below


def split(samples, share):
    holds = round(samples * share)
    return holds, samples - holds, 0


def study(cells, seed=5):
    """So many cells over four type spaces, four patterns and as many laws as that takes."""
    generator = np.random.default_rng(seed)
    types = ("2x2x2", "2x2x3", "2x2x2x2", "2x2x2x2x2")
    patterns = ("minimal", "{1,2}", "maximal", "{1,2},{1,3}")
    made = []
    for i in range(cells):
        share = float(np.clip(generator.normal(0.5, 0.5), 0, 1))
        law = f"near(base=independent(alpha=1),epsilon={1 / (1 + i // 16):.4g})"
        made.append((types[i % 4], patterns[i // 4 % 4], law, [split(200, share), split(200, max(share, 0.97))]))
    return made


def four_agents(shift=0.0):
    """Patterns of four agents under three laws, with shares of all kinds."""
    patterns = ("minimal", "{1,2}", "{1,2},{2,3}", "{1,2},{3,4}", "{1,2,3}", "maximal")
    return [("2x2x2x2", pattern, f"dirichlet(alpha={alpha:g})",
             [split(300, min(1, max(0, 1 - 0.22 * i + 0.1 * a + shift))), split(300, 1 - 0.01 * i)])
            for a, alpha in enumerate((0.1, 1, 10)) for i, pattern in enumerate(patterns)]


# By (G), of which the last pattern of five agents has the simplest case.
FIVE_NEVER = (1, 4)


def five_agents():
    """Patterns of five agents: two that never satisfy CI, one of them with complements, and one that happened to fail in all draws."""
    patterns = ("{1,2},{2,3}", "{1,2,3},{1,2,4},{1,2,5},{1,3,4},{1,3,5},{2,3,4},{2,3,5},{1,2},{1,3},{2,3}", "{1,2,3},{1,4,5}",
                "{1,2},{3,4},{1,3,5}", "{1,2},{3,4,5}")
    return [("2x2x2x2x2", pattern, "dirichlet(alpha=1)", [split(300, share), split(300, 1)])
            for pattern, share in zip(patterns, (1, 0, 0.4, 0, 0))]


APPROVED_STUDIES = {"four": (four_agents(), {}), "many": (study(300), {}), "five": (five_agents(), {"never": FIVE_NEVER})}


def drawings(result, options=style.Options()):
    for name in figures.FIGURES:
        yield from figures.drawings(name, result, options)


def border_drawing(name, folder, options=style.Options()):
    file = Path(folder) / f"{name}.json"
    file.write_text(BORDERS[name], encoding="utf-8")
    drawing, = figures.ordered(lambda ordered: [border_figure.draw(read_borders(file), ordered)], options)
    return drawing


def pictures_to_approve(folder):
    """By name, of the studies and of the borders of single priors."""
    found = {}
    for name, (cells, options) in APPROVED_STUDIES.items():
        file = Path(folder) / "made.h5"
        write_result(file, cells, extras=EVERYTHING, **options)
        for drawing in drawings(read_result(file)):
            found[f"{name}_{drawing.name}"] = picture(drawing)
    for name in ("three", "four", "five"):
        found[f"{name}_border"] = picture(border_drawing(name, folder))
    return found


def picture(drawing):
    data = io.BytesIO()
    drawing.figure.savefig(data, format="png", dpi=DPI, bbox_inches=drawing.crop)
    plt.close(drawing.figure)
    data.seek(0)
    return matplotlib.image.imread(data)[:, :, :3]


def difference(one, other):
    """Root mean square over pixels and colours; infinity for other sizes."""
    if one.shape != other.shape:
        return np.inf
    return float(np.sqrt(np.mean((255 * (one - other)) ** 2)))


def texts_that_overlap(figure):
    """Pairs of texts whose boxes share more than a sliver."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    # A tick beyond the ends of its axis is not drawn, but is found.
    beyond = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval()) if axes.axison else (np.inf, np.inf)
            slack = 1e-9 * (high - low) if axes.axison else 0.0
            for tick in axis.get_major_ticks() + axis.get_minor_ticks():
                if not low - slack <= tick.get_loc() <= high + slack:
                    beyond |= {id(tick.label1), id(tick.label2)}
    boxes = []
    for text in figure.findobj(Text):
        if not text.get_text().strip() or not text.get_visible() or id(text) in beyond:
            continue
        parent = getattr(text, "axes", None)
        if parent is not None and not parent.get_visible():
            continue
        box = text.get_window_extent(renderer)
        if box.width > 0 and box.height > 0:
            boxes.append((text.get_text(), box))
    pairs = []
    for i, (words, box) in enumerate(boxes):
        for other_words, other in boxes[i + 1:]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            up = min(box.y1, other.y1) - max(box.y0, other.y0)
            if across > 1 and up > 0.15 * min(box.height, other.height):
                pairs.append((words, other_words))
    return pairs


class FiguresTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(plt.close, "all")
        self.file = Path(folder.name) / "made.h5"

    def read(self, cells, **options):
        write_result(self.file, cells, extras=EVERYTHING, **options)
        return read_result(self.file)

    def test_approved_pictures(self):
        """By the Matplotlib of Debian 12; others place texts elsewhere by parts of a letter."""
        found = pictures_to_approve(self.file.parent)
        self.assertEqual(set(found), {path.stem for path in APPROVED.glob("*.png")})
        if not matplotlib.__version__.startswith("3.6."):
            self.skipTest(f"approved by Matplotlib 3.6, not {matplotlib.__version__}")
        for name, image in found.items():
            with self.subTest(name):
                approved = matplotlib.image.imread(APPROVED / f"{name}.png")[:, :, :3]
                self.assertLess(difference(image, approved), TOLERANCE)

    def test_other_data_are_told_apart(self):
        result = self.read(four_agents(0.3))
        for drawing in drawings(result):
            if drawing.name in ("shares", "phase_alpha", "lattice4", "convergence"):
                with self.subTest(drawing.name):
                    approved = matplotlib.image.imread(APPROVED / f"four_{drawing.name}.png")[:, :, :3]
                    self.assertGreater(difference(picture(drawing), approved), TOLERANCE)

    def test_no_text_on_another(self):
        pairs = ",".join(f"{{{i},{j}}}" for i in range(1, 6) for j in range(i + 1, 6))
        studies = {1: study(1), 2: study(2), 40: study(40), 1000: study(1000), "four": four_agents(), "five": five_agents(),
                   "long": [("2x2x2x2x2", f"{pairs},{{1,2,{i}}}", f"near(base=latent_class(classes=3,alpha=0.5),epsilon=0.{i})",
                             [split(50, 0.3), split(50, 1)]) for i in range(3, 6)]}
        for name, cells in studies.items():
            result = self.read(cells, never=FIVE_NEVER if name == "five" else ())
            for options in (style.Options(), style.Options(paper=True)):
                for drawing in drawings(result, options):
                    with self.subTest(cells=name, figure=drawing.name, paper=options.paper):
                        self.assertEqual(texts_that_overlap(drawing.figure), [])
                    plt.close(drawing.figure)

    def test_no_text_on_another_at_the_border(self):
        for name in BORDERS:
            for options in (style.Options(), style.Options(paper=True)):
                with self.subTest(name, paper=options.paper):
                    self.assertEqual(texts_that_overlap(border_drawing(name, self.file.parent, options).figure), [])

    def test_condition_g_is_marked_where_the_file_says_it(self):
        def frames(**options):
            drawing = next(d for d in drawings(self.read(five_agents(), **options)) if d.name == "lattice5")
            texts = " ".join(text.get_text() for text in drawing.figure.findobj(Text))
            column = [drawing.columns.index(name) for name in ("cell", "complementary", "never")]
            return sorted(tuple(row[i] for i in column) for row in drawing.rows), drawing, texts

        rows, marked, texts = frames(never=FIVE_NEVER)
        self.assertEqual(rows, [(0, 0, 0), (1, 0, 1), (2, 0, 0), (3, 0, 0), (4, 1, 1)])
        self.assertIn("condition (G)", texts)
        self.assertIn("two complementary coalitions", texts)
        with_it = picture(marked)
        rows, other, texts = frames(never=(4,))
        self.assertEqual(rows[1], (1, 0, 0))
        self.assertNotIn("condition (G)", texts)
        self.assertGreater(difference(picture(other), with_it), TOLERANCE)
        # Nothing is said where the file does not say how verdicts were reached.
        write_result(self.file, five_agents(), margins=False)
        drawing = next(d for d in drawings(read_result(self.file)) if d.name == "lattice5")
        self.assertEqual({row[drawing.columns.index("never")] for row in drawing.rows}, {""})

    def test_overlaps_are_found(self):
        figure = plt.figure()
        figure.text(0.5, 0.5, "one text")
        figure.text(0.52, 0.5, "another")
        self.assertEqual(texts_that_overlap(figure), [("one text", "another")])

    def test_work_grows_no_faster_than_the_cells(self):
        names = []

        def draw():
            names.clear()
            for drawing in drawings(read_result(self.file)):
                style.save(drawing, self.file.with_name(f"made_{drawing.name}"), style.Options(), ["png", "svg"])
                names.append(drawing.name)

        work = []
        for cells in (250, 1250):
            write_result(self.file, study(cells), extras=EVERYTHING)
            work.append(calls_of(draw))
        self.assertLess(work[1], 6 * work[0])
        self.assertLessEqual({"shares", "phase_epsilon", "margins", "convergence", "effort"}, set(names))

    def test_colours_are_those_of_okabe_and_ito(self):
        palette = {"#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"}
        self.assertLessEqual({look.color.lower() for look in style.LOOKS.values()} | {c.lower() for c in style.CYCLE},
                             palette)
        self.assertEqual(len({(look.color, look.marker) for look in style.LOOKS.values()}), len(style.LOOKS))

    def test_a_condition_that_is_new_to_the_scripts_is_drawn_by_its_label(self):
        cell = ("2x2x2", "minimal", "dirichlet(alpha=1)", [(6, 4, 0), (7, 3, 0), (8, 2, 0)])
        names = ["ci", "new_one", "other"]
        write_result(self.file, [cell], conditions=names, labels={"ci": "C.I.", "new_one": "New one", "other": "Other"})
        result = read_result(self.file)
        looks = [style.look(result, k) for k in range(3)]
        self.assertEqual([look.short for look in looks], ["C.I.", "New one", "Other"])
        self.assertEqual((looks[0].color, looks[0].marker), (style.LOOKS["ci"].color, style.LOOKS["ci"].marker))
        self.assertEqual(len({look.marker for look in looks}), 3)
        self.assertFalse({look.marker for look in style.LOOKS.values()} & set(style.MARKERS))
        self.assertIn("New one", {text.get_text() for drawing in drawings(result) for legend in drawing.figure.legends
                                  for text in legend.get_texts()})
        # The labels are those of the file, whichever conditions are wanted.
        self.assertEqual(read_result(self.file, ["other", "ci"]).labels, ["Other", "C.I."])
        # Files of version 2 have none.
        write_result(self.file, [cell], conditions=names, version=2)
        self.assertEqual(read_result(self.file).labels, names)


def approve():
    with tempfile.TemporaryDirectory() as folder:
        APPROVED.mkdir(exist_ok=True)
        for old in APPROVED.glob("*.png"):
            old.unlink()
        for name, image in pictures_to_approve(folder).items():
            matplotlib.image.imsave(APPROVED / f"{name}.png", np.ascontiguousarray(image), metadata={"Software": None})


if __name__ == "__main__":
    if sys.argv[1:] == ["--approve"]:
        approve()
    else:
        unittest.main()
