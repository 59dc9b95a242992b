"""`mpirun genericity run`: the same file as one process makes, and what becomes of it when processes are told or made to end.

    mpi_test.py GENERICITY CONFIGS MPIRUN
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cli"))
import program  # noqa: E402
from program import DONE, INPUT, SLOW_STUDY, STOPPED, ProgramTest  # noqa: E402

MPIRUN = ""

# Cells of very different cost: on 2x2x2x2x2 a prior takes a hundred times as long as on 2x2.
STUDY = """\
format = 1
seed = 7
conditions = ["ci", "cbdp", "bdp"]
[[ensemble]]
types = [[2, 2], [2, 2, 2, 2, 2]]
prior = [{ family = "dirichlet", alpha = 1 }, { family = "lattice", denominator = 60 }]
patterns = ["minimal", "{1,2}", "maximal"]
[stop]
samples = 1500
half_width = 0.04
[record]
samples = "failures"
margins = true
features = ["entropy", "mutual_information"]
priors = true
"""

# One law is sampled by importance, one by splitting.
TAIL_STUDY = """\
format = 1
seed = 7
mode = "tail"
conditions = ["cbdp", "bdp"]
[tail]
epsilons = [1e-2, 1e-4]
draws = %d
replications = 12
[[ensemble]]
types = [2, 2, 2]
prior = [{ family = "dirichlet", alpha = 0.5 }, { family = "latent_class", classes = 2 }]
patterns = ["minimal", "{1,2}"]
"""

ENVIRONMENTS = """\
format = 1
seed = 7
conditions = ["ci", "implementable", "implementable_ir"]
environments = 3
[[environment]]
utilities = ["gaussian", "private"]
outcomes = 2
[[ensemble]]
types = [2, 2, 2]
prior = "dirichlet"
patterns = ["{1,2}", "maximal"]
[stop]
samples = 70
[record]
samples = "failures"
margins = "all"
"""


def everything_but_provenance(path):
    """The names of all groups of a result but /provenance."""
    done = subprocess.run(["h5ls", path], capture_output=True, text=True, timeout=60, check=True)
    groups = [line.split()[0] for line in done.stdout.splitlines()]
    return [name for name in groups if name != "provenance"]


def alive(number):
    """Whether a process runs; one that has ended may wait for its parent to take note."""
    try:
        return Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Mpi(ProgramTest):
    undisturbed = {}

    def command(self, ranks, *arguments):
        return [MPIRUN, "--oversubscribe", "--bind-to", "none", "-n", str(ranks), program.PROGRAM,
                *map(str, arguments)]

    def environment(self):
        return dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")

    def together(self, ranks, *arguments):
        """A finished run by several processes."""
        return subprocess.run(self.command(ranks, *arguments), cwd=self.folder, env=self.environment(),
                              capture_output=True, timeout=120, check=False)

    def together_from(self, ranks, pipes, *arguments):
        """A finished run by several processes, into whose standard input and FIFOs somebody writes: names to bytes."""
        for name, data in pipes.items():
            if name != "-":
                os.mkfifo(self.folder / name)
                writer = threading.Thread(target=(self.folder / name).write_bytes, args=(data,), daemon=True)
                writer.start()
                self.addCleanup(writer.join, 10)
        return subprocess.run(self.command(ranks, *arguments), cwd=self.folder, env=self.environment(), input=pipes.get("-", b""),
                              capture_output=True, timeout=120, check=False)

    def together_well(self, ranks, *arguments):
        done = self.together(ranks, *arguments)
        self.assertEqual(done.returncode, DONE, done.stderr.decode())
        return done

    def same_but_for_provenance(self, a, b):
        names = everything_but_provenance(self.folder / a)
        self.assertEqual(names, everything_but_provenance(self.folder / b))
        self.assertIn("results", names)
        for name in names:
            done = subprocess.run(["h5diff", "-v", a, b, f"/{name}"], cwd=self.folder, capture_output=True,
                                  timeout=60, check=False)
            self.assertEqual(done.returncode, 0, done.stdout.decode()[-2000:])

    def test_what_comes_through_pipes_is_read_by_the_first_process_for_all(self):
        given = STUDY.replace('types = [[2, 2], [2, 2, 2, 2, 2]]', 'types = [2, 2]').replace(
            'prior = [', 'prior = [{ family = "file", file = "l.csv" }, ').replace("half_width = 0.04\n", "")
        table = "k,a,b,c,d\n" + "".join(f"{k},1,{k + 1},3,{k * k % 7 + 1}\n" for k in range(500))
        self.write("l.csv", table)
        self.write("s.toml", given)
        self.run_well("run", "s.toml", "-q", "-t", 1, "-o", "one.h5")
        # Only the first process of Open MPI has a standard input, and a FIFO has one reader.
        for number, pipes in enumerate(({"-": given.encode()}, {"study": given.encode()})):
            done = self.together_from(3, pipes, "run", list(pipes)[0], "-q", "-t", 1, "-o", f"study{number}.h5")
            self.assertEqual((done.returncode, done.stderr), (DONE, b""))
            self.same_but_for_provenance("one.h5", f"study{number}.h5")
        (self.folder / "l.csv").unlink()
        done = self.together_from(2, {"-": given.encode(), "l.csv": table.encode()}, "run", "-", "-q", "-t", 1, "-o", "both.h5")
        self.assertEqual((done.returncode, done.stderr), (DONE, b""))
        self.same_but_for_provenance("one.h5", "both.h5")
        # What is wrong with it is said once, and nothing is left.
        done = self.together_from(2, {"-": given.replace("seed", "sede").encode()}, "run", "-", "-q", "-o", "bad.h5")
        self.assertEqual(done.returncode, INPUT)
        self.assertEqual(done.stderr.count(b"genericity: /dev/stdin:2: sede: unknown key"), 1)
        self.assertFalse((self.folder / "bad.h5").exists())

    def test_the_same_file_for_any_number_of_processes_and_threads(self):
        self.write("s.toml", STUDY)
        self.run_well("run", "s.toml", "-q", "-t", 1, "-o", "one.h5")
        for ranks, threads in ((1, 2), (2, 1), (3, 1), (4, 1), (2, 2)):
            with self.subTest(ranks=ranks, threads=threads):
                output = f"r{ranks}t{threads}.h5"
                done = self.together_well(ranks, "run", "s.toml", "-q", "-t", threads, "-o", output)
                self.assertEqual(done.stderr, b"")
                self.same_but_for_provenance("one.h5", output)
        # The comparison does see differences.
        self.run_well("run", "s.toml", "-q", "-o", "other.h5", "--set", "seed=8")
        with self.assertRaises(AssertionError):
            self.same_but_for_provenance("one.h5", "other.h5")

    def test_the_same_environments_for_any_number_of_processes_and_threads(self):
        self.write("s.toml", ENVIRONMENTS)
        self.run_well("run", "s.toml", "-q", "-t", 1, "-o", "one.h5")
        for ranks, threads in ((2, 1), (3, 2)):
            output = f"r{ranks}t{threads}.h5"
            self.together_well(ranks, "run", "s.toml", "-q", "-t", threads, "-o", output)
            self.same_but_for_provenance("one.h5", output)

    def test_the_same_tails_for_any_number_of_processes_and_threads(self):
        self.write("t.toml", TAIL_STUDY % 200)
        self.run_well("run", "t.toml", "-q", "-t", 1, "-o", "one.h5")
        for ranks, threads in ((1, 2), (2, 1), (3, 1), (2, 2)):
            with self.subTest(ranks=ranks, threads=threads):
                output = f"r{ranks}t{threads}.h5"
                self.together_well(ranks, "run", "t.toml", "-q", "-t", threads, "-o", output)
                self.same_but_for_provenance("one.h5", output)
                self.run_well("verify", output)

    def test_a_tail_that_is_stopped_by_a_process_or_by_time_goes_on_to_the_same(self):
        self.write("slow.toml", TAIL_STUDY % 4000)
        self.run_well("run", "slow.toml", "-q", "-t", 2, "-o", "whole.h5")
        process, ranks = self.start(2, "part.h5")
        os.kill(ranks[1], signal.SIGUSR1)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, STOPPED, err)
        done = self.together(2, "run", "slow.toml", "-q", "-t", 1, "-o", "part.h5", "--set", "stop.time='1s'")
        self.assertEqual(done.returncode, STOPPED, done.stderr)
        self.assertIn("not finished", self.run_well("show", "part.h5"))
        self.together_well(3, "run", "slow.toml", "-q", "-t", 1, "-o", "part.h5")
        self.same_but_for_provenance("part.h5", "whole.h5")

    def test_only_the_leader_speaks(self):
        self.write("s.toml", STUDY)
        done = self.together_well(3, "run", "s.toml", "-t", 1, "-o", "r.h5", "--set", "stop.samples=50")
        self.assertEqual(done.stdout, b"")
        self.assertRegex(done.stderr.decode(),
                         r"\A1 thread \(--threads\) in process 0, 3 in all processes\nDone: [^\n]+\n\Z")
        self.assertEqual(sorted(os.listdir(self.folder)), ["r.h5", "s.toml"])
        self.write("bad.toml", STUDY.replace("minimal", "minimall"))
        done = self.together(3, "run", "bad.toml", "-o", "bad.h5")
        self.assertEqual(done.returncode, INPUT)
        self.assertEqual(done.stderr.count(b"genericity: "), 1, done.stderr)
        self.assertFalse((self.folder / "bad.h5").exists())

    def start(self, ranks, output, *arguments):
        """A run by several processes that is at work and has saved at least once; mpirun and the processes' numbers, the
        leader's first."""
        process = subprocess.Popen(
            self.command(ranks, "run", "slow.toml", "-q", "-t", 1, "-o", output, "--save-interval", "0", *arguments),
            cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while not (self.folder / output).exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertIsNone(process.poll(), "the run ended before it could be disturbed")
        ranked = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(path.read_text(errors="replace").rpartition(")")[2].split()[1])
                variables = (path.parent / "environ").read_bytes().split(b"\0")
            except (OSError, ValueError, IndexError):
                continue
            if parent == process.pid:
                rank = next(v for v in variables if v.startswith(b"OMPI_COMM_WORLD_RANK="))
                ranked[int(rank.partition(b"=")[2])] = int(path.parent.name)
        self.assertEqual(sorted(ranked), list(range(ranks)))
        return process, [ranked[rank] for rank in range(ranks)]

    def whole(self):
        """The result of an undisturbed run by one process, made once for all tests."""
        if "result" not in Mpi.undisturbed:
            self.run_well("run", "slow.toml", "-q", "-t", 1, "-o", "whole.h5")
            Mpi.undisturbed["result"] = (self.folder / "whole.h5").read_bytes()
        return self.write("whole.h5", Mpi.undisturbed["result"])

    def goes_on_to_the_same(self, output):
        """The file is whole, lacks something, and a further run makes it what one undisturbed process makes."""
        self.assertIn("not finished", self.run_well("show", output))
        self.run_well("run", "slow.toml", "-q", "-t", 2, "-o", output)
        self.same_but_for_provenance(output, self.whole())

    def test_a_signal_to_any_process_stops_all_of_them(self):
        self.write("slow.toml", SLOW_STUDY % 15_000)
        for place, number in ((0, signal.SIGTERM), (2, signal.SIGUSR1)):
            with self.subTest(rank=place):
                output = f"part{place}.h5"
                process, ranks = self.start(3, output)
                os.kill(ranks[place], number)
                _, err = process.communicate(timeout=60)
                self.assertEqual(process.returncode, STOPPED, err)
                self.goes_on_to_the_same(output)

    def test_mpirun_passes_the_signal_on(self):
        self.write("slow.toml", SLOW_STUDY % 15_000)
        process, _ = self.start(2, "part.h5")
        process.send_signal(signal.SIGUSR1)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, STOPPED, err)
        self.goes_on_to_the_same("part.h5")

    def terminated_while_it_saves(self, output, delay, timeout):
        """What `timeout` ends with when its SIGTERM meets mpirun, whose processes need `delay` seconds for each fsync and are
        killed `timeout` seconds after they have been told; and what they said."""
        slowly = ["strace", "-DD", "-f", "-o", "/dev/null", "-e", "trace=fsync", "-e", f"inject=fsync:delay_enter={delay * 10**6}"]
        mpirun, command = self.command(2, "run", "slow.toml", "-t", 1, "-o", output), []
        place = mpirun.index(program.PROGRAM)
        command = [mpirun[0], "--mca", "odls_base_sigkill_timeout", str(timeout), *mpirun[1:place], *slowly, *mpirun[place:]]
        with open(self.folder / "said", "w") as said:
            process = subprocess.Popen(["timeout", "100", *command], cwd=self.folder, env=self.environment(), stdout=said, stderr=said)
            lock = self.folder / f".{output}.lock"
            deadline = time.monotonic() + 60
            while not lock.exists() and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(1)
            # It passes the signal on, as when its own time is over.
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=100)
        return code, (self.folder / "said").read_text()

    def test_sigterm_to_mpirun_leaves_time_for_a_slow_save(self):
        if shutil.which("strace") is None:
            self.skipTest("no strace")
        if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("strace may not trace here")
        self.write("slow.toml", SLOW_STUDY % 1_000_000)
        # As Open MPI is without the option: the processes have a second, and nothing of them is left.
        code, said = self.terminated_while_it_saves("lost.h5", 30, 1)
        self.assertNotIn(code, (DONE, STOPPED), said)
        self.assertFalse((self.folder / "lost.h5").exists())
        # mpirun ends with a code of its own, and the result is good. What the processes say now is not asked for: while mpirun
        # waits for their end it does not read their output, and it may end without passing it on.
        code, said = self.terminated_while_it_saves("part.h5", 2, 10)
        self.assertNotIn(code, (DONE, STOPPED), said)
        self.assertIn("not finished", self.run_well("show", "part.h5"))
        self.run_well("verify", "part.h5", "--samples", 3)

    def test_the_death_of_any_process_leaves_a_good_result(self):
        self.write("slow.toml", SLOW_STUDY % 15_000)
        for place in (0, 1):
            with self.subTest(rank=place):
                output = f"dead{place}.h5"
                process, ranks = self.start(2, output)
                os.kill(ranks[place], signal.SIGKILL)
                process.communicate(timeout=60)
                self.assertNotIn(process.returncode, (DONE, STOPPED))
                # mpirun kills the others and does not wait until they are gone.
                deadline = time.monotonic() + 20
                while any(map(alive, ranks)) and time.monotonic() < deadline:
                    time.sleep(0.01)
                self.assertFalse(list(filter(alive, ranks)), "a process has outlived the run")
                self.goes_on_to_the_same(output)

    def test_processes_that_do_not_know_of_one_another_are_refused(self):
        self.write("s.toml", STUDY)
        # As if the launcher belonged to another MPI: it says three, and MPI finds one.
        done = self.call("run", "s.toml", env=dict(self.environment(), PMI_RANK="0", PMI_SIZE="3"))
        self.assertEqual(done.returncode, INPUT)
        self.assertIn(b"3 processes", done.stderr)
        self.assertFalse((self.folder / "s.h5").exists())


if __name__ == "__main__":
    MPIRUN = sys.argv.pop(3)
    program.main()
