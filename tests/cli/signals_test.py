"""Signals: a run saves and stops however often it is asked to, and a second Ctrl-C at the terminal ends it at once."""

import json
import os
import pty
import signal
import subprocess
import time

import program
from program import DONE, SLOW_STUDY, STOPPED, STUDY, ProgramTest

# Makes a save take long.
SLOW = ("fsync", "delay_enter=4000000")


class Signals(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("slow.toml", SLOW_STUDY % 1_000_000)

    def start(self, *before, **options):
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen([*before, program.PROGRAM, "run", "slow.toml", "-q", "-t", "1", "-o", "r.h5"],
                                cwd=self.folder, **options)

    def children(self, parent):
        with open(f"/proc/{parent}/task/{parent}/children", encoding="utf-8") as children:
            return [int(identity) for identity in children.read().split()]

    def wait_until_caught(self, process, number=signal.SIGTERM):
        """Waits until a run, or its child, catches a signal: before, there is nothing to save."""
        def caught(identity):
            try:
                with open(f"/proc/{identity}/status", encoding="utf-8") as status:
                    fields = dict(line.split(":", 1) for line in status)
            except OSError:  # it has just ended: strace tries what it may do in a child
                return False
            return fields["Name"].strip() == "genericity" and bool(int(fields["SigCgt"], 16) >> (number - 1) & 1)

        end = time.monotonic() + 60
        while time.monotonic() < end:
            if any(caught(identity) for identity in (process, *self.children(process))):
                return
            time.sleep(0.002)
        self.fail("the run does not begin")

    def samples(self):
        return json.loads(self.run_well("show", "r.h5", "-f", "json"))[0]["samples"]

    def test_every_signal_saves_even_in_numbers(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP, signal.SIGXCPU):
            with self.subTest(number.name):
                process = self.start()
                self.wait_until_caught(process.pid)
                for _ in range(5):
                    process.send_signal(number)
                    time.sleep(0.01)
                _, message = process.communicate(timeout=60)
                self.assertEqual(process.returncode, STOPPED, message)
                self.assertGreater(self.samples(), 0)

    def test_two_interrupts_that_no_terminal_sent(self):
        process = self.start(*self.strace(*SLOW))
        self.wait_until_caught(process.pid)
        (child,) = self.children(process.pid)
        os.kill(child, signal.SIGINT)
        time.sleep(1.5)
        os.kill(child, signal.SIGINT)
        _, message = process.communicate(timeout=60)
        self.assertEqual(process.returncode, STOPPED, message)
        self.assertGreater(self.samples(), 0)

    def test_timeout_signals_a_run_and_its_group(self):
        # It sends the signal to its child, and then to its whole group.
        process = self.start("timeout", "2")
        _, message = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 124, message)
        self.assertGreater(self.samples(), 0)

    def test_a_limit_of_processor_time(self):
        process = self.start("bash", "-c", 'ulimit -S -t 1; exec "$@"', "bash")
        _, message = process.communicate(timeout=60)
        self.assertEqual(process.returncode, STOPPED, message)
        self.assertGreater(self.samples(), 0)

    def test_nohup(self):
        process = self.start("nohup", stdout=subprocess.DEVNULL)
        self.wait_until_caught(process.pid)
        process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        self.assertIsNone(process.poll())
        process.terminate()
        _, message = process.communicate(timeout=60)
        self.assertEqual(process.returncode, STOPPED, message)

    def test_a_reader_of_messages_that_goes_away(self):
        self.write("small.toml", STUDY)
        process = subprocess.Popen([program.PROGRAM, "run", "small.toml", "-o", "r.h5"], cwd=self.folder,
                                   stderr=subprocess.PIPE)
        process.stderr.close()
        self.assertEqual(process.wait(timeout=60), DONE)
        self.assertGreater(self.samples(), 0)

    def at_a_terminal(self, *pauses):
        """The status of a run whose save takes four seconds, with Ctrl-C at once and after each pause."""
        command = [*self.strace(*SLOW), program.PROGRAM, "run", "slow.toml", "-q", "-t", "1", "-o", "r.h5"]
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvp(command[0], command)
        self.wait_until_caught(child)
        os.write(terminal, b"\x03")
        for pause in pauses:
            time.sleep(pause)
            os.write(terminal, b"\x03")
        while True:
            try:
                if not os.read(terminal, 1000):
                    break
            except OSError:
                break
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def test_a_second_interrupt_at_the_terminal_ends_the_run_after_a_moment(self):
        # All three come before the slow save begins: there strace would hold a signal back for seconds, and it would be a late one.
        self.assertEqual(self.at_a_terminal(0.01, 0.01), STOPPED)
        self.assertGreater(self.samples(), 0)
        (self.folder / "r.h5").unlink()
        self.assertIn(self.at_a_terminal(1.6), (-signal.SIGINT, 128 + signal.SIGINT))
        self.assertFalse((self.folder / "r.h5").exists())


if __name__ == "__main__":
    program.main()
