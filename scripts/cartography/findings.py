"""What the atlas found, in sentences whose numbers come from the data, each with its status."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from cartography import hunt
from cartography.entries import AGAIN, FIVE, LAWS, NEAR, SMALL, TWO_CLASSES, UNIFORM, Atlas, Entry
from cartography.words import limits, number, percent, plural, small, text
from genericity.plot import style
from genericity.report.words import listed

PROVED = "proved"
CERTIFIED = "certified in each draw"
OBSERVED = "observed"
STATUS = {
    PROVED: "with a certificate that `genericity classify --check` accepts; where it is said, up to a chance below 2^-40 that an "
            "identity, which was tested at random, is wrong",
    CERTIFIED: "every verdict behind the count has a proof; what the count says of other priors is statistics",
    OBSERVED: "seen in the data; no theorem",
}


@dataclass(frozen=True)
class Finding:
    heading: str
    status: str
    sentences: list[str]


def _draws(entries: list[Entry], laws=None) -> int:
    return sum(count.total for entry in entries for law, count in entry.counts.items() if laws is None or law in laws)


def _fails(entries: list[Entry]) -> int:
    return sum(count.fails for entry in entries for count in entry.counts.values())


def _undecided(entries: list[Entry]) -> int:
    return sum(count.undecided for entry in entries for count in entry.counts.values())


def _certified(entries: list[Entry]) -> str:
    """That all verdicts have proofs, or how many."""
    total, certified = _draws(entries), sum(count.certified for entry in entries for count in entry.counts.values())
    return "every verdict with its proof" if total == certified else f"{number(certified)} of the verdicts with a proof"


def _few_agents(atlas: Atlas) -> Finding:
    entries = atlas.with_agents(3) + atlas.with_agents(4)
    spaces = len({entry.types for entry in entries})
    four = sum(entry.types == (2, 2, 2, 2) for entry in entries)
    sentences = [
        f"Three agents have one pattern without complementary coalitions, that of the singletons; four have {four}, up to their "
        "names. For each of them CI holds at almost every prior, whatever the numbers of types from two on (condition (L)), with "
        "transfers in closed form. With complementary coalitions it fails at every prior. So for up to four agents nothing lies "
        "between.",
        f"As a check, {plural(len(entries), 'pattern')} on {plural(spaces, 'type space')} with two to four types: "
        f"{number(_draws(entries))} verdicts under {listed([LAWS[law][1] for law in entries[0].counts])}, "
        f"{number(_fails(entries))} of them failures, {number(_undecided(entries))} undecided, {_certified(entries)}."]
    return Finding("Three and four agents", PROVED, sentences)


def _five_agents(atlas: Atlas) -> Finding:
    entries = atlas.five
    smallest = min((entry for entry in entries if entry.verdict == "never"), key=lambda entry: len(entry.pattern))
    safe = min(len(entry.pattern) for entry in entries if not entry.has_scores) - 1
    labelled = Counter()
    classes = Counter()
    for entry in entries:
        key = (entry.verdict, entry.has_scores, entry.certain)
        classes[key] += 1
        labelled[key] += entry.labelled

    def of(verdict: str, scores: bool = False, certain: bool = True) -> str:
        key = verdict, scores, certain
        return f"{number(classes[key])} ({number(labelled[key])} with names)"

    sentences = [
        f"Five agents with two types have {number(len(entries))} patterns without complementary coalitions, up to their names "
        f"({number(sum(labelled.values()))} with them). CI fails at every prior for {of('never')}, by condition (G). It holds at "
        f"almost every prior, whatever the numbers of types, for {of('almost_always', True)}, by condition (L). For these "
        f"numbers of types it holds at almost every prior for {of('almost_always')} more, and for "
        f"{of('almost_always', False, False)} up to a chance below 2^-40 that a tested identity is wrong. For {of('between')} "
        "it holds on a set of priors of positive measure and fails on another: call these *between*. "
        f"{of('open')} are open: it holds on a set of positive measure, and whether it also fails on one is not known.",
        f"With at most {safe} coalitions (besides the singletons) CI holds at almost every prior, whatever the numbers of types. The "
        f"smallest pattern that always fails has {len(smallest.pattern)}: {text(smallest)}."]
    return Finding("Five agents: the whole map", PROVED, sentences)


def _smallest(entries: list[Entry], law: str) -> str:
    """The first of entries that are sorted by their counts under a law, or of equal ones the one with the fewest coalitions."""
    equal = [entry for entry in entries if entry.counts[law] == entries[0].counts[law]]
    first = min(equal, key=lambda entry: (len(entry.pattern), entry.text))
    more = f" (and {plural(len(equal) - 1, 'larger one')} with the same counts)" if len(equal) > 1 else ""
    return f"{text(first)}{more}"


def _between(atlas: Atlas) -> Finding:
    entries = sorted((entry for entry in atlas.five if entry.verdict == "between"), key=lambda entry: entry.counts[UNIFORM].share)
    least, total = entries[0].counts[UNIFORM], entries[0].counts[UNIFORM].total
    median = entries[len(entries) // 2].counts[UNIFORM]
    seen = sum(entry.counts[UNIFORM].fails > 0 for entry in entries)
    above = sum(entry.counts[UNIFORM].share > 0.99 for entry in entries)
    sentences = [
        f"Of the {len(entries)} patterns between, {seen} failed in some of {number(total)} draws of Dirichlet(1), the uniform law, "
        f"and {len(entries) - seen} in none: for these a failure was found otherwise, under other laws or by following the margin "
        f"downhill. The share of CI is least for {_smallest(entries, UNIFORM)}: {number(least.holds)} of {number(total)} "
        f"({limits(least)} at {style.percent_words(atlas.confidence)}). The median share is {100 * median.share:.2f} %, and "
        f"{above} have more than 99 %."]
    return Finding("How often CI holds where neither side is null", CERTIFIED, sentences)


def _laws(atlas: Atlas) -> Finding:
    entries = [entry for entry in atlas.five if entry.verdict == "between"]
    sentences = []
    for law, (_, name) in LAWS.items():
        if law in (UNIFORM, TWO_CLASSES) or law not in entries[0].counts:
            continue
        lower = sum(entry.counts[law].high < entry.counts[UNIFORM].low for entry in entries)
        higher = sum(entry.counts[law].low > entry.counts[UNIFORM].high for entry in entries)
        far = max(entries, key=lambda entry: (abs(entry.counts[law].share - entry.counts[UNIFORM].share), -len(entry.pattern)))
        sentences.append(
            f"Under {name} {lower or 'none'} of {len(entries)} patterns had a lower share than under Dirichlet(1), and {higher or 'none'} a "
            f"higher one, with limits that do not meet; the largest difference has {text(far)}: {percent(far.counts[law])} against "
            f"{percent(far.counts[UNIFORM])}.")
    sentences.append("Among the Dirichlet laws CI holds the less often, the closer priors are to the uniform one. Nearly independent types, 0.9 of "
                     "a prior with independent types and 0.1 of a draw of Dirichlet(1), go the other way; why, is not known."
                     if all(sum(entry.counts[law].share for entry in entries) > sum(entry.counts[UNIFORM].share for entry in entries)
                            for law in ("dirichlet(alpha=0.5)", NEAR)) and
                     sum(entry.counts["dirichlet(alpha=30)"].share for entry in entries) <
                     sum(entry.counts[UNIFORM].share for entry in entries) else
                     "Nearly independent types are 0.9 of a prior with independent types and 0.1 of a draw of Dirichlet(1).")
    return Finding("The law of the priors matters", CERTIFIED, sentences)


def _mixtures(atlas: Atlas) -> Finding:
    entries = [entry for entry in atlas.five if entry.verdict != "never"]
    counts = [entry.counts[TWO_CLASSES] for entry in entries]
    failures = sum(count.fails for count in counts)
    sentences = [
        f"Under mixtures of two laws with independent types CI held in all of {number(counts[0].total)} draws for every pattern "
        "that does not fail at every prior" if failures == 0 else
        f"Under mixtures of two laws with independent types CI failed in {number(failures)} of "
        f"{number(sum(count.total for count in counts))} verdicts on patterns that do not fail at every prior"]
    sentences[0] += (". Such mixtures are a null set of priors, about which a theorem on almost every prior says nothing. And their "
                     "weights are rounded to doubles, so that each verdict is one about a prior within about 1e-16 of a mixture: where CI "
                     "holds by the rounding alone, its margin is tiny. For six agents there are patterns without (G) that failed at "
                     "every such draw ([core/README.md](../../core/README.md#proved-observed-conjectured)).")
    return Finding("Mixtures of two independent laws", OBSERVED, sentences)


def _margins(atlas: Atlas) -> Finding:
    entries = [entry for entry in atlas.five if UNIFORM in entry.least_margins]
    always = [entry for entry in entries if entry.has_scores]
    least = min(always, key=lambda entry: entry.least_margins[UNIFORM])
    singletons = next(entry for entry in entries if not entry.pattern)
    sentences = [
        "The margin t* of a prior is by how much every lie of a coalition loses at least under the best transfers within ±1; its "
        f"inverse says how large transfers must be. In {plural(atlas.margin_draws, 'draw')} of Dirichlet(1) the least t* was "
        f"{small(singletons.least_margins[UNIFORM])} for the singletons alone and {small(least.least_margins[UNIFORM])} for "
        f"{text(least)}, the least of all patterns with condition (L): almost every prior is fine, and some need transfers "
        f"{number(int(float(f'{1 / least.least_margins[UNIFORM]:.1g}')))} times the gains that they deter."]
    return Finding("Holding at almost every prior is not holding by much", CERTIFIED, sentences)


def _cbdp(atlas: Atlas) -> Finding:
    holds = fails = undecided = 0
    for study in (SMALL, FIVE):
        result = atlas.results[study]
        k = result.conditions.index("cbdp")
        holds, fails, undecided = (total + int(result.count[:, k, verdict].sum())
                                   for verdict, total in enumerate((holds, fails, undecided)))
    sentences = [f"That CBDP, what ambiguous mechanisms need, fails on a null set only is proved for every pattern here. It was decided "
                 f"{number(holds + fails + undecided)} times in these studies: it held {number(holds)} times, failed "
                 f"{number(fails)} times, and was undecided {number(undecided)} times."]
    return Finding("CBDP", CERTIFIED, sentences)


def _uncertain(entries: list[Entry]) -> str:
    """How many of the verdicts are proved but for a small chance."""
    count = sum(not entry.certain for entry in entries)
    return f" ({number(count)} of these verdicts up to a chance below 2^-40.)" if count else ""


def _third_type(atlas: Atlas) -> Finding:
    caught = hunt.catches(atlas)
    unsettled = [catch for catch in caught if catch.entry.verdict != "between"]
    groups = {verdict: [catch for catch in unsettled if catch.entry.verdict == verdict] for verdict in ("almost_always", "open")}
    failing = {verdict: [catch for catch in group if catch.verdicts["between"]] for verdict, group in groups.items()}
    still = sum(sum(catch.verdicts.values()) == catch.verdicts["almost_always"] for catch in unsettled)
    minimal = sum(catch.met and catch.entry.minimal_without_scores for catch in unsettled)
    everywhere = min(failing["almost_always"] + failing["open"], key=lambda catch: (len(catch.entry.pattern), catch.entry.text))
    complete = [catch for catch in failing["almost_always"] if catch.entry.maximal]
    sentences = [
        f"With two types each, {len(unsettled)} patterns without condition (L) are not known to fail on a set of positive measure: "
        f"{len(groups['almost_always'])} hold at almost every prior and {len(groups['open'])} are open. Give one agent a third type, "
        f"in each position: then {len(failing['almost_always'])} of the {len(groups['almost_always'])} and {len(failing['open'])} of "
        f"the {len(groups['open'])} fail on a set of positive measure with that agent in some position, and {still} hold at almost "
        f"every prior in all positions. The smallest that fails is {text(everywhere.entry)}."
        f"{_uncertain([entry for entry in atlas.entries if entry.types == hunt.THREE_TYPES])}"]
    if complete:
        sentences.append(
            f"Among those that fail is {listed([text(catch.entry) for catch in complete])}: that it holds at almost every prior with "
            "two types each depends on there being two.")
    sentences.append(
        f"{minimal} of the {sum(catch.entry.minimal_without_scores for catch in unsettled)} minimal ones among them are now known to "
        "fail so. It agrees with the conjecture that without condition (L) CI fails on a set of positive measure once some agent has "
        "enough types.")
    return Finding("A third type for one agent", PROVED, sentences)


def _hunt(atlas: Atlas) -> Finding:
    caught = [catch for catch in hunt.catches(atlas) if sum(catch.draws.values())]
    others = [catch for catch in caught if catch.entry.verdict != "between"]
    between = [catch for catch in caught if catch.entry.verdict == "between"]
    draws = sum(sum(catch.draws.values()) for catch in others)
    failures = sum(sum(catch.fails.values()) for catch in others)
    sentences = [
        f"{sum(entry.minimal_without_scores for entry in atlas.five)} patterns are minimal among those without condition (L): without "
        f"any one of their coalitions they have it. One always fails, {len(between)} are between with two types each, and of "
        f"{len(others)} no failure is known there. With many types for one agent, in each position, "
        f"{listed([style.space_words(types) for types in hunt.spaces(atlas)])}, and laws close to the uniform prior, "
        f"{listed(list(dict.fromkeys(atlas.hunt.prior)))}, CI "
        f"failed in {number(failures)} of {number(draws)} draws for these {len(others)}, and for the {len(between)} in "
        f"{number(sum(sum(catch.fails.values()) for catch in between))} of {number(sum(sum(catch.draws.values()) for catch in between))}. "
        f"Failures of these {len(others)} are rare: following the margin downhill, as the classification does, finds what draws miss."]
    return Finding("Drawing priors with many types for one agent", CERTIFIED, sentences)


def _six(atlas: Atlas) -> Finding:
    entries = atlas.with_agents(6)
    scores = sum(entry.has_scores for entry in entries)
    counts = Counter(entry.verdict for entry in entries)
    always = [entry for entry in entries if entry.verdict == "almost_always"]
    largest = max(len(entry.pattern) for entry in entries if entry.has_scores)
    sizes = [len(entry.pattern) for entry in entries]
    sentences = [
        f"Of {len(entries)} random patterns of six agents with {min(sizes)} to {max(sizes)} coalitions {scores} have condition (L), all of them with at "
        f"most {largest} coalitions. CI fails at every prior for {counts['never']}, holds at almost every one for "
        f"{len(always)}, and lies between for {counts['between']}; {counts['open']} are open.{_uncertain(entries)}"]
    return Finding("Six agents: a sample", PROVED, sentences)


def second_seed(atlas: Atlas) -> tuple[int, int, int]:
    """Of the patterns with failures: how many there are, for how many the two seeds' shares differ by more than 1.96 standard
    errors, and for how many by more than 3.3."""
    pairs = [(entry.counts[UNIFORM], entry.again) for entry in atlas.five if entry.again is not None]
    compared = far = very_far = 0
    for first, second in pairs:
        failures, total = first.fails + second.fails, first.total + second.total
        if failures == 0:
            continue
        pooled = failures / total
        error = math.sqrt(pooled * (1 - pooled) * (1 / first.total + 1 / second.total))
        distance = abs(first.share - second.share) / error
        compared, far, very_far = compared + 1, far + (distance > 1.96), very_far + (distance > 3.3)
    return compared, far, very_far


def _seeds(atlas: Atlas) -> Finding:
    compared, far, very_far = second_seed(atlas)
    draws = int(np.max(atlas.results[AGAIN].samples))
    sentences = [
        f"The patterns of which no theorem gives the share were counted again from another seed, {number(draws)} draws. Of "
        f"{compared} with failures the two shares differ by more than 1.96 standard errors for {far}, where 5 %, about "
        f"{0.05 * compared:.0f}, are expected, and by more than 3.3 for {very_far}. All patterns see the same draws, so that these "
        "are far from independent."]
    return Finding("A second seed", OBSERVED, sentences)


def found(atlas: Atlas) -> list[Finding]:
    return [make(atlas) for make in (_few_agents, _five_agents, _between, _laws, _mixtures, _margins, _cbdp, _third_type, _hunt, _six,
                                     _seeds)]
