"""mode = "enumerate" against a brute force of its own: every list of weights, CBDP by cross products, CI by an exact
simplex method on Lemma 1's dual system, all in fractions."""

import itertools
import json
import unittest
from fractions import Fraction

import program
from program import ProgramTest

STUDY = """\
format = 1
seed = 1
mode = "enumerate"
conditions = ["ci", "cbdp", "bdp"]
[[ensemble]]
types = [%s]
prior = [%s]
patterns = [%s]
"""


def lattice(size, total):
    """Every list of `size` positive integers with this sum."""
    for cuts in itertools.combinations(range(1, total), size - 1):
        yield [b - a for a, b in zip((0, *cuts), (*cuts, total))]


def coalition_rows(types, members):
    """For each pair of joint types of the coalition, first to second: the profiles of the two slices, in one order."""
    others = [i for i in range(len(types)) if i not in members]
    inside = list(itertools.product(*(range(types[i]) for i in members)))
    outside = list(itertools.product(*(range(types[i]) for i in others)))

    def number(own, rest):
        profile = dict(zip(members, own)) | dict(zip(others, rest))
        place = 0
        for i, count in enumerate(types):
            place = place * count + profile[i]
        return place

    for first, second in itertools.permutations(inside, 2):
        yield [number(first, rest) for rest in outside], [number(second, rest) for rest in outside]


def separated(weights, types, coalitions):
    """Whether no two posteriors of a coalition are proportional."""
    for members in coalitions:
        for first, second in coalition_rows(types, members):
            total_a, total_b = sum(weights[x] for x in first), sum(weights[x] for x in second)
            if all(weights[a] * total_b == weights[b] * total_a for a, b in zip(first, second)):
                return False
    return True


def deviation_rows(weights, types, coalitions):
    """Lemma 1: Σ p(θ̄_S, ·) [f_S(θ̂_S, ·) − f_S(θ̄_S, ·)] < 0 with f_S the members' transfers; the last agent's is minus
    the sum of the others'."""
    agents, profiles = len(types), len(weights)
    for members in coalitions:
        for first, second in coalition_rows(types, members):
            row = [0] * ((agents - 1) * profiles)
            for a, b in zip(first, second):
                for i in range(agents - 1):
                    sign = (i in members) - ((agents - 1) in members)
                    row[i * profiles + b] += sign * weights[a]
                    row[i * profiles + a] -= sign * weights[a]
            yield row


def positive_dependence(rows):
    """Whether c >= 0, not all 0, makes Σ c_r row_r = 0: phase one of the simplex method with Bland's rule on
    {Σ c_r row_r = 0, Σ c = 1}."""
    count = len(rows)
    equations = [[Fraction(row[k]) for row in rows] for k in range(len(rows[0]))] + [[Fraction(1)] * count]
    right = [Fraction(0)] * len(rows[0]) + [Fraction(1)]
    size = len(equations)
    tableau = [eq + [Fraction(int(i == j)) for j in range(size)] + [right[i]] for i, eq in enumerate(equations)]
    basis = [count + i for i in range(size)]
    # Cost of the artificial variables, reduced by the basis.
    cost = [-sum(line[j] for line in tableau) if j < count else Fraction(0) for j in range(count + size)]
    cost.append(-sum(line[-1] for line in tableau))
    while True:
        entering = next((j for j in range(count) if cost[j] < 0), None)
        if entering is None:
            return cost[-1] == 0
        ratios = [(line[-1] / line[entering], basis[i], i) for i, line in enumerate(tableau) if line[entering] > 0]
        _, _, leaving = min(ratios)
        pivot = tableau[leaving][entering]
        tableau[leaving] = [x / pivot for x in tableau[leaving]]
        for i, line in enumerate(tableau):
            if i != leaving and line[entering] != 0:
                factor = line[entering]
                tableau[i] = [x - factor * y for x, y in zip(line, tableau[leaving])]
        factor = cost[entering]
        cost = [x - factor * y for x, y in zip(cost, tableau[leaving])]
        basis[leaving] = entering


class Enumerate(ProgramTest):
    def counted(self, types, denominators, patterns):
        priors = ", ".join(f'{{ family = "lattice", denominator = {n} }}' for n in denominators)
        self.write("e.toml", STUDY % (", ".join(map(str, types)), priors, ", ".join(f'"{p}"' for p in patterns)))
        (self.folder / "e.h5").unlink(missing_ok=True)
        self.run_well("run", "e.toml", "-o", "e.h5")
        return json.loads(self.run_well("show", "e.h5", "--format", "json"))

    def compare(self, types, denominators, patterns, mixed=True):
        rows = self.counted(types, denominators, patterns)
        self.assertEqual(len(rows), 3 * len(denominators) * len(patterns))
        size = 1
        for count in types:
            size *= count
        singles = [(i,) for i in range(len(types))]
        shares = set()
        for row in rows:
            total = int(row["prior"].split("=")[1].rstrip(")"))
            coalitions = singles if row["pattern"] == "minimal" or row["condition"] == "bdp" else singles + [(0, 1)]
            if row["condition"] == "ci":
                decide = lambda w: not positive_dependence(list(deviation_rows(w, types, coalitions)))
            else:
                decide = lambda w: separated(w, types, coalitions)
            verdicts = [decide(weights) for weights in lattice(size, total)]
            self.assertEqual(row["priors"], len(verdicts))
            self.assertEqual((row["holds"], row["undecided"]), (sum(verdicts), 0), row)
            self.assertEqual(row["certified"], len(verdicts))
            exact = Fraction(sum(verdicts), len(verdicts))
            self.assertEqual(row["exact_share"], f"{exact.numerator}/{exact.denominator}")
            shares.add(exact)
        # A comparison of nothing but 0 and 1 would say little.
        self.assertEqual(any(0 < share < 1 for share in shares), mixed)

    def test_three_agents_with_two_types(self):
        self.compare([2, 2, 2], [8, 9, 10, 11], ["minimal", "{1,2}"])

    def test_unequal_numbers_of_types(self):
        # With the sum 13 one weight is 2: two of agent 2's three types have equal posteriors.
        self.compare([2, 3, 2], [13], ["minimal", "{1,2}"], mixed=False)
        self.compare([2, 3, 2], [14], ["minimal"])

    def test_two_agents(self):
        self.compare([2, 3], [6, 9, 12], ["minimal"])

    def test_an_enumeration_ends_early_and_goes_on(self):
        study = STUDY % ("2, 2, 2", '{ family = "lattice", denominator = 24 }', '"minimal"')
        self.write("long.toml", study + '[stop]\ntime = "0.001s"\n')
        done = self.call("run", "long.toml", "-o", "long.h5")
        self.assertEqual(done.returncode, program.STOPPED, done.stderr)
        self.assertIn(b"Stopped early", done.stderr)
        (row, *_) = json.loads(self.run_well("show", "long.h5", "--format", "json"))
        self.assertLess(row["samples"], row["priors"])
        self.assertLessEqual(row["low"], row["high"])
        self.write("long.toml", study)
        self.run_well("run", "long.toml", "-o", "long.h5")
        self.run_well("run", "long.toml", "-o", "whole.h5", "--threads", "1")
        early, late = (self.run_well("show", name, "--format", "csv") for name in ("long.h5", "whole.h5"))
        self.assertEqual(early, late)
        self.assertEqual(json.loads(self.run_well("show", "long.h5", "--format", "json"))[0]["samples"], 245157)


if __name__ == "__main__":
    program.main()
