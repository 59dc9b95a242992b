"""Which cells to show, as `--where` says it: column=value, or a comparison with a number such as alpha>=1."""

import argparse
import difflib
import operator
import re
from dataclasses import dataclass

COMPARISONS = {"=": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}

NUMBER = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|inf)")
MISSING = ("", "nan")  # how a user asks for what has no number


def nearest(word: str, known: list[str]) -> str:
    """A hint to a word that the user may have meant, or to all that there are."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"


@dataclass(frozen=True)
class Choice:
    column: str
    comparison: str
    value: str

    def fault(self, column) -> str:
        """Why a column of these values cannot be compared so; empty if it can. As `genericity show` has it."""
        numbers = any(isinstance(value, float) for value in column)
        equal = self.comparison in ("=", "!=")
        if numbers and NUMBER.fullmatch(self.value) is None and not (equal and self.value in MISSING):
            return f"'{self.value}' is no number, and '{self.column}' holds numbers"
        if not numbers and not equal:
            return f"'{self.column}' holds texts; texts are compared by = and != only"
        return ""

    def fits(self, found) -> bool:
        """Whether a value of the column fits. Numbers are compared as numbers; a missing one, NaN, fits no number."""
        compare = COMPARISONS[self.comparison]
        if not isinstance(found, float):
            return self.comparison in ("=", "!=") and compare(str(found), self.value)
        if self.value in MISSING:
            return (found != found) == (self.comparison == "=")
        return found == found and compare(found, float(self.value))

    def words(self) -> str:
        return self.column + self.comparison + self.value


def read(text: str) -> Choice:
    """The choice that a user wrote, for argparse."""
    found = re.fullmatch(r"\s*([^=<>!]+?)\s*(<=|>=|!=|=|<|>)(.*)", text, re.DOTALL)
    if found is None:
        raise argparse.ArgumentTypeError(f"expected column=value or a comparison such as alpha>=1, not '{text}'")
    return Choice(*found.groups())
