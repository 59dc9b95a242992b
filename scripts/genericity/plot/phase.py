"""The figure of shares against a parameter: of the family of priors (alpha, sigma, epsilon, denominator, classes …) or of
the type space (agents, profiles, types). A line joins cells that are alike in everything else."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import LineCollection

from genericity.plot import crowd, laws, panels, patterns, style
from genericity.plot.axis import ShareAxis, share_axis
from genericity.plot.choice import nearest
from genericity.plot.result import NotAResult, Result
from genericity.plot.style import Drawing, Heading, Options
from genericity.plot.ticks import of_parameter, number_text, set_roomy

OF_TYPES = ("agents", "profiles", "types")
LOGARITHMIC = 8.0  # the axis is logarithmic if the largest value is at least so many times the least
MOST_SHADED = 9  # lines with a shaded interval each; more have bars
MOST_WITH_BARS = 20  # lines, or points of a line
MOST_NAMED = 24  # more lines have no names, and the colour of their condition


@dataclass
class Line:
    """Cells alike but for the parameter, in its order."""

    types: str
    pattern: str
    family: str  # without the parameter
    x: np.ndarray
    cells: list[int]  # the first replicate of each
    replicates: list[list[int]]  # all of each: they differ in their seeds alone

    def has_replicates(self) -> bool:
        return any(len(cells) > 1 for cells in self.replicates)

    def shares(self, result: Result, k: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of condition k: the shares, and the ends of what is shaded around them. These are the limits of the shares, or,
        where there are replicates, the least and the greatest of theirs; their share is that of all their priors together."""
        if not self.has_replicates():
            return result.share[self.cells, k], result.low[self.cells, k], result.high[self.cells, k]
        decided = [result.count[cells, k, :2].sum(axis=0) for cells in self.replicates]
        shares = [result.share[cells, k] for cells in self.replicates]
        known = [s[~np.isnan(s)] if not np.isnan(s).all() else np.array([np.nan]) for s in shares]
        pooled = np.array([counts[0] / counts.sum() if counts.sum() > 0 else np.nan for counts in decided])
        return pooled, np.array([s.min() for s in known]), np.array([s.max() for s in known])


def _value(result: Result, cell: int, key: str) -> float | None:
    if key == "agents":
        return float(result.agents[cell])
    if key in ("profiles", "types"):
        return float(np.prod(patterns.sizes(result.types[cell])))
    value = float(result.parameters[key][cell])
    return None if np.isnan(value) else value


def parameters(result: Result) -> list[str]:
    """Names of the numbers in the families of the result."""
    return [key for key, values in result.parameters.items() if values.dtype.kind == "f"]


def check(result: Result, options: Options) -> None:
    """Throws NotAResult if the user names a parameter or a group that the result does not have."""
    own = parameters(result)
    for word, known in ((options.x, [*own, *OF_TYPES]), (options.group, ["types", "pattern", "prior", *result.parameters])):
        if word is not None and word not in known:
            hint = nearest(word, known)
            if not result.parameters:
                hint += (" (a file of version 2 does not hold the parameters of its laws: genericity run goes on from it as "
                         "version 3)")
            raise NotAResult(f"{result.path}: no parameter '{word}'; {hint}")


def lines(result: Result, key: str) -> list[Line]:
    """The lines with at least two values of the parameter."""
    groups: dict[tuple[str, str, str], dict[float, list[int]]] = {}
    for cell in range(result.cells):
        x = _value(result, cell, key)
        if x is None:
            continue
        of_types = key in OF_TYPES
        # Patterns of other numbers of agents are comparable by name only: minimal with minimal.
        alike = ("" if of_types else result.types[cell], result.pattern[cell],
                 result.prior[cell] if of_types else laws.without(result, cell, key))
        cells = groups.setdefault(alike, {}).setdefault(x, [])
        # Cells alike but for something else than the seed are no replicates; the first stands for them.
        if not cells or (result.seeds is not None and result.seeds[cell] not in result.seeds[cells]):
            cells.append(cell)
    return [Line(*alike, np.array(sorted(points)), [points[x][0] for x in sorted(points)], [points[x] for x in sorted(points)])
            for alike, points in groups.items() if len(points) > 1]


def _names(result: Result, found: list[Line], group: str | None) -> list[str]:
    """What sets each line apart from the others, or its group."""
    if group:
        names = crowd.group_names(result, group)
        return [names[line.cells[0]] for line in found]
    words = result.pattern_words(34, [line.cells[0] for line in found])
    return panels.apart([(style.space_words(line.types), words[line.pattern], line.family) for line in found])[0]


def _common(result: Result, found: list[Line]) -> str:
    first = found[0]
    words = []
    if first.types and len({line.types for line in found}) == 1:
        words.append(style.type_space_words(first.types))
    for values in ({line.pattern for line in found}, {line.family for line in found}):
        if len(values) == 1:
            words.append(result.shown(next(iter(values)), style.pattern_words(next(iter(values)), 70)))
    return ",  ".join(words)


