"""Verdicts on one prior, and what is true of a pattern at almost every prior."""

import html
import json
from collections.abc import Mapping, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from genericity import given, tables
from genericity.compiled import library

NAN = float("nan")


@dataclass(frozen=True)
class Finding:
    """What is known of one condition at one prior."""

    condition: str  # its key: "ci"
    label: str  # for people: "CI"
    sentence: str  # what it asks
    verdict: str  # "holds", "fails" or "undecided"
    certified: bool  # the verdict has a proof that was checked exactly
    margin: float  # how far it is from failing, 0 where it fails, NaN where that is not known
    margin_at_most: float  # of ci where it holds: the proved upper bound; `margin` is the lower one
    reason: str
    certificate: pd.DataFrame | None = field(default=None, repr=False)  # of ci: the proof of the verdict, exactly
    words: str = field(default="", repr=False)  # what the certificate shows, or why the condition fails, where that can be said

    def __str__(self) -> str:
        return f"{self.label} {self.verdict} (margin {tables.short(self.margin)}): {self.reason}"


def _margin(value) -> float:
    return NAN if value is None else float(value)


def _certificate(answer: dict | None, types: Sequence[int]) -> pd.DataFrame | None:
    """Transfers ψ by type profile, or weights on deviations; the greatest in size is 1."""
    if answer is None:
        return None
    if answer["kind"] == "transfers":
        rows = [[Fraction(text) for text in of_agent] for of_agent in answer["psi"]]
        greatest = max(abs(value) for row in rows for value in row)
        return pd.DataFrame({f"psi_{i + 1}": pd.Series([value / greatest for value in row], dtype=object).values
                             for i, row in enumerate(rows)}, index=tables.profiles(types), dtype=object)
    entries = answer["deviations"]
    greatest = max(Fraction(entry["weight"]) for entry in entries)
    return pd.DataFrame({**{name: [entry[name] for entry in entries] for name in ("coalition", "truth", "report")},
                         "weight": pd.Series([Fraction(entry["weight"]) / greatest for entry in entries], dtype=object)})


class Structure(Mapping[str, Finding]):
    """Every condition at one prior: `found["ci"]` is a Finding. Prints as a table; `_repr_html_` shows it in notebooks."""

    def __init__(self, answer: dict, doubles: bool):
        self.types: list[int] = answer["types"]
        self.pattern: str = answer["pattern"]
        self.coalitions: str = answer["coalitions"]
        #: What is true of the pattern: `verdict` ("never", "almost_always", "between" or "open"), `reason`, `all_type_counts` (whether it
        #: is so for all numbers of types), and `exceptional` (whether this prior is one of the null set of exceptions; None if unknown).
        self.generic: dict = answer["generic"]
        #: What is to be said of the verdicts because of how the weights were given.
        self.notes: list[str] = _notes(answer["rounding"], doubles)
        self._findings = {key: Finding(key, entry["label"], entry["sentence"], entry["verdict"], entry["certified"], _margin(entry["margin"]),
                                       _margin(entry.get("margin_at_most")), entry["reason"],
                                       _certificate(entry.get("certificate"), self.types), entry.get("words", ""))
                          for key, entry in answer["conditions"].items()}

    def __getitem__(self, condition: str) -> Finding:
        return self._findings[condition]

    def __iter__(self) -> Iterator[str]:
        return iter(self._findings)

    def __len__(self) -> int:
        return len(self._findings)

    def to_frame(self) -> pd.DataFrame:
        """A row a condition: verdict, whether it is certified, margin and reason."""
        return pd.DataFrame({name: [getattr(finding, name) for finding in self.values()] for name in ("verdict", "certified", "margin", "reason")},
                            index=pd.Index(list(self), name="condition"))

    def _shown(self) -> pd.DataFrame:
        return pd.DataFrame({"condition": [finding.label for finding in self.values()], "verdict": [finding.verdict for finding in self.values()],
                             "margin": [finding.margin for finding in self.values()], "reason": [finding.reason for finding in self.values()]})

    def _heading(self) -> str:
        return f"types {'×'.join(map(str, self.types))}, coalitions {self.coalitions}"

    def to_latex(self) -> str:
        """The table of conditions as LaTeX, for the package booktabs."""
        return tables.latex(self._shown(), index=False)

    def __repr__(self) -> str:
        return "\n".join([self._heading(), "", tables.aligned(self._shown()), *(f"\n{text}" for text in self._why() + self.notes)])

    def _why(self) -> list[str]:
        return [f"Why {finding.label} fails: {finding.words}" for finding in self.values() if finding.verdict == "fails" and finding.words]

    def _repr_html_(self) -> str:
        shown = self._shown()
        shown["margin"] = shown["margin"].map(tables.short)
        return "".join([f"<p>{html.escape(self._heading())}</p>", shown.to_html(index=False), *(f"<p>{html.escape(text)}</p>" for text in self._why() + self.notes)])


