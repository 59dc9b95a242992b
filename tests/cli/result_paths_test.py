"""Results by folders and lists, and what is no file of results: pipes, sockets, devices, directories."""

import os
import shutil
import socket
import subprocess
import sys
import unittest

import program
from program import IO, STOPPED, STUDY, ProgramTest

SHARDS = 12


class Many(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("small.toml", STUDY)
        (self.folder / "parts").mkdir()
        for index in range(SHARDS):
            self.run_well("run", "small.toml", "-q", "-t", 1, "--shard", f"{index}/{SHARDS}", "-o", f"parts/{index}.h5")

    def files(self, *arguments):
        """The files that `status` looks at, in its order."""
        done = self.call("status", *arguments)
        return [line.split()[0] for line in done.stdout.decode().split("\n\n")[0].splitlines()[1:]]

    def test_a_folder_stands_for_its_results(self):
        for name in ("note.txt", ".0.h5.lock", ".1.h5.tmp-5-0", ".hidden.h5"):
            self.write(f"parts/{name}", "no result\n")
        (self.folder / "parts/more.h5").mkdir()
        expected = [f"parts/{index}.h5" for index in range(SHARDS)]
        for folder in ("parts", "parts/"):
            self.assertEqual(self.files(folder), expected)
        self.run_well("status", "parts")
        self.run_well("merge", "all.h5", "parts")
        self.run_well("run", "small.toml", "-q", "-o", "whole.h5")
        self.same_science("all.h5", "whole.h5")
        # What is in the folder already is taken once.
        done = self.call("merge", "parts/all.h5", "parts")
        self.assertIn(f"Done: {SHARDS} files".encode(), done.stderr)
        done = self.call("merge", "parts/all.h5", "parts")
        self.assertIn(f"Done: {SHARDS + 1} files".encode(), done.stderr)
        self.same_science("parts/all.h5", "whole.h5")

    def test_a_list_stands_for_its_lines(self):
        self.write("list.txt", "parts/3.h5\n\nparts/1.h5\r\nabsent.h5\n./parts")
        self.assertEqual(self.files("@list.txt")[:3], ["parts/3.h5", "parts/1.h5", "absent.h5"])
        self.assertEqual(len(self.files("@list.txt")), 3 + SHARDS)
        self.assertEqual(self.files("parts/2.h5", "@list.txt")[:2], ["parts/2.h5", "parts/3.h5"])
        self.write("two.txt", "parts/3.h5\nparts/1.h5\n")
        done = self.call("merge", "two.h5", "@two.txt")
        self.assertEqual(done.returncode, STOPPED)
        self.assertIn(b"2 files in two.h5", done.stderr)
        self.assertEqual(self.call("status", "--indices", "@two.txt").stdout, b"0,2,4-11\n")

    def test_what_cannot_be_read(self):
        (self.folder / "empty").mkdir()
        self.write("nothing.txt", "\n")
        self.refused(IO, "merge", "all.h5", "empty", says=["'empty'", "not a regular file but a directory"])
        self.refused(IO, "merge", "all.h5", "@absent.txt", says=["'absent.txt'", "No such file"])
        self.refused(IO, "merge", "all.h5", "@empty", says="'empty'")
        self.refused(IO, "merge", "all.h5", "@nothing.txt", says="nothing to merge")
        done = self.call("status", "--shards", 3, "--indices", "empty")
        self.assertEqual((done.returncode, done.stdout), (STOPPED, b"0-2\n"))


class NoFiles(ProgramTest):
    def kinds(self):
        os.mkfifo(self.folder / "fifo.h5")
        (self.folder / "link.h5").symlink_to("fifo.h5")
        place = socket.socket(socket.AF_UNIX)
        self.addCleanup(place.close)
        place.bind(str(self.folder / "socket.h5"))
        (self.folder / "directory.h5").mkdir()
        return {"fifo.h5": "a FIFO", "link.h5": "a FIFO", "socket.h5": "a socket", "directory.h5": "a directory",
                "/dev/zero": "a device"}

    def test_no_verb_waits_for_what_is_no_file(self):
        self.write("small.toml", STUDY)
        self.run_well("run", "small.toml", "-q", "-o", "r.h5")
        self.write("given.toml", STUDY.replace('{ family = "dirichlet", alpha = 1 }', '{ family = "file", file = "fifo.h5" }'))
        for name, kind in self.kinds().items():
            with self.subTest(name):
                # merge and verify read a folder's results, of which there are none.
                for arguments in (("show", name), ("verify", name), ("export", name), ("merge", "all.h5", "r.h5", name),
                                  ("replay", name, "--cell", 0, "--sample", 0), ("run", "small.toml", "-q", "-o", name)):
                    message = self.refused_in_time(*arguments)
                    self.assertIn(f"not a regular file but {kind}", message)
                done = self.call("status", name, timeout=20)
                self.assertEqual(done.returncode, STOPPED)
                self.assertRegex(done.stdout.decode(), rf"{name} +unreadable .* not a regular file but {kind}")
        self.assertIn("a FIFO", self.refused_in_time("run", "given.toml", "-o", "x.h5"))

    def refused_in_time(self, *arguments):
        done = self.call(*arguments, timeout=20)
        message = done.stderr.decode()
        self.assertEqual(done.returncode, IO, message)
        self.assertRegex(message, r"\Agenericity: [^\n]+\n\Z")
        return message

    def test_the_scripts_do_not_wait_either(self):
        if shutil.which("python3", path="/usr/bin") is None:
            self.skipTest("no /usr/bin/python3")
        for name in self.kinds():
            for script in ("plot.py", "report.py"):
                with self.subTest(name=name, script=script):
                    done = subprocess.run([sys.executable, "-B", program.CONFIGS.parent / "scripts" / script, name],
                                          cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
                    if "ModuleNotFoundError" in done.stderr:
                        self.skipTest(done.stderr.strip().splitlines()[-1])
                    self.assertEqual(done.returncode, IO, done.stderr)
                    self.assertIn(f"{name}: not a regular file", done.stderr)


if __name__ == "__main__":
    program.main()
