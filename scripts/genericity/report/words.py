"""What a result says, in sentences. Each is true of the counts whatever they are: none of n and all of n are evidence for a
bound on the probability of the other side and never for its being 0, and an undecided sample counts on neither side.

Every function returns plain text; no share is ever written as "100 % ± 0".
"""

import math

import numpy as np

from genericity.plot import style
from genericity.plot.parts import ON_ENVIRONMENTS
from genericity.plot.result import Result
from genericity.report import kinds
from genericity.report.kinds import Kinds, claim, why
from genericity.report.numbers import count, high_limit, listed, low_limit, share, span

UNDECIDED_HEAVY = 0.05  # of a cell's samples; beyond it the share among the decided ones says little
MOST_REASONS = 3  # of what is proved, in a sentence
EXPONENTS = (" The exponent is that of the power of the margin by which the probability falls between the two least margins asked for. In "
             "theory it is the one for margins that go to 0; the two differ a little at margins above 0, which the limits do not cover.")
MOST_RARE = 12  # cells of a study of rare events that have a sentence each


def drawn(result: Result) -> str:
    """What is decided: a "prior" where all of a law are gone through, else a "sample"."""
    return "sample" if result.exact is None else "prior"


def cell_name(result: Result, cell: int) -> str:
    return f"{style.space_words(result.types[cell])}, {style.pattern_words(result.pattern[cell], 60)}, {result.prior[cell]}"


def _how_often(result: Result) -> str:
    """ "does a prior that is drawn at random satisfy CI", and what is asked of environments."""
    own, pairs = ([label for name, label in zip(result.conditions, result.labels) if (name in ON_ENVIRONMENTS) == is_pair]
                  for is_pair in (False, True))
    parts = [f"does a prior that is drawn at random satisfy {listed(own)}"] if own else []
    return ", and how often ".join(parts + ([f"is an environment that is drawn for a prior {listed(pairs)}"] if pairs else []))


def asked(result: Result) -> list[str]:
    """What the study asks, and how much of it."""
    if result.cells == 0:
        return ["The result has no cells: the study asks nothing, or nothing was chosen."]
    kinds_of = [count(len(set(result.types)), "type space"), count(len(set(result.pattern)), "coalition pattern"),
                count(len(set(map(result.prior_alone, range(result.cells)))), "law of priors", "laws of priors"),
                *([count(len(set(result.environment)), "law of environments", "laws of environments")] if any(result.environment) else [])]
    agents = span(min(result.agents), max(result.agents), "agent")
    how_often = f"How often {_how_often(result)}? The study asks this for "
    if result.rare is not None:
        return [f"How likely is it that a prior that is drawn at random comes near to failing {listed(result.labels)}? The study asks "
                f"this for {count(result.cells, 'cell')}, with {agents}, and for margins below "
                f"{listed([f'{e:g}' for e in result.rare.epsilon])}. It draws rare priors on purpose and weighs them accordingly."]
    if result.exact is not None:
        priors = "the priors of a finite law" if "mode" in result.attributes else "the given priors"
        return [f"At which part of {priors} does each of {listed(result.labels)} hold? The study goes through all of "
                f"them, for {count(result.cells, 'cell')}: {listed(kinds_of)}, with {agents}."] + (
                    [] if result.complete else ["It is not finished: not all priors were decided so far."])
    sentences = [f"{how_often}one cell: {cell_name(result, 0)}." if result.cells == 1 else
                 f"{how_often}{count(result.cells, 'cell')}, each a type space, a coalition pattern"
                 f"{', a law of priors and one of environments' if kinds_of[3:] else ' and a law of priors'}: {listed(kinds_of)}, with {agents}."]
    if result.gone_through.any():
        sentences.append(f"In {count(int(result.gone_through.sum()), 'cell')} the priors are given, not drawn: each was looked at once, "
                         "the shares of conditions on priors are exact, and whatever is said of probabilities and confidence is not said of them.")
    least, most = int(result.priors.min()), int(result.priors.max())
    sentences.append("No prior has been drawn yet." if most == 0 else
                     f"{span(least, most, 'prior')} {'was' if most == 1 else 'were'} drawn for "
                     f"{'the' if result.cells == 1 else 'each'} cell.")
    if result.shard[1] > 1:
        sentences.append(f"This file is part {result.shard[0] + 1} of {result.shard[1]} of the study, with that part's samples only.")
    if not result.complete:
        sentences.append("The study is not finished: it asks for more samples than were drawn so far.")
    if result.looks_at_data:
        sentences.append("A rule that looks at the verdicts decides when a cell has enough samples; the limits are valid under that "
                         "rule.")
    if "time" in result.stop_reason:
        sentences.append("Some cells were stopped by the time limit. The verdicts of their samples can be repeated; their number "
                         "of samples depends on the machine.")
    return sentences


