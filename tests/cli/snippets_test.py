"""Every program and command of the manual runs, against real results: what is shown to readers is what works.

A page's snippets are its fenced blocks, and its indented ones of shell or Python. Each must be known here: a new
language, or a command whose names stand for nothing here, fails the test until it is told what to do with it.
"""

import ast
import re
import shlex
import shutil
import subprocess
import unittest

import program
from program import ProgramTest

PAGES = ("README.md", "configs/README.md", "configs/TUTORIAL.md", "core/README.md", "results/README.md",
         "scripts/README.md", "sim/README.md", "sim/cli/README.md", "sim/cli/RUNNING.md", "core/THEORY.md")
# Commands that take hours, a cluster or an installed system; other tests run what is behind them.
ELSEWHERE = ("scripts/quickstart", "scripts/test", "sbatch", "job=", "mpirun", "source ", "echo ", "scripts/install-dependencies", "scripts/packages", "scripts/bundle", "scripts/check-")
# What stands for a file of the reader's, and what takes its place.
NAMES = {"STUDY.toml": "study.toml", "FILE.h5": "quickstart.h5", "ALL.h5": "whole.h5", "part-*.h5": "part-0.h5 part-1.h5",
         "STRUCTURE.toml": "configs/structures/guo_section5.toml", "E.toml": "configs/environments/guo_section5.toml",
         "MECHANISM.toml": "made.toml", "FILE": "quickstart.h5", "OTHER": "again.h5", "five.toml": "study.toml",
         "five.h5": "quickstart.h5", "list.txt": "list.txt", "part-3.h5": "part-3.h5", "census.h5": "census.h5"}
# Verbs that say with their exit code that there is none, or a fault: the page shows them for that.
FAULT = 5
NEGATIVE = ("counterexample STRUCTURE.toml", "audit configs/mechanisms/slides_two_rules.toml",
            "design configs/structures/private_values.toml")
STUDY = """\
format = 1
title = "Snippets"
seed = 5
[[ensemble]]
types = [2, 2, 2]
prior = [{ family = "dirichlet", alpha = 0.5 }, { family = "dirichlet", alpha = 1 }, { family = "lattice", denominator = 12 }]
patterns = ["minimal", "maximal"]
[stop]
samples = 200
[record]
samples = "failures"
"""


