"""The figure of environments: what it costs that CI fails. For each coalition pattern and law of environments the share
of pairs of a prior and an environment that are implementable, and that among priors where CI fails, beside that of CI.

Rows are laws of environments under a heading for each pattern, or patterns where each has one law only; a panel for
each condition. What has more rows than `MOST_ROWS` is drawn in a compact form, see crowd.py.
"""

import re
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from genericity.plot import crowd, given_ci, panels, style, theorems
from genericity.plot.axis import ShareAxis, share_axis
from genericity.plot.given_ci import GivenFailure
from genericity.plot.result import ROW, VERDICTS, Result
from genericity.plot.style import Drawing, Heading, Options, scaled

MOST_ROWS = 64
PANEL_WIDTH = {1: 4.2, 2: 2.3, 3: 1.5}  # inches
ROW_HEIGHT = 0.19  # inches
HEADING = 1.3  # heights of a row
SPACE = 0.25  # and after the last row of a section
APART = 0.3  # between the two marks of a row
LETTER = 0.072  # inches of an average letter of a heading
CI, SHARE, GIVEN = "share of CI", "implementable", "given_ci_fails"  # labels of the artists
SHORT = {"implementable": "Implementable", "implementable_ir": "…, and agents take part",
         "implementable_cr": "…, and coalitions take part"}
MARKERS = {"gaussian": "o", "private": "s", "common": "^", "sparse": "D", "additive": "v"}

Sections = list[tuple[str, list[tuple[str, int]]]]  # headings, and under each the labels and cells of its rows


def law_words(name: str) -> str:
    """ "additive(outcomes=3,lambda=0.5,outside=0)" as "additive, 3 outcomes, λ = 0.5"."""
    utilities, _, rest = name.partition("(")
    values = dict(re.findall(r"(\w+)=([^,)]*)", rest))
    words = [utilities, *([f"{values.pop('outcomes')} outcomes"] if "outcomes" in values else [])]
    if values.get("outside") == "0":
        del values["outside"]
    return ", ".join(words + [f"{'λ' if key == 'lambda' else key} = {value}" for key, value in values.items()])


def _utilities(result: Result, cell: int) -> str:
    return result.environment[cell].partition("(")[0]


def _look(utilities: str) -> dict:
    known = list(MARKERS)
    place = known.index(utilities) if utilities in known else len(known)
    return {"color": style.CYCLE[place], "marker": MARKERS.get(utilities, style.MARKERS[0])}


def _sections(result: Result, room: float) -> tuple[Sections, str]:
    """The sections, and what all of them share."""
    cells = range(result.cells)
    patterns = result.pattern_words(max(16, int(room * 6)))
    laws = [result.shown(name, law_words(name)) for name in result.environment]
    spaces = [style.type_space_words(types) for types in result.types]
    priors = [",  ".join(filter(None, (result.shown(result.prior_alone(c)), result.seed_words(c)))) for c in cells]
    found = panels.grouped([(patterns[result.pattern[c]], spaces[c], priors[c]) for c in cells], result.cells)
    labels = laws
    if len(found) == result.cells:
        found = panels.grouped([(spaces[c], priors[c], laws[c]) for c in cells], result.cells)
        labels = [patterns[pattern] for pattern in result.pattern]
    # Laws of one kind stand together.
    kinds = list(dict.fromkeys(_utilities(result, c) for c in cells))
    rows = [[(labels[c], c) for c in sorted(alike, key=lambda c: kinds.index(_utilities(result, c)))]
            for alike in found.values()]
    own, common = panels.apart(list(found))
    return ([(style.shortened(heading, int(room / scaled(LETTER))), below) for heading, below in zip(own, rows)],
            ",  ".join(common))


