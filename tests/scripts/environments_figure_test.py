"""The figure of environments and the report's words on them: asked of the artists and of the counts."""

import re
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "scripts"))
from figures_test import texts_that_overlap  # noqa: E402
from made_result import Extras, Group, text_array, write_result  # noqa: E402
from genericity import drawings as python_side  # noqa: E402
from genericity.plot import environments, figures, given_ci, style  # noqa: E402
from genericity.plot.result import read_result  # noqa: E402
from genericity.report import environments as said_of, page, validity, words  # noqa: E402

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.text import Text  # noqa: E402

CONDITIONS = ("ci", "implementable", "implementable_ir", "implementable_cr")
PRIORS, MANY = 200, 3  # priors of a cell, and environments of each


def law(utilities, outcomes=2, more=""):
    return f"{utilities}(outcomes={outcomes},{more}outside=0)"


def write_environments(path, cells, conditions=CONDITIONS[:2], many=MANY, **options):
    """Writes a result of `cells`, (types, pattern, prior, law of environments, counts), with `many` environments a
    prior; the counts of CI are of priors."""
    write_result(path, [(*cell[:3], cell[4]) for cell in cells], conditions, extras=Extras(margins=False), **options)
    with h5py.File(path, "r+") as file:
        results = Group(file["results"])
        results.variable("environment", text_array(cell[3] for cell in cells), ["cell"])
        results.variable("utilities", text_array(cell[3].partition("(")[0] for cell in cells), ["cell"])
        outcomes = [float(re.search(r"outcomes=(\d+)", cell[3])[1]) for cell in cells]
        results.variable("outcomes", np.array(outcomes), ["cell"])
        results.group.attrs["parameters"] += ",utilities,outcomes"
        results.group.attrs["environments"] = np.uint64(many)
        if many > 1:  # that some are counted by prior is all that figures look at
            spread = np.zeros((len(cells), len(conditions), many + 1, 3), dtype=np.int64)
            spread[:, 1:] = 1
            results.scale("environment_count", np.arange(many + 1, dtype=np.int64))
            results.variable("by_prior", spread, ["cell", "condition", "environment_count", "verdict"])
    return read_result(path)


def counts(ci, *failing, many=MANY):
    """Of CI, which holds at `ci` priors, and of further conditions, with so many pairs that fail."""
    return [(ci, PRIORS - ci, 0), *((many * PRIORS - fails, fails, 0) for fails in failing)]


