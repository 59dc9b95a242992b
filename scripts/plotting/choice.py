"""Which cells to show, as `--where` says it: column=value, or a comparison with a number such as alpha>=1."""

import argparse
import operator
import re
from dataclasses import dataclass

COMPARISONS = {"=": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}


@dataclass(frozen=True)
class Choice:
    column: str
    comparison: str
    value: str

    def fits(self, found) -> bool:
        """Whether a value of the column fits. Numbers are compared as numbers; a missing one, NaN, never fits."""
        compare = COMPARISONS[self.comparison]
        if isinstance(found, float):
            return found == found and compare(found, float(self.value))
        return self.comparison in ("=", "!=") and compare(str(found), self.value)

    def words(self) -> str:
        return self.column + self.comparison + self.value


def read(text: str) -> Choice:
    """The choice that a user wrote, for argparse."""
    found = re.fullmatch(r"\s*([^=<>!]+?)\s*(<=|>=|!=|=|<|>)(.*)", text, re.DOTALL)
    if found is None:
        raise argparse.ArgumentTypeError(f"expected column=value or a comparison such as alpha>=1, not '{text}'")
    return Choice(*found.groups())
