"""How the time and memory of a verdict grow: scripts/benchmark --growth."""

import math
import os
import re
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

P1 = "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}"
# Types, pattern. In the first group CI holds at nearly every prior, in the second verdicts are mixed or it fails, in the
# third patterns are decided beside others.
HOLDING = [((2,) * 3, "minimal"), ((2,) * 4, "{1,2},{2,3}"), ((2,) * 5, "size<=2"), ((2,) * 6, "size<=2"),
           ((2,) * 6, "{1,2,3},{1,4,5},{2,4,6},{3,5,6}"), ((2,) * 7, "size<=2"),
           ((2,) * 8, "size<=2"), ((3,) * 4, "{1,2},{2,3}"), ((4,) * 4, "{1,2},{2,3}"), ((5,) * 4, "{1,2},{2,3}"),
           ((3,) * 5, "{1,2},{2,3}"), ((10,) * 3, "minimal"), ((20,) * 3, "minimal")]
FAILING = [((2,) * 5, P1), ((3, 2, 2, 2, 2), P1), ((3, 3, 2, 2, 2), P1), ((3, 3, 3, 2, 2), P1), ((3,) * 5, P1)]
MANY = [((2,) * 5, f"random-open({count})") for count in (1, 5, 20)] + [((2,) * 4, "all-noncomplementary")]
SECONDS = 3  # that each run samples

STUDY = """format = 1
title = "Growth"
seed = 1
conditions = ["ci"]
[[ensemble]]
types = [{types}]
prior = {{ family = "dirichlet", alpha = 1.0 }}
patterns = ["{pattern}"]
[stop]
time = "{seconds}s"
[record]
margins = false
"""


@dataclass
class Growth:
    """What one run took. A product with A costs Σ_S |Θ| |Θ_S| multiply-adds, summed over the patterns."""

    types: tuple[int, ...]
    pattern: str
    patterns: int
    rows: int
    product: int
    milliseconds: float
    share: float
    memory: int  # KiB

    @property
    def name(self) -> str:
        sizes = "x".join(map(str, self.types))
        return f"{sizes} {self.pattern if len(self.pattern) < 20 else self.pattern[:17] + '…'}"


def _sizes(types: tuple[int, ...], full: str) -> tuple[int, int]:
    """Rows of Lemma 1's system, and multiply-adds of a product with it, of a pattern written in full."""
    rows = product = 0
    for coalition in re.findall(r"{([\d,]+)}", full):
        joint = math.prod(types[int(agent) - 1] for agent in coalition.split(","))
        rows += joint * (joint - 1)
        product += joint * math.prod(types)
    return rows, product


def _measure(genericity: Path, types: tuple[int, ...], pattern: str, folder: Path) -> Growth:
    import h5py

    (folder / "growth.toml").write_text(STUDY.format(types=list(types), pattern=pattern, seconds=SECONDS), encoding="utf-8")
    output = folder / "growth.h5"
    output.unlink(missing_ok=True)
    process = subprocess.Popen([genericity, "run", "growth.toml", "-q", "-t", "1", "-o", output], cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"benchmark: {types} {pattern} ended with {status}")
    with h5py.File(output) as file:
        results = file["results"]
        full = [text.decode() for text in results["coalitions"][()]]
        counts = results["count"][()].reshape(len(full), -1, 3)[:, 0, :]
    sizes = [_sizes(types, text) for text in full]
    decided = counts.sum()
    return Growth(types, pattern, len(full), sum(rows for rows, _ in sizes) // len(full), sum(product for _, product in sizes) // len(full),
                  1000 * (usage.ru_utime + usage.ru_stime) / decided, counts[:, 0].sum() / decided, usage.ru_maxrss)


def _slope(found: list[Growth]) -> float:
    points = [(math.log(entry.product), math.log(entry.milliseconds)) for entry in found]
    return statistics.linear_regression(*zip(*points)).slope


def _table(found: list[Growth]) -> str:
    lines = ["| types | pattern | patterns | rows | product with A | ms a verdict | ns a multiply-add | share of CI | MiB at most |",
             "|---|---|--:|--:|--:|--:|--:|--:|--:|"]
    for entry in found:
        lines.append(f"| {'x'.join(map(str, entry.types))} | `{entry.pattern}` | {entry.patterns} | {entry.rows:,} | {entry.product:,} "
                     f"| {entry.milliseconds:.3g} | {1e6 * entry.milliseconds / entry.product:.3g} | {entry.share:.3f} "
                     f"| {entry.memory / 1024:.0f} |")
    return "\n".join(lines)


def _draw(groups: dict[str, list[Growth]], path: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 4.2), layout="constrained")
    for (name, found), marker in zip(groups.items(), "os"):
        axes.plot([entry.product for entry in found], [entry.milliseconds for entry in found], marker, label=name, alpha=0.8)
    low, high = axes.get_xlim()
    first = min(groups["mostly holding"], key=lambda entry: entry.product)
    ends = [first.product, max(entry.product for found in groups.values() for entry in found)]
    axes.plot(ends, [first.milliseconds * end / first.product for end in ends], "--", color="grey", label="as a product with A")
    axes.set(xscale="log", yscale="log", xlabel="multiply-adds of a product with A", ylabel="processor time of a verdict (ms)")
    axes.legend()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def growth(genericity: Path, picture: Path) -> list[str]:
    """Paragraphs with the tables of what was measured; draws the picture."""
    groups: dict[str, list[Growth]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, cases in (("mostly holding", HOLDING), ("mixed and mostly failing", FAILING), ("many patterns", MANY)):
            groups[name] = [_measure(genericity, types, pattern, Path(folder)) for types, pattern in cases]
    many = groups.pop("many patterns")
    _draw(groups, picture)
    paragraphs = []
    for name, found in groups.items():
        paragraphs += [f"## {name.capitalize()}", _table(found),
                       f"Time grows as the {_slope(found):.2f}th power of the cost of a product with A, by least squares in logarithms."]
    return [*paragraphs, "## Many patterns at the same priors", _table(many), f"![Time against the cost of a product]({picture.name})"]
