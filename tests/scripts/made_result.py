"""Makes result files for the tests of the scripts, as results/README.md specifies them."""

from pathlib import Path

import h5py
import numpy as np

VERDICTS = ("holds", "fails", "undecided")
CONDITIONS = ("ci", "cbdp")


def text_array(values):
    return np.array(list(values), dtype=h5py.string_dtype("utf-8"))


def write_result(path: Path, cells, conditions=CONDITIONS, title="A made study", confidence=0.95, margins=True,
                 seed=1, version=1) -> None:
    """Writes one result. `cells` lists (types, pattern, prior, counts) with counts[condition] = (holds, fails,
    undecided). Intervals are rough ones with the right limits at 0, 1 and no samples."""
    counts = np.array([cell[3] for cell in cells], dtype=np.uint64).reshape(len(cells), len(conditions), 3)
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

        def scale(name, values):
            data = group.create_dataset(name, data=values)
            data.make_scale(name)
            return data

        scale("cell", np.arange(len(cells), dtype=np.uint64))
        scale("condition", text_array(conditions))
        scale("verdict", text_array(VERDICTS))

        def variable(name, values, dimensions):
            data = group.create_dataset(name, data=values)
            for axis, dimension in enumerate(dimensions):
                data.dims[axis].attach_scale(group[dimension])

        for place, name in enumerate(("types", "pattern", "prior")):
            variable(name, text_array(cell[place] for cell in cells), ["cell"])
        variable("samples", counts[:, :1].sum(axis=(1, 2)), ["cell"])
        variable("count", counts, ["cell", "condition", "verdict"])
        variable("certified", counts[:, :, :2].sum(axis=2), ["cell", "condition"])
        for name, values in (("share", share), ("low", low), ("high", high)):
            variable(name, values, ["cell", "condition"])
        if margins:
            bins = 138
            edges = np.concatenate([[0.0], 2.0 ** np.arange(-64, 4.5, 0.5), [np.inf]])
            margin_count = np.zeros((len(cells), len(conditions), bins), dtype=np.uint64)
            for c in range(len(cells)):
                for k in range(len(conditions)):
                    values = generator.beta(1 + c % 3, 3, size=int(decided[c, k]))
                    margin_count[c, k] = np.histogram(values, edges)[0]
            scale("margin_bin", np.arange(bins, dtype=np.uint64))
            variable("margin_count", margin_count, ["cell", "condition", "margin_bin"])
            variable("margin_low", edges[:-1], ["margin_bin"])
            variable("margin_high", edges[1:], ["margin_bin"])
            variable("margin_zero", np.zeros((len(cells), len(conditions)), dtype=np.uint64), ["cell", "condition"])
