"""What the long checks share: their options, a folder of their own, and how they call the program."""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class Trial:
    """One run of a check. The first fault ends it, with exit code 1 and a message."""

    def __init__(self, about: str, **numbers: tuple[int | float, str]) -> None:
        """Reads the options: `--program`, and for each of `numbers` one with its default value and what it is."""
        self.name = Path(sys.argv[0]).name
        parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
        for option, (default, what) in numbers.items():
            parser.add_argument(f"--{option}", type=type(default), default=default, help=f"{what} (default: {default})")
        parser.add_argument("--program", type=Path, default="build/release/genericity", help="the program")
        self.options = parser.parse_args()
        self.program = self.options.program.resolve()
        if not self.program.is_file():
            self.fail(f"{self.program}: no such program")
        self._keeper = tempfile.TemporaryDirectory(prefix=f"{self.name}-")  # removed at the end of the process
        self.folder = Path(self._keeper.name)

    def fail(self, message: str) -> None:
        sys.exit(f"{self.name}: {message}")

    def attempt(self, *command) -> subprocess.CompletedProcess:
        """Runs a command in the trial's folder, whatever it ends with."""
        return subprocess.run(list(map(str, command)), cwd=self.folder, capture_output=True, text=True, timeout=3600, check=False)

    def call(self, *command) -> str:
        """Runs a command that must succeed; returns its output."""
        done = self.attempt(*command)
        if done.returncode != 0:
            self.fail(f"{' '.join(map(str, command[:6]))}: exit code {done.returncode}: {(done.stderr + done.stdout).strip()[:1000]}")
        return done.stdout

    def measure(self, *command, **options) -> tuple[float, resource.struct_rusage]:
        """Runs a command that must succeed; returns its seconds by the clock, and what it used."""
        start = time.monotonic()
        process = subprocess.Popen(list(map(str, command)), cwd=self.folder, **options)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            self.fail(f"{' '.join(map(str, command[:6]))}: exit code {process.returncode}")
        return seconds, usage

    def genericity(self, *arguments) -> str:
        return self.call(self.program, *arguments)

    def require_same(self, one: str, other: str, *groups: str) -> None:
        """Compares groups of two result files, bit for bit."""
        for group in groups:
            self.call("h5diff", one, other, group)
