"""The figure of coalition patterns up to relabelling, coloured by the share of priors that satisfy a condition: CI, or those that
the user asks for.

With up to four agents it is a Hasse diagram: patterns of the same number of coalitions stand in a row, and a line leads from
a pattern to each that has more coalitions and nothing in between, past the patterns that it has nothing to do with. With five agents the patterns are too many and their
order too dense for that; the maximal ones are drawn one by one, from the least share to the greatest.

Each pattern is a small drawing of its coalitions, see diagram.py.
"""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import PercentFormatter

from genericity.plot import diagram, panels, patterns, style
from genericity.plot.result import ROW, Result
from genericity.plot.style import Drawing, Heading, Options, scaled

LEAST_CLASSES = 4  # fewer are better served by the figure of shares
MOST_DRAWN = 60  # in a gallery
HASSE_AGENTS = 4
MOST_AGENTS = 5
# From dark blue to pale yellow, even in lightness and apart for any colour vision; both ends leave the ink readable.
SHARES = LinearSegmentedColormap.from_list("shares", [plt.get_cmap("cividis")(x) for x in np.linspace(0.0, 0.98, 64)])
EDGE = "_inclusion"  # the label of lines between patterns
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
    "complementary": Frame("#d55e00", 1.5, (0, (2, 1)), "two complementary coalitions:\n{} fails at every prior"),
    "never": Frame("#cc79a7", 2.2, "-", "condition (G), no complementary pair:\n{} fails at every prior"),
}


