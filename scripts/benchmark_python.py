"""The rate of the Python package beside the program's, for scripts/benchmark --python."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "/usr/bin/python3"
PRIORS = 100_000
SAMPLES = 2_000_000
GOAL = 0.7
STUDY = f"""format = 1
seed   = 1
conditions = ["ci"]
[[ensemble]]
types    = [2, 2, 2, 2]
prior    = {{ family = "dirichlet" }}
patterns = ["{{1,2}},{{2,3}}"]
[stop]
samples = {SAMPLES}
[record]
margins = false
"""
# Prints the seconds of one call after another: of 100,000 priors, and of a sweep over 101 values of rho.
CALLS = f"""
import json, sys, time
import numpy as np
import genericity
threads, calls = map(int, sys.argv[1:])
priors = genericity.draw("dirichlet", [2, 2, 2, 2], {PRIORS}, seed=1)
rho = np.linspace(0, 0.9, 101)
common = np.zeros((2,) * 4)
common[0, 0, 0, 0] = common[1, 1, 1, 1] = 0.5
sweep = (1 - rho[:, None, None, None, None]) * genericity.draw("dirichlet", [2, 2, 2, 2], 1, seed=2) + rho[:, None, None, None, None] * common
times = [], []
for _ in range(calls):
    for array, of_it in zip((priors, sweep), times):
        start = time.perf_counter()
        genericity.decide(array + 1e-9, "{{1,2}},{{2,3}}", conditions=["ci"], threads=threads)
        of_it.append(time.perf_counter() - start)
print(json.dumps(times))
"""


def _calls(build: Path, threads: int) -> tuple[float, float]:
    """Median seconds of a call with all priors, and of a sweep."""
    done = subprocess.run([PYTHON, "-B", "-c", CALLS, str(threads), "9"], check=True, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "GENERICITY_BUILD": str(build)})
    whole, sweep = json.loads(done.stdout)
    return statistics.median(whole), statistics.median(sweep)


def rates(build: Path, rounds: int) -> list[str]:
    """A table: priors a second of the program and of `decide`, in turns, with one thread and with two."""
    lines = ["| threads | program, priors a second | `decide`, priors a second | median ratio | every ratio | goal | 101 priors take | load |",
             "|--:|--:|--:|--:|---|--:|--:|--:|"]
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder, "b.toml")
        study.write_text(STUDY, encoding="utf-8")
        for threads in (1, 2):
            program, package, sweeps, loads = [], [], [], []
            for number in range(rounds):
                start = time.perf_counter()
                subprocess.run([build / "genericity", "run", "-q", "-t", str(threads), study, "-o", Path(folder, f"{threads}_{number}.h5")],
                               check=True)
                program.append(SAMPLES / (time.perf_counter() - start))
                whole, sweep = _calls(build, threads)
                package.append(PRIORS / whole)
                sweeps.append(sweep)
                loads.append(os.getloadavg()[0])
            ratios = [one / other for one, other in zip(package, program)]
            lines.append(f"| {threads} | {statistics.median(program):,.0f} | {statistics.median(package):,.0f} | **{statistics.median(ratios):.2f}** "
                         f"| {', '.join(f'{ratio:.2f}' for ratio in ratios)} | {GOAL} | {1000 * statistics.median(sweeps):.1f} ms "
                         f"| {min(loads):.1f} to {max(loads):.1f} |")
    return lines
