"""Hands the program itself spoilt studies and structures: it answers with a documented exit code, in time, with
one line of explanation, and leaves nothing behind when it refuses."""

import io
import pathlib
import random
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import program  # noqa: E402
from program import DONE, INPUT, IO, STUDY, ProgramTest  # noqa: E402

SEED = 20261121
RUNS = 150
NUMBERS = ["nan", "inf", "-1", "0", "1e999", "99999999999999999999", "9223372036854775807", "1048576", "1.5",
           '"x"', "[]", "true", "3", "7"]
# Every kind of list, and rules.
GRID = """\
format = 1
seed = [5, { range = [7, 9, 2] }]
exclude = [{ types = [2, 2], family = "dirichlet", alpha = ">=1" }, { base = { classes = 2 }, pattern = "maximal", seed = [5] }]
skip = ["never"]
[[ensemble]]
types = [{ agents = [2, 3], each = { range = [2, 3, 1] }, ordered = false }, [2, 2]]
prior = [{ family = "dirichlet", alpha = [0.5, { linspace = [1, 2, 3] }, { logspace = [0.1, 10, 3] }] },
  { family = "near", base = { family = "latent_class", classes = [2, 3] }, epsilon = 0.1 }]
patterns = ["minimal", "maximal"]
"""
TABLE = 'rho,"a, b",w01,w10,w11\r\n0.5,0.2,1/3,1e-1,2\r\n-1,0.25,0.5,12,24\r\n7,1,2,3,4\r\n'
STRUCTURE = 'types = [2, 2, 2]\npattern = "{1,2}"\nprior = [0.2, 0.15, 1e-1, "1/20", 0.05, 0.1, 0.15, 2]\n'


def mutated(text, draw):
    """`text`, as bytes, after one to three mutations."""
    spoilt = bytearray(text.encode())
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(len(spoilt)) if spoilt else 0
        kind = draw.randrange(8)
        if kind == 0 and spoilt:
            spoilt[place] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del spoilt[place:place + draw.randint(1, 6)]
        elif kind == 2:
            spoilt[place:place] = draw.choice([b"\"", b"[", b"]", b"{", b"\n", b"=", b"\xff", b"\xe2\x82", b"\x00"])
        elif kind == 3:
            del spoilt[place:]
        elif kind == 4:
            spoilt[place:place] = b"[" * draw.randint(1, 3000)
        elif kind == 5:
            lines = spoilt.split(b"\n")
            draw.shuffle(lines)
            spoilt = bytearray(b"\n".join(lines))
        else:
            digits = [k for k in range(len(spoilt)) if spoilt[k:k + 1].isdigit()]
            if digits:
                at = draw.choice(digits)
                spoilt[at:at + 1] = draw.choice(NUMBERS).encode()
    return bytes(spoilt)


class Fuzz(ProgramTest):
    def answer(self, number, *arguments):
        """Runs the program; anything that it should not do names the mutation."""
        before = self.contents()
        done = self.call(*arguments, timeout=60)
        where = f"seed {SEED}, mutation {number}: {before!r}\n{done.stderr!r}"
        self.assertIn(done.returncode, (DONE, INPUT, IO), where)
        if done.returncode == DONE:
            self.assertEqual(done.stderr, b"", where)
        else:
            self.assertEqual(done.stdout, b"", where)
            self.assertRegex(done.stderr, rb"\Agenericity: [^\n]+\n\Z", where)
            self.assertEqual(self.contents(), before, where)
        return done.returncode

    def test_studies(self):
        self.studies(STUDY, RUNS // 50)

    def test_grids(self):
        # More can be spoilt in it.
        self.studies(GRID, 0)

    def studies(self, text, fewest):
        draw = random.Random(SEED)
        codes = []
        for number in range(RUNS):
            self.write("s.toml", mutated(text, draw))
            codes.append(self.answer(number, "run", "s.toml", "-q", "-t", "1", "-o", "r.h5",
                                     "--set", "stop.samples=2", "--set", "record.samples=none"))
            (self.folder / "r.h5").unlink(missing_ok=True)
        self.assertGreater(codes.count(DONE), fewest)
        self.assertGreater(codes.count(INPUT), RUNS // 2)

    def test_structures(self):
        draw = random.Random(SEED + 1)
        codes = []
        for number in range(RUNS):
            self.write("g.toml", mutated(STRUCTURE, draw))
            codes.append(self.answer(number, "check", "g.toml", *draw.choice([[], ["--json"]])))
        self.assertGreater(codes.count(DONE), RUNS // 50)
        self.assertGreater(codes.count(INPUT), RUNS // 2)

    def test_lists(self):
        draw = random.Random(SEED + 3)
        array = io.BytesIO()
        np.save(array, np.arange(1, 13, dtype=">i2").reshape(3, 2, 2))
        for name, whole in (("l.csv", TABLE.encode()), ("l.npy", array.getvalue())):
            codes = []
            for number in range(RUNS // 3):
                spoilt = bytearray(whole)
                for _ in range(draw.randint(1, 2)):
                    spoilt[draw.randrange(len(spoilt))] ^= 1 << draw.randrange(8)
                if draw.random() < 0.1:
                    del spoilt[draw.randrange(len(spoilt)):]
                self.write(name, bytes(spoilt))
                codes.append(self.answer(number, "check", name, "--types", "2x2", *draw.choice([[], ["--json"]])))
            self.assertEqual(set(codes), {DONE, INPUT}, name)

    def test_results(self):
        draw = random.Random(SEED + 2)
        self.write("s.toml", STUDY)
        self.run_well("run", "s.toml", "-q", "-o", "whole.h5")
        whole = (self.folder / "whole.h5").read_bytes()
        for number in range(RUNS // 3):
            spoilt = bytearray(whole)
            for _ in range(draw.randint(1, 4)):
                spoilt[draw.randrange(len(spoilt))] ^= 1 << draw.randrange(8)
            if draw.random() < 0.3:
                del spoilt[draw.randrange(len(spoilt)):]
            self.write("r.h5", bytes(spoilt))
            self.assertIn(self.answer(number, "show", "r.h5", "-f", "csv"), (DONE, IO))


if __name__ == "__main__":
    program.main()
