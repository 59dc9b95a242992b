"""In a terminal of 80 columns: every verb, on every structure and study that is shipped, prints no line that is longer.

What a terminal is given is read from a pseudo-terminal. Pipes have no width: there tables keep all columns.
"""

import errno
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata
import unittest

import program
from program import DONE, INPUT, NONE, STOPPED, ProgramTest

WIDTH = 80
# What programs and shells read passes as it is: JSON, CSV, scripts, the sources of manuals.
FOR_PROGRAMS = (("check", "STRUCTURE", "--json"), ("show", "result.h5", "--format", "csv"), ("show", "result.h5", "--format", "json"),
                ("export", "result.h5"), ("plan", "study.toml", "--measure", "0", "--slurm"), ("manual", "--format", "man"),
                ("manual", "--format", "markdown"), ("manual", "--format", "bash"))
# These go through the type spaces of five agents for seconds to a minute before they print what the others of their folder do.
LONG_PLANS = ("five_again.toml", "five_between.toml", "five_margins.toml", "small.toml")

STUDY = """\
format = 1
title = "A title that is a sentence of its own, longer than a terminal of eighty columns is wide, as titles may be"
seed = 5
[[ensemble]]
types = [[2, 2, 2], [2, 2, 2, 2]]
prior = [{ family = "dirichlet", alpha = [0.5, 1] }, { family = "latent_class", classes = 2 }]
patterns = ["minimal", "{1,2},{1,3},{2,3},{1,2,3}", "maximal"]
[stop]
samples = 40
[record]
samples = "failures"
"""
TAIL = """\
format = 1
seed = 3
mode = "tail"
[tail]
epsilons = [1e-2, 1e-4]
draws = 100
replications = 4
[[ensemble]]
types = [[2, 2], [2, 2, 3]]
prior = [{ family = "dirichlet", alpha = 1 }, { family = "logistic_normal", sigma = 1 }]
patterns = ["minimal", "maximal"]
"""
ENUMERATION = """\
format = 1
seed = 1
mode = "enumerate"
[[ensemble]]
types = [2, 2]
prior = { family = "lattice", denominator = 6 }
patterns = ["minimal"]
"""
LIST = 'types = [2, 2]\nprior = [[1, 2, 3, 4], [1, 1, 1, 1], ["1/3", 1, 2, 5]]\nthe_first_coordinate = [0.25, 0.5, 0.75]\nanother = [1, 2, 3]\n'


