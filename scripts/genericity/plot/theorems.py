"""What theorems, and no counts, say of the shares of a result, in words."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from genericity.plot import style

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
    ci = result.conditions.index("ci") if "ci" in result.conditions else -1
    for k, label in enumerate(result.labels):
        for share, words in PROVED:
            proved = result.theorems.share[drawn] == share  # (cell, condition)
            # What follows from CI in the same cells is said with it.
            same = [j for j in range(len(result.labels)) if -1 < ci != j and (proved[:, j] == proved[:, ci]).all()]
            if k in same or not proved[:, k].any():
                continue
            cells = drawn[proved[:, k]]
            so = f", and so {' and '.join(result.labels[j] for j in same)}," if k == ci and same else ""
            some, every = style.count_words(len(cells)), style.count_words(len(drawn))
            where = "" if some == every else f" in {some} of {every} cells"
            parts.append(f"{label}{so} {words}{where}{reason(result, k, cells, 1)}")
    return textwrap.fill(f"Proved, not counted: {'; '.join(parts)}.", WIDTH, break_on_hyphens=False) if parts else ""
