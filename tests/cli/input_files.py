"""The folder of files, good and bad, that the rows of inputs_test.py run in."""

import shutil
import subprocess
from pathlib import Path

import h5py
import numpy as np

STUDY = """\
format = 1
title = "S"
seed = 1
[[ensemble]]
types = [2, 2, 2]
prior = { family = "dirichlet", alpha = 1 }
patterns = ["minimal"]
[stop]
samples = 1000
"""
TAIL = """\
format = 1
seed = 3
mode = "tail"
[tail]
epsilons = [1e-2]
draws = 100
replications = 4
[[ensemble]]
types = [2, 2]
prior = { family = "dirichlet", alpha = 1 }
patterns = ["minimal"]
"""
STRUCTURE = 'name = "st"\ntypes = [2, 2, 2]\nprior = [1, 2, 3, 4, 5, 6, 7, 9]\n'
GIVEN = STUDY.replace('family = "dirichlet", alpha = 1', 'family = "file", file = "%s"')
MARK = "\ufeff"  # what editors put first to say that a file is UTF-8
TOO_MANY = 50_000


def make(folder: Path, program: Path) -> None:
    """Writes the files that the rows name; the results among them are the program's."""
    def write(name, text):
        (folder / name).write_bytes(text.encode())

    def priors(name, weights, types=(2, 2, 2)):
        with h5py.File(folder / name, "w") as file:
            file["prior"] = weights
            file["prior"].attrs["types"] = np.array(types, dtype=np.int64)

    write("S.toml", STUDY)
    write("slow.toml", STUDY.replace("= 1000", "= 200000"))
    write("tail.toml", TAIL)
    write("timed.toml", STUDY.replace("samples = 1000", 'time = "1s"'))
    write("ten.toml", STUDY.replace("[2, 2, 2]", str([2] * 10)).replace("= 1000", "= 30"))
    write("math.toml", STUDY.replace('"S"', '"$x^{2$"').replace("= 1000", "= 50"))
    write("long.toml", STUDY.replace('"S"', f'"{"x" * 3000}"').replace("= 1000", "= 50"))
    write("st.toml", STRUCTURE)
    broad = ", ".join(f'"{10**30 + 7 * k}/{10**29 + 11 * k * k}"' for k in range(1, 244))
    write("broad.toml", f"types = [3, 3, 3, 3, 3]\npattern = '{{1,2}},{{2,3}}'\nprior = [{broad}]\n")
    write("tied.toml", "types = [2, 2]\nprior = [1, 1, 1, 1]\n")
    write("zero_weight.toml", "types = [2, 2]\nprior = [1, 0, 1, 1]\n")
    write("e.toml", 'types = [2, 2, 2]\noutcomes = ["a", "b"]\n[utilities]\na = [1, 1, 1]\nb = [0, 0, 0]\n')
    write("mark.toml", MARK + STUDY)
    write("mark_structure.toml", MARK + STRUCTURE)
    write("mark_e.toml", MARK + (folder / "e.toml").read_text())
    write("mark_exact.toml", MARK + "prior = [0.1, 0.3, 0.2, 0.6]\ntypes = [2, 2]\n")  # exact only by its columns
    write("mark_fault.toml", MARK + "types = [2, 0]\nprior = []\n")
    write("deep_key.toml", "\n" + ".".join("a" * TOO_MANY) + " = 1\n")
    write("deep_header.toml", "\n[" + ".".join("a" * TOO_MANY) + "]\n")
    write("deep_list.toml", "\na = " + "[" * TOO_MANY + "\n")
    write("deep_table.toml", "\na = " + "{ a = " * TOO_MANY + "\n")
    write("deep_mixed.toml", "\na = " + "{ a.b.c = [ " * TOO_MANY + "\n")
    # Dots and brackets in texts and comments count for nothing.
    write("deep_enough.toml", '# ' + "[" * 500 + '\nname = "' + "a." * 500 + "\"\nx = '''\n" + "[" * 500 + "'''\ny = " + "[" * 90 + "]" * 90 + "\n")
    weights = np.arange(1.0, 17.0).reshape(2, 8)
    priors("list.h5", weights)
    shutil.copy(folder / "list.h5", folder / "list.nc")
    shutil.copy(folder / "list.h5", folder / "list.H5")
    shutil.copy(folder / "list.h5", folder / "list")
    priors("zero.h5", np.where(weights == 9, 0, weights))
    priors("shape.h5", np.ones((3, 4)))
    priors("flat.h5", np.ones(8))
    priors("whole.h5", np.ones((2, 8), dtype=np.int64))
    write("text.H5", "no HDF5")
    write("mark_given_structure.toml", MARK + STRUCTURE)
    for name, file in (("given", "list.h5"), ("nc", "list.nc"), ("upper", "list.H5"), ("nameless", "list"), ("zero", "zero.h5"),
                       ("shape", "shape.h5"), ("flat", "flat.h5"), ("whole", "whole.h5"), ("text", "text.H5"), ("absent", "absent.nc"),
                       ("mark_given", "mark_given_structure.toml")):
        write(f"{name}.toml", (GIVEN % file).replace("= 1000", "= 4"))
    for study, name in (("S", "r"), ("tail", "tail"), ("ten", "ten"), ("math", "math"), ("long", "long")):
        subprocess.run([program, "run", f"{study}.toml", "-q", "-o", f"{name}.h5"], cwd=folder, check=True, timeout=60)
