"""The manual: the committed reference is the program's own, the man page renders, bash completes, help fits a screen."""

import os
import re
import shlex
import shutil
import subprocess
import unittest

import program
from program import ProgramTest

WIDTH = 100
LINES = 40  # of --help, at most

TAIL_STUDY = """\
format = 1
mode = "tail"
seed = 1
[[ensemble]]
types = [2, 2]
prior = "dirichlet"
patterns = "minimal"
"""


class Manual(ProgramTest):
    def project(self):
        return program.CONFIGS.parent

    def verbs(self):
        listed = self.run_well("--help").split("Subcommands:\n")[1].split("\n\n")[0]
        return re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)

    def options(self, verb):
        """Every name that a verb's help lists."""
        text = self.run_well(verb, "--help").split("Options:\n")[1].split("\n\n")[0]
        heads = re.findall(r"^  (-\S+)", text, re.MULTILINE)
        return {name for head in heads for name in head.split(",")}

    def test_reference_is_what_the_program_prints(self):
        committed = (self.project() / "sim/cli/README.md").read_text()
        self.assertEqual(committed, self.run_well("manual", "--format", "markdown"),
                         "run: genericity manual --format markdown > sim/cli/README.md")
        for verb in self.verbs():
            section = committed.split(f"\n## genericity {verb}\n")[1].split("\n## ")[0]
            for option in self.options(verb) - {"-h", "--help"}:
                self.assertRegex(section, rf"`{option}[ `]")

    def test_table_of_families_is_the_registrys(self):
        self.assertIn(self.run_well("manual", "--format", "families"),
                      (self.project() / "configs/README.md").read_text(),
                      "put the output of `genericity manual --format families` into configs/README.md")

    def test_table_of_environments_is_that_of_the_records(self):
        self.assertIn(self.run_well("manual", "--format", "environments"),
                      (self.project() / "configs/README.md").read_text(),
                      "put the output of `genericity manual --format environments` into configs/README.md")

    def test_table_of_counts_is_that_of_the_records(self):
        self.assertIn(self.run_well("manual", "--format", "counts"),
                      (self.project() / "results/README.md").read_text(),
                      "put the output of `genericity manual --format counts` into results/README.md")

    def test_table_of_theorems_is_that_of_the_records(self):
        self.assertIn(self.run_well("manual", "--format", "theorems"),
                      (self.project() / "core/README.md").read_text(),
                      "put the output of `genericity manual --format theorems` into core/README.md")

    def test_help_fits_a_screen_and_has_an_example(self):
        for verb in [*self.verbs(), "manual"]:
            with self.subTest(verb=verb):
                lines = self.run_well(verb, "--help").splitlines()
                self.assertLessEqual(len(lines), LINES)
                self.assertLessEqual(max(map(len, lines)), WIDTH)
                at = lines.index("Example:")
                self.assertRegex(lines[at + 1], rf"^  .*genericity {verb}\b")
        lines = self.run_well("--help").splitlines()
        self.assertLessEqual(len(lines), LINES)
        self.assertLessEqual(max(map(len, lines)), WIDTH)

    def test_man_page_renders_without_warnings(self):
        page = self.run_well("manual", "--format", "man")
        self.write("genericity.1", page)
        if shutil.which("groff") is None or shutil.which("preconv") is None:
            self.skipTest("no groff")
        done = subprocess.run(
            ["groff", "-Kutf8", "-Tutf8", "-man", "-ww", "genericity.1"],
            cwd=self.folder, capture_output=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        # Bold and italics are letters struck over each other, or escapes, by groff's version.
        shown = re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout.decode())
        for verb in self.verbs():
            self.assertRegex(shown, rf"(?m)^   {verb}$")
            for option in self.options(verb) - {"-h", "--help"}:
                self.assertIn(option, shown.replace("‐", "-").replace("−", "-"))

    def complete(self, *words):
        """What bash offers for the last word."""
        script = (
            'source /dev/stdin <<< "$COMPLETION"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _genericity; '
            'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(
            ["bash", "--norc", "-uc", script, "bash", "genericity", *words], cwd=self.folder, capture_output=True,
            env={**os.environ, "COMPLETION": self.run_well("manual", "--format", "bash")}, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return {word for word in done.stdout.decode().split("\n") if word}

    def test_bash_completes_verbs_options_values_and_files(self):
        self.write("a study.toml", "")
        self.write("b.h5", "")
        self.write("c.txt", "")
        (self.folder / "sub").mkdir()
        verbs = self.verbs()
        self.assertEqual(self.complete(""), set(verbs))
        self.assertEqual(self.complete("ru"), {"run"})
        self.assertEqual(self.complete("--v"), {"--version"})
        for verb in verbs:
            self.assertEqual(self.complete(verb, "-"), self.options(verb) - {"-h"}, verb)
        self.assertEqual(self.complete("run", ""), {"a study.toml", "sub"})
        self.assertEqual(self.complete("run", "-q", "a"), {"a study.toml"})
        self.assertEqual(self.complete("show", ""), {"b.h5", "sub"})
        self.assertEqual(self.complete("show", "b.h5", "--format", ""), {"table", "csv", "json"})
        self.assertEqual(self.complete("show", "b.h5", "--format", "c"), {"csv"})
        self.assertEqual(self.complete("run", "a study.toml", "--output", "b"), {"b.h5"})
        self.assertEqual(self.complete("run", "a study.toml", "--threads", ""), set())

    def test_bash_completes_values_after_an_equals_sign(self):
        self.write("a study.toml", "")
        self.write("b.h5", "")
        (self.folder / "sub").mkdir()
        # The words as bash takes them apart at '='; then as one, where COMP_WORDBREAKS lacks it.
        for words, whole, values in (
                (("show", "b.h5", "--format", "="), "--format=", {"table", "csv", "json"}),
                (("show", "b.h5", "--format", "=", "c"), "--format=c", {"csv"}),
                (("run", "a study.toml", "--output", "="), "--output=", {"b.h5", "sub"}),
                (("run", "a study.toml", "--output", "=", "b"), "--output=b", {"b.h5"}),
                (("run", "--threads", "="), "--threads=", set()),
                (("run", "--quiet", "="), "--quiet=", set()),
                (("show", "b.h5", "--format", "=", "-"), "--format=-", set())):
            self.assertEqual(self.complete(*words), values, words)
            before = whole[:whole.index("=") + 1]
            together = (*words[:words.index("=") - 1], whole)
            self.assertEqual(self.complete(*together), {before + value for value in values}, together)
        # Neither a key=value of an option nor what follows a value is taken for one.
        self.assertEqual(self.complete("run", "--set", "stop.samples", "=", ""), set())
        self.assertEqual(self.complete("show", "--format", "=", "csv", ""), {"b.h5", "sub"})
        self.assertEqual(self.complete("show", "--format=csv", ""), {"b.h5", "sub"})

    @unittest.skipUnless(hasattr(os, "openpty"), "there are no terminals")
    def test_bash_itself_takes_the_equals_sign_apart(self):
        """Types into an interactive bash, and reads the line that it makes of it."""
        self.write("completion", self.run_well("manual", "--format", "bash"))
        script = self.write("start", "PS1=; bind 'set bell-style none'; genericity() { printf '<%s>' \"$@\"; }; source completion\n")
        for typed, made in ((b"genericity show --format=c\t", "<show><--format=csv>"),
                            (b"genericity show --format c\t", "<show><--format><csv>"),
                            (b"genericity run --output=b.\t", "<run><--output=b.h5>")):
            self.write("b.h5", "")
            terminal, line = os.openpty()
            try:
                with subprocess.Popen(["bash", "--norc", "--noprofile", "--rcfile", str(script), "-i"], cwd=self.folder, stdin=line,
                                      stdout=subprocess.PIPE, stderr=line, start_new_session=True,
                                      env={**os.environ, "TERM": "dumb", "HISTFILE": ""}) as shell:
                    os.write(terminal, b"source start\n" + typed + b"\nexit\n")
                    try:
                        out, _ = shell.communicate(timeout=30)
                    except subprocess.TimeoutExpired:
                        shell.kill()
                        raise
            finally:
                os.close(terminal)
                os.close(line)
            self.assertIn(made, out.decode(), typed)

    def known_keys(self, setting, *command):
        """The keys that a reader knows in a table, from its own message about one that it does not know."""
        message = self.refused(program.INPUT, *command, *(["--set", setting] if setting else []))
        return re.search(r"zzzz: unknown key; expected one of ([a-z_ ]+)$", message).group(1).split()

    def test_every_key_of_studies_and_structures_is_explained(self):
        page = (self.project() / "configs/README.md").read_text()
        self.write("study.toml", program.STUDY)
        self.write("tail.toml", TAIL_STUDY)
        self.write("one.toml", "zzzz = 1\n")
        for prefix, setting, *command in (
                ("", "zzzz=1", "plan", "study.toml"),
                ("stop.", "stop.zzzz=1", "plan", "study.toml"),
                ("record.", "record.zzzz=1", "plan", "study.toml"),
                ("tail.", "tail.zzzz=1", "plan", "tail.toml"),
                ("", "ensemble=[{zzzz=1}]", "plan", "study.toml"),
                ("", "", "check", "one.toml"),
                ("", "", "audit", "one.toml")):
            for key in self.known_keys(setting, *command):
                self.assertRegex(page, rf"(?m)^\| `{prefix}{key}` \|", f"configs/README.md does not explain {key}")

    def test_outputs_in_the_tutorial_are_the_programs(self):
        """Those of single structures and mechanisms; studies take too long here."""
        page = (self.project() / "configs/TUTORIAL.md").read_text()
        shown = 0
        for command, lines in re.findall(r"^    \$ genericity (.+)\n((?:    (?!\$).*\n|\n(?=    (?!\$)))*)", page, re.MULTILINE):
            if command.split()[0] not in ("check", "audit", "counterexample"):
                continue
            done = subprocess.run([program.PROGRAM, *shlex.split(command)], cwd=self.project(), capture_output=True,
                                  text=True, timeout=60, check=False)
            printed = [line.rstrip() for line in done.stdout.splitlines()]
            for line in lines.splitlines():
                if line.strip() not in ("", "…"):
                    self.assertIn(line[4:].rstrip(), printed, command)
                    shown += 1
        self.assertGreater(shown, 20)

    def headings(self, page):
        """The names by which a page's headings are linked to: small letters, hyphens for spaces, no other signs, of links
        the text alone."""
        lines = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line) for line in re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)]
        return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}

    def test_links_between_the_pages_lead_somewhere(self):
        for page in ("README.md", "configs/README.md", "configs/TUTORIAL.md", "core/README.md", "results/README.md",
                     "sim/README.md", "sim/cli/README.md", "sim/cli/RUNNING.md", "sim/cli/RELIABILITY.md", "core/THEORY.md", "core/LIBRARY.md",
                     "configs/cluster/README.md", "configs/notebooks/README.md", "scripts/README.md", "scripts/genericity/README.md",
                     "CONTRIBUTING.md", "CHANGELOG.md"):
            place = self.project() / page
            for link, heading in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", place.read_text()):
                if "://" in link:
                    continue
                target = place.parent / link if link else place
                self.assertTrue(target.exists(), f"{page}: {link}")
                if heading:
                    self.assertIn(heading, self.headings(target), f"{page}: {link}#{heading}")

    def test_every_condition_is_explained(self):
        page = (self.project() / "configs/README.md").read_text()
        self.write("study.toml", program.STUDY)
        message = self.refused(program.INPUT, "plan", "study.toml", "--set", 'conditions=["zzzz"]')
        names = re.search(r"expected one of ([a-z_, ]+)", message).group(1).split(", ")
        self.assertIn("ci", names)
        for name in names:
            self.assertRegex(page, rf"(?m)^\| `{name}` \|")


if __name__ == "__main__":
    program.main()
