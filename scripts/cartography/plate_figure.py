"""The maximal patterns of five agents as a plate, each with its share under every law."""

import numpy as np

from cartography import marks
from cartography.entries import LAWS, UNIFORM, Atlas
from genericity.plot import style

COLUMNS = 6
ACROSS, UP = 1.5, 1.3


def draw(atlas: Atlas) -> style.Drawing:
    entries = sorted((entry for entry in atlas.five if entry.maximal),
                     key=lambda entry: (entry.counts[UNIFORM].share, -entry.size(2), entry.text))
    laws = [law for law in LAWS if law in entries[0].counts]
    rows = -(-len(entries) // COLUMNS)
    figure, axes = marks.canvas((0, ACROSS * COLUMNS), (-UP * rows, 0), 7.2)
    for k, entry in enumerate(entries):
        place = np.array([ACROSS * (k % COLUMNS + 0.33), -UP * (k // COLUMNS + 0.42)])
        kind = marks.KINDS[marks.kind_of(entry)]
        marks.draw(axes, entry.pattern, place, 0.38, 1.3)
        axes.plot(place[0] - 0.42, place[1] + 0.33, kind.marker, markersize=4.5, markerfacecolor=marks.face(entry),
                  markeredgecolor=kind.edge, markeredgewidth=0.7)
        for line, law in enumerate(laws):
            axes.text(place[0] + 0.86, place[1] + 0.3 - 0.19 * line, marks.share(entry, law).removesuffix(" %"), ha="right", va="center", fontsize=6.2,
                      weight="bold" if law == UNIFORM else "normal")
        axes.text(place[0] - 0.42, place[1] - 0.56, f"{entry.size(2)} pairs, {entry.size(3)} triples", fontsize=5.6,
                  color=style.GREY, va="center")
    kinds = [kind for kind in marks.KINDS if any(marks.kind_of(entry) == kind for entry in entries)]
    figure.legend(handles=marks.legend_handles(kinds), loc="upper left", bbox_to_anchor=(0.0, -0.005), ncol=1, fontsize=7,
                  handletextpad=0.3, columnspacing=1.5, borderaxespad=0)
    names = ", ".join(LAWS[law][1] for law in laws)
    caption = (f"The {len(entries)} maximal patterns of five agents with two types without complementary coalitions, by their "
               f"share of CI under Dirichlet(1); {marks.LEGEND}. A maximal pattern has of each pair and the triple of the three others "
               f"exactly one, so it is a graph, of its dark lines: these are the {len(entries)} graphs on five agents. Numbers: "
               f"percent of the draws in which CI held, from above to below under {names}; all, where it held in each, which for patterns "
               "between does not mean a share of 1.")
    table = [(entry.text, entry.verdict, *(entry.counts[law].share for law in laws)) for entry in entries]
    return style.Drawing("maximal", "The maximal patterns of five agents", figure,
                         ["pattern", "verdict", *(LAWS[law][0] for law in laws)], table, caption)
