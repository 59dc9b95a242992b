"""The smallest pair with private values that a search found no transfers for: its certificate in exact arithmetic,
apart from the program, and the program's own verdict on it."""

import itertools
import sys
import tomllib
from fractions import Fraction
from pathlib import Path

import program
from program import DONE, NONE

CONFIGS = Path(sys.argv[2]).resolve()
STRUCTURE, ENVIRONMENT = (CONFIGS / room / "private_values.toml" for room in ("structures", "environments"))
# (agent, true type, reported type): weight, as the environment's file says it.
CERTIFICATE = {(0, 0, 1): 1, (0, 1, 0): 1, (1, 0, 2): 1, (1, 0, 3): 1, (1, 1, 2): 1, (1, 1, 3): 1,
               (1, 2, 0): 8, (1, 3, 1): 8}


class PrivateValuesTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        structure, environment = (tomllib.loads(path.read_text(encoding="utf-8")) for path in (STRUCTURE, ENVIRONMENT))
        self.profiles = list(itertools.product(*map(range, structure["types"])))
        self.prior = dict(zip(self.profiles, map(Fraction, structure["prior"])))
        self.values = environment["utilities"]["project"]

    def is_done(self, profile):
        return sum(values[theta] for values, theta in zip(self.values, profile)) > 0

    def redraws(self):
        """The certificate of Corollary 1: each agent's type is drawn anew from its law."""
        sizes = [len(values) for values in self.values]
        law = [[sum(p for profile, p in self.prior.items() if profile[i] == theta) for theta in range(size)]
               for i, size in enumerate(sizes)]
        return {(i, truth, report): law[i][report] for i, size in enumerate(sizes)
                for truth, report in itertools.permutations(range(size), 2)}

    def sum_of_gains(self, certificate):
        """What the misreports gain together, once it is sure that balanced transfers cancel: that what the designer
        sees changes by the same whether agent 1 misreports or agent 2."""
        changes = [dict.fromkeys(self.profiles, Fraction(0)) for _ in self.values]
        gains = Fraction(0)
        for (agent, truth, report), weight in certificate.items():
            self.assertGreater(weight, 0)
            for profile, p in self.prior.items():
                if profile[agent] == truth:
                    seen = tuple(report if i == agent else theta for i, theta in enumerate(profile))
                    changes[agent][seen] += weight * p
                    changes[agent][profile] -= weight * p
                    gains += weight * p * self.values[agent][truth] * (self.is_done(seen) - self.is_done(profile))
        self.assertEqual(changes[0], changes[1])
        return gains

    def test_the_certificate_of_the_file(self):
        self.assertEqual(sum(self.prior.values()), 1)
        for profile in self.profiles:
            self.assertNotEqual(sum(values[theta] for values, theta in zip(self.values, profile)), 0)
        self.assertEqual(self.sum_of_gains(CERTIFICATE), Fraction(1, 5))
        # The theorem on private values: the redraws rule nothing out.
        self.assertLessEqual(self.sum_of_gains(self.redraws()), 0)

    def test_the_program_finds_no_transfers(self):
        answer = self.run_json("design", STRUCTURE, "-e", ENVIRONMENT, code=NONE)
        self.assertIs(answer["exists"], False)
        self.assertIn("(checked exactly)", answer["reason"])
        # Nor where all types believe something else.
        self.write("other.toml", "types = [2, 4]\nprior = [8, 1, 1, 2, 1, 8, 2, 1]\n")
        self.run_verb("design", "other.toml", "-e", ENVIRONMENT, code=NONE)
        self.assertEqual(self.run_json("check", "other.toml")["conditions"]["bdp"]["verdict"], "holds")
        # With types that are independent there are some.
        self.write("independent.toml", "types = [2, 4]\nprior = [4, 4, 1, 1, 4, 4, 1, 1]\n")
        self.run_verb("design", "independent.toml", "-e", ENVIRONMENT, "--transfers", "least", code=DONE)


if __name__ == "__main__":
    program.main()
