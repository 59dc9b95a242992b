"""What theorems, and no counts, say of the shares of a result, in words."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from genericity.plot.result import Result

PROVED = ((0, "fails at every prior"), (1, "holds at almost every prior"))
WIDTH = 100  # of a caption's lines


@dataclass
class Theorems:
    """What a file says of them; files of earlier programs say nothing."""

    verdict: list[str]  # (cell): what is proved of CI over all priors: never, almost_always, between, open; or empty
    reason: list[str]  # (cell): why
    share: np.ndarray  # (cell, condition): the share where a theorem says it, 0 or 1; else NaN


def reason(result: "Result", k: int, cells, most: int = 2) -> str:
    """Why theorems say the shares of these cells: at most so many different reasons, in brackets."""
    reasons = list(dict.fromkeys(result.theorems.reason[c] for c in cells if result.theorems.reason[c]))
    more = len(reasons) - most
    words = "; ".join(reasons[:most]) + (f"; and {more} other reason{'' if more == 1 else 's'}" if more > 0 else "")
    of_ci = "" if result.conditions[k] == "ci" else f"since {result.names.get('ci', 'CI')} does: "
    return f" ({of_ci}{words})" if words else ""


def note(result: "Result", drawn=None) -> str:
    """A caption's lines on the shares that are proved, of these cells or all; empty where none are."""
    drawn = np.arange(result.cells) if drawn is None else np.asarray(drawn)
    parts = []
    for k, label in enumerate(result.labels):
        for share, words in PROVED:
            if len(cells := drawn[result.theorems.share[drawn, k] == share]):
                where = "" if len(cells) == len(drawn) else f" in {len(cells)} of {len(drawn)} cells"
                parts.append(f"{label} {words}{where}{reason(result, k, cells, 1)}")
    return textwrap.fill(f"Proved, not counted: {'; '.join(parts)}.", WIDTH, break_on_hyphens=False) if parts else ""
