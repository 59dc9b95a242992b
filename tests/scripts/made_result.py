"""Makes result files for the tests of the scripts, as results/README.md specifies them."""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

VERDICTS = ("holds", "fails", "undecided")
CONDITIONS = ("ci", "cbdp")
LABELS = {"ci": "CI", "cbdp": "CBDP", "bdp": "BDP", "convex_independence": "convex independence", "ci_ir": "CI + IR",
          "ci_cr": "CI + CR"}
STAGES = ("definition", "never", "batch", "interior_point", "unresolved")
VERSION = 3


@dataclass(frozen=True)
class Extras:
    """Which of a result's optional parts to make."""

    margins: bool = True
    tail: bool = False
    trace: bool = False
    joint: bool = False
    stages: bool = False
    provenance: bool = False
    more_limits: bool = False  # simultaneous ones, and those of a confidence sequence


EVERYTHING = Extras(True, True, True, True, True, True)


def text_array(values):
    return np.array(list(values), dtype=h5py.string_dtype("utf-8"))


def _parameters(prior):
    """The parameters in a family's name, "near(base=independent(alpha=1),epsilon=0.01)", as a result file has them."""
    name, bracket, rest = prior.partition("(")
    parameters = {"family": name}
    depth, part = 0, ""
    for letter in rest.removesuffix(")") + "," if bracket else "":
        depth += (letter in "({") - (letter in ")}")
        if letter != "," or depth:
            part += letter
            continue
        if "=" not in part:  # a comma between two blocks of agents
            parameters[key] += "," + part
            part = ""
            continue
        key, _, value = part.partition("=")
        part = ""
        inner = _parameters(value)
        try:
            parameters[key] = float(value)
        except ValueError:
            parameters |= {f"{key}_{deeper}": number for deeper, number in inner.items()} if key == "base" else {key: value}
    return parameters


def _write_parameters(results, priors):
    """Along the cells: numbers, NaN where a family has none, or texts."""
    laws = [_parameters(prior) for prior in priors]
    names = list(dict.fromkeys(name for law in laws for name in law))
    results.group.attrs["parameters"] = ",".join(names)
    for name in names:
        values = [law.get(name) for law in laws]
        is_text = any(isinstance(value, str) for value in values)
        results.variable(name, text_array("" if v is None else str(v) for v in values) if is_text else
                         np.array([np.nan if v is None else v for v in values]), ["cell"])


def grid(samples):
    """Edges 0, 16, 19, 23, 27, 32, … of bins of sample indices, until they hold `samples`."""
    edges = [0, 16, 19, 23, 27]
    while edges[-1] < samples:
        edges.append(2 * edges[-4])
    return np.array(edges, dtype=np.int64)


class Group:
    """Writes datasets with dimension scales into one group."""

    def __init__(self, group):
        self.group = group

    def scale(self, name, values):
        self.group.create_dataset(name, data=values).make_scale(name)

    def variable(self, name, values, dimensions):
        data = self.group.create_dataset(name, data=values)
        for axis, dimension in enumerate(dimensions):
            data.dims[axis].attach_scale(self.group[dimension])


