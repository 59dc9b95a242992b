"""The report's sentences, word for word, for results of every kind: true of the numbers, and never more than they show."""

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
from made_result import EVERYTHING, Extras, Group, write_enumeration, write_rare, write_result, write_theorems  # noqa: E402
from genericity.plot import theorems  # noqa: E402
from genericity.plot.axis import ShareAxis  # noqa: E402
from genericity.plot.result import read_result  # noqa: E402
from genericity.report import kinds, validity, words  # noqa: E402

DIRICHLET = "dirichlet(alpha=1)"
THIN = "\u2009"  # between thousands
# What is said once, before the sentences on each condition.
NONE_BETWEEN = ["There is none: nowhere did a condition hold at some of the priors and fail at others."]
IN_BRACKETS = ("In brackets: limits with 95 % confidence, for each share by itself. A share is the part of the priors that satisfy the "
               "condition.")
BOUNDS = ("That all samples agree does not show that there are no exceptions; it bounds how probable they are. The bounds hold with 95 % "
          "confidence, each by itself.")
PROVED = "These shares are proved, not counted. The samples agree: none of them says otherwise."
UNDECIDED = "Undecided samples are in no share; the limits allow for either verdict."


class WordsTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "made.h5"

    def result(self, cells, limits=None, extras=Extras(margins=False), **options):
        """A made result; `limits[cell]` are pairs (low, high) by condition, as an exact interval would have them."""
        write_result(self.file, cells, extras=extras, **options)
        if limits is not None:
            with h5py.File(self.file, "r+") as file:
                file["results/low"][...] = [[pair[0] for pair in row] for row in limits]
                file["results/high"][...] = [[pair[1] for pair in row] for row in limits]
        return read_result(self.file)

    def said(self, result):
        """The sentences of each part of what was found."""
        return {name: sentences for name, _, sentences in words.found(result)}

    def test_one_cell_where_all_held(self):
        # Clopper and Pearson for 400 of 400: low = 0.025^(1/400) = 0.990820.
        result = self.result([("2x2x2", "minimal", DIRICHLET, [(400, 0, 0), (400, 0, 0)])], [[(0.990820, 1)] * 2])
        self.assertEqual(words.asked(result), [
            "How often does a prior that is drawn at random satisfy CI and CBDP? The study asks this for one cell: 2 × 2 × 2, minimal, "
            "dirichlet(alpha=1).", "400 priors were drawn for the cell."])
        self.assertEqual(self.said(result), {"between": NONE_BETWEEN, "bounds": [
            BOUNDS, *(f"{name} held in every decided sample: exceptions have a probability of at most 0.92 % (n = 400; for one side alone "
                      "0.75 %, about 3/n)." for name in ("CI", "CBDP"))],
            "rest": ["Each of the 800 verdicts that were reached carries a proof that was checked in exact arithmetic."]})

    def test_one_cell_where_none_held(self):
        result = self.result([("2x2x2", "{1,2}", DIRICHLET, [(0, 400, 0)])], [[(0, 0.009180)]], conditions=("ci",))
        self.assertEqual(self.said(result)["bounds"], [
            BOUNDS, "CI failed in every decided sample: priors that satisfy it have a probability of at most 0.92 % (n = 400; for one side "
            "alone 0.75 %, about 3/n)."])

    def test_no_theorem_without_the_column(self):
        result = self.result([("2x2x2", "{1,2}", DIRICHLET, [(0, 400, 0)])], [[(0, 0.009180)]], conditions=("ci",))
        self.assertNotIn("proved", self.said(result))
        self.assertIn("does not show", " ".join(self.said(result)["bounds"]))

    def test_theorems_are_cited(self):
        never, dense = "complementary coalitions {1,2} and {3}", "singletons only"
        cells = [("2x2x2", "{1,2}", DIRICHLET, [(0, 400, 0), (400, 0, 0)]), ("2x2x2", "minimal", DIRICHLET, [(400, 0, 0), (400, 0, 0)]),
                 ("2x2x2", "minimal", "exchangeable", [(400, 0, 0), (400, 0, 0)]), ("2x2x2", "{1,3}", DIRICHLET, [(0, 0, 9), (400, 0, 0)])]
        self.result(cells, [[(0, 0.00918), (0.99082, 1)]] + [[(0.99082, 1)] * 2] * 2 + [[(0, 1), (0.99082, 1)]])
        write_theorems(self.file, ["never", "almost_always", "almost_always", "never"], [never, dense, dense, never.replace("2", "x")],
                       [[0, np.nan], [1, 1], [np.nan, np.nan], [0, np.nan]])
        result = read_result(self.file)
        said = self.said(result)
        self.assertEqual(said["proved"], [
            PROVED, f"CI fails at every prior in 2 of 4 cells ({never}; {never.replace('2', 'x')}).",
            "CI holds at almost every prior in the cell 2 × 2 × 2, minimal, dirichlet(alpha=1) (singletons only).",
            "CBDP holds at almost every prior in the cell 2 × 2 × 2, minimal, dirichlet(alpha=1) (since CI does: singletons only)."])
        self.assertEqual(said["bounds"][:2], [
            BOUNDS, "CI held in every decided sample in the cell 2 × 2 × 2, minimal, exchangeable: exceptions have a probability of at most "
            "0.92 % (n = 400; for one side alone 0.75 %, about 3/n)."])
        self.assertEqual(said["unknown"], [UNDECIDED, f"9 samples of 1{THIN}209 are undecided for CI, in 1 cell."])
        self.assertEqual(" ".join(theorems.note(result).split()), (
            f"Proved, not counted: CI fails at every prior in 2 of 4 cells ({never}; and 1 other reason); CI, and so CBDP, holds "
            "at almost every prior in 1 of 4 cells (singletons only)."))

    def test_captions_cite_theorems_and_doubt_no_share_that_is_proved(self):
        cells = [("2x2x2", "minimal", law, [(400, 0, 0)]) for law in (DIRICHLET, "exchangeable")]
        doubts = (([np.nan, np.nan], ", which does not show that there is none."), ([1, np.nan], ", which by itself does not show that "
                  "there is none.\nProved, not counted: CI holds at almost every prior in 1 of 2 cells (singletons only)."),
                  ([1, 1], ".\nProved, not counted: CI holds at almost every prior (singletons only)."))
        for shares, doubt in doubts:
            self.result(cells, conditions=("ci",))
            write_theorems(self.file, ["almost_always"] * 2, ["singletons only"] * 2, [[share] for share in shares])
            result = read_result(self.file)
            self.assertEqual(ShareAxis(True).note(result, [0, 1]), f" At the upper edge: no exception was seen{doubt}")
            # Of the one cell that is drawn.
            self.assertEqual("by itself" in ShareAxis(True).note(result, [1]), False)
            self.assertEqual(ShareAxis(False).note(result, [0, 1]), doubt[doubt.index("."):][1:] if "Proved" in doubt else "")

    def test_several_cells_of_each_kind(self):
        cells = [("2x2x2", "minimal", DIRICHLET, [(1000, 0, 0)]), ("2x2x2x2", "minimal", DIRICHLET, [(400, 0, 0)]),
                 ("2x2x2", "{1,2}", DIRICHLET, [(0, 400, 0)]), ("2x2x2", "minimal", "independent", [(0, 1000, 0)]),
                 ("2x2x2x2x2", "{1,2,3},{1,4,5}", DIRICHLET, [(250, 750, 0)]),
                 ("2x2x2x2x2", "{1,2,3},{1,2,4}", DIRICHLET, [(9999, 1, 0)])]
        limits = [[(0.99631, 1)], [(0.99082, 1)], [(0, 0.00919)], [(0, 0.00369)], [(0.22342, 0.27807)],
                  [(0.99944, 0.999998)]]
        result = self.result(cells, limits, conditions=("ci",))
        said = self.said(result)
        self.assertEqual(said["between"], [
            IN_BRACKETS, "CI held at some priors and failed at others in 2 of 6 cells. The shares go from 25.0 % (22.3 % to 27.9 %), "
            "2 × 2 × 2 × 2 × 2, {1,2,3},{1,4,5}, dirichlet(alpha=1), to 99.99 % (99.944 % to 99.99980 %), 2 × 2 × 2 × 2 × 2, "
            "{1,2,3},{1,2,4}, dirichlet(alpha=1)."])
        weakest = "0.92 % (in the cell with the weakest bound, n = 400; for one side alone 0.75 %, about 3/n)."
        self.assertEqual(said["bounds"], [
            BOUNDS, f"CI failed in every decided sample in 2 of 6 cells: priors that satisfy it have a probability of at most {weakest}",
            f"CI held in every decided sample in 2 of 6 cells: exceptions have a probability of at most {weakest}"])
        self.assertEqual(words.asked(result)[1], f"400 to 10{THIN}000 priors were drawn for each cell.")

    def test_no_samples(self):
        result = self.result([("2x2", "minimal", DIRICHLET, [(0, 0, 0)] * 2)])
        self.assertEqual(words.asked(result)[1], "No prior has been drawn yet.")
        self.assertEqual(words.found(result), [("nothing", "Nothing yet", ["No prior has been drawn, so nothing is known of any share."])])

    def test_no_cells(self):
        result = self.result([])
        self.assertEqual(words.asked(result), ["The result has no cells: the study asks nothing, or nothing was chosen."])
        self.assertEqual(words.found(result), [])

    def test_a_cell_without_samples_beside_others(self):
        result = self.result([("2x2x2", "minimal", DIRICHLET, [(3, 1, 0)]), ("2x2x2", "{1,2}", DIRICHLET, [(0, 0, 0)])],
                             [[(0.19412, 0.99369)], [(0, 1)]], conditions=("ci",))
        said = self.said(result)
        self.assertEqual(said["between"], [IN_BRACKETS, "CI held at some priors and failed at others in the cell 2 × 2 × 2, minimal, "
                                           "dirichlet(alpha=1): its share is 75.0 % (19.4 % to 99.37 %)."])
        self.assertEqual(said["unknown"], ["CI: 1 cell has no samples yet."])

    def test_every_sample_undecided(self):
        result = self.result([("2x2x2", "minimal", DIRICHLET, [(0, 0, 9)])], [[(0, 1)]], conditions=("ci",))
        self.assertEqual(self.said(result), {"between": NONE_BETWEEN, "unknown": [
            "CI: every sample is undecided, so nothing is known of its share there.", UNDECIDED, "9 samples of 9 are undecided for CI.",
            "Here that is much (100 % of the samples): the share among the decided ones may be far from the truth. Rely on the "
            "limits only."]})

    def test_many_undecided(self):
        # 60 of 60 decided ones hold, but 40 may be either: the bound is that of 40 of 100 failing.
        result = self.result([("2x2x2", "minimal", DIRICHLET, [(60, 0, 40)])], [[(0.497201, 1)]], conditions=("ci",))
        said = self.said(result)
        self.assertEqual(said["bounds"], [BOUNDS, "CI held in every decided sample: exceptions have a probability of at most 50.3 % (n = 100)."])
        self.assertEqual(said["unknown"], [
            UNDECIDED, "40 samples of 100 are undecided for CI.",
            "Here that is much (40.0 % of the samples): the share among the decided ones may be far from the truth. Rely on the "
            "limits only."])

    def test_few_undecided_and_a_missing_proof(self):
        result = self.result([("2x2x2", "minimal", DIRICHLET, [(598, 400, 2)]), ("2x2x2", "minimal", "exchangeable",
                                                                               [(998, 1, 1)])], conditions=("ci",))
        with h5py.File(self.file, "r+") as file:
            file["results/certified"][...] = [[997], [999]]
        result = read_result(self.file)
        said = self.said(result)
        self.assertEqual(said["unknown"], [UNDECIDED, f"3 samples of 2{THIN}000 are undecided for CI, in 2 cells."])
        self.assertIn("condition, among the decided samples.", said["between"][0])
        self.assertIn(f"1{THIN}996 of the 1{THIN}997 verdicts that were reached (99.9 %) carry proofs that were checked in exact "
                      "arithmetic.", said["rest"])

    def test_ci_beside_cbdp(self):
        result = self.result([("2x2x2", "minimal", DIRICHLET, [(30, 70, 0), (90, 10, 0)])], extras=EVERYTHING)
        self.assertIn("Of 100 samples: CI and CBDP both held in 30, CBDP alone in 60, neither in 10, and CI alone in "
                      "none, as theory demands.", self.said(result)["rest"])
        result.joint = np.array([[[20, 5, 0], [60, 15, 0], [0, 0, 0]]])
        self.assertIn("Of 100 samples: CI and CBDP both held in 20, CBDP alone in 60, neither in 15, CI alone in 5. The "
                      "last cannot be, since CI implies CBDP: this points to a fault in the program or the file.",
                      self.said(result)["rest"])

    def test_unfinished_and_stopped_by_the_clock(self):
        result = self.result([("2x2x2", "minimal", DIRICHLET, [(1, 1, 0)])], conditions=("ci",), complete=False)
        result.stop_reason[0] = "time"
        self.assertEqual(words.asked(result)[2:], [
            "The study is not finished: it asks for more samples than were drawn so far.",
            "Some cells were stopped by the time limit. The verdicts of their samples can be repeated; their number of samples "
            "depends on the machine."])

    def test_a_part_of_a_study_with_a_rule_that_looks(self):
        write_result(self.file, [("2x2x2", "minimal", DIRICHLET, [(400, 0, 0)])], conditions=("ci",), margins=False)
        with h5py.File(self.file, "r+") as file:
            file["results/low"][...] = 0.98
            for name, value in (("shard", 1), ("shards", 4), ("asked_half_width", 0.01)):
                file["progress"].attrs[name] = value
        result = read_result(self.file)
        self.assertEqual(words.asked(result)[2:], [
            "This file is part 2 of 4 of the study, with that part's samples only.",
            "A rule that looks at the verdicts decides when a cell has enough samples; the limits are valid under that rule."])
        # The bound for one side is that of a fixed number of samples, which there was not.
        self.assertEqual(self.said(result)["bounds"][1:], [
            "CI held in every decided sample: exceptions have a probability of at most 2.0 % (n = 400)."])

    def test_what_theory_says_is_told_apart(self):
        cells = [("2x2x2", "minimal", DIRICHLET, [(400, 0, 0), (400, 0, 0)])] * 2 + [
            ("2x2x2", "minimal", "independent", [(0, 400, 0), (0, 400, 0)])]
        result = self.result(cells, [[(0.99, 1)] * 2, [(0.99, 1)] * 2, [(0, 0.01)] * 2], extras=EVERYTHING)
        result.tail.codimension[:] = [[np.nan, 3], [np.nan, 1], [np.nan, 0]]
        said = self.said(result)
        self.assertEqual(said["proved"], [
            PROVED, "CI fails at every prior of the law in the cell 2 × 2 × 2, minimal, independent (since CBDP does: the whole family fails).",
            "CBDP fails at every prior of the law in the cell 2 × 2 × 2, minimal, independent (the whole family fails).",
            "CBDP holds at almost every prior of the law in 2 of 3 cells (the failure set has codimension 3 in the law's family; the failure "
            "set has codimension 1 in the law's family)."])
        self.assertEqual([sentence[:16] for sentence in said["bounds"][1:]], ["CI held in every"])
        known = kinds.of(result)
        self.assertEqual(known.proved.tolist(), [[False, True], [False, True], [True, True]])
        self.assertEqual((known.between + known.proved + known.one_sided.astype(int) + known.unknown).tolist(), [[1, 1]] * 3)

    def test_samples_that_contradict_a_theorem(self):
        cells = [("2x2x2", "minimal", DIRICHLET, [(399, 1, 0)]), ("2x2x2", "{1,2}", DIRICHLET, [(400, 0, 0)])]
        self.result(cells, conditions=("ci",))
        write_theorems(self.file, ["almost_always", "never"], ["singletons only"] * 2, [[1], [0]])
        said = self.said(read_result(self.file))
        self.assertNotIn("proved", said)
        self.assertEqual(said["rest"][:2], [
            "Of 1 share a theorem says that it is 1, but some samples failed: draws are rounded to doubles, and these may fail where almost "
            "no prior does.", "Of 1 share a theorem says that it is 0, but some samples held. This cannot be: it points to a fault in the "
            "program or the file."])

    def test_rare_events(self):
        write_rare(self.file, [("2x2x2", "maximal", DIRICHLET, 1, 27), ("2x2x2", "minimal", "logistic_normal(sigma=1)", np.nan, 1)])
        result = read_result(self.file)
        self.assertEqual(words.asked(result), [
            "How likely is it that a prior that is drawn at random comes near to failing CBDP? The study asks this for 2 cells, with 3 "
            "agents, and for margins below 0.1, 0.01 and 0.0001. It draws rare priors on purpose and weighs them accordingly."])
        self.assertEqual(words.found(result), [("rare", "CBDP (ambiguous mechanisms)", [
            f"In brackets: limits with 95 % confidence.{words.EXPONENTS}",
            "2 × 2 × 2, maximal, dirichlet(alpha=1): the margin is below 0.0001 with a probability of 0.0027 (0.00267 to 0.00273); its "
            "exponent is 1 (0.99 to 1.01), and in theory 1."])])
        write_rare(self.file, [("2x2x2", "minimal", "logistic_normal(sigma=1)", np.nan, 1)])
        self.assertEqual(words.found(read_result(self.file)),
                         [("rare", "Nothing yet", ["No estimate is finished, so nothing is known."])])

    def test_limits_never_look_like_none(self):
        self.assertEqual(words._estimate(3.0, 2.99999, 3.00001), ("3", "2.99999 to 3.00001"))
        self.assertEqual(words._estimate(6.0001e-17, 5.9999e-17, 6.0003e-17), ("6.0001e-17", "5.9999e-17 to 6.0003e-17"))
        self.assertEqual(words._estimate(2.99995162, 2.99995162, 2.99995162),
                         ("2.99995", "limits alike to 11 digits"))
        self.assertEqual(words._estimate(0.5, float("nan"), float("nan")), ("0.5", "without limits"))

    def test_laws_that_were_gone_through(self):
        cells = [("2x2x2", "minimal", "lattice(denominator=10)", [(20, 16, 0)]), ("2x2x2", "minimal", "lattice(denominator=8)", [(0, 1, 0)]),
                 ("2x2x2", "minimal", "lattice(denominator=12)", [(30, 300, 0)])]
        write_enumeration(self.file, cells)
        said = self.said(read_result(self.file))
        self.assertEqual(said["between"], [
            "CI held at some priors and failed at others in 2 of 3 cells, each time all of its law. The shares go from 9.1 % (30 of "
            "330) to 55.6 % (20 of 36)."])
        self.assertEqual(said["bounds"], [
            "CI failed at every prior that was decided in the cell 2 × 2 × 2, minimal, lattice(denominator=8). Every prior of the law was "
            "decided, so this is no estimate: it is so."])
        write_enumeration(self.file, cells[1:2], exact=False)
        self.assertEqual(self.said(read_result(self.file))["bounds"], [
            "CI failed at every prior that was decided. Not all priors of the law are decided, and these are not a random part of them: this "
            "says nothing of the others."])

    def limited(self, cells=1, looks=None, progress=(), provenance=(), more_limits=True, **options):
        """A made result with all kinds of limits, with so many looks at each cell and these attributes."""
        write_result(self.file, [("2x2x2", "minimal", DIRICHLET, [(300, 100, 0)])] * cells, conditions=("ci",),
                     extras=Extras(margins=False, provenance=True, more_limits=more_limits), **options)
        with h5py.File(self.file, "r+") as file:
            file["progress"].attrs.update(progress)
            file["provenance"].attrs.update(provenance)
            if looks is not None:
                Group(file["results"]).variable("looks", np.array(looks, dtype=np.uint64), ["cell"])
        return read_result(self.file)

    ALL_CELLS = "All cells at once: simultaneous limits, at 95 %, which hold for all cells and conditions of the file together."
    SEQUENCE = ("Limits that hold whatever ended the sampling: genericity show made.h5 --columns limits, there sequence_low and "
                "sequence_high.")
    EXACT = ("Limits: exact ones of Clopper and Pearson, at 95 %, for a number of samples that was fixed beforehand, for each cell and "
             "condition by itself.")

    def test_kinds_of_limits_with_a_fixed_number(self):
        self.assertEqual(validity.limits(self.limited(looks=[0])), [self.EXACT, self.ALL_CELLS, self.SEQUENCE])
        self.assertEqual(validity.limits(self.limited(more_limits=False)), [self.EXACT])
        self.assertEqual(validity.limits(self.limited(complete=False)), [
            self.EXACT, self.ALL_CELLS, f"The number of samples is not the one that was fixed beforehand. {self.SEQUENCE}"])
        self.assertEqual(validity.limits(self.limited(confidence=0.99))[0], self.EXACT.replace("95", "99"))
        self.assertEqual(validity.limits(self.result([])), [])

    def test_kinds_of_limits_under_a_rule_that_looks(self):
        result = self.limited(2, [7, 12], {"asked_half_width": 0.005, "asked_relative_half_width": 0.1})
        self.assertEqual(validity.limits(result), [
            "Limits: from a confidence sequence, at 95 %, because the stop rule looks at the verdicts (until ±0.5 % or ±10 % of the rarer "
            "side's share). They are valid at whatever look it stops, for each cell and condition by itself. It has taken 7 to 12 looks at "
            "each cell.", self.ALL_CELLS, self.SEQUENCE])
        self.assertEqual(validity.limits(self.limited(1, [1], {"asked_half_width": 0.005}, more_limits=False)), [
            "Limits: from a confidence sequence, at 95 %, because the stop rule looks at the verdicts (until ±0.5 %). They are valid at "
            "whatever look it stops, for each cell and condition by itself. It has taken 1 look."])

    def test_kinds_of_limits_in_other_modes(self):
        write_rare(self.file, [("2x2x2", "maximal", DIRICHLET, 1, 27)])
        result = read_result(self.file)
        self.assertEqual(validity.limits(result), [
            "The limits of a probability are Student's, over independent replications, at 95 %; those of a slope come from the jackknife "
            "over replications. They are for each cell, condition and margin by itself."])
        self.assertEqual(validity.verification(result), [
            "genericity verify checks the file itself: its seal, which shows that no byte was changed, its checksums and its digest. "
            "Nothing is decided again: to check the numbers, repeat the study and compare."])
        write_enumeration(self.file, [("2x2x2", "minimal", "lattice(denominator=8)", [(0, 1, 0)])])
        result = read_result(self.file)
        self.assertEqual(validity.limits(result), [
            "There are no confidence limits: the priors were gone through, not drawn. A share is exact once all priors of its law are "
            "decided; until then it may be anything from 0 to 100 %."])
        self.assertIn("Nothing is decided again", validity.verification(result)[0])

    def test_how_to_verify(self):
        self.assertEqual(validity.verification(self.limited()), [
            "genericity verify checks the file itself: its seal, which shows that no byte was changed, its checksums and its digest, and "
            "that its contents fit together. Then it draws 100 random samples again, and those with the least margins of the same cells, "
            "decides them anew, with proof, and compares; --samples asks for another number, --recount counts everything from the "
            "beginning. Exit code 5 says that a fault was found."])

    def test_parts_of_a_study(self):
        self.assertEqual(validity.parts(self.limited()), [])
        self.assertEqual(validity.parts(self.limited(progress={"shard": 1, "shards": 4})), [
            "This file is the part 1 (from 0) of 4. genericity status says which of the parts are done, partial, missing or damaged; "
            "genericity merge unites them, in any order, and lists the samples that are missing."])
        # Part 1 was continued once, and so has two lines.
        runs = "".join(f'{{"shard":"{i}/2","threads":2}}\n' for i in (1, 0, 1))
        self.assertEqual(validity.parts(self.limited(provenance={"shards": runs})), [
            "This file was merged from 2 parts of the study. genericity status says of such parts which are done, partial, missing or "
            "damaged; genericity merge unites them, in any order, to the result of one run."])
        for other in ('{"shard":"0/1"}\n', "nothing known\n", '{"threads":2}\n', "[1]\n"):
            self.assertEqual(validity.parts(self.limited(provenance={"shards": other})), [], other)

    def test_no_count_is_called_certain(self):
        """Whatever the counts, no sentence says that something never or always happens, nor gives a share without limits."""
        generator = np.random.default_rng(3)
        for _ in range(60):
            counts = [tuple(int(v) for v in generator.integers(0, 5, 3) * generator.integers(0, 2, 3)) for _ in range(2)]
            result = self.result([("2x2x2x2x2", "{1,2,3}", DIRICHLET, counts)])
            text = " ".join(s for _, _, sentences in words.found(result) for s in sentences)
            self.assertNotRegex(text, r"\b(never|always|null set|measure zero|certain)\b")
            self.assertNotRegex(text, r"share[^.]* is 100 %|share[^.]* is 0 %|± 0")
            self.assertEqual(len(re.findall(r"(CI|CBDP) (held|failed) in every decided sample: [a-z ]+ have a probability of at most", text)),
                             len(re.findall(r"(CI|CBDP) (held|failed) in every", text)))
            self.assertEqual(text.count("does not show that there are no exceptions"), int("in every decided sample" in text))

    def test_limits_are_rounded_outwards(self):
        for value in (1.3e-9, 3e-5, 0.0123, 0.25, 0.5, 0.99, 0.999999, 1 - 1e-9):
            self.assertLessEqual(float(words.low_limit(value)[:-2]), 100 * value * (1 + 1e-9))
            self.assertGreaterEqual(float(words.high_limit(value)[:-2]), 100 * value * (1 - 1e-9))
            self.assertLess(float(words.low_limit(value)[:-2]), 100)
            self.assertGreater(float(words.high_limit(value)[:-2]), 0)
        self.assertEqual((words.low_limit(0.0), words.high_limit(1.0)), ("0 %", "100 %"))


if __name__ == "__main__":
    unittest.main()
