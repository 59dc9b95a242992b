"""What a result says of environments where CI fails, in sentences: which share is implementable all the same."""

import numpy as np

from genericity.plot import given_ci, panels, style
from genericity.plot.environments import law_words
from genericity.plot.result import Result
from genericity.report import numbers, tables

MOST_CELLS = 12  # type spaces, patterns and laws of priors that have a sentence each
MOST_LAWS = 4  # different shares of one kind of laws that are listed; of more the least and the greatest
LEAD = {"implementable": "Implementable all the same", "implementable_ir": "With all agents willing to take part, too",
        "implementable_cr": "With all coalitions willing to take part, too"}


class _Counts:
    """Pairs of a prior at which CI fails and an environment."""

    def __init__(self, result: Result):
        self.result, self.given = result, given_ci.of(result)

    def knows(self, c: int, k: int) -> bool:
        return not np.isnan(self.given.share[c, k])

    def pairs(self, c: int, k: int) -> tuple[int, int]:
        """Those that are implementable, and those that are not."""
        holds, fails, _ = (int(n) for n in self.result.count[c, k])
        with_ci = 0 if np.isnan(self.given.holding[c]) else int(self.given.holding[c])
        return holds - with_ci * max(self.result.environments, 1), fails

    def limits(self, c: int, k: int) -> str:
        low, high = float(self.given.low[c, k]), float(self.given.high[c, k])
        return "" if np.isnan(low) else f"{numbers.low_limit(low)} to {numbers.high_limit(high)}"

    def share(self, c: int, k: int) -> str:
        limits = self.limits(c, k)
        return numbers.share(*self.pairs(c, k)) + (f" ({limits})" if limits else "")


def _parameters(result: Result, cells: list[int]) -> str:
    """What laws of one kind are drawn with: "2, 3 and 5 outcomes", "3 outcomes and λ = 0.5"."""
    laws = [law_words(result.environment[c]).split(", ")[1:] for c in cells]
    differ = [place for place, values in enumerate(zip(*laws)) if len(set(values)) > 1]
    if len(laws) > 1 and len(differ) == 1 and len({len(law) for law in laws}) == 1:
        place = differ[0]
        values = [law[place] for law in laws]
        one = (f"{numbers.listed([value.removesuffix(' outcomes') for value in values])} outcomes" if place == 0 else
               f"{values[0].partition(' = ')[0]} = {numbers.listed([value.partition(' = ')[2] for value in values])}")
        return " and ".join([*laws[0][:place], one, *laws[0][place + 1:]])
    return numbers.listed([" and ".join(law) for law in laws])


def _of_kind(counts: _Counts, kind: str, cells: list[int], k: int) -> str:
    """ "of gaussian environments 88 % (83 % to 92 %) with 2 outcomes, …"; laws of one share together."""
    alike = panels.grouped([counts.share(c, k) for c in cells], len(cells))
    shares = {name: [cells[i] for i in places] for name, places in alike.items()}
    parts = [f"{name}{' each' if laws[1:] else ''} with {_parameters(counts.result, laws)}" for name, laws in shares.items()]
    if len(parts) <= MOST_LAWS:
        return f"of {kind} environments {numbers.listed(parts)}"
    order = np.argsort([counts.given.share[laws[0], k] for laws in shares.values()], kind="stable")
    return f"of {kind} environments from {parts[order[0]]} to {parts[order[-1]]}"


def _name(result: Result, c: int) -> str:
    return ", ".join(filter(None, (style.pattern_words(result.pattern[c], 60), style.space_words(result.types[c]),
                                   result.prior_alone(c), result.seed_words(c))))


def _law(result: Result, c: int) -> str:
    """ "gaussian environments with 2 outcomes"."""
    return f"{result.environment[c].partition('(')[0]} environments with {_parameters(result, [c])}"


def _of_ci(result: Result, c: int) -> str:
    """How often CI failed at a cell's priors."""
    holds, fails = (int(n) for n in result.count[c, result.conditions.index("ci"), :2])
    looked = "that were looked at" if result.gone_through[c] else "that were drawn"
    if holds:
        return f"CI failed at {style.count_words(fails)} of {numbers.count(holds + fails, 'prior')} {looked}"
    proved = result.theorems.share[c, result.conditions.index("ci")] == 0
    of_all = "the one prior that was drawn" if fails == 1 else f"all {style.count_words(fails)} priors {looked}"
    return f"CI failed at {of_all}{', as it does at every prior' if proved else ''}"


def _of_cell(counts: _Counts, cells: list[int]) -> str:
    """What is said of one type space, pattern and law of priors: `cells` are its laws of environments."""
    result = counts.result
    said = [f"{_name(result, cells[0])}: {_of_ci(result, cells[0])}."]
    for k in given_ci.drawn(result):
        known = [c for c in cells if counts.knows(c, k)]
        if known and result.conditions[k] != given_ci.FOLLOWS:
            ends = [f(known, key=lambda c, k=k: counts.given.share[c, k]) for f in (min, max)]
            said.append(f"{LEAD[result.conditions[k]]}, " + " to ".join(
                f"{counts.share(c, k)} of {_law(result, c)}" for c in dict.fromkeys(ends)) + ".")
            continue
        kinds = panels.grouped([result.environment[c].partition("(")[0] for c in known], len(known))
        parts = [_of_kind(counts, kind, [known[i] for i in places], k) for kind, places in kinds.items()]
        if parts:
            said.append(f"{LEAD[result.conditions[k]]}: {'; '.join(parts)}.")
        if len(known) < len(cells) and result.conditions[k] == given_ci.FOLLOWS:
            missing = numbers.count(len(cells) - len(known), "law")
            said.append(f"Of {missing} of environments it is not known, since some verdicts are missing.")
    return " ".join(said)


