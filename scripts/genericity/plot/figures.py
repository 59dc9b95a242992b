"""The list of figures. A figure is a function from a result and the user's options to drawings; none where the result
has nothing to show by it. To add one: a file in this folder, and a line here."""

from collections.abc import Callable

import matplotlib.pyplot as plt

from genericity.plot import along, convergence, effort, environments, lattice, margins, phase, rare, shares, style
from genericity.plot.fit import fit
from genericity.plot.result import Result
from genericity.plot.style import Drawing, Options

FIGURES = {
    "shares": (shares.draw, "the share of priors with each condition, with its interval"),
    "lattice": (lattice.draw, "coalition patterns up to relabelling, coloured by the share of a condition"),
    "phase": (phase.draw, "shares against a parameter of the family of priors"),
    "along": (along.draw, "the verdict and margin of each given prior against a number beside it"),
    "margins": (margins.draw, "how near to the border of a condition the priors come"),
    "rare": (rare.draw, "the probability that the margin is below a small number, beside theory's"),
    "environments": (environments.draw, "how often environments are implementable where CI fails"),
    "convergence": (convergence.draw, "the running share with its confidence sequence"),
    "effort": (effort.draw, "which stage decided what, what was proved, and how long it took"),
}
SMALLER = (1.0, 0.9, 0.8, 0.7)  # of the letters, until the figure has room


def ordered(draw: Callable[[Options], list[Drawing]], options: Options) -> list[Drawing]:
    """What `draw` makes, in the size that was ordered and with its heading. Letters get smaller where it would not fit in."""
    for factor in SMALLER:
        style.apply(options.paper, options.font, options.size * factor)
        drawings = draw(options)
        fits = [fit(drawing, options) for drawing in drawings]
        if all(fits):
            break
        if factor != SMALLER[-1]:
            for drawing in drawings:
                plt.close(drawing.figure)
    for drawing, has_room in zip(drawings, fits):
        if not has_room:
            drawing.notes.append(f"needs more room than was ordered: it is {drawing.crop.width:.3g} by {drawing.crop.height:.3g} inches")
        elif factor < 1:
            drawing.notes.append(f"letters of {options.size * factor:.3g} points instead of {options.size:g}, so that it fits in")
    return drawings


def drawings(name: str, result: Result, options: Options) -> list[Drawing]:
    """The drawings of a figure of FIGURES, ready to be saved."""
    return ordered(lambda ordered_options: FIGURES[name][0](result, ordered_options), options)