def _confidence(result: Result) -> str:
    return f"with {style.percent_words(result.confidence)} confidence"


def _one_sided(result: Result, samples: int) -> str:
    """The bound for one side only, which is about 3/n at 95 %."""
    alpha = 1 - result.confidence
    bound = -math.expm1(math.log(alpha) / samples)
    about = f", about {-math.log(alpha):.2g}/n" if samples >= 20 else ""
    return f"for one side alone {high_limit(bound)}{about}"


def _is_exact(result: Result, k: int, cells: list[int]) -> bool:
    return result.exact is not None and bool(result.exact[cells, k].all())


def _bound(result: Result, k: int, cells: list[int], held: bool) -> str:
    """What none or all of n bounds, at the weakest of the cells: the other side has at most this probability."""
    limits = 1 - result.low[cells, k] if held else result.high[cells, k]
    worst = int(np.argmax(limits))
    n = int(result.samples[cells[worst], k])
    exact = int(result.undecided[cells[worst], k]) == 0 and not result.looks_at_data
    where = f"n = {style.count_words(n)}" if len(cells) == 1 else f"in the cell with the weakest bound, n = {style.count_words(n)}"
    side = "exceptions" if held else f"{_what(result, k)} that satisfy it"
    sided = f"; {_one_sided(result, n)}" if exact and not result.clustered[k] else ""
    return f"{side} have a probability of at most {high_limit(float(limits[worst]))} ({where}{sided})"


def _where(result: Result, cells: list[int]) -> str:
    if result.cells == 1:
        return ""
    if len(cells) == 1:
        return f" in the cell {cell_name(result, cells[0])}"
    part = "all" if len(cells) == result.cells else f"{style.count_words(len(cells))} of"
    return f" in {part} {count(result.cells, 'cell')}"


def _in_cells(result: Result, cells) -> str:
    """ " in 3 cells"; nothing where there is only one to be in."""
    return "" if result.cells == 1 else f" in {count(len(cells), 'cell')}"


def _where_not_drawn(result: Result, mask: np.ndarray) -> str:
    """Whether some of the mask's cells were gone through rather than drawn, among others that were."""
    return " Cells of given priors have exact shares." if (result.gone_through[:, None] & mask)[:, ~np.isin(
        result.conditions, ON_ENVIRONMENTS)].any() else ""


def _cells_of(mask: np.ndarray, k: int) -> list[int]:
    return [int(c) for c in np.flatnonzero(mask[:, k])]


def _what(result: Result, k: int) -> str:
    """What the verdicts are on."""
    return "pairs of a prior and an environment" if result.conditions[k] in ON_ENVIRONMENTS else "priors"


def _between(result: Result, k: int, cells: list[int]) -> str:
    def one(cell: int) -> str:
        holds, fails = (int(n) for n in result.count[cell, k, :2])
        if result.goes_through(k):
            return f"{share(holds, fails)} ({style.count_words(holds)} of {style.count_words(holds + fails)})"
        low, high = float(result.low[cell, k]), float(result.high[cell, k])
        return f"{share(holds, fails)} ({low_limit(low)} to {high_limit(high)})"

    order = sorted(cells, key=lambda c: (result.share[c, k], c))
    least, most = one(order[0]), one(order[-1])
    head = f"{result.labels[k]} held at some {_what(result, k)} and failed at others{_where(result, cells)}"
    if result.goes_through(k):
        whole = "all of its law" if _is_exact(result, k, cells) else "not a random part of its law, and no estimate for the whole"
        return (f"{head}, {whole}: its share is {least}." if len(cells) == 1 else
                f"{head}, each time {whole}. The shares go from {least} to {most}.")
    return (f"{head}: its share is {least}." if len(cells) == 1 else
            f"{head}. The shares go from {least}, {cell_name(result, order[0])}, to {most}, {cell_name(result, order[-1])}.")


