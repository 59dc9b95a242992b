"""How much the share of CI depends on the law of the priors."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import PercentFormatter

from cartography import marks
from cartography.entries import LAWS, TWO_CLASSES, UNIFORM, Atlas
from genericity.plot import style


def draw(atlas: Atlas) -> style.Drawing:
    entries = [entry for entry in atlas.five if entry.verdict in ("between", "open")]
    laws = [law for law in LAWS if law in entries[0].counts and law not in (UNIFORM, TWO_CLASSES)]
    figure, panels = plt.subplots(1, len(laws), figsize=(7.2, 2.5), sharey=True, squeeze=False,
                                  gridspec_kw={"left": 0, "right": 1, "bottom": 0, "top": 1, "wspace": 0.12})
    for axes, law in zip(panels[0], laws):
        axes.plot([0, 1], [0, 1], color=style.GREY, linewidth=0.7, linestyle=(0, (4, 2)), zorder=1)
        for verdict in ("between", "open"):
            chosen = [entry for entry in entries if entry.verdict == verdict]
            across = np.array([entry.counts[UNIFORM].share for entry in chosen])
            up = np.array([entry.counts[law].share for entry in chosen])
            limits = np.abs(np.array([(entry.counts[law].low, entry.counts[law].high) for entry in chosen]).T - up)
            axes.errorbar(across, up, yerr=limits, fmt="none", ecolor="#9a9a9a", elinewidth=0.4, zorder=2)
            kind = marks.KINDS[verdict]
            axes.plot(across, up, kind.marker, markersize=3, markerfacecolor=kind.face or "#0072B2",
                      markeredgecolor=kind.edge, markeredgewidth=0.4, linestyle="", zorder=3)
        axes.set_title(LAWS[law][1], loc="left", fontsize=8.5)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
        axes.set_xlabel("share under Dirichlet(1)")
        axes.set_aspect("equal")
        axes.grid(color=style.FAINT, linewidth=0.5)
        axes.tick_params(labelsize=7)
    panels[0][0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    panels[0][0].set_ylabel("share under the law named")
    held = all(count.fails == 0 for entry in entries if entry.verdict == "open" for count in entry.counts.values())
    caption = (f"Share of priors that satisfy CI under other laws against the share under Dirichlet(1): a circle for each of the "
               f"{sum(entry.verdict == 'between' for entry in entries)} patterns of five agents with two types that are proved to lie "
               "between, and a diamond for each of the "
               f"{sum(entry.verdict == 'open' for entry in entries)} that are open{', all of them in the upper right corner' if held else ''}. "
               f"Bars: exact limits at {style.percent_words(atlas.confidence)}, each pattern by itself. All patterns see the same draws, "
               "so that points move together.")
    rows = [(entry.text, entry.verdict, *(value for law in (UNIFORM, *laws) for value in (
        entry.counts[law].share, entry.counts[law].low, entry.counts[law].high))) for entry in entries]
    names = [f"{LAWS[law][0]}_{what}" for law in (UNIFORM, *laws) for what in ("share", "low", "high")]
    return style.Drawing("laws", "Shares under different laws", figure, ["pattern", "verdict", *names], rows, caption)
