"""Carries out the recipes of sim/README.md on a copy of the tree: a condition, a count and a family are added, everything
builds, and the tests that go through the tables pass. Then every file of a recipe is left out in turn, and the build, a
test or a check must stop and name what is missing.

    recipes_test.py [--keep FOLDER]

Compiles for about twenty minutes on two cores; scripts/check-all runs it. With --keep the copy is made in FOLDER, and
stays.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from toys import RECIPES

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ["genericity", "core_test", "participation_test", "priors_test", "tally_test", "study_run_test"]
TESTS = "^(core_test|participation_test|priors_test|tally_test|study_run_test)$"


class Copy:
    """A copy of the tracked tree with a build folder of its own."""

    def __init__(self, folder: Path):
        self.tree = folder / "tree"
        self.build = folder / "build"
        names = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
        for name in filter(None, names.split("\0")):
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.tree / name)

    def change(self, file: str, change) -> None:
        path = self.tree / file
        path.write_text(change(path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")

    def first_fault(self) -> str:
        """What the check of the tree, CMake, the compiler or a test says first; empty if all is well."""
        for command in (
                ["scripts/check-layering"],
                ["cmake", "-S", ".", "-B", self.build, "-G", "Ninja", "-D", "CMAKE_BUILD_TYPE=Release",
                 "-D", "CMAKE_CXX_FLAGS_RELEASE=-O0", "-D", "CMAKE_UNITY_BUILD=ON",
                 "-D", "GENERICITY_BUILD_BENCHMARKS=OFF", "-D", "GENERICITY_WERROR=ON"],
                ["cmake", "--build", self.build, "--target", *TARGETS],
                ["ctest", "--test-dir", self.build, "-R", TESTS, "--output-on-failure", "--stop-on-failure"]):
            done = subprocess.run(command, cwd=self.tree, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                return f"{command[0]}: {done.stdout}{done.stderr}"
        return ""


def carry_out(folder: Path) -> list[str]:
    """What went otherwise than the recipes say."""
    faults = []
    copy = Copy(folder)
    for name, (pieces, most) in RECIPES.items():
        if len(pieces) > most:
            faults.append(f"the recipe of a {name} touches {len(pieces)} files; {most} are allowed")
        for file, (change, _) in pieces.items():
            copy.change(file, change)
    if fault := copy.first_fault():
        return [*faults, f"with all recipes carried out:\n{fault}"]
    print("all recipes carried out: builds, and its tests pass", flush=True)
    for name, (pieces, _) in RECIPES.items():
        # Headers that all else includes come last: what is left out of them is compiled again.
        for file, (_, message) in sorted(pieces.items(), key=lambda piece: piece[0].endswith(".h")):
            path = copy.tree / file
            whole = path.read_text(encoding="utf-8")
            if (ROOT / file).exists():
                shutil.copyfile(ROOT / file, path)
            else:
                path.unlink()
            fault = copy.first_fault()
            path.write_text(whole, encoding="utf-8")
            said = re.search(rf"^.*{message}.*$", fault, re.MULTILINE)
            print(f"{name} without {file}: {said[0].strip()[:160] if said else 'NOT NAMED'}", flush=True)
            if not said:
                faults.append(f"{name} without {file}: expected {message!r}, but\n{fault or 'nothing was said'}")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path)
    keep = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as temporary:
        faults = carry_out(keep or Path(temporary))
    print("\n".join(faults) or "every piece of every recipe is missed where it is left out")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
