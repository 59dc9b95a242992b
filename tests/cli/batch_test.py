"""Runs as clusters make them: in shards, merged, killed, continued, on full disks."""

import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

import program
from program import INPUT, IO, SLOW_STUDY, STOPPED, STUDY, ProgramTest

KILL_TEST = Path(__file__).resolve().parents[2] / "scripts" / "kill-test"


class BatchTest(ProgramTest):
    def shard(self, index, count, *more):
        self.run_well("run", "small.toml", "-q", "-t", 1, "--shard", f"{index}/{count}", "-o", f"part-{index}.h5", *more)


class Shards(BatchTest):
    def test_shards_merged_in_random_order_are_one_run(self):
        self.write("small.toml", STUDY)
        self.run_well("run", "small.toml", "-q", "-t", 2, "-o", "whole.h5")
        choose = random.Random(5)
        for count in (1, 2, 7, 64):
            with self.subTest(shards=count):
                names = []
                for index in range(count):
                    self.shard(index, count)
                    names.append(f"part-{index}-of-{count}.h5")
                    (self.folder / f"part-{index}.h5").rename(self.folder / names[-1])
                choose.shuffle(names)
                self.run_well("merge", "-q", f"all-{count}.h5", *names)
                self.same_file(f"all-{count}.h5", "whole.h5")
                # Once more into what is there: nothing changes.
                self.run_well("merge", f"all-{count}.h5", *names[:3], "whole.h5")
                self.same_file(f"all-{count}.h5", "whole.h5")

    def test_what_is_missing_is_listed_and_run_again(self):
        self.write("small.toml", STUDY)
        for index in (0, 1, 3, 4, 6):
            self.shard(index, 8)
        self.write("part-4.h5", (self.folder / "part-4.h5").read_bytes()[:-7])
        files = [f"part-{index}.h5" for index in range(8)]
        status = self.call("status", *files)
        self.assertEqual(status.returncode, STOPPED)
        text = status.stdout.decode()
        self.assertRegex(text, r"part-2.h5 +missing")
        self.assertRegex(text, r"part-4.h5 +damaged")
        self.assertRegex(text, r"part-6.h5 +done +6/8 +100% +37 of 300\n")
        self.assertIn("--array=2,4-5,7", text)
        self.assertEqual(self.call("status", "--indices", *files).stdout, b"2,4-5,7\n")
        done = self.call("merge", "all.h5", "part-0.h5", "part-1.h5", "part-3.h5")
        self.assertEqual(done.returncode, STOPPED)
        self.assertIn(b"missing: samples 75-111,150-299 of ensemble 0 (dirichlet(alpha=1) on 2x2x2)", done.stderr)
        self.refused(IO, "merge", "all.h5", "part-0.h5", "part-4.h5", says="part-4.h5")
        self.assertEqual(self.call("status", "all.h5").returncode, STOPPED)
        # A run without shards fills the holes.
        self.run_well("run", "small.toml", "-q", "-o", "all.h5")
        self.run_well("run", "small.toml", "-q", "-o", "whole.h5")
        self.same_file("all.h5", "whole.h5")
        self.assertIn("All 1 shards are done", self.run_well("status", "all.h5"))

    def test_other_studies_are_not_merged(self):
        self.write("small.toml", STUDY)
        self.shard(0, 2)
        self.run_well("run", "small.toml", "-q", "-o", "seed.h5", "--set", "seed=6")
        self.refused(IO, "merge", "all.h5", "part-0.h5", "seed.h5", says="they differ in the seed")
        self.refused(INPUT, "merge", "all.h5")

    def test_a_part_of_the_shards_is_not_the_study(self):
        self.write("small.toml", STUDY)
        for index in range(3):
            self.shard(index, 3)
        for inputs, missing in ((["part-0.h5"], "100-299"), (["part-1.h5"], "0-99,200-299"),
                                (["part-1.h5", "part-1.h5"], "0-99,200-299"), (["part-2.h5", "part-0.h5"], "100-199")):
            with self.subTest(inputs=inputs):
                done = self.call("merge", "some.h5", *inputs)
                self.assertEqual(done.returncode, STOPPED, done.stderr)
                self.assertIn(f"missing: samples {missing} of ensemble 0", done.stderr.decode())
                self.assertIn("Not complete", done.stderr.decode())
                (self.folder / "some.h5").unlink()
        self.assertEqual(self.call("merge", "-q", "some.h5", "part-0.h5").returncode, STOPPED)
        # One shard alone stays that shard, and can be continued as such; the others make it the study.
        self.run_well("run", "small.toml", "-q", "--shard", "0/3", "-o", "some.h5")
        self.run_well("merge", "some.h5", "part-1.h5", "part-2.h5")
        self.run_well("run", "small.toml", "-q", "-o", "whole.h5")
        self.same_file("some.h5", "whole.h5")

    def test_status_of_several_studies_is_refused_in_any_order(self):
        self.write("small.toml", STUDY)
        self.shard(0, 2)
        self.run_well("run", "small.toml", "-q", "-o", "other.h5", "--shard", "1/2", "--set", "seed=6")
        self.run_well("run", "small.toml", "-q", "-o", "more.h5", "--shard", "1/2", "--set", "stop.samples=500")
        said = {self.refused(INPUT, "status", *names, says="they differ in the seed")
                for names in (("part-0.h5", "other.h5"), ("other.h5", "part-0.h5"), ("absent.h5", "other.h5", "part-0.h5"))}
        self.assertEqual(len(said), 1)
        self.refused(INPUT, "status", "part-0.h5", "more.h5", says="[stop]")

    def test_status_does_not_depend_on_the_order_of_files(self):
        self.write("small.toml", STUDY)
        for index in (0, 2):
            self.shard(index, 3)
        self.run_well("run", "small.toml", "-q", "--shard", "1/4", "-o", "quarter.h5")
        self.run_well("run", "small.toml", "-q", "--shard", "0/2", "-o", "half.h5")
        names = ["part-0.h5", "quarter.h5", "part-2.h5", "half.h5", "absent.h5"]
        told = set()
        for turn in range(len(names)):
            done = self.call("status", *names[turn:], *names[:turn])
            self.assertEqual(done.returncode, STOPPED)
            rows, _, summary = done.stdout.decode().partition("\n\n")
            told.add(("\n".join(sorted(rows.splitlines())), summary))
        self.assertEqual(len(told), 1)
        # The half has the first two quarters, the last third has the last one.
        self.assertIn("To run again: 1 of 4 shards, --array=2\n", told.pop()[1])

    def test_shards_that_time_ended_are_partial(self):
        self.write("slow.toml", SLOW_STUDY % 1_000_000)
        for index in (0, 1):
            done = self.call("run", "slow.toml", "-t", 1, "--shard", f"{index}/2", "-o", f"part-{index}.h5",
                             "--set", "stop.time=0.2s")
            self.assertEqual(done.returncode, STOPPED)
            self.assertIn(b"Stopped early", done.stderr)
        done = self.call("status", "part-0.h5", "part-1.h5")
        self.assertEqual(done.returncode, STOPPED)
        for index in (0, 1):
            self.assertRegex(done.stdout.decode(), rf"part-{index}.h5 +partial +{index}/2 +\d+% +\d+ of 1000000 +stopped by time")
        self.assertIn("--array=0-1", done.stdout.decode())
        self.assertEqual(self.call("merge", "-q", "all.h5", "part-0.h5", "part-1.h5").returncode, STOPPED)
        # A whole study that its time ended has met its rule.
        self.run_well("run", "slow.toml", "-q", "-t", 1, "-o", "whole.h5", "--set", "stop.time=0.2s")
        text = self.run_well("status", "whole.h5")
        self.assertRegex(text, r"whole.h5 +done .* stopped by time")
        self.run_well("verify", "whole.h5", "--samples", 3)

    def test_status_tells_unreadable_from_damaged(self):
        self.write("small.toml", STUDY)
        self.shard(0, 2)
        (self.folder / "part-1.h5").mkdir()
        (self.folder / "loop.h5").symlink_to("loop.h5")
        done = self.call("status", "part-0.h5", "part-1.h5", "loop.h5")
        self.assertEqual(done.returncode, STOPPED)
        for name in ("part-1.h5", "loop.h5"):
            self.assertRegex(done.stdout.decode(), rf"{name} +unreadable")
        self.assertIn("--array=1", done.stdout.decode())

    def test_texts_that_no_result_holds_are_refused_before_the_run(self):
        self.write("small.toml", STUDY)
        self.write("zero.toml", STUDY.replace('"Small"', '"Sm\\u0000all"'))
        self.write("lines.toml", STUDY.replace('"Small"', '"""Sm\nall"""'))
        for verb in ("run", "plan"):
            self.refused(INPUT, verb, "zero.toml", says="zero.toml:2: title: expected one line of text")
            self.refused(INPUT, verb, "lines.toml", says="lines.toml:2: title: expected one line of text")
            for setting in ("stop.samples=5\nfoo=1", 'title="a\nb"', "title=a\nb", "title=a\x07b"):
                self.refused(INPUT, verb, "small.toml", "--set", setting, says="in one line")
        self.refused(INPUT, "run", "small.toml", "--set", 'title="a\\nb"', says="title: expected one line of text")
        # One line of any other kind is verified and replayed with the result.
        self.run_well("run", "small.toml", "-q", "-o", "r.h5", "--set", 'title="ein Titel: \'=\' # ∀"', "--set", "seed = 9")
        self.run_well("verify", "r.h5", "--samples", 3)
        self.run_well("replay", "r.h5", "--cell", 0, "--sample", 1)


