"""Coalition patterns as sets of bitmasks: bit i − 1 stands for agent i. Singletons and the grand coalition never count here,
since every pattern has the ones and the other never binds."""

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache

Pattern = frozenset[int]


def sizes(types: str) -> tuple[int, ...]:
    """ "2x2x3" as (2, 2, 3)."""
    return tuple(int(size) for size in types.split("x"))


def members(coalition: int) -> list[int]:
    """The agents of a coalition, from 0."""
    return [i for i in range(coalition.bit_length()) if coalition >> i & 1]


def listed(pattern: Iterable[int]) -> list[list[int]]:
    """The agents, from 1, of each coalition, small ones first: the program's order."""
    return sorted(([agent + 1 for agent in members(coalition)] for coalition in pattern), key=lambda agents: (len(agents), agents))


def text(pattern: Iterable[int]) -> str:
    """ "{1,2},{1,3,4}"."""
    return ",".join("{" + ",".join(map(str, agents)) + "}" for agents in listed(pattern))


def parse(text: str, agents: int) -> Pattern:
    """A pattern of `agents` agents from "{1,2},{2,3}", `minimal`, `maximal` or `size<=2`. ValueError for anything else."""
    everyone = (1 << agents) - 1
    proper = [s for s in range(1, everyone) if s.bit_count() > 1]
    if text == "minimal":
        return frozenset()
    if text == "maximal":
        return frozenset(proper)
    if size := re.fullmatch(r"size<=(\d+)", text):
        return frozenset(s for s in proper if s.bit_count() <= int(size[1]))
    if not re.fullmatch(r"\{\d+(,\d+)*\}(,\{\d+(,\d+)*\})*", text):
        raise ValueError(f"not a coalition pattern: {text}")
    found = set()
    for words in re.findall(r"\{([\d,]+)\}", text):
        coalition = sum(1 << (int(word) - 1) for word in set(words.split(",")))
        if coalition > everyone:
            raise ValueError(f"a pattern with agents beyond {agents}: {text}")
        found.add(coalition)
    return frozenset(s for s in found if s.bit_count() > 1 and s != everyone)


@lru_cache(maxsize=64)
def _relabellings(types: tuple[int, ...]) -> list[list[int]]:
    """For each permutation of the agents that keeps the numbers of types, the image of every coalition."""
    agents = range(len(types))
    tables = []
    for image in itertools.permutations(agents):
        if all(types[i] == types[image[i]] for i in agents):
            tables.append([sum(1 << image[i] for i in agents if s >> i & 1) for s in range(1 << len(types))])
    return tables


@lru_cache(maxsize=4096)
def canonical(pattern: Pattern, types: tuple[int, ...]) -> tuple[int, ...]:
    """The least of the pattern's relabellings that keep the numbers of types: equal for patterns that are the same up
    to the agents' names. For at most six agents."""
    return min(tuple(sorted(table[s] for s in pattern)) for table in _relabellings(types))


@lru_cache(maxsize=4096)
def _images(pattern: Pattern, types: tuple[int, ...]) -> tuple[int, ...]:
    """The relabellings of the pattern, each as one integer: bit s stands for the coalition s."""
    return tuple({sum(1 << table[s] for s in pattern) for table in _relabellings(types)})


def class_size(pattern: Pattern, types: tuple[int, ...]) -> int:
    """How many patterns are relabellings of this one."""
    return len(_images(pattern, types))


def included(smaller: Pattern, larger: Pattern, types: tuple[int, ...]) -> bool:
    """Whether a relabelling of `smaller` is a part of `larger`."""
    outside = ~sum(1 << s for s in larger)
    return len(smaller) <= len(larger) and any(not image & outside for image in _images(smaller, types))


def maximal(found: list[Pattern], types: tuple[int, ...]) -> list[Pattern]:
    """Those that are no proper part of another up to relabelling, in their order; of equal ones the first."""
    kept: list[Pattern] = []
    for pattern in sorted(found, key=lambda p: -len(p)):
        if not any(included(pattern, other, types) for other in kept):
            kept.append(pattern)
    return [pattern for pattern in found if pattern in kept]


# The conditions that fail at every prior where `complementary` holds: CI and those that imply it.
FAIL_WITH_COMPLEMENTS = ("ci", "ci_ir", "ci_cr")


def complementary(pattern: Pattern, agents: int) -> bool:
    """Whether two coalitions, singletons among them, are each other's complement: then CI fails at every prior."""
    everyone = (1 << agents) - 1
    if agents == 2:
        return True
    return any((everyone ^ s) in pattern or (everyone ^ s).bit_count() == 1 for s in pattern)
