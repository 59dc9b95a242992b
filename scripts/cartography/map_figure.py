"""The map of the patterns of five agents: by their numbers of pairs and triples, with the maximal ones drawn."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import Circle, FancyBboxPatch
from matplotlib.ticker import PercentFormatter

from cartography import marks
from cartography.entries import UNIFORM, Atlas, Entry
from genericity.plot import panels, style
from genericity.plot.lattice import SHARES

MOST = 10  # coalitions of a maximal pattern
COLUMNS = 7  # of marks in a box
STEP = 0.62  # between drawings, as a part of a box


def _order(entry: Entry) -> tuple:
    """From never to always."""
    order = ["never", "between", "open", "these", "all"]
    return order.index(marks.kind_of(entry)), entry.counts[UNIFORM].share, entry.text


def _box(axes, entries: list[Entry], pairs: int, triples: int) -> None:
    axes.add_patch(FancyBboxPatch((pairs - 0.46, triples - 0.46), 0.92, 0.92, boxstyle="round,pad=0,rounding_size=0.07",
                                  facecolor=style.BAND, edgecolor="none", zorder=1))
    entries = sorted(entries, key=_order)
    columns = min(COLUMNS, int(np.ceil(np.sqrt(len(entries)))))
    rows = -(-len(entries) // columns)
    pitch = 0.124
    for k, entry in enumerate(entries):
        kind = marks.KINDS[marks.kind_of(entry)]
        across = (k % columns - (columns - 1) / 2) * pitch
        up = ((rows - 1) / 2 - k // columns) * pitch
        axes.plot(pairs + across, triples + up, kind.marker, markersize=3.4, markerfacecolor=marks.face(entry),
                  markeredgecolor=kind.edge, markeredgewidth=0.5, zorder=3)


def _maximal(axes, entries: list[Entry], pairs: int) -> None:
    """The maximal patterns with so many pairs, on a line outward from their box."""
    triples = MOST - pairs
    far = 0.98 + STEP * (len(entries) - 1)
    axes.plot([pairs + 0.48, pairs + far], [triples + 0.48, triples + far], color=style.FAINT, linewidth=0.6, zorder=1)
    for k, entry in enumerate(sorted(entries, key=_order)):
        place = np.array([pairs, triples]) + 0.98 + STEP * k
        kind = marks.KINDS[marks.kind_of(entry)]
        axes.add_patch(Circle(place, 0.33, facecolor="#ffffff", edgecolor="none", zorder=2))
        marks.draw(axes, entry.pattern, place, 0.29, 0.9)
        words = {"never": "never", "these": "almost\nalways", "all": "almost\nalways", "open": "open"}.get(
            marks.kind_of(entry), marks.share(entry, UNIFORM))
        axes.plot(place[0] + 0.3, place[1] - 0.36, kind.marker, markersize=3.6, markerfacecolor=marks.face(entry),
                  markeredgecolor=kind.edge, markeredgewidth=0.6, zorder=6)
        axes.text(place[0] + 0.37, place[1] - 0.37, words, fontsize=5.2, va="center", linespacing=0.9)


def draw(atlas: Atlas) -> style.Drawing:
    entries = atlas.five
    far = MOST / 2 + 0.98 + STEP * 5 + 0.55
    figure, axes = marks.canvas((-0.95, max(MOST + 1.6, far)), (-1.0, max(MOST + 1.6, far)), 7.2)
    boxes = panels.grouped([(entry.size(2), entry.size(3)) for entry in entries], len(entries))
    for (pairs, triples), places in boxes.items():
        _box(axes, [entries[k] for k in places], pairs, triples)
    for pairs in range(MOST + 1):
        _maximal(axes, [entry for entry in entries if entry.maximal and entry.size(2) == pairs], pairs)
        axes.text(pairs, -0.62, str(pairs), ha="center", va="center", color=style.GREY, fontsize=7.5)
        axes.text(-0.62, pairs, str(pairs), ha="center", va="center", color=style.GREY, fontsize=7.5)
    axes.text(MOST / 2, -0.9, "pairs", ha="center", va="center", fontsize=8.5)
    axes.text(-0.88, MOST / 2, "triples", ha="center", va="center", rotation=90, fontsize=8.5)
    figure.legend(handles=marks.legend_handles(list(marks.KINDS)), loc="upper left", bbox_to_anchor=(0.0, -0.01), ncol=1,
                  fontsize=6.6, handletextpad=0.3, columnspacing=1.2, borderaxespad=0)
    scale = figure.add_axes([0.7, -0.05, 0.28, 0.012])
    bar = figure.colorbar(ScalarMappable(Normalize(0, 1), SHARES), cax=scale, orientation="horizontal", ticks=[0, 0.5, 1],
                          format=PercentFormatter(1, decimals=0, symbol=" %"))
    bar.outline.set_linewidth(0.5)
    bar.ax.tick_params(length=2, width=0.5, labelsize=6.5)
    scale.set_title("share of CI, Dirichlet(1)", fontsize=7, pad=3, loc="left")
    caption = (f"Every coalition pattern of five agents with two types without complementary coalitions, up to relabelling: "
               f"{len(entries)} marks, in a box for each number of pairs and triples. The "
               f"{sum(entry.maximal for entry in entries)} maximal ones, in the boxes of the diagonal, are drawn beyond it "
               f"({marks.LEGEND}), with the share of priors that satisfy CI under the uniform law, Dirichlet(1): all, "
               f"where it held in each of {max(entry.counts[UNIFORM].total for entry in entries):,} draws, though it is proved to fail on "
               "an open set.")
    rows = [(entry.text, entry.size(2), entry.size(3), int(entry.maximal), entry.verdict, int(entry.has_scores),
             entry.counts[UNIFORM].holds, entry.counts[UNIFORM].fails) for entry in entries]
    return style.Drawing("map", "The coalition patterns of five agents", figure,
                         ["pattern", "pairs", "triples", "maximal", "verdict", "condition_L", "holds", "fails"], rows, caption)
