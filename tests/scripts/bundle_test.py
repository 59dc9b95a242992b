"""Unpacks the bundle into a folder with nothing but a static shell, and runs it there as its root, by a user without rights.

    bundle_test.py --build BUILD --program PROGRAM

Makes the bundle from what BUILD has. Skipped, with the reason, where nobody may change the root, or nothing is there to be
a shell (busybox-static).
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
from pathlib import Path

import h5py

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
SKIPPED = 77
STUDY = """\
format = 1
seed = 17
[[ensemble]]
types = [2, 2, 2]
prior = [{ family = "dirichlet", alpha = 1 }, { family = "lattice", denominator = 24 }]
patterns = ["minimal", "{1,2}"]
[stop]
samples = 800
[record]
samples = "failures"
"""
LONG = STUDY.replace("samples = 800", "samples = 1000000000")
PLUGIN = """\
format = 1
seed = 1
[[ensemble]]
types = [2, 2, 2]
prior = { family = "plugin", library = "mine.so" }
patterns = ["minimal"]
[stop]
samples = 10
"""
arguments: argparse.Namespace


def called(*command, **options):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **options)


def digest(file):
    with h5py.File(file) as result:
        return result["results"].attrs["digest"]


class Jail:
    """A folder with a shell, which a user without rights calls the root."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "bin").mkdir(parents=True)
        shutil.copy(shutil.which("busybox"), folder / "bin/sh")
        self.work = folder / "work place"
        self.work.mkdir()
        os.chown(self.work, NOBODY, NOBODY)

    def shell(self, script, *words, environment=None):
        return called(shutil.which("chroot"), f"--userspec={NOBODY}:{NOBODY}", self.folder, "/bin/sh", "-c", script, "sh", *words,
                      env=environment or {})


def reason_to_skip():
    if os.geteuid() != 0:
        return "only root may change the root"
    if shutil.which("busybox") is None:
        return "there is no busybox (the package busybox-static)"
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        tried = Jail(Path(folder) / "jail").shell("exit 0")
        return tried.stderr.strip() if tried.returncode != 0 else ""


class BundleTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.folder.chmod(0o755)
        done = called(ROOT / "scripts/bundle", "--build", arguments.build, "--output", cls.folder)
        assert done.returncode == 0, done.stderr
        (cls.archive,) = cls.folder.glob("*")
        cls.name = cls.archive.name.removesuffix(".tar.xz")
        cls.jail = Jail(cls.folder / "jail")
        place = cls.jail.folder / "a place: $HOME; with blanks"
        with tarfile.open(cls.archive) as archive:
            archive.extractall(place)
        cls.bundle = place / cls.name
        cls.program = cls.bundle / "bin/genericity"
        cls.inside = Path("/") / cls.program.relative_to(cls.jail.folder)
        for name, text in (("study", STUDY), ("long", LONG), ("plugin", PLUGIN)):
            (cls.jail.work / f"{name}.toml").write_text(text, encoding="utf-8")

    def genericity(self, *words, code=0):
        """Calls the bundle's program inside, in a folder where it may write."""
        done = self.jail.shell('cd "/work place" && exec "$@"', self.inside, *words)
        self.assertEqual(done.returncode, code, f"{words}: {done.stderr}")
        return done

    def test_what_it_counts_is_what_the_built_program_counts(self):
        self.genericity("run", "study.toml", "-o", "whole.h5", "--quiet", "--threads", "2")
        expected = self.folder / "expected.h5"
        done = called(arguments.program, "run", self.jail.work / "study.toml", "-o", expected, "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(digest(self.jail.work / "whole.h5"), digest(expected))

        # By default as many threads as the affinity allows, without /proc as well.
        for part in (0, 1):
            self.genericity("run", "study.toml", "-o", f"part-{part}.h5", "--quiet", "--shard", f"{part}/2")
        self.genericity("merge", "merged.h5", "part-0.h5", "part-1.h5")
        self.assertEqual(digest(self.jail.work / "merged.h5"), digest(expected))

        for words in (("show", "--format", "csv"), ("export", "--table", "results")):
            shown = self.genericity(words[0], "merged.h5", *words[1:]).stdout
            self.assertEqual(shown, called(arguments.program, words[0], expected, *words[1:]).stdout)
        self.genericity("verify", "merged.h5")
        for words in (("check", self.inside.parents[1] / "configs/structures/guo_section5.toml"),
                      ("classify", "--types", "2,2,2", "--pattern", "{1,2}")):
            asked = self.genericity(*words)
            built = called(arguments.program, *(str(word).replace(str(self.inside.parents[1]), str(self.bundle))
                                                for word in words))
            self.assertEqual(asked.stdout.replace(str(self.inside.parents[1]), str(self.bundle)), built.stdout)

    def test_it_is_found_through_path_and_by_links_and_from_a_folder_that_is_gone(self):
        version = called(arguments.build / "bundled/genericity", "--version").stdout
        home = self.jail.folder / "home"
        (home / "bin").mkdir(parents=True)
        (home / "linked").symlink_to(Path("..") / self.bundle.relative_to(self.jail.folder))
        (home / "bin/genericity").symlink_to("../linked/bin/genericity")
        (home / "bin/again").symlink_to("/home/bin/genericity")
        os.chown(home, NOBODY, NOBODY)
        for script in ('cd /home && PATH=/home/bin genericity --version',
                       'cd /home/bin && PATH=: genericity --version',
                       'cd /home && PATH=bin again --version',
                       'cd /home && bin/again --version',
                       'cd "$1" && bin/genericity --version',
                       'cd "$1/bin" && ./genericity --version',
                       '/home/linked/bin/genericity --version',
                       'mkdir /home/gone && cd /home/gone && rmdir /home/gone && "$1/bin/genericity" --version'):
            done = self.jail.shell(script, self.inside.parents[1])
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, version, ""), script)

    def test_exit_codes_pass_through(self):
        self.genericity("rum", code=2)
        self.genericity("show", "nowhere.h5", code=3)
        alone = self.folder / "genericity"
        shutil.copy(self.program, alone)
        done = called(alone, "--version")
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"^genericity: the folder lib of the bundle is not beside bin: [^\n]*\n$")

    def test_signals_reach_the_program_which_has_its_name(self):
        output = self.folder / "long.h5"
        command = [self.program, "run", self.jail.work / "long.toml", "-o", output, "--quiet", "--threads", "1",
                   "--save-interval", "1"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            # What is saved says that it counts.
            for _ in range(600):
                if output.exists() or process.poll() is not None:
                    break
                time.sleep(0.1)
            self.assertEqual(Path(f"/proc/{process.pid}/comm").read_text(encoding="utf-8").strip(), "genericity")
            process.send_signal(signal.SIGTERM)
            _, error = process.communicate(timeout=100)
        self.assertEqual(process.returncode, 4, error)

    def test_plug_ins_are_refused_in_one_line_that_says_why(self):
        done = self.genericity("run", "plugin.toml", "-o", "plugin.h5", code=2)
        self.assertRegex(done.stderr, r"^genericity: plugin\.toml:5: [^\n]*carries its own C library[^\n]*"
                                      r"build the program to use plug-ins\n$")
        self.assertFalse((self.jail.work / "plugin.h5").exists())

    def test_what_the_caller_preloads_and_where_he_has_libraries_is_nothing_to_it(self):
        wrong = self.folder / "wrong"
        wrong.mkdir()
        for library in self.bundle.glob("lib/*.so*"):
            (wrong / library.name).write_text("no library", encoding="utf-8")
        # Its child, which asks Slurm, is to have them.
        told = self.folder / "told"
        scontrol = wrong / "scontrol"
        scontrol.write_text(f'#!/bin/sh\necho "$LD_LIBRARY_PATH" > "{told}"\n', encoding="utf-8")
        scontrol.chmod(0o755)
        environment = {"LD_PRELOAD": str(wrong / "libgmp.so.10"), "LD_DEBUG": "files", "PATH": f"{wrong}:/usr/bin:/bin"}
        done = called(self.program, "--version", env={**environment, "LD_LIBRARY_PATH": str(wrong)})
        self.assertEqual((done.returncode, done.stdout), (0, called(arguments.build / "bundled/genericity", "--version").stdout), done.stderr)
        begun = re.findall(r"calling init: (.*)", done.stderr)
        self.assertGreater(len(begun), 10)
        for file in begun:
            self.assertTrue(Path(file).resolve().is_relative_to(self.bundle), file)

        empty = self.folder / "empty"
        empty.mkdir()
        del environment["LD_DEBUG"]
        done = called(self.program, "plan", self.jail.work / "study.toml", "--slurm",
                      env={**environment, "LD_LIBRARY_PATH": str(empty)})
        self.assertEqual((done.returncode, told.read_text(encoding="utf-8").strip()), (0, str(empty)), done.stderr)

    def test_what_comes_with_it(self):
        for path in ("README.md", "LICENSE", "CITATION.cff", "CHANGELOG.md", "configs/quickstart.toml", "configs/README.md",
                     "scripts/slurm/array.sbatch", "scripts/slurm/merge.sbatch"):
            self.assertEqual((self.bundle / path).read_bytes(), (ROOT / path).read_bytes(), path)
        self.assertTrue(os.access(self.bundle / "scripts/slurm/array.sbatch", os.X_OK))
        self.assertIn(".TH GENERICITY 1", (self.bundle / "share/man/man1/genericity.1").read_text())
        self.assertIn("complete -F _genericity", (self.bundle / "share/bash-completion/completions/genericity").read_text())
        self.assertFalse((self.bundle / "configs/plugins").exists())

    def test_every_library_has_its_licence(self):
        listed = (self.bundle / "licences/README").read_text(encoding="utf-8")
        for library in self.bundle.glob("lib/**/*.so*"):
            match = re.search(rf"^  lib/{re.escape(library.name)} +(\S+)$", listed, re.MULTILINE)
            self.assertTrue(match, library)
            self.assertIn("opyright", (self.bundle / "licences" / match[1]).read_text(encoding="utf-8"))
            self.assertRegex(listed, rf"(?m)^  {re.escape(match[1])} \S+ \(source \S+ \S+\)$")
        # Of headers and of the static part, too.
        for package in ("libeigen3-dev", "librandom123-dev", "libcli11-dev", "libc6-dev"):
            self.assertTrue((self.bundle / "licences" / package).is_file(), package)
        self.assertFalse(list(self.bundle.glob("lib/libmpi*")))

    def test_a_library_of_no_package_is_refused(self):
        strange = self.folder / "strange"
        strange.mkdir()
        shutil.copy("/usr/lib/x86_64-linux-gnu/libgmp.so.10", strange)
        done = called(ROOT / "scripts/bundle", "--build", arguments.build, "--output", strange,
                      env={**os.environ, "LD_LIBRARY_PATH": str(strange)})
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"bundle: \S+/strange/libgmp\.so\.10 is of no Debian package")
        self.assertFalse(list(strange.glob("*.xz")))

    def test_the_archive_says_nothing_of_who_made_it_when_and_where(self):
        committed = int(called("git", "-C", ROOT, "log", "-1", "--format=%ct").stdout)
        with tarfile.open(self.archive) as archive:
            members = archive.getmembers()
        self.assertEqual([member.name for member in members], sorted((member.name for member in members), key=lambda name: name.split("/")))
        self.assertEqual({(member.uid, member.gid, member.uname, member.gname, member.mtime) for member in members},
                         {(0, 0, "", "", committed)})
        self.assertLessEqual({member.mode for member in members}, {0o755, 0o644})
        for path in (self.bundle / "lib/genericity", self.bundle / "bin/genericity"):
            self.assertNotIn(os.fsencode(ROOT) + b"/", path.read_bytes())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--program", type=Path, required=True)
    arguments, rest = parser.parse_known_args()
    if reason := reason_to_skip():
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    unittest.main(argv=[sys.argv[0], *rest])
