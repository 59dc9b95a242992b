"""Families of priors by their names, `near(base=independent(alpha=1),epsilon=0.01)`: the family and its parameters."""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Family:
    name: str
    parameters: tuple[tuple[str, str], ...]  # nested ones by `base.alpha`

    def number(self, key: str) -> float | None:
        """The parameter as a number; None if the family has no such one."""
        text = dict(self.parameters).get(key)
        try:
            return None if text is None else float(text)
        except ValueError:
            return None

    def without(self, key: str) -> str:
        """The family's name with all parameters but this one."""
        rest = ", ".join(f"{name}={value}" for name, value in self.parameters if name != key)
        return f"{self.name} ({rest})" if rest else self.name


def _split(text: str) -> list[str]:
    """At commas outside of brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "({[") - (letter in ")}]")
        if letter == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [part for part in parts + [text[start:]] if part]


@lru_cache(maxsize=None)
def parse(text: str) -> Family:
    """Never fails: what does not look like a family with parameters is a family without."""
    name, bracket, rest = text.partition("(")
    if not bracket or not rest.endswith(")"):
        return Family(text, ())
    parameters = []
    for part in _split(rest[:-1]):
        key, equals, value = part.partition("=")
        if not equals:
            return Family(text, ())
        inner = parse(value)
        parameters.append((key, inner.name))
        parameters.extend((f"{key}.{deeper}", number) for deeper, number in inner.parameters)
    return Family(name, tuple(parameters))