def between(result: Result, known: Kinds) -> list[str]:
    """The shares strictly between 0 and 1, which no theorem says: what one samples for."""
    found = [k for k in range(len(result.conditions)) if known.between[:, k].any()]
    sentences = [_between(result, k, _cells_of(known.between, k)) for k in found]
    if not sentences:
        return ["There is none: nowhere did a condition hold at some of the priors and fail at others."]
    drawn_ones = [k for k in found if not result.goes_through(k)]
    if not drawn_ones:
        return sentences
    among = ", among the decided samples" if result.undecided.any() else ""
    of_what = " or ".join(dict.fromkeys(_what(result, k) for k in drawn_ones))
    return [f"In brackets: limits {_confidence(result)}, for each share by itself. A share is the part of the {of_what} that satisfy the "
            f"condition{among}.{_where_not_drawn(result, known.between)}", *sentences]


def proved(result: Result, known: Kinds) -> list[str]:
    """The shares that theorems say, and which."""
    sentences = []
    for k, label in enumerate(result.labels):
        groups: dict[str, list[int]] = {}
        for c in _cells_of(known.proved, k):
            groups.setdefault(claim(known, c, k), []).append(c)
        for said, cells in sorted(groups.items()):
            reasons = list(dict.fromkeys(filter(None, (why(result, known, c, k) for c in cells))))
            since = "since CI does: " if reasons and all(reason.startswith("since CI does: ") for reason in reasons) else ""
            more = len(reasons) - MOST_REASONS
            also = [count(more, "other reason")] if more > 0 else []
            because = f" ({since}{'; '.join([reason.removeprefix(since) for reason in reasons[:MOST_REASONS]] + also)})" if reasons else ""
            sentences.append(f"{label} {said}{_where(result, cells)}{because}.")
    return [f"These shares are proved, not counted. The {drawn(result)}s agree: none of them says otherwise.", *sentences] if sentences else []


def one_sided(result: Result, known: Kinds) -> list[str]:
    """What is counted on one side only, and proved nowhere: bounds, or what was gone through."""
    parts = [(k, held, cells) for k in range(len(result.conditions)) for held in (False, True)
             if (cells := [c for c in _cells_of(known.one_sided, k) if (result.count[c, k, 0] > 0) == held])]
    if not parts:
        return []
    through = [f"{result.labels[k]} {'held' if held else 'failed'} at every prior that was decided{_where(result, cells)}. " + (
        "Every prior of the law was decided, so this is no estimate: it is so." if _is_exact(result, k, cells) else
        "Not all priors of the law are decided, and these are not a random part of them: this says nothing of the others.")
               for k, held, cells in parts if result.goes_through(k)]
    counted = [f"{result.labels[k]} {'held' if held else 'failed'} in every decided sample{_where(result, cells)}: "
               f"{_bound(result, k, cells, held)}." for k, held, cells in parts if not result.goes_through(k)]
    return through + ([f"That all samples agree does not show that there are no exceptions; it bounds how probable they are. The bounds "
                       f"hold {_confidence(result)}, each by itself.{_where_not_drawn(result, known.one_sided)}", *counted] if counted else [])


def _undecided(result: Result, k: int, known: Kinds) -> list[str]:
    undecided, samples = result.undecided[:, k], result.samples[:, k]
    total = int(undecided.sum())
    if total == 0:
        return []
    cells = np.flatnonzero(undecided)
    sentences = [f"{count(total, 'sample')} of {style.count_words(int(samples.sum()))} {'is' if total == 1 else 'are'} undecided "
                 f"for {result.labels[k]}{',' if result.cells > 1 else ''}{_in_cells(result, cells)}."]
    heavy = [int(c) for c in cells if undecided[c] > UNDECIDED_HEAVY * samples[c] and not known.proved[c, k]]
    if heavy:
        worst = max(heavy, key=lambda c: undecided[c] / samples[c])
        part = style.share_words(int(undecided[worst]), int(samples[worst] - undecided[worst]))
        much = (f"Here that is much ({part}" if result.cells == 1 else
                f"In {count(len(heavy), 'cell')} that is much (up to {part}")
        sentences.append(f"{much} of the samples): the share among the decided ones may be far from the truth. Rely on the limits only.")
    return sentences


