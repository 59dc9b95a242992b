"""Reads what a result file says of its cells, with xarray. results/README.md specifies the file."""

from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np
import xarray

FORMAT = "genericity-result"
VERSION = 1


class NotAResult(Exception):
    """The file is no result, or not one that this reader understands."""


class CannotRead(Exception):
    """The file is missing or cannot be opened."""


@dataclass
class Margins:
    """Histogram counts of margins: `count[cell, condition, bin]`, exact zeros apart in `zero[cell, condition]`."""

    count: np.ndarray
    zero: np.ndarray
    high: np.ndarray  # upper edge of each bin; infinity for the last


@dataclass
class Result:
    """One study's shares. Arrays run over cells, and over conditions where they have two dimensions."""

    title: str
    confidence: float
    conditions: list[str]
    types: list[str]
    pattern: list[str]
    prior: list[str]
    samples: np.ndarray
    share: np.ndarray  # NaN where nothing was decided
    low: np.ndarray
    high: np.ndarray
    undecided: np.ndarray
    margins: Margins | None
    complete: bool  # False while sampling goes on or was stopped early
    cells: int = field(init=False)

    def __post_init__(self) -> None:
        self.cells = len(self.types)


def _texts(values) -> list[str]:
    return [v.decode("utf-8") if isinstance(v, bytes) else str(v) for v in np.atleast_1d(values.values)]


def _by_cell_and_condition(data: xarray.Dataset, name: str) -> np.ndarray:
    return data[name].transpose("cell", "condition").values.astype(float)


def _undecided(data: xarray.Dataset, conditions: list[str]) -> np.ndarray:
    if "count" not in data:
        return np.zeros((data.sizes["cell"], len(conditions)), dtype=np.int64)
    verdicts = _texts(data["verdict"])
    if "undecided" not in verdicts:
        return np.zeros((data.sizes["cell"], len(conditions)), dtype=np.int64)
    counts = data["count"].transpose("cell", "condition", "verdict").values
    return counts[:, :, verdicts.index("undecided")].astype(np.int64)


def _margins(data: xarray.Dataset) -> Margins | None:
    if any(name not in data for name in ("margin_count", "margin_zero", "margin_high")):
        return None
    return Margins(
        count=data["margin_count"].transpose("cell", "condition", "margin_bin").values.astype(np.float64),
        zero=data["margin_zero"].transpose("cell", "condition").values.astype(np.float64),
        high=data["margin_high"].values.astype(np.float64))


def _check_format(file: h5py.File, path: Path) -> None:
    name = file.attrs.get("format", b"")
    if (name.decode("utf-8") if isinstance(name, bytes) else name) != FORMAT:
        raise NotAResult(f"{path}: not a result file (its format is not '{FORMAT}')")
    version = int(file.attrs.get("format_version", 0))
    if version != VERSION:
        raise NotAResult(f"{path}: a result file of format version {version}; this script reads version {VERSION}")


def read_result(path: Path, wanted: list[str] | None = None) -> Result:
    """The result in `path`, with the conditions `wanted` (all when None, in the file's order).

    Throws CannotRead when the file cannot be opened and NotAResult when it holds something else, or not one of
    the conditions.
    """
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise CannotRead(f"{path}: {error.strerror}") from error
    try:
        with h5py.File(path, "r") as file:
            _check_format(file, path)
            complete = "progress" not in file or bool(file["progress"].attrs.get("complete", True))
        with xarray.open_dataset(path, engine="h5netcdf", group="results") as lazy:
            data = lazy.load()
        conditions = _texts(data["condition"])
        missing = [name for name in ("types", "pattern", "prior", "samples", "share", "low", "high")
                   if name not in data]
        if missing:
            raise NotAResult(f"{path}: not a result file: /results has no {', '.join(missing)}")
        if wanted:
            unknown = [name for name in wanted if name not in conditions]
            if unknown:
                raise NotAResult(f"{path}: no condition '{unknown[0]}'; there are: {', '.join(conditions)}")
            data = data.isel(condition=[conditions.index(name) for name in wanted])
            conditions = wanted
        return Result(
            title=str(data.attrs.get("title", "")),
            confidence=float(data.attrs.get("confidence", 0.95)),
            conditions=conditions,
            types=_texts(data["types"]), pattern=_texts(data["pattern"]), prior=_texts(data["prior"]),
            samples=data["samples"].values.astype(np.int64).reshape(-1),
            share=_by_cell_and_condition(data, "share"),
            low=_by_cell_and_condition(data, "low"),
            high=_by_cell_and_condition(data, "high"),
            undecided=_undecided(data, conditions),
            margins=_margins(data),
            complete=complete)
    except NotAResult:
        raise
    except Exception as error:  # whatever HDF5, xarray or NumPy find wrong with a file that is not a result
        reason = " ".join(str(error).split()) or type(error).__name__
        raise NotAResult(f"{path}: not a result file ({reason})") from error
