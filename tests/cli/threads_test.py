"""How many threads a run has when nobody says so: what the machine, the job and the environment leave it."""

import os
import re
import subprocess
import unittest
from pathlib import Path

import program
from program import ProgramTest

VARIABLES = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "SLURM_CPUS_PER_TASK")
STUDY = """\
format = 1
seed = 1
[[ensemble]]
types = [2, 2]
prior = "dirichlet"
patterns = ["minimal"]
[stop]
samples = 20
"""


class Threads(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("s.toml", STUDY)
        self.plain = {name: value for name, value in os.environ.items() if name not in VARIABLES}

    def said(self, *arguments, before=(), **variables):
        """The threads and their reason, as the run says and as its result stores them."""
        (self.folder / "r.h5").unlink(missing_ok=True)
        done = subprocess.run([*before, program.PROGRAM, "run", "s.toml", "-o", "r.h5", *arguments], cwd=self.folder,
                              env={**self.plain, **variables}, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        threads, reason = re.search(r"^(\d+) threads? \((.*)\)$", done.stderr, re.MULTILINE).groups()
        stored = subprocess.run(["h5dump", "-a", "/provenance/threads", "-a", "/provenance/threads_reason", "r.h5"],
                                cwd=self.folder, capture_output=True, text=True, timeout=60, check=True).stdout
        self.assertEqual(re.findall(r'\(0\): "(.*)"', stored), [threads, reason])
        return int(threads), reason

    def test_environment_and_option(self):
        usual = self.said()
        for variable in VARIABLES:
            self.assertEqual(self.said(**{variable: "1"})[0], 1)
            for nonsense in ("abc", "0", "-1", ""):
                self.assertEqual(self.said(**{variable: nonsense}), usual)
        self.assertEqual(self.said("-t", "3", OMP_NUM_THREADS="1"), (3, "--threads"))
        if usual[0] > 1:
            self.assertEqual(self.said(OMP_NUM_THREADS="1,4"), (1, "OMP_NUM_THREADS"))
            self.assertEqual(self.said(SLURM_CPUS_PER_TASK="1"), (1, "SLURM_CPUS_PER_TASK"))

    def test_affinity(self):
        core = min(os.sched_getaffinity(0))
        threads, reason = self.said(before=("taskset", "-c", str(core)))
        self.assertEqual(threads, 1)
        if os.cpu_count() > 1:
            self.assertEqual(reason, "CPU affinity")

    def test_a_plan_is_for_as_many(self):
        done = subprocess.run([program.PROGRAM, "plan", "s.toml", "--measure", "0.01"], cwd=self.folder, text=True,
                              env={**self.plain, "OMP_NUM_THREADS": "1"}, capture_output=True, timeout=60, check=False)
        self.assertIn(" on 1 thread", done.stdout)

    def group_of_half_a_core(self):
        """A control group that is removed after the test; None where none can be made."""
        first = {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "50000"}
        for root, limits in (("/sys/fs/cgroup", {"cpu.max": "50000 100000"}), ("/sys/fs/cgroup/cpu", first),
                             ("/sys/fs/cgroup/cpu,cpuacct", first)):
            group = Path(root) / f"genericity-test-{os.getpid()}"
            if not (Path(root) / "cgroup.procs").exists():
                continue
            try:
                group.mkdir()
                self.addCleanup(group.rmdir)
                for name, text in limits.items():
                    (group / name).write_text(text)
            except OSError:
                continue
            return group
        return None

    def test_the_quota_of_a_control_group(self):
        usual = self.said()
        group = self.group_of_half_a_core()
        if group is None:
            self.skipTest("no right to make a control group with a CPU quota")
        threads, reason = self.said(before=("sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$0" "$@"'))
        self.assertEqual(threads, 1)
        if usual[0] > 1:
            self.assertEqual(reason, "CPU quota of the control group")


if __name__ == "__main__":
    program.main()