def unknown(result: Result, known: Kinds) -> list[str]:
    """What was not drawn or not decided."""
    sentences = []
    for k, name in enumerate(result.labels):
        none = np.flatnonzero(known.unknown[:, k] & (result.samples[:, k] == 0))
        if len(none):
            sentences.append(f"{name}: {count(len(none), 'cell')} {'has' if len(none) == 1 else 'have'} no samples yet.")
        open_cells = np.flatnonzero(known.unknown[:, k] & (result.samples[:, k] > 0))
        if len(open_cells):
            sentences.append(f"{name}: every sample is undecided{_in_cells(result, open_cells)}, so nothing is known of its share there.")
    undecided = [sentence for k in range(len(result.conditions)) for sentence in _undecided(result, k, known)]
    return sentences + (["Undecided samples are in no share; the limits allow for either verdict.", *undecided] if undecided else [])


def _proofs(result: Result) -> list[str]:
    decided = int(result.count[:, :, :2].sum())
    if result.certified is None or decided == 0:
        return []
    certified = int(result.certified.sum())
    if certified == decided:
        return [f"Each of the {style.count_words(decided)} verdicts that were reached carries a proof that was checked in exact "
                "arithmetic." if decided > 1 else "The verdict carries a proof that was checked in exact arithmetic."]
    return [f"{style.count_words(certified)} of the {count(decided, 'verdict')} that were reached "
            f"({style.share_words(certified, decided - certified)}) "
            f"{'carries a proof that was' if certified == 1 else 'carry proofs that were'} checked in exact arithmetic."]


def _together(result: Result) -> list[str]:
    if result.joint is None or result.joint.sum() == 0:
        return []
    table = result.joint.sum(axis=0)
    both, ci_alone, cbdp_alone, neither = (int(table[i]) for i in ((0, 0), (0, 1), (1, 0), (1, 1)))
    over = "Of" if result.cells == 1 else "Over all cells, of"
    places = [style.count_words(number) if number else "none" for number in (both, cbdp_alone, neither)]
    text = (f"{over} {count(int(table.sum()), drawn(result))}: CI and CBDP both held in {places[0]}, CBDP alone in {places[1]}, neither in "
            f"{places[2]}")
    if ci_alone:
        return [f"{text}, CI alone in {style.count_words(ci_alone)}. The last cannot be, since CI implies CBDP: this points to a "
                "fault in the program or the file."]
    mixed = "" if result.cells == 1 else " The counts mix the cells' laws of priors."
    return [f"{text}, and CI alone in none, as theory demands.{mixed}"]


