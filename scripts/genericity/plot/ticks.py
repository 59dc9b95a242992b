"""Ticks at round values, as many as the axis has room for once it has its size."""

from collections.abc import Callable, Iterable

import numpy as np
from matplotlib.ticker import FuncFormatter, Locator, MaxNLocator, NullLocator

LETTER, BETWEEN, LINE = 0.6, 1.1, 2.0  # of the letters' size: a letter's width, what lies between texts, a line's height
MOST_OF_VALUES = 9  # values that may be ticks all of them
LONGEST_VALUE = 5  # letters of such a value


def number_text(value: float) -> str:
    """A number as people write it: 0.25, 1000, 10⁻⁶."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:g}"
    digits, power = f"{value:.6e}".split("e")
    digits = f"{float(digits):g}"
    return f"$10^{{{int(power)}}}$" if digits == "1" else f"${digits} \\cdot 10^{{{int(power)}}}$"


def _letters(text: str) -> int:
    """How many letters wide the text is; a formula's braces and signs take no room."""
    return len(text.replace("\\cdot", "·").translate(str.maketrans("", "", "${}^ "))) if "$" in text else len(text)


class Roomy(Locator):
    """The first of some sets of ticks whose texts have room on the axis, as large as it is drawn; else the last."""

    def __init__(self, choices: Iterable[Iterable[float]] | Callable[[float, float], list], text: Callable[[float], str]):
        """`choices` may be a function of the ends of what the axis shows."""
        self._choices = choices if callable(choices) else [np.asarray(values, dtype=float) for values in choices]
        self.text = text

    @property
    def choices(self) -> list[np.ndarray]:
        return self._choices(*sorted(self.axis.get_view_interval())) if callable(self._choices) else self._choices

    def tick_values(self, vmin: float, vmax: float) -> np.ndarray:
        return self()

    def __call__(self) -> np.ndarray:
        choices = self.choices
        return next((values for values in choices if self._has_room(values)), choices[-1])

    def _has_room(self, values: np.ndarray) -> bool:
        axis = self.axis
        box = axis.axes.bbox
        is_across = axis.axis_name == "x"
        length = (box.width if is_across else box.height) / axis.axes.get_figure().dpi * 72
        transform = axis.get_transform().transform
        low, high = transform(np.sort(np.asarray(axis.get_view_interval(), dtype=float)))
        place = (transform(values) - low) / (high - low) * length
        size = axis.get_major_ticks(1)[0].label1.get_size()
        widths = np.array([_letters(self.text(value)) for value in values]) * LETTER * size if is_across else np.full(len(values), LINE * size)
        apart = (widths[1:] + widths[:-1]) / 2 + (BETWEEN * size if is_across else 0.0)
        return bool((np.diff(place) >= apart).all())


def set_roomy(axis, choices: Iterable[Iterable[float]] | Callable[[float, float], list], text: Callable[[float], str]) -> None:
    axis.set_major_locator(Roomy(choices, text))
    axis.set_major_formatter(FuncFormatter(lambda value, _: text(value)))
    axis.set_minor_locator(NullLocator())


def round_values(low: float, high: float, most: int = 8) -> list[np.ndarray]:
    """Round values between these ends, many ones first, then fewer."""
    found = []
    for count in range(most, 0, -1):
        values = MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        slack = 1e-9 * (high - low)
        found.append(values[(values >= low - slack) & (values <= high + slack)])
    return found


def round_logarithmic(low: float, high: float) -> list[np.ndarray]:
    """The same for a logarithmic axis: 1, 2, 5 times powers of ten, then powers, then every second one, and so on."""
    first, last = int(np.floor(np.log10(low) + 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    powers = range(first, last + 1)
    found = []
    for digits in ((1, 2, 5), (1, 3), (1,)) if high < WIDE_RANGE * low else ((1,),):
        found.append([digit * 10.0**power for power in powers for digit in digits])
    found += [[10.0**power for power in powers if power % step == 0] for step in range(2, len(powers))]
    inside = [np.array([v for v in values if low * (1 - 1e-9) <= v <= high * (1 + 1e-9)]) for values in found]
    inside = [values for values in inside if len(values) > 1]
    return inside or [values for values in round_values(low, high, 5) if len(values) > 1] or [np.array([low, high])]


WIDE_RANGE = 1000  # from which on only powers of ten are ticks


def set_logarithmic(axis) -> None:
    """Ticks of a logarithmic axis at round values: as powers of ten where it is long, else as decimals."""
    def text(value: float) -> str:
        low, high = sorted(axis.get_view_interval())
        return f"$10^{{{round(np.log10(value))}}}$" if high >= WIDE_RANGE * low else number_text(value)

    set_roomy(axis, round_logarithmic, text)


def of_parameter(values: np.ndarray, logarithmic: bool) -> list[np.ndarray]:
    """Of the values that cells have: all of them where they are few and short, else round ones."""
    ends = values[0], values[-1]
    found = round_logarithmic(*ends) if logarithmic else round_values(*ends)
    few = len(values) <= MOST_OF_VALUES and all(len(f"{value:g}") <= LONGEST_VALUE for value in values)
    return [values, *found] if few else found