def _write_margins(results, decided, generator, extras):
    cells, conditions = decided.shape
    bins = 138
    edges = np.concatenate([[0.0], 2.0 ** np.arange(-64, 4.5, 0.5), [np.inf]])
    count = np.zeros((cells, conditions, bins), dtype=np.int64)
    least = np.full((cells, conditions, 64), np.nan)
    for c in range(cells):
        for k in range(conditions):
            values = np.sort(generator.beta(1 + c % 3, 3, size=int(decided[c, k])))
            count[c, k] = np.histogram(values, edges)[0]
            least[c, k, :min(64, len(values))] = values[:64]
    results.scale("margin_bin", np.arange(bins, dtype=np.int64))
    results.variable("margin_count", count, ["cell", "condition", "margin_bin"])
    results.variable("margin_low", edges[:-1], ["margin_bin"])
    results.variable("margin_high", edges[1:], ["margin_bin"])
    results.variable("margin_zero", np.zeros((cells, conditions), dtype=np.int64), ["cell", "condition"])
    results.variable("least_margin", least[:, :, 0], ["cell", "condition"])
    if not extras.tail:
        return
    results.scale("extreme", np.arange(64, dtype=np.int64))
    results.variable("extreme_margin", least, ["cell", "condition", "extreme"])
    theory = np.broadcast_to(1.0 + np.arange(cells)[:, None] % 3, (cells, conditions))
    enough = decided >= 64
    n = np.maximum(decided, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        exponent = 62 / np.log(least[:, :, 63:] / least).sum(axis=2)
        constant = 64 / n / least[:, :, 63] ** exponent
    for name, values in (("tail_exponent", exponent), ("tail_exponent_low", 0.77 * exponent),
                         ("tail_exponent_high", 1.25 * exponent), ("tail_constant", constant)):
        results.variable(name, np.where(enough, values, np.nan), ["cell", "condition"])
    results.variable("codimension", theory, ["cell", "condition"])
    results.variable("theory_constant", np.full((cells, conditions), np.nan), ["cell", "condition"])


def _write_trace(results, counts, generator):
    """The verdicts of each cell in random order, counted by bins of their place."""
    cells, conditions, _ = counts.shape
    edges = grid(int(counts.sum(axis=2).max(initial=1)))
    trace = np.zeros((cells, conditions, len(edges) - 1, 3), dtype=np.int64)
    for c in range(cells):
        for k in range(conditions):
            verdicts = generator.permutation(np.repeat([0, 1, 2], counts[c, k].astype(int)))
            place = np.searchsorted(edges, np.arange(len(verdicts)), side="right") - 1
            np.add.at(trace[c, k], (place, verdicts), 1)
    results.scale("trace_bin", np.arange(len(edges) - 1, dtype=np.int64))
    results.variable("trace_begin", edges[:-1], ["trace_bin"])
    results.variable("trace_end", edges[1:], ["trace_bin"])
    results.variable("trace_count", trace, ["cell", "condition", "trace_bin", "verdict"])


def write_theorems(path, verdicts, reasons, shares):
    """Adds to a made result what is proved of its cells."""
    with h5py.File(path, "r+") as file:
        results = Group(file["results"])
        results.variable("generic_verdict", text_array(verdicts), ["cell"])
        results.variable("generic_reason", text_array(reasons), ["cell"])
        results.variable("proved_share", np.array(shares, dtype=float), ["cell", "condition"])


def _write_provenance(file, cells):
    group = file.create_group("provenance")
    group.attrs["program"] = "genericity 0.1.0 (0123456789ab)"
    group.attrs["git_commit"] = "0123456789ab"
    group.attrs["git_dirty"] = "no"
    group.attrs["host"] = "made"
    group.attrs["started"] = "2026-11-25T00:00:00Z"
    group.attrs["study_file"] = "made.toml"
    group.attrs["study_text"] = 'format = 1\ntitle = "A <made> & quoted study"\n'
    group.attrs["threads"] = "2"
    Group(group).scale("ensemble", np.arange(cells, dtype=np.int64))
    Group(group).variable("ensemble_seconds", np.linspace(0.01, 2, cells) if cells else np.zeros(0), ["ensemble"])


def write_result(path: Path, cells, conditions=CONDITIONS, title="A made study", confidence=0.95, margins=True,
                 seed=1, version=VERSION, extras: Extras | None = None, complete=True, never=(), labels=None, seeds=None) -> None:
    """Writes one result. `cells` lists (types, pattern, prior, counts) with counts[condition] = (holds, fails,
    undecided). Intervals are rough ones with the right limits at 0, 1 and no samples. `extras` says which optional
    parts there are; without it, margins or nothing. Every cell is an ensemble of its own. The cells `never` are said to fail the
    first condition by condition (G). `seeds`: of the cells' draws, by default one for all."""
    extras = extras or Extras(margins=margins)
    counts = np.array([cell[3] for cell in cells], dtype=np.int64).reshape(len(cells), len(conditions), 3)
    holds, decided = counts[:, :, 0].astype(float), counts[:, :, :2].sum(axis=2).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = holds / decided
        half = 1.96 * np.sqrt((share * (1 - share) + 1 / decided) / decided)
    low = np.where(decided > 0, np.clip(share - half, 0, 1), 0.0)
    high = np.where(decided > 0, np.clip(share + half, 0, 1), 1.0)
    generator = np.random.default_rng(seed)
    with h5py.File(path, "w") as file:
        file.attrs["format"] = "genericity-result"
        file.attrs["format_version"] = version
        group = file.create_group("results")
        group.attrs["title"] = title
        group.attrs["confidence"] = confidence
        group.attrs["seed"] = np.uint64(20261121)
        results = Group(group)
        results.scale("cell", np.arange(len(cells), dtype=np.int64))
        results.scale("condition", text_array(conditions))
        results.scale("verdict", text_array(VERDICTS))
        if version > 2:
            results.variable("condition_label", text_array((labels or LABELS).get(name, name) for name in conditions),
                             ["condition"])
        for place, name in enumerate(("types", "pattern", "prior")):
            results.variable(name, text_array(cell[place] for cell in cells), ["cell"])
        if version > 2 and cells:
            _write_parameters(results, [cell[2] for cell in cells])
        if version > 2 and seeds is not None:
            results.variable("seed", np.array(seeds, dtype=np.uint64), ["cell"])
        results.variable("ensemble", np.arange(len(cells), dtype=np.int64), ["cell"])
        results.variable("samples", counts.sum(axis=2), ["cell", "condition"])
        results.variable("count", counts, ["cell", "condition", "verdict"])
        results.variable("certified", counts[:, :, :2].sum(axis=2), ["cell", "condition"])
        for name, values in (("share", share), ("low", low), ("high", high)):
            results.variable(name, values, ["cell", "condition"])
        if extras.more_limits:
            for kind, wider in (("simultaneous", 0.05), ("sequence", 0.03)):
                results.variable(f"{kind}_low", np.maximum(low - wider, 0), ["cell", "condition"])
                results.variable(f"{kind}_high", np.minimum(high + wider, 1), ["cell", "condition"])
        if extras.margins:
            _write_margins(results, decided, generator, extras)
        if extras.trace:
            _write_trace(results, counts, generator)
        if extras.joint and set(CONDITIONS) <= set(conditions):
            ci, cbdp = conditions.index("ci"), conditions.index("cbdp")
            joint = np.zeros((len(cells), 3, 3), dtype=np.int64)
            for c in range(len(cells)):  # those that satisfy CI are among those that satisfy CBDP
                pairs = zip(np.repeat([0, 2, 1], counts[c, ci][[0, 2, 1]].astype(int)),
                            np.repeat([0, 2, 1], counts[c, cbdp][[0, 2, 1]].astype(int)))
                for pair in pairs:
                    joint[c][pair] += 1
            results.scale("ci_verdict", text_array(VERDICTS))
            results.scale("cbdp_verdict", text_array(VERDICTS))
            results.variable("joint", joint, ["cell", "ci_verdict", "cbdp_verdict"])
        progress = file.create_group("progress")
        progress.attrs["complete"] = np.uint8(complete)
        if extras.stages:
            stages = Group(file.create_group("diagnostics"))
            stages.scale("cell", np.arange(len(cells), dtype=np.int64))
            stages.scale("condition", text_array(conditions))
            stages.scale("stage", text_array(STAGES))
            decided_by = np.zeros((len(cells), len(conditions), len(STAGES)), dtype=np.int64)
            decided_by[:, :, 2] = counts[:, :, 0]
            decided_by[:, :, 3] = counts[:, :, 1]
            decided_by[:, :, 4] = counts[:, :, 2]
            for c in never:
                decided_by[c, 0] = [0, counts[c, 0].sum(), 0, 0, 0]
            stages.variable("decided_by", decided_by, ["cell", "condition", "stage"])
        if extras.provenance:
            _write_provenance(file, len(cells))


def write_rare(path: Path, cells, epsilons=(1e-1, 1e-2, 1e-4), seeds=None) -> None:
    """A study of rare events. `cells` lists (types, pattern, prior, exponent, constant); the estimates are those of theory, 1 %
    to either side, and unknown where the exponent is NaN."""
    write_result(path, [(*cell[:3], [(0, 0, 0)]) for cell in cells], conditions=("cbdp",), margins=False, seeds=seeds)
    with h5py.File(path, "r+") as file:
        group = file.create_group("tail")
        exponent, constant = (np.array([[cell[i]] for cell in cells], dtype=float) for i in (3, 4))
        epsilon = np.array(epsilons)
        probability = constant[:, :, None] * epsilon ** exponent[:, :, None]
        slope = np.broadcast_to(exponent[:, :, None], (*exponent.shape, len(epsilons) - 1))
        for name, values in (("epsilon", epsilon), ("probability", probability), ("low", 0.99 * probability),
                             ("high", 1.01 * probability), ("slope", slope), ("slope_low", slope - 0.01),
                             ("slope_high", slope + 0.01), ("theory_exponent", exponent), ("theory_constant", constant)):
            group[name] = values


def write_enumeration(path: Path, cells, exact=True) -> None:
    """A study that goes through all priors of its laws, and has finished if `exact`. `cells` as for write_result."""
    write_result(path, cells, conditions=("ci",), margins=False, complete=exact)
    with h5py.File(path, "r+") as file:
        counts = file["results/count"][:]
        file.create_group("enumeration")["share_denominator"] = counts.sum(axis=2) if exact else np.zeros(counts.shape[:2], int)
        file["enumeration"]["population"] = np.full(len(counts), counts.sum(axis=2).max(initial=1))
        file["results"].attrs["mode"] = "enumerate"
