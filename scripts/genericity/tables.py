"""Tables for papers, and labels for type profiles."""

import math
import re
from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

SPECIAL = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
           "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "±": r"$\pm$", "×": r"$\times$", "≥": r"$\ge$", "≤": r"$\le$",
           "≠": r"$\neq$", "∞": r"$\infty$", "ψ": r"$\psi$", "θ": r"$\theta$", "−": "$-$", "⁻": "$^{-}$", "≈": r"$\approx$", "…": r"\dots{}"}
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
    return "".join(SPECIAL.get(character, character) for character in text)


def _heading(name) -> str:
    """A column's name; "t_1" and "psi_1" as formulas."""
    formula = re.fullmatch(r"(t|psi)_(\d+)", str(name))
    return f"${'t' if formula[1] == 't' else chr(92) + 'psi'}_{{{formula[2]}}}$" if formula else escaped(str(name))


def _cell(value) -> str:
    text = short(value)
    if not isinstance(value, (Fraction, float)) or text == "unknown":
        return escaped(text)
    if power := re.fullmatch(r"(-?[\d.]+)e([+-]\d+)", text):
        return f"${power[1]} \\cdot 10^{{{int(power[2])}}}$"
    return f"${text}$" if text != "inf" else r"$\infty$"


def latex(frame: pd.DataFrame, index: bool = True) -> str:
    """A tabular with the rules of the package booktabs; its index in the first columns."""
    rows = frame.reset_index() if index else frame
    aligned = "".join("r" if all(isinstance(value, (Fraction, float, int)) for value in rows[name]) else "l" for name in rows.columns)
    lines = [r"\begin{tabular}{" + aligned + "}", r"\toprule", " & ".join(map(_heading, rows.columns)) + r" \\", r"\midrule"]
    lines += [" & ".join(map(_cell, row)) + r" \\" for row in rows.itertuples(index=False)]
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", ""])


def aligned(frame: pd.DataFrame) -> str:
    """Aligned columns for a terminal, without the index."""
    rows = [list(map(str, frame.columns)), *([short(value) for value in row] for row in frame.itertuples(index=False))]
    widths = [max(len(row[k]) for row in rows) for k in range(len(frame.columns))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip() for row in rows)
