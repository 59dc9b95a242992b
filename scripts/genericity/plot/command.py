"""What plot.py and report.py have in common: how cells and conditions are chosen, how files are written, and what a fault
ends in."""

import argparse
import importlib.util
import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from genericity.plot import choice

# The packages that are needed, by the names under which Debian and pip have them.
PACKAGES = {"numpy": "python3-numpy", "matplotlib": "python3-matplotlib", "h5py": "python3-h5py", "xarray": "python3-xarray",
            "h5netcdf": "python3-h5netcdf"}
DONE, LACKING, USAGE, IO = 0, 1, 2, 3


def listed(text: str) -> list[str]:
    """The words between commas, each once."""
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def add_choice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--where", type=choice.read, metavar="COLUMN=VALUE", action="append", default=[],
                        help="only cells with this value in a column of `genericity show`, or with a number that fits, "
                             "such as alpha>=1; may be repeated")
    parser.add_argument("--condition", type=listed, metavar="LIST", help="only these conditions, in this order (default: all)")


class NotAResult(Exception):
    """The file is no result, or not one that this reader understands, or has no such cells, conditions or parameters."""


class CannotRead(Exception):
    """The file is missing or cannot be opened."""


class Overwrites(Exception):
    """An output is one of the inputs."""


def refuse_overwriting(output: Path, inputs: Iterable[Path]) -> None:
    """Throws Overwrites if `output` is one of the files that are read: the same file, whatever links lead to it."""
    for file in inputs:
        try:
            same = output.samefile(file)
        except OSError:  # what does not exist is none of them
            continue
        if same:
            raise Overwrites(f"{output}: this is the input {file}, which would be lost; give another file with -o")


def write_file(path: Path, data: bytes) -> None:
    """Writes the whole file or nothing: under another name first. What a link leads to is replaced, not the link."""
    place = path.resolve()
    if place.exists() and not place.is_file():
        raise OSError(None, "not a regular file", str(path))
    partial = place.with_name(f".{place.name[:200]}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(place)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


def program() -> str:
    """The name under which messages come."""
    return Path(sys.argv[0]).name


def run(work: Callable[[], None]) -> int:
    """Does the work; returns the exit code, after a message if the work failed."""
    lacking = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if lacking:
        print(f"{program()}: this Python ({sys.executable}) lacks {', '.join(lacking)}; get what is missing with "
              f"'apt install {' '.join(PACKAGES[name] for name in lacking)}' for /usr/bin/python3, or 'pip install "
              f"{' '.join(lacking)}'", file=sys.stderr)
        return LACKING
    try:
        work()
        sys.stdout.flush()
        return DONE
    except (CannotRead, NotAResult, Overwrites) as error:
        fault, code = error, IO if isinstance(error, CannotRead) else USAGE
    except OSError as error:
        fault, code = f"{error.filename or 'standard output'}: {error.strerror}", IO
    except MemoryError:
        fault, code = "out of memory", LACKING
    say(f"{program()}: {fault}")
    return code


def say(message: str) -> None:
    """Writes a message to standard error, if that can be written."""
    try:
        print(message, file=sys.stderr, flush=True)
    except OSError:
        return


def start(main: Callable[[], int]) -> None:
    """Runs the program and ends it. As other programs do, it ends in silence when nobody reads its output any more, and
    says so when its output could not be written."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.environ["MPLBACKEND"] = "Agg"  # no window, whatever the screen
    try:
        code = main()
    except SystemExit as end:  # of argparse, after help or a fault of usage
        code = end.code
    except OSError as error:
        say(f"{program()}: standard output: {error.strerror}")
        code = IO
    try:
        sys.stdout.flush()
    except OSError as error:
        # From Python 3.13 on what could not be written is tried again: run() has said it then.
        if code != IO:
            say(f"{program()}: standard output: {error.strerror}")
        code = IO
        sys.stdout = None  # else the interpreter would try again, and complain
    if code == IO:
        # What HDF5 does at a program's end crashes where it could not close a file.
        os._exit(code)
    sys.exit(code)
