"""Sets what the program prints with --format latex by LaTeX, each output alone in a document: latex_test.py --genericity PROGRAM.

Exits with 77, for "skipped", where there is no pdflatex.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
STRUCTURES, MECHANISMS = sorted((CONFIGS / "structures").glob("*.toml")), sorted((CONFIGS / "mechanisms").glob("*.toml"))
FIVE, SLIDES = (CONFIGS / "structures" / f"{name}.toml" for name in ("guo_section5", "slides_three_agents"))
SEVEN = CONFIGS / "environments/guo_section5_7.toml"
DOCUMENT = "\\documentclass{article}\n\\usepackage{booktabs}\n%s\\begin{document}\n%s\n\\end{document}\n"

program = ""


class Latex(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="genericity-latex-")
        self.addCleanup(self._folder.cleanup)
        self.folder = Path(self._folder.name)

    def typeset(self, *arguments, packages=""):
        """What the program prints; it is set without an error, and no table is much wider than the text."""
        done = subprocess.run([program, *map(str, arguments), *(() if "--latex" in arguments else ("--format", "latex"))],
                              capture_output=True, text=True, timeout=60)
        self.assertIn(done.returncode, (0, 5), done.stderr)
        (self.folder / "table.tex").write_text(DOCUMENT % (packages, done.stdout), encoding="utf-8")
        made = subprocess.run(["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "table.tex"], cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        log = (self.folder / "table.log").read_text(encoding="utf-8", errors="replace")
        self.assertEqual(made.returncode, 0, done.stdout + log[-2000:])
        for too_wide in re.findall(r"Overfull \\hbox \((\S+)pt too wide\)", log):
            self.assertLess(float(too_wide), 10, done.stdout)
        self.assertNotIn("Missing character", log)
        return done.stdout

    def test_mechanisms_that_are_shipped(self):
        self.assertTrue(MECHANISMS)
        for path in MECHANISMS:
            with self.subTest(path=path.name):
                text = self.typeset("audit", path)
                self.assertEqual(text.count(r"\toprule"), path.read_text(encoding="utf-8").count("[[rule]]") + 1)
        self.typeset("audit", MECHANISMS[-1], "--all")

    def test_structures_that_are_shipped(self):
        for path in STRUCTURES:
            for words in ((), ("--certificate",), ("--certificate", "--pattern", "size<=2")):
                with self.subTest(path=path.name, words=words):
                    self.assertEqual(self.typeset("check", path, *words).count(r"\toprule"), 2 if words else 1)

    def test_designs_and_counterexamples(self):
        self.typeset("design", FIVE, "--environment", SEVEN)
        self.typeset("design", FIVE, "--kind", "ambiguous", "--pattern", "{1,2},{3,4}")
        self.typeset("counterexample", SLIDES)
        # The closed form of a scoring mechanism is an align*.
        amsmath = "\\usepackage{amsmath}\n"
        self.assertIn("align*", self.typeset("design", FIVE, "--kind", "scoring", packages=amsmath))
        self.assertNotIn("tabular", self.typeset("design", FIVE, "--kind", "scoring", "--latex", packages=amsmath))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--genericity", required=True)
    options, rest = parser.parse_known_args()
    program = options.genericity
    if shutil.which("pdflatex") is None:
        print("latex_test: there is no pdflatex, so nothing is set; skipped")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *rest])
