#!/usr/bin/python3
"""Decisions a second of SciPy's HiGHS (scipy.optimize.linprog) on the cases of kernel_cases.h.

    highs_versus.py [SECONDS [CASE...]]

One line a case: name, decisions a second, answers "infeasible", other answers that are none, priors. It is what a user of
Python would write: the rows of Lemma 1 as a sparse matrix with posteriors as coefficients, solved for A x <= -1 with
free x. Building the rows is not timed. CI holds at almost every prior of these cases, so "infeasible" is wrong.
SECONDS (2) is for each case.
"""

import itertools
import sys
import time

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

CASES = {
    "a": ([2, 2, 2], []),
    "b": ([2] * 4, [(0, 1), (1, 2)]),
    "c1": ([2] * 4, [(0, 1), (0, 2), (0, 3)]),
    "c2": ([2] * 4, [(0, 1), (0, 2), (1, 2)]),
    "d": ([3] * 4, [(0, 1), (1, 2)]),
    "e": ([2] * 5, list(itertools.combinations(range(5), 2))),
    "g": ([2] * 6, list(itertools.combinations(range(6), 2))),
}


class Rows:
    """Lemma 1's rows for priors on one type space: the sparsity once, the coefficients prior by prior."""

    def __init__(self, types: list[int], coalitions: list[tuple[int, ...]]):
        agents, profiles = len(types), int(np.prod(types))
        number = np.arange(profiles).reshape(types)
        row, column, sign, source, blocks = [], [], [], [], []
        for coalition in [(agent,) for agent in range(agents)] + coalitions:
            # inside[t, x] = profile with joint type t of the coalition and x of the others.
            others = [agent for agent in range(agents) if agent not in coalition]
            members = int(np.prod([types[agent] for agent in coalition]))
            inside = number.transpose(list(coalition) + others).reshape(members, -1)
            # The last agent's transfers are minus the sum of the others'.
            signs = {agent: 1 for agent in coalition if agent < agents - 1}
            if agents - 1 in coalition:
                signs = {agent: -1 for agent in range(agents - 1) if agent not in coalition}
            for truth, report in itertools.permutations(range(members), 2):
                for agent, each in signs.items():
                    for at, direction in ((inside[report], each), (inside[truth], -each)):
                        row += [len(blocks)] * len(at)
                        column += list(agent * profiles + at)
                        sign += [direction] * len(at)
                        source += list(inside[truth])
                blocks.append(inside[truth])
        self.profiles = profiles
        self._shape = (len(blocks), (agents - 1) * profiles)
        self._row, self._column = np.array(row), np.array(column)
        self._sign, self._source = np.array(sign), np.array(source)
        self._blocks = blocks

    def matrix(self, prior: np.ndarray) -> csr_matrix:
        totals = np.array([prior[block].sum() for block in self._blocks])
        values = self._sign * prior[self._source] / totals[self._row]
        return csr_matrix((values, (self._row, self._column)), shape=self._shape)


def measure(name: str, seconds: float) -> str:
    types, coalitions = CASES[name]
    rows = Rows(types, coalitions)
    random = np.random.default_rng(1)
    spent, count, infeasible, silent = 0.0, 0, 0, 0
    while spent < seconds:
        matrix = rows.matrix(random.dirichlet(np.ones(rows.profiles)))
        start = time.perf_counter()
        answer = linprog(np.zeros(matrix.shape[1]), A_ub=matrix, b_ub=-np.ones(matrix.shape[0]), bounds=(None, None),
                         method="highs")
        spent += time.perf_counter() - start
        count += 1
        infeasible += answer.status == 2
        silent += answer.status not in (0, 2)
    return f"{name:<4} {count / spent:10.1f} {infeasible} {silent} {count}"


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    names = sys.argv[2:] or list(CASES)
    for name in names:
        if name not in CASES:
            sys.exit(f"highs_versus: no case '{name}' (known: {', '.join(CASES)})")
        print(measure(name, seconds), flush=True)


if __name__ == "__main__":
    main()
