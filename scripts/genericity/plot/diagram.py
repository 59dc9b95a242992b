"""Small drawings of coalition patterns: agents are dots on a circle, pairs are lines, larger coalitions are shaded areas."""

import numpy as np
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.patches import Polygon

from genericity.plot import patterns, style


def corners(agents: int) -> np.ndarray:
    """Where the agents stand, agent 1 on top or, of four, left on top; within the unit circle."""
    turn = np.pi / 2 if agents != 4 else 3 * np.pi / 4
    angle = turn - 2 * np.pi * np.arange(agents) / agents
    return np.column_stack([np.cos(angle), np.sin(angle)])


def coalitions(axes, pattern: patterns.Pattern, places: np.ndarray, ink: str, pair: float = 1.5) -> None:
    """The coalitions of agents who stand at these places; `pair`: the width of a pair's line. A triple's edge is thinner, so
    that it is not taken for three pairs."""
    areas = [Polygon(places[patterns.members(s)]) for s in sorted(pattern) if s.bit_count() > 2]
    if areas:
        axes.add_collection(PatchCollection(areas, facecolor=ink, alpha=0.22 if len(areas) > 1 else 0.35, linewidth=0,
                                            zorder=4))
        axes.add_collection(PatchCollection(areas, facecolor="none", edgecolor=ink, linewidth=0.45, alpha=0.8, zorder=4))
    _pairs(axes, pattern, places, ink, pair)


def light_coalitions(axes, pattern: patterns.Pattern, places: np.ndarray, ink: str, pair: float = 1.5) -> None:
    """The same on a light ground, with room for colours: each larger coalition in one of its own, and a little smaller than the
    one before, so that their edges lie side by side."""
    larger = sorted((s for s in pattern if s.bit_count() > 2), key=lambda s: (-s.bit_count(), patterns.members(s)))
    for i, coalition in enumerate(larger):
        corners_of = places[patterns.members(coalition)]
        middle = corners_of.mean(axis=0)
        color = style.CYCLE[i % (len(style.CYCLE) - 1)]  # without black, which is that of pairs
        shape = Polygon(middle + (0.97 - 0.035 * (i % 8)) * (corners_of - middle))
        for look in ({"facecolor": color, "alpha": 0.25 if len(larger) < 4 else 0.13, "linewidth": 0},
                     {"facecolor": "none", "edgecolor": color, "linewidth": 0.9, "joinstyle": "round"}):
            axes.add_collection(PatchCollection([shape], **look, zorder=4))
    _pairs(axes, pattern, places, ink, pair)


def _pairs(axes, pattern: patterns.Pattern, places: np.ndarray, ink: str, width: float) -> None:
    lines = [places[patterns.members(s)] for s in sorted(pattern) if s.bit_count() == 2]
    axes.add_collection(LineCollection(lines, colors=ink, linewidths=width, zorder=5))
