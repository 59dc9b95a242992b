"""What the figures are made from: patterns and their classes, what cells are chosen by, the confidence sequence, the axis of
shares, running counts."""

import argparse
import itertools
import math
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from genericity.plot import axis, choice, convergence, intervals, laws, patterns, style  # noqa: E402
from genericity.plot.result import Trace, read_result  # noqa: E402

from made_result import write_result  # noqa: E402


class PatternTest(unittest.TestCase):
    def all_patterns(self, agents):
        proper = [s for s in range(1, 2**agents - 1) if s.bit_count() > 1]
        for size in range(len(proper) + 1):
            yield from map(frozenset, itertools.combinations(proper, size))

    def test_texts(self):
        self.assertEqual(patterns.parse("{1,2},{2,3}", 4), frozenset({0b0011, 0b0110}))
        self.assertEqual(patterns.parse("{1},{3,1}", 3), frozenset({0b101}))
        self.assertEqual(patterns.parse("{1,2,3}", 3), frozenset())
        self.assertEqual(patterns.parse("minimal", 3), frozenset())
        self.assertEqual(patterns.parse("maximal", 3), frozenset({0b011, 0b101, 0b110}))
        self.assertEqual(patterns.parse("size<=2", 3), patterns.parse("maximal", 3))
        self.assertEqual(patterns.parse("size<=2", 4), patterns.parse("{1,2},{1,3},{1,4},{2,3},{2,4},{3,4}", 4))
        self.assertEqual(patterns.parse("size<=1", 4), frozenset())
        for text in ("", "{1,2", "{1,5}", "1,2", "size<2"):
            with self.assertRaises(ValueError):
                patterns.parse(text, 4)

    def test_classes_of_three_and_four_agents(self):
        for agents, classes, complementary in ((3, 4, 3), (4, 90, 85)):
            types = (2,) * agents
            found = {patterns.canonical(p, types): p for p in self.all_patterns(agents)}
            self.assertEqual(len(found), classes)
            self.assertEqual(sum(patterns.complementary(p, agents) for p in found.values()), complementary)

    def test_relabellings_keep_the_numbers_of_types(self):
        one, other = frozenset({0b011}), frozenset({0b110})
        self.assertEqual(patterns.canonical(one, (2, 2, 2)), patterns.canonical(other, (2, 2, 2)))
        self.assertNotEqual(patterns.canonical(one, (2, 2, 3)), patterns.canonical(other, (2, 2, 3)))

    def test_maximal_ones(self):
        types = (2, 2, 2, 2)
        free = list({patterns.canonical(p, types): p for p in self.all_patterns(4)
                     if not patterns.complementary(p, 4)}.values())
        self.assertEqual(len(free), 5)
        self.assertEqual(sorted(len(p) for p in patterns.maximal(free, types)), [3, 3])  # the star and the triangle
        self.assertTrue(patterns.included(frozenset({0b1100}), frozenset({0b0011, 0b0101}), types))
        self.assertFalse(patterns.included(frozenset({0b1100, 0b0011}), frozenset({0b0011, 0b0101}), types))


class ChoiceTest(unittest.TestCase):
    def test_comparisons(self):
        self.assertTrue(choice.read("pattern={1,2}").fits("{1,2}"))
        self.assertFalse(choice.read("pattern!={1,2}").fits("{1,2}"))
        self.assertEqual([choice.read(f"alpha{sign}1").fits(value) for sign in ("=", "!=", "<=", ">=", "<", ">")
                          for value in (0.5, 1.0, 2.0)],
                         [value in fits for fits in ("1", "02", "01", "12", "0", "2") for value in "012"])
        self.assertFalse(choice.read("alpha!=1").fits(math.nan))
        self.assertFalse(choice.read("pattern<a").fits("A"))
        self.assertRaises(argparse.ArgumentTypeError, choice.read, "alpha")


