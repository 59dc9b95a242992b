"""`genericity verify`, `replay` and `export`; and damage to files, through every verb that reads them."""

import csv
import io
import json
import os
import random
import subprocess
import unittest

import program
from program import INPUT, IO, STUDY, ProgramTest

FAULT = 5


class Made(ProgramTest):
    def make(self, *more):
        self.write("small.toml", STUDY)
        self.run_well("run", "small.toml", "-q", "-o", "r.h5", *more)

    def faults(self, *arguments):
        done = self.call("verify", *arguments)
        self.assertEqual(done.returncode, FAULT, done.stdout)
        return done.stdout.decode()


class Verify(Made):
    def test_a_good_file(self):
        self.make()
        text = self.run_well("verify", "r.h5", "--recount", "--samples", 30)
        self.assertIn("good: ", text)
        self.assertIn("everything counted anew", text)
        self.refused(IO, "verify", "absent.h5", says="absent.h5")

    def test_a_study_with_settings_and_files_of_its_own(self):
        self.write("g.toml", "types = [2, 2]\nprior = [1, 2, 3, 6]\n")
        self.write("s.toml", 'format = 1\nseed = 1\n[[ensemble]]\ntypes = [2, 2]\npatterns = ["minimal"]\n'
                             'prior = { family = "perturbed", file = "g.toml", epsilon = 0.5 }\n')
        self.run_well("run", "s.toml", "-q", "-o", "s.h5", "--set", "stop.samples=20", "--set", "seed=3")
        self.run_well("verify", "s.h5", "--recount")
        # Another prior in that file is another study.
        self.write("g.toml", "types = [2, 2]\nprior = [1, 2, 3, 7]\n")
        self.refused(INPUT, "verify", "s.h5", says="another one than the result's")

    def test_faults_are_found(self):
        self.make()
        whole = (self.folder / "r.h5").read_bytes()
        self.write("r.h5", whole[:-20])
        self.assertIn("fault: cannot read 'r.h5': ", self.faults("r.h5"))
        self.write("r.h5", whole.replace(b"minimal", b"maximal"))
        self.assertIn("checksum", self.faults("r.h5"))


