"""scripts/report.py: what is on the page, and that a browser shows it, sorts it, and asks nobody for anything.

The part that needs Chromium is skipped where there is none.
"""

import contextlib
import io
import itertools
import re
import sys
import tempfile
import unittest
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import h5py

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1] / "scripts"))
from browser import CHROMIUM, browse  # noqa: E402
from figures_test import four_agents, study  # noqa: E402
from made_result import EVERYTHING, write_enumeration, write_rare, write_result  # noqa: E402
from genericity.plot.result import read_result  # noqa: E402
from genericity.report import citation, page as report_page, program as report, validity, words  # noqa: E402
from work import calls_of  # noqa: E402

FIGURES = ("shares", "lattice4", "phase_alpha", "margins", "exponents", "convergence", "effort")

# Presses what a reader may press, and sees what comes of it.
PROBE = """
const table = document.querySelector('#shares'), heads = Array.from(table.tHead.rows[0].cells);
const column = (name) => heads.findIndex((head) => head.textContent === name);
const texts = (name) => Array.from(table.tBodies[0].rows).map((row) => row.cells[column(name)].textContent);
const press = (name) => heads[column(name)].firstElementChild.click();
probe.start = texts('cell');
press('share'); probe.up = texts('share'); probe.sort = heads[column('share')].getAttribute('aria-sort');
press('share'); probe.down = texts('share');
press('pattern'); probe.patterns = texts('pattern');
const filter = document.querySelector('.tools input');
filter.value = 'cbdp maximal'; filter.dispatchEvent(new Event('input'));
probe.filtered = Array.from(table.tBodies[0].rows).map((row) => [row.cells[2].textContent, row.cells[4].textContent]);
filter.value = ''; filter.dispatchEvent(new Event('input'));
const next = document.querySelectorAll('.tools button')[1];
probe.pages = 1; while (!next.disabled && probe.pages < 1000) { next.click(); probe.pages += 1; }
probe.last = table.tBodies[0].rows.length;
probe.pictures = Array.from(document.querySelectorAll('figure svg')).map((svg) => svg.getBoundingClientRect())
  .map((box) => [box.width, box.height]);
probe.line = getComputedStyle(document.querySelector('figure svg')).fill;
"""


class Collector(HTMLParser):
    """Names, references and whether what is opened is closed."""

    OPEN_ENDED = {"meta", "link", "br", "wbr", "input", "tr", "td", "th", "use", "path"}

    def __init__(self):
        super().__init__()
        self.ids, self.references, self.stack, self.faults = [], [], [], []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        self.references += [value for name, value in attributes if name in ("href", "src", "xlink:href", "srcset")]
        if tag not in self.OPEN_ENDED:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.OPEN_ENDED:
            self.stack.pop()

    def handle_endtag(self, tag):
        if tag in self.OPEN_ENDED:
            return
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(tag)


class ReportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "made.h5"

    def report(self, *arguments):
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors), \
                mock.patch.object(sys, "argv", ["report.py", *map(str, arguments)]):
            code = report.main()
        return SimpleNamespace(code=code, stdout=output.getvalue(), stderr=errors.getvalue())

    def page(self, cells, *arguments, **options):
        write_result(self.file, cells, **{"extras": EVERYTHING, **options})
        done = self.report(self.file, *arguments)
        self.assertEqual((done.code, done.stderr), (0, ""))
        self.assertEqual(done.stdout, f"{self.folder / 'made.html'}\n")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["made.h5", "made.html"])
        return (self.folder / "made.html").read_text(encoding="utf-8")

    def words_of(self, page):
        """The page without the marks of numbers that no line may break."""
        return re.sub(r'<span class="num">(.*?)</span>', r"\1", page)

    def test_no_number_breaks(self):
        self.assertEqual(report_page.prose("in 3\u2009150\u2009000 of 4 < 5, at 95 % or 6.5e-17 to 1.2 %"),
                         'in <span class="num">3\u2009150\u2009000</span> of 4 &lt; 5, at <span class="num">95 %</span> or '
                         '<span class="num">6.5e-17</span> to <span class="num">1.2 %</span>')

    def test_what_is_on_the_page(self):
        page = self.page(four_agents(), title="Ties & <bends>")
        found = Collector()
        found.feed(page)
        self.assertEqual((found.faults, found.stack), ([], []))
        self.assertEqual(len(found.ids), len(set(found.ids)))
        for section in ("asked", "found", "figures", "cells", "study", "provenance", "reproduce", "cite"):
            self.assertIn(section, found.ids)
        for figure in FIGURES:
            self.assertIn(f"figure-{figure}", found.ids)
        # Only places on the page, and data that the page carries.
        for reference in found.references:
            if reference.startswith("#"):
                self.assertIn(reference[1:], found.ids)
            else:
                self.assertTrue(reference.startswith("data:"), reference)
        self.assertNotRegex(page, r"url\((?!#)|@import")
        self.assertIn("<title>Ties &amp; &lt;bends&gt;</title>", page)
        self.assertIn('title = "A &lt;made&gt; &amp; quoted study"', unescape(page).replace("<made>", "&lt;made&gt;").replace(
            "& quoted", "&amp; quoted"))
        self.assertNotIn("<made>", page)
        for _, sentences in words.found(read_result(self.file)):
            for sentence in sentences:
                self.assertIn(sentence, unescape(self.words_of(page)))
        self.assertIn("build/release/genericity run made.toml -o repeated.h5", page)
        self.assertIn("0123456789ab", page)
        self.assertNotRegex(page, r"\bnan\b|NaN %")

    def test_how_to_cite_is_what_the_citation_file_says(self):
        text = (HERE.parents[1] / "CITATION.cff").read_text(encoding="utf-8")
        cited = citation.read()
        for value in (cited.title, *cited.authors, *cited.paper.split(", ")[1:]):
            self.assertIn(value, text)
        page = unescape(self.page([("2x2x2", "minimal", "independent", [(3, 1, 0), (4, 0, 0)])], title="Some"))
        section = page[page.index('<section id="cite">'):]
        entry = section[section.index("@software"):section.index("\n}", section.index("@software"))]
        self.assertIn(f"  author = {{{{{cited.authors[0]}}}}},\n  title = {{{{{cited.title}}}}},\n  version = {{0.1.0 (0123456789ab)}},\n", entry)
        self.assertIn("note = {study “Some”, seed ", entry)
        self.assertIn("Huiyi Guo, Coalition-Proof Mechanisms Under Correlated Information.", section)

    def test_how_to_reproduce_verify_and_merge(self):
        def commands(page):
            """The commands of the section, one a line."""
            section = page[page.index('<section id="reproduce">'):]
            section = section[:section.index("</section>")]
            return "\n".join(unescape(text) for text in re.findall(r"<pre><code>(.*?)</code></pre>", section, re.S)).splitlines()

        cells = [("2x2x2", "minimal", "independent", [(3, 1, 0), (4, 0, 0)])]
        whole = [
            "git checkout 0123456789ab", "scripts/install-dependencies",
            "cmake --preset release && cmake --build --preset release --target genericity_cli",
            "build/release/genericity run made.toml -o repeated.h5", "h5diff repeated.h5 made.h5 /results",
            "build/release/genericity verify made.h5"]
        page = self.page(cells)
        self.assertEqual(commands(page), whole)
        for sentence in validity.verification(read_result(self.file)) + validity.limits(read_result(self.file)):
            self.assertIn(f"<p>{sentence}</p>", self.words_of(page))

        parts = ["build/release/genericity status --shards 4 part-*.h5", "build/release/genericity merge all.h5 part-*.h5"]
        with h5py.File(self.file, "r+") as file:
            file["progress"].attrs.update({"shard": 2, "shards": 4})
        self.assertEqual(self.report(self.file).code, 0)
        page = (self.folder / "made.html").read_text(encoding="utf-8")
        self.assertEqual(commands(page), whole[:3] + [whole[3].replace(" -o", " --shard 2/4 -o")] + whole[4:] + parts)
        self.assertIn(validity.parts(read_result(self.file))[0], page)

        with h5py.File(self.file, "r+") as file:
            file["progress"].attrs.update({"shard": 0, "shards": 1})
            file["provenance"].attrs["shards"] = "".join(f'{{"shard":"{i}/4"}}\n' for i in range(4))
        self.assertEqual(self.report(self.file).code, 0)
        page = (self.folder / "made.html").read_text(encoding="utf-8")
        self.assertEqual(commands(page), whole + parts)
        self.assertIn("This file was merged from 4 parts of the study.", page)

    def test_the_same_file_gives_the_same_page(self):
        self.assertEqual(self.page(four_agents()), self.page(four_agents()))

    def test_degenerate_results(self):
        none, undecided = (0, 0, 0), (0, 0, 9)
        for name, counts in (("all", (40, 0, 0)), ("none", (0, 40, 0)), ("empty", none), ("undecided", undecided)):
            with self.subTest(name):
                page = self.page([("2x2x2", "minimal", "independent", [counts, counts])])
                self.assertIn('id="figure-shares"', page)
        self.assertIn("Nothing: the result has no cells.", self.page([]))
        bare = self.page([("2x2x2", "minimal", "independent", [(1, 1, 0)] * 2)], extras=None, margins=False)
        self.assertIn("The file does not hold the text of its study.", bare)

    def test_studies_of_other_modes(self):
        write_rare(self.file, [("2x2x2", "maximal", "dirichlet(alpha=1)", 1, 27), ("2x2x2", "minimal", "lattice", float("nan"), 1)])
        self.assertEqual(self.report(self.file).code, 0)
        page = (self.folder / "made.html").read_text(encoding="utf-8")
        self.assertEqual(page.count("<tr><td class=n>"), 6)
        self.assertIn('id="figure-rare"', page)
        self.assertNotRegex(page, r"\bnan\b")
        write_enumeration(self.file, [("2x2x2", "minimal", "lattice(denominator=8)", [(0, 1, 0)])])
        self.assertEqual(self.report(self.file).code, 0)
        self.assertIn("<td class=n>exact", (self.folder / "made.html").read_text(encoding="utf-8"))

    def test_choice_of_cells(self):
        page = self.page(four_agents(), "--where", "prior=dirichlet(alpha=1)", "--condition", "ci")
        self.assertEqual(page.count("<tr><td class=n>"), 6)
        self.assertEqual(self.report(self.file, "--where", "prior=nothing").code, 2)
        self.assertEqual(self.report(self.folder / "absent.h5").code, 3)
        (self.folder / "text.h5").write_text("not HDF5")
        self.assertEqual(self.report(self.folder / "text.h5").code, 2)
        self.assertEqual(self.report(self.file, "-o", self.folder / "absent" / "page.html").code, 3)

    def test_work_grows_no_faster_than_the_cells(self):
        work = []
        for cells in (250, 1250):
            write_result(self.file, study(cells), extras=EVERYTHING)
            work.append(calls_of(lambda: self.assertEqual(self.report(self.file).code, 0)))
        self.assertLess(work[1], 6 * work[0])
        self.assertLess((self.folder / "made.html").stat().st_size, 8e6)

    def test_every_share_stands_in_the_table(self):
        page = self.page([("2x2x2", "minimal", "independent", [(400, 0, 0), (399, 1, 0)]),
                          ("2x2x2", "{1,2}", "independent", [(0, 400, 0), (0, 0, 0)])])
        rows = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr><td class=n>.*", page)]
        self.assertEqual([row.split("|")[8] for row in rows], ["all of 400", "99.8 %", "none of 400", "unknown"])

    @unittest.skipUnless(CHROMIUM, "there is no chromium")
    def test_in_a_browser(self):
        page = self.page(four_agents())
        seen = browse(page, PROBE, 1100)
        self.assertEqual((seen["faults"], seen["requests"]), ([], []))
        self.assertEqual(seen["start"], [str(cell) for cell in range(18) for _ in range(2)])

        def value(text):
            return 0.0 if text.startswith("none") else 100.0 if text.startswith("all") else float(text[:-2])
        up = [value(text) for text in seen["up"]]
        self.assertEqual(seen["sort"], "ascending")
        self.assertEqual(up, sorted(up))
        self.assertEqual([value(text) for text in seen["down"]], sorted(up, reverse=True))
        self.assertGreater(len(set(up)), 5)
        runs = [pattern for pattern, _ in itertools.groupby(seen["patterns"])]
        self.assertEqual((len(runs), len(set(runs)), runs[-2:]), (6, 6, ["maximal", "minimal"]))
        self.assertEqual(seen["filtered"], [["maximal", "CBDP"]] * 3)
        self.assertEqual(len(seen["pictures"]), len(FIGURES))
        for width, height in seen["pictures"]:
            self.assertGreater(width, 200)
            self.assertGreater(height, 60)
        self.assertLessEqual(seen["widest"], seen["window"])
        self.assertEqual(seen["paper"], "rgb(255, 255, 255)")

    @unittest.skipUnless(CHROMIUM, "there is no chromium")
    def test_in_a_dark_narrow_browser_with_many_cells(self):
        seen = browse(self.page(study(1000)), PROBE, 500, dark=True)
        self.assertEqual((seen["faults"], seen["requests"]), ([], []))
        self.assertEqual((seen["pages"], seen["last"]), (20, 100))
        self.assertLessEqual(seen["widest"], seen["window"])
        self.assertEqual(seen["paper"], "rgb(21, 24, 27)")
        self.assertEqual(seen["line"], "rgb(232, 234, 237)")

    @unittest.skipUnless(CHROMIUM, "there is no chromium")
    def test_the_probe_sees_faults(self):
        page = self.page([("2x2x2", "maximal", "independent", [(1, 1, 0), (1, 1, 0)])])
        bad = page.replace("</body>", '<img src="http://127.0.0.1:9/x.png"><script>nothing();</script></body>')
        with self.assertRaises(AssertionError):
            browse(bad, PROBE, 1100)


if __name__ == "__main__":
    unittest.main()