class Durability(BatchTest):
    def test_kills(self):
        done = subprocess.run([sys.executable, KILL_TEST, "--program", program.PROGRAM, "--kills", "25"],
                              capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("25 kills", done.stdout)

    def test_two_signals_each(self):
        done = subprocess.run([sys.executable, KILL_TEST, "--program", program.PROGRAM, "--kills", "15", "--signals", "2"],
                              capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("15 kills", done.stdout)

    def test_killed_and_continued_ten_times(self):
        # No kill comes too late, on however fast a machine: the study is endless until all ten have struck.
        self.write("slow.toml", SLOW_STUDY % 1_000_000)
        result = self.folder / "r.h5"
        numbers = (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGUSR1)
        counted = [0]
        for attempt in range(10):
            number = numbers[attempt % 5]
            before = result.read_bytes() if attempt else b""
            process = subprocess.Popen(
                [program.PROGRAM, "run", "slow.toml", "-q", "-t", str(1 + attempt % 2), "-o", "r.h5",
                 "--save-interval", "0.05"], cwd=self.folder, stderr=subprocess.PIPE)
            self.addCleanup(process.stderr.close)
            # Each run gets as far as a checkpoint of its own.
            end = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < end:
                if result.exists() and result.read_bytes() != before:
                    break
                time.sleep(0.005)
            process.send_signal(number)
            _, message = process.communicate(timeout=60)
            self.assertEqual(process.returncode, -number if number == signal.SIGKILL else STOPPED, message)
            counted.append(json.loads(self.run_well("show", "r.h5", "-f", "json"))[0]["samples"])
            self.assertGreater(counted[-1], counted[-2])
        enough = f"stop.samples={counted[-1] + 100}"
        self.run_well("run", "slow.toml", "-q", "-o", "r.h5", "--set", enough)
        self.run_well("run", "slow.toml", "-q", "-t", 2, "-o", "whole.h5", "--set", enough)
        self.same_file("r.h5", "whole.h5")
        whole = subprocess.run(["h5diff", "--exclude-path=/provenance", "r.h5", "whole.h5"], cwd=self.folder,
                               capture_output=True, timeout=60, check=False)
        self.assertEqual((whole.returncode, whole.stdout), (0, b""))

    def test_the_end_of_a_slurm_job_saves(self):
        self.write("slow.toml", SLOW_STUDY % 1_000_000)
        end = {"SLURM_JOB_END_TIME": str(int(time.time()) + 2)}
        done = self.call("run", "slow.toml", "-t", 1, "-o", "r.h5", env={**os.environ, **end})
        self.assertEqual(done.returncode, STOPPED, done.stderr)
        self.assertIn(b"Stopping, because the Slurm job ends at 20", done.stderr)
        self.assertGreater(json.loads(self.run_well("show", "r.h5", "-f", "json"))[0]["samples"], 0)

    def test_the_end_of_a_slurm_job_that_is_over_is_ignored(self):
        self.write("small.toml", STUDY)
        done = self.call("run", "small.toml", "-o", "r.h5", env={**os.environ, "SLURM_JOB_END_TIME": "1000000000"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"SLURM_JOB_END_TIME is ignored: its time, 2001-09-09T01:46:40Z, was over", done.stderr)
        self.assertNotIn(b"Stopping", done.stderr)

    def test_two_runs_on_one_file(self):
        self.write("slow.toml", SLOW_STUDY % 100_000)
        first = subprocess.Popen([program.PROGRAM, "run", "slow.toml", "-q", "-o", "r.h5"], cwd=self.folder)
        lock = self.folder / ".r.h5.lock"
        while not lock.exists():
            time.sleep(0.01)
        done = self.call("run", "slow.toml", "-q", "-o", "r.h5")
        self.assertEqual(done.returncode, IO)
        self.assertIn(f"process {first.pid}".encode(), done.stderr)
        first.kill()
        first.wait()

    def test_a_file_system_without_advisory_locks(self):
        self.write("small.toml", STUDY)
        without = self.strace("flock", "error=ENOLCK")
        scripts = program.CONFIGS.parent / "scripts"
        for command in ([program.PROGRAM, "run", "small.toml", "-q", "-o", "r.h5"],
                        [program.PROGRAM, "run", "small.toml", "-q", "-o", "r.h5", "--set", "stop.samples=400"],
                        [program.PROGRAM, "merge", "m.h5", "r.h5", "-q"], [program.PROGRAM, "show", "m.h5"],
                        ["/usr/bin/python3", "-B", scripts / "plot.py", "m.h5", "-o", "figures", "--figure", "shares"],
                        ["/usr/bin/python3", "-B", scripts / "report.py", "m.h5", "-o", "m.html"]):
            with self.subTest(command[1:4]):
                done = subprocess.run([*without, *command], cwd=self.folder, capture_output=True, timeout=120, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(list(self.folder.glob(".*.lock")), [])

    def full_disk(self):
        """A small file system of our own, or None where that is not allowed."""
        place = self.folder / "small"
        place.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=384k", "tmpfs", place], capture_output=True,
                                 check=False)
        if mounted.returncode != 0:
            self.skipTest("no right to mount a small file system: " + mounted.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", place], check=False)
        return place

    def refuge(self):
        """The environment of a run that may save in `self.folder / "refuge"`."""
        (self.folder / "refuge").mkdir(exist_ok=True)
        return {**os.environ, "TMPDIR": str(self.folder / "refuge")}

    def saved_elsewhere(self, message):
        """Goes on from the result that a message names, by the command that it names; returns the file."""
        place, command = re.search(r"what was counted is in '([^']+)' on .*; to go on from it: genericity (.*)\n",
                                   message.decode()).groups()
        self.run_well(*shlex.split(command), "-q")
        return place

    def test_a_full_disk_leaves_the_last_checkpoint_and_the_counts_go_elsewhere(self):
        self.write("small.toml", STUDY.replace('"failures"', '"all"'))
        place = self.full_disk()
        self.run_well("run", "small.toml", "-q", "-o", "small/r.h5", "--set", "stop.samples=20")
        good = (place / "r.h5").read_bytes()
        done = self.call("run", "small.toml", "-q", "-o", "small/r.h5", "--set", "stop.samples=20000", "--save-patience", 1,
                         env=self.refuge())
        self.assertEqual(done.returncode, IO, done.stderr)
        self.assertIn(b"No space left on device", done.stderr)
        self.assertEqual((place / "r.h5").read_bytes(), good)
        self.assertEqual(os.listdir(place), ["r.h5"])
        elsewhere = self.saved_elsewhere(done.stderr)
        self.run_well("run", "small.toml", "-q", "-o", "whole.h5", "--set", "stop.samples=20000")
        self.same_file(elsewhere, "whole.h5")
        (place / "filler").write_bytes(b"x" * (384 * 1024 - len(good) - 8192))
        done = self.call("merge", "small/m.h5", "small/r.h5")
        self.assertEqual((done.returncode, (place / "m.h5").exists()), (IO, False))

    def test_a_disk_that_is_full_for_a_while(self):
        self.write("small.toml", STUDY)
        place = self.full_disk()
        (place / "filler").write_bytes(b"x" * (380 * 1024))
        process = subprocess.Popen(
            [program.PROGRAM, "run", "small.toml", "-q", "-t", "1", "-o", "small/r.h5", "--save-interval", "0.01"],
            cwd=self.folder, stderr=subprocess.PIPE)
        warning = process.stderr.readline()
        self.assertIn(b"No space left on device", warning)
        (place / "filler").unlink()
        _, message = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, message)
        self.assertIn(b"Saved, after", message)
        self.run_well("run", "small.toml", "-q", "-o", "whole.h5")
        self.same_file("small/r.h5", "whole.h5")

    def test_results_of_other_modes_are_told_apart(self):
        self.write("rare.toml", 'format = 1\nseed = 1\nmode = "tail"\nconditions = ["cbdp"]\n[tail]\nepsilons = [1e-3]\n'
                   'draws = 2000\n[[ensemble]]\ntypes = [[2, 2, 2]]\nprior = "dirichlet"\npatterns = ["minimal"]\n')
        self.run_well("run", "rare.toml", "-q", "-o", "rare.h5")
        done = self.call("merge", "all.h5", "rare.h5")
        self.assertEqual(done.returncode, IO)
        self.assertIn(b"mode tail", done.stderr)
        self.assertFalse((self.folder / "all.h5").exists())
        for verb in (["replay", "rare.h5", "--cell", "0", "--sample", "0"], ["export", "rare.h5"]):
            done = self.call(*verb)
            self.assertEqual(done.returncode, INPUT, verb)
            self.assertIn(b"mode tail", done.stderr)
        self.assertIn("mode tail", self.run_well("verify", "rare.h5"))
        self.assertIn("done", self.run_well("status", "rare.h5"))

    def test_a_folder_that_becomes_read_only(self):
        self.write("slow.toml", SLOW_STUDY % 100_000)
        place, environment = self.folder / "place", self.refuge()
        place.mkdir()
        nobody = None
        if os.geteuid() == 0:  # to whom nothing is read-only
            shutil.copy(program.PROGRAM, self.folder / "genericity")
            self.folder.chmod(0o755)
            for folder in (place, self.folder / "refuge"):
                shutil.chown(folder, "nobody")
            nobody = "nobody"
        process = subprocess.Popen(
            [self.folder / "genericity" if nobody else program.PROGRAM, "run", "slow.toml", "-q", "-t", "1", "-o",
             "place/r.h5", "--save-interval", "0", "--save-patience", "0"], cwd=self.folder, stderr=subprocess.PIPE,
            env=environment, user=nobody)
        while not (place / "r.h5").exists() and process.poll() is None:
            time.sleep(0.01)
        place.chmod(0o555)
        self.assertIn(b"Permission denied", process.stderr.readline())
        process.terminate()
        _, message = process.communicate(timeout=60)
        place.chmod(0o755)
        self.assertEqual(process.returncode, IO, message)
        self.assertIn(b"what was counted is in", message)
        (refuge,) = (self.folder / "refuge").iterdir()
        self.run_well("show", refuge)
        self.run_well("show", "place/r.h5")

    def test_a_folder_that_is_moved_away(self):
        self.write("slow.toml", SLOW_STUDY % 100_000)
        place = self.folder / "place"
        for comes_back in (True, False):
            with self.subTest(comes_back=comes_back):
                place.mkdir()
                process = subprocess.Popen(
                    [program.PROGRAM, "run", "slow.toml", "-q", "-t", "1", "-o", "place/r.h5", "--save-interval", "0"],
                    cwd=self.folder, stderr=subprocess.PIPE, env=self.refuge())
                while not (place / "r.h5").exists() and process.poll() is None:
                    time.sleep(0.01)
                place.rename(self.folder / "elsewhere")
                self.assertIn(b"No such file or directory", process.stderr.readline())
                if comes_back:
                    (self.folder / "elsewhere").rename(place)
                process.terminate()
                _, message = process.communicate(timeout=60)
                if comes_back:
                    self.assertEqual(process.returncode, STOPPED, message)
                    self.run_well("show", "place/r.h5")
                    shutil.rmtree(place)
                    continue
                self.assertEqual(process.returncode, IO, message)
                self.assertIn(b"what was counted is in", message)
                (refuge,) = (self.folder / "refuge").iterdir()
                self.run_well("show", "elsewhere/r.h5")
                samples = [json.loads(self.run_well("show", file, "-f", "json"))[0]["samples"]
                           for file in ("elsewhere/r.h5", refuge)]
                self.assertGreaterEqual(samples[1], samples[0])


if __name__ == "__main__":
    program.main()
