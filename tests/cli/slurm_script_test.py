"""The batch scripts that `plan --slurm` prints, as Slurm would start them; the cluster itself is in tests/cluster."""

import os
import re
import signal
import stat
import subprocess
import time
import unittest

import program
from program import DONE, INPUT, SLOW_STUDY, STOPPED, STUDY, ProgramTest

TAIL = ('format = 1\nseed = 1\nmode = "tail"\nconditions = ["cbdp"]\n[tail]\nepsilons = [1e-3]\ndraws = 100\n[[ensemble]]\n'
        'types = [2, 2, 2]\nprior = "dirichlet"\npatterns = ["minimal"]\n')
ENUMERATE = ('format = 1\nseed = 1\nmode = "enumerate"\n[[ensemble]]\ntypes = [2, 2]\n'
             'prior = { family = "lattice", denominator = 8 }\npatterns = ["minimal"]\n')


class SlurmScript(ProgramTest):
    def setUp(self):
        super().setUp()
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        self.put(bin_folder / "scontrol", 'if [ "$1" = show ]; then echo "MaxArraySize = $ARRAYS"; else echo "$@" >> asked; fi')
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("SLURM_")}
        self.environment |= {"PATH": f"{bin_folder}:{os.environ['PATH']}", "GENERICITY": program.PROGRAM, "ARRAYS": "3"}

    def put(self, path, text):
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def plan(self, study, *more):
        """What standard error says; the script is in job.sbatch."""
        done = self.call("plan", study, "--slurm", "--measure", 0.001, *more, env=self.environment)
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.write("job.sbatch", done.stdout)
        return done.stderr.decode()

    def script(self, key):
        """What the one line that begins with `key` says."""
        (value,) = re.findall(rf"^{re.escape(key)}(\S+)", (self.folder / "job.sbatch").read_text(), re.MULTILINE)
        return value

    def start(self, task=None, **more):
        environment = {**self.environment, "SLURM_JOB_ID": "77", **more}
        if task is not None:
            environment["SLURM_ARRAY_TASK_ID"] = str(task)
        return subprocess.Popen(["bash", "job.sbatch"], cwd=self.folder, env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)

    def carry_out(self, task=None, code=DONE, **more):
        process = self.start(task, **more)
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, code, out)
        return out

    def test_more_shards_than_the_site_has_tasks(self):
        self.write("study.toml", STUDY)
        self.assertIn("at most 3 tasks (MaxArraySize): 3 tasks do up to 3 of the 7 shards each",
                      self.plan("study.toml", "--shards", 7))
        self.assertEqual((self.script("#SBATCH --array="), self.script("shards="), self.script("tasks=")), ("0-2", "7", "3"))
        for task, number in ((0, 3), (1, 2), (2, 2)):
            self.assertEqual(self.carry_out(task).count("exit code 0"), number)
        # What is gone is found by its task.
        (self.folder / "shards/study/4.h5").unlink()
        (self.folder / "shards/study/6.h5").unlink()
        files = [f"shards/study/{index}.h5" for index in range(7)]
        self.assertEqual(self.call("status", "--indices", *files).stdout, b"4,6\n")
        self.assertEqual(self.call("status", "--indices", "--tasks", 3, *files).stdout, b"0-1\n")
        self.assertIn("--array=0-1\n", self.call("status", "--tasks", 3, *files).stdout.decode())
        for task in (0, 1):
            self.carry_out(task)
        self.run_well("merge", "-q", "all.h5", *files)
        self.run_well("run", "study.toml", "-q", "-o", "whole.h5")
        self.same_science("all.h5", "whole.h5")
        self.assertIn("task 3 of 3 (0 to 2)", self.carry_out(3, INPUT))
        self.assertIn("7 shards need an array: sbatch --array=0-2", self.carry_out(None, INPUT))

    def test_the_option_says_what_the_site_takes(self):
        self.write("study.toml", STUDY)
        self.assertNotIn("Note", self.plan("study.toml", "--shards", 7, "--max-array", 7))
        self.assertEqual((self.script("#SBATCH --array="), self.script("tasks=")), ("0-6", "$shards"))
        self.environment["ARRAYS"] = "none"
        self.assertNotIn("Note", self.plan("study.toml", "--shards", 300))
        self.assertEqual(self.script("#SBATCH --array="), "0-299")
        self.assertIn("at most 3 tasks (MaxArraySize): each takes about", self.plan(
            "study.toml", "--set", "stop.samples=1000000000", "--task-hours", 0.01, "--max-array", 3))
        self.assertEqual((self.script("#SBATCH --array="), self.script("shards=")), ("0-2", "3"))

    def test_studies_that_cannot_be_divided_are_one_job(self):
        self.write("tail.toml", TAIL)
        self.write("enumerate.toml", ENUMERATE)
        self.write("width.toml", STUDY.replace("samples = 300", "half_width = 0.2"))
        self.write("time.toml", STUDY.replace("samples = 300", 'time = "1s"'))
        for name, why in (("tail", 'mode = "tail"'), ("enumerate", 'mode = "enumerate"'), ("width", "half_width"),
                          ("time", "stop.time alone")):
            with self.subTest(study=name):
                said = self.plan(f"{name}.toml")
                self.assertRegex(said, rf"Note: one job, no array: .*{why}")
                text = (self.folder / "job.sbatch").read_text()
                self.assertNotRegex(text, r"(?m)^#SBATCH --array")
                self.assertEqual(self.script("#SBATCH --output="), "%x-%j.log")
                self.assertRegex(self.script("#SBATCH --time="), r"^00:\d\d:00$")
                self.carry_out()
                self.run_well("status", f"{name}.h5")
                self.assertIn(why, self.refused(INPUT, "plan", f"{name}.toml", "--slurm", "--shards", 2))
        self.assertFalse((self.folder / "shards").exists())

    def test_a_site_without_arrays(self):
        self.environment["ARRAYS"] = "0"
        self.write("study.toml", STUDY)
        self.assertIn("one job, no array: this site has no job arrays", self.plan("study.toml"))
        done = self.call("plan", "study.toml", "--slurm", "--shards", 2, env=self.environment)
        self.assertEqual((done.returncode, done.stdout), (INPUT, b""))

    def test_a_task_that_is_stopped_comes_back_for_all_its_shards(self):
        self.write("study.toml", SLOW_STUDY % 100_000)
        self.plan("study.toml", "--shards", 5)
        process = self.start(1)
        file = self.folder / "shards/study/.1.h5.lock"
        deadline = time.monotonic() + 60
        while not file.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGUSR1)
        out, _ = process.communicate(timeout=60)
        self.assertIn(process.returncode, (STOPPED, 138), out)
        self.assertEqual((self.folder / "asked").read_text(), "requeue 77\n")
        self.assertFalse((self.folder / "shards/study/4.h5").exists())

    def test_a_shard_that_fails_does_not_keep_the_task_from_the_others(self):
        self.write("study.toml", STUDY)
        self.plan("study.toml", "--shards", 5)
        (self.folder / "shards/study/0.h5").mkdir(parents=True)
        out = self.carry_out(0, program.IO)
        self.assertEqual(re.findall(r"exit code (\d)", out), ["3", "0"])
        self.assertFalse((self.folder / "asked").exists())


if __name__ == "__main__":
    program.main()