def cells(number, conditions=2, ci=0):
    """So many cells: patterns, each in several laws."""
    patterns = ("{1,2}", "maximal", "{1,2},{1,3}")
    laws = [law(utilities, outcomes) for outcomes in (2, 3, 5, 7, 9) for utilities in ("gaussian", "private", "sparse")]
    laws += [law("additive", 3, f"lambda={k},") for k in range(1, 40)]
    return [("2x2x2", patterns[i % 3], "dirichlet(alpha=1)", laws[i // 3],
             counts(ci, *[(37 * i + 11 * k) % 120 for k in range(conditions - 1)])) for i in range(number)]


class EnvironmentsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(plt.close, "all")
        self.file = Path(folder.name) / "made.h5"

    def draw(self, made, options=style.Options(), **more):
        drawing, = figures.drawings("environments", write_environments(self.file, made, **more), options)
        return drawing

    def artists(self, drawing, label):
        """Places and shares of the marks with this label, panel by panel."""
        return [[(float(line.get_ydata()[0]), float(line.get_xdata()[0])) for line in axes.lines
                 if line.get_label() == label] for axes in drawing.figure.axes]

    def test_marks_stand_at_the_shares_and_in_their_rows(self):
        made = cells(39, 3)
        drawing = self.draw(made, conditions=CONDITIONS[:3])
        labels = [text.get_text() for text in drawing.figure.axes[0].get_yticklabels()]
        self.assertEqual(labels[:6], [f"gaussian, {n} outcomes" for n in (2, 3, 5, 7, 9)] + ["private, 2 outcomes"])
        headings = [text.get_text() for text in drawing.figure.axes[0].texts if text.get_weight() == "bold"]
        self.assertEqual(headings, ["{1,2}", "maximal", "{1,2},{1,3}"])
        self.assertIn("2 × 2 × 2,  three agents,  dirichlet(alpha=1). Marks", drawing.caption)
        shares = self.artists(drawing, environments.SHARE)
        for k, (axes, marks) in enumerate(zip(drawing.figure.axes, shares, strict=True), 1):
            self.assertEqual(len(marks), 39)
            place_of, pattern = {}, ""
            heading = iter(headings)
            for tick, label in zip(axes.get_yticks(), labels):
                pattern = next(heading) if label == labels[0] else pattern
                place_of[pattern, label] = tick
            for cell in made:
                holds, fails, _ = cell[4][k]
                self.assertIn((place_of[cell[1], environments.law_words(cell[3])], holds / (holds + fails)), marks)
        self.assertEqual(self.artists(drawing, environments.GIVEN), [[], []])
        self.assertNotIn("Hollow", drawing.caption)
        self.assertIn("In all 39 cells CI failed at every prior that was drawn: their marks are also the shares where "
                      "CI fails.", drawing.caption)
        self.assertIn("and leave all willing to take part where that is said", drawing.caption)
        self.assertIn("Maurer and Pontil", drawing.caption)
        self.assertIn("600 pairs a row, 3 environments for each prior", drawing.caption)
        column = {name: drawing.columns.index(name) for name in drawing.columns}
        for row in drawing.rows:
            self.assertEqual(row[column["share"]], row[column["given_ci_fails"]])
            self.assertEqual((row[column["pairs"]], row[column["ci_share"]]), (600, 0))

    def test_where_ci_fails_is_drawn_beside_it(self):
        made = [("2x2x2", "minimal", "dirichlet(alpha=1)", law(name), counts(80, fails))
                for name, fails in (("gaussian", 90), ("private", 60))]
        drawing = self.draw(made)
        # At 120 of 200 priors CI fails; at the others all 240 pairs are implementable.
        (shares,), (given,) = (self.artists(drawing, label) for label in (environments.SHARE, environments.GIVEN))
        self.assertEqual([share for _, share in shares], [510 / 600, 540 / 600])
        np.testing.assert_allclose([share for _, share in given], [270 / 360, 300 / 360])
        for (own, _), (other, _) in zip(shares, given):
            self.assertAlmostEqual(other - own, environments.APART)
        self.assertIn("Hollow: among the environments of priors at which CI failed; limits there: a confidence",
                      drawing.caption)
        self.assertNotIn("CI failed at every prior", drawing.caption)
        found = given_ci.of(read_result(self.file))
        self.assertTrue((found.low[:, 1] < found.share[:, 1]).all())
        self.assertTrue((found.share[:, 1] < found.high[:, 1]).all())
        legend = [text.get_text() for text in drawing.legend.drawn.get_texts()]
        self.assertEqual(legend, ["gaussian", "private", "among priors where CI fails", "priors with CI"])
        ci = [line for line in drawing.figure.axes[0].collections if line.get_label() == environments.CI]
        self.assertEqual([line.get_segments()[0][:, 0].tolist() for line in ci], [[0.4, 0.4]])  # one for both rows

    def test_nothing_is_claimed_where_it_is_not_known(self):
        # Undecided pairs, or no CI: no share where CI fails. To take part is more than CI gives.
        made = [("2x2x2", "minimal", "dirichlet(alpha=1)", law("gaussian"),
                 [(80, 120, 0), (500, 90, 10), (400, 200, 0)])]
        drawing = self.draw(made, conditions=CONDITIONS[:3])
        self.assertEqual(self.artists(drawing, environments.GIVEN), [[], []])
        self.assertIn("†", drawing.caption)
        self.assertIn("† some pairs undecided", drawing.caption)
        write_environments(self.file, made, conditions=CONDITIONS[:3])
        alone, = figures.drawings("environments", read_result(self.file, ["implementable"]), style.Options())
        self.assertNotIn("CI failed", alone.caption)
        self.assertNotIn("Grey", alone.caption)
        self.assertNotIn("priors with CI", [text.get_text() for text in alone.legend.drawn.get_texts()])
        # One environment a prior: the pairs are independent.
        drawing = self.draw([(*made[0][:4], [(80, 120, 0), (150, 50, 0)])], many=1)
        self.assertIn("exact (Clopper–Pearson) limits", drawing.caption)
        self.assertIn("200 pairs a row, 1 environment for each prior", drawing.caption)
        # None of other studies.
        write_result(self.file, [("2x2x2", "minimal", "dirichlet(alpha=1)", [(3, 4, 0), (7, 0, 0)])])
        self.assertEqual(figures.drawings("environments", read_result(self.file), style.Options()), [])

    def test_given_priors_have_no_limits_where_ci_fails(self):
        made = [("2x2x2", "minimal", "file(path=a.h5)", law("gaussian"), counts(80, 90))]
        write_environments(self.file, made)
        with h5py.File(self.file, "r+") as file:
            group = file.create_group("enumeration")
            group["share_denominator"] = np.array([[200, 0]])
            group["population"] = np.array([200])
        result = read_result(self.file)
        found = given_ci.of(result)
        self.assertEqual(found.share[0, 1], 270 / 360)
        self.assertTrue(np.isnan(found.low[0, 1]) and np.isnan(found.high[0, 1]))
        # CI is known at each of these priors; environments are drawn.
        self.assertEqual((result.low[0, 0], result.high[0, 0]), (0.4, 0.4))
        self.assertTrue(0 < result.low[0, 1] < result.share[0, 1] < result.high[0, 1] < 1)
        drawing, = figures.drawings("environments", result, style.Options())
        self.assertIn("limits with 95 % confidence for each row, of environments drawn for the given priors",
                      drawing.caption)
        self.assertIn("Grey: the share of priors with CI.", drawing.caption)
        said = {name: " ".join(sentences) for name, _, sentences in words.found(result)}
        self.assertIn("CI held at some priors and failed at others, all of its law: its share is 40.0 % (80 of 200).",
                      said["between"])
        self.assertRegex(said["between"], r"implementable held at some pairs of a prior and an environment and failed "
                         r"at others: its share is 85\.0 % \([\d.]+ % to [\d.]+ %\)\.")
        self.assertIn("Of conditions on priors there are no confidence limits", validity.limits(result)[0])
        self.assertIn("mean over the priors that were looked at", validity.limits(result)[1])

    def test_it_fits_however_many_cells_there_are(self):
        for number, conditions in ((1, 2), (2, 3), (20, 4), (40, 3), (64, 4), (100, 4)):
            for ci in (0, 30):
                for options in (style.Options(), style.Options(paper=True), style.Options(width=5.5)):
                    with self.subTest(cells=number, conditions=conditions, options=options, ci=ci):
                        made = cells(number, conditions, ci)
                        drawing = self.draw(made, options, conditions=CONDITIONS[:conditions])
                        self.assertFalse([note for note in drawing.notes if "room" in note])
                        self.assertEqual(texts_that_overlap(drawing.figure), [])
                        box = drawing.figure.get_tightbbox(drawing.figure.canvas.get_renderer())
                        self.assertLessEqual(drawing.crop.x0, box.x0 + 0.02)
                        self.assertGreaterEqual(drawing.crop.x1, box.x1 - 0.02)
                        self.assertEqual(len(drawing.rows), number * (conditions - 1))
                        self.assertEqual(drawing.kind, "panels" if number > environments.MOST_ROWS else "rows")
                    plt.close(drawing.figure)

    def test_many_cells_are_curves(self):
        drawing = self.draw(cells(100, 2, 30))
        legend = [text.get_text() for text in drawing.legend.drawn.get_texts()]
        self.assertEqual(legend, ["implementable", "CI (simple mechanisms)", "implementable, where CI fails"])
        self.assertIn("Beside them: among the environments of priors at which CI failed", drawing.caption)
        self.assertEqual(len({line.get_color() for axes in drawing.figure.axes for line in axes.lines}), 3)
        said = " ".join(text.get_text() for text in drawing.figure.findobj(Text))
        self.assertIn("pattern, a law of priors and one of environments each", " ".join(said.split()))

    def test_from_python_and_by_other_names(self):
        write_environments(self.file, cells(4))
        labels = {law("gaussian"): "interdependent", "{1,2}": "a pair"}
        drawn, = python_side.figures(self.file, "environments", labels=labels)
        said = " ".join(text.get_text() for text in drawn.figure.findobj(Text))
        self.assertIn("interdependent", said)
        self.assertIn("a pair", said)
        self.assertEqual(len(drawn.data), 4)

    def test_laws_in_words(self):
        for name, said in (("additive(outcomes=3,lambda=1,outside=-1)", "additive, 3 outcomes, λ = 1, outside = -1"),
                           ("sparse(outcomes=2,density=0.25,outside=0)", "sparse, 2 outcomes, density = 0.25")):
            self.assertEqual(environments.law_words(name), said)

    def said(self, made, **more):
        return said_of.sentences(write_environments(self.file, made, **more))

    def test_words_where_ci_fails_at_every_prior(self):
        rows = [("gaussian", 2, "", 150), ("gaussian", 5, "", 60), ("private", 2, "", 0), ("private", 3, "", 0),
                ("additive", 3, "lambda=0.5,", 0), ("additive", 3, "lambda=1,", 0)]
        made = [("2x2x2", "{1,2}", "dirichlet(alpha=1)", law(name, outcomes, more), counts(0, fails))
                for name, outcomes, more, fails in rows]
        *first, fewest, of_cell = self.said(made)
        self.assertEqual(first[1], "In brackets: limits with 95 % confidence, for each share by itself. They assume "
                         "that priors and environments are drawn by the laws that are named, and say nothing of other "
                         "laws. Environments of one prior depend on each other, and the limits allow for that.")
        limits = [f"({words.low_limit(low)} to {words.high_limit(high)})" for low, high in
                  zip(*(getattr(read_result(self.file), name)[:, 1] for name in ("low", "high")))]
        self.assertEqual(fewest, "Fewest were implementable with {1,2}, 2 × 2 × 2, dirichlet(alpha=1) and gaussian "
                         f"environments with 2 outcomes: 75.0 % {limits[0]}. In 4 of 6 cells no pair failed.")
        self.assertEqual(of_cell, (
            "{1,2}, 2 × 2 × 2, dirichlet(alpha=1): CI failed at all 200 priors that were drawn. Implementable all the "
            f"same: of gaussian environments 75.0 % {limits[0]} with 2 outcomes and 90.0 % {limits[1]} with 5 "
            f"outcomes; of private environments all of 600 {limits[2]} each with 2 and 3 outcomes; of additive "
            f"environments all of 600 {limits[2]} each with 3 outcomes and λ = 0.5 and 1."))

    def test_words_where_some_take_part(self):
        made = [("2x2x2", "{1,2}", "dirichlet(alpha=1)", law(name), counts(0, 30, fails))
                for name, fails in (("gaussian", 300), ("private", 60))]
        self.assertRegex(self.said(made, conditions=CONDITIONS[:3])[-1], (
            r"With all agents willing to take part, too, 50\.0 % \([^)]*\) of gaussian environments with 2 outcomes to "
            r"90\.0 % \([^)]*\) of private environments with 2 outcomes\.$"))

    def test_words_where_ci_holds_at_some_priors(self):
        made = [("2x2x2", "minimal", "dirichlet(alpha=1)", law("gaussian"), counts(80, 90, 90)),
                ("2x2x2", "{1,2}", "dirichlet(alpha=1)", law("gaussian"), counts(PRIORS, 0, 9))]
        *first, of_cell = self.said(made, conditions=CONDITIONS[:3])
        self.assertIn("Where CI held at some priors they are those of a confidence sequence", first[1])
        # Of those who are to take part nothing is known: where CI holds they need not.
        self.assertRegex(of_cell, r"^minimal, 2 × 2 × 2, dirichlet\(alpha=1\): CI failed at 120 of 200 priors that "
                         r"were drawn\. Implementable all the same: of gaussian environments 75\.0 % \([\d.]+ % to "
                         r"[\d.]+ %\) with 2 outcomes\.$")
        # Undecided pairs, CI at all priors, or CI not asked for.
        made = [("2x2x2", "minimal", "dirichlet(alpha=1)", law("gaussian"), [(0, 200, 0), (590, 8, 2)])]
        self.assertRegex(self.said(made)[-1],
                         "Of 1 law of environments it is not known, since some verdicts are missing.$")
        self.assertEqual(self.said([(*made[0][:4], counts(PRIORS, 0))]), [])
        self.assertEqual(said_of.sentences(read_result(self.file, ["implementable"])), [])

    def test_what_must_be_paid_in_is_said_as_it_was_counted(self):
        made = cells(2, 2)
        result = write_environments(self.file, made)
        fails = result.count[:, 1, 1]
        self.assertEqual(said_of._paid_in(result), [])
        with h5py.File(self.file, "r+") as file:
            results = Group(file["results"])
            bins = np.zeros((2, 2, 4), dtype=np.int64)
            results.scale("margin_bin", np.arange(4, dtype=np.int64))
            results.variable("margin_high", np.array([0.25, 0.5, 4, np.inf]), ["margin_bin"])
            # All but three pairs need at most 0.5; for one nothing is enough, and of one nothing is known.
            bins[0, 1] = [int(fails[0]) - 3, 0, 1, 0]
            bins[1, 1] = [0, int(fails[1]), 0, 0]
            results.variable("subsidy_count", bins, ["cell", "condition", "margin_bin"])
            results.variable("no_subsidy", np.array([[0, 1], [0, 0]], dtype=np.int64), ["cell", "condition"])
        result = read_result(self.file)
        said, = said_of._paid_in(result)
        half = 0.25 if int(fails[0]) - 3 >= (int(fails.sum()) - 1) / 2 else 0.5
        self.assertIn(f"half need at most {half}, nine tenths at most 0.5; for 1 pair no amount is enough and of 1 pair it is not known.", said)
        self.assertEqual(said_of.sentences(result)[-1], said)
        self.assertEqual(result.subsidies.enough(0, 0.5) > 0, False)  # of ci there are none

    def test_the_report_has_a_section_with_the_figure(self):
        html = page.render(write_environments(self.file, cells(12, 3), CONDITIONS[:3]))
        sections = re.findall(r'<section id="?([\w-]+)', html)
        self.assertLess(sections.index("environments"), sections.index("between"))
        section = html[html.index("What it costs that CI fails</h2>"):]
        self.assertEqual(html.count('id="figure-environments"'), 1)
        self.assertLess(section.index('id="figure-environments"'), section.index("<section"))
        self.assertIn('id="environments-cells"', section)
        self.assertIn("how often is an environment that is drawn for a prior implementable and implementable_ir?", html)
        self.assertIn("1 law of priors and 4 laws of environments", re.sub("<[^>]+>", "", html))


if __name__ == "__main__":
    unittest.main()
