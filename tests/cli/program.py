"""Runs the program as a user would, for the tests of the command line."""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = ""
CONFIGS = Path()

DONE, INTERNAL, INPUT, IO, STOPPED, NONE = range(6)

STUDY = """\
format = 1
title = "Small"
seed = 5
[[ensemble]]
types = [[2, 2, 2], [2, 2]]
prior = [{ family = "dirichlet", alpha = 1 }, { family = "lattice", denominator = 12 }]
patterns = ["minimal", "maximal"]
[stop]
samples = 300
[record]
samples = "failures"
"""

# A pattern whose share of CI lies strictly between 0 and 1: about a fifth of a millisecond a sample.
SLOW_STUDY = """\
format = 1
seed = 6
[[ensemble]]
types = [2, 2, 2, 2, 2]
prior = { family = "dirichlet", alpha = 1 }
patterns = ["{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}", "minimal"]
[stop]
samples = %d
[record]
samples = "all"
"""


def main():
    """Takes the program and the folder of configs from the command line and runs the tests."""
    global PROGRAM, CONFIGS
    PROGRAM, CONFIGS = sys.argv[1], Path(sys.argv[2])
    unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[3:]])


class ProgramTest(unittest.TestCase):
    """A test in a fresh folder, `self.folder`, where the program runs."""

    def setUp(self):
        self._temporary = tempfile.TemporaryDirectory(prefix="genericity-cli-")
        self.addCleanup(self._temporary.cleanup)
        self.folder = Path(self._temporary.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return name

    def call(self, *arguments, **options):
        options.setdefault("timeout", 120)
        options.setdefault("stdout", subprocess.PIPE)
        return subprocess.run(
            [PROGRAM, *map(str, arguments)], cwd=self.folder, stderr=subprocess.PIPE, **options)

    def run_well(self, *arguments, **options):
        """Standard output of a call that must succeed."""
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, DONE, done.stderr.decode())
        return done.stdout.decode()

    def run_verb(self, *arguments, code=DONE):
        """A call that ends with `code`, with its output as text."""
        done = self.call(*arguments, text=True)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def run_json(self, *arguments, code=DONE):
        return json.loads(self.run_verb(*arguments, "--json", code=code).stdout)

    def refused(self, code, *arguments, says=()):
        """The message of a call that must fail with `code`: one line, no output, nothing written or changed."""
        before = self.contents()
        done = self.call(*arguments)
        message = done.stderr.decode()
        self.assertEqual(done.returncode, code, message)
        self.assertEqual(done.stdout, b"")
        self.assertRegex(message, r"\Agenericity: [^\n]+\n\Z")
        for part in [says] if isinstance(says, str) else says:
            self.assertIn(part, message)
        self.assertEqual(self.contents(), before)
        return message

    def strace(self, call, injected):
        """What to put before a command so that a system call fails or takes long, as strace's inject= has it."""
        if shutil.which("strace") is None or subprocess.run(["strace", "true"], capture_output=True, check=False).returncode:
            self.skipTest("there is no strace, or no leave to trace")
        return ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{injected}"]

    def contents(self):
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def same_file(self, a, b, groups=("/results", "/samples", "/progress", "/diagnostics")):
        """These groups are equal, their attributes included: with the usual ones, everything but provenance."""
        for group in groups:
            done = subprocess.run(["h5diff", a, b, group], cwd=self.folder, capture_output=True, timeout=60, check=False)
            self.assertEqual((done.returncode, done.stdout), (0, b""), group)

    def same_science(self, a, b):
        for group in ("/results", "/samples"):
            done = subprocess.run(
                ["h5diff", "-v", a, b, group], cwd=self.folder, capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, done.stdout.decode()[-2000:])
