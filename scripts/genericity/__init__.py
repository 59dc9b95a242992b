"""How often mechanism design can resist coalitions: verdicts with proof, mechanisms, and shares of random priors.

>>> import genericity
>>> found = genericity.check([[[4, 2], [1, 3]], [[2, 3], [5, 4]]], "{1,2}")
>>> found["ci"].verdict, found["cbdp"].verdict
('fails', 'holds')

A prior is given by its weights p(θ), up to a common factor, as an array whose shape is the numbers of the agents' types:
`prior[a, b, c]` is the weight of agent 1's type a, agent 2's type b and agent 3's type c, each counted from 0. Wherever types
and agents are shown they are counted from 1. Doubles are taken exactly, as the fractions that they are; where decimals or
fractions are meant write texts ("0.15", "1/3") or `fractions.Fraction`.

`genericity.plot` and `genericity.report` draw the figures and write the report of a result; they do without the compiled part.
"""

import importlib
import os
from pathlib import Path

# HDF5 reads this when it is loaded. Results are replaced as a whole, never changed, so that readers need no locks; and
# there are file systems that have none.
os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")

# Names, and the modules that have them: loaded when they are asked for, as the figures need none of them.
_PLACES = {
    "InputError": "errors", "UnreadableInput": "errors", "StoreError": "errors",
    "check": "structures", "patterns": "structures", "classify": "structures", "Structure": "structures",
    "Finding": "structures",
    "design": "mechanisms", "audit": "mechanisms", "counterexample": "mechanisms", "Mechanism": "mechanisms",
    "Audit": "mechanisms", "Counterexample": "mechanisms",
    "draw": "sampling", "decide": "sampling", "families": "sampling", "write_priors": "sampling",
    "figures": "drawings", "latex": "tables",
    "run": "studies", "open": "studies",
    "version": "compiled",
}
__all__ = sorted(_PLACES)

# In the project the compiled part lies where it was built.
_project = Path(__file__).resolve().parents[2]
if (_project / "CMakeLists.txt").is_file():
    __path__.append(str(Path(os.environ.get("GENERICITY_BUILD", _project / "build" / "release")) / "python" / "genericity"))


def __getattr__(name: str):
    if name not in _PLACES:
        raise AttributeError(f"module 'genericity' has no attribute '{name}'")
    return getattr(importlib.import_module(f"genericity.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
