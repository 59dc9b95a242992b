"""scripts/report.py: what is on the page, and that a browser shows it, sorts it, and asks nobody for anything.

The part that needs Chromium is skipped where there is none.
"""

import contextlib
import io
import itertools
import json
import re
import sys
import tempfile
import unittest
from dataclasses import replace
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
from made_result import EVERYTHING, write_enumeration, write_rare, write_result, write_theorems  # noqa: E402
from genericity.plot.result import read_result  # noqa: E402
from genericity.report import citation, page as report_page, picture, program as report, validity, words  # noqa: E402
from work import calls_of  # noqa: E402

TABLES = ("between-cells", "proved-cells", "bounds-cells", "unknown-cells")
FIGURES = ("shares", "lattice4", "phase_alpha", "margins", "exponents", "convergence", "effort")

# Presses what a reader may press in the table of this name, and sees what comes of it.
PROBE = """
const box = document.querySelector('#%s'), body = box.querySelector('tbody');
const heads = Array.from(box.querySelectorAll('thead th')), buttons = box.querySelectorAll('.tools button');
const column = (name) => heads.findIndex((head) => head.textContent === name);
const texts = (name) => {
  const found = [];
  while (!buttons[0].disabled) buttons[0].click();
  for (;;) {
    found.push(...Array.from(body.rows).map((row) => row.cells[column(name)].textContent));
    if (buttons[1].disabled) return found;
    buttons[1].click();
  }
};
const press = (name) => heads[column(name)].firstElementChild.click();
const type = (words) => { filter.value = words; filter.dispatchEvent(new Event('input')); };
const filter = box.querySelector('.tools input');
probe.start = texts('cell');
press('share counted'); probe.up = texts('share counted'); probe.sort = heads[column('share counted')].getAttribute('aria-sort');
press('share counted'); probe.down = texts('share counted');
press('pattern'); probe.patterns = texts('pattern');
type('cbdp {3,4}'); probe.filtered = texts('pattern').map((pattern, i) => [pattern, texts('condition')[i]]);
type('');
probe.pages = 1; while (!buttons[0].disabled) buttons[0].click();
while (!buttons[1].disabled && probe.pages < 1000) { buttons[1].click(); probe.pages += 1; }
probe.last = body.rows.length;
"""

