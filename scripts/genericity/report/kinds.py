"""From what each share of a result is known: the order of a report. A share strictly between 0 and 1 is why one samples; others a
theorem decides; of the rest the counts give bounds."""

from dataclasses import dataclass

import numpy as np

from genericity.plot import theorems
from genericity.plot.result import Result


@dataclass(frozen=True)
class Kinds:
    """Masks over (cell, condition), of which exactly one is true everywhere, and the shares that are proved."""

    between: np.ndarray  # some samples held, others failed
    proved: np.ndarray  # a theorem says the share, 0 or 1, and no sample says otherwise
    one_sided: np.ndarray  # all decided samples agree, and no theorem says why
    unknown: np.ndarray  # no sample is decided
    share: np.ndarray  # 0 or 1 where a theorem says so, else NaN
    by_law: np.ndarray  # whether that theorem is about the cell's law of priors, not about all priors


def _of_law(result: Result) -> np.ndarray:
    """The shares that the codimension of the failure set within a law's family says: 0 where all of it fails, 1 where only a null
    set does. CI fails where CBDP does."""
    if result.tail is None:
        return np.full(result.theorems.share.shape, np.nan)
    codimension = result.tail.codimension
    share = np.where(codimension > 0, 1.0, np.where(codimension == 0, 0.0, np.nan))
    if {"ci", "cbdp"} <= set(result.conditions):
        ci, cbdp = (result.conditions.index(name) for name in ("ci", "cbdp"))
        share[np.isnan(share[:, ci]) & (share[:, cbdp] == 0), ci] = 0
    return share


def of(result: Result) -> Kinds:
    """What is known of each share, and from what."""
    holds, fails = result.count[:, :, 0] > 0, result.count[:, :, 1] > 0
    by_law = np.isnan(result.theorems.share)
    share = np.where(by_law, _of_law(result), result.theorems.share)
    between = holds & fails
    proved = ~between & (((share == 0) & ~holds) | ((share == 1) & ~fails))
    one_sided = (holds ^ fails) & ~proved
    return Kinds(between, proved, one_sided, ~(holds | fails | proved), share, by_law & ~np.isnan(share))


def claim(known: Kinds, cell: int, k: int) -> str:
    """What is proved, "fails at every prior"."""
    return theorems.PROVED[int(known.share[cell, k])][1] + (" of the law" if known.by_law[cell, k] else "")


def why(result: Result, known: Kinds, cell: int, k: int) -> str:
    """The theorem's reason, in a short phrase."""
    if not known.by_law[cell, k]:
        reason = result.theorems.reason[cell]
        return reason if result.conditions[k] == "ci" or not reason else f"since CI does: {reason}"
    codimension = result.tail.codimension[cell, k]
    if codimension > 0:
        return f"the failure set has codimension {codimension:g} in the law's family"
    return "the whole family fails" if codimension == 0 else "since CBDP does: the whole family fails"
