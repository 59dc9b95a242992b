"""The figure of coalition patterns up to relabelling, coloured by the share of priors that satisfy CI.

With up to four agents it is a Hasse diagram: patterns of the same number of coalitions stand in a row, and a line leads from
a pattern to each that has more coalitions and nothing in between. With five agents the patterns are too many and their
order too dense for that; the maximal ones are drawn one by one, from the least share to the greatest.

Each pattern is a small drawing of its coalitions, see diagram.py.
"""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import PercentFormatter

from genericity.plot import diagram, panels, patterns, style
from genericity.plot.result import ROW, Result
from genericity.plot.style import Drawing, Options

LEAST_CLASSES = 4  # fewer are better served by the figure of shares
MOST_DRAWN = 60  # in a gallery
HASSE_AGENTS = 4
MOST_AGENTS = 5
# From dark blue to pale yellow, even in lightness and apart for any colour vision; both ends leave the ink readable.
SHARES = LinearSegmentedColormap.from_list("shares", [plt.get_cmap("cividis")(x) for x in np.linspace(0.0, 0.98, 64)])
NO_SHARE = "#ffffff"
NEVER = "never"  # the stage that finds condition (G), and with it that CI fails at every prior


@dataclass(frozen=True)
class Frame:
    """How a node is framed, and what that means: by colour and by the kind of line, for those who see no colours."""

    color: str
    width: float
    line: object
    words: str

    def box(self, corner, side: float, rounding: float, **look) -> FancyBboxPatch:
        return FancyBboxPatch(corner, side, side, boxstyle=f"round,pad=0,rounding_size={rounding}", edgecolor=self.color,
                              linewidth=self.width, linestyle=self.line, **look)


FRAMES = {
    "plain": Frame(style.GREY, 0.7, "-", ""),
    "complementary": Frame("#d55e00", 1.5, (0, (2, 1)), "two complementary coalitions:\nCI fails at every prior"),
    "never": Frame("#cc79a7", 2.2, "-", "condition (G), no complementary pair:\nCI fails at every prior"),
}


@dataclass
class Node:
    """A class of patterns: its representative, and the cells that studied it: one, or some that differ in their seeds alone."""

    pattern: patterns.Pattern
    cells: list[int]
    holds: int  # in all of them together
    fails: int
    frame: str  # a key of FRAMES

    @property
    def cell(self) -> int:
        return self.cells[0]

    @property
    def share(self) -> float:
        return self.holds / (self.holds + self.fails) if self.holds + self.fails else float("nan")


def _studies(result: Result) -> list[tuple[int, list[int]]]:
    """For each number of agents from 3 to 5 the cells of the type space and law with the most patterns."""
    best: dict[int, list[int]] = {}
    for cells in panels.grouped(list(zip(result.types, result.prior)), result.cells).values():
        agents = result.agents[cells[0]]
        if 3 <= agents <= MOST_AGENTS and len(cells) > len(best.get(agents, [])):
            best[agents] = cells
    return sorted(best.items())


def _never(result: Result, cell: int, k: int) -> bool | None:
    """Whether CI is proved to fail at every prior with the cell's pattern; None where the file does not say. Files of earlier
    programs say it by the stage that decided."""
    if result.theorems.verdict[cell]:
        return result.theorems.verdict[cell] == "never"
    stages = result.stages
    if stages is None or not result.samples[cell, k]:
        return None
    return NEVER in stages.names and bool(stages.decided[cell, k, stages.names.index(NEVER)] > 0)


def _nodes(result: Result, cells: list[int], k: int) -> list[Node]:
    """One for each class among the cells: the first pattern that was studied of it, at all its seeds."""
    types = patterns.sizes(result.types[cells[0]])
    nodes: dict[tuple[int, ...], Node] = {}
    for cell in cells:
        try:
            pattern = patterns.parse(result.pattern[cell], len(types))
        except ValueError:
            continue
        frame = ("complementary" if patterns.complementary(pattern, len(types)) else
                 "never" if _never(result, cell, k) else "plain")
        node = nodes.setdefault(patterns.canonical(pattern, types), Node(pattern, [], 0, 0, frame))
        if node.cells and (result.seeds is None or node.pattern != pattern or result.seeds[cell] in result.seeds[node.cells]):
            continue
        node.cells.append(cell)
        node.holds += int(result.count[cell, k, 0])
        node.fails += int(result.count[cell, k, 1])
    return list(nodes.values())


def _ink(share: float) -> str:
    """Near black or near white, as the node's colour asks. (Not quite, so that a page may recolour pure black.)"""
    if np.isnan(share):
        return "#010101"
    red, green, blue, _ = SHARES(share)
    return "#010101" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "#fefefe"


