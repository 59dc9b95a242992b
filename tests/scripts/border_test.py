"""The figure of one prior's border: what is read, which verdicts follow, what is drawn, and what is said of it."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import made_border as made  # noqa: E402
from genericity.plot import border, border_figure, style  # noqa: E402
from genericity.plot.command import CannotRead, NotAResult  # noqa: E402

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.text import Text  # noqa: E402


class BorderTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(plt.close, "all")
        self.file = Path(folder.name) / "made.json"

    def read(self, text, wanted=None):
        self.file.write_text(text, encoding="utf-8")
        return border.read_borders(self.file, wanted)

    def draw(self, text, **options):
        return border_figure.draw(self.read(text), style.Options(**options))

    def texts(self, drawing):
        return [text.get_text() for text in drawing.figure.findobj(Text) if text.get_text()]

    def test_what_is_read(self):
        found = self.read(made.FOUR)
        self.assertEqual((found.name, found.types, found.agents, list(found.of)), ("Guo, section 5", "2x2x2x2", 4, ["ci", "cbdp"]))
        ci = found.of["ci"]
        self.assertEqual((ci.holds, ci.fails, ci.undecided, ci.count), (9, 1015, 0, 1024))
        self.assertEqual([len(found) for found in (ci.holding, ci.failing, ci.unknown)], [4, 8, 0])
        self.assertTrue(ci.other_by_rounding)
        self.assertFalse(found.of["cbdp"].other_by_rounding)
        self.assertEqual(list(self.read(made.FOUR, ["cbdp"]).of), ["cbdp"])

    def test_what_is_refused(self):
        with self.assertRaisesRegex(NotAResult, "no condition 'bdp'; there are: ci, cbdp"):
            self.read(made.FOUR, ["bdp"])
        whole = json.loads(made.FOUR)
        six = {**whole, "types": [2] * 6}
        lacking = {key: value for key, value in whole.items() if key != "lattice"}
        strange = json.loads(made.FOUR.replace("{1,3}", "{1,7}"))
        for wrong in (six, lacking, strange, {**whole, "lattice": []}, {**whole, "types": "2x2"}, {}, [], 7):
            with self.subTest(str(wrong)[:60]), self.assertRaisesRegex(NotAResult, "not what 'genericity check"):
                self.read(json.dumps(wrong))
        with self.assertRaisesRegex(NotAResult, "not what 'genericity check"):
            self.read("{" * 100000)
        with self.assertRaises(CannotRead):
            border.read_borders(self.file.with_name("absent.json"))

    def test_verdicts_follow_from_the_border(self):
        rows = [(key, pattern, where) for key, where, pattern, *_ in self.draw(made.THREE).rows]
        self.assertEqual(len(rows), 16)
        self.assertEqual([(p, w) for key, p, w in rows if key == "cbdp"],
                         [("minimal", "holds"), ("{1,2}", "holds"), ("{1,3}", "fails"), ("{2,3}", "holds"), ("{1,2},{1,3}", "fails"),
                          ("{1,2},{2,3}", "holds"), ("{1,3},{2,3}", "fails"), ("maximal", "fails")])
        self.assertEqual({w for key, p, w in rows if key == "ci" and p != "minimal"}, {"fails"})

    def test_each_set_of_the_border_is_in_the_table_once(self):
        for text in (made.FOUR, made.FIVE):
            found, drawing = json.loads(text)["lattice"], self.draw(text)
            for key, condition in found.items():
                for where, name in (("holds up to", "maximal_holding"), ("fails from", "minimal_failing"),
                                    ("undecided at", "undecided_patterns")):
                    with self.subTest(key=key, where=where):
                        mine = [row[2] for row in drawing.rows if row[:2] == (key, where)]
                        self.assertEqual(sorted(mine), sorted(condition[name]))

    def test_order(self):
        rows = self.draw(made.FIVE).rows
        held = [row[3] for row in rows if row[:2] == ("ci", "holds up to")]
        self.assertEqual(held, sorted(held, reverse=True))
        failing = [row for row in rows if row[:2] == ("ci", "fails from")]
        self.assertEqual([row[4] for row in failing], [0] * 20 + [1] * 15)  # what fails at every prior comes last
        self.assertEqual([row[3] for row in failing[20:]], [1] * 5 + [2] * 10)

    def test_what_is_not_drawn_is_counted(self):
        drawing = self.draw(made.FIVE)
        boxes = [row for row in drawing.rows if row[:2] == ("ci", "holds up to") and row[5]]
        self.assertEqual(len(boxes), border_figure.MOST_DRAWN)
        texts = self.texts(drawing)
        together = sum(int(text.split("\n")[0].removeprefix("× ")) for text in texts if text.startswith("× "))
        self.assertEqual(len(drawing.notes), 1)
        self.assertRegex(drawing.notes[0], "^ci, holds up to: ")
        left_out = 90 - together
        self.assertGreater(left_out, 0)
        self.assertTrue(any(text.startswith(f"{left_out} more sets are not drawn") for text in texts))
        self.assertIn(f" {left_out} more sets", drawing.notes[0])
        self.assertEqual(self.draw(made.FOUR).notes, [])

    def test_what_is_said(self):
        caption = self.draw(made.FOUR, paper=True).caption
        self.assertIn("Guo, section 5,  2 × 2 × 2 × 2,  four agents.", caption)
        self.assertIn("CI (simple mechanisms) holds at 9 and fails at 1\u2009015 of 1\u2009024 sets of coalitions.", caption)
        self.assertIn("The verdicts on CI are those of the very numbers written", caption)
        self.assertIn("each other's complement", caption)
        for words in ("All but", "× 12"):
            self.assertNotIn(words, caption)
        five = self.draw(made.FIVE)
        for words in ("All but", "× 12", "; 2 are undecided"):
            self.assertIn(words, five.caption)
        self.assertIn("all but", " ".join(self.texts(five)))
        everything = self.draw(made.ALL_OF_FIVE)
        self.assertIn("CI (simple mechanisms) fails at every set of coalitions.", everything.caption)
        self.assertIn("CBDP (ambiguous mechanisms) holds at every set of coalitions.", everything.caption)
        self.assertLessEqual({"all", "none"}, set(self.texts(everything)))

    def test_other_conditions_are_drawn_under_their_keys(self):
        text = made.FOUR.replace('"cbdp"', '"new_one"')
        self.assertIn("new_one holds at 16", self.draw(text).caption)


if __name__ == "__main__":
    unittest.main()
