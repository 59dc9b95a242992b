"""A study as an array on a real Slurm cluster of one node: tasks are preempted and requeued in the middle, and what is merged
at the end is what one run makes. And the commands of configs/cluster/README.md, from the bundle's archive to a merged result.

    slurm_test.py GENERICITY CONFIGS SCRIPTS BUILD
"""

import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cli"))
import program  # noqa: E402
import slurm_cluster  # noqa: E402
from program import ProgramTest  # noqa: E402

SCRIPTS = Path()
BUILD = Path()
SHARDS = 4

# Some seconds for a shard: t* is computed for every prior.
STUDY = """\
format = 1
seed = 11
[[ensemble]]
types = [2, 2, 2, 2, 2]
prior = [{ family = "dirichlet", alpha = 1 }]
patterns = ["{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}", "minimal"]
[stop]
samples = 12000
[record]
samples = "failures"
margins = "all"
"""


class Slurm(ProgramTest):
    def setUp(self):
        super().setUp()
        self.cluster = slurm_cluster.SlurmCluster()
        self.cluster.__enter__()
        self.addCleanup(self.cluster.stop)
        self.cluster.environment["GENERICITY"] = program.PROGRAM

    def state(self, job, task):
        return self.cluster.states(job).get(task)

    def log(self, job, task):
        path = self.folder / f"genericity-{job}_{task}.log"
        return path.read_text() if path.exists() else ""

    def started(self, job, task, times):
        """Whether the task has begun for this many times, and its program has been at work a little."""
        return len(re.findall(r" start \d+ on ", self.log(job, task))) >= times

    def wait(self, condition, seconds, complaint):
        try:
            self.cluster.wait_until(condition, seconds, complaint)
        except TimeoutError as error:
            logs = "\n".join(f"--- {path.name}\n{path.read_text()}" for path in sorted(self.folder.glob("*.log")))
            self.fail(f"{error}\n{logs}")

    def samples_of_shard(self, task):
        rows = json.loads(self.run_well("show", f"shards/study/{task}.h5", "-f", "json"))
        return int(rows[0]["samples"])

    def test_an_array_that_is_preempted_and_requeued_merges_to_what_one_run_makes(self):
        self.write("study.toml", STUDY)
        done = self.call("plan", "study.toml", "--slurm", "--shards", SHARDS)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.write("array.sbatch", done.stdout)

        job = self.cluster.submit("array.sbatch", folder=self.folder)
        merge = self.cluster.submit(f"--dependency=afterok:{job}", SCRIPTS / "merge.sbatch", "shards/study", "study.h5",
                                    folder=self.folder)
        files = [self.folder / f"shards/study/{task}.h5" for task in range(SHARDS)]

        # A job that takes both processors: the first two tasks are told to make room, save, and come back.
        self.wait(lambda: all(self.started(job, task, 1) for task in (0, 1)), 60, "tasks 0 and 1 do not start")
        self.wait(lambda: all(Path(f"{file.parent}/.{file.name}.lock").exists() for file in files[:2]), 60,
                  "the programs do not get to work")
        urgent = self.cluster.submit("--partition=urgent", "--ntasks=1", "--cpus-per-task=2", "--output=urgent.out",
                                     "--wrap", "sleep 1", folder=self.folder)
        self.wait(lambda: self.state(urgent, None) == "COMPLETED", 60, "the urgent job does not run")
        for task in (0, 1):
            self.assertIn("exit code 4", self.log(job, task))
            self.assertTrue(files[task].exists())
            self.assertIn("not finished", self.run_well("show", f"shards/study/{task}.h5"))

        # An operator requeues a task: SIGTERM, without further notice.
        self.wait(lambda: any(self.state(job, task) == "RUNNING" and self.started(job, task, 1) and
                              Path(f"{files[task].parent}/.{files[task].name}.lock").exists()
                              for task in (2, 3)), 60, "tasks 2 and 3 do not start")
        requeued = next(task for task in (2, 3) if self.state(job, task) == "RUNNING")
        self.cluster.call("scontrol", "requeue", f"{job}_{requeued}")

        self.wait(lambda: set(self.cluster.states(job).values()) == {"COMPLETED"}, 240, "the array does not end")
        for task in (0, 1, requeued):
            self.assertTrue(self.started(job, task, 2), self.log(job, task))
            self.assertRegex(self.log(job, task), r"exit code 0\n\Z")
        self.run_well("run", "study.toml", "-q", "--shard", f"0/{SHARDS}", "-o", "undisturbed.h5")
        self.same_science("shards/study/0.h5", "undisturbed.h5")
        # The comparison does see differences.
        with self.assertRaises(AssertionError):
            self.same_science("shards/study/1.h5", "undisturbed.h5")

        if re.search(r"^  merge ", self.run_well("--help"), re.MULTILINE) is None:
            self.skipTest("this program does not merge yet")
        self.wait(lambda: self.state(merge, None) in ("COMPLETED", "FAILED", "CANCELLED"), 60, "the merge does not run")
        self.assertEqual(self.state(merge, None), "COMPLETED", self.log_of_merge(merge))
        self.run_well("run", "study.toml", "-q", "-t", 2, "-o", "whole.h5")
        self.same_science("study.h5", "whole.h5")

    def test_the_ten_commands_of_the_page_lead_to_a_merged_result(self):
        page = (program.CONFIGS / "cluster" / "README.md").read_text(encoding="utf-8")
        lines = re.search(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[1].splitlines()
        self.assertEqual(len(lines), 10)
        made = subprocess.run([SCRIPTS.parent / "bundle", "--build", BUILD, "--output", self.folder], capture_output=True, text=True, check=False)
        self.assertEqual(made.returncode, 0, made.stderr)
        # As a reader's: of nobody's program but the bundle's.
        environment = {name: value for name, value in self.cluster.environment.items() if name != "GENERICITY"}

        def shell(commands):
            done = subprocess.run(["bash", "-euc", "\n".join(commands)], cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, f"{commands}\n{done.stdout}{done.stderr}")
            return done.stdout

        # The reader's own study is a smaller one.
        copied = next(k for k, line in enumerate(lines) if line.startswith("cp "))
        smaller = "sed -i 's/^samples = 8000/samples = 400/' study.toml"
        submitted = next(k for k, line in enumerate(lines) if line.startswith("merge=")) + 1
        out = shell([*lines[:copied + 1], smaller, *lines[copied + 1:submitted], 'echo "$job $merge"'])
        job, merge = map(int, out.splitlines()[-1].split())
        self.wait(lambda: self.state(merge, None) in ("COMPLETED", "FAILED", "CANCELLED"), 300, "the merge does not run")
        self.assertEqual(self.state(merge, None), "COMPLETED", self.log_of_merge(merge))
        self.assertEqual(set(self.cluster.states(job).values()), {"COMPLETED"})
        self.assertIn("{1,2},{2,3}", shell([lines[1], *lines[submitted:]]))
        self.run_well("run", "study.toml", "-q", "-t", 2, "-o", "whole.h5")
        self.same_file("study.h5", "whole.h5", ("/results", "/progress"))

    def test_the_largest_array_of_the_site(self):
        self.write("study.toml", STUDY)
        done = self.call("plan", "study.toml", "--slurm", "--shards", 3000, "--measure", 0.001, env=self.cluster.environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"at most 1001 tasks (MaxArraySize): 1000 tasks do up to 3 of the 3000 shards each", done.stderr)
        self.write("array.sbatch", done.stdout)
        # Held, so that none of the tasks begins.
        self.cluster.submit("--hold", "array.sbatch", folder=self.folder)
        self.cluster.submit("--hold", "--array=0-1000", "array.sbatch", folder=self.folder)
        with self.assertRaisesRegex(RuntimeError, "Invalid job array specification"):
            self.cluster.submit("--hold", "--array=0-1001", "array.sbatch", folder=self.folder)

    def test_a_study_that_cannot_be_divided_is_one_job(self):
        self.write("study.toml", STUDY.replace("samples = 12000", "half_width = 0.1"))
        done = self.call("plan", "study.toml", "--slurm", "--measure", 0.001, env=self.cluster.environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.write("job.sbatch", done.stdout)
        job = self.cluster.submit("job.sbatch", folder=self.folder)
        self.wait(lambda: self.state(job, None) in ("COMPLETED", "FAILED"), 120, "the job does not end")
        self.assertEqual(self.state(job, None), "COMPLETED")
        self.assertIn("exit code 0", (self.folder / f"genericity-{job}.log").read_text())
        self.run_well("status", "study.h5")

    def log_of_merge(self, job):
        path = self.folder / f"genericity-merge-{job}.log"
        return path.read_text() if path.exists() else "no log"

    def test_what_was_started_is_stopped(self):
        job = self.cluster.submit("--array=0-1", "--output=%a.out", "--wrap", "sleep 1000", folder=self.folder)
        self.wait(lambda: set(self.cluster.states(job).values()) == {"RUNNING"}, 60, "the jobs do not run")
        # munged, slurmctld, slurmd, and for each job at least a daemon and the job itself.
        self.wait(lambda: len(slurm_cluster.descendants()) >= 3 + 2 * 2, 60, "the jobs have no processes")
        started = slurm_cluster.descendants()
        self.cluster.stop()
        self.assertEqual(slurm_cluster.descendants(), [])
        for number in started:
            self.assertFalse(Path(f"/proc/{number}").exists())
        self.assertFalse(self.cluster.folder.exists())


if __name__ == "__main__":
    reason = slurm_cluster.why_not()
    if reason is not None:
        print(f"skipped: {reason}")
        sys.exit(77)
    SCRIPTS, BUILD = Path(sys.argv.pop(3)), Path(sys.argv.pop(3))
    program.main()
