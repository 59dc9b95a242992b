"""The hunt for failures with agents of many types: which patterns it looks at, and what it met."""

import itertools
from dataclasses import dataclass

from cartography.entries import HUNTS, Atlas, Entry
from plotting import patterns

def text_of(pattern) -> str:
    """Coalitions in the program's order: small ones first, then by their members."""
    ordered = sorted(pattern, key=lambda s: (s.bit_count(), patterns.members(s)))
    return ",".join("{" + ",".join(str(agent + 1) for agent in patterns.members(s)) + "}" for s in ordered)


def forms(pattern: patterns.Pattern, types: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The pattern with its agents in every order, each once up to relabelling agents with equally many types."""
    agents = range(len(types))
    return {patterns.canonical(frozenset(sum(1 << places[agent] for agent in patterns.members(coalition)) for coalition in pattern), types)
            for places in itertools.permutations(agents)}


def hunted(five: list[Entry], is_open: bool = False) -> list[Entry]:
    """The minimal patterns without condition (L), apart from what fails at every prior anyway; of these all or, with `is_open`,
    those of which no failure is known with two types each."""
    return [entry for entry in five if entry.minimal_without_scores and entry.verdict != "never"
            and not (is_open and entry.verdict == "between")]


def patterns_to_hunt(five: list[Entry], types: tuple[int, ...], is_open: bool) -> list[str]:
    """What a study of these types is to look at."""
    return [text_of(form) for entry in hunted(five, is_open) for form in sorted(forms(entry.pattern, types))]


@dataclass
class Catch:
    """What the hunt met of one class of patterns."""

    entry: Entry
    fails: dict[str, int]  # by type space: in how many draws CI failed
    draws: dict[str, int]  # by type space: of how many draws, all forms and laws together

    @property
    def met(self) -> bool:
        """Whether the hunt met a failure."""
        return any(self.fails.values())


def spaces(atlas: Atlas) -> list[str]:
    """The type spaces of the hunt."""
    return list(dict.fromkeys(types for study in HUNTS for types in atlas.results[study].types))


def catches(atlas: Atlas) -> list[Catch]:
    found = {entry.text: Catch(entry, dict.fromkeys(spaces(atlas), 0), dict.fromkeys(spaces(atlas), 0))
             for entry in hunted(atlas.five)}
    places: dict[tuple, str] = {}
    for types in map(patterns.sizes, spaces(atlas)):
        places |= {(types, form): entry.text for entry in hunted(atlas.five) for form in forms(entry.pattern, types)}
    for result in (atlas.results[study] for study in HUNTS):
        for cell, words in enumerate(result.types):
            types = patterns.sizes(words)
            form = patterns.canonical(patterns.parse(result.pattern[cell], len(types)), types)
            catch = found[places[types, form]]
            catch.fails[words] += int(result.count[cell, 0, 1])
            catch.draws[words] += int(result.samples[cell, 0])
    return list(found.values())