def _groups(counts: _Counts) -> list[list[int]]:
    """Cells alike but for their law of environments, where CI failed at some priors."""
    result = counts.result
    failing = [c for c in range(result.cells) if result.count[c, result.conditions.index("ci"), 1] > 0]
    alike = panels.grouped([(result.types[c], result.pattern[c], result.prior_alone(c), result.seed_words(c))
                            for c in failing], len(failing))
    return [[failing[i] for i in places] for places in alike.values()]


def _assumed(counts: _Counts) -> str:
    """What the limits are, and what they assume."""
    result = counts.result
    drawn = "environments" if result.gone_through.all() else "priors and environments"
    text = (f"In brackets: limits with {style.percent_words(result.confidence)} confidence, for each share by itself. "
            f"They assume that {drawn} are drawn by the laws that are named, and say nothing of other laws.")
    if result.clustered.any() and not result.gone_through.all():
        text += " Environments of one prior depend on each other, and the limits allow for that."
    if counts.given.from_sequence.any():
        text += (" Where CI held at some priors they are those of a confidence sequence, in which a prior counts as "
                 "one sample that holds in part.")
    return text


def _most(counts: _Counts, cells: list[int]) -> list[str]:
    """Where the fewest are implementable."""
    result = counts.result
    if given_ci.FOLLOWS not in result.conditions:
        return []
    k = result.conditions.index(given_ci.FOLLOWS)
    known = [c for c in cells if counts.knows(c, k)]
    if len(known) < 2:
        return []
    c = min(known, key=lambda cell: counts.given.share[cell, k])
    if counts.pairs(c, k)[1] == 0:
        return [f"No pair failed in any of the {numbers.count(len(known), 'cell')}."]
    without = sum(counts.pairs(cell, k)[1] == 0 for cell in known)
    of_cells = f"{style.count_words(without) if without else 'none'} of {numbers.count(len(known), 'cell')}"
    return [f"Fewest were implementable with {_name(result, c)} and {_law(result, c)}: "
            f"{counts.share(c, k)}. In {of_cells} no pair failed."]


def _at_most(amount: float) -> str:
    return "more than any amount looked at" if np.isinf(amount) else f"at most {amount:.2g}"


def _paid_in(result: Result) -> list[str]:
    """What somebody would have to pay in where balanced transfers do not do, of all cells together."""
    said = []
    for k in given_ci.drawn(result) if result.subsidies else []:
        half, most = (result.subsidies.enough(k, part) for part in (0.5, 0.9))
        fails, none = int(result.count[:, k, 1].sum()), int(result.subsidies.none[:, k].sum())
        unknown = fails - none - int(result.subsidies.count[:, k].sum())
        if np.isnan(half):
            continue
        rest = [f"for {numbers.count(none, 'pair')} no amount is enough"] if none else []
        rest += [f"of {numbers.count(unknown, 'pair')} it is not known"] if unknown else []
        said.append(f"{result.labels[k][0].upper()}{result.labels[k][1:]}: of the {numbers.count(fails, 'pair')} that fail, "
                    f"in all cells, half need {_at_most(half)}, nine tenths {_at_most(most)}"
                    f"{'; ' + numbers.listed(rest) if rest else ''}.")
    if said:
        said.insert(0, "Where balanced transfers fail, somebody who takes nothing out may pay in, at the worst profile of types this "
                       "many times the most that an outcome matters to an agent.")
    return [" ".join(said)] if said else []


def sentences(result: Result) -> list[str]:
    """How much it bites that CI fails; nothing of results that do not tell."""
    if not given_ci.drawn(result) or "ci" not in result.conditions or not any(result.environment):
        return []
    counts = _Counts(result)
    groups = _groups(counts)
    if not groups:
        return []
    more = len(groups) - MOST_CELLS
    rest = [f"The table has the others: {numbers.count(more, 'pattern')} more."] if more > 0 else []
    return ["CI asks that every environment be implementable, whatever the utilities are. Where it fails some are not; "
            "how many are all the same is counted here, among pairs of a prior at which CI failed and an environment.",
            _assumed(counts), *_most(counts, [c for cells in groups for c in cells]),
            *(_of_cell(counts, cells) for cells in groups[:MOST_CELLS]), *rest, *_paid_in(result)]


def table(result: Result) -> str:
    """A row for each cell and condition on environments of which the share where CI fails is known."""
    counts = _Counts(result)
    columns = [*tables.FACTS, "implementable where CI fails", "limits", "pairs", "cell"]
    made = tables.Table("environments-cells", columns)
    for c, k in np.argwhere(~np.isnan(counts.given.share)):
        holds, fails = counts.pairs(c, k)
        low, high = float(counts.given.low[c, k]), float(counts.given.high[c, k])
        made.add(*tables.facts(result, c, k), (numbers.share(holds, fails), float(counts.given.share[c, k])),
                 ("none", np.nan) if np.isnan(low) else tables.limits(low, high), tables.number(holds + fails),
                 tables.number(int(result.cell[c])))
    return made.html()
