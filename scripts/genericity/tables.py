"""Tables for papers, and labels for type profiles."""

import math
from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from genericity.compiled import library

LONGEST_FRACTION = 11  # longer ones are shown as decimals


def profiles(types: Sequence[int]) -> pd.MultiIndex:
    """Type profiles in order, the last agent's type fastest; types are counted from 1."""
    return pd.MultiIndex.from_product([range(1, size + 1) for size in types], names=[f"agent {i}" for i in range(1, len(types) + 1)])


def short(value) -> str:
    """A number for people: fractions where they are short, else four digits."""
    if isinstance(value, Fraction):
        text = str(value)
        return text if len(text) <= LONGEST_FRACTION else f"{float(value):.4g}"
    if isinstance(value, float):
        return "unknown" if math.isnan(value) else f"{value:.4g}"
    return str(value)


def escaped(text: str) -> str:
    """A text as LaTeX prints it."""
    return library.latex_text(text)


def latex(frame: pd.DataFrame, index: bool = True) -> str:
    """A tabular with the rules of the package booktabs, as `genericity … --format latex` prints; its index in the first columns."""
    rows = frame.reset_index() if index else frame
    return library.latex_table([str(name) for name in rows.columns], [[short(value) for value in row] for row in rows.itertuples(index=False)])


def aligned(frame: pd.DataFrame) -> str:
    """Aligned columns for a terminal, without the index."""
    rows = [list(map(str, frame.columns)), *([short(value) for value in row] for row in frame.itertuples(index=False))]
    widths = [max(len(row[k]) for row in rows) for k in range(len(frame.columns))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip() for row in rows)
