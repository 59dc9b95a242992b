"""What a result holds beside its shares: margins, their tails, traces, stages and rare events."""

import re
from dataclasses import dataclass

import numpy as np

ON_ENVIRONMENTS = ("implementable", "implementable_ir", "implementable_cr")  # conditions on a prior and an environment


@dataclass
class Margins:
    """Histogram counts of margins: `count[cell, condition, bin]`, exact zeros apart in `zero[cell, condition]`."""

    count: np.ndarray
    zero: np.ndarray
    low: np.ndarray  # lower edge of each bin
    high: np.ndarray  # upper edge of each bin; infinity for the last
    least: np.ndarray | None  # (cell, condition, rank): the least positive margins, ascending; NaN where fewer

    def recorded(self) -> bool:
        return (self.count.sum() + self.zero.sum()) > 0


@dataclass
class Subsidies:
    """Pairs of a prior and an environment that fail, by the least subsidy that they need, in parts of the most that an outcome
    matters to an agent: `count[cell, condition, bin]`, and `none[cell, condition]` for which nothing is enough."""

    count: np.ndarray
    none: np.ndarray
    high: np.ndarray  # upper edge of each bin; infinity for the last

    def enough(self, k: int, part: float) -> float:
        """The least upper edge that helps this part of a condition's pairs that fail and whose subsidy is known, of all cells
        together; infinite if none does, NaN without such pairs."""
        counts = self.count[:, k].sum(axis=0)
        known = counts.sum() + self.none[:, k].sum()
        enough = np.flatnonzero(np.cumsum(counts) >= part * known)
        return np.nan if known == 0 else float(self.high[enough[0]]) if enough.size else np.inf


@dataclass
class Tail:
    """The law P(margin < ε) ≈ constant·ε^exponent near 0, fitted and, where theory knows it, as theory has it.
    All are (cell, condition), NaN where unknown."""

    exponent: np.ndarray
    low: np.ndarray
    high: np.ndarray
    constant: np.ndarray
    codimension: np.ndarray  # of the failure set within the family
    theory_exponent: np.ndarray  # the codimension, unless the law's density is unbounded
    theory_constant: np.ndarray


@dataclass
class Trace:
    """Counts of verdicts by bins of the sample's index: bin b holds the samples begin[b] ≤ index < end[b]."""

    begin: np.ndarray
    end: np.ndarray
    count: np.ndarray  # (cell, condition, bin, verdict)


@dataclass
class Stages:
    """How the verdicts were reached: `decided[cell, condition, stage]`."""

    names: list[str]
    decided: np.ndarray


@dataclass
class RareEvents:
    """P(margin < ε) as a study of mode tail estimates it, (cell, condition, ε); ε descends. Slopes are between an ε and the
    next, (cell, condition, step). NaN where unknown."""

    epsilon: np.ndarray
    probability: np.ndarray
    low: np.ndarray
    high: np.ndarray
    slope: np.ndarray
    slope_low: np.ndarray
    slope_high: np.ndarray
    exponent: np.ndarray  # (cell, condition), of theory
    constant: np.ndarray

    def rows(self, cell: int, k: int) -> list[tuple[float, ...]]:
        """For each ε: itself, the probability, its limits, the slope to the next ε, and the exponent and constant of theory."""
        numbers = (self.epsilon, *(values[cell, k] for values in (self.probability, self.low, self.high)), [*self.slope[cell, k], np.nan])
        return [(*map(float, row), float(self.exponent[cell, k]), float(self.constant[cell, k])) for row in zip(*numbers)]


def parts_of_merged(provenance: dict[str, str]) -> list[str]:
    """The parts that a merged file comes from, each once, in the order of their numbers."""
    found = {(int(parts), int(part)) for part, parts in re.findall(r'"shard": ?"(\d+)/(\d+)"', provenance.get("shards", ""))}
    return [f"{part}/{parts}" for parts, part in sorted(found) if parts > 1]