class NoFaults(Made):
    """What is no fault of the result is none to verify."""

    def test_other_stop_rules(self):
        self.make()
        for settings in (["stop.samples=100"], ["stop.samples=1"], ["stop.half_width=0.2"], ["stop.confidence=0.8"],
                         ["stop.half_width=0.2", "stop.samples=20"], ["stop.samples=310"], ["stop.time=9h"]):
            with self.subTest(settings=settings):
                self.run_well("run", "small.toml", "-q", "-o", "r.h5", *[part for one in settings for part in ("--set", one)])
                text = self.run_well("verify", "r.h5", "--recount", "--samples", 3)
                self.assertIn("everything counted anew", text)

    def test_shards_and_what_was_merged(self):
        self.write("small.toml", STUDY)
        for index in (0, 2):
            self.run_well("run", "small.toml", "-q", "--shard", f"{index}/3", "-o", f"part-{index}.h5")
            self.run_well("verify", f"part-{index}.h5", "--recount", "--samples", 3)
        self.assertEqual(self.call("merge", "some.h5", "part-0.h5", "part-2.h5").returncode, program.STOPPED)
        self.run_well("verify", "some.h5", "--recount", "--samples", 3)

    def test_a_file_that_cannot_be_read(self):
        (self.folder / "folder.h5").mkdir()
        (self.folder / "loop.h5").symlink_to("loop.h5")
        self.refused(IO, "verify", "folder.h5", says="folder.h5")
        self.refused(IO, "verify", "loop.h5", says="symbolic links")
        self.refused(IO, "verify", "absent.h5", says="No such file")

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_a_file_without_permission(self):
        self.make()
        (self.folder / "r.h5").chmod(0)
        self.refused(IO, "verify", "r.h5", says="Permission denied")
        self.assertRegex(self.call("status", "r.h5").stdout.decode(), "r.h5 +unreadable")

    def test_priors_that_were_moved(self):
        self.write("g.toml", "types = [2, 2]\nprior = [1, 2, 3, 6]\n")
        lists = ["g.toml"]
        script = ("import h5py; f = h5py.File('g.h5', 'w'); f['prior'] = [[1.0, 2.0, 3.0, 6.0]]; "
                  "f.attrs['types'] = [2, 2]; f.close()")
        if subprocess.run(["/usr/bin/python3", "-c", script], cwd=self.folder, capture_output=True, check=False).returncode == 0:
            lists.append("g.h5")
        for name in lists:
            self.write("s.toml", 'format = 1\nseed = 1\n[[ensemble]]\ntypes = [2, 2]\npatterns = ["minimal"]\n'
                                 f'prior = {{ family = "file", file = "{name}" }}\n[stop]\nsamples = 4\n')
            self.run_well("run", "s.toml", "-q", "-o", f"{name}.of")
            self.run_well("verify", f"{name}.of")
            (self.folder / name).rename(self.folder / f"elsewhere-{name}")
            for verb in (["verify", f"{name}.of"], ["replay", f"{name}.of", "--cell", "0", "--sample", "0"],
                         ["run", "s.toml", "-q", "-o", "new"]):
                self.refused(IO, *verb, says=[name, "no such file"])

    def test_a_list_with_a_fault_is_an_input_with_a_fault(self):
        self.write("g.h5", b"no list of priors")
        self.write("g.toml", "types = [2, 2]\nprior = [1, 2, 3]\n")
        for name in ("g.h5", "g.toml"):
            self.write("s.toml", 'format = 1\nseed = 1\n[[ensemble]]\ntypes = [2, 2]\npatterns = ["minimal"]\n'
                                 f'prior = {{ family = "file", file = "{name}" }}\n[stop]\nsamples = 4\n')
            self.refused(INPUT, "run", "s.toml", "-q", "-o", "r.h5", says=name)

    def test_a_folder_whose_name_is_not_utf8(self):
        place = os.fsencode(self.folder) + b"/gen\xe9ral"
        os.mkdir(place)
        self.write("g.toml", "types = [2, 2]\nprior = [1, 2, 3, 6]\n")
        self.write("s.toml", 'format = 1\nseed = 1\n[[ensemble]]\ntypes = [2, 2]\npatterns = ["minimal"]\n'
                             'prior = { family = "file", file = "g.toml" }\n[stop]\nsamples = 4\n')
        for name in ("g.toml", "s.toml"):
            (self.folder / name).rename(self.folder / os.fsdecode(b"gen\xe9ral") / name)
        self.run_well("run", os.fsdecode(b"gen\xe9ral/s.toml"), "-q", "-o", "r.h5")
        self.run_well("verify", "r.h5")


class Replay(Made):
    def test_a_sample_again(self):
        self.make("--set", 'record.samples="all"')
        samples = list(csv.DictReader(io.StringIO(self.run_well("export", "r.h5", "--table", "samples"))))
        choose = random.Random(3)
        for row in choose.sample(samples, 8):
            replayed = json.loads(self.run_well("replay", "r.h5", "--cell", row["cell"], "--sample", row["sample"],
                                                "--json"))
            self.assertEqual(set(replayed["conditions"]), {"ci", "cbdp"})  # what the study asks, and no more
            for condition, found in replayed["conditions"].items():
                self.assertEqual(found["verdict"], row[condition])
                self.assertTrue(found["certified"])
                if condition == "cbdp":
                    self.assertEqual(found["margin"], float(row["cbdp_margin"]))
                else:
                    self.assertIn(found["certificate"]["kind"], ("transfers", "deviations"))
            self.assertAlmostEqual(sum(replayed["probabilities"]), 1)
            for weight, probability in zip(replayed["prior"], replayed["probabilities"]):
                self.assertAlmostEqual(weight, probability * sum(replayed["prior"]))
            for rows in replayed["posteriors"].values():
                for posterior in rows:
                    self.assertAlmostEqual(sum(posterior), 1)
        text = self.run_well("replay", "r.h5", "--cell", 0, "--sample", 5)
        for part in ("prior =", "posteriors of {1}", "certificate of ci"):
            self.assertIn(part, text)
        self.refused(INPUT, "replay", "r.h5", "--cell", "6", "--sample", "0", says="the cells are 0 to 5")


