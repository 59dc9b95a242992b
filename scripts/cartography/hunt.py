"""The hunt for failures with one agent of many types: which patterns it looks at, and what it met."""

from dataclasses import dataclass

from cartography.entries import Atlas, Entry
from plotting import patterns

MANY = (8, 2, 2, 2, 2)  # any number of types but two for the first agent


def text_of(pattern) -> str:
    """Coalitions in the program's order: small ones first, then by their members."""
    ordered = sorted(pattern, key=lambda s: (s.bit_count(), patterns.members(s)))
    return ",".join("{" + ",".join(str(agent + 1) for agent in patterns.members(s)) + "}" for s in ordered)


def _with_first(pattern: patterns.Pattern, agent: int) -> patterns.Pattern:
    """The pattern with this agent and the first one exchanged."""
    def exchanged(coalition: int) -> int:
        rest = coalition & ~(1 | 1 << agent)
        return rest | (coalition >> agent & 1) | (coalition & 1) << agent

    return frozenset(map(exchanged, pattern))


def forms(pattern: patterns.Pattern) -> list[tuple[int, ...]]:
    """The pattern with each of its agents as the first, up to relabelling the others."""
    return sorted({patterns.canonical(_with_first(pattern, agent), MANY) for agent in range(len(MANY))})


def hunted(five: list[Entry]) -> list[Entry]:
    """The minimal patterns without condition (L), apart from what fails at every prior anyway."""
    return [entry for entry in five if entry.minimal_without_scores and entry.verdict != "never"]


def patterns_to_hunt(five: list[Entry]) -> list[str]:
    return [text_of(form) for entry in hunted(five) for form in forms(entry.pattern)]


@dataclass
class Catch:
    """What the hunt met of one class of patterns."""

    entry: Entry
    fails: dict[str, int]  # by type space: in how many draws CI failed
    draws: dict[str, int]  # by type space: of how many draws, all forms and laws together

    @property
    def met(self) -> bool:
        """Whether a failure is known: with two types each by a proof, or from the hunt."""
        return self.entry.verdict == "between" or any(self.fails.values())


def catches(atlas: Atlas) -> list[Catch]:
    place = {form: entry.text for entry in hunted(atlas.five) for form in forms(entry.pattern)}
    spaces = list(dict.fromkeys(atlas.hunt.types))
    found = {entry.text: Catch(entry, dict.fromkeys(spaces, 0), dict.fromkeys(spaces, 0)) for entry in hunted(atlas.five)}
    for cell in range(atlas.hunt.cells):
        types = atlas.hunt.types[cell]
        catch = found[place[patterns.canonical(patterns.parse(atlas.hunt.pattern[cell], len(MANY)), MANY)]]
        catch.fails[types] += int(atlas.hunt.count[cell, 0, 1])
        catch.draws[types] += int(atlas.hunt.samples[cell, 0])
    return list(found.values())
