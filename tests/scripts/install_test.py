"""Installs a build into an empty folder, and builds programs outside the project against what lies there.

    install_test.py --cmake CMAKE --build BUILD --generator GENERATOR --compiler CXX [--flags=FLAGS]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
arguments: argparse.Namespace


class InstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.prefix = cls.folder / "prefix"
        cls.run_quietly(arguments.cmake, "--install", arguments.build, "--prefix", cls.prefix)

    @staticmethod
    def run_quietly(*command, ok=True):
        done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        if (done.returncode == 0) != ok:
            raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}")
        return done.stdout

    def configure(self, components, ok=True):
        build = self.folder / f"build-{components.replace(';', '-')}"
        return build, self.run_quietly(
            arguments.cmake, "-S", HERE / "consumer", "-B", build, "-G", arguments.generator,
            f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DCMAKE_CXX_COMPILER={arguments.compiler}",
            f"-DCMAKE_CXX_FLAGS={arguments.flags}", f"-Dcomponents={components}", ok=ok)

    def built(self, components):
        build, _ = self.configure(components)
        self.run_quietly(arguments.cmake, "--build", build)
        return self.run_quietly(build / "consumer")

    def test_a_program_that_uses_core(self):
        self.assertEqual(self.built("core"), "2x2x3 12\n")

    def test_a_program_that_uses_sim(self):
        self.assertEqual(self.built("core;sim"), "2x2x3 12\n1\n")

    def test_a_component_that_does_not_exist(self):
        _, output = self.configure("roof", ok=False)
        self.assertIn("no component 'roof'", " ".join(output.split()))

    def test_every_header_is_installed_but_those_of_the_program(self):
        wanted = {p.relative_to(ROOT) for room in ("core", "sim") for p in (ROOT / room).rglob("*.h")
                  if not p.is_relative_to(ROOT / "sim" / "cli") and not p.is_relative_to(ROOT / "sim" / "cluster")}
        include = self.prefix / "include" / "genericity"
        self.assertEqual({p.relative_to(include) for p in include.rglob("*.h")}, wanted)

    def test_man_page_and_completion_are_installed(self):
        page = (self.prefix / "share/man/man1/genericity.1").read_text()
        self.assertTrue(page.startswith(".TH GENERICITY 1"))
        completion = (self.prefix / "share/bash-completion/completions/genericity").read_text()
        self.assertIn("complete -F _genericity genericity", completion)

    def test_the_program_is_installed(self):
        self.assertIn("genericity", self.run_quietly(self.prefix / "bin" / "genericity", "--help"))

    def test_no_path_of_the_sources_or_the_build_remains(self):
        for path in (self.prefix / "lib").rglob("*.cmake"):
            text = path.read_text(encoding="utf-8")
            for folder in (ROOT, arguments.build):
                self.assertNotIn(str(folder) + os.sep, text, path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("cmake", "build", "generator", "compiler"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--flags", default="")
    arguments, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
