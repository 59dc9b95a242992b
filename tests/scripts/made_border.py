"""What `genericity check STRUCTURE --lattice --json` prints, for the tests of its figure."""

import itertools
import json

import numpy as np


def condition(holds, fails, holding, failing, unknown=(), undecided=0):
    return {"holds": holds, "fails": fails, "undecided": undecided, "maximal_holding": list(holding),
            "minimal_failing": list(failing), "undecided_patterns": list(unknown)}


def text(coalitions):
    return ",".join("{" + ",".join(map(str, s)) + "}" for s in coalitions)


def border(ci, cbdp, types, name="", rounding=None):
    return json.dumps({"name": name, "types": types, "sum": "1", "rounding": rounding, "lattice": {"ci": ci, "cbdp": cbdp}})


EVERY_FIVE = [s for size in (2, 3, 4) for s in itertools.combinations(range(1, 6), size)]
COMPLEMENTS_OF_FIVE = [text([s]) for s in EVERY_FIVE if len(s) == 4] + [
    text([s, tuple(set(range(1, 6)) - set(s))]) for s in EVERY_FIVE if len(s) == 2]


def sets_of_five(number, coalitions, seed):
    """So many sets of pairs and triples of five agents, no two of them equal and none with complements."""
    generator = np.random.default_rng(seed)
    found = {}
    while len(found) < number:
        chosen = sorted(generator.choice(20, coalitions, replace=False))
        of_them = [EVERY_FIVE[i] for i in chosen]
        if not any(set(one) | set(other) == set(range(1, 6)) and not set(one) & set(other) for one in of_them for other in of_them):
            found[text(of_them)] = None
    return list(found)


ALL_OF_TWO = condition(1, 0, ["maximal"], [])
TWO = border(condition(0, 1, [], ["minimal"]), ALL_OF_TWO, [2, 2])
THREE = border(condition(1, 7, ["minimal"], ["{1,2}", "{1,3}", "{2,3}"]), condition(4, 4, ["{1,2},{2,3}"], ["{1,3}"]), [2, 2, 3],
               "Three agents")
# Guo's example of section 5, as the program prints it.
FOUR = border(condition(9, 1015, ["{1,2},{1,4}", "{1,2},{2,3}", "{1,4},{3,4}", "{2,3},{3,4}"],
                        ["{1,3}", "{2,4}", "{1,2,3}", "{1,2,4}", "{1,3,4}", "{2,3,4}", "{1,2},{3,4}", "{1,4},{2,3}"]),
              condition(16, 1008, ["{1,2},{1,4},{2,3},{3,4}"], ["{1,3}", "{2,4}", "{1,2,3}", "{1,2,4}", "{1,3,4}", "{2,3,4}"]),
              [2, 2, 2, 2], "Guo, section 5", {"at_most": "0.005", "same_verdict": {"ci": False, "cbdp": True}})
# Not of any prior: many sets, and some undecided.
LACKING = text([s for s in EVERY_FIVE if s not in ((3, 4, 5), (2, 3))])
FIVE = border(condition(50000, 33504430, sets_of_five(90, 6, 1), sets_of_five(20, 4, 2) + COMPLEMENTS_OF_FIVE,
                        ["{1,2},{3,4}", "{1,2},{3,4},{4,5}"], 2),
              condition(2 ** 23, 3 * 2 ** 23, [LACKING], ["{3,4,5}", "{2,3}"]), [2, 2, 2, 2, 2], "Five agents")
ALL_OF_FIVE = border(condition(0, 2 ** 25, [], ["minimal"]), condition(2 ** 25, 0, ["maximal"], []), [2, 2, 2, 2, 2])

BORDERS = {"two": TWO, "three": THREE, "four": FOUR, "five": FIVE, "all_of_five": ALL_OF_FIVE}