def _draw_mark(axes, axis: ShareAxis, look: dict, label: str, place: float, share: float, low: float,
               high: float) -> None:
    if not np.isnan(low):
        axes.hlines(place, axis.place(low), axis.place(high), color=look["color"], linewidth=1.3, alpha=0.75, zorder=3,
                    clip_on=False)
    edge = {"markeredgecolor": "white", "markeredgewidth": 0.5}
    if label == GIVEN:
        edge = {"markeredgecolor": look["color"], "markeredgewidth": 0.9, "markerfacecolor": "white"}
    # No exception seen: an arrow, since the share is somewhere from the lower limit on.
    marker = ">" if axis.beyond(np.array([share]))[0] else look["marker"]
    axes.plot([axis.place(share)], [place], marker, color=look["color"], markersize=4.4, zorder=4, clip_on=False,
              label=label, **edge)


def _draw_row(axes, result: Result, given: GivenFailure, cell: int, k: int, place: float, axis: ShareAxis) -> None:
    share, low, high = (float(a[cell, k]) for a in (result.share, result.low, result.high))
    if np.isnan(share):
        words = "no samples" if result.samples[cell, k] == 0 else "every pair undecided"
        axes.text(axis.middle(), place, words, ha="center", va="center", color=style.GREY, fontsize=scaled(6.5),
                  style="italic", zorder=4)
        return
    look, apart = _look(_utilities(result, cell)), APART / 2 if given.differs()[cell, k] else 0.0
    _draw_mark(axes, axis, look, SHARE, place - apart, share, low, high)
    if apart:
        numbers = (float(a[cell, k]) for a in (given.share, given.low, given.high))
        _draw_mark(axes, axis, look, GIVEN, place + apart, *numbers)
    holds, fails = (int(n) for n in result.count[cell, k, :2])
    words = style.share_words(holds, fails) if holds and fails else "all" if holds else "none"
    axes.annotate(words + ("†" if result.undecided[cell, k] else ""), (1, place), (5, 0),
                  xycoords=("axes fraction", "data"), textcoords="offset points", va="center", fontsize=scaled(6.5),
                  color=style.GREY)


def _draw_ci(axes, result: Result, cells: list[int], top: float, axis: ShareAxis) -> None:
    """The share of CI over the rows of these cells, with its limits shaded; rows that agree in it as one."""
    if "ci" not in result.conditions:
        return
    ci = result.conditions.index("ci")
    numbers = [tuple(float(a[c, ci]) for a in (result.share, result.low, result.high)) for c in cells]
    start = 0
    for end in range(1, len(cells) + 1):
        if end < len(cells) and numbers[end] == numbers[start]:
            continue
        share, low, high = numbers[start]
        if not np.isnan(share):
            rows = [top + start, top + end]
            axes.fill_betweenx(rows, *(axis.place(np.full(2, limit)) for limit in (low, high)), color=style.FAINT,
                               linewidth=0, zorder=1)
            axes.vlines(axis.place(share), *rows, color=style.GREY, linewidth=2.2, zorder=2, clip_on=False, label=CI)
        start = end