def fenced(text):
    """(language, body) of every fenced block."""
    return re.findall(r"^```([a-z]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def shown(text):
    """(command, lines below it) of every indented command after a "$" under which a page shows what it prints."""
    found = []
    for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", text, re.MULTILINE):
        for part in re.split(r"^    \$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.splitlines()
            if any(line.strip() for line in lines) and re.match(r"(build/release/)?genericity ", command):
                found.append((command, lines))
    return found


def commands(text):
    """Every indented line that calls the program or a script, without its comment."""
    prefix = r"^    (?:\$ )?"
    lines = re.findall(prefix + r"((?:build/release/)?genericity (?!\[)[a-z].*|scripts/\S.*|job=.*|sbatch .*|mpirun .*|source .*)$",
                       text, re.MULTILINE)
    return [re.split(r"\s+#\s", line)[0].strip() for line in lines if "[OPTIONS]" not in line]


class Snippets(ProgramTest):
    def setUp(self):
        super().setUp()
        self.project = program.CONFIGS.parent
        (self.folder / "configs").symlink_to(program.CONFIGS)
        (self.folder / "scripts").symlink_to(self.project / "scripts")
        (self.folder / "results").mkdir()
        (self.folder / "results" / "reference").symlink_to(self.project / "results" / "reference")
        self.write("study.toml", STUDY)
        self.run_well("run", "study.toml", "-q", "-o", "quickstart.h5")
        self.write("cost.toml", self.study_with_environments())
        (self.folder / "shards" / "NAME").mkdir(parents=True)
        for name in ("again.h5", "results/quickstart.h5", "shards/NAME/shard.h5"):
            shutil.copy(self.folder / "quickstart.h5", self.folder / name)

    def page(self, name):
        return (self.project / name).read_text(encoding="utf-8")

    def study_with_environments(self):
        """That of the tutorial."""
        (block,) = re.findall(r'^    format = 1\n    title  = "What it costs(?:.*\n)(?:    .*\n|\n(?=    ))*',
                              self.page("configs/TUTORIAL.md"), re.MULTILINE)
        return "\n".join(line[4:] for line in block.splitlines()) + "\n"

    def test_the_walk_through_environments(self):
        """Every line that the tutorial's last part shows, in its order."""
        page = self.page("configs/TUTORIAL.md")
        walk = re.findall(r"^    \$ (.+)\n((?:    (?!\$).*\n|\n(?=    (?!\$)))*)", page[page.index("## 6. "):], re.MULTILINE)
        self.assertEqual(len(walk), 5)
        for command, below in walk:
            line = command.replace("genericity ", f"{shlex.quote(program.PROGRAM)} ", 1)
            printed = " ".join(self.shell(line, FAULT if command.startswith("genericity design") else 0).split())
            at = 0
            for part in re.split("…|\n", below):
                with self.subTest(command, shown=part):
                    at = printed.find(" ".join(part.split()), at)
                    self.assertGreaterEqual(at, 0)

    def python(self, body):
        done = subprocess.run(["/usr/bin/python3", "-B", "-c", body], cwd=self.folder, capture_output=True, text=True,
                              timeout=120, check=False)
        if "ModuleNotFoundError" in done.stderr:
            self.skipTest(done.stderr.strip().splitlines()[-1])
        self.assertEqual(done.returncode, 0, f"{body}\n{done.stderr}")
        return done.stdout

    def shell(self, line, code=0):
        done = subprocess.run(["bash", "-c", line], cwd=self.folder, capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, code, f"{line}\n{done.stderr}")
        return done.stdout

    def test_fenced_blocks(self):
        counted = {}
        for name in PAGES:
            for language, body in fenced(self.page(name)):
                counted[language] = counted.get(language, 0) + 1
                with self.subTest(page=name, language=language, body=body[:60]):
                    if language == "python":
                        self.python(body)
                    elif language == "sh":
                        self.assertIn("good", self.shell(re.sub(r"\bFILE\b", "quickstart.h5", body)))
                    else:
                        # The R programs have tests of their own, scripts_r_reader and cli_list_writers, and so have names of
                        # figures, scripts_figures_order; Debian has no Julia.
                        self.assertIn(language, ("r", "julia", "toml"))
        self.assertGreaterEqual(counted["python"], 2)
        self.assertEqual((counted["sh"], counted["r"]), (1, 2))

    def test_what_the_h5py_program_finds(self):
        (body,) = (body for language, body in fenced(self.page("results/README.md"))
                   if language == "python" and "import h5py" in body)
        assigned = [target.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Assign) for target in node.targets]
        self.assertEqual(set(assigned), {"patterns", "count", "study"})
        out = self.python(f"{body}\nprint(list(patterns), count.sum())\nprint(study)").splitlines()
        self.assertEqual(out[0], str(["minimal", "maximal"] * 3) + f" {6 * 2 * 200}")
        self.assertEqual("\n".join(out[1:]).strip(), STUDY.strip())

    def test_the_study_of_the_page(self):
        for name, first in (("configs/README.md", "    format = 1\n"), ("configs/TUTORIAL.md", "    format = 1\n")):
            text = self.page(name)
            block = re.search(rf"^{first}(?:    .*\n|\n(?=    ))*", text, re.MULTILINE)[0]
            study = "\n".join(line[4:] for line in block.splitlines())
            study = study.split("\n$ ")[0]
            self.write("page.toml", study + "\n")
            self.run_well("run", "page.toml", "-q", "-o", "page.h5", "--set", "stop.samples=20", "--set",
                          "stop.minimum_samples=0" if "half_width" in study else "stop.samples=20")
            (self.folder / "page.h5").unlink()

    def test_the_environment_of_the_page(self):
        block = re.search(r"^    types    = \[2, 2\]\n(?:    .*\n)+", self.page("configs/README.md"), re.MULTILINE)[0]
        self.write("project.toml", "\n".join(line[4:] for line in block.splitlines()) + "\n")
        self.write("two.toml", "types = [2, 2]\nprior = [1, 2, 3, 5]\n")
        printed = self.run_well("design", "two.toml", "-e", "project.toml")
        self.assertRegex(printed, r"\nefficiency +holds\n")

    def test_what_commands_are_shown_to_print(self):
        checked = 0
        for name in PAGES:
            for command, lines in shown(self.page(name)):
                # Others are of results that take minutes; the figures of these do not depend on a run.
                if not re.search(r" (configs/structures|configs/mechanisms|classify)", command):
                    continue
                line = re.sub(r"(build/release/)?genericity (?=[a-z])", f"{shlex.quote(program.PROGRAM)} ", command)
                printed = " ".join(subprocess.run(["bash", "-c", line], cwd=self.folder, capture_output=True, text=True, timeout=300,
                                                  check=False).stdout.split())
                for text in lines:
                    for part in text.split("…"):
                        with self.subTest(page=name, command=command, text=part):
                            self.assertIn(" ".join(part.split()), printed)
                checked += 1
        self.assertGreater(checked, 10)

    def test_indented_commands(self):
        self.assertEqual(self.call("run", "study.toml", "-q", "--shard", "0/2", "-o", "part-0.h5").returncode, 0)
        self.assertEqual(self.call("run", "study.toml", "-q", "--shard", "1/2", "-o", "part-1.h5").returncode, 0)
        self.write("list.txt", "part-0.h5\npart-1.h5\n")
        ran = 0
        for name in PAGES:
            for line in commands(self.page(name)):
                if line.startswith(ELSEWHERE) or "scripts/slurm" in line:
                    continue
                with self.subTest(page=name, line=line):
                    if "-o results/quickstart.h5" in line:
                        (self.folder / "results" / "quickstart.h5").unlink()  # which is of the study above
                    self.shell(self.prepared(line), FAULT if any(part in line for part in NEGATIVE) else 0)
                    ran += 1
        self.assertGreater(ran, 35)

    def prepared(self, line):
        """The command with this test's program and files, small enough to run."""
        line = line.replace("genericity run … ", "genericity run STUDY.toml -o extended.h5 " if "--shard" not in line
                            else "genericity run STUDY.toml ")
        words = r"[A-Za-z0-9_.*/-]+"
        line = re.sub(words, lambda word: NAMES.get(word[0], word[0]), line)
        line = line.replace("build/release/genericity ", "genericity ")
        line = re.sub(r"\bstop\.samples=\d+", "stop.samples=40", line)
        # Studies of the project's own, and cells that this small result does not have.
        if " run " in line and "configs/" in line:
            small = "tail.draws=200" if "tail.toml" in line else "stop.samples=40"
            line = re.sub(r"run (configs/\S+)", rf"run \1 --set {small}", line)
        line = re.sub(r"--cell \d+ --sample \d+", "--cell 3 --sample 17", line)
        line = line.replace("--where types=2x2x2x2x2", "--where types=2x2x2") if "--figure" in line else line
        return line.replace("genericity ", f"{shlex.quote(program.PROGRAM)} ")


if __name__ == "__main__":
    program.main()
