"""Words and numbers that the pages of the atlas share."""

from cartography.entries import Count, Entry
from plotting import style


def number(value: int) -> str:
    """With commas: 40,000."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def percent(count: Count) -> str:
    return style.share_words(count.holds, count.fails)


def limits(count: Count) -> str:
    """ "98.21 % to 98.60 %", each limit rounded outward."""
    low, high = (int(10_000 * count.low), -int(-10_000 * count.high // 1))
    return f"{low / 100:.2f} % to {high / 100:.2f} %"


def listed(words: list[str]) -> str:
    """ "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def text(entry: Entry) -> str:
    """The pattern; that of the singletons alone in words."""
    return "singletons only" if entry.text == "minimal" else entry.text


def small(value: float) -> str:
    """A margin: two digits."""
    return f"{value:.1e}" if value < 0.001 else f"{value:.2g}"
