"""How the share of CI falls as coalitions are added, up to each maximal pattern of five agents."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.ticker import PercentFormatter

from cartography import marks
from cartography.entries import UNIFORM, Atlas
from genericity.plot import patterns, style
from genericity.plot.lattice import SHARES


def _known_share(entry) -> float:
    """What is proved; else what was counted."""
    return {"never": 0.0, "almost_always": 1.0}.get(entry.verdict, entry.counts[UNIFORM].share)


def draw(atlas: Atlas) -> style.Drawing:
    entries = atlas.five
    types = entries[0].types
    share = {patterns.canonical(entry.pattern, types): _known_share(entry) for entry in entries}
    top = sorted((entry for entry in entries if entry.maximal), key=_known_share)
    figure, axes = plt.subplots(figsize=(4.6, 3.2), gridspec_kw={"left": 0, "right": 1, "bottom": 0, "top": 1})
    rows = []
    for entry in top:
        coalitions = sorted(entry.pattern)
        means = [float(np.mean([share[patterns.canonical(frozenset(chosen), types)]
                                for chosen in itertools.combinations(coalitions, size)]))
                 for size in range(len(coalitions) + 1)]
        axes.plot(means, color=marks.face(entry) if entry.verdict == "between" else marks.KINDS[marks.kind_of(entry)].edge,
                  linewidth=1.1, zorder=5 if entry.verdict == "almost_always" else 3 - _known_share(entry))
        rows += [(entry.text, size, mean) for size, mean in enumerate(means)]
    axes.set_xlabel("number k of the ten coalitions that may form")
    axes.set_ylabel("share of CI, mean over all choices of k")
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.set_xticks(range(11))
    axes.grid(color=style.FAINT, linewidth=0.5)
    bar = figure.colorbar(ScalarMappable(Normalize(0, 1), SHARES), ax=axes, fraction=0.03, pad=0.03, ticks=[0, 0.5, 1],
                          format=PercentFormatter(1, decimals=0, symbol=" %"))
    bar.outline.set_linewidth(0.5)
    bar.ax.tick_params(length=2, width=0.5, labelsize=6.5)
    bar.ax.set_title("at k = 10", fontsize=7)
    caption = (f"How the share of priors that satisfy CI under Dirichlet(1) falls as coalitions are added: a line for each of the "
               f"{len(top)} maximal patterns of five agents with two types, its value at k the mean over all choices of k of "
               "its ten coalitions. Shares that are proved, 0 or 1, count as such, the others as they were counted. Colours: "
               "the share of the whole pattern; vermilion where CI fails at every prior, green where it holds at almost every "
               "one.")
    return style.Drawing("falling", "How the share falls as coalitions are added", figure,
                         ["pattern", "coalitions", "mean_share"], rows, caption)
