"""Verdicts on environments beside those of SciPy's HiGHS on the same pairs, for scripts/benchmark --environments."""

import importlib.util
import itertools
import json
import os
import statistics
import subprocess
import tempfile
import time
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GOAL = 10
PAIRS = 200  # that HiGHS solves in a round
# Types, pattern, utilities, outcomes, and how many samples the program's run takes.
CASES = [([2, 2, 2, 2], "{1,2},{3,4}", "gaussian", 3, 20_000), ([2, 2, 2, 2], "{1,2},{3,4}", "private", 3, 20_000),
         ([2, 2, 2], "maximal", "gaussian", 3, 20_000), ([2, 2, 2, 2], "maximal", "private", 2, 1_000)]
STUDY = """format = 1
seed = 1
conditions = ["implementable"]
[[environment]]
utilities = "{utilities}"
outcomes = {outcomes}
[[ensemble]]
types = {types}
prior = {{ family = "dirichlet" }}
patterns = ["{pattern}"]
[stop]
samples = {samples}
[record]
margins = false
samples = "{recorded}"
"""


def _highs():
    """tests/perf/highs_versus.py, which builds the rows of Lemma 1."""
    spec = importlib.util.spec_from_file_location("highs_versus", ROOT / "tests/perf/highs_versus.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _gains(np, types, coalitions, prior, utilities, chosen):
    """Joint expected gains, a row a deviation as in highs_versus.Rows, in units of posteriors."""
    number = np.arange(int(np.prod(types))).reshape(types)
    at = utilities[chosen]  # at[reported, agent, true]
    gains = []
    for coalition in [(agent,) for agent in range(len(types))] + coalitions:
        others = [agent for agent in range(len(types)) if agent not in coalition]
        members = int(np.prod([types[agent] for agent in coalition]))
        inside = number.transpose(list(coalition) + others).reshape(members, -1)
        joint = at[:, list(coalition), :].sum(axis=1)
        for truth, report in itertools.permutations(range(members), 2):
            weights = prior[inside[truth]]
            change = joint[inside[report], inside[truth]] - joint[inside[truth], inside[truth]]
            gains.append(weights @ change / weights.sum())
    return np.array(gains)


def _pairs(genericity: Path, study: Path, folder: Path):
    """The pairs of a study that records every sample: what `replay` says of each."""
    stored = folder / "recorded.h5"
    stored.unlink(missing_ok=True)
    subprocess.run([genericity, "run", "-q", "-t", "1", study, "-o", stored], check=True)
    for sample in range(PAIRS):
        yield json.loads(subprocess.run([genericity, "replay", stored, "--cell", "0", "--sample", str(sample), "--json"], check=True,
                                        capture_output=True, text=True).stdout)


def _programs(genericity: Path, study: Path, folder: Path):
    """Every pair as what linprog takes, and the proved verdict."""
    import numpy as np

    module, rows = _highs(), None
    for pair in _pairs(genericity, study, folder):
        types = pair["types"]
        coalitions = [tuple(int(agent) - 1 for agent in name.strip("{}").split(",")) for name in pair["posteriors"]]
        coalitions = [coalition for coalition in coalitions if len(coalition) > 1]
        rows = rows or module.Rows(types, coalitions)
        found = pair["environment"]
        names = found["outcomes"]
        utilities = np.array([[[float(Fraction(value)) for value in agent] for agent in found["utilities"][name]] for name in names])
        chosen = np.array([names.index(name) for name in found["rule"]])
        prior = np.array(pair["prior"])
        yield (rows.matrix(prior), -_gains(np, types, coalitions, prior, utilities, chosen),
               found["conditions"]["implementable"]["verdict"])


def environments(genericity: Path, rounds: int) -> list[str]:
    """A table: pairs a second of the program, its start included, and of HiGHS, building its rows not included, in turns."""
    import numpy as np
    from scipy.optimize import linprog

    lines = ["| types | pattern | utilities, outcomes | fail | program, pairs a second | HiGHS, pairs a second | median ratio | every ratio "
             "| goal | HiGHS wrong | load |", "|---|---|---|--:|--:|--:|--:|---|--:|--:|--:|"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for types, pattern, utilities, outcomes, samples in CASES:
            study, recorded = folder / "s.toml", folder / "recorded.toml"
            words = {"types": types, "pattern": pattern, "utilities": utilities, "outcomes": outcomes}
            study.write_text(STUDY.format(**words, samples=samples, recorded="none"), encoding="utf-8")
            recorded.write_text(STUDY.format(**words, samples=PAIRS, recorded="all"), encoding="utf-8")
            programs = list(_programs(genericity, recorded, folder))
            failing = sum(verdict == "fails" for _, _, verdict in programs)
            mine, theirs, loads, wrong = [], [], [], 0
            for number in range(rounds):
                before = os.times()
                subprocess.run([genericity, "run", "-q", "-t", "1", study, "-o", folder / f"{number}.h5"], check=True)
                after = os.times()
                (folder / f"{number}.h5").unlink()
                mine.append(samples / (after.children_user + after.children_system - before.children_user - before.children_system))
                spent, wrong = 0.0, 0
                for matrix, right, verdict in programs:
                    start = time.process_time()
                    answer = linprog(np.zeros(matrix.shape[1]), A_ub=matrix, b_ub=right, bounds=(None, None), method="highs")
                    spent += time.process_time() - start
                    wrong += (answer.status == 0) != (verdict == "holds")
                theirs.append(PAIRS / spent)
                loads.append(os.getloadavg()[0])
            ratios = [one / other for one, other in zip(mine, theirs)]
            lines.append(f"| {'x'.join(map(str, types))} | `{pattern}` | {utilities}, {outcomes} | {failing} of {PAIRS} "
                         f"| {statistics.median(mine):,.0f} | {statistics.median(theirs):,.0f} | **{statistics.median(ratios):.2g}** "
                         f"| {', '.join(f'{ratio:.2g}' for ratio in ratios)} | {GOAL if pattern == '{1,2},{3,4}' else '–'} | {wrong} of {PAIRS} | {min(loads):.1f} to {max(loads):.1f} |")
    return lines