def _notes(rounding: dict | None, doubles: bool) -> list[str]:
    doubtful = [condition for condition, same in (rounding or {}).get("same_verdict", {}).items() if not same]
    if not doubtful:
        return []
    what = "the very doubles given" if doubles else "the very numbers written"
    return [f"{', '.join(doubtful)}: decided at {what}. A prior that rounds to them may have another verdict. If decimals or fractions are "
            "meant, give them as texts, such as '0.15' and '1/3', or as Fractions."]


def check(prior, pattern: given.Pattern = None, types: Sequence[int] | None = None) -> Structure:
    """Decides every condition at one prior, with proof in exact arithmetic.

    `prior` has a weight for each type profile: an array (or nested lists) whose shape is the numbers of types, or with
    `types` a flat one, the last agent's type fastest; or it is the path of a structure in TOML. Whole numbers, Fractions
    and texts ("0.15", "1/3") are exact; a double is the fraction that it is. Weights need not sum to 1.
    `pattern` says which coalitions may form: "{1,2},{2,3}", [(1, 2), (2, 3)], "minimal" (the default: singletons only),
    "maximal" or "size<=2".

    >>> found = check([[["0.2", "0.1"], ["1/20", "3/20"]], [["1/10", "3/20"], ["1/8", "1/8"]]])
    >>> {key: found[key].verdict for key in ("ci", "cbdp")}
    {'ci': 'holds', 'cbdp': 'holds'}
    >>> check([[1, 2], [2, 4]])["cbdp"].verdict
    'fails'
    """
    structure, has_doubles = given.structure(prior, types)
    return Structure(json.loads(library.check(structure, given.pattern(pattern))), has_doubles)


def patterns(types: Sequence[int], which: str = "", threads: int | None = None) -> pd.DataFrame:
    """Coalition patterns up to relabelling of agents with equally many types, and what theory says of CI for each.

    `which`, the list, is "all", "all-noncomplementary" or "noncomplementary" (the maximal ones); by default all up to four agents.

    >>> patterns([2, 2, 2])[["pattern", "ci"]].values.tolist()[0]
    ['minimal', 'almost_always']
    """
    return pd.DataFrame(json.loads(library.patterns(given.sizes(types), which, threads or 0)))


def classify(types: Sequence[int], pattern: given.Pattern, seconds: float = 0, threads: int | None = None) -> dict:
    """At which priors CI holds for a pattern: "never", "almost_always" (all but a null set), "between" or "open".

    The answer has the `verdict`, the kind of its `proof`, the `reason`, and the proof itself under `certificate`.
    `seconds` are spent looking for priors of the side that has not been seen, where no theorem decides.

    >>> classify([2, 2, 2, 2], "{1,2},{3,4}")["verdict"]
    'never'
    """
    return json.loads(library.classify(given.sizes(types), given.pattern(pattern) or "minimal", seconds, threads or 0))
