"""What users give, as the compiled part takes it."""

import math
import numbers
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np

from genericity.compiled import library
from genericity.errors import InputError, UnreadableInput

Weight = float | str  # a double, or a number as it is written
Pattern = str | Iterable[Iterable[int]] | None
MOST_EXACT = 2**53  # greater whole numbers are not all doubles


def weight(value) -> Weight:
    """One number: doubles stay what they are, everything else becomes a text without loss."""
    if isinstance(value, (float, np.floating)) and not isinstance(value, np.longdouble):
        return float(value)
    if isinstance(value, bool):
        raise InputError(f"prior: expected numbers, found {value}")
    if isinstance(value, (numbers.Integral, Fraction, str)):
        return str(value).strip()
    if isinstance(value, Decimal) and value.is_finite():
        return str(value)
    raise InputError(f"prior: expected numbers, Fractions or texts such as '0.15' and '1/3', found {value!r}")


def prior(given, types: Sequence[int] | None) -> tuple[list[int], list[Weight]]:
    """The numbers of types and the weights, the last agent's type fastest.

    `given` is an array of the shape of the types, nested lists of that shape, or with `types` a flat list.
    """
    array = given if isinstance(given, np.ndarray) else np.array(given, dtype=object)
    if array.dtype.kind not in "fiuOU" or (array.dtype.kind == "f" and array.dtype.itemsize > 8):
        raise InputError(f"prior: expected an array of doubles, whole numbers, Fractions or texts, found one of {array.dtype}")
    shape = list(array.shape) if types is None else sizes(types)
    if types is None and array.ndim < 2:
        raise InputError("prior: expected an array with a dimension for each agent, such as 2 × 2 × 2; of a flat one say its types")
    if array.shape != tuple(shape) and array.shape != (math.prod(shape),):
        raise InputError(f"prior: expected {' × '.join(map(str, shape))} weights, or a flat list of {math.prod(shape)}, "
                         f"found the shape {array.shape}")
    return shape, [weight(value) for value in array.ravel().tolist()]


def structure(given, types: Sequence[int] | None) -> tuple[library.GivenStructure, bool]:
    """A prior, or the path of a structure in TOML; and whether it has doubles."""
    if isinstance(given, (str, Path)):
        if types is not None:
            raise InputError(f"types: {given} says them")
        return library.GivenStructure(str(given)), False
    shape, weights = prior(given, types)
    return library.GivenStructure(shape, weights), any(isinstance(value, float) for value in weights)


def priors(given, types: Sequence[int] | None) -> tuple[list[int], np.ndarray]:
    """The numbers of types, and the weights of shape (priors, type profiles), of an array of doubles."""
    array = np.asarray(given)
    if array.dtype.kind in "iu" and array.size and abs(array).max() > MOST_EXACT:
        raise InputError("priors: whole numbers beyond 2^53 are not all doubles; use check, which takes them exactly")
    if array.dtype.kind not in "fiu" or (array.dtype.kind == "f" and array.dtype.itemsize > 8):
        raise InputError(f"priors: expected an array of doubles, found one of {array.dtype}; check takes Fractions and texts")
    if types is None and array.ndim < 3:
        raise InputError("priors: expected the shape (priors, types of agent 1, types of agent 2, …); of flat priors say their types")
    shape = list(array.shape[1:]) if types is None else sizes(types)
    if array.ndim == 0 or array.shape[1:] not in {tuple(shape), (math.prod(shape),)}:
        raise InputError(f"priors: expected the shape (priors, {', '.join(map(str, shape))}) or (priors, {math.prod(shape)}), "
                         f"found {array.shape}")
    return shape, np.ascontiguousarray(array.reshape(len(array), math.prod(shape)), dtype=np.float64)


def sizes(types: Sequence[int]) -> list[int]:
    """Numbers of types, such as [2, 2, 3]."""
    if isinstance(types, str) or not all(isinstance(size, numbers.Integral) for size in types):
        raise InputError(f"types: expected whole numbers such as [2, 2, 3], found {types!r}")
    return [int(size) for size in types]


def pattern(given: Pattern) -> str:
    """Coalitions as a text: "{1,2},{2,3}" and names stay; [(1, 2), (2, 3)] becomes one. Empty for none."""
    if given is None:
        return ""
    if isinstance(given, str):
        return given if given.strip() else "minimal"
    try:
        coalitions = [sorted(int(agent) for agent in coalition) for coalition in given]
    except (TypeError, ValueError):
        raise InputError("pattern: expected a text such as '{1,2},{2,3}', or a list such as [(1, 2), (2, 3)], "
                         f"found {given!r}") from None
    return ",".join("{" + ",".join(map(str, agents)) + "}" for agents in coalitions) or "minimal"


def read_text(path: str | Path) -> str:
    """What a text file says. Throws UnreadableInput."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text in UTF-8") from error


def toml(value) -> str:
    """A value in TOML, tables inline. Doubles are written in full."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, numbers.Integral):
        return str(int(value)) if -2**63 <= value < 2**63 else toml(str(value))
    if isinstance(value, (float, np.floating)):
        return {"inf": "inf", "-inf": "-inf"}.get(text := repr(float(value)), text)
    if isinstance(value, (Fraction, Decimal)):
        return toml(str(value))
    if isinstance(value, (str, Path)):
        escaped = "".join({"\\": "\\\\", '"': '\\"'}.get(c, c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}") for c in str(value))
        return f'"{escaped}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(str(key))} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, np.ndarray):
        return toml(value.tolist())
    if isinstance(value, Iterable):
        return "[" + ", ".join(map(toml, value)) + "]"
    raise InputError(f"expected numbers, texts, lists and tables, found {value!r}")


def document(table: dict) -> str:
    """A document in TOML: a key of the table a line."""
    return "".join(f"{toml(str(key))} = {toml(value)}\n" for key, value in table.items())
