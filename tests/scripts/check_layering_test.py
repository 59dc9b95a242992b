"""scripts/check-layering accepts the project, and refuses each kind of violation that is planted in a small tree."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).resolve().parents[2] / "scripts" / "check-layering"

# (file, line that must be refused)
VIOLATIONS = [
    ("core/a.h", '#include "sim/b.h"'),
    ("core/a.cpp", "#include <iostream>"),
    ("core/a.cpp", "#include <fstream>"),
    ("core/a.cpp", "#include <cstdio>"),
    ("core/a.cpp", "#include <stdio.h>"),
    ("core/a.cpp", "#include <thread>"),
    ("core/a.cpp", "  #  include <mutex>"),
    ("core/a.cpp", "#include <chrono>"),
    ("core/a.cpp", "#include <random>"),
    ("core/a.cpp", "#include <omp.h>"),
    ("core/a.cpp", "#include <hdf5.h>"),
    ("core/a.cpp", "#include <boost/random/gamma_distribution.hpp>"),
    ("core/a.cpp", "#include <spdlog/spdlog.h>"),
    ("core/a.cpp", "#include <immintrin.h>"),
    ("core/deep/er/a.h", "#include <x86intrin.h>"),
    ("core/a.cpp", '#include "absent.h"'),
    ("sim/b.cpp", '#include "b.h"'),
    ("sim/b.cpp", '#include "sim/cli/c.h"'),
    ("sim/study/b.cpp", '#include "sim/cli/c.h"'),
    ("sim/study/b.cpp", "#include <hdf5.h>"),
    ("sim/cli/c.cpp", "#include <hdf5_hl.h>"),
    ("sim/store/b.cpp", "#include <mpi.h>"),
    ("sim/cli/c.cpp", "#include <toml++/toml.h>"),
    ("sim/study/b.cpp", "#include <CLI/CLI.hpp>"),
    ("sim/priors/b.cpp", "#include <omp.h>"),
    ("sim/b.cpp", '#include "tests/help.h"'),
    ("sim/b.cpp", "#include <core/a.h>"),
    ("sim/b.cpp", '#include "genericity_build.h"'),
    ("core/a.cpp", '#include "genericity_build.h"'),
]
ALLOWED = [
    ("core/a.cpp", '#include "core/a.h"'),
    ("core/a.cpp", "#include <vector>"),
    ("core/a.cpp", "#include <Eigen/Dense>"),
    ("core/a.cpp", "#include <boost/multiprecision/gmp.hpp>"),
    ("core/a.cpp", "#include <gmpxx.h>"),
    ("core/a.cpp", "#include <flint/fmpz_mat.h>"),
    ("core/a.cpp", "// #include <iostream>"),
    ("core/simd/a.cpp", "#include <immintrin.h>"),
    ("sim/b.cpp", '#include "core/a.h"'),
    ("sim/store/b.cpp", "#include <hdf5.h>"),
    ("sim/study/b.cpp", "#include <toml++/toml.h>"),
    ("sim/study/b.cpp", "#include <omp.h>"),
    ("sim/cluster/b.cpp", "#include <mpi.h>"),
    ("sim/cli/c.cpp", "#include <CLI/CLI.hpp>"),
    ("sim/cli/c.cpp", '#include "sim/cli/c.h"'),
    ("sim/cli/c.cpp", "#include <iostream>"),
    ("sim/cli/c.cpp", '#include "genericity_build.h"'),
]


def check(root=None):
    return subprocess.run([sys.executable, "-B", str(CHECK), *([str(root)] if root else [])], capture_output=True,
                          text=True, check=False)


class CheckLayeringTest(unittest.TestCase):
    def check_line(self, file, line):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for header in ("core/a.h", "sim/b.h", "sim/cli/c.h", "tests/help.h"):
                (root / header).parent.mkdir(parents=True, exist_ok=True)
                (root / header).write_text("#pragma once\n")
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(f"#include <cstddef>\n\n{line}\n")
            (root / "CMakeLists.txt").write_text(f"add_library(all {file})\n")
            return check(root)

    def test_refuses_each_violation_and_names_its_place(self):
        for file, line in VIOLATIONS:
            with self.subTest(file=file, line=line):
                done = self.check_line(file, line)
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                self.assertEqual(len(done.stdout.splitlines()), 1, done.stdout)
                self.assertTrue(done.stdout.startswith(f"{file}:3: "), done.stdout)

    def test_allows_what_is_meant(self):
        for file, line in ALLOWED:
            with self.subTest(file=file, line=line):
                done = self.check_line(file, line)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_finds_a_source_that_is_not_listed(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for file in ("core/deep/a.cpp", "core/deep/aa.cpp", "sim/b.cpp", "tests/core/a_test.cpp"):
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text("")
            (root / "core/CMakeLists.txt").write_text("add_library(core deep/aa.cpp)\n")
            (root / "sim/CMakeLists.txt").write_text("add_library(sim b.cpp)\n")
            (root / "tests/core/CMakeLists.txt").write_text("add_executable(test b.cpp)\n")
            self.assertEqual(check(root).stdout.splitlines(), ["core/deep/a.cpp: no CMakeLists.txt lists it",
                                                               "tests/core/a_test.cpp: no CMakeLists.txt lists it"])

    def test_the_project_itself(self):
        done = check()
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_a_folder_that_is_no_project(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(check(folder).returncode, 2)


if __name__ == "__main__":
    unittest.main()