def columns_of(text):
    """How many columns of a terminal a line takes."""
    return sum(0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


@unittest.skipUnless(hasattr(os, "openpty"), "there are no terminals")
class Terminal(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("study.toml", STUDY)
        self.write("tail.toml", TAIL)
        self.write("enumeration.toml", ENUMERATION)
        self.write("list.toml", LIST)
        (self.folder / "configs").symlink_to(program.CONFIGS)

    def configs(self, pattern):
        return [f"configs/{path.relative_to(program.CONFIGS)}" for path in sorted(program.CONFIGS.glob(pattern))]

    def shown(self, *arguments, width=WIDTH, codes=(DONE,), environment=None):
        """What a terminal of this width is given by a command that ends with one of these codes."""
        ours, theirs = pty.openpty()
        try:
            fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
            with subprocess.Popen([program.PROGRAM, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=theirs,
                                  stderr=theirs, env={**os.environ, **(environment or {})}) as called:
                os.close(theirs)
                theirs = None
                parts = []
                while True:
                    try:
                        part = os.read(ours, 65536)
                    except OSError as error:
                        if error.errno != errno.EIO:  # how Linux says that the other side is closed
                            raise
                        part = b""
                    if not part:
                        break
                    parts.append(part)
        finally:
            os.close(ours)
            if theirs is not None:
                os.close(theirs)
        text = b"".join(parts).decode().replace("\r\n", "\n")
        self.assertIn(called.returncode, codes, text)
        return text

    def looked_at(self, *arguments, exceptions=None, **options):
        """The same, of which no line is wider than the terminal but those that `exceptions` matches in full."""
        text = self.shown(*arguments, **options)
        self.assertTrue(text.strip())
        for line in text.replace("\x1b[K", "").split("\n"):
            for drawn in line.split("\r"):  # what a line is drawn over with
                if exceptions is None or not re.fullmatch(exceptions, drawn):
                    self.assertLessEqual(columns_of(drawn), options.get("width", WIDTH), f"{arguments}: {drawn}")
        return text

    def verbs(self):
        listed = self.run_well("--help").split("Subcommands:\n")[1].split("\n\n")[0]
        return re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)

    def test_help(self):
        verbs = self.verbs()
        self.assertGreaterEqual(len(verbs), 14)
        self.looked_at("--help")
        for verb in [*verbs, "manual"]:
            text = self.looked_at(verb, "--help")
            # A command of an example goes on behind a backslash, so that it can be copied.
            example = text.split("Example:\n")[1].replace("\\\n", " ")
            piped = self.run_well(verb, "--help").split("Example:\n")[1]
            self.assertEqual(example.split(), piped.split())

    def test_manual_page(self):
        """As man shows it; a literal command, one line of a box of its own, may be longer."""
        self.write("genericity.1", self.run_well("manual"))
        done = subprocess.run(["groff", "-Kutf8", "-Tutf8", "-man", f"-rLL={WIDTH}n", "-P-c", "genericity.1"], cwd=self.folder,
                              capture_output=True, check=False) if os.path.exists("/usr/bin/groff") else None
        if done is None:
            self.skipTest("no groff")
        for line in re.sub(r".\x08", "", done.stdout.decode()).split("\n"):
            if not re.match(r" {11}.*(genericity |where job)", line):
                self.assertLessEqual(columns_of(line), WIDTH, line)

    def test_structures(self):
        structures = self.configs("structures/*.toml")
        self.assertGreaterEqual(len(structures), 2)
        for structure in structures:
            self.looked_at("check", structure)
            self.looked_at("check", structure, "--verbose")
            self.looked_at("check", structure, "--pattern", "maximal")
            self.looked_at("check", structure, "--pattern", "minimal")
            self.looked_at("check", structure, "--lattice")
            self.looked_at("counterexample", structure, "--pattern", "maximal", codes=(DONE, NONE))
            for kind in ("simple", "scoring", "ambiguous"):
                self.looked_at("design", structure, "--kind", kind, codes=(DONE, NONE))
        for environment in self.configs("environments/*.toml"):
            for structure in structures:
                self.looked_at("design", structure, "--environment", environment, codes=(DONE, NONE, INPUT))
        for mechanism in self.configs("mechanisms/*.toml"):
            self.looked_at("audit", mechanism, codes=(DONE, NONE))
            self.looked_at("audit", mechanism, "--all", codes=(DONE, NONE))
        self.looked_at("check", "list.toml")

    def test_patterns(self):
        self.looked_at("patterns", "--types", "2,2,2,2")
        self.looked_at("patterns", "--types", "2,2,2,2,2,2", "--list", "noncomplementary", codes=(DONE, INPUT))
        self.looked_at("classify", "--types", "2,2,2,2", "--all")
        self.looked_at("classify", "--types", "2,2,2,2,2", "--pattern", "{1,2},{1,3},{2,3},{1,4},{2,4},{1,2,5}")
        self.write("proof.json", self.run_well("classify", "--types", "2,2,2,2", "--pattern", "{1,2},{1,3}", "--json"))
        self.looked_at("classify", "--check", "proof.json")

    def test_studies(self):
        studies = self.configs("*.toml") + self.configs("atlas/*.toml")
        self.assertGreater(len(studies), 15)
        for study in studies:
            if not study.endswith(LONG_PLANS):
                self.looked_at("plan", study, "--measure", "0")

    def test_results(self):
        self.assertRegex(self.looked_at("run", "study.toml", "-o", "result.h5"), r"Done: ")
        for study in ("tail", "enumeration"):
            self.looked_at("run", f"{study}.toml", "-o", f"{study}.h5")
            self.looked_at("show", f"{study}.h5")
            self.looked_at("verify", f"{study}.h5")
        for columns in ("limits", "tail", "theorems", "pattern,condition,words", "pattern,condition,stages,slopes,tail_words"):
            self.looked_at("show", "result.h5", "--columns", columns)
        self.looked_at("show", "result.h5", "--where", "types=2x2x3")
        self.looked_at("verify", "result.h5", "--samples", "5")
        self.looked_at("status", "result.h5", "missing.h5", codes=(DONE, STOPPED))
        self.looked_at("replay", "result.h5", "--cell", "4", "--sample", "3", exceptions=r'(certificate of ci: | *["\[\]{},\d-]).*')
        self.run_well("run", "study.toml", "-q", "-o", "part.h5", "--shard", "0/3")
        self.looked_at("show", "part.h5")
        self.looked_at("merge", "merged.h5", "part.h5", codes=(STOPPED,))
        for result in sorted((program.CONFIGS.parent / "results" / "reference").glob("*.h5")):
            self.looked_at("show", result)
            self.looked_at("verify", result, "--samples", "1")

    def test_what_is_refused(self):
        for words, says in ((("chekc", "a.toml"), "did you mean 'check'?"), (("check", "study.toml"), "genericity plan and run take it"),
                            (("run", "configs/structures/guo_section5.toml"), "genericity check, design and counterexample take it"),
                            (("plan", "study.toml", "--set", "ensembles=1"), "did you mean 'ensemble'?")):
            self.assertIn(says, " ".join(self.looked_at(*words, codes=(INPUT,)).split()))

    def test_show_drops_columns_and_says_so(self):
        self.run_well("run", "study.toml", "-q", "-o", "result.h5")
        piped = self.run_well("show", "result.h5")
        names = next(line for line in piped.split("\n") if line.startswith("types ")).split()
        narrow = " ".join(self.shown("show", "result.h5").split())
        left_out = re.search(r"\(Not shown for want of width: ([a-z, ]+)\. A pipe has all columns", narrow).group(1).split(", ")
        self.assertTrue({"samples", "holds"} <= set(left_out) < set(names))
        head = next(line for line in self.shown("show", "result.h5").split("\n") if line.startswith("types ")).split()
        self.assertEqual([name for name in names if name not in left_out], head)
        # Wide terminals have what pipes have, to the last blank.
        wide = self.shown("show", "result.h5", width=400)
        self.assertEqual(wide, piped)

    def test_width_is_the_terminals_or_that_of_COLUMNS(self):
        for width in (60, 100, 132):
            longest = max(map(columns_of, self.looked_at("run", "--help", width=width).split("\n")))
            self.assertGreater(longest, min(width, 100) - 12)
        text = self.shown("check", "--help", width=0, environment={"COLUMNS": "60"})
        self.assertLessEqual(max(map(columns_of, text.split("\n"))), 60)
        text = self.shown("check", "--help", width=0, environment={"COLUMNS": "many"})
        self.assertIn(max(map(columns_of, text.split("\n"))), range(61, WIDTH + 1))

    def test_long_entries_stay_in_their_column(self):
        structure = "configs/structures/guo_section5.toml"
        lines = self.shown("check", structure, "--verbose").split("\n")
        at = next(k for k, line in enumerate(lines) if line.startswith("condition"))
        column = lines[at].index("reason")
        reasons = []
        for line in lines[at + 1:]:
            if not line:
                break
            if not line.startswith(" "):
                reasons.append("")
            self.assertEqual(line[column - 2:column], "  ")
            reasons[-1] = f"{reasons[-1]} {line[column:]}".strip()
        found = self.run_json("check", structure)["conditions"]
        self.assertEqual(reasons, [entry["reason"] for entry in found.values()])

    def test_what_is_for_programs_passes_as_it_is(self):
        self.run_well("run", "study.toml", "-q", "-o", "result.h5")
        for words in FOR_PROGRAMS:
            words = [word.replace("STRUCTURE", "configs/structures/guo_section5.toml") for word in words]
            self.assertIn(self.run_well(*words), self.shown(*words), words)


if __name__ == "__main__":
    program.main()