def _write_headings(axes, headings: list[tuple[float, str]]) -> None:
    """Headings begin where the names of the rows do."""
    style.drawable(axes.figure)
    renderer = axes.figure.canvas.get_renderer()
    widest = max(label.get_window_extent(renderer).width for label in axes.get_yticklabels())
    for place, heading in headings:
        axes.annotate(heading, (0, place), (-widest / axes.figure.dpi * 72 - 4, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", ha="left", va="center", weight="bold", fontsize=scaled(7.5), zorder=6,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})


def _detailed(result: Result, given: GivenFailure, sections: Sections, axis: ShareAxis) -> Figure:
    wanted = given_ci.drawn(result)
    count, first = len(wanted), None
    height = max(3, sum(HEADING * bool(heading) + len(rows) + SPACE for heading, rows in sections))
    width = PANEL_WIDTH[count]
    figure, grid = panels.grid(count, count, width + 0.5, height * scaled(ROW_HEIGHT), 0.5 / width)
    for k, axes in zip(wanted, grid[0]):
        ticks, headings, y = [], [], 0.0
        axes.set_ylim(height, 0)
        axis.apply(axes.xaxis)
        axes.grid(axis="x", color=style.FAINT, linewidth=0.6)
        axes.tick_params(axis="both", length=0)
        for side in ("left", "right"):
            axes.spines[side].set_visible(False)
        for heading, rows in sections:
            if heading:
                headings.append((y + HEADING / 2, heading))
                y += HEADING
            _draw_ci(axes, result, [cell for _, cell in rows], y, axis)
            for label, cell in rows:
                ticks.append((y + 0.5, label))
                _draw_row(axes, result, given, cell, k, y + 0.5, axis)
                y += 1
            y += SPACE
        axes.set_yticks([place for place, _ in ticks], [label for _, label in ticks], fontsize=scaled(7.5))
        axes.tick_params(axis="y", labelleft=first is None, pad=4)
        if count > 1 or result.conditions[k] != given_ci.FOLLOWS:
            axes.set_title(result.shown(result.conditions[k], SHORT[result.conditions[k]]), pad=5, fontsize=scaled(8))
        first = first or (axes, headings)
    _write_headings(*first)
    figure.text(0.5, 0, result.axis("pairs"), label=panels.ACROSS, transform=panels.off(figure, 0, -scaled(0.3)),
                ha="center", va="top", fontsize=scaled(9))
    return figure


def _legend(result: Result, given: GivenFailure) -> panels.Legend:
    point = {"markersize": 5, "linewidth": 1.3}
    handles = [plt.Line2D([], [], label=name, **point, **_look(name))
               for name in dict.fromkeys(_utilities(result, c) for c in range(result.cells))]
    if given.differs().any():
        handles.append(plt.Line2D([], [], label="among priors where CI fails", color=style.GREY, marker="o",
                                  markerfacecolor="white", **point))
    if "ci" in result.conditions:
        label = f"priors with {result.labels[result.conditions.index('ci')]}"
        handles.append(plt.Line2D([], [], label=label, color=style.GREY, linewidth=2.2))
    return panels.Legend(handles, "above")


def _crowded(result: Result, given: GivenFailure, key: str, axis: ShareAxis) -> tuple[Figure, panels.Legend]:
    """All shares as curves, those among priors where CI fails as one more condition."""
    kept = given_ci.drawn(result) + [k for k, name in enumerate(result.conditions) if name == "ci"]
    more = [result.conditions.index(given_ci.FOLLOWS)] if given.differs().any() else []
    shares = {name: np.column_stack([getattr(result, name)[:, kept], getattr(given, name)[:, more]])
              for name in ("share", "low", "high")}
    shown = replace(result, conditions=[result.conditions[k] for k in kept] + [GIVEN] * len(more),
                    labels=[result.labels[k] for k in kept] + [GIVEN] * len(more), **shares)
    looks = [style.look(shown, k) for k in range(len(shown.conditions))]
    handles = [plt.Line2D([], [], color=look.color, label=look.words, linewidth=1.6) for look in looks]
    return crowd.draw(shown, key, axis, "pairs"), panels.Legend(handles, "above")


def limits_words(result: Result, each: str) -> str:
    """What the limits of conditions on environments are, for each row, say."""
    level = f"with {style.percent_words(result.confidence)} confidence for each {each}"
    if result.gone_through.all():
        return f"exact (Clopper–Pearson) limits {level}, of environments drawn for the given priors"
    if result.clustered.any():
        return (f"limits {level}: exact ones of each prior's first environment, with those of Maurer and Pontil for "
                "the shares of single priors")
    kind = "limits that are valid under the stop rule," if result.looks_at_data else "exact (Clopper–Pearson) limits"
    return f"{kind} {level}"


def _note_of_ci(result: Result, given: GivenFailure, axis: ShareAxis, is_crowded: bool) -> str:
    """What the caption says of CI, and of the share where it fails."""
    lines = []
    mark = "line" if is_crowded else "mark"
    if given.differs().any():
        wider = "; limits there: a confidence sequence, which is wider" if given.from_sequence.any() else ""
        which = "Beside them" if is_crowded else "Hollow"
        lines.append(f"{which}: among the environments of priors at which CI failed{wider}.")
    if "ci" not in result.conditions:
        return ""
    if not is_crowded:
        limits = "" if result.gone_through.all() else ", and its limits"
        lines.append(f"Grey: the share of priors with CI{limits}.")
    failing = int((given.holding == 0).sum())
    looked = "looked at" if result.gone_through.any() else "drawn"
    if failing and result.cells == 1:
        lines.append(f"CI failed at every prior that was {looked}: the {mark} is also the share where CI fails.")
    elif failing:
        where = "all" if failing == result.cells else f"{failing} of"
        lines.append(f"In {where} {result.cells} cells CI failed at every prior that was {looked}: their {mark}s are also "
                     "the shares where CI fails.")
    if axis.logarithmic and (result.share[:, result.conditions.index("ci")] < 1 - 10.0 ** -axis.left).any():
        end = "lower" if is_crowded else "left"
        lines.append(f"Where CI is rarer than the axis shows, it stands at its {end} end.")
    return " ".join(lines)


def _note(result: Result, given: GivenFailure, axis: ShareAxis, is_crowded: bool) -> str:
    wanted, each = given_ci.drawn(result), "cell" if is_crowded else "row"
    takes_part = (", and leave all willing to take part where that is said" if len(wanted) > 1 or
                  result.conditions[wanted[0]] != given_ci.FOLLOWS else "")
    lines = [f"{'Lines' if is_crowded else 'Marks'}: share of pairs of a prior and an environment that are "
             f"implementable: some balanced transfers keep every coalition from gaining{takes_part}. "
             f"{'Shaded' if is_crowded else 'Bars'}: {limits_words(result, each)}.",
             _note_of_ci(result, given, axis, is_crowded)]
    pairs, many = result.samples[:, wanted], max(result.environments, 1)
    lines.append(f"{' to '.join(dict.fromkeys(style.count_words(int(n)) for n in (pairs.min(), pairs.max())))} pairs a "
                 f"{each}, {many} environment{'s' * (many > 1)} for each prior.")
    if axis.logarithmic:
        at_edge = result.theorems.share[:, wanted][result.share[:, wanted] == 1]
        proved = np.isfinite(at_edge)
        itself = "by itself " if proved.any() else ""
        doubt = "" if proved.all() else f", which {itself}does not show that there is none"
        edge = "At the upper edge" if is_crowded else "An arrow"
        lines.append("The axis is logarithmic in 1 − share." + (
            f" {edge}: no exception was seen{doubt}." if len(at_edge) else ""))
    if result.undecided[:, wanted].any():
        lines.append("† some pairs undecided: they are not in the share, and the limits take them either way.")
    lines.append(theorems.note(result))
    if not result.complete:
        lines.append("Unfinished: the study asks for more samples than were drawn so far.")
    return "\n".join(line for line in lines if line)


def draw(result: Result, options: Options) -> list[Drawing]:
    """The figure of a result with conditions on environments; none for others."""
    wanted = given_ci.drawn(result)
    if not wanted or not any(result.environment) or result.samples[:, wanted].sum() == 0:
        return []
    given = given_ci.of(result)
    axis = share_axis(result.share[:, wanted], result.low[:, wanted], options.axis)
    if is_crowded := result.cells > MOST_ROWS:
        common = ""
        figure, legend = _crowded(result, given, options.group or "utilities", axis)
    else:
        sections, common = _sections(result, options.room)
        figure, legend = _detailed(result, given, sections, axis), _legend(result, given)
    legend.above(figure, 0.3 if len(wanted) > 1 or is_crowded else 0.1, 3)
    title = "What it costs that CI fails: environments that are implementable"
    note = _note(result, given, axis, is_crowded)
    ci = result.share[:, result.conditions.index("ci")] if "ci" in result.conditions else np.full(result.cells, np.nan)
    numbers = (result.share, result.low, result.high, given.share, given.low, given.high)
    rows = [(*result.row(c, k), int(result.samples[c, k]), *result.count[c, k].tolist(),
             *(float(values[c, k]) for values in numbers), float(ci[c])) for c in range(result.cells) for k in wanted]
    columns = [*ROW, "pairs", *VERDICTS, "share", "low", "high", "given_ci_fails", "given_low", "given_high",
               "ci_share"]
    return [Drawing("environments", title, figure, columns, rows, f"{common}. {note}" if common else note,
                    heading=Heading(title, note, common), legend=legend, kind="panels" if is_crowded else "rows")]