def _estimate(value: float, low: float, high: float) -> tuple[str, str]:
    """An estimate and its limits, with as many digits as tell them apart."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return f"{value:.3g}", "without limits"
    for digits in range(3, 13):
        words = [f"{number:.{digits}g}" for number in (low, value, high)]
        if float(words[0]) < float(words[1]) < float(words[2]):
            return words[1], f"{words[0]} to {words[2]}"
    return f"{value:.6g}", "limits alike to 11 digits"


def rare(result: Result) -> list[tuple[str, list[str]]]:
    """What a study of rare events found: for each condition and cell the least ε, and the slope there."""
    events, parts = result.rare, []
    for k in range(len(result.conditions)):
        sentences = []
        for cell in range(result.cells):
            known = np.flatnonzero(events.probability[cell, k] > 0)
            if len(known) == 0:
                continue
            e = known[-1]
            value, limits = _estimate(*(float(v[cell, k, e]) for v in (events.probability, events.low, events.high)))
            text = (f"{cell_name(result, cell)}: the margin is below {events.epsilon[e]:g} with a probability of {value} ({limits})")
            steps = np.flatnonzero(np.isfinite(events.slope[cell, k]))
            if len(steps):
                value, limits = _estimate(*(float(v[cell, k, steps[-1]]) for v in (events.slope, events.slope_low, events.slope_high)))
                text += f"; its exponent is {value} ({limits})"
            if np.isfinite(events.exponent[cell, k]):
                text += f", and in theory {events.exponent[cell, k]:.4g}"
            sentences.append(f"{text}.")
        if sentences:
            more = len(sentences) - MOST_RARE
            parts.append((style.look(result, k).words, [f"In brackets: limits {_confidence(result)}.{EXPONENTS if len(events.epsilon) > 1 else ''}"] + sentences[:MOST_RARE] + (
                [f"{count(more, 'more cell')} {'is' if more == 1 else 'are'} in the figure's numbers."] if more > 0 else [])))
    return parts or [("Nothing yet", ["No estimate is finished, so nothing is known."])]


def _tails(result: Result) -> list[str]:
    tail = result.tail
    if tail is None or not (known := np.isfinite(tail.exponent) & np.isfinite(tail.theory_exponent)).any():
        return []
    inside = known & (tail.low <= tail.theory_exponent) & (tail.theory_exponent <= tail.high)
    k_of, n = int(inside.sum()), int(known.sum())
    if n == 1:
        (c, k), = np.argwhere(known)
        return [f"The least margins of {result.labels[k]} fall like a power of exponent {tail.exponent[c, k]:.3g} "
                f"({tail.low[c, k]:.3g} to {tail.high[c, k]:.3g}, {_confidence(result)}); theory says {tail.theory_exponent[c, k]:.3g}, "
                f"which is {'inside' if k_of else 'outside'} these limits."]
    by_chance = round((1 - result.confidence) * n)
    why_not = "" if k_of == n else (f" {f'By chance alone some {style.count_words(by_chance)} would not. A' if by_chance else 'A'} law of "
                                    "theory is one of small margins: where the least of a cell are not small enough its fit misses it.")
    return [f"The fall of the least margins agrees with the exponent of theory, {_confidence(result)} each, in "
            f"{'all' if k_of == n else f'{style.count_words(k_of)} of'} {style.count_words(n)} cases where both are known.{why_not}"]


def _least_margin(result: Result) -> list[str]:
    margins = result.least_margin
    if margins is None or not np.isfinite(margins).any():
        return []
    c, k = np.unravel_index(np.argmin(np.where(np.isfinite(margins), margins, np.inf)), margins.shape)
    number = ""
    if result.least_margin_sample is not None:
        number = f", sample {style.count_words(int(result.least_margin_sample[c, k]))}"
    return [f"The least margin of a prior that was met is {margins[c, k]:.3g} ({result.labels[k]}, {cell_name(result, c)}{number})."]


def _against_theorems(result: Result, known: Kinds) -> list[str]:
    """Samples that say otherwise than a theorem."""
    count_of = result.count[:, :, :2].sum(axis=2)
    rounded, wrong = (int(((known.share == share) & ~known.proved & (count_of > 0)).sum()) for share in (1, 0))
    sentences = []
    if rounded:
        sentences.append(f"Of {count(rounded, 'share')} a theorem says that {'it is' if rounded == 1 else 'they are'} 1, but some samples failed: "
                         "draws are rounded to doubles, and these may fail where almost no prior does.")
    if wrong:
        sentences.append(f"Of {count(wrong, 'share')} a theorem says that {'it is' if wrong == 1 else 'they are'} 0, but some samples held. This "
                         "cannot be: it points to a fault in the program or the file.")
    return sentences


def rest(result: Result, known: Kinds) -> list[str]:
    """What concerns all conditions."""
    return _against_theorems(result, known) + _together(result) + _proofs(result) + _tails(result) + _least_margin(result)


def found(result: Result) -> list[tuple[str, str, list[str]]]:
    """What was found, in the report's order: a part's name, its heading and sentences. Parts that have nothing to say are left out."""
    if result.cells == 0:
        return []
    if result.rare is not None:
        return [("rare", heading, sentences) for heading, sentences in rare(result)]
    if result.samples.max() == 0 and not np.isfinite(result.theorems.share).any():
        return [("nothing", "Nothing yet", ["No prior has been drawn, so nothing is known of any share."])]
    known = kinds.of(result)
    bounds = "Bounds: all samples agree, and no theorem says why" if result.exact is None else "All priors agree, and no theorem says why"
    parts = (("between", "Shares between 0 and 1", between(result, known)), ("proved", "Shares that theorems decide", proved(result, known)),
             ("bounds", bounds, one_sided(result, known)), ("unknown", "What is not known", unknown(result, known)),
             ("rest", "All conditions together", rest(result, known)))
    return [part for part in parts if part[2]]
