"""The figure of one prior's border: for each condition the largest sets of coalitions that it holds at, and the smallest ones
that it fails at.

With up to three agents all sets are drawn, as a Hasse diagram. With more they are too many; then the border alone is, set by
set. Where even that is too much, sets that differ in the agents' names alone share a drawing, and the last ones have none.

A set is a small drawing of its coalitions, see diagram.py. One with more than half of all coalitions would be a blot: what is
drawn then are the coalitions that it lacks.
"""

import textwrap
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from genericity.plot import diagram, panels, patterns, style
from genericity.plot.border import Border, Borders, order
from genericity.plot.patterns import Pattern
from genericity.plot.style import Drawing, Heading, Options, scaled

HASSE_AGENTS = 3
COLUMNS = 8
MOST_DRAWN = 3 * COLUMNS  # boxes under one heading
HALF = 0.33  # of a box's side, inches
ACROSS, UP, LINE = 0.8, 0.8, 0.1  # inches from box to box, and of a line of a box's caption
CLEAR = 2  # larger coalitions that a drawing shows well; where there are more, they are written as well
LABEL = 1.12  # inches left of the boxes
HEADING = 0.36
BOLD, PLAIN = 0.088, 0.07  # of a letter
GAP = 0.12


@dataclass(frozen=True)
class Box:
    """How a verdict is drawn: by fill and frame, and by the kind of line for those who see no colours."""

    fill: str
    color: str
    line: object


BOXES = {"holds": Box("#dff1ea", "#009e73", "-"), "fails": Box("#fbe8dc", "#d55e00", (0, (2.5, 1.2))),
         "undecided": Box("#ffffff", style.GREY, (0, (1, 1.2)))}


@dataclass
class Kind:
    """A set of coalitions, and those of the same section that are the same up to the agents' names, itself among them."""

    pattern: Pattern
    alike: list[Pattern]


@dataclass
class Section:
    """A run of boxes with one label."""

    label: str
    verdict: str
    kinds: list[Kind]
    number: int  # of sets
    together: bool  # whether sets alike share a box

    @property
    def drawn(self) -> list[Kind]:
        return self.kinds[:MOST_DRAWN]

    @property
    def undrawn(self) -> int:
        """Sets that no box stands for."""
        return sum(len(kind.alike) for kind in self.kinds[MOST_DRAWN:])


def _every(agents: int) -> Pattern:
    return patterns.parse("maximal", agents)


def _text(pattern: Pattern, agents: int) -> str:
    """As the program writes it."""
    if not pattern:
        return "minimal"
    if pattern == _every(agents):
        return "maximal"
    return patterns.text(pattern)


def _section(label: str, verdict: str, found: list[Pattern], types: str) -> Section:
    if len(found) <= MOST_DRAWN:
        return Section(label, verdict, [Kind(p, [p]) for p in found], len(found), False)
    kinds: dict[tuple[int, ...], Kind] = {}
    for pattern in found:
        kinds.setdefault(patterns.canonical(pattern, patterns.sizes(types)), Kind(pattern, [])).alike.append(pattern)
    return Section(label, verdict, list(kinds.values()), len(found), True)


def _sections(key: str, border: Border, borders: Borders) -> list[Section]:
    always = [p for p in border.failing
              if key in patterns.FAIL_WITH_COMPLEMENTS and patterns.complementary(p, borders.agents)]
    here = [p for p in border.failing if p not in always]
    made = [_section("holds up to", "holds", border.holding, borders.types), _section("fails from", "fails", here, borders.types),
            _section("fails from,\nat every prior", "fails", always, borders.types),
            _section("undecided at", "undecided", border.unknown, borders.types)]
    return [section for section in made if section.kinds]


def _is_drawn_by_lacks(pattern: Pattern, agents: int) -> bool:
    return agents > HASSE_AGENTS and 2 * len(pattern) > len(_every(agents))


