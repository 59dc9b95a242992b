"""The hunt for failures where one agent has more types than the others: which patterns it looks at, and what it met."""

import itertools
from collections import Counter
from dataclasses import dataclass

from cartography.entries import Atlas, Entry
from genericity.plot import patterns

THREE_TYPES = (3, 2, 2, 2, 2)  # and any other number in the first place has the same relabellings

def forms(pattern: patterns.Pattern, types: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The pattern with its agents in every order, each once up to relabelling agents with equally many types."""
    agents = range(len(types))
    return {patterns.canonical(frozenset(sum(1 << places[agent] for agent in patterns.members(coalition)) for coalition in pattern), types)
            for places in itertools.permutations(agents)}


def unsettled(five: list[Entry]) -> list[Entry]:
    """The patterns without condition (L) of which no failure is known with two types each."""
    return [entry for entry in five if not entry.has_scores and entry.verdict in ("almost_always", "open")]


def drawn(five: list[Entry]) -> list[Entry]:
    """The patterns of the study: the minimal ones without condition (L), apart from what fails at every prior anyway."""
    return [entry for entry in five if entry.minimal_without_scores and entry.verdict != "never"]


def patterns_to_draw(five: list[Entry]) -> list[str]:
    """What the study is to look at."""
    return [patterns.text(form) for entry in drawn(five) for form in sorted(forms(entry.pattern, THREE_TYPES))]


def documents_to_keep(five: list[Entry], documents: list[dict]) -> list[dict]:
    """Of the classifications of all patterns on THREE_TYPES those of unsettled patterns."""
    wanted = {form for entry in unsettled(five) for form in forms(entry.pattern, THREE_TYPES)}
    return [document for document in documents
            if patterns.canonical(patterns.parse(document["pattern"], len(THREE_TYPES)), THREE_TYPES) in wanted]


def to_look_at_again(documents: list[dict]) -> list[str]:
    """Of these the open ones whose class has no failure yet in any position: they are worth a longer look."""
    def type_of(document: dict) -> tuple:
        return patterns.canonical(patterns.parse(document["pattern"], len(THREE_TYPES)), (2,) * len(THREE_TYPES))

    failing = {type_of(document) for document in documents if document["verdict"] == "between"}
    return [document["pattern"] for document in documents if document["verdict"] == "open" and type_of(document) not in failing]


@dataclass
class Catch:
    """What the hunt met of one class of patterns."""

    entry: Entry
    verdicts: Counter  # with a third type for one agent, over the agent's positions
    fails: dict[str, int]  # in the study, by type space: in how many draws CI failed
    draws: dict[str, int]  # of how many draws, all positions and laws together

    @property
    def met(self) -> bool:
        """Whether the hunt met a failure."""
        return self.verdicts["between"] > 0 or any(self.fails.values())


def spaces(atlas: Atlas) -> list[str]:
    """The type spaces of the study."""
    return list(dict.fromkeys(atlas.hunt.types))


def catches(atlas: Atlas) -> list[Catch]:
    """Of every class that is unsettled or drawn."""
    looked_at = unsettled(atlas.five) + [entry for entry in drawn(atlas.five) if entry.verdict == "between"]
    found = {entry.text: Catch(entry, Counter(), dict.fromkeys(spaces(atlas), 0), dict.fromkeys(spaces(atlas), 0))
             for entry in looked_at}
    places = {form: entry.text for entry in looked_at for form in forms(entry.pattern, THREE_TYPES)}
    for entry in atlas.entries:
        if entry.types == THREE_TYPES:
            found[places[patterns.canonical(entry.pattern, THREE_TYPES)]].verdicts[entry.verdict] += 1
    for cell, types in enumerate(atlas.hunt.types):
        pattern = patterns.parse(atlas.hunt.pattern[cell], len(THREE_TYPES))
        catch = found[places[patterns.canonical(pattern, THREE_TYPES)]]
        catch.fails[types] += int(atlas.hunt.count[cell, 0, 1])
        catch.draws[types] += int(atlas.hunt.samples[cell, 0])
    return list(found.values())
