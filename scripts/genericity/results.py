"""Result files as Datasets of xarray."""

from pathlib import Path

import h5py
import xarray

from genericity.errors import InputError, UnreadableInput
from genericity.plot.command import NotAResult
from genericity.plot.result import check_format


def dataset(path: Path, group: str) -> xarray.Dataset:
    """The group of a result file. Throws UnreadableInput, or InputError for what is no result or has no such group."""
    try:
        if path.is_file() and path.stat().st_size > 0 and not h5py.is_hdf5(path):
            raise InputError(f"{path}: not a result file")
        with h5py.File(path, "r") as file:
            check_format(file, path)
            groups = [name for name, item in file.items() if isinstance(item, h5py.Group)]
    except NotAResult as error:
        raise InputError(str(error)) from error
    except OSError as error:
        reason = "no such file" if not path.exists() else " ".join(str(error).split())
        raise UnreadableInput(f"{path}: {reason}") from error
    if group not in groups:
        raise InputError(f"{path}: no group '{group}'; there are: {', '.join(groups)}")
    return xarray.open_dataset(path, engine="h5netcdf", group=group)