@dataclass
class Canvas:
    figure: Figure
    axes: plt.Axes
    size: float  # half the side of a node, inches


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
    """Whether the condition is proved to fail at every prior with the cell's pattern; None where the file does not say. Files of
    earlier programs say it by the stage that decided."""
    if result.conditions[k] not in patterns.FAIL_WITH_COMPLEMENTS:
        return None
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
        fails = result.conditions[k] in patterns.FAIL_WITH_COMPLEMENTS
        frame = ("complementary" if fails and patterns.complementary(pattern, len(types)) else
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


def _path(start: np.ndarray, end: np.ndarray, between: list[tuple[float, list[float]]], size: float) -> np.ndarray:
    """A line from the top of the node at `start` to the foot of the one at `end`, through gaps in the rows `between` them, each a
    height and the places of its nodes."""
    points = [start + (0, size)]
    for height, row in between:
        way = start[0] + (end[0] - start[0]) * (height - start[1]) / (end[1] - start[1])
        row = sorted(row)
        gaps = [row[0] - 1.6 * size, *(np.add(row[1:], row[:-1]) / 2), row[-1] + 1.6 * size]
        if min(abs(way - place) for place in row) < 1.3 * size:
            way = min(gaps, key=lambda gap: abs(gap - way))
        points += [(way, height - 1.15 * size), (way, height + 1.15 * size)]
    return np.array([*points, end - (0, size)])


def _hasse(nodes: list[Node], types: tuple[int, ...], result: Result, room: float) -> Canvas:
    levels = panels.grouped([len(node.pattern) for node in nodes], len(nodes))
    covers = _covers(nodes, types)
    column = _order(levels, covers)
    # Levels that nobody studied take no room.
    row = {height: r for r, height in enumerate(sorted(levels))}
    widest = max(len(level) for level in levels.values())
    left = scaled(0.72)  # inches of the names of the rows
    across = min(0.47 if widest > 9 else 0.7, (room - left - 0.1) / widest)  # inches between nodes
    size, up = min(0.19, 0.41 * across), 0.6 if widest < 9 else 0.72
    width = across * widest
    figure, axes = _canvas((-width / 2 - left, width / 2), (-up / 2, up * (len(levels) - 0.5)), (width + left, up * len(levels)))
    place = {i: np.array([across * column[i] * max(1.0, min(1.6, 0.75 * widest / len(levels[len(node.pattern)]))),
                          up * row[len(node.pattern)]]) for i, node in enumerate(nodes)}
    rows = [(up * row[height], [place[i][0] for i in level]) for height, level in sorted(levels.items())]
    for i, j in covers:
        between = rows[row[len(nodes[i].pattern)] + 1:row[len(nodes[j].pattern)]]
        axes.plot(*_path(place[i], place[j], between, size).T, color="#9a9a9a", linewidth=0.45, alpha=0.75, zorder=1, label=EDGE)
    for i, node in enumerate(nodes):
        _draw_node(axes, node, place[i], size, len(types))
    for height, r in row.items():
        words = f"{height} {result.axis('coalitions')}" if r == len(row) - 1 else str(height)
        axes.text(-width / 2 - left, up * r, words.replace(" ", "\n", 1), ha="left", va="center", color=style.GREY, fontsize=scaled(7.5))
    return Canvas(figure, axes, size)


def _gallery(nodes: list[Node], result: Result, k: int, agents: int, room: float) -> Canvas:
    nodes = sorted(nodes, key=lambda node: (np.nan_to_num(node.share, nan=2.0), node.frame == "plain", node.cell))
    across, up = 0.82, 1.12
    columns = max(1, min(9, len(nodes), int(room / across)))
    rows = -(-len(nodes) // columns)
    width, height = across * columns, up * rows
    figure, axes = _canvas((0, width), (-height, 0), (width, height))
    for i, node in enumerate(nodes):
        place = np.array([across * (i % columns + 0.5), -up * (i // columns + 0.45)])
        _draw_node(axes, node, place, 0.34, agents)
        if np.isnan(node.share):
            words = "undecided" if result.samples[node.cells, k].any() else "no samples"
        else:
            # Of none or all the count says more than a percentage, and claims less.
            words = (style.share_words(node.holds, node.fails) if node.holds and node.fails else
                     f"{style.count_words(node.holds)} of {style.count_words(node.holds + node.fails)}")
        axes.text(place[0], place[1] - 0.43, words, ha="center", va="top", fontsize=scaled(7))
    return Canvas(figure, axes, 0.34)


def _key(figure: Figure, label: str, frames: list[Frame], room: float) -> None:
    """The scale of colours under the drawing, and beside it, or below where there is no room, what the frames mean."""
    width, height = figure.get_size_inches()
    scale = figure.add_axes([0, -scaled(0.42) / height, min(2.0, room - 0.4) / width, 0.11 / height])
    bar = figure.colorbar(ScalarMappable(Normalize(0, 1), SHARES), cax=scale, orientation="horizontal",
                          ticks=[0, 0.25, 0.5, 0.75, 1], format=PercentFormatter(1, decimals=0, symbol=" %"))
    bar.outline.set_linewidth(0.5)
    bar.ax.tick_params(length=2, width=0.5, labelsize=scaled(6.5))
    scale.set_title(f"share of priors that satisfy {label}", fontsize=scaled(7.5), pad=3, loc="left")
    if not frames:
        return
    beside = room >= 2.4 + scaled(2.3) * len(frames)
    handles = [FancyBboxPatch((0, 0), 1, 1, facecolor="none", edgecolor=frame.color, linewidth=frame.width, linestyle=frame.line,
                              label=frame.words.format(label)) for frame in frames]
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=0, borderpad=0, fontsize=scaled(7.5),
                  ncol=len(frames) if beside else 1, handlelength=1.6, handleheight=1.6,
                  bbox_transform=panels.off(figure, 2.4 if beside else 0, -scaled(0.14 if beside else 0.78)))


def _asked(result: Result) -> list[int]:
    """The conditions to draw: those that the user asked for, else CI, else the first one."""
    if result.asked:
        return list(range(len(result.conditions)))
    return [result.conditions.index("ci") if "ci" in result.conditions else 0]


def _rows(result: Result, drawn: list[Node], k: int) -> list[tuple]:
    never = {True: 1, False: 0, None: ""}
    agents = result.agents[drawn[0].cell]
    return [(*result.row(c, k), len(n.pattern), int(patterns.complementary(n.pattern, agents)), never[_never(result, c, k)],
             float(result.share[c, k]), float(result.low[c, k]), float(result.high[c, k])) for n in drawn for c in n.cells]


def _drawn_as(nodes: list[Node]) -> str:
    """How the coalitions of these patterns are drawn."""
    sizes = {coalition.bit_count() for node in nodes for coalition in node.pattern}
    larger = f", {'triples' if max(sizes) == 3 else 'larger coalitions'} shaded" if sizes - {2} else ""
    return f"Agents are dots{', pairs lines' if 2 in sizes else ''}{larger}."


def _draw(result: Result, options: Options, agents: int, cells: list[int], k: int) -> Drawing | None:
    nodes = _nodes(result, cells, k)
    if len(nodes) < LEAST_CLASSES:
        return None
    types, label = patterns.sizes(result.types[cells[0]]), result.labels[k]
    law = f"{label},  {style.type_space_words(result.types[cells[0]])},  {result.shown(result.prior[cells[0]])}"
    notes = []
    if result.agents.count(agents) > len(cells):
        notes.append(f"shows {result.types[cells[0]]} under {result.prior[cells[0]]}; choose others with --where")
    drawn, title = nodes, f"Coalition patterns and their share of {label}"
    if agents <= HASSE_AGENTS:
        canvas, title = _hasse(nodes, types, result, options.room), "The lattice of coalition patterns"
        words = (f"{len(nodes)} coalition patterns up to relabelling, from few coalitions to many. Lines: inclusion. "
                 f"{_drawn_as(drawn)}")
    else:
        if len(nodes) > MOST_DRAWN:
            kept = set(patterns.maximal([node.pattern for node in nodes], types))
            drawn = [node for node in nodes if node.pattern in kept]
        if len(drawn) > MOST_DRAWN:
            notes.append(f"{len(drawn) - MOST_DRAWN} more patterns are not drawn")
            drawn = drawn[:MOST_DRAWN]
        canvas = _gallery(drawn, result, k, agents, options.room)
        which = f"{len(drawn)} maximal ones of {len(nodes)}" if len(drawn) < len(nodes) else str(len(nodes))
        words = (f"{which} coalition patterns up to relabelling, by their share of {label}. "
                 f"{_drawn_as(drawn)}")
    if any(len(node.cells) > 1 for node in drawn):
        words += (f" Shares are those of all priors of {max(len(node.cells) for node in drawn)} replicates together, which "
                  "differ in the seed alone.")
    shown = [frame for name, frame in FRAMES.items() if frame.words and any(node.frame == name for node in drawn)]
    _key(canvas.figure, label, shown, max(canvas.figure.get_figwidth(), min(options.room, style.NARROW - 0.1)))
    if not result.complete:
        words += " Unfinished: the study asks for more samples."
    name = f"lattice{agents}" + (f"_{result.conditions[k]}" if len(_asked(result)) > 1 else "")
    return Drawing(name, title, canvas.figure, [*ROW, "coalitions", "complementary", "never", "share", "low", "high"],
                   _rows(result, drawn, k), f"{law}. {words}", notes, heading=Heading(title, words, law), kind="canvas")


def draw(result: Result, options: Options) -> list[Drawing]:
    """A drawing for each number of agents with enough patterns and each condition asked for."""
    if result.samples.sum() == 0:
        return []
    found = [_draw(result, options, agents, cells, k) for agents, cells in _studies(result) for k in _asked(result)]
    return [drawing for drawing in found if drawing is not None]
