"""results/atlas as it is shipped: that its pages say what its data say, that the program finds the same again, that its proofs are
proofs, and that a reader finds any pattern in a browser.

    atlas_test.py --genericity BUILD/genericity

The parts that need Chromium are skipped where there is none.
"""

import argparse
import csv
import itertools
import json
import lzma
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest
from collections import Counter
from fractions import Fraction
from pathlib import Path

import h5py
import matplotlib
from scipy.stats import hypergeom

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(ROOT / "scripts"))
from browser import CHROMIUM, browse  # noqa: E402
from cartography import claims  # noqa: E402

ATLAS = ROOT / "results" / "atlas"
STUDIES = ROOT / "configs" / "atlas"
DRAWN_BY = "3.6"  # the Matplotlib of Debian 12, which drew the stored pictures
SMALL_SPACES = [[2, 2, 2], [2, 2, 3], [2, 2, 2, 2]]
FIVE_PATTERNS = ["minimal", "{1,2},{1,2,3},{1,4,5},{2,4,5}", "{1,2,3},{1,2,4},{1,2,5},{3,4,5}"]
arguments: argparse.Namespace

# Opens every box of the map and presses every pattern in it, or every STEP-th; then patterns by their coalitions, and one by its agents.
PROBE = """
const heading = () => document.querySelector('#verdict h3').textContent;
const press = (box) => { const names = Array.from(document.querySelectorAll('.box')); names[box].click(); };
probe.cards = {};
for (let box = 0; box < document.querySelectorAll('.box').length; box += 1) {
  press(box);
  for (let card = 0; card < document.querySelectorAll('.card').length; card += STEP) {
    press(box);
    const chosen = document.querySelectorAll('.card')[card];
    const name = chosen.getAttribute('aria-label');
    chosen.click();
    probe.cards[name] = [heading(), document.getElementById('asked').textContent];
  }
}
const button = (name) => Array.from(document.querySelectorAll('#coalitions button')).find((one) => one.textContent === name);
probe.asked = {};
for (const wanted of ASKED) {
  button('clear')?.click();
  for (const name of wanted) button(name).click();
  probe.asked[wanted.join()] = [heading(), document.getElementById('transfers')?.textContent ?? ''];
}
button('clear')?.click();
for (const agent of [0, 3]) document.querySelectorAll('#drawing .agent')[agent].dispatchEvent(new MouseEvent('click', {bubbles: true}));
document.querySelector('#selection button').click();
probe.tapped = document.getElementById('asked').textContent;
document.querySelectorAll('#agents button')[1].click();
probe.four = Array.from(document.querySelectorAll('.card')).map((card) => { card.click(); return heading(); });
probe.pictures = Array.from(document.querySelectorAll('#figures svg')).map((svg) => svg.getBoundingClientRect().width);
probe.brief = getComputedStyle(document.getElementById('brief')).display;
"""


def lines_of(path):
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def coalitions(text):
    """The coalitions with two members or more, as sets of agents."""
    found = (frozenset(map(int, words.split(","))) for words in re.findall(r"\{([\d,]+)\}", text))
    return frozenset(coalition for coalition in found if len(coalition) > 1)


def relabelled(pattern, places):
    return frozenset(frozenset(places[agent - 1] for agent in coalition) for coalition in pattern)


class AtlasTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = lines_of(ATLAS / "certificates.jsonl.xz")
        cls.five = [claim for claim in cls.certificates if claim["types"] == [2] * 5]
        cls.page = (ATLAS / "atlas.html").read_text(encoding="utf-8")
        cls.data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', cls.page, re.S)[1])
        cls.readme = " ".join((ATLAS / "README.md").read_text(encoding="utf-8").split())

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def program(self, *words, text=None):
        done = subprocess.run([arguments.genericity, *map(str, words)], input=text, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)
        return done.stdout

    def counts(self, study, condition=0):
        """The counts of a study's result, by types, pattern and law: holds, fails, undecided."""
        with h5py.File(ATLAS / f"{study}.h5" if isinstance(study, str) else study) as file:
            results = file["results"]
            order = [results["verdict"].asstr()[:].tolist().index(name) for name in ("holds", "fails", "undecided")]
            keys = zip(*(results[name].asstr()[:] for name in ("types", "pattern", "prior")))
            return {key: count[condition][order].tolist() for key, count in zip(keys, results["count"][:])}

    def test_it_is_small(self):
        files = [file for file in ATLAS.iterdir() if file.suffix in (".h5", ".csv", ".xz")]
        self.assertLess(sum(file.stat().st_size for file in files), 20_000_000)

    def test_the_studies_are_those_of_the_results(self):
        for study in STUDIES.glob("*.toml"):
            with h5py.File(ATLAS / f"{study.stem}.h5") as file:
                self.assertTrue(file["progress"].attrs["complete"], study)
                text = file["provenance"].attrs["study_text"]
                stored = tomllib.loads(text if isinstance(text, str) else text.decode())
                self.assertEqual(stored, tomllib.loads(study.read_text(encoding="utf-8")), study)

    def test_pages_follow_from_the_data(self):
        for file in (*ATLAS.glob("*.h5"), ATLAS / "certificates.jsonl.xz"):
            shutil.copy(file, self.folder)
        done = subprocess.run(["/usr/bin/python3", "-B", ROOT / "scripts" / "atlas", "--pages", "-o", self.folder],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        same_pictures = ".".join(matplotlib.__version__.split(".")[:2]) == DRAWN_BY
        made = {Path(line).name for line in done.stdout.split()}
        stored = {file.name for file in ATLAS.iterdir() if file.suffix in (".md", ".html", ".csv", ".svg", ".txt")}
        self.assertEqual(made, stored)
        for name in sorted(made):
            if same_pictures or not name.endswith((".svg", ".html")):
                self.assertEqual((self.folder / name).read_bytes(), (ATLAS / name).read_bytes(), name)

    def test_every_certificate_is_accepted(self):
        text = "".join(json.dumps(claim) + "\n" for claim in self.certificates)
        answers = self.program("classify", "--check", "-", text=text).splitlines()
        self.assertEqual(len(answers), len(self.certificates))
        proved = sum(claim["verdict"] != "open" for claim in self.certificates)
        self.assertEqual(sum("accepted" in answer for answer in answers), proved)
        self.assertEqual(sum("nothing is claimed" in answer for answer in answers), len(answers) - proved)

    def test_the_program_classifies_a_part_the_same_again(self):
        for types in SMALL_SPACES:
            again = json.loads(self.program("classify", "--types", ",".join(map(str, types)), "--all", "--json"))
            self.assertEqual(again, [claim for claim in self.certificates if claim["types"] == types])

    def again(self, name, types, patterns):
        """Whether some cells of a study are counted the same again, to the last bit of their margins."""
        study = tomllib.loads((STUDIES / f"{name}.toml").read_text(encoding="utf-8"))
        laws = json.dumps(study["ensemble"][0]["prior"]).replace(": ", " = ").replace('"family" =', "family =")
        laws = re.sub(r'"(alpha|classes|sigma)" =', r"\1 =", laws)
        made = self.folder / f"{name}_{len(types[0])}.toml"
        made.write_text(f"format = 1\nseed = {study['seed']}\nconditions = {json.dumps(study['conditions'])}\n[[ensemble]]\n"
                        f"types = {types}\nprior = {laws}\npatterns = {json.dumps(patterns)}\n"
                        f"[stop]\nsamples = {study['stop']['samples']}\n", encoding="utf-8")
        result = made.with_suffix(".h5")
        self.program("run", made, "-o", result, "--threads", 2)
        stored, again = self.counts(name), self.counts(result)
        self.assertGreaterEqual(len(again), 4 * len(types))
        self.assertEqual(again, {key: stored[key] for key in again})
        self.assertEqual(self.least_margins(result), {key: margin for key, margin in self.least_margins(ATLAS / f"{name}.h5").items()
                                                      if key in again})

    def least_margins(self, path):
        """Of CBDP, by types, pattern and law."""
        with h5py.File(path) as file:
            results = file["results"]
            keys = zip(*(results[name].asstr()[:] for name in ("types", "pattern", "prior")))
            return dict(zip(keys, results["least_margin"][:, 1].tolist()))

    def test_the_program_counts_a_part_the_same_again(self):
        self.again("small", SMALL_SPACES, ["all-noncomplementary"])
        self.again("five", [[2] * 5], FIVE_PATTERNS)

    def test_classifications_outlast_a_kill(self):
        found = claims.Found(self.folder)
        found.keep(((2, 2, 2), "--all"), [{"pattern": "minimal"}])
        found.keep(((2, 2, 3), "--all"), [])
        kept = self.folder / ".classified.jsonl"
        for cut in (1, 5):  # the kill came while the last line was written
            kept.write_bytes(kept.read_bytes()[:-cut])
            again = claims.Found(self.folder)
            self.assertEqual(again.of(((2, 2, 2), "--all")), [{"pattern": "minimal"}])
            self.assertIsNone(again.of(((2, 2, 3), "--all")))
            again.keep(((2, 2, 3), "--all"), [{"pattern": "maximal"}])
            self.assertEqual(claims.Found(self.folder).of(((2, 2, 3), "--all")), [{"pattern": "maximal"}])
        again.forget()
        self.assertFalse(kept.exists())

    def test_the_hunt_looks_at_the_minimal_patterns_without_scores(self):
        done = subprocess.run(["/usr/bin/python3", "-B", ROOT / "scripts" / "atlas", "--patterns"], capture_output=True, text=True, check=True)
        study = tomllib.loads((STUDIES / "hunt.toml").read_text(encoding="utf-8"))
        self.assertEqual(done.stdout.split(), study["ensemble"][0]["patterns"])

    def test_the_page_has_the_counts(self):
        five, between, again = (self.counts(study) for study in ("five", "five_between", "five_again"))
        small = self.counts("small")
        laws = {law: key for key, law in (("dirichlet_1", "dirichlet(alpha=1)"), ("dirichlet_0.5", "dirichlet(alpha=0.5)"),
                                          ("dirichlet_30", "dirichlet(alpha=30)"),
                                          ("near_independent_0.1", "near(base=independent(alpha=1),epsilon=0.1)"),
                                          ("latent_class_2", "latent_class(classes=2,alpha=1)"))}
        seen = 0
        for types, entries in self.data["spaces"].items():
            for entry in entries:
                expected = {laws[law]: count for (space, pattern, law), count in {**small, **five, **between}.items()
                            if (space, pattern) == (types, entry["text"])}
                self.assertEqual({key: count[:3] for key, count in entry["counts"].items()}, expected)
                twice = again.get((types, entry["text"], "dirichlet(alpha=1)"))
                self.assertEqual(entry["again"][:3] if "again" in entry else None, twice)
                self.assertEqual(frozenset(frozenset(i + 1 for i in range(5) if mask >> i & 1) for mask in entry["p"]),
                                 coalitions(entry["text"]))
                seen += 1
        self.assertEqual(seen, 175 + 792)

    def test_the_page_has_the_verdicts(self):
        claims = {("x".join(map(str, claim["types"])), claim["pattern"]): claim for claim in self.certificates}
        for types, entries in self.data["spaces"].items():
            for entry in entries:
                claim = claims[types, entry["text"]]
                self.assertEqual((entry["verdict"], entry["proof"], entry["all"], entry["certain"]),
                                 (claim["verdict"], claim["proof"] or "", claim["all_type_counts"], claim["chance"] == 0))
                # Transfers balance: for every T the factors of L_T add up to 0.
                for level in entry.get("levels", []):
                    sums = Counter()
                    for _, of, factor in level:
                        sums[of] += Fraction(factor)
                    self.assertEqual(set(sums.values()), {0})

    def test_the_readme_has_the_numbers(self):
        counts = Counter(claim["verdict"] for claim in self.five)
        self.assertIn(f"{len(self.five)} patterns without complementary coalitions", self.readme)
        self.assertIn(f"CI fails at every prior for {counts['never']} ", self.readme)
        self.assertIn(f"{counts['open']} patterns of five agents with two types are open", self.readme)
        self.assertIn(f"Of the {counts['between']} patterns between", self.readme)
        total = sum(sum(count) for study in STUDIES.glob("*.toml") for count in self.counts(study.stem).values())
        self.assertIn(f"{total:,} verdicts in all", self.readme)
        held = sum(count[0] for study in ("small", "five") for count in self.counts(study, 1).values())
        self.assertIn(f"it held {held:,} times", self.readme)

    def test_all_labelled_patterns_are_in_one_class(self):
        with (ATLAS / "classes.csv").open(newline="", encoding="utf-8") as file:
            five = [row for row in csv.DictReader(file) if row["types"] == "2x2x2x2x2"]
        self.assertEqual(sum(int(row["labelled"]) for row in five), 3 ** 10)
        self.assertEqual(sum(int(row["maximal"]) for row in five), 34)

    def test_seeds_agree(self):
        """The failures of both seeds together fall on either as they would by lot: the exact chance of a split as uneven is at least
        1e-9 for each of the 337 patterns, which right counts miss with a chance below 1e-6."""
        first, second = self.counts("five_between"), self.counts("five_again")
        self.assertEqual(first.keys(), second.keys())
        self.assertEqual(len(first), 337)
        for key, count in first.items():
            total, other = sum(count), sum(second[key])
            split = hypergeom(total + other, count[1] + second[key][1], total)
            self.assertGreater(2 * min(split.cdf(count[1]), split.sf(count[1] - 1)), 1e-9, key)

    def heading(self, claim):
        return {"never": "CI fails at every prior", "almost_always": "CI holds at almost every prior",
                "between": "CI holds on a set of priors and fails on another", "open": "Open"}[claim["verdict"]]

    @unittest.skipUnless(CHROMIUM, "there is no chromium")
    def test_a_reader_finds_every_pattern(self):
        by_pattern = {}
        for claim in self.five:
            for places in itertools.permutations(range(1, 6)):
                by_pattern[relabelled(coalitions(claim["pattern"]), places)] = claim
        self.assertEqual(len(by_pattern), 3 ** 10)
        chance = random.Random(20)
        chosen = chance.sample(sorted(by_pattern, key=lambda pattern: sorted(map(sorted, pattern))), 60)
        asked = [["{" + ",".join(map(str, sorted(coalition))) + "}" for coalition in sorted(pattern, key=lambda c: (len(c), sorted(c)))]
                 for pattern in chosen if pattern] + [["{1,2}", "{3,4,5}"], ["{1,2,3,4}"]]
        for width, brief, step in ((1100, "none", 1), (500, "block", 40)):
            seen = browse(self.page, PROBE.replace("ASKED", json.dumps(asked)).replace("STEP", str(step)), width)
            self.assertEqual((seen["faults"], seen["requests"]), ([], []))
            self.assertLessEqual(seen["widest"], seen["window"])
            self.assertEqual(seen["brief"], brief)
            headings = {claim["pattern"]: self.heading(claim) for claim in self.five}
            self.assertEqual({name: heading for name, (heading, _) in seen["cards"].items()},
                             headings if step == 1 else {name: headings[name] for name in seen["cards"]})
            self.assertGreaterEqual(len(seen["cards"]), 66)
            for name, (_, shown) in seen["cards"].items():
                self.assertEqual(coalitions(shown), coalitions(name))
            for names, (heading, transfers) in zip(asked, (seen["asked"][",".join(names)] for names in asked)):
                claim = by_pattern.get(coalitions(",".join(names)))
                self.assertEqual(heading, self.heading(claim) if claim else "CI fails at every prior")
                self.assertEqual(bool(transfers), bool(claim) and claim["proof"] == "L")
                if transfers:
                    self.check_transfers(transfers.split("\n\n")[0], coalitions(",".join(names)))
            self.assertEqual(seen["tapped"], "{1,4}")
            self.assertEqual(seen["four"], ["CI holds at almost every prior"] * 5)
            self.assertEqual(len(seen["pictures"]), 4)

    def check_transfers(self, text, pattern):
        """That the first level, as the page shows it for these names, is weakly proper for every coalition it may be: for every T that
        meets S but does not contain it, the sum over S of the factors of L_T is 0."""
        factors = {}
        for agent, line in enumerate(text.splitlines(), 1):
            self.assertTrue(line.startswith(f"ψ{'₀₁₂₃₄₅'[agent]} = "), line)
            for sign, number, of in re.findall(r"([−+]?) ?([\d/]* ?)L([₁-₅]+)", line.split(" = ")[1]):
                key = agent, frozenset("₀₁₂₃₄₅".index(digit) for digit in of)
                self.assertNotIn(key, factors)
                factors[key] = Fraction(number.strip() or 1) * (-1 if sign == "−" else 1)
        everyone = range(1, 6)
        subsets = [frozenset(chosen) for size in range(1, 6) for chosen in itertools.combinations(everyone, size)]
        for of in subsets:
            self.assertEqual(sum(factors.get((agent, of), 0) for agent in everyone), 0)
        for coalition in [*map(lambda agent: frozenset([agent]), everyone), *pattern]:
            for of in subsets:
                if of & coalition and not coalition <= of:
                    self.assertEqual(sum(factors.get((agent, of), 0) for agent in coalition), 0, (coalition, of, text))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--genericity", required=True)
    arguments, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