def _draw_node(axes, node: Node, place: np.ndarray, size: float, agents: int) -> None:
    """One pattern in a square of side 2·size around `place`."""
    frame = FRAMES[node.frame]
    ink = _ink(node.share)
    color = NO_SHARE if np.isnan(node.share) else SHARES(node.share)
    axes.add_patch(frame.box(place - size, 2 * size, 0.35 * size, facecolor=color, zorder=3))
    corners = place + 0.66 * size * diagram.corners(agents)
    diagram.coalitions(axes, node.pattern, corners, ink)
    axes.plot(*corners.T, "o", color=ink, markersize=2.3, zorder=6)


def _order(levels: dict[int, list[int]], covers: list[tuple[int, int]]) -> dict[int, float]:
    """Horizontal places that keep neighbours near: sweeps up and down that sort each row by the mean of its neighbours."""
    place = {node: i - (len(row) - 1) / 2 for row in levels.values() for i, node in enumerate(row)}
    near: dict[int, list[int]] = {node: [] for node in place}
    for low, high in covers:
        near[low].append(high)
        near[high].append(low)
    heights = sorted(levels)
    for sweep in range(8):
        for height in heights if sweep % 2 == 0 else reversed(heights):
            row = levels[height]
            mean = {n: np.mean([place[m] for m in near[n]]) if near[n] else place[n] for n in row}
            row.sort(key=lambda n: (round(float(mean[n]), 9), n))
            for i, node in enumerate(row):
                place[node] = i - (len(row) - 1) / 2
    return place


def _covers(nodes: list[Node], types: tuple[int, ...]) -> list[tuple[int, int]]:
    """Pairs (lower, upper) of the order by inclusion up to relabelling, with nothing in between."""
    above = [{j for j, other in enumerate(nodes) if j != i and patterns.included(node.pattern, other.pattern, types)}
             for i, node in enumerate(nodes)]
    return [(i, j) for i in range(len(nodes)) for j in above[i] if not any(j in above[m] for m in above[i])]


def _bare(axes, across: tuple[float, float], up: tuple[float, float]) -> None:
    """Sets the limits of axes that are not to be seen."""
    axes.set_xlim(*across)
    axes.set_ylim(*up)
    axes.set_axis_off()


def _canvas(across: tuple[float, float], up: tuple[float, float], inches: tuple[float, float]):
    """A figure of that size with one panel of these limits."""
    figure, axes = plt.subplots(figsize=inches, gridspec_kw=panels.WHOLE)
    _bare(axes, across, up)
    return figure, axes


def _hasse(nodes: list[Node], types: tuple[int, ...]) -> Figure:
    levels = panels.grouped([len(node.pattern) for node in nodes], len(nodes))
    covers = _covers(nodes, types)
    column = _order(levels, covers)
    # Levels that nobody studied take no room.
    row = {height: r for r, height in enumerate(sorted(levels))}
    widest = max(len(level) for level in levels.values())
    across, up = 0.47 if widest > 9 else 0.7, 0.78  # inches between nodes
    width = max(3.6, across * widest)
    figure, axes = _canvas((-width / 2, width / 2), (-up / 2, up * (len(levels) - 0.5)), (width, up * len(levels)))
    place = {i: np.array([across * column[i] * max(1.0, min(1.6, 0.75 * widest / len(levels[len(node.pattern)]))),
                          up * row[len(node.pattern)]]) for i, node in enumerate(nodes)}
    lines = [[place[i], place[j]] for i, j in covers]
    axes.add_collection(LineCollection(lines, colors="#9a9a9a", linewidths=0.45, alpha=0.75, zorder=1))
    for i, node in enumerate(nodes):
        _draw_node(axes, node, place[i], 0.19, len(types))
    for height, r in row.items():
        axes.text(-width / 2 - 0.12, up * r, str(height), ha="right", va="center", color=style.GREY, fontsize=8)
    axes.text(-width / 2 - 0.12, up * (len(levels) - 0.52), "coalitions", ha="right", va="center", color=style.GREY,
              fontsize=7.5, style="italic")
    return figure


