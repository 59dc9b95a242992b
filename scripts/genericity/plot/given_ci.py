"""What is known of environments where CI fails: the share of pairs that are implementable all the same, among those of
such priors. Where CI holds every environment is implementable, so that the other pairs follow from the counts.
"""

from dataclasses import dataclass

import numpy as np

from genericity.plot.intervals import confidence_sequence
from genericity.plot.parts import ON_ENVIRONMENTS
from genericity.plot.result import Result

FOLLOWS = "implementable"  # from CI; to take part is more than CI gives


@dataclass
class GivenFailure:
    """All are (cell, condition), NaN where unknown; `holding` is (cell)."""

    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    holding: np.ndarray  # priors at which CI held; NaN where CI was not decided on the same priors
    from_sequence: np.ndarray  # whether the limits come from a confidence sequence

    def differs(self) -> np.ndarray:
        """Where it is known and CI held at some priors, so that it is another share than that of all pairs."""
        return (self.holding > 0)[:, None] & ~np.isnan(self.share)


def drawn(result: Result) -> list[int]:
    """The conditions on environments among those of the result."""
    return [k for k, name in enumerate(result.conditions) if name in ON_ENVIRONMENTS]


def of(result: Result) -> GivenFailure:
    """The shares among environments of priors at which CI fails. Where it failed at all that were drawn these are the
    shares that are counted, with their limits. Else the priors at which CI failed are independent draws as well, each
    with the share of its environments; the limits are those of a confidence sequence for the mean of such numbers."""
    share, low, high = (np.full(result.share.shape, np.nan) for _ in range(3))
    from_sequence = np.zeros(result.share.shape, dtype=bool)
    holding = np.full(result.cells, np.nan)
    if "ci" not in result.conditions:
        return GivenFailure(share, low, high, holding, from_sequence)
    ci, many = result.conditions.index("ci"), max(result.environments, 1)
    holds, fails, undecided = (result.count[:, ci, v] for v in range(3))
    holding = np.where(undecided == 0, holds, np.nan)
    for k in drawn(result):
        pairs = result.count[:, k] / many
        same = (result.priors[:, k] == result.samples[:, ci]) & (undecided == 0) & (pairs[:, 2] == 0) & (fails > 0)
        plain = same & (holds == 0)
        for to, counted in ((share, result.share), (low, result.low), (high, result.high)):
            to[plain, k] = counted[plain, k]
        mixed = same & (holds > 0)
        if result.conditions[k] != FOLLOWS or not mixed.any():
            continue
        rest = pairs[mixed, 0] - holds[mixed]
        share[mixed, k] = rest / fails[mixed]
        limits = confidence_sequence(rest, pairs[mixed, 1], np.zeros(len(rest)), result.confidence)
        is_drawn = ~result.gone_through[mixed]  # given priors are no draws
        low[mixed, k], high[mixed, k] = (np.where(is_drawn, limit, np.nan) for limit in limits)
        from_sequence[mixed, k] = is_drawn
    return GivenFailure(share, low, high, holding, from_sequence)
