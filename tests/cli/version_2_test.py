"""Result files of format version 2 are read by every verb, and go on as version 3. version_2.tar.xz holds files that
genericity 0.1.0 wrote, the studies that they are of, and the tables that it showed of them."""

import tarfile
from pathlib import Path

import h5py

import program
from program import ProgramTest

KINDS = ("sample", "enum", "tail")


class Version2Test(ProgramTest):
    def setUp(self):
        super().setUp()
        with tarfile.open(Path(__file__).with_name("version_2.tar.xz")) as archive:
            archive.extractall(self.folder)

    def attribute(self, name, attribute, group="/"):
        with h5py.File(self.folder / name, "r") as file:
            return file[group].attrs[attribute]

    def test_shows_what_the_older_program_showed(self):
        for name in (*KINDS, "merged"):
            with self.subTest(name):
                self.assertEqual(self.attribute(f"{name}.h5", "format_version"), 2)
                self.assertEqual(self.run_well("show", f"{name}.h5", "--format", "csv"),
                                 (self.folder / f"{name}.csv").read_text().replace("nan", ""))  # missing is empty now

    def test_verifies_exports_and_replays(self):
        for name in ("sample", "enum", "merged"):
            self.run_well("verify", f"{name}.h5")
        self.run_well("export", "sample.h5", "--format", "json")
        self.run_well("replay", "sample.h5", "--cell", 1, "--sample", 3)
        self.run_well("status", "sample.h5")

    def test_goes_on_as_version_3_with_the_same_science(self):
        for name in KINDS:
            with self.subTest(name):
                digest = self.attribute(f"{name}.h5", "digest", "/results")
                self.run_well("run", f"{name}.toml", "-o", f"{name}.h5", "--quiet")
                self.assertEqual(self.attribute(f"{name}.h5", "format_version"), 3)
                self.assertEqual(self.attribute(f"{name}.h5", "digest", "/results"), digest)
                self.run_well("run", f"{name}.toml", "-o", f"{name}_again.h5", "--quiet")
                self.assertEqual(self.attribute(f"{name}_again.h5", "digest", "/results"), digest)

    def test_counts_only_what_was_missing(self):
        self.run_well("run", "sample.toml", "-o", "partial.h5", "--quiet")
        self.assertEqual(self.attribute("partial.h5", "digest", "/results"),
                         self.attribute("sample.h5", "digest", "/results"))

    def test_merges_with_version_3(self):
        for part in (0, 1):
            self.run_well("run", "sample.toml", "-o", f"s{part}.h5", "--quiet", "--shard", f"{part}/2")
        self.run_well("merge", "all.h5", "merged.h5", "s0.h5", "s1.h5")
        self.assertEqual(self.run_well("show", "all.h5", "--format", "csv"), (self.folder / "merged.csv").read_text())
        self.assertEqual(self.attribute("all.h5", "format_version"), 3)


if __name__ == "__main__":
    program.main()
