"""A plug-in as a user makes one: the example, compiled with the installed header alone, then run, read and verified.

    plugin_test.py PROGRAM CONFIGS CMAKE BUILD CC
"""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM, CONFIGS = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
CMAKE, BUILD, COMPILER = sys.argv[3:6]

STUDY = """\
format = 1
title = "plug-in"
seed = 1
conditions = ["ci", "cbdp"]
[[ensemble]]
types = [2, 2, 2]
prior = { family = "plugin", library = "lib/affiliated.so", shape = 2, tilt = 0.5 }
patterns = ["minimal"]
[stop]
samples = 300
"""


def genericity(*arguments, folder):
    return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, check=False)


class Plugin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        prefix = cls.folder / "prefix"
        subprocess.run([CMAKE, "--install", BUILD, "--prefix", prefix], check=True, capture_output=True)
        include = cls.folder / "include/sim/priors"
        include.mkdir(parents=True)
        shutil.copy(prefix / "include/genericity/sim/priors/plugin_interface.h", include)
        study = cls.folder / "study/lib"
        study.mkdir(parents=True)
        subprocess.run([COMPILER, "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-std=c11",
                        "-I", cls.folder / "include", CONFIGS / "plugins/affiliated.c", "-o", study / "affiliated.so",
                        "-lm"], check=True)
        (study.parent / "study.toml").write_text(STUDY, encoding="utf-8")

    def test_a_study_with_a_plug_in_is_run_from_another_folder_and_read_without_it(self):
        done = genericity("run", "study/study.toml", "-o", "one.h5", "--quiet", folder=self.folder)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        done = genericity("verify", "one.h5", folder=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        # In two shards, with other threads: the same counts.
        for part in ("0", "1"):
            done = genericity("run", "study/study.toml", "-o", f"part-{part}.h5", "--quiet", "--threads", "1",
                              "--shard", f"{part}/2", folder=self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
        library = self.folder / "study/lib/affiliated.so"
        hidden = library.with_suffix(".hidden")
        library.rename(hidden)
        try:
            for verb in (["show", "one.h5"], ["status", "one.h5"], ["export", "one.h5", "--format", "csv"],
                         ["merge", "both.h5", "part-0.h5", "part-1.h5"]):
                done = genericity(*verb, folder=self.folder)
                self.assertEqual(done.returncode, 0, f"{verb}: {done.stderr}")
            tables = [genericity("show", file, "--format", "csv", folder=self.folder).stdout
                      for file in ("one.h5", "both.h5")]
            self.assertEqual(*tables)
            self.assertIn('"plugin(plugin=affiliated,version=1.0,plugin_shape=2,plugin_tilt=0.5)"', tables[0])
            self.assertNotIn("lib/affiliated.so", tables[0])
            shown = genericity("show", "one.h5", "--where", "plugin_tilt=0.5", "--format", "csv", folder=self.folder)
            self.assertEqual(len(shown.stdout.splitlines()), 3)
            done = genericity("run", "study/study.toml", "-o", "two.h5", folder=self.folder)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, r"study\.toml:7: .*library is not there")
            self.assertFalse((self.folder / "two.h5").exists())
        finally:
            hidden.rename(library)

    def test_what_a_plug_in_refuses_is_named_with_file_line_and_key(self):
        for change, words in ((("shape = 2", "shape = 0"), r":7: ensemble\.prior\.shape: .*from 0\.1 to 1000, found 0"),
                              (("shape = 2", "shap = 2"), r":7: ensemble\.prior\.shap: .*did you mean 'shape'\?")):
            (self.folder / "study/wrong.toml").write_text(STUDY.replace(*change), encoding="utf-8")
            done = genericity("run", "study/wrong.toml", "-o", "wrong.h5", folder=self.folder)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, words)
            self.assertFalse((self.folder / "wrong.h5").exists())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