class Export(Made):
    def test_csv_and_json(self):
        self.make()
        rows = list(csv.DictReader(io.StringIO(self.run_well("export", "r.h5"))))
        shown = json.loads(self.run_well("show", "r.h5", "-f", "json"))
        self.assertEqual(len(rows), len(shown))
        for row, entry in zip(rows, shown):
            for name in ("cell", "samples", "holds", "fails", "certified"):
                self.assertEqual(int(row[name]), entry[name])
            self.assertEqual(float(row["low"]), entry["low"])
            self.assertEqual(row["ranges"], "0-299")
        whole = json.loads(self.run_well("export", "r.h5", "--format", "json"))
        self.assertEqual(len(whole["results"]), len(rows))
        self.assertEqual(sum(sum(entry["count"]) for entry in whole["margins"] if entry["condition"] == "cbdp"), 6 * 300)
        verdicts = [entry[condition] for entry in whole["samples"] for condition in ("ci", "cbdp") if entry[condition] is not None]
        self.assertEqual(set(verdicts), {"fails"})
        self.assertEqual(len(verdicts), sum(entry["fails"] for entry in shown))

    def test_json_says_everything_once_a_row_a_line(self):
        self.make()
        text = self.run_well("export", "r.h5", "--format", "json")
        whole = json.loads(text)
        self.assertEqual(len(text.splitlines()), 4 + sum(len(whole[name]) + 2 if whole[name] else 1 for name in (
            "results", "margin_bins", "margins", "samples")) + 1)
        units = {(row["cell"], row["condition"]): row for row in whole["results"]}
        names = ("cell", "types", "pattern", "coalitions", "prior", "condition")
        unfolded = [{name: units[entry["cell"], entry["condition"]][name] for name in names} | whole["margin_bins"][place] | {"count": count}
                    for entry in whole["margins"] for place, count in zip(entry["bin"], entry["count"])]
        table = self.run_well("export", "r.h5", "--table", "margins", "--format", "jsonl")
        self.assertEqual(unfolded, [json.loads(line) for line in table.splitlines()])
        self.assertLess(len(json.dumps(whole["margins"])), len(table) / 4)


class Damage(Made):
    def test_every_verb_refuses_what_is_damaged(self):
        self.make("--set", "stop.samples=40")
        whole = (self.folder / "r.h5").read_bytes()
        choose = random.Random(9)
        damaged = [whole[:choose.randrange(len(whole))] for _ in range(12)]
        for _ in range(24):
            place, bit = choose.randrange(len(whole)), 1 << choose.randrange(8)
            damaged.append(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1:])
        for number, contents in enumerate(damaged):
            with self.subTest(number=number):
                self.write("d.h5", contents)
                verb = (["show", "d.h5"], ["merge", "m.h5", "d.h5"], ["run", "small.toml", "-q", "-o", "d.h5"],
                        ["export", "d.h5"], ["replay", "d.h5", "--cell", "0", "--sample", "0"])[number % 5]
                self.refused(IO, *verb, says="d.h5")
                self.assertIn("fault: ", self.faults("d.h5"))
                self.assertIn(b"damaged", self.call("status", "d.h5").stdout)

    def test_a_newer_format_is_refused_as_such(self):
        self.make()
        script = ("import h5py; f = h5py.File('r.h5', 'a'); f.attrs['format_version'] = 99; f.close()")
        done = subprocess.run(["/usr/bin/python3", "-c", script], cwd=self.folder, capture_output=True, check=False)
        if b"ModuleNotFoundError" in done.stderr:
            self.skipTest("h5py is not installed")
        for verb in (["show", "r.h5"], ["merge", "m.h5", "r.h5"], ["run", "small.toml", "-o", "r.h5"]):
            self.refused(IO, *verb, says="format version 99 is newer than 3")
        self.assertIn("newer", self.faults("r.h5"))


if __name__ == "__main__":
    program.main()
