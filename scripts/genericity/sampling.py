"""Priors in arrays: drawn from the program's laws, decided, and written to files that studies read."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from genericity import given
from genericity.compiled import library
from genericity.plot import command

VERDICTS = ("holds", "fails", "undecided")


def families() -> dict[str, str]:
    """The laws of priors, and their parameters.

    >>> "dirichlet" in families()
    True
    """
    return {name: parameters for name, (parameters, _) in library.families().items()}


def _description(family: str | Mapping, parameters: Mapping) -> str:
    described = {**({"family": family} if isinstance(family, str) else family), **parameters}
    try:
        return json.dumps(described, default=lambda value: value.tolist() if isinstance(value, (np.ndarray, np.generic)) else str(value))
    except (TypeError, ValueError) as error:
        raise given.InputError(f"family: {error}") from error


def draw(family: str | Mapping, types: Sequence[int], n: int, seed: int = 1, *, first: int = 0, **parameters) -> np.ndarray:
    """Draws `n` priors: an array of the shape (n, *types) of weights.

    `family` is a name with its parameters beside it, or a table such as {"family": "near", "base": {…}, "epsilon": 1e-3};
    configs/README.md describes all of them. The draws are those of a study with this seed, bit for bit: row k is its
    sample first + k, which `genericity replay` prints.

    >>> draw("dirichlet", [2, 2], 3, seed=7, alpha=1).shape
    (3, 2, 2)
    """
    sizes = given.sizes(types)
    for name, number in (("n", n), ("seed", seed), ("first", first)):
        if not 0 <= number < 2**64:
            raise given.InputError(f"{name}: expected a whole number from 0 to 2^64 − 1, found {number!r}")
    return library.draw(_description(family, parameters), sizes, n, seed, first).reshape(n, *sizes)


def decide(priors, pattern: given.Pattern = None, types: Sequence[int] | None = None, conditions: Sequence[str] = ("ci", "cbdp"), *,
           margins: bool = False, threads: int | None = None) -> pd.DataFrame:
    """Decides conditions at many priors, as a study does: on all cores, each verdict with proof.

    `priors` is an array of the shape (n, *types), or with `types` (n, type profiles), of positive weights, taken exactly.
    For each condition there are three columns: its verdict (`ci`), whether that is certified (`ci_certified`) and its margin
    (`ci_margin`): 0 where it fails, NaN where it is not known. The margin of ci where it holds takes a linear program, which
    is solved only if `margins` is true. `check` says why a single prior fails. Where posteriors are meant to be equal doubles
    mostly break the tie: a margin of some 1e-17 is such a rounding (see `check`).

    >>> int((decide(draw("dirichlet", [2, 2], 100), conditions=["cbdp"])["cbdp"] == "holds").sum())
    100
    """
    sizes, weights = given.priors(priors, types)
    keys = [conditions] if isinstance(conditions, str) else list(conditions)
    if not keys:
        raise given.InputError(f"conditions: expected some of {', '.join(library.conditions())}")
    verdicts, certified, margin = library.decide(weights, sizes, given.pattern(pattern) or "minimal", keys, margins, threads or 0)
    columns: dict[str, object] = {}
    for k, key in enumerate(keys):
        columns[key] = pd.Categorical.from_codes(verdicts[:, k], categories=VERDICTS)
        columns[f"{key}_certified"] = certified[:, k]
        columns[f"{key}_margin"] = margin[:, k]
    return pd.DataFrame(columns)


def write_priors(path: str | Path, priors, types: Sequence[int] | None = None, **coordinates) -> None:
    """Writes priors to a file that a study's family `file` reads, and `genericity check`.

    `path` ends with .h5 (HDF5) or .npy. Coordinates are numbers that stand beside the priors, as many of each as there are
    priors, such as rho=np.linspace(0, 1, 101); only HDF5 holds them. The file is written whole or not at all.
    """
    path = Path(path)
    sizes, weights = given.priors(priors, types)
    columns = {name: np.asarray(values, dtype=np.float64) for name, values in coordinates.items()}
    for name, values in columns.items():
        if values.shape != (len(weights),):
            raise given.InputError(f"{name}: expected {len(weights)} numbers, one a prior, found the shape {values.shape}")
        if name in ("prior", "types"):
            raise given.InputError(f"{name}: this name is taken; choose another")
    if path.suffix == ".npy":
        if columns:
            raise given.InputError(f"{path}: .npy holds no coordinates; write to a file that ends with .h5")
        data = io.BytesIO()
        np.save(data, weights.reshape(-1, *sizes))
    elif path.suffix in (".h5", ".hdf5"):
        import h5py
        data = io.BytesIO()
        with h5py.File(data, "w") as file:
            file.create_dataset("prior", data=weights).attrs["types"] = sizes
            for name, values in columns.items():
                file.create_dataset(name, data=values)
    else:
        raise given.InputError(f"{path}: expected a name that ends with .h5 or .npy")
    command.write_file(path, data.getvalue())
