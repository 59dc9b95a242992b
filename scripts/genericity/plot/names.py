"""What conditions, patterns, laws and axes are called in figures: the names that the study uses, and those that a user gives."""

import argparse
import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from genericity.plot import patterns
from genericity.plot.command import CannotRead, NotAResult

# What axes show, by the key under which a user may call it otherwise; parameters of laws are keys as well.
AXES = {
    "share": "Share of priors that satisfy the condition", "cells": "Cells", "samples": "samples drawn",
    "running_share": "share among them", "margin": "margin ε", "margins_below": "share of the margins that are at most ε",
    "probability": "probability that the margin is below ε", "epsilon": "ε", "theory_exponent": "exponent of theory",
    "exponent": "exponent fitted to the least margins", "verdicts": "share of the verdicts", "seconds": "time a prior",
    "agents": "number of agents", "profiles": "number of type profiles", "types": "types of each agent",
    "coalitions": "coalitions", "pairs": "Share of pairs of a prior and an environment",
}
TABLES = ("conditions", "patterns", "laws", "axes")  # of a file of names
SHORT_PATTERN = re.compile(r"""["'](size<=\d+)["']""")


@dataclass
class Known:
    """The names that a file holds, by kind; a name of another kind is no name of this one."""

    conditions: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    laws: list[str] = field(default_factory=list)
    axes: list[str] = field(default_factory=lambda: list(AXES))

    def add(self, other: "Known") -> None:
        for kind in TABLES:
            mine = getattr(self, kind)
            mine += [name for name in dict.fromkeys(getattr(other, kind)) if name not in set(mine)]


def read_label(text: str) -> tuple[str, str]:
    """ "dirichlet(alpha=1)=Uniform" as its two parts: what is called otherwise, up to the first = outside brackets or behind a <,
    and what it is called. For argparse."""
    depth = 0
    for i, letter in enumerate(text):
        depth += (letter in "({[") - (letter in ")}]")
        if letter == "=" and depth == 0 and i > 0 and text[i - 1] not in "<>":
            return text[:i].strip(), text[i + 1:].strip()
    raise argparse.ArgumentTypeError(f"expected key=text, such as ci=\"Simple mechanisms\", not '{text}'")


def _refusal(name: str, kinds: Iterable[str], known: Known) -> str:
    words = {"conditions": "condition", "patterns": "pattern", "laws": "law", "axes": "axis"}
    names = [each for kind in kinds for each in getattr(known, kind)]
    near = difflib.get_close_matches(name, names, n=1)
    what = [words[kind] for kind in kinds]
    hint = f"did you mean '{near[0]}'?" if near else "there are: " + ", ".join(names[:12]) + (
        f" and {len(names) - 12} more, see 'genericity show'" if len(names) > 12 else "")
    return f"no {', '.join(what[:-1])}{' or ' if what[1:] else ''}{what[-1]} '{name}'; {hint}"


def _table(path: Path) -> dict[str, dict[str, str]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotRead(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotAResult(f"{path}: not a file of names: {error}") from error
    for name, table in tables.items():
        if name not in TABLES:
            near = difflib.get_close_matches(name, TABLES, n=1)
            raise NotAResult(f"{path}: no table '{name}'; {f'did you mean [{near[0]}]?' if near else 'there are: ' + ', '.join(TABLES)}")
        if not isinstance(table, dict):
            raise NotAResult(f"{path}: '{name}' should be a table [{name}] of stored names and shown ones")
        for key, text in table.items():
            if not isinstance(text, str):
                raise NotAResult(f"{path}: [{name}] '{key}' should be a text")
    return tables


def given(labels: Iterable[tuple[str, str]], file: Path | None, known: Known, own: dict[str, str]) -> dict[str, str]:
    """Stored names and what the user calls them. `own`: short names that studies use, which are known as well, for stored ones.
    Throws NotAResult for a name that is not known, with the nearest one that is."""
    stored = {short: long for long, short in own.items()}
    found: dict[str, str] = {}
    for kind, table in (_table(file) if file else {}).items():
        for key, text in table.items():
            if key not in getattr(known, kind) and key not in stored:
                raise NotAResult(f"{file}: [{kind}]: {_refusal(key, [kind], known)}")
            found[stored.get(key, key)] = text
    for key, text in labels:
        if key not in stored and not any(key in getattr(known, kind) for kind in TABLES):
            raise NotAResult(f"--label {key}: {_refusal(key, TABLES, known)}")
        found[stored.get(key, key)] = text
    return found


def of_study(study_text: str, stored: Iterable[tuple[str, int]]) -> dict[str, str]:
    """Patterns that the study names by their size, such as "size<=2", by what the result calls them: {1,2},{1,3},… `stored` has
    the result's patterns, with their numbers of agents."""
    shorts = list(dict.fromkeys(SHORT_PATTERN.findall(re.sub(r"(?m)#.*$", "", study_text))))
    found: dict[str, str] = {}
    for text, agents in dict.fromkeys(stored) if shorts else ():
        for short in shorts:
            if text.startswith("{") and patterns.text(patterns.parse(short, agents)) == text:
                found[text] = short
    return found