def _gallery(nodes: list[Node], result: Result, k: int, agents: int) -> Figure:
    nodes = sorted(nodes, key=lambda node: (np.nan_to_num(node.share, nan=2.0), node.frame == "plain", node.cell))
    columns = min(9, len(nodes))
    rows = -(-len(nodes) // columns)
    across, up = 0.82, 1.12
    width, height = max(3.6, across * columns), up * rows
    figure, axes = _canvas((0, width), (-height, 0), (width, height))
    for i, node in enumerate(nodes):
        place = np.array([across * (i % columns + 0.5), -up * (i // columns + 0.45)])
        _draw_node(axes, node, place, 0.34, agents)
        if np.isnan(node.share):
            words = "undecided" if result.samples[node.cells, k].any() else "no samples"
        else:
            # Of none or all the count says more than a percentage, and claims less.
            words = (style.share_words(node.holds, node.fails) if node.holds and node.fails else
                     f"{node.holds} of {node.holds + node.fails}")
        axes.text(place[0], place[1] - 0.43, words, ha="center", va="top", fontsize=7)
    return figure


def _key(figure: Figure, frames: list[Frame]) -> None:
    """The scale of colours and what the frames mean, under the drawing."""
    width, height = figure.get_size_inches()
    scale = figure.add_axes([0, -0.42 / height, min(2.4, width) / width, 0.11 / height])
    bar = figure.colorbar(ScalarMappable(Normalize(0, 1), SHARES), cax=scale, orientation="horizontal",
                          ticks=[0, 0.25, 0.5, 0.75, 1], format=PercentFormatter(1, decimals=0, symbol=" %"))
    bar.outline.set_linewidth(0.5)
    bar.ax.tick_params(length=2, width=0.5, labelsize=7)
    scale.set_title("share of priors that satisfy CI", fontsize=7.5, pad=3, loc="left")
    for i, frame in enumerate(frames):
        left = 2.75 + 2.0 * i
        axes = figure.add_axes([left / width, -0.46 / height, 0.2 / width, 0.2 / height])
        axes.add_patch(frame.box((0.1, 0.1), 0.8, 0.2, facecolor="none"))
        _bare(axes, (0, 1), (0, 1))
        figure.text((left + 0.27) / width, -0.36 / height, frame.words, va="center", fontsize=7.5, linespacing=1.3)


def draw(result: Result, options: Options) -> list[Drawing]:
    """A drawing for each number of agents with enough patterns; none if the study does not ask about CI."""
    if "ci" not in result.conditions:
        return []
    k = result.conditions.index("ci")
    drawings = []
    for agents, cells in _studies(result):
        nodes = _nodes(result, cells, k)
        if len(nodes) < LEAST_CLASSES:
            continue
        types = patterns.sizes(result.types[cells[0]])
        law = f"{style.type_space_words(result.types[cells[0]])},  {result.prior[cells[0]]}"
        notes = []
        if result.agents.count(agents) > len(cells):
            notes.append(f"shows {result.types[cells[0]]} under {result.prior[cells[0]]}; choose others with --where")
        drawn, title = nodes, "Coalition patterns and their share of CI"
        if agents <= HASSE_AGENTS:
            figure, title = _hasse(nodes, types), "The lattice of coalition patterns"
            words = (f"{len(nodes)} coalition patterns up to relabelling, from few coalitions to many. Lines: inclusion. "
                     "Agents are dots, pairs lines, triples shaded.")
        else:
            if len(nodes) > MOST_DRAWN:
                kept = set(patterns.maximal([node.pattern for node in nodes], types))
                drawn = [node for node in nodes if node.pattern in kept]
            if len(drawn) > MOST_DRAWN:
                notes.append(f"{len(drawn) - MOST_DRAWN} more patterns are not drawn")
                drawn = drawn[:MOST_DRAWN]
            figure = _gallery(drawn, result, k, agents)
            which = f"{len(drawn)} maximal ones of {len(nodes)}" if len(drawn) < len(nodes) else str(len(nodes))
            words = (f"{which} coalition patterns up to relabelling, by their share of CI. Agents are dots, pairs lines, "
                     "larger coalitions shaded.")
        if any(len(node.cells) > 1 for node in drawn):
            words += (f"\nShares are those of all priors of {max(len(node.cells) for node in drawn)} replicates together, which "
                      "differ in the seed alone.")
        _key(figure, [frame for name, frame in FRAMES.items() if frame.words and any(node.frame == name for node in drawn)])
        if not result.complete:
            words += " Unfinished: the study asks for more samples."
        style.frame(figure, options, title, words, 0.2, 0.78, law)
        never = {True: 1, False: 0, None: ""}
        rows = [(*result.row(c, k)[:-1], len(n.pattern), int(n.frame == "complementary"), never[_never(result, c, k)],
                 float(result.share[c, k]), float(result.low[c, k]), float(result.high[c, k])) for n in drawn for c in n.cells]
        drawings.append(Drawing(f"lattice{agents}", title, figure, [*ROW[:-1], "coalitions", "complementary", "never", "share",
                                                                    "low", "high"], rows, f"{law}. {words}", notes))
    return drawings
