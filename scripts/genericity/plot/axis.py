"""The axis of shares: linear from 0 to 1 or, where shares are near 1, logarithmic in 1 − share."""

from dataclasses import dataclass

import numpy as np

from genericity.plot import theorems
from genericity.plot.ticks import set_roomy
from genericity.plot.result import Result

NEAR_ONE = 0.9  # shares above it, all of them, and
NEARER = 0.99  # at least one above this make the axis logarithmic


@dataclass(frozen=True)
class ShareAxis:
    """Where a share stands on the axis: at itself, or at the decades of its distance from 1."""

    logarithmic: bool
    left: float = 0.0
    right: float = 1.0

    def place(self, share: np.ndarray) -> np.ndarray:
        if not self.logarithmic:
            return np.asarray(share, dtype=float)
        gap = np.maximum(1 - np.asarray(share, dtype=float), 1e-300)
        return np.clip(-np.log10(gap), self.left, self.right)

    def beyond(self, share: np.ndarray) -> np.ndarray:
        """Which shares lie beyond the right end of the axis."""
        return (self.logarithmic & (np.asarray(share) >= 1)) if self.logarithmic else np.zeros(len(share), dtype=bool)

    def note(self, result: Result, drawn: list[int]) -> str:
        """What to say of the upper edge of a vertical axis, empty for a linear one, and of shares of the cells that are proved."""
        theorem = theorems.note(result, drawn)
        after = f"\n{theorem}" if theorem else ""
        if not self.logarithmic:
            return after
        at_edge = result.theorems.share[drawn][result.share[drawn] == 1]
        doubt = ("" if len(at_edge) and np.isfinite(at_edge).all() else
                 f", which {'by itself ' if np.isfinite(at_edge).any() else ''}does not show that there is none")
        return f" At the upper edge: no exception was seen{doubt}.{after}"

    def room(self) -> float:
        """Inches that the texts of the ticks take beside a vertical axis."""
        return 0.68 if self.logarithmic else 0.5

    def middle(self) -> float:
        return (self.left + self.right) / 2

    def apply(self, axis) -> None:
        """Sets limits, ticks and their texts on a matplotlib x or y axis."""
        set_limits = axis.axes.set_xlim if axis.axis_name == "x" else axis.axes.set_ylim
        if not self.logarithmic:
            # Lines at 0 and 1 are seen in full above and below; marks beside them are not cut off.
            set_limits(*((0, 1) if axis.axis_name == "x" else (-0.02, 1.02)))
            set_roomy(axis, ([0, 0.25, 0.5, 0.75, 1], [0, 0.5, 1], [0, 1]), lambda share: f"{100 * share:.0f} %")
            return
        set_limits(self.left, self.right)
        decades = np.arange(np.ceil(self.left), np.floor(self.right) + 1)
        set_roomy(axis, [decades[::step] for step in range(1, len(decades) + 1)],
                  lambda d: f"{100 * (1 - 10.0 ** -d):.{max(0, round(d) - 2)}f} %")


def share_axis(share: np.ndarray, low: np.ndarray, wanted: str = "auto") -> ShareAxis:
    """The axis for these shares and lower limits; `wanted` is share, exceptions or auto."""
    known = share[~np.isnan(share)]
    near = len(known) > 0 and known.min() > NEAR_ONE and known.max() > NEARER
    if wanted == "share" or len(known) == 0 or (wanted == "auto" and not near):
        return ShareAxis(False)
    gaps = np.concatenate([1 - low[~np.isnan(share)], 1 - known])
    gaps = gaps[gaps > 0]
    if len(gaps) == 0:
        return ShareAxis(False)
    left = max(0.0, np.floor(-np.log10(gaps.max())))
    return ShareAxis(True, left, max(left + 1, -np.log10(gaps.min())) + 0.5)
