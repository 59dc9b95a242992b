"""How the atlas draws a pattern and what is known of it.

Without complementary coalitions a pattern of five agents has of every pair either the pair, or the triple of the three
others, or neither. So it is a graph with two kinds of lines on the five agents: a dark line between two agents is their
pair, a light one the triple that leaves these two out.
"""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from cartography.entries import UNIFORM, Entry
from genericity.plot import diagram, patterns, style
from genericity.plot.lattice import SHARES

TRIPLE = "#e69f00"
LEGEND = "dark line: this pair may form; light line: the triple of the three others may"


@dataclass(frozen=True)
class Kind:
    """What is known of a pattern: how it is marked, and what that means."""

    marker: str
    face: str | None  # None: the colour of the share
    edge: str
    words: str


KINDS = {
    "never": Kind("X", "#d55e00", "#d55e00", "fails at every prior (proved for all type counts)"),
    "between": Kind("o", None, "#444444", "between: holds on an open set of priors, fails on another (proved)"),
    "open": Kind("D", "#ffffff", "#cc79a7", "open: no theorem says"),
    "these": Kind("s", "#ffffff", "#009e73", "holds at almost every prior (proved for two types each, some up to a chance of 2^-40)"),
    "all": Kind("s", "#009e73", "#009e73", "holds at almost every prior (proved for all type counts)"),
}


def kind_of(entry: Entry) -> str:
    """A key of KINDS."""
    if entry.verdict == "almost_always":
        return "all" if entry.has_scores else "these"
    return entry.verdict


def face(entry: Entry):
    kind = KINDS[kind_of(entry)]
    return kind.face or SHARES(entry.counts[UNIFORM].share)


def share(entry: Entry, law: str) -> str:
    """The share in percent; none, or all, of the draws are no 0 % or 100 %."""
    count = entry.counts[law]
    return "none" if count.holds == 0 else "all" if count.fails == 0 else style.share_words(count.holds, count.fails)


def legend_handles(kinds: list[str], size: float = 5) -> list[Line2D]:
    return [Line2D([], [], linestyle="", marker=KINDS[kind].marker, markerfacecolor=KINDS[kind].face or SHARES(0.6),
                   markeredgecolor=KINDS[kind].edge, markeredgewidth=0.8, markersize=size, label=KINDS[kind].words)
            for kind in kinds]


def draw(axes, pattern: patterns.Pattern, place: np.ndarray, radius: float, width: float = 1.2) -> None:
    """The graph of a pattern of five agents, in a circle around `place`."""
    corners = place + radius * diagram.corners(5)
    everyone = 0b11111
    for members, color, order in ((3, TRIPLE, 3), (2, style.INK, 4)):
        ends = [s if members == 2 else everyone ^ s for s in sorted(pattern) if s.bit_count() == members]
        axes.add_collection(LineCollection([corners[patterns.members(s)] for s in ends], colors=color, linewidths=width,
                                           zorder=order))
    axes.plot(*corners.T, "o", color=style.INK, markersize=1.9 * width, zorder=5)


def canvas(across: tuple[float, float], up: tuple[float, float], inches: float):
    """A figure so many inches wide with one panel of these limits and equal scales."""
    height = inches * (up[1] - up[0]) / (across[1] - across[0])
    figure, axes = plt.subplots(figsize=(inches, height), gridspec_kw={"left": 0, "right": 1, "bottom": 0, "top": 1})
    axes.set_xlim(*across)
    axes.set_ylim(*up)
    axes.set_axis_off()
    return figure, axes