def _draw_set(axes, pattern: Pattern, place: np.ndarray, verdict: str, agents: int) -> None:
    box, every = BOXES[verdict], _every(agents)
    axes.add_patch(FancyBboxPatch(place - HALF, 2 * HALF, 2 * HALF, boxstyle="round,pad=0,rounding_size=0.09",
                                  facecolor=box.fill, edgecolor=box.color, linestyle=box.line, linewidth=1.0, zorder=3))
    lacks = _is_drawn_by_lacks(pattern, agents)
    at = diagram.corners(agents)
    at = place + 0.72 * HALF * (at - (at.min(axis=0) + at.max(axis=0)) / 2)
    diagram.light_coalitions(axes, every - pattern if lacks else pattern, at, style.INK, 1.3)
    axes.plot(*at.T, "o", color=style.INK, markersize=6.6, markeredgewidth=0, zorder=6)
    for i, corner in enumerate(at):
        axes.text(*corner, str(i + 1), ha="center", va="center_baseline", color="white", fontsize=scaled(5), zorder=7)
    if agents > HASSE_AGENTS and pattern in (every, frozenset()):
        axes.text(*place, "all" if pattern else "none", ha="center", va="center", fontsize=scaled(7.5), style="italic", zorder=7)


def _shown(kind: Kind, agents: int) -> Pattern:
    """The coalitions that the drawing shows."""
    return _every(agents) - kind.pattern if _is_drawn_by_lacks(kind.pattern, agents) else kind.pattern


def _captions(section: Section, agents: int) -> list[str]:
    """What stands under the boxes: whether they show what is lacking, of how many sets, and, where one of them is crowded, its
    coalitions, {1,2},{3,4,5} as 12 345."""
    shown = [_shown(kind, agents) for kind in section.drawn]
    is_crowded = any(sum(s.bit_count() > 2 for s in pattern) > CLEAR for pattern in shown)
    captions = []
    for kind, pattern in zip(section.drawn, shown):
        words = ["all but"] if pattern and pattern != kind.pattern else []
        if section.together:
            words.append(f"× {len(kind.alike)}")
        lines = [",  ".join(words)] if words else []
        if is_crowded:
            names = ["".join(map(str, agents_of)) for agents_of in patterns.listed(pattern)]
            lines += textwrap.wrap(" ".join(names), 16)
        captions.append("\n".join(lines))
    return captions


def _label(key: str, borders: Borders) -> str:
    """The condition's short name."""
    return borders.names.get(key) or (style.LOOKS[key].words.split(" (")[0] if key in style.LOOKS else key)


def _heading(key: str, border: Border, borders: Borders) -> tuple[str, str]:
    name = borders.names.get(key) or (style.LOOKS[key].words if key in style.LOOKS else key)
    sets = f"of {style.count_words(border.count)} sets of coalitions"
    words = f"holds at {style.count_words(border.holds)} and fails at {style.count_words(border.fails)} {sets}"
    if border.count == border.holds:
        words = "holds at every set of coalitions" if border.count > 1 else "holds"
    elif border.count == border.fails:
        words = "fails at every set of coalitions" if border.count > 1 else "fails"
    elif border.undecided:
        words += f"; {style.count_words(border.undecided)} are undecided"
    return name, words


def _name(axes, x: float, y: float, key: str, border: Border, borders: Borders, one_line: bool) -> None:
    """The condition, and behind it or under it where it holds."""
    name, words = _heading(key, border, borders)
    title = axes.text(x, y, name, va="baseline", weight="bold", fontsize=scaled(9))
    if one_line:
        axes.annotate(f"  {words}", (1, y), xycoords=(title, "data"), va="baseline", fontsize=scaled(8.5), annotation_clip=False)
    else:
        axes.text(x, y - scaled(0.17), words.replace(" of coalitions", ""), va="baseline", fontsize=scaled(8))


def _canvas(width: float, height: float) -> tuple[Figure, plt.Axes]:
    """A figure whose axes count inches from its upper left corner, upwards negative."""
    figure, axes = plt.subplots(figsize=(width, height), gridspec_kw=panels.WHOLE)
    axes.set_xlim(0, width)
    axes.set_ylim(-height, 0)
    axes.set_axis_off()
    return figure, axes


