"""The list of figures. A figure is a function from a result and the user's options to drawings; none where the result
has nothing to show by it. To add one: a file in this folder, and a line here."""

from genericity.plot import along, convergence, effort, lattice, margins, phase, rare, shares

FIGURES = {
    "shares": (shares.draw, "the share of priors with each condition, with its interval"),
    "lattice": (lattice.draw, "coalition patterns up to relabelling, coloured by the share of CI"),
    "phase": (phase.draw, "shares against a parameter of the family of priors"),
    "along": (along.draw, "the verdict and margin of each given prior against a number beside it"),
    "margins": (margins.draw, "how near to the border of a condition the priors come"),
    "rare": (rare.draw, "the probability that the margin is below a small number, beside theory's"),
    "convergence": (convergence.draw, "the running share with its confidence sequence"),
    "effort": (effort.draw, "which stage decided what, what was proved, and how long it took"),
}
