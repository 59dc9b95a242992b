"""A table of inputs: what users type and what files hold, and what the program says and how it ends.

    inputs_test.py PROGRAM CONFIGS [WORDS]

A row is a command of bash, the exit code, and a regular expression for what it prints; WORDS chooses rows by theirs. Every
row runs in a copy of one folder. For every row that ends with 2: standard output stays empty, one line says why, and no
file is written or changed. Nobody ever meets a traceback. Prints the rows that fail.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from input_files import make

PROGRAM, CONFIGS = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
SCRIPTS = CONFIGS.parent / "scripts"

WHOLE = "expected a whole number from .* in digits, found "
NUMBER = "expected a (finite )?number"
LOST = "this is the input .* which would be lost"
DEEP = "nested deeper than 100 levels"

# Command, exit code, what is printed.
ROWS = [
    # Whole numbers: digits with an optional sign.
    ("genericity replay r.h5 --cell 0 --sample=-1", 2, f"--sample: {WHOLE}'-1'"),
    ("genericity replay r.h5 --cell 0 --sample 99999999999999999999999999999", 2, f"--sample: {WHOLE}'9+'"),
    ("genericity replay r.h5 --cell 0 --sample ''", 2, f"--sample: {WHOLE}''"),
    ("genericity replay r.h5 --cell 0 --sample 0x10", 2, f"--sample: {WHOLE}'0x10'"),
    ("genericity replay r.h5 --cell 0 --sample ' 5'", 2, f"--sample: {WHOLE}' 5'"),
    ("genericity replay r.h5 --cell 0 --sample 5x", 2, f"--sample: {WHOLE}'5x'"),
    ("genericity replay r.h5 --cell 0 --sample 1e3", 2, f"--sample: {WHOLE}'1e3'"),
    ("genericity replay r.h5 --cell 0 --sample +-5", 2, f"--sample: {WHOLE}"),
    ("genericity replay r.h5 --cell 0 --sample $'5\\n6'", 2, f"--sample: {WHOLE}'5.u000a6'"),
    ("genericity replay r.h5 --cell 0 --sample 010", 0, r"\Asample 10 of "),
    ("genericity replay r.h5 --cell 0 --sample +5", 0, r"\Asample 5 of "),
    ("genericity replay r.h5 --cell nan --sample 5", 2, f"--cell: {WHOLE}'nan'"),
    ("genericity run S.toml -t 0", 2, f"--threads: {WHOLE}'0'"),
    ("genericity run S.toml -t 2.0", 2, "--threads: expected a whole number from 1 to 4096, in digits, found '2.0'"),
    ("genericity run S.toml -t 02 -q -o o.h5", 0, r"\A\Z"),
    ("genericity plan S.toml --slurm --shards 0x4", 2, f"--shards: {WHOLE}"),
    ("genericity status --shards -1 r.h5", 2, f"--shards: {WHOLE}"),
    ("genericity verify r.h5 --samples ''", 2, f"--samples: {WHOLE}"),
    ("genericity verify r.h5 --seed 1.5", 2, f"--seed: {WHOLE}"),
    ("genericity design st.toml -k ambiguous --seed -1", 2, f"--seed: {WHOLE}"),
    # Lists of them.
    *((f"genericity patterns --types '{types}'", 2, "--types: expected whole numbers with commas between them")
      for types in ("", ",", "2,,2", "2,2,", "2, 2", "2x2", "0x2,2", "2,1e1", "2,99999999999999999999")),
    ("genericity patterns --types 02,+2", 0, "pattern"),
    # Other numbers.
    *((f"genericity run S.toml -q -o o.h5 --save-interval '{text}'", 2, f"--save-interval: {NUMBER} from 0 to 1000000000, found ")
      for text in ("nan", "inf", "", " 1", "1 ", "-1", "1e400", "0x1p3", "1,5", "--1")),
    ("genericity run S.toml -q -o o.h5 --save-interval +1e1", 0, r"\A\Z"),
    ("genericity plan S.toml --measure nan", 2, f"--measure: {NUMBER}"),
    ("genericity plan S.toml --slurm --task-hours inf", 2, f"--task-hours: {NUMBER}"),
    ("genericity plan S.toml --slurm --safety ''", 2, f"--safety: {NUMBER}"),
    # Numbers in settings, filters and shards.
    ("genericity plan S.toml --set stop.samples=-1", 2, "stop.samples: expected at least 1"),
    ("genericity plan S.toml --set stop.samples=010", 2, "stop.samples: expected an integer, not the text '010'"),
    ("genericity plan S.toml --set stop.samples=", 2, "stop.samples: expected an integer, not the text ''"),
    ("genericity plan S.toml --set stop.samples=1e3", 2, "stop.samples: expected an integer, not a number"),
    ("genericity plan S.toml --set stop.samples=99999999999999999999999999999", 2, "stop.samples: expected an integer, not the text"),
    ("genericity plan S.toml --set stop.confidence=nan", 2, "stop.confidence: expected a finite number"),
    ("genericity plan S.toml --set stop.time=nans", 2, "stop.time: expected a time"),
    ("genericity show r.h5 --where alpha=abc", 2, "'abc' is no number, and 'alpha' holds numbers"),
    ("genericity show r.h5 --where 'alpha>=1e'", 2, "'1e' is no number"),
    ("genericity show r.h5 --where 'types>2'", 2, "texts are compared by = and != only"),
    ("genericity show r.h5 --where alpha=+1 -f csv", 0, r"(?s)\Acell.*\n0,.*\n0,.*\n\Z"),
    ("genericity show r.h5 --where alpha=0x1", 2, "no number"),
    *((f"genericity run S.toml -q -o o.h5 --shard '{shard}'", 2, "--shard")
      for shard in ("", "-1/2", "+0/2", "0/0", "2/2", "1/2/3", "0x0/2", " 0/2", "0/99999999999999999999", "nan/2", "1")),
    # A filter that nothing fits.
    ("genericity show r.h5 --where alpha=9 -f csv", 0, "no row fits --where alpha=9"),
    ("genericity show r.h5 --where alpha=1 -f csv 2>&1 >/dev/null", 0, r"\A\Z"),
    ("genericity show tail.h5 --where epsilon=5 --where alpha=1", 0, "no row fits --where epsilon=5 --where alpha=1"),
    # First contact: a file of another kind, a word that is none, a number or a list that is written otherwise.
    ("genericity chekc st.toml", 2, r"unknown verb 'chekc'; did you mean 'check'\?"),
    ("genericity manul", 2, "unknown verb 'manul'; expected one of run, plan, "),
    ("genericity S.toml", 2, "unknown verb 'S.toml'; expected one of run, .*; a file stands behind the verb"),
    ("genericity check st.toml --lattise", 2, r"check: unknown option '--lattise'; did you mean '--lattice'\?"),
    ("genericity check st.toml extra", 2, "not expected: extra"),
    *((f"genericity {verb} st.toml", 2, "st.toml: an information structure, where a study is expected; genericity check, ")
      for verb in ("run", "plan")),
    *((f"genericity {verb} S.toml", 2, "S.toml: a study, where an information structure is expected; genericity plan and run take it")
      for verb in ("check", "design", "counterexample")),
    ("genericity audit S.toml", 2, "S.toml: a study, where a mechanism is expected"),
    ("genericity check $CONFIGS/mechanisms/slides_ambiguous.toml", 2, "a mechanism, where .* genericity audit takes it"),
    ("genericity check e.toml", 2, "e.toml: an environment, where .* genericity design takes it, as --environment"),
    ("genericity design st.toml -e st.toml", 2, "an information structure, where an environment is expected"),
    ("genericity check r.h5", 2, "it is a result, which genericity show takes"),
    ("genericity run r.h5", 2, "genericity show takes results"),
    ("genericity show S.toml", 3, "not an HDF5 file; expected a result, which genericity run writes"),
    ("sed '1i format = 1' st.toml >f.toml; genericity check f.toml", 0, "cbdp +holds"),
    ("sed '1i format = 2' st.toml >f.toml; genericity check f.toml; code=$?; rm f.toml; exit $code", 2,
     "f.toml:1: format: this program reads format 1, not 2"),
    ("sed '1i format = 1' e.toml >f.toml; genericity design st.toml -e f.toml", 0, "budget balance +holds"),
    ("sed '1i format = 1' $CONFIGS/mechanisms/guo_section5_simple.toml >f.toml; genericity audit f.toml", 0, "efficiency +holds"),
    ("genericity plan S.toml --set format=2", 2, "format: this program reads format 1, not 2"),
    *((f"printf '%b\\n' '{text}' | genericity check -", 2, words) for text, words in (
        ("types = [2, 2]\nprior = [1/8, 1, 1, 1]", r"stdin:2: not valid TOML: a fraction goes into quotes, as \"1/8\""),
        ("types = [2, 2]\nprior = [\"1/8\", 1, 3/4, 1] # 1/2", r"a fraction goes into quotes, as \"3/4\""),
        ("types = [2, 2]\nname = \"1/8\" 5 # 1/2", r"not valid TOML: (?!a fraction)"),
        ("types = [2, 2]\nprior = [[1, 2], [3, 4]]", "prior: expected one flat list of 4 weights, the last agent's type fastest"),
        ("types = [2, 2, 2]\nprior = [[[1, 2], [3, 4]], [[1, 2], [3, 4]]]", "prior: expected one flat list of 8 weights"),
        ("types = [[2, 2]]\nprior = [1, 2, 3, 4]", r"types: expected one list of type counts, .* not lists in a list"),
        ("types = 2\nprior = [1, 2, 3, 4]", "types: expected one list of type counts, .* not a single value"),
        ("types = [2, 2]\nprior = 3", "prior: expected a list of 4 positive weights in brackets"),
        ("types = [2, 2]\nprior = [1, 2, 3, 4]\npattern = [\"{1,2}\"]", "pattern: expected one text with all coalitions"))),
    ("genericity show r.h5 --where pattern=minimul", 0, r"no row fits --where pattern=minimul; did you mean 'minimal'\?"),
    ("genericity show r.h5 --where condition=ci --where 'pattern={1,2}'", 0, r"pattern=\{1,2\}; pattern is one of: minimal\n"),
    # No output over an input.
    ("genericity design st.toml -o st.toml", 2, LOST),
    ("genericity design st.toml -o ./../$(basename $PWD)/st.toml", 2, LOST),
    ("ln -s st.toml l.toml; genericity design st.toml -o l.toml", 2, LOST),
    ("ln -s st.toml l.toml; genericity design l.toml -o st.toml", 2, LOST),
    ("ln st.toml h.toml; genericity design st.toml -o h.toml", 2, LOST),
    ("genericity design st.toml -e e.toml -o e.toml", 2, LOST),
    ("genericity design st.toml -o ''", 2, "--output: expected a text"),
    ("genericity counterexample st.toml -o st.toml", 2, LOST),
    ("genericity run S.toml -o S.toml", 2, LOST),
    ("genericity run given.toml -o list.h5", 2, LOST),
    ("ln -s list.h5 l.h5; genericity run given.toml -o l.h5", 2, LOST),
    ("cp S.toml r2.h5; genericity run r2.h5", 2, LOST),
    ("report.py r.h5 -o r.h5", 2, LOST),
    ("ln -s r.h5 r.html; report.py r.h5", 2, LOST),
    ("ln -s r.h5 r_shares.png; plot.py r.h5", 2, LOST),
    ("ln tail.h5 r_shares.csv; plot.py r.h5 tail.h5", 2, LOST),
    # What merge's output holds is one of its inputs by intent.
    ("genericity merge r.h5 r.h5 && genericity verify r.h5", 0, "good: (?s:.*)Done: 1 file"),
    # Depth, size and memory.
    ("genericity run deep_key.toml", 2, f"deep_key.toml:2: {DEEP}"),
    ("genericity run deep_header.toml", 2, f"deep_header.toml:2: {DEEP}"),
    ("genericity check deep_list.toml", 2, f"deep_list.toml:2: {DEEP}"),
    ("genericity audit deep_table.toml", 2, f"deep_table.toml:2: {DEEP}"),
    ("genericity design st.toml -e deep_mixed.toml", 2, f"deep_mixed.toml:2: {DEEP}"),
    ("genericity plan S.toml --set $(printf 'a.%.0s' {1..5000})a=1", 2, DEEP),
    ("genericity plan S.toml --set title='\"' --set \"title=$(printf '[%.0s' {1..5000})\"", 2, DEEP),
    ("genericity check deep_enough.toml", 2, r"deep_enough.toml: types: missing|unknown key"),
    ("ulimit -f 1; genericity run S.toml -q -o o.h5 --save-patience 0; code=$?; ls -A | grep -E '^.?o.h5'; exit $code", 3, r"\A[^\n]*o.h5'?: File too large; no other folder can[^\n]*\n\Z"),
    ("genericity run S.toml -q -o o.h5; ulimit -f 1; genericity merge o.h5 r.h5 -q; code=$?; genericity verify o.h5; exit $code", 3,
     "good: (?s:.*)File too large"),
    ("ulimit -f 1; report.py r.h5 -o o.html; code=$?; ls -A | grep -E '^.?o.html'; exit $code", 3, r"\A[^\n]*o.html: File too large\n\Z"),
    ("ulimit -v $((LEAST + 6000)); genericity check broad.toml", 1, r"\Agenericity: out of memory\n\Z"),
    ("ulimit -v $((LEAST + 6000)); genericity design broad.toml -k ambiguous -o o.toml", 1, r"\Agenericity: out of memory\n\Z"),
    # Figures and their titles.
    ("plot.py math.h5 --figure shares --format png -o .", 0, "math_shares.png"),
    ("plot.py long.h5 --figure shares --format png -o .", 0, "long_shares.png"),
    # Messages.
    ("genericity run zero.toml", 2, r"weight 1 of prior 2 \(both counted from 1\)"),
    ("genericity check zero_weight.toml", 2, "zero_weight.toml:2: prior, weight 2: expected a positive weight"),
    ("genericity run shape.toml", 2, r"must have the shape \(count, 8\) for the types 2x2x2, .*; it has the shape \(3, 4\)"),
    ("genericity run flat.toml", 2, r"it has the shape \(8\)"),
    ("genericity run whole.toml -o whole.h5", 2, "--output whole.h5: this is the input whole.h5"),
    ("genericity run nc.toml -q -o o.h5", 0, r"\A\Z"),
    ("genericity run upper.toml -q -o o.h5", 0, r"\A\Z"),
    ("genericity run nameless.toml -q -o o.h5", 0, r"\A\Z"),
    ("genericity run text.toml -q -o o.h5", 2, "text.H5': not a readable HDF5 file"),
    ("genericity run absent.toml -q -o o.h5", 3, "absent.nc': no such file"),
    ("genericity run r.h5 -o o.h5", 2, "r.h5: an HDF5 file, where TOML is expected"),
    ("genericity design list.h5 --kind simple", 2, "list.h5: an HDF5 file, where TOML is expected"),
    ("genericity check list.h5", 0, r"types 2x2x2, (?s:.*)\nprior  ci "),
    ("genericity check list.h5 --lattice", 2, "--lattice: list.h5 is a list of priors, and this is about one"),
    # Options that would have no effect.
    ("genericity design st.toml -k ambiguous --transfers least", 2, "--transfers least: has no meaning .* ambiguous"),
    ("genericity design st.toml -k ambiguous --base shares", 2, "--base shares: has no meaning"),
    ("genericity design st.toml -k ambiguous --participation individual", 2, "--participation individual: has no meaning"),
    ("genericity design st.toml --rules lemma4", 2, "--rules lemma4: has no meaning .* simple"),
    ("genericity design st.toml --seed 2", 2, "--seed 2: has no meaning"),
    ("genericity design st.toml --transfers least", 2, "--transfers least: needs --environment"),
    ("genericity design st.toml --base shares", 2, "--base shares: needs --environment"),
    ("genericity design st.toml -k scoring --transfers least", 2, "--transfers least: has no meaning .* scoring"),
    ("genericity design st.toml --latex", 2, "--latex: has no meaning .* simple"),
    ("genericity design st.toml -k scoring --latex --json", 2, "--latex: cannot go with --json"),
    ("genericity design st.toml -e e.toml --transfers least --base shares", 2, "cannot go with --base shares"),
    ("genericity export r.h5 -f json --table margins", 2, "--table margins: is for csv"),
    # Output that nobody takes, or that does not arrive.
    *((f"genericity {words} >/dev/full", 3, r"\Agenericity: standard output: could not be written\n\Z")
      for words in ("--help", "--version", "run --help", "manual", "show r.h5", "export r.h5", "check st.toml", "patterns --types 2,2",
                    "plan S.toml --measure 0", "status r.h5", "verify r.h5 --samples 1", "replay r.h5 --cell 0 --sample 1")),
    ("report.py --help >/dev/full", 3, r"\Areport.py: standard output: [^\n]*\n\Z"),
    ("report.py r.h5 >/dev/full", 3, r"\Areport.py: standard output: [^\n]*\n\Z"),
    ("genericity manual | true; exit ${PIPESTATUS[0]}", 141, r"\A\Z"),
    ("{ sleep 0.2; genericity show r.h5; } | true; exit ${PIPESTATUS[0]}", 141, r"\A\Z"),
    ("plot.py --help | true; exit ${PIPESTATUS[0]}", 141, r"\A\Z"),
    ("script -qec 'genericity run slow.toml -o o.h5' /dev/null | tr '\\r' '\\n' | grep -a Done", 0, r"\ADone: "),
    # A bare Python.
    ("/usr/bin/python3 -S -B $SCRIPTS/plot.py r.h5", 1, r"lacks numpy, .*'apt install python3-numpy .*'pip install numpy "),
    ("/usr/bin/python3 -S -B $SCRIPTS/report.py r.h5", 1, r"lacks numpy"),
    ("/usr/bin/python3 -S -B $SCRIPTS/report.py --help", 0, "usage"),
    # Filters of the scripts.
    ("report.py r.h5 --where alpha=x", 2, "'x' is no number, and 'alpha' holds numbers"),
    ("report.py r.h5 --where 'types>2'", 2, "texts are compared by = and != only"),
    ("report.py r.h5 --where alpha=9", 2, "no cell has alpha"),
    # More or less of a tail.
    ("genericity run tail.toml -q -o tail.h5 --set tail.replications=3", 2, "holds 4 replications, and the study asks for 3 only"),
    ("genericity run tail.toml -q -o tail.h5 --set tail.epsilons=[1e-3]", 2, "at 0.01, which the study does not ask for"),
    ("genericity run tail.toml -q -o tail.h5 --set tail.replications=5", 0, r"\A\Z"),
    ("plot.py tail.h5 --format png -o .", 0, "tail_rare.png"),
    ("report.py tail.h5", 0, "tail.html"),
    # Shards are parts of a number of samples.
    ("genericity run timed.toml -o o.h5 --shard 0/2", 2, "stop.time alone"),
    ("genericity run timed.toml -q -o o.h5 --shard 0/2 --set stop.samples=100", 0, r"\A\Z"),
    # A mark of UTF-8.
    ("genericity run mark.toml -q -o o.h5 && genericity verify o.h5 --samples 1", 0, r"\Agood: "),
    ("genericity check mark_structure.toml", 0, "cbdp +holds"),
    ("genericity design st.toml -e mark_e.toml", 0, "budget balance +holds"),
    ("genericity run mark_given.toml -q -o o.h5", 0, r"\A\Z"),
    ("genericity check mark_exact.toml --json", 0, '"fails"'),
    ("genericity check mark_fault.toml", 2, "mark_fault.toml:1: types: "),
]

# Commands whose standard output is JSON.
STRICT = [
    "genericity show ten.h5 --columns tail -f json", "genericity show ten.h5 -f json", "genericity show tail.h5 -f json",
    "genericity show r.h5 -f json", "genericity show r.h5 --where alpha=9 -f json", "genericity export ten.h5 -f json",
    "genericity export r.h5 -f json", "genericity check st.toml --json --certificate", "genericity check tied.toml --json",
    "genericity patterns --types 2,2,2 -f json", "genericity replay r.h5 --cell 0 --sample 1 --json",
    "genericity design st.toml --json", "genericity counterexample tied.toml --json",
    "genericity audit $CONFIGS/mechanisms/guo_section5_simple.toml --json",
]
# And whose standard output is CSV: no field is a "nan".
PLAIN = ["genericity show ten.h5 --columns tail -f csv", "genericity show r.h5 -f csv", "genericity show tail.h5 -f csv",
         "genericity export ten.h5 --table margins", "genericity export r.h5", "genericity export r.h5 --table results"]
# What one rule says of infinities and missing numbers.
ROWS += [
    ("genericity show ten.h5 --columns theory_constant,tail_constant --where condition=cbdp -f csv", 0, r"\ntheory|inf,"),
    ("genericity show ten.h5 --columns theory_constant --where condition=cbdp -f json", 0, '"theory_constant": "inf"'),
    ("genericity show ten.h5 --columns theory_constant --where condition=ci -f json", 0, '"theory_constant": null'),
    ("genericity show ten.h5 --columns theory_constant --where theory_constant=inf -f csv", 0, r"\Atheory_constant\ninf\n\Z"),
    ("genericity show ten.h5 --columns condition --where theory_constant= -f csv", 0, r"\Acondition\nci\n\Z"),
]

HARMLESS = re.compile(r"Traceback|terminate called|Segmentation|Aborted|core dumped")


def states(folder: Path) -> dict:
    """What tells of every file whether it was written."""
    with os.scandir(folder) as entries:
        found = {entry.name: entry.stat(follow_symlinks=False) for entry in entries}
    return {name: (state.st_ino, state.st_size, state.st_mtime_ns) for name, state in found.items()}


class Table:
    def __init__(self, folder: Path):
        self.made, self.runs = folder / "made", folder / "runs"
        self.states = {}
        self.made.mkdir()
        self.runs.mkdir()
        tools = folder / "bin"
        tools.mkdir()
        (tools / "genericity").symlink_to(PROGRAM)
        for script in ("plot.py", "report.py"):
            (tools / script).write_text(f'#!/bin/sh\nexec /usr/bin/python3 -B "{SCRIPTS / script}" "$@"\n')
            (tools / script).chmod(0o755)
        self.environment = {**{name: value for name, value in os.environ.items() if not name.startswith("SLURM_")},
                            "PATH": f"{tools}:{os.environ['PATH']}", "CONFIGS": str(CONFIGS), "SCRIPTS": str(SCRIPTS), "LC_ALL": "C.UTF-8"}
        self.environment["LEAST"] = str(self.least_memory())
        make(self.made, PROGRAM)

    def least_memory(self) -> int:
        """KiB of address space without which the program does not even start, to 1 MiB; 0 if it takes no such limit."""
        def starts(limit: int) -> bool:
            done = subprocess.run(["bash", "-c", f"ulimit -v {limit}; genericity --version"], env=self.environment, capture_output=True,
                                  check=False)
            return done.returncode == 0

        low, high = 0, 1 << 20
        if not starts(high):
            return 0
        while high - low > 1024:
            middle = (low + high) // 2
            low, high = (low, middle) if starts(middle) else (middle, high)
        return high

    def run(self, command: str):
        """Runs a command in this thread's folder, and puts that in order again."""
        folder = self.runs / threading.current_thread().name
        if not folder.exists():
            shutil.copytree(self.made, folder)
            self.states[folder] = states(folder)
        done = subprocess.run(["bash", "-c", command], cwd=folder, env=self.environment, capture_output=True, timeout=120, check=False)
        before, after = self.states[folder], states(folder)
        new = after.keys() - before.keys()
        changed = {name for name in before if before[name] != after.get(name)}
        for name in new | changed:
            (folder / name).unlink(missing_ok=True)
        for name in changed:
            shutil.copy(self.made / name, folder)
        if changed:
            self.states[folder] = states(folder)
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), changed, new

    def fault(self, row) -> str:
        """What is wrong with a row; empty if nothing is."""
        command, code, words = row
        found, out, errors, changed, new = self.run(command)
        faults = []
        if found != code:
            faults.append(f"ends with {found}, not {code}")
        if not re.search(words, out + errors):
            faults.append(f"does not say {words}")
        if HARMLESS.search(errors):
            faults.append("crashes")
        if code == 2 and (out or not re.fullmatch(r"[^\n]+\n", errors)) and "merge" not in command:
            faults.append("says more or less than one line on standard error")
        if code == 2 and changed:
            faults.append(f"changes {', '.join(changed)}")
        if code == 2 and "; genericity" not in command and "; report" not in command and "; plot" not in command and new:
            faults.append(f"writes {', '.join(new)}")
        return "".join(f"\n    {fault}" for fault in faults) + (f"\n    {(out + errors)[:600]!r}" if faults else "")

    def strict(self, command: str) -> str:
        def refuse(word):
            raise ValueError(f"{word} is no JSON")

        found, out, errors, *_ = self.run(command)
        try:
            json.loads(out, parse_constant=refuse)
        except ValueError as error:
            return f"\n    {error}: {(out + errors)[:300]!r}"
        return f"\n    ends with {found}: {errors[:300]!r}" if found not in (0, 5) or re.search('"-?nan"', out) else ""

    def plain(self, command: str) -> str:
        found, out, errors, *_ = self.run(command)
        return f"\n    {(out + errors)[:300]!r}" if found != 0 or re.search(r"(?m)(^|,)-?nan(,|$)", out) else ""


def main() -> int:
    wanted = " ".join(sys.argv[3:])
    with tempfile.TemporaryDirectory(prefix="genericity-inputs-") as folder:
        table = Table(Path(folder))
        tasks = [(row[0], table.fault, row) for row in ROWS]
        tasks += [(command, table.strict, command) for command in STRICT] + [(command, table.plain, command) for command in PLAIN]
        # Programs that watch their memory (sanitizers) take far more than they use.
        tasks = [task for task in tasks if wanted in task[0] and (table.environment["LEAST"] != "0" or "LEAST" not in task[0])]
        with ThreadPoolExecutor(2) as pool:
            faults = list(pool.map(lambda task: task[1](task[2]), tasks))
    failed = [(task[0], fault) for task, fault in zip(tasks, faults) if fault]
    for command, fault in failed:
        print(f"{command}{fault}")
    print(f"{len(tasks)} rows, {len(failed)} failed")
    return 1 if failed or not tasks else 0


if __name__ == "__main__":
    sys.exit(main())