def _gallery(sections: dict[str, list[Section]], borders: Borders, room: float) -> Figure:
    """The border set by set."""
    agents = borders.agents
    headings = [_heading(key, border, borders) for key, border in borders.of.items()]
    one_line = all(scaled(BOLD * len(name) + PLAIN * len(words)) <= room for name, words in headings)
    heading = scaled(HEADING if one_line else 0.54)
    columns = min(COLUMNS, max(1, int((room - LABEL) / ACROSS)), max((len(section.drawn) for found in sections.values() for section in found), default=1))
    captions = {id(section): _captions(section, agents) for found in sections.values() for section in found}

    def row_height(section: Section) -> float:
        lines = max(len(words.split("\n")) if words else 0 for words in captions[id(section)])
        return UP + LINE * lines + (0.05 if lines else 0)

    def height(section: Section) -> float:
        return row_height(section) * -(-len(section.drawn) // columns) + (0.2 if section.undrawn else 0) + GAP

    total = sum(heading + sum(map(height, found)) for found in sections.values()) + 0.1 * (len(sections) - 1)
    width = max(LABEL + ACROSS * columns, min(5.4, room))
    figure, axes = _canvas(width, total)
    y = 0.0
    for key, found in sections.items():
        _name(axes, 0, -y - scaled(0.2), key, borders.of[key], borders, one_line)
        y += heading
        for section in found:
            axes.text(0, -y - UP / 2 + 0.02, section.label, va="center", fontsize=scaled(8.5), color=style.INK, linespacing=1.3)
            for i, (kind, words) in enumerate(zip(section.drawn, captions[id(section)])):
                place = np.array([LABEL + ACROSS * (i % columns + 0.5) - (ACROSS / 2 - HALF),
                                  -y - row_height(section) * (i // columns) - UP / 2])
                _draw_set(axes, kind.pattern, place, section.verdict, agents)
                axes.text(place[0], place[1] - HALF - 0.04, words, ha="center", va="top", fontsize=scaled(5.6), linespacing=1.2)
            if section.undrawn:
                axes.text(LABEL, -y - height(section) + GAP + 0.1, _undrawn_words(section), va="center", fontsize=scaled(7.5),
                          style="italic", color=style.GREY)
            y += height(section)
        y += 0.1
    return figure


def _undrawn_words(section: Section) -> str:
    kinds = len(section.kinds) - len(section.drawn)
    sets = f"{style.count_words(section.undrawn)} more {'set is' if section.undrawn == 1 else 'sets are'} not drawn"
    return f"{sets}, of {style.count_words(kinds)} kinds up to the agents' names" if kinds < section.undrawn else sets


def _all_sets(agents: int) -> list[Pattern]:
    every = sorted(_every(agents))
    return [frozenset(s for i, s in enumerate(every) if number >> i & 1) for number in range(1 << len(every))]


def _hasse(borders: Borders, room: float) -> Figure:
    """All sets of up to three agents, a panel for each condition, few coalitions below."""
    agents = borders.agents
    sets = sorted(_all_sets(agents), key=order)
    levels = panels.grouped([len(pattern) for pattern in sets], len(sets))
    across, up = 1.02, 0.98
    width = max(3.2, across * max(map(len, levels.values())))
    below = up * len(levels)
    columns = min(len(borders.of), max(1, int((room + 0.3 + 1e-6) / (width + 0.3))))
    heading, height = scaled(0.42), below + scaled(0.42)
    figure, axes = _canvas((width + 0.3) * columns - 0.3, (height + 0.2) * -(-len(borders.of) // columns) - 0.2)
    for panel, (key, border) in enumerate(borders.of.items()):
        left, top = panel % columns * (width + 0.3), -(panel // columns) * (height + 0.2)
        _name(axes, left, top - scaled(0.14), key, border, borders, False)
        places = {sets[i]: np.array([left + width / 2 + across * (column - (len(level) - 1) / 2),
                                     top - heading - below + up * (row + 0.5)])
                  for row, level in enumerate(levels.values()) for column, i in enumerate(level)}
        for lower, upper in ((a, b) for a in sets for b in sets if a < b and len(b) == len(a) + 1):
            axes.plot(*np.transpose([places[lower], places[upper]]), color="#9a9a9a", linewidth=0.7, zorder=1)
        for pattern, place in places.items():
            _draw_set(axes, pattern, place, border.verdict(pattern), agents)
    return figure


def _key(figure: Figure, verdicts: list[str]) -> None:
    """What the boxes mean, under the drawing."""
    width, height = figure.get_size_inches()
    for i, verdict in enumerate(verdicts):
        box = BOXES[verdict]
        figure.add_artist(FancyBboxPatch((0.9 * i / width + 0.012, -0.3 / height), 0.16 / width, 0.16 / height,
                                         boxstyle="square,pad=0", facecolor=box.fill, edgecolor=box.color, linestyle=box.line,
                                         linewidth=1.0, transform=figure.transFigure))
        figure.text((0.9 * i + 0.27) / width, -0.22 / height, verdict, va="center", fontsize=scaled(8))


def _rounding_words(borders: Borders) -> str:
    other = [_label(key, borders) for key, border in borders.of.items() if border.other_by_rounding]
    return f" The verdicts on {' and '.join(other)} are those of the very numbers written, and may be others at a prior that " \
           "rounds to them." if other else ""


def _rows(borders: Borders, sections: dict[str, list[Section]]) -> list[tuple]:
    agents = borders.agents

    def row(key: str, place: str, pattern: Pattern, box: object) -> tuple:
        return (key, place, _text(pattern, agents), len(pattern), int(patterns.complementary(pattern, agents)), box)

    if agents <= HASSE_AGENTS:
        return [row(key, border.verdict(pattern), pattern, 1) for key, border in borders.of.items()
                for pattern in sorted(_all_sets(agents), key=order)]
    places = {"holds": "holds up to", "fails": "fails from", "undecided": "undecided at"}
    return [row(key, places[section.verdict], pattern, int(number < MOST_DRAWN and pattern == kind.pattern))
            for key, found in sections.items() for section in found
            for number, kind in enumerate(section.kinds) for pattern in kind.alike]


def draw(borders: Borders, options: Options) -> Drawing:
    sections = {key: _sections(key, border, borders) for key, border in borders.of.items()}
    labels = [_label(key, borders) for key in borders.of]
    title = f"The coalitions up to which {' and '.join(labels)} hold{'s' if len(labels) == 1 else ''} at one prior"
    lines = ["Each box is a set of coalitions that may form besides the single agents, which are the numbered dots.",
             "Lines: pairs. Shaded: larger coalitions."]
    notes: list[str] = []
    if borders.agents <= HASSE_AGENTS:
        figure = _hasse(borders, options.room)
        _key(figure, [v for v in BOXES if any(getattr(border, v) for border in borders.of.values())])
        lines = [lines[0], "Lines in a box: pairs; lines between boxes: inclusion."]
    else:
        figure = _gallery(sections, borders, options.room)
        lines.append("A condition holds at every part of a set that it holds up to, and fails at every set that contains one it fails from.")
        if any("every prior" in section.label for found in sections.values() for section in found):
            lines.append("At every prior: two of the coalitions, or one and a single agent, are each other's complement.")
        captions = [words for found in sections.values() for section in found for words in _captions(section, borders.agents)]
        if any(words.startswith("all but") for words in captions):
            lines.append("All but: drawn are the coalitions that the set lacks.")
        if any(section.together for found in sections.values() for section in found):
            lines.append("× 12: one of 12 sets that are the same up to the agents' names.")
        if any(words.split("\n")[-1][:2].isdigit() for words in captions):
            lines.append("Below a box: the coalitions drawn, 12 for {1,2}.")
        notes = [f"{key}, {' '.join(section.label.split())}: {_undrawn_words(section)}"
                 for key, found in sections.items() for section in found if section.undrawn]
    if rounding := _rounding_words(borders):
        lines.append(rounding.strip())
    structure = ",  ".join(filter(None, (borders.name, style.type_space_words(borders.types))))
    note = "\n".join(lines)
    caption = " ".join([f"{structure}.", *(f"{' '.join(_heading(key, border, borders))}." for key, border in borders.of.items()), note])
    return Drawing("border", title, figure, ["condition", "where", "pattern", "coalitions", "complementary", "drawn"],
                   _rows(borders, sections), caption, notes, heading=Heading(title, note, structure), kind="canvas")
