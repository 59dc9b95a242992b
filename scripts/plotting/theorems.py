"""What theorems, and no counts, say of the shares of a result, in words."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from plotting.result import Result

PROVED = ((0, "fails at every prior"), (1, "holds at almost every prior"))
WIDTH = 100  # of a caption's lines


@dataclass
class Theorems:
    """What a file says of them; files of earlier programs say nothing."""

    verdict: list[str]  # (cell): what is proved of CI over all priors: never, almost_always, between, open; or empty
    reason: list[str]  # (cell): why
    share: np.ndarray  # (cell, condition): the share where a theorem says it, 0 or 1; else NaN


def reason(result: "Result", k: int, cells) -> str:
    """Why theorems say the shares of these cells: at most two different reasons, in brackets."""
    reasons = list(dict.fromkeys(result.theorems.reason[c] for c in cells if result.theorems.reason[c]))
    more = len(reasons) - 2
    words = "; ".join(reasons[:2]) + (f"; and {more} other reason{'' if more == 1 else 's'}" if more > 0 else "")
    of_ci = "" if result.conditions[k] == "ci" else "since CI does: "
    return f" ({of_ci}{words})" if words else ""


def note(result: "Result") -> str:
    """A caption's lines on the shares that are proved; empty where none are."""
    parts = []
    for k, label in enumerate(result.labels):
        for share, words in PROVED:
            if len(cells := np.flatnonzero(result.theorems.share[:, k] == share)):
                where = "" if len(cells) == result.cells else f" in {len(cells)} of {result.cells} cells"
                parts.append(f"{label} {words}{where}{reason(result, k, cells)}")
    return textwrap.fill(f"Proved, not counted: {'; '.join(parts)}.", WIDTH, break_on_hyphens=False) if parts else ""