# Whether every picture has a place, and every number one line.
LOOK = """
probe.pictures = Array.from(document.querySelectorAll('figure svg')).map((svg) => svg.getBoundingClientRect())
  .map((box) => [box.width, box.height]);
probe.line = getComputedStyle(document.querySelector('figure svg')).fill;
probe.sections = Array.from(document.querySelectorAll('section')).map((section) => section.id);
probe.numbers = 0; probe.broken = []; probe.wide = [];
const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const node = walk.currentNode;
  if (node.parentElement.closest('svg, pre, script, noscript, style, .facts')) continue;
  for (const match of node.data.matchAll(/\\d[\\d.]*(?:\\u2009\\d{3})*(?:e[-+]?\\d+)?(?: %%)?/g)) {
    const range = document.createRange();
    range.setStart(node, match.index);
    range.setEnd(node, match.index + match[0].length);
    const tops = new Set(Array.from(range.getClientRects()).filter((box) => box.width > 0).map((box) => Math.round(box.top)));
    probe.numbers += 1;
    if (tops.size > 1) probe.broken.push(match[0]);
  }
}
const boxes = '.scroll, .table, pre' + (innerWidth < 640 ? ', .picture' : '');
for (const scroll of document.querySelectorAll(boxes)) {
  if (scroll.scrollWidth > scroll.clientWidth + 1) probe.wide.push(scroll.parentElement.id + ': ' + scroll.scrollWidth);
}
""".replace("%%", "%")


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

    def rows(self, page, name):
        """The rows of the table of this name, as the page carries them: a text for each column's name."""
        if f'<div class="table" id="{name}">' not in page:
            return []
        data = page[page.index(f'<div class="table" id="{name}">'):]
        data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', data, re.S)[1])
        return [{column["name"]: column["texts"][column["at"][row] if column["at"] else 0] for column in data["columns"]}
                for row in range(data["rows"])]

    def test_no_number_breaks(self):
        self.assertEqual(report_page.prose("in 3\u2009150\u2009000 of 4 < 5, at 95 % or 6.5e-17 to 1.2 %"),
                         'in <span class="num">3\u2009150\u2009000</span> of 4 &lt; 5, at <span class="num">95 %</span> or '
                         '<span class="num">6.5e-17</span> to <span class="num">1.2 %</span>')
        self.assertEqual(report_page.prose("2 × 2 × 3, with --where"), '<span class="num">2 × 2 × 3</span>, with <span class="num">--where</span>')

    def test_what_is_on_the_page(self):
        page = self.page(four_agents(), title="Ties & <bends>")
        found = Collector()
        found.feed(page)
        self.assertEqual((found.faults, found.stack), ([], []))
        self.assertEqual(len(found.ids), len(set(found.ids)))
        for section in ("asked", "between", "proved", "limits", "figures", "study", "provenance", "reproduce", "cite"):
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
        for _, _, sentences in words.found(read_result(self.file)):
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

    def test_lines_lose_no_corner(self):
        def shortened(path):
            return picture._compact(f'<svg><g id="a"><path d="{path}"/></g><g id="b"/></svg>', "name")
        self.assertEqual(shortened("M 0 0 \nL 1 0 \nL 2.0001 0 \nL 2 5 \nL 2 3 \nL 4.126 4.5 \nz"),
                         '<svg><style></style><path d="M0 0L2 0L2 5L2 3L4.13 4.5z"/></svg>')
        self.assertIn("M0 0C1 1 2 1 3 0L3 2", shortened("M 0 0 C 1 1 2 1 3 0 L 3 1 L 3 2"))

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
        self.assertEqual(len(self.rows(page, "rare-cells")), 6)
        self.assertIn('id="figure-rare"', page)
        self.assertNotRegex(page, r"\bnan\b")
        write_enumeration(self.file, [("2x2x2", "minimal", "lattice(denominator=8)", [(0, 1, 0)])])
        self.assertEqual(self.report(self.file).code, 0)
        rows = self.rows((self.folder / "made.html").read_text(encoding="utf-8"), "bounds-cells")
        self.assertEqual([row["how"] for row in rows], ["exact"])

    def test_choice_of_cells(self):
        page = self.page(four_agents(), "--where", "prior=dirichlet(alpha=1)", "--condition", "ci")
        self.assertEqual(sum(len(self.rows(page, name)) for name in TABLES), 6)
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

    def test_every_share_stands_in_the_table(self):
        page = self.page([("2x2x2", "minimal", "independent", [(400, 0, 0), (399, 1, 0)]),
                          ("2x2x2", "{1,2}", "independent", [(0, 400, 0), (0, 0, 0)])], extras=None, margins=False)
        rows = [row for name in TABLES for row in self.rows(page, name)]
        self.assertEqual([(row["pattern"], row["condition"], row["share counted"]) for row in rows], [
            ("minimal", "CBDP", "99.8 %"), ("minimal", "CI", "all of 400"), ("{1,2}", "CI", "none of 400"), ("{1,2}", "CBDP", "unknown")])

    def test_what_theorems_decide_stands_apart(self):
        cells = [("2x2x2", "minimal", "dirichlet(alpha=1)", [(4, 0, 0)]), ("2x2x2", "{1,2}", "dirichlet(alpha=1)", [(0, 4, 0)]),
                 ("2x2x2", "{1,2}", "lattice", [(1, 3, 0)]), ("2x2x2", "{1,3}", "lattice", [(4, 0, 0)])]
        write_result(self.file, cells, conditions=("ci",))
        write_theorems(self.file, ["almost_always", "never", "", ""], ["singletons only", "complements", "", ""],
                       [[1], [0], [float("nan")], [float("nan")]])
        self.assertEqual(self.report(self.file).code, 0)
        page = (self.folder / "made.html").read_text(encoding="utf-8")
        self.assertEqual([[row["cell"] for row in self.rows(page, name)] for name in TABLES], [["2"], ["0", "1"], ["3"], []])
        self.assertEqual([(row["share"], row["proved"], row["why"]) for row in self.rows(page, "proved-cells")], [
            ("1", "holds at almost every prior", "singletons only"), ("0", "fails at every prior", "complements")])

    @unittest.skipUnless(CHROMIUM, "there is no chromium")
    def test_in_a_browser(self):
        page = self.page(four_agents())
        seen = browse(page, PROBE % "between-cells" + LOOK, 1280)
        self.assertEqual((seen["faults"], seen["requests"]), ([], []))
        shown = self.rows(page, "between-cells")
        self.assertEqual(seen["start"], [row["cell"] for row in shown])
        up = [float(text[:-2]) for text in seen["up"]]
        self.assertEqual(seen["sort"], "ascending")
        self.assertEqual(up, sorted(up))
        self.assertEqual([float(text[:-2]) for text in seen["down"]], sorted(up, reverse=True))
        self.assertGreater(len(set(up)), 5)
        runs = [pattern for pattern, _ in itertools.groupby(seen["patterns"])]
        self.assertEqual((len(runs), set(runs), runs[-1]), (5, {row["pattern"] for row in shown}, "maximal"))
        self.assertEqual(seen["filtered"], [["{1,2},{3,4}", "CBDP"]] * 3)
        self.assertEqual(len(seen["pictures"]), len(FIGURES))
        for width, height in seen["pictures"]:
            self.assertGreater(width, 200)
            self.assertGreater(height, 60)
        self.assertEqual(seen["paper"], "rgb(255, 255, 255)")

    @unittest.skipUnless(CHROMIUM, "there is no chromium")
    def test_every_page_fits_its_window(self):
        """At the width of a desk and of a phone, in light and dark: nothing is wider than the window, and no number breaks."""
        long = ",".join(f"{{{a},{b},{c}}}" for a, b, c in itertools.combinations(range(1, 6), 3))
        laws = ("near(base=near(base=latent_class(classes=2,alpha=0.10046204213468127),epsilon=0.001),epsilon=1.2345678901234567e-05)",
                "dirichlet(alpha=0.10046204213468127)")
        cells = [("2x2x2x2x2", long, law, [(99999, 1, 0), (1234567, 7654321, 12)]) for law in laws]
        cells += [("10x10x10x10x10x10", long, laws[0], [(8000000, 0, 1), (0, 9999999, 0)]), ("2x2x2", "minimal", laws[1], [(0, 0, 0)] * 2)]
        for name, made in (("one", cells[:1]), ("wide", cells), ("many", study(300))):
            page = self.page(made, title="A title of awordthatislongerthanalineofatelephoneandmorethanthatstill",
                             extras=replace(EVERYTHING, more_limits=True, trace=name == "many"))
            for width, dark in ((1280, False), (390, True)):
                with self.subTest(name, width=width):
                    seen = browse(page, LOOK, width, dark)
                    self.assertEqual((seen["faults"], seen["requests"]), ([], []))
                    self.assertEqual(seen["window"], width)
                    self.assertLessEqual(seen["widest"], width)
                    self.assertEqual((seen["broken"], seen["wide"]), ([], []))
                    self.assertGreater(seen["numbers"], 20)
                    self.assertEqual(seen["paper"], "rgb(21, 24, 27)" if dark else "rgb(255, 255, 255)")
                    self.assertEqual(seen["line"], "rgb(232, 234, 237)" if dark else "rgb(0, 0, 0)")
                    order = ["asked", "between", "proved", "bounds", "unknown", "rest", "limits", "figures", "study", "provenance", "reproduce",
                             "cite"]
                    self.assertEqual(seen["sections"], [section for section in order if section in seen["sections"]])
                    self.assertEqual(seen["sections"][:2], order[:2])

    @unittest.skipUnless(CHROMIUM, "there is no chromium")
    def test_sixteen_thousand_cells(self):
        page = self.page(study(16500))
        self.assertLess(len(page.encode()), 5e6)
        self.assertEqual(sum(len(self.rows(page, name)) for name in TABLES), 33000)
        seen = browse(page, """
const box = document.querySelector('#between-cells'), filter = box.querySelector('.tools input'), where = box.querySelector('.tools span');
probe.rows = [where.textContent];
for (const words of ['maximal', 'maximal cbdp', 'nowhere']) {
  filter.value = words; filter.dispatchEvent(new Event('input')); probe.rows.push(where.textContent);
}
filter.value = ''; filter.dispatchEvent(new Event('input'));
for (const button of box.querySelectorAll('thead button')) button.click();
probe.elements = document.querySelectorAll('tr').length;
""", 1280)
        self.assertEqual(seen["faults"], [])
        shown = self.rows(page, "between-cells")
        wanted = [len([row for row in shown if "maximal" in row["pattern"] and row["condition"] in of]) for of in (("CI", "CBDP"), ("CBDP",))]
        self.assertEqual([text.replace("\u2009", "") for text in seen["rows"]],
                         [f"1–20 of {len(shown)} rows", *(f"1–20 of {n} rows" for n in wanted), "0–0 of 0 rows"])
        # However many rows there are, the browser has few to lay out.
        self.assertLess(seen["elements"], 200)

    @unittest.skipUnless(CHROMIUM, "there is no chromium")
    def test_the_probe_sees_faults(self):
        page = self.page([("2x2x2", "maximal", "independent", [(1, 1, 0), (1, 1, 0)])])
        bad = page.replace("</body>", '<img src="http://127.0.0.1:9/x.png"><script>nothing();</script></body>')
        with self.assertRaises(AssertionError):
            browse(bad, LOOK, 1100)
        narrow = page.replace("<main>", '<main><p style="width:1.2em;overflow-wrap:anywhere">1234567</p>')
        self.assertEqual(browse(narrow, LOOK, 1100)["broken"], ["1234567"])


if __name__ == "__main__":
    unittest.main()
