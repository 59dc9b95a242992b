"""Reads an example result with one of the programs that users read results with.

usage: read_by_others.py WRITE_EXAMPLE_RESULT xarray|h5py|ncdump|h5dump|h5diff
Exit code 77 means skipped: the program is not installed.
"""

import math
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

SKIPPED = 77
TYPES = ["2x2x2"] * 4 + ["2x3x4x2"] * 2 + ["12x2"]
PATTERNS = ["minimal", "{1,2}", "{1,2},{2,3}", "maximal", "minimal", "maximal", "minimal"]
PRIORS = (["dirichlet(alpha=1)"] * 4 + ["near(base=independent,epsilon=0.001)"] * 2
          + ["lattice(denominator=24)"])
CELL_COORDINATES = {"types", "pattern", "coalitions", "prior", "agents", "profiles", "ensemble", "key",
                    "cell_key", "looks", "stop_reason", "generic_verdict", "generic_reason", "seed", "family", "alpha",
                    "base_family", "epsilon", "denominator"}
VARIABLES = {
    "samples": ("cell", "condition"),
    "count": ("cell", "condition", "verdict"),
    "certified": ("cell", "condition"),
    "share": ("cell", "condition"),
    "low": ("cell", "condition"),
    "high": ("cell", "condition"),
    "margin_count": ("cell", "condition", "margin_bin"),
    "margin_zero": ("cell", "condition"),
    "least_margin": ("cell", "condition"),
    "least_margin_sample": ("cell", "condition"),
    **{name: ("cell", "condition") for name in (
        "simultaneous_low", "simultaneous_high", "sequence_low", "sequence_high", "tail_exponent", "tail_exponent_low",
        "tail_exponent_high", "tail_constant", "codimension", "theory_exponent", "theory_constant",
        "constant_at_theory", "constant_at_theory_low", "constant_at_theory_high", "tail_size", "tail_straight", "proved_share")},
    "extreme_margin": ("cell", "condition", "extreme"),
    "extreme_sample": ("cell", "condition", "extreme"),
    "trace_count": ("cell", "condition", "trace_bin", "verdict"),
    "joint": ("cell", "ci_verdict", "cbdp_verdict"),
}


def skip(reason):
    print("skipped:", reason)
    sys.exit(SKIPPED)


def need_program(name):
    if shutil.which(name) is None:
        skip(f"{name} is not installed")


