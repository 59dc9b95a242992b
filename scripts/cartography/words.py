"""Words and numbers that the pages of the atlas share."""

from cartography.entries import Count, Entry
from genericity.plot import style
from genericity.report.words import high_limit, low_limit


def number(value: int) -> str:
    """With commas: 40,000."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def percent(count: Count) -> str:
    return style.share_words(count.holds, count.fails)


def limits(count: Count) -> str:
    """ "98.2 % to 98.6 %", each limit rounded outward."""
    return f"{low_limit(count.low)} to {high_limit(count.high)}"


def text(entry: Entry) -> str:
    """The pattern; that of the singletons alone in words."""
    return "singletons only" if entry.text == "minimal" else entry.text


def small(value: float) -> str:
    """A margin: two digits."""
    return f"{value:.1e}" if value < 0.001 else f"{value:.2g}"
