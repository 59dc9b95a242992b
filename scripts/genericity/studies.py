"""Studies: carried out, and their results read."""

import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from genericity import given
from genericity.compiled import library

if TYPE_CHECKING:
    import xarray


def open(path: str | Path, group: str = "results") -> "xarray.Dataset":  # noqa: A001, the name is part of genericity.open
    """A result as a Dataset of xarray; results/README.md says what stands in it. Nothing is locked.

    `group` is "results", or another group of the file, such as "samples". Numbers are read when they are used.
    """
    from genericity import results
    return results.dataset(Path(path), group)


def _settings(settings: Mapping | None) -> list[str]:
    return [f"{key}={given.toml(value)}" for key, value in (settings or {}).items()]


class _Bar:
    """A progress bar of tqdm; nothing without that package."""

    def __init__(self) -> None:
        try:
            # Without ipywidgets the bar of notebooks is a warning.
            tqdm = importlib.import_module("tqdm.auto" if importlib.util.find_spec("ipywidgets") else "tqdm").tqdm
        except ImportError:
            self.bar = None
        else:
            self.bar = tqdm(total=1.0, bar_format="{percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}", leave=False)

    def __call__(self, fraction: float, samples: int, rate: float) -> None:
        if self.bar is not None:
            self.bar.set_postfix_str(f"{rate:.3g} priors/s")
            self.bar.update(max(0.0, min(fraction, 1.0) - self.bar.n))

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


def run(study: str | Path | Mapping, output: str | Path, *, settings: Mapping | None = None, threads: int | None = None,
        save_interval: float = 60, progress: bool | Callable[[float, int, float], None] | None = None) -> "xarray.Dataset":
    """Carries out a study, or goes on with it where `output` holds a part of it, and opens the result.

    `study` is the path of a study in TOML, or the same as a table: {"seed": 1, "stop": {"samples": 1000}, "ensemble":
    [{"types": [2, 2, 2], "prior": {"family": "dirichlet"}, "patterns": ["{1,2}"]}]}. `settings` stand in place of the study's values, as --set does:
    {"stop.samples": 1000}. Verdicts and counts do not depend on `threads`.

    `progress` shows a bar (by default on a terminal and in notebooks, where tqdm is installed), or is called with how much
    is done (0 to 1), the samples of the ensemble being drawn, and samples a second. An interrupt saves what was counted and
    is raised then; the next call with the same arguments goes on.
    """
    if isinstance(study, Mapping):
        name, text = "study", given.document({"format": 1, **study})
    else:
        name, text = str(study), given.read_text(study)
    bar = _Bar() if progress is True or (progress is None and (sys.stderr.isatty() or "ipykernel" in sys.modules)) else None
    try:
        library.run(name, text, str(output), _settings(settings), threads or 0, save_interval, bar or (progress if callable(progress) else None))
    finally:
        if bar is not None:
            bar.close()
    return open(output)