def _set_axis(axes, result: Result, key: str, values: np.ndarray) -> None:
    """Limits and ticks: at the values where they are few, else at round ones; type spaces are called by their names."""
    logarithmic = bool(values[0] > 0 and values[-1] / values[0] >= LOGARITHMIC)
    if logarithmic:
        axes.set_xscale("log")
        factor = (values[-1] / values[0]) ** 0.06
        axes.set_xlim(values[0] / factor, values[-1] * factor)
    else:
        space = 0.06 * (values[-1] - values[0])
        axes.set_xlim(values[0] - space, values[-1] + space)
    if key != "types":
        set_roomy(axes.xaxis, of_parameter(values, logarithmic), number_text)
        return
    named = {_value(result, cell, key): style.space_words(result.types[cell]).replace(" ", "") for cell in reversed(range(result.cells))}
    set_roomy(axes.xaxis, [values[::step] for step in range(1, len(values) + 1)], lambda value: named.get(value, ""))


def _draw_line(axes, result: Result, line: Line, k: int, look: dict, lines_drawn: int, axis: ShareAxis) -> None:
    share, low, high = line.shares(result, k)
    known = ~np.isnan(share)
    x = line.x[known]
    share, low, high = (axis.place(v[known]) for v in (share, low, high))
    crowded = lines_drawn > MOST_WITH_BARS or len(x) > MOST_WITH_BARS
    if lines_drawn <= MOST_SHADED:
        axes.fill_between(x, low, high, color=look["color"], alpha=0.18, linewidth=0, zorder=2)
    elif not crowded:
        axes.vlines(x, low, high, color=look["color"], linewidth=1, alpha=0.5, zorder=2)
    axes.plot(x, share, **look, linewidth=0.7 if crowded else 1.3, marker="" if crowded else "o", markersize=3.4,
              markeredgecolor="white", markeredgewidth=0.4, zorder=3, clip_on=False)


def _interval(found: list[Line]) -> str:
    """How the intervals of these lines are drawn; empty where they have no room. (What is crowded has lines alone.)"""
    if len(found) <= MOST_SHADED:
        return "Shaded"
    return "Bars" if len(found) <= MOST_WITH_BARS and any(len(line.x) <= MOST_WITH_BARS for line in found) else ""


def _figure(result: Result, key: str, found: list[Line], options: Options) -> Drawing:
    names = _names(result, found, options.group)
    looks = style.cycle(dict.fromkeys(names))
    cells = sorted({cell for line in found for cell in line.cells})
    axis = share_axis(result.share[cells], result.low[cells], options.axis)
    count = len(result.conditions)
    columns = min(count, 4)
    figure, grid = panels.grid(count, columns, {1: 4.6, 2: 3.6, 3: 3.0, 4: 2.6}[columns], 3.0)
    values = np.unique(np.concatenate([line.x for line in found]))
    named = len(looks) <= MOST_NAMED
    for k, axes in zip(range(count), grid.flat):
        look = style.look(result, k)
        _set_axis(axes, result, key, values)
        axis.apply(axes.yaxis)
        if named:
            for name, line in zip(names, found):
                _draw_line(axes, result, line, k, looks[name], len(found), axis)
        else:
            axes.add_collection(LineCollection(
                [np.column_stack([line.x, axis.place(line.shares(result, k)[0])]) for line in found],
                colors=look.color, linewidths=0.6, alpha=0.35, zorder=3))
        axes.grid(axis="y", color=style.FAINT, linewidth=0.6)
        panels.title(axes, look.short)
    panels.labels(figure, result.axis(key), result.axis("share"), axis.room())
    legend = None
    if named and list(looks) != [""]:
        points = {"marker": "o", "markersize": 3.4, "linewidth": 1.3}
        legend = panels.legend(figure, ((name, look | points) for name, look in looks.items()))
    title = f"Shares against {result.shown(key)}"
    has_replicates = any(line.has_replicates() for line in found)
    note = "Lines only guide the eye." if named else f"{style.count_words(len(found))} lines, each of cells that are alike in all else."
    if result.is_exact:
        note = f"Points are exact shares. {note}"
    elif drawn := named and _interval(found):
        what = "the range of the replicates' shares" if has_replicates else style.interval_words(result)
        note = f"{drawn}: {what}. {note}"
    if has_replicates:
        note += (" A point is the share of all priors of its replicates together; they differ in the seed alone: "
                 f"{len(set(result.seeds))} seeds.")
    note += axis.note(result, sorted({c for line in found for cells in line.replicates for c in cells}))
    common = _common(result, found)
    table = [(line.types, line.pattern, line.family, condition, float(x), int(result.cell[cell]),
              float(result.share[cell, k]), float(result.low[cell, k]), float(result.high[cell, k]))
             for line in found for k, condition in enumerate(result.conditions)
             for x, cells in zip(line.x, line.replicates) for cell in cells]
    return Drawing(f"phase_{key}", title, figure,
                   ["types", "pattern", "family", "condition", key, "cell", "share", "low", "high"], table,
                   f"{common}. {note}" if common else note, heading=Heading(title, note, common), legend=legend)


def draw(result: Result, options: Options) -> list[Drawing]:
    """A drawing for each parameter that some cells differ in and nothing else, or for the one that the user names."""
    if result.rare is not None and result.samples.sum() == 0:
        return []
    if options.x:
        found = lines(result, options.x)
        return [_figure(result, options.x, found, options)] if found else []
    return [_figure(result, key, found, options) for key in parameters(result) if (found := lines(result, key))]
