"""Reads what `genericity check STRUCTURE --lattice --json` prints: up to which sets of coalitions each condition holds at one
prior, and from which on it fails."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from genericity.plot import patterns
from genericity.plot.command import CannotRead, NotAResult
from genericity.plot.names import Known
from genericity.plot.patterns import Pattern

STANDARD_INPUT = Path("-")
MOST_AGENTS = 5
LISTS = ("maximal_holding", "minimal_failing", "undecided_patterns")


@dataclass
class Border:
    """Of one condition. Patterns are as `patterns.py` has them; of labelled agents."""

    holds: int  # at how many patterns
    fails: int
    undecided: int
    holding: list[Pattern]  # the maximal ones
    failing: list[Pattern]  # the minimal ones
    unknown: list[Pattern]
    other_by_rounding: bool  # whether a prior that rounds to the decimals written may have another border

    @property
    def count(self) -> int:
        return self.holds + self.fails + self.undecided

    def verdict(self, pattern: Pattern) -> str:
        if any(pattern <= other for other in self.holding):
            return "holds"
        return "fails" if any(other <= pattern for other in self.failing) else "undecided"


@dataclass
class Borders:
    """Of one structure: the conditions' borders by their keys."""

    name: str
    types: str  # "2x2x3"
    of: dict[str, Border]
    known: Known  # the names of the file
    names: dict[str, str] = field(default_factory=dict)  # what is shown for a condition's key, where that is another name

    def call(self, names: dict[str, str]) -> None:
        """From now on shows these names for stored ones."""
        self.names = self.names | names

    @property
    def agents(self) -> int:
        return self.types.count("x") + 1


def is_border(path: Path) -> bool:
    """Whether the file is standard input or a JSON text, which no result file is."""
    if path == STANDARD_INPUT:
        return True
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip().startswith(b"{")
    except OSError:
        return False


def stem(path: Path) -> str:
    """What the names of the figures begin with."""
    return "check" if path == STANDARD_INPUT else path.stem


def order(pattern: Pattern) -> tuple:
    """Few coalitions before many, small ones before large ones."""
    return len(pattern), sorted((s.bit_count(), patterns.members(s)) for s in pattern)


def _text(path: Path) -> str:
    if path == STANDARD_INPUT:
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotRead(f"{path}: {error.strerror}") from error


def _border(found: dict, agents: int, other_by_rounding: bool) -> Border:
    lists = [sorted((patterns.parse(text, agents) for text in found[name]), key=order) for name in LISTS]
    lists[0].sort(key=len, reverse=True)  # the largest that hold, and the smallest that fail, say the most
    return Border(int(found["holds"]), int(found["fails"]), int(found["undecided"]), *lists, other_by_rounding)


def read_borders(path: Path, wanted: list[str] | None = None) -> Borders:
    """With the conditions `wanted` (all when None). Throws CannotRead or NotAResult."""
    where = "standard input" if path == STANDARD_INPUT else str(path)
    try:
        data = json.loads(_text(path))
        types = [int(size) for size in data["types"]]
        same = (data.get("rounding") or {}).get("same_verdict", {})
        if not 2 <= len(types) <= MOST_AGENTS:
            raise ValueError(f"{len(types)} agents")
        of = {str(key): _border(found, len(types), not same.get(key, True)) for key, found in data["lattice"].items()}
        name = str(data.get("name", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        lacks = f"it has no {error}" if isinstance(error, KeyError) else " ".join(str(error).split())
        raise NotAResult(f"{where}: not what 'genericity check STRUCTURE.toml --lattice --json' prints ({lacks})") from error
    for key in wanted or []:
        if key not in of:
            raise NotAResult(f"{where}: no condition '{key}'; there are: {', '.join(of)}")
    return Borders(name, "x".join(map(str, types)), {key: of[key] for key in wanted or of}, Known(list(of), axes=[]))