def run(*command):
    """Output of a command that must succeed without a word of complaint."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr)
    assert done.stderr == "", done.stderr
    return done.stdout


def check_xarray(path, empty_path):
    try:
        import h5netcdf  # noqa: F401
        import numpy
        import xarray
    except ImportError as error:
        skip(str(error))
    warnings.simplefilter("error")

    with xarray.open_dataset(path, engine="h5netcdf", group="results") as data:
        sizes = dict(data.sizes)
        assert 1 <= sizes.pop("trace_bin") <= 35, data.sizes
        assert sizes == {"cell": 7, "condition": 2, "verdict": 3, "margin_bin": 138, "extreme": 64, "ci_verdict": 3,
                         "cbdp_verdict": 3}, data.sizes
        assert set(data.data_vars) == set(VARIABLES), set(data.data_vars)
        assert data["count"].dtype == numpy.int64  # with a sign, so that differences are what they seem
        for name, dimensions in VARIABLES.items():
            assert data[name].dims == dimensions, (name, data[name].dims)
            assert CELL_COORDINATES < set(data[name].coords), name
            assert data[name].attrs["long_name"], name
        assert list(data["types"].values) == TYPES
        assert list(data["pattern"].values) == PATTERNS
        assert list(data["prior"].values) == PRIORS
        assert list(data["condition"].values) == ["ci", "cbdp"]
        assert list(data["condition_label"].values) == ["CI", "Überzeugungen"]
        assert data.attrs["parameters"] == "family,alpha,base_family,epsilon,denominator"
        assert list(data["family"].values) == ["dirichlet"] * 4 + ["near"] * 2 + ["lattice"]
        numpy.testing.assert_array_equal(data["alpha"].values, [1] * 4 + [math.nan] * 3)
        assert list(data["share"].isel(cell=(data["epsilon"] < 0.01).values)["cell"].values) == [4, 5]
        assert list(data["verdict"].values) == ["holds", "fails", "undecided"]
        assert list(data["stop_reason"].values) == ["samples"] * 4 + [""] * 3
        assert set(data["generic_verdict"].values) == {"almost_always", "open"}
        assert set(data["generic_reason"].values) == {"größte Koalition {1,2}"}
        assert list(data["key"].values[[0, 4]]) == ["00000000000000ff", "fedcba9876543210"]
        assert list(data["agents"].values) == [3] * 4 + [4] * 2 + [2]
        assert list(data["profiles"].values) == [8] * 4 + [48] * 2 + [24]
        assert data["joint"].sel(ci_verdict="fails", cbdp_verdict="holds").values[2] == 7
        assert (data["trace_end"].values[1:-1] == data["trace_begin"].values[2:]).all()
        count = data["count"].astype(float)
        decided = count.sel(verdict="holds") + count.sel(verdict="fails")
        share = (count.sel(verdict="holds") / decided).where(decided > 0)
        numpy.testing.assert_array_equal(data["share"].values, share.values)
        assert math.isnan(data["share"].sel(cell=6, condition="cbdp"))
        assert data["count"].values[1, 0, 0] == 2**63 - 1
        low, high = data["margin_low"].values, data["margin_high"].values
        assert low[0] == 0 and low[1] == 2.0**-64 and low[-1] == 16 and high[-1] == math.inf
        assert (low[1:] == high[:-1]).all()
        assert data.attrs["confidence"] == 0.99
        assert data.attrs["seed"] == 2**64 - 2
        assert data.attrs["conditions"] == "ci,cbdp"
        assert len(data.attrs["digest"]) == 64
        chosen = (data["types"] == "2x2x2") & (data["pattern"] == "maximal")
        assert list(data["share"].isel(cell=chosen)["cell"].values) == [3]

    with xarray.open_dataset(path, engine="h5netcdf", group="samples") as samples:
        assert dict(samples.sizes) == {"record": 300, "profile": 48}, samples.sizes
        assert samples["verdict"].dtype == numpy.uint8
        assert int(samples["sample"][10]) == 30
    for group in ("progress", "diagnostics", "provenance"):
        with xarray.open_dataset(path, engine="h5netcdf", group=group) as other:
            assert not any(str(name).startswith("phony") for name in other.sizes), other
            other.load()
    with xarray.open_dataset(empty_path, engine="h5netcdf", group="results") as empty:
        empty.load()
        assert empty.sizes["cell"] == 1


def check_h5py(path, _):
    try:
        import h5py
    except ImportError as error:
        skip(str(error))
    with h5py.File(path, "r") as file:
        assert file.attrs["format"] == "genericity-result"
        assert file.attrs["format_version"] == 3
        assert file["results/types"].asstr()[0] == "2x2x2"
        assert file.attrs["title"].endswith("Θ")
        assert sorted(file) == ["diagnostics", "progress", "provenance", "results", "samples"], list(file)
        assert file["provenance"].attrs["host"] == "first"
        assert file["results/count"].dims[0][0].name == "/results/cell"

        def check(name, item):
            if not isinstance(item, h5py.Dataset):
                return
            assert item.dtype.names is None, name
            assert h5py.check_enum_dtype(item.dtype) is None, name
            if name.startswith(("results", "samples")) and item.dtype.kind in "iuf":
                assert item.fletcher32, name

        file.visititems(check)


def check_ncdump(path, empty_path):
    need_program("ncdump")
    header = run("ncdump", "-h", path)
    for line in ("cell = 7 ;", "condition = 2 ;", "int64 count(cell, condition, verdict) ;",
                 "double share(cell, condition) ;", "string pattern(cell) ;", "record = 300 ;"):
        assert line in header, line
    assert "phony" not in header
    assert '"{1,2},{2,3}"' in run("ncdump", "-g", "results", "-v", "pattern", path)
    run("ncdump", "-h", empty_path)


def check_h5dump(path, empty_path):
    need_program("h5dump")
    header = run("h5dump", "-H", path)
    assert 'DATASET "count"' in header
    assert "H5T_ENUM" not in header
    # The only compounds are those that the dimension scales themselves consist of.
    attribute = ""
    for line in header.splitlines():
        if "ATTRIBUTE" in line:
            attribute = line.split('"')[1]
        assert "H5T_COMPOUND" not in line or attribute == "REFERENCE_LIST", line
    run("h5dump", path)
    run("h5dump", empty_path)


def check_h5diff(path, empty_path):
    need_program("h5diff")
    other = path.with_name("other.h5")
    run(WRITER, other, "second")
    assert path.read_bytes() != other.read_bytes()
    for group in ("/results", "/samples", "/progress", "/diagnostics"):
        assert run("h5diff", path, other, group) == "", group
    other_empty = path.with_name("other_empty.h5")
    run(WRITER, other_empty, "second", "empty")
    for group in ("/results", "/progress", "/diagnostics"):
        assert run("h5diff", empty_path, other_empty, group) == "", group
    everything = subprocess.run(["h5diff", path, other], capture_output=True, text=True)
    assert everything.returncode == 1 and "host" in everything.stdout, everything.stdout
    differs = subprocess.run(["h5diff", path, empty_path, "/results"], capture_output=True, text=True)
    assert differs.returncode == 1, differs.stdout


WRITER = sys.argv[1]
with tempfile.TemporaryDirectory() as directory:
    example = Path(directory) / "example.h5"
    empty = Path(directory) / "empty.h5"
    run(WRITER, example, "first")
    run(WRITER, empty, "first", "empty")
    {"xarray": check_xarray, "h5py": check_h5py, "ncdump": check_ncdump, "h5dump": check_h5dump,
     "h5diff": check_h5diff}[sys.argv[2]](example, empty)
