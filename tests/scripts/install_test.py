"""Installs a build into an empty folder, and builds programs outside the project against what lies there: one that
uses the libraries as a project with its own layout may, and those of core/LIBRARY.md, which must print what it shows.

    install_test.py --cmake CMAKE --build BUILD --generator GENERATOR --compiler CXX [--flags=FLAGS]
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "core" / "LIBRARY.md"
arguments: argparse.Namespace


def blocks(text, language):
    """The page's blocks of this language, without the fences."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def page_programs():
    """The page's programs: the name of the source, its text and what it prints. A heading names the source, and the
    block of the text is followed by that of the output."""
    return re.findall(r"^## [^\n]*`(\w+\.cpp)`\n\n```cpp\n(.*?)^```\n\n```text\n(.*?)^```$",
                      PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def room_headers():
    """The header of each room, which stands beside its folder; that of core/ stands in it."""
    beside = {folder.with_suffix(".h") for room in ("core", "sim") for folder in (ROOT / room).iterdir()
              if folder.is_dir() and folder.with_suffix(".h").is_file()}
    return {path.relative_to(ROOT).as_posix() for path in beside | {ROOT / "core" / "core.h"}}


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

    def configure_project(self, source, build, *options, ok=True):
        return self.run_quietly(
            arguments.cmake, "-S", source, "-B", build, "-G", arguments.generator,
            f"-DCMAKE_PREFIX_PATH={self.prefix}", f"-DCMAKE_CXX_COMPILER={arguments.compiler}",
            f"-DCMAKE_CXX_FLAGS={arguments.flags}", *options, ok=ok)

    def configure(self, components, ok=True):
        build = self.folder / f"build-{components.replace(';', '-')}"
        return build, self.configure_project(HERE / "consumer", build, f"-Dcomponents={components}", ok=ok)

    def built(self, components):
        build, _ = self.configure(components)
        self.run_quietly(arguments.cmake, "--build", build)
        return self.run_quietly(build / "consumer")

    def test_a_program_that_uses_core(self):
        self.assertEqual(self.built("core"), "2x2x3 12\n")

    def test_a_program_that_uses_sim(self):
        self.assertEqual(self.built("core;sim"), "2x2x3 12\n1\n")

    def test_the_programs_of_the_page_print_what_it_shows(self):
        source = self.folder / "mine"
        source.mkdir()
        programs = page_programs()
        page = PAGE.read_text(encoding="utf-8")
        self.assertEqual(len(programs), 3)
        self.assertEqual(len(programs), len(blocks(page, "cpp")))
        (lists,) = blocks(page, "cmake")
        (source / "CMakeLists.txt").write_text(lists, encoding="utf-8")
        for name, text, _ in programs:
            (source / name).write_text(text, encoding="utf-8")
        build = self.folder / "build-mine"
        self.configure_project(source, build)
        self.run_quietly(arguments.cmake, "--build", build)
        for name, _, output in programs:
            with self.subTest(name):
                self.assertEqual(self.run_quietly(build / Path(name).stem), output)

    def test_the_programs_of_the_page_use_headers_of_rooms_alone(self):
        allowed = {f"genericity/{header}" for header in room_headers()}
        for name, text, _ in page_programs():
            included = re.findall(r'^\s*#\s*include\s*["<]([^">]+)[">]', text, re.MULTILINE)
            self.assertNotEqual(included, [])
            for header in included:
                with self.subTest(name, header=header):
                    self.assertTrue(header in allowed or re.fullmatch(r"[a-z_0-9]+", header), "is for insiders")

    def test_the_page_lists_the_headers_of_all_rooms(self):
        listed = re.findall(r"^\| `<genericity/(.*?)>` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual(sorted(listed), sorted(room_headers()))

    def test_headers_of_rooms_hold_nothing_but_includes(self):
        for header in room_headers():
            text = (ROOT / header).read_text(encoding="utf-8")
            code = [line for line in text.splitlines() if line and not line.startswith("//")]
            with self.subTest(header):
                self.assertEqual(code[0], "#pragma once")
                self.assertGreater(len(code), 1)
                for line in code[1:]:
                    self.assertRegex(line, r'^#include "[\w/]+\.h" +// IWYU pragma: export$')

    def test_every_header_of_a_room_compiles_alone(self):
        source = self.folder / "rooms"
        source.mkdir()
        lists = ["cmake_minimum_required(VERSION 3.25)", "project(rooms LANGUAGES CXX)",
                 "find_package(genericity REQUIRED)"]
        for header in sorted(room_headers()):
            name = header.removesuffix(".h").replace("/", "_")
            (source / f"{name}.cpp").write_text(f"#include <genericity/{header}>\n", encoding="utf-8")
            # Rooms of core need no more than core.
            lists += [f"add_library({name} OBJECT {name}.cpp)",
                      f"target_link_libraries({name} PRIVATE genericity::{header.split('/')[0]})"]
        (source / "CMakeLists.txt").write_text("\n".join(lists) + "\n", encoding="utf-8")
        build = self.folder / "build-rooms"
        self.configure_project(source, build)
        self.run_quietly(arguments.cmake, "--build", build)

    def test_a_component_that_does_not_exist(self):
        _, output = self.configure("roof", ok=False)
        self.assertIn("no component 'roof'", " ".join(output.split()))

    def test_every_header_is_installed_but_those_of_programs(self):
        wanted = {p.relative_to(ROOT) for room in ("core", "sim") for p in (ROOT / room).rglob("*.h")
                  if not any(p.is_relative_to(ROOT / "sim" / own) for own in ("cli", "cluster", "python"))}
        include = self.prefix / "include" / "genericity"
        self.assertEqual({p.relative_to(include) for p in include.rglob("*.h")}, wanted)

    def test_man_page_and_completion_are_installed(self):
        page = (self.prefix / "share/man/man1/genericity.1").read_text()
        self.assertTrue(page.startswith(".TH GENERICITY 1"))
        completion = (self.prefix / "share/bash-completion/completions/genericity").read_text()
        self.assertIn("complete -F _genericity genericity", completion)

    def test_the_program_is_installed(self):
        self.assertIn("genericity", self.run_quietly(self.prefix / "bin" / "genericity", "--help"))

    def test_configs_licence_and_citation_are_installed(self):
        share = self.prefix / "share"
        self.assertEqual((share / "genericity/configs/quickstart.toml").read_text(), (ROOT / "configs/quickstart.toml").read_text())
        self.assertTrue((share / "genericity/slurm/array.sbatch").is_file())
        for package in ("genericity", "libgenericity-dev", "python3-genericity"):
            self.assertEqual((share / "doc" / package / "copyright").read_text(), (ROOT / "LICENSE").read_text())

    def test_the_python_package_and_its_commands_are_installed(self):
        place = self.prefix / "lib/python3/dist-packages"
        self.assertEqual(list(place.rglob("__pycache__")), [])
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("GENERICITY", "PYTHON"))}
        elsewhere = {"cwd": self.folder, "env": {**environment, "PYTHONDONTWRITEBYTECODE": "1"}, "capture_output": True, "text": True}
        result = ROOT / "results/reference/patterns.h5"
        for command, output in ((["genericity-plot", result, "-o", "pictures", "--figure", "shares"], "pictures/patterns_shares.svg"),
                                (["genericity-report", result, "-o", "page.html"], "page.html")):
            done = subprocess.run([self.prefix / "bin" / command[0], *map(str, command[1:])], check=False, **elsewhere)
            self.assertEqual((done.returncode, done.stderr), (0, ""), command)
            self.assertTrue((self.folder / output).is_file())
        if not list(place.glob("genericity/_compiled*.so")):
            self.skipTest("the compiled part of the Python package was not built")
        elsewhere["env"]["PYTHONPATH"] = str(place)
        code = "import genericity; print(genericity.__file__, genericity.check([[1, 2], [3, 4]])['cbdp'].verdict)"
        done = subprocess.run(["/usr/bin/python3", "-c", code], check=False, **elsewhere)
        self.assertEqual((done.stdout, done.stderr), (f"{place}/genericity/__init__.py holds\n", ""))

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
