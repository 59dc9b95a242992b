"""Reads what a result file says of its cells. results/README.md specifies the file.

What a file may lack (because the study did not ask for it, or an older program wrote it) is None here.
"""

import difflib
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np
import xarray

from genericity.plot import names, style
from genericity.plot.choice import Choice, nearest
from genericity.plot.command import CannotRead, NotAResult
from genericity.plot.names import AXES, Known
from genericity.plot.parts import ON_ENVIRONMENTS, Margins, RareEvents, Stages, Subsidies, Tail, Trace, parts_of_merged
from genericity.plot.theorems import Theorems

FORMAT = "genericity-result"
VERSIONS = (2, 3)
VERDICTS = ("holds", "fails", "undecided")
ROW = ["cell", "types", "pattern", "prior", "condition"]  # the first columns of a table of numbers
KEYS = ("cell", "types", "pattern", "coalitions", "prior", "environment", "agents", "condition", "stop")  # of --where


@dataclass
class Result:
    """One study. Arrays run over cells, and over conditions where they have two dimensions."""

    path: Path
    title: str
    confidence: float
    seed: int | None
    seeds: np.ndarray | None  # (cell): of the cells' draws; None in files of version 2
    conditions: list[str]
    labels: list[str]  # of the conditions, for people; their keys in files of version 2
    cell: np.ndarray  # the cell's number in the file
    types: list[str]
    pattern: list[str]
    coalitions: list[str]  # empty texts where the file does not say
    prior: list[str]  # of the environments, too, where some are drawn
    environment: list[str]  # the law of environments by itself; empty texts where none are drawn
    parameters: dict[str, np.ndarray]  # of the families, by name: numbers, NaN where absent, or texts, then empty
    stop_reason: list[str]
    ensemble: np.ndarray
    count: np.ndarray  # (cell, condition, verdict), int64
    certified: np.ndarray | None
    share: np.ndarray  # NaN where nothing was decided
    low: np.ndarray
    high: np.ndarray
    simultaneous_low: np.ndarray | None
    simultaneous_high: np.ndarray | None
    sequence: bool  # whether there are limits from a confidence sequence beside those of the stop rule
    looks_at_data: bool  # whether a stop rule looks at the verdicts
    looks: np.ndarray | None  # (cell): how many times it has looked
    half_width: float  # at which the study stops; NaN if it does not
    relative_half_width: float
    shard: tuple[int, int]  # this file is to hold part i (from 0) of k
    parts: list[str]  # of a merged file: the parts that it comes from, such as "0/2"
    least_margin: np.ndarray | None
    least_margin_sample: np.ndarray | None
    joint: np.ndarray | None  # (cell, verdict on CI, verdict on CBDP)
    theorems: Theorems
    margins: Margins | None
    subsidies: Subsidies | None
    tail: Tail | None
    trace: Trace | None
    rare: RareEvents | None
    exact: np.ndarray | None  # (cell, condition): whether all priors of the law were decided; None unless all cells are gone through
    gone_through: np.ndarray  # (cell): whether its priors are gone through (a list, or all of a law), not drawn
    stages: Stages | None
    seconds: np.ndarray | None  # by number of the ensemble
    provenance: dict[str, str]
    attributes: dict[str, str]  # of /results: identity, digest, …
    complete: bool  # False while sampling goes on or was stopped early
    known: Known  # the names of the whole file, whichever cells and conditions were chosen
    asked: list[str]  # the conditions that were asked for; empty for all
    environments: int  # drawn for each prior; 0 if none are
    clustered: np.ndarray  # (condition): whether several verdicts are of one prior, on environments that depend on each other
    names: dict[str, str]  # what is shown for a stored name of a condition, a pattern, a law or an axis, where that is another
    cells: int = field(init=False)
    agents: list[int] = field(init=False)
    samples: np.ndarray = field(init=False)  # (cell, condition): verdicts, of priors or of pairs with an environment
    priors: np.ndarray = field(init=False)  # (cell, condition): priors with any verdict

    def __post_init__(self) -> None:
        self.cells = len(self.types)
        self.agents = [types.count("x") + 1 for types in self.types]
        self.samples = self.count.sum(axis=2)
        self.priors = np.where(self.clustered, self.samples // max(self.environments, 1), self.samples)

    def row(self, cell: int, k: int) -> tuple:
        """What the columns ROW hold of a cell and a condition."""
        return int(self.cell[cell]), self.types[cell], self.pattern[cell], self.prior[cell], self.conditions[k]

    @property
    def is_exact(self) -> bool:
        """Whether every share is that of all priors of its law."""
        return self.exact is not None and bool(self.exact.all())

    def call(self, names: dict[str, str]) -> None:
        """From now on shows these names for stored ones."""
        self.names = self.names | names
        self.labels = [names.get(key, label) for key, label in zip(self.conditions, self.labels)]

    def shown(self, name: str, default: str | None = None) -> str:
        """What figures call a stored name."""
        return self.names.get(name, name if default is None else default)

    def axis(self, key: str) -> str:
        """What an axis shows: a key of AXES, or a parameter of the laws."""
        return self.shown(key, AXES.get(key))

    def pattern_words(self, width: int = 40, cells: Iterable[int] | None = None) -> dict[str, str]:
        """What figures call the patterns of these cells, or of all: no two alike, and hardly wider than `width` letters."""
        chosen = self.pattern if cells is None else [self.pattern[c] for c in cells]
        return style.distinct_pattern_words(chosen, width, self.names)

    @property
    def has_replicates(self) -> bool:
        """Whether some cells differ from others in the seed of their draws."""
        return self.seeds is not None and len(set(self.seeds.tolist())) > 1

    def seed_words(self, cell: int) -> str:
        """The cell's seed, for a label; empty where all cells have one."""
        return f"seed {int(self.seeds[cell])}" if self.has_replicates else ""

    def law_words(self, cell: int) -> str:
        """The cell's law of priors, with its seed where there are several."""
        return ",  ".join(filter(None, (self.shown(self.prior[cell]), self.seed_words(cell))))

    def goes_through(self, k: int) -> bool:
        """Whether a condition's verdicts are gone through, not drawn: nothing is where environments are."""
        return self.exact is not None and self.conditions[k] not in ON_ENVIRONMENTS

    def prior_alone(self, cell: int) -> str:
        """The cell's law of priors without that of environments."""
        return self.prior[cell].removesuffix(f" in {self.environment[cell]}")

    def replicate_note(self) -> str:
        """What to say where cells have no names of their own; empty where all have one seed."""
        return f" {len(set(self.seeds.tolist()))} seeds: the cells of each count by themselves." if self.has_replicates else ""

    @property
    def undecided(self) -> np.ndarray:
        return self.count[:, :, VERDICTS.index("undecided")]


def _text(value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _text_attributes(attributes) -> dict[str, str]:
    return {name: _text(value) for name, value in sorted(attributes.items()) if isinstance(value, (str, bytes))}


def _texts(values) -> list[str]:
    return [_text(v) for v in np.atleast_1d(values.values)]


def _array(data: xarray.Dataset, name: str, dimensions: tuple[str, ...], kind=np.float64) -> np.ndarray | None:
    """The variable with its dimensions in this order; None without it."""
    return data[name].transpose(*dimensions).values.astype(kind) if name in data else None


def _floats(data: xarray.Dataset, name: str, *more: str) -> np.ndarray | None:
    return _array(data, name, ("cell", "condition", *more))


def _margins(data: xarray.Dataset) -> Margins | None:
    low, high = (_array(data, name, ("margin_bin",)) for name in ("margin_low", "margin_high"))
    needed = _floats(data, "margin_count", "margin_bin"), _floats(data, "margin_zero"), low, high
    least = _floats(data, "extreme_margin", "extreme") if "extreme" in data.dims else None
    return None if any(values is None for values in needed) else Margins(*needed, least)


def _subsidies(data: xarray.Dataset) -> Subsidies | None:
    needed = _floats(data, "subsidy_count", "margin_bin"), _floats(data, "no_subsidy"), _array(data, "margin_high", ("margin_bin",))
    return None if any(values is None for values in needed) else Subsidies(*needed)


def _tail(data: xarray.Dataset) -> Tail | None:
    if "tail_exponent" not in data:
        return None
    unknown = np.full((data.sizes["cell"], data.sizes["condition"]), np.nan)
    names = ("tail_exponent", "tail_exponent_low", "tail_exponent_high", "tail_constant", "codimension",
             "theory_exponent" if "theory_exponent" in data else "codimension", "theory_constant")
    return Tail(*(unknown if (values := _floats(data, name)) is None else values for name in names))


def _trace(data: xarray.Dataset) -> Trace | None:
    begin, end = (_array(data, name, ("trace_bin",), np.int64) for name in ("trace_begin", "trace_end"))
    count = _array(data, "trace_count", ("cell", "condition", "trace_bin", "verdict"), np.int64)
    return None if begin is None or end is None or count is None else Trace(begin, end, count)


def _count(data: xarray.Dataset, path: Path) -> np.ndarray:
    verdicts = _texts(data["verdict"])
    if sorted(verdicts) != sorted(VERDICTS):
        raise NotAResult(f"{path}: not a result file: its verdicts are {', '.join(verdicts)}")
    return _array(data, "count", ("cell", "condition", "verdict"), np.int64)[:, :, [verdicts.index(v) for v in VERDICTS]]


def check_format(file: h5py.File, path: Path) -> None:
    """Throws NotAResult unless `file` is a result of a version that this reader knows."""
    if _text(file.attrs.get("format", b"")) != FORMAT:
        raise NotAResult(f"{path}: not a result file (its format is not '{FORMAT}')")
    version = int(file.attrs.get("format_version", 0))
    if version not in VERSIONS:
        raise NotAResult(f"{path}: a result file of format version {version}; this script reads versions "
                         f"{' and '.join(map(str, VERSIONS))}")


def _gone_through(file: h5py.File, cells: list[int], chosen: list[int]) -> dict[str, object]:
    """Which cells count all priors that there are; `exact` only where all of them do."""
    if "enumeration" not in file:
        return {"exact": None, "gone_through": np.zeros(len(cells), bool)}
    exact = file["enumeration/share_denominator"][:][cells][:, chosen] > 0
    population = file["enumeration/population"][:]
    ensemble = file["results/ensemble"][:][cells].astype(int) if "ensemble" in file["results"] else None
    gone_through = population[ensemble] > 0 if ensemble is not None else np.ones(len(cells), bool)
    return {"exact": exact if gone_through.all() else None, "gone_through": gone_through}


def _beside(file: h5py.File, cells: list[int], chosen: list[int]) -> dict[str, object]:
    """What stands outside /results, by its name in Result."""
    def read(path: str, kind=np.float64) -> np.ndarray:
        values = file[path][:].astype(kind)
        return values[cells][:, chosen] if values.ndim > 1 else values

    def of_tail(name: str) -> np.ndarray:
        # With one ε there is no step, and no slope in the file.
        return np.zeros((len(cells), len(chosen), 0)) if "slope" in name and name not in file["tail"] else read(f"tail/{name}")

    progress = dict(file["progress"].attrs) if "progress" in file else {}
    provenance = _text_attributes(file["provenance"].attrs) if "provenance" in file else {}
    shard = int(progress.get("shard", 0)), int(progress.get("shards", 1))
    names = ("epsilon", "probability", "low", "high", "slope", "slope_low", "slope_high", "theory_exponent", "theory_constant")
    return {
        "complete": bool(progress.get("complete", True)), "shard": shard, "provenance": provenance,
        "half_width": float(progress.get("asked_half_width", np.nan)),
        "relative_half_width": float(progress.get("asked_relative_half_width", np.nan)),
        "parts": parts_of_merged(provenance) if shard[1] == 1 else [],
        "seconds": read("provenance/ensemble_seconds") if "provenance/ensemble_seconds" in file else None,
        "stages": Stages([_text(name) for name in file["diagnostics/stage"][:]], read("diagnostics/decided_by", np.int64))
        if "diagnostics/decided_by" in file else None,
        "rare": RareEvents(*(of_tail(name) for name in names)) if "tail" in file else None,
        **_gone_through(file, cells, chosen),
    }


def _parameters(data: xarray.Dataset) -> dict[str, np.ndarray]:
    names = _text(data.attrs.get("parameters", "")).split(",")
    return {name: data[name].values if data[name].dtype.kind == "f" else np.array(_texts(data[name]), dtype=object)
            for name in names if name in data}


def _chosen(data: xarray.Dataset, wanted: list[str], where: list[Choice], path: Path) -> tuple[list[int], list[int]]:
    """Positions of the cells and of the conditions, those `wanted` or all, that fit every choice of `where`."""
    conditions = _texts(data["condition"])
    for name in wanted:
        if name not in conditions:
            raise NotAResult(f"{path}: no condition '{name}'; there are: {', '.join(conditions)}")
    columns = {key: _texts(data[name]) for key, name in (("types", "types"), ("pattern", "pattern"), ("prior", "prior"), ("cell", "cell"),
                                                         ("coalitions", "coalitions"), ("environment", "environment"),
                                                         ("stop", "stop_reason")) if name in data}
    columns["agents"] = [float(types.count("x") + 1) for types in columns["types"]]
    if "cell" in columns:
        columns["cell"] = [float(cell) for cell in columns["cell"]]
    columns |= _parameters(data)
    cells, chosen = list(range(data.sizes["cell"])), [conditions.index(name) for name in wanted or conditions]
    for choice in where:
        if choice.column == "condition":
            if choice.value not in conditions:
                raise NotAResult(f"{path}: no condition '{choice.value}'; {nearest(choice.value, conditions)}")
            chosen = [k for k in chosen if choice.fits(conditions[k])]
        elif choice.column not in columns:
            raise NotAResult(f"{path}: no column '{choice.column}' to choose cells by; "
                             f"{nearest(choice.column, [*KEYS, *columns])}")
        else:
            column = columns[choice.column]
            if fault := choice.fault(column):
                raise NotAResult(f"{path}: --where {choice.words()}: {fault}")
            cells = [c for c in cells if choice.fits(column[c])]
            if not any(choice.fits(value) for value in column):
                near = difflib.get_close_matches(choice.value, [value for value in dict.fromkeys(column) if isinstance(value, str)], n=1)
                what = f"{choice.column} '{choice.value}'" if choice.comparison == "=" else choice.words()
                raise NotAResult(f"{path}: no cell has {what}" + (f"; did you mean '{near[0]}'?" if near else ""))
    if where and not (cells and chosen):
        raise NotAResult(f"{path}: no cell fits " + " and ".join(choice.words() for choice in where))
    return cells, chosen


def read_result(path: Path, wanted: list[str] | None = None, where: list[Choice] | None = None) -> Result:
    """The result in `path`, with the conditions `wanted` (all when None, in the file's order), and of it the cells
    and conditions that fit all choices of `where`.

    Throws CannotRead when the file cannot be opened and NotAResult when it holds something else, or not one of
    the conditions, or no cell that fits.
    """
    try:
        # Opening a pipe may wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise CannotRead(f"{path}: not a regular file{' but a directory' if path.is_dir() else ''}")
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise CannotRead(f"{path}: {error.strerror}") from error
    for is_last in (False, True):
        try:
            return _read(path, wanted or [], where or [])
        except NotAResult:
            raise
        except Exception as error:  # whatever HDF5, xarray or NumPy find wrong with a file that is not a result
            # Not every layer tells a reading that failed for a moment from a file that lacks something.
            if not is_last:
                continue
            reason = " ".join(str(error).split()) or type(error).__name__
            if refused := re.search(r"errno = \d+, error message = '([^']*)'|(can't retrieve stat info[^)]*)", reason):
                raise CannotRead(f"{path}: {refused[1] or refused[2]}") from error
            raise NotAResult(f"{path}: not a result file ({reason})") from error
    raise AssertionError("the last attempt returns or raises")


def _read(path: Path, wanted: list[str], where: list[Choice]) -> Result:
    with h5py.File(path, "r") as file:
        check_format(file, path)
        if "results" not in file:
            raise NotAResult(f"{path}: a result file without /results: it holds no shares")
        with xarray.open_dataset(path, engine="h5netcdf", group="results") as lazy:
            data = lazy.load()
        missing = [name for name in ("types", "pattern", "prior", "count", "share", "low", "high") if name not in data]
        if missing:
            raise NotAResult(f"{path}: not a result file: /results has no {', '.join(missing)}")
        cells, chosen = _chosen(data, wanted, where, path)
        return _result(path, data.isel(cell=cells, condition=chosen), _beside(file, cells, chosen) | _names(data, file, wanted, where))


def _names(data: xarray.Dataset, file: h5py.File, wanted: list[str], where: list[Choice]) -> dict[str, object]:
    """Which names the file holds, and which the study itself gives to patterns."""
    types, found = _texts(data["types"]), _texts(data["pattern"])
    axes = [*AXES, *_text(data.attrs.get("parameters", "")).split(",")]
    laws = [*_laws(data), *_texts(data["prior"]), *filter(None, _environments(data))]
    known = Known(_texts(data["condition"]), list(dict.fromkeys(found)), list(dict.fromkeys(laws)), [a for a in axes if a])
    study = _text(file["provenance"].attrs.get("study_text", "")) if "provenance" in file else ""
    by_choice = any(choice.column == "condition" for choice in where)
    return {"known": known, "asked": wanted or (known.conditions if by_choice else []),
            "names": names.of_study(study, zip(found, (text.count("x") + 1 for text in types)))}


def _laws(data: xarray.Dataset) -> list[str]:
    """What every cell draws: its law of priors, and that of environments."""
    return [f"{prior} in {environment}" if environment else prior for prior, environment in zip(_texts(data["prior"]), _environments(data))]


def _environments(data: xarray.Dataset) -> list[str]:
    return _texts(data["environment"]) if "environment" in data else [""] * data.sizes["cell"]


def _clusters(data: xarray.Dataset) -> dict[str, object]:
    environments = int(data.attrs.get("environments", 0))
    clustered = np.zeros(data.sizes["condition"], dtype=bool)
    if "by_prior" in data:
        clustered = data["by_prior"].transpose("condition", ...).values.reshape(clustered.size, -1).any(axis=1)
    return {"environments": environments, "clustered": clustered}


def _result(path: Path, data: xarray.Dataset, beside: dict[str, object]) -> Result:
    share, low, high, exact = _floats(data, "share"), _floats(data, "low"), _floats(data, "high"), beside["exact"]
    if exact is not None:  # the shares are no estimates: they are known, or nothing is; unless environments are drawn
        drawn = np.isin(_texts(data["condition"]), ON_ENVIRONMENTS)
        low, high = (np.where(exact, share, np.where(drawn, limit, end)) for limit, end in ((low, 0.0), (high, 1.0)))
    number, looks = data.sizes["cell"], _array(data, "looks", ("cell",), np.int64)
    asked = np.isfinite([beside["half_width"], beside["relative_half_width"]]).any()
    return Result(
        path=path,
        title=_text(data.attrs.get("title", "")),
        confidence=float(data.attrs.get("confidence", 0.95)),
        seed=int(data.attrs["seed"]) if "seed" in data.attrs else None,
        seeds=data["seed"].values if "seed" in data else None,
        conditions=_texts(data["condition"]),
        labels=_texts(data["condition_label" if "condition_label" in data else "condition"]),
        cell=data["cell"].values.astype(np.int64).reshape(-1),
        types=_texts(data["types"]), pattern=_texts(data["pattern"]), prior=_laws(data), environment=_environments(data),
        parameters=_parameters(data),
        coalitions=_texts(data["coalitions"]) if "coalitions" in data else [""] * number,
        stop_reason=_texts(data["stop_reason"]) if "stop_reason" in data else [""] * number,
        ensemble=_array(data, "ensemble", ("cell",), np.int64) if "ensemble" in data else np.full(number, -1),
        count=_count(data, path),
        certified=_array(data, "certified", ("cell", "condition"), np.int64),
        share=share, low=low, high=high,
        simultaneous_low=_floats(data, "simultaneous_low"), simultaneous_high=_floats(data, "simultaneous_high"),
        sequence="sequence_low" in data and "sequence_high" in data,
        looks_at_data=bool(asked or (looks is not None and looks.any())), looks=looks,
        least_margin=_floats(data, "least_margin"), least_margin_sample=_array(data, "least_margin_sample", ("cell", "condition"), np.int64),
        theorems=Theorems(*(_texts(data[name]) if name in data else [""] * number for name in ("generic_verdict", "generic_reason")),
                          np.full(share.shape, np.nan) if (proved := _floats(data, "proved_share")) is None else proved),
        joint=_array(data, "joint", ("cell", "ci_verdict", "cbdp_verdict"), np.int64), margins=_margins(data),
        subsidies=_subsidies(data), tail=_tail(data), trace=_trace(data),
        attributes=_text_attributes(data.attrs), **_clusters(data), **beside)
