"""Numbers, limits and lists in words."""

import math
from functools import partial

from genericity.plot import style


def count(n: int, one: str, many: str | None = None) -> str:
    """ "1 cell", "44 cells", "1 000 cells"."""
    return f"{style.count_words(n)} {one if n == 1 else many or one + 's'}"


def span(least: int, most: int, one: str) -> str:
    """ "3 cells", "3 to 5 cells"."""
    return count(most, one) if least == most else f"{style.count_words(least)} to {count(most, one)}"


def listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _percent(value: float, up: bool) -> str:
    """A limit in percent, rounded away from the share: two digits of its distance to the nearer of 0 and 100 %, and
    at least one after the point."""
    if value <= 0 or value >= 1:
        return "0 %" if value <= 0 else "100 %"
    near = min(value, 1 - value)
    digits = max(1, 1 - math.floor(math.log10(near * 100)))
    scale = 10.0 ** digits
    # The slack is for values that are short numbers themselves, such as 1 − 0.98.
    exact, slack = value * 100 * scale, 1e-9
    rounded = (math.ceil(exact - slack) if up else math.floor(exact + slack)) / scale
    return f"{rounded:.{digits}f} %"


low_limit = partial(_percent, up=False)
high_limit = partial(_percent, up=True)


def share(holds: int, fails: int) -> str:
    """The share among the decided samples: a percentage, or the bare count where nothing or everything held."""
    decided = holds + fails
    if decided == 0:
        return "unknown"
    if holds and fails:
        return style.share_words(holds, fails)
    return f"{'all' if holds else 'none'} of {style.count_words(decided)}"