class LawsTest(unittest.TestCase):
    def test_words(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "made.h5"
            half = [(5, 5, 0), (5, 5, 0)]
            write_result(path, [("2x2x2", "{1,2}", "near(base=latent_class(classes=3,alpha=0.5),epsilon=1e-3)", half),
                                ("2x2x2", "{1,2}", "block_independent(blocks={1,2},{3})", half)])
            made = read_result(path)
        self.assertEqual(laws.without(made, 0, "epsilon"), "near (base_family=latent_class, base_classes=3, base_alpha=0.5)")
        self.assertEqual(laws.without(made, 1, "epsilon"), "block_independent (blocks={1,2},{3})")


class SequenceTest(unittest.TestCase):
    def test_log_gamma(self):
        for x in (1e-9, 0.1, 1, 3.7, 8, 1e3, 1e9, 4e12):
            self.assertTrue(math.isclose(float(intervals.log_gamma(np.array(x))), math.lgamma(x), rel_tol=1e-12, abs_tol=1e-11), x)

    def test_the_ratio_by_its_definition(self):
        holds, total, p = 3, 5, 0.3
        value = sum(w * math.prod(1 + i / (r * p) for i in range(holds)) * math.prod(1 + i / (r * (1 - p)) for i in range(total - holds))
                    / math.prod(1 + i / r for i in range(total)) for r, w in zip(intervals.PRECISIONS, intervals.WEIGHTS))
        self.assertAlmostEqual(float(intervals.log_mixture_ratio(holds, total, p)), math.log(value), places=6)
        self.assertAlmostEqual(float(intervals.WEIGHTS.sum()), 1.0)

    def test_limits(self):
        holds, fails = np.array([0, 40, 50, 1000, 0]), np.array([40, 0, 50, 1, 0])
        low, high = intervals.confidence_sequence(holds, fails, np.zeros(5, dtype=int), 0.95)
        self.assertEqual((low[0], high[1], low[4], high[4]), (0, 1, 0, 1))
        np.testing.assert_allclose([low[1], low[2]], [1 - high[0], 1 - high[2]], rtol=1e-9)
        for i in (1, 2, 3):
            self.assertAlmostEqual(float(intervals.log_mixture_ratio(holds[i], holds[i] + fails[i], low[i])), -math.log(0.05), places=5)
            self.assertLess(low[i], holds[i] / (holds[i] + fails[i]))
        # An undecided sample may be either.
        low_u, high_u = intervals.confidence_sequence(np.array([50]), np.array([40]), np.array([10]), 0.95)
        self.assertAlmostEqual(high_u[0], 1 - intervals.confidence_sequence(np.array([40]), np.array([60]), np.array([0]), 0.95)[0][0])
        self.assertAlmostEqual(low_u[0], low[2])

    def test_it_covers_at_all_times_together(self):
        # 400 runs of 512 samples, share 0.3: that a run ever leaves has a chance of at most 0.1, that more than 75 do of
        # less than 1e-6 (binomial).
        draws = np.random.default_rng(11).random((400, 512)) < 0.3
        look = np.array([8, 16, 32, 64, 128, 256, 512])
        holds = draws.cumsum(axis=1)[:, look - 1]
        low, high = intervals.confidence_sequence(holds, look - holds, np.zeros_like(holds), 0.9)
        missed = int(((low > 0.3) | (high < 0.3)).any(axis=1).sum())
        self.assertLessEqual(missed, 75)
        self.assertLess(float((high - low)[:, -1].mean()), 0.25)


class AxisTest(unittest.TestCase):
    def test_linear_unless_all_are_near_one(self):
        self.assertFalse(axis.share_axis(np.array([0.5, 0.999]), np.array([0.4, 0.99])).logarithmic)
        self.assertFalse(axis.share_axis(np.array([np.nan]), np.array([0.0])).logarithmic)
        near = axis.share_axis(np.array([0.9999, 1.0]), np.array([0.999, 0.9991]))
        self.assertTrue(near.logarithmic)
        place = near.place(np.array([0.99, 0.999, 0.9999]))
        np.testing.assert_allclose(place, [near.left, 3, 4], atol=1e-9)
        self.assertEqual(near.beyond(np.array([0.9999, 1.0])).tolist(), [False, True])
        self.assertFalse(axis.share_axis(np.array([1.0]), np.array([0.999]), "share").logarithmic)
        self.assertTrue(axis.share_axis(np.array([0.5]), np.array([0.4]), "exceptions").logarithmic)


class RunTest(unittest.TestCase):
    def run_of(self, *counts):
        """Bins of 4, 4 and 8 samples with these (holds, fails, undecided)."""
        trace = Trace(np.array([0, 4, 8]), np.array([4, 8, 16]), np.array([[counts]]))
        return convergence.run(trace, 0, 0)

    def test_running_counts(self):
        run = self.run_of((4, 0, 0), (1, 2, 1), (0, 3, 0))
        self.assertEqual((run.samples.tolist(), run.holds.tolist(), run.fails.tolist(), run.undecided.tolist()),
                         ([4, 8, 11], [4, 5, 5], [0, 2, 5], [0, 1, 1]))

    def test_a_hole_ends_the_run(self):
        self.assertEqual(self.run_of((4, 0, 0), (1, 0, 0), (8, 0, 0)).samples.tolist(), [4])
        self.assertIsNone(self.run_of((1, 0, 0), (4, 0, 0), (0, 0, 0)))
        self.assertIsNone(self.run_of((0, 0, 0), (0, 0, 0), (0, 0, 0)))
        self.assertEqual(self.run_of((3, 0, 0), (0, 0, 0), (0, 0, 0)).samples.tolist(), [3])


class WordsTest(unittest.TestCase):
    def test_no_share_looks_like_none_or_all_unless_it_is(self):
        self.assertEqual(style.share_words(0, 10), "0 %")
        self.assertEqual(style.share_words(10, 0), "100 %")
        self.assertEqual(style.share_words(1, 2), "33.3 %")
        self.assertEqual(style.share_words(99999, 1), "99.999 %")
        self.assertEqual(style.share_words(1, 99999), "0.001 %")


if __name__ == "__main__":
    unittest.main()
