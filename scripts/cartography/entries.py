"""The entries of the atlas: what is proved and what was counted of each class of coalition patterns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cartography import claims
from genericity.plot import patterns
from genericity.plot.result import Result, read_result

UNIFORM = "dirichlet(alpha=1)"
NEAR = "near(base=independent(alpha=1),epsilon=0.1)"
TWO_CLASSES = "latent_class(classes=2,alpha=1)"
# The laws of the studies, by the names that results give them: the key of columns and the words of people.
LAWS = {
    UNIFORM: ("dirichlet_1", "Dirichlet(1)"),
    "dirichlet(alpha=0.5)": ("dirichlet_0.5", "Dirichlet(0.5)"),
    "dirichlet(alpha=30)": ("dirichlet_30", "Dirichlet(30)"),
    TWO_CLASSES: ("latent_class_2", "mixtures of two independent laws"),
    NEAR: ("near_independent_0.1", "nearly independent types"),
}
FIVE_AGENTS = (2, 2, 2, 2, 2)
SMALL, FIVE, SIX = "small", "five", "six"  # studies that give the counts
BETWEEN, AGAIN, MARGINS, HUNT = "five_between", "five_again", "five_margins", "hunt"
STUDIES = (FIVE, BETWEEN, SMALL, SIX, HUNT, AGAIN, MARGINS)


@dataclass(frozen=True)
class Count:
    """How many priors of one law satisfied CI, with the limits of the share at the study's confidence."""

    holds: int
    fails: int
    undecided: int
    certified: int
    low: float
    high: float

    @property
    def total(self) -> int:
        return self.holds + self.fails + self.undecided

    @property
    def share(self) -> float:
        return self.holds / (self.holds + self.fails)


@dataclass
class Entry:
    """One class of patterns on one type space, up to relabelling agents with equally many types."""

    types: tuple[int, ...]
    pattern: patterns.Pattern
    document: dict  # of classify --json
    counts: dict[str, Count] = field(default_factory=dict)  # by law
    again: Count | None = None  # under UNIFORM, from another seed
    least_margins: dict[str, float] = field(default_factory=dict)  # by law: the least t* of the draws where CI held
    maximal: bool = False  # no coalition can be added without making two complementary
    minimal_without_scores: bool = False  # condition (L) fails, and holds for every smaller pattern

    @property
    def agents(self) -> int:
        return len(self.types)

    @property
    def text(self) -> str:
        return self.document["pattern"]

    @property
    def verdict(self) -> str:
        return self.document["verdict"]

    @property
    def proof(self) -> str:
        return self.document["proof"] or ""

    @property
    def certain(self) -> bool:
        return self.document["chance"] == 0

    @property
    def has_scores(self) -> bool:
        """Whether condition (L) holds."""
        return self.document["verdict"] == "almost_always" and self.document["all_type_counts"]

    def size(self, members: int) -> int:
        """How many coalitions have so many members."""
        return sum(s.bit_count() == members for s in self.pattern)

    @property
    def labelled(self) -> int:
        """How many patterns the class has."""
        return patterns.class_size(self.pattern, self.types)


@dataclass
class Atlas:
    entries: list[Entry]  # of all type spaces, in the order of the certificates
    results: dict[str, Result]  # by study

    @property
    def five(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.types == FIVE_AGENTS]

    def with_agents(self, agents: int) -> list[Entry]:
        return [entry for entry in self.entries if entry.agents == agents]

    @property
    def hunt(self) -> Result:
        return self.results[HUNT]

    @property
    def confidence(self) -> float:
        return self.results[FIVE].confidence

    @property
    def margin_draws(self) -> int:
        """How many priors a law the study of margins looked at."""
        return int(self.results[MARGINS].samples.max())


def _key(types: tuple[int, ...], pattern: patterns.Pattern) -> tuple:
    return types, patterns.canonical(pattern, types)


def _rows(result: Result, by_key: dict[tuple, Entry]) -> Iterable[tuple[Entry, int]]:
    """The entry of each cell. KeyError where the atlas has none."""
    for cell in range(result.cells):
        types = patterns.sizes(result.types[cell])
        yield by_key[_key(types, patterns.parse(result.pattern[cell], len(types)))], cell


def _count(result: Result, cell: int) -> Count:
    return Count(*map(int, result.count[cell, 0]), int(result.certified[cell, 0]), float(result.low[cell, 0]),
                 float(result.high[cell, 0]))


def _mark_extremes(entries: list[Entry]) -> None:
    types = entries[0].types
    found = [entry.pattern for entry in entries]
    maximal = set(patterns.maximal(found, types))
    without = [entry.pattern for entry in entries if not entry.has_scores]
    for entry in entries:
        entry.maximal = entry.pattern in maximal
        entry.minimal_without_scores = not entry.has_scores and not any(
            other != entry.pattern and patterns.included(other, entry.pattern, types) for other in without)


def _entries(documents: list[dict]) -> list[Entry]:
    return [Entry(tuple(document["types"]), patterns.parse(document["pattern"], len(document["types"])), document)
            for document in documents]


def of_five_agents(documents: list[dict]) -> list[Entry]:
    """The entries of five agents with two types, without counts."""
    five = _entries([document for document in documents if tuple(document["types"]) == FIVE_AGENTS])
    _mark_extremes(five)
    return five


def read(folder: Path) -> Atlas:
    """The atlas whose results and certificates are in this folder."""
    entries = _entries(claims.read(folder / claims.NAME))
    by_key = {_key(entry.types, entry.pattern): entry for entry in entries}
    results = {study: read_result(folder / f"{study}.h5", None, []) for study in STUDIES}
    for study in (SMALL, FIVE, SIX, BETWEEN):  # the last has the most draws
        for entry, cell in _rows(results[study], by_key):
            entry.counts[results[study].prior[cell]] = _count(results[study], cell)
    for entry, cell in _rows(results[AGAIN], by_key):
        entry.again = _count(results[AGAIN], cell)
    for entry, cell in _rows(results[MARGINS], by_key):
        if not np.isnan(least := results[MARGINS].margins.least[cell, 0, 0]):
            entry.least_margins[results[MARGINS].prior[cell]] = float(least)
    atlas = Atlas(entries, results)
    _mark_extremes(atlas.five)
    return atlas
