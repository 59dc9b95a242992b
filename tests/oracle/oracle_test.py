"""Judges the program's decisions with another language, another solver and another way to write the system down.

usage: oracle_test.py CASES    where CASES prints one decision a line (see cases.cpp)

Every verdict is compared with SciPy's HiGHS on Lemma 1's linear program, and every proof is checked in Python's own
integers. Exits with 77 (skipped) where SciPy is missing.
"""

import itertools
import json
import subprocess
import sys
from fractions import Fraction

try:
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

# HiGHS solves to about 1e-7; no case here has a margin of CI between zero and this.
RESOLUTION = 1e-6


def deviations(types, coalition):
    """(truth, report, their numbers, [(profile, profile after the report)]) for all of a coalition's deviations."""
    members = [agent - 1 for agent in coalition]
    others = [agent for agent in range(len(types)) if agent not in members]
    joint = list(itertools.product(*(range(types[i]) for i in members)))
    for (a, truth), (b, report) in itertools.permutations(enumerate(joint), 2):
        moves = []
        for rest in itertools.product(*(range(types[i]) for i in others)):
            profile = dict(zip(others, rest))
            true = tuple({**profile, **dict(zip(members, truth))}[i] for i in range(len(types)))
            reported = tuple({**profile, **dict(zip(members, report))}[i] for i in range(len(types)))
            moves.append((true, reported))
        yield a, b, moves


class Case:
    def __init__(self, line):
        self.__dict__.update(json.loads(line))
        self.agents = len(self.types)
        self.profiles = list(itertools.product(*(range(size) for size in self.types)))
        self.weight = {profile: int(w) for profile, w in zip(self.profiles, self.weights)}
        self.number = {profile: k for k, profile in enumerate(self.profiles)}

    def margin_by_highs(self):
        """max t: posterior-normalised rows ≤ −t, Σψ = 0, |ψ| ≤ 1. All ψ_i are unknowns, none is eliminated."""
        size = len(self.profiles)
        entries, rows, columns = [], [], []
        count = 0
        for coalition in self.pattern:
            for _, _, moves in deviations(self.types, coalition):
                total = sum(self.weight[true] for true, _ in moves)
                for true, reported in moves:
                    p = float(Fraction(self.weight[true], total))
                    for agent in coalition:
                        entries += [p, -p]
                        rows += [count, count]
                        columns += [(agent - 1) * size + self.number[reported], (agent - 1) * size + self.number[true]]
                entries.append(1.0)
                rows.append(count)
                columns.append(self.agents * size)
                count += 1
        unknowns = self.agents * size + 1
        upper = csr_matrix((entries, (rows, columns)), shape=(count, unknowns))
        balance = csr_matrix((np.ones(self.agents * size),
                              ([k for k in range(size) for _ in range(self.agents)],
                               [i * size + k for k in range(size) for i in range(self.agents)])), shape=(size, unknowns))
        cost = np.zeros(unknowns)
        cost[-1] = -1
        bounds = [(-1, 1)] * (unknowns - 1) + [(None, None)]
        result = linprog(cost, A_ub=upper, b_ub=np.zeros(count), A_eq=balance, b_eq=np.zeros(size), bounds=bounds,
                         method="highs")
        return -result.fun if result.status == 0 else None

    def transfers_prove(self):
        size = len(self.profiles)
        psi = [[int(value) for value in self.psi[i * size:(i + 1) * size]] for i in range(self.agents)]
        if len(self.psi) != self.agents * size or any(sum(column) != 0 for column in zip(*psi)):
            return False
        for coalition in self.pattern:
            joint = {p: sum(psi[agent - 1][k] for agent in coalition) for p, k in self.number.items()}
            for _, _, moves in deviations(self.types, coalition):
                if sum(self.weight[true] * (joint[reported] - joint[true]) for true, reported in moves) >= 0:
                    return False
        return True

    def deviations_prove(self):
        influence = [dict.fromkeys(self.profiles, 0) for _ in range(self.agents)]
        moves_of = {tuple(c): {(a, b): m for a, b, m in deviations(self.types, c)} for c in self.pattern}
        positive = False
        for coalition, truth, report, weight in self.__dict__["deviations"]:
            weight = int(weight)
            if weight < 0:
                return False
            positive = positive or weight > 0
            for true, reported in moves_of[tuple(coalition)][truth, report]:
                for agent in coalition:
                    influence[agent - 1][reported] += weight * self.weight[true]
                    influence[agent - 1][true] -= weight * self.weight[true]
        return positive and all(one == influence[0] for one in influence)

    def separation(self):
        least = Fraction(1)
        for coalition in self.pattern:
            posteriors = {}
            for a, _, moves in deviations(self.types, coalition):
                total = sum(self.weight[true] for true, _ in moves)
                posteriors[a] = [Fraction(self.weight[true], total) for true, _ in moves]
            for left, right in itertools.combinations(posteriors.values(), 2):
                least = min(least, sum(abs(x - y) for x, y in zip(left, right)) / 2)
        return least

    def faults(self):
        if self.ci == "undecided":
            yield "undecided"
        elif self.ci == "holds" and not self.transfers_prove():
            yield "the transfers prove nothing"
        elif self.ci == "fails" and not self.deviations_prove():
            yield "the deviations prove nothing"
        margin = self.margin_by_highs()
        if margin is not None:
            if (margin > RESOLUTION) != (self.ci == "holds"):
                yield f"HiGHS has the margin {margin}"
            if not self.ci_margin[0] - RESOLUTION <= margin <= self.ci_margin[1] + RESOLUTION:
                yield f"HiGHS has the margin {margin}, the program {self.ci_margin}"
        separation = self.separation()
        if (separation > 0) != (self.cbdp == "holds"):
            yield f"the posteriors' least distance is {separation}"
        if abs(float(separation) - self.cbdp_margin) > 1e-13:
            yield f"the posteriors' least distance is {float(separation)}, the program has {self.cbdp_margin}"
        if margin is not None:
            self.solved = True


def main():
    lines = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout.splitlines()
    cases = [Case(line) for line in lines]
    faults = 0
    for k, case in enumerate(cases):
        for fault in case.faults():
            faults += 1
            print(f"case {k + 1} ({case.types}, {case.pattern}, ci {case.ci}, cbdp {case.cbdp}): {fault}")
    solved = sum(hasattr(case, "solved") for case in cases)
    verdicts = {v: sum(case.ci == v for case in cases) for v in ("holds", "fails", "undecided")}
    print(f"{len(cases)} cases, {verdicts}, {solved} solved by HiGHS, {faults} faults")
    enough = len(cases) >= 40 and solved >= len(cases) - 2 and min(verdicts["holds"], verdicts["fails"]) >= 10
    return 0 if faults == 0 and enough else 1


if __name__ == "__main__":
    sys.exit(main())
