"""Mechanisms for one prior, their audits, and environments that have none."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd

from genericity import given, tables
from genericity.compiled import library
from genericity.plot import command


class Audit:
    """What an exact check of a mechanism found."""

    def __init__(self, answer: dict):
        self.types: list[int] = answer["types"]
        self.pattern: str = answer["pattern"]
        #: Whether the allocation rule is efficient, the budget balances and no coalition gains from misreporting.
        self.implements: bool = answer["implements"]
        self.efficient: bool = answer["efficient"]
        self.budget_balanced: bool = answer["budget_balanced"]
        self.coalition_proof: bool = answer["coalition_proof"]
        self.individually_rational: bool = answer["individually_rational"]
        self.coalitionally_rational: bool = answer["coalitionally_rational"]
        #: What is wrong, in words: empty if it implements.
        self.faults: list[str] = [text for text in (answer.get("inefficiency"), _budget_fault(answer.get("budget_fault"))) if text]
        #: For every coalition and joint type: what it gets by the truth, its best misreport, what that gets, and the gain.
        self.incentives = pd.DataFrame([{"coalition": entry["coalition"], "truth": entry["truth"], "truthful": Fraction(entry["truthful"]),
                                         "best_report": entry["best_report"], "value": Fraction(entry["value"]), "gain": Fraction(entry["gain"])}
                                        for entry in answer["incentives"]], dtype=object)

    def __bool__(self) -> bool:
        return self.implements

    def to_frame(self) -> pd.DataFrame:
        """A row a property."""
        return pd.DataFrame({"property": [name.replace("_", " ") for name in PROPERTIES], "holds": [getattr(self, name) for name in PROPERTIES]})

    def to_latex(self) -> str:
        """The incentives as LaTeX, for the package booktabs."""
        return tables.latex(self.incentives.rename(columns=lambda name: name.replace("_", " ")), index=False)

    def __repr__(self) -> str:
        return "\n".join([f"{row.property}: {'yes' if row.holds else 'no'}" for row in self.to_frame().itertuples()] + self.faults)

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False)


PROPERTIES = ("implements", "efficient", "budget_balanced", "coalition_proof", "individually_rational", "coalitionally_rational")


def _budget_fault(fault: dict | None) -> str | None:
    return fault and f"the budget of {fault['rule']} at {fault['profile']} sums to {fault['sum']}"


class Mechanism:
    """A mechanism that was designed and has passed its audit; or, false in an `if`, the reason why there is none."""

    def __init__(self, answer: dict):
        self.kind: str = answer["kind"]
        #: Whether there is one; None if neither a mechanism nor a proof that there is none was found.
        self.exists: bool | None = answer["exists"]
        self.reason: str = answer["reason"].replace("see genericity counterexample", "see genericity.counterexample")
        #: The mechanism in TOML, exactly: what `genericity audit` reads. Empty without one.
        self.toml: str = answer.get("toml", "")
        self.audit: Audit | None = Audit(answer["audit"]) if "audit" in answer else None
        #: The transfer rules: for each a row a type profile and a column an agent, as Fractions.
        self.rules: dict[str, pd.DataFrame] = {rule["name"]: _transfers(rule["transfers"], self.audit.types)
                                               for rule in tomllib.loads(self.toml).get("rule", [])}
        #: Of a scoring mechanism: its closed form, as an align* environment of LaTeX. Else empty.
        self.formula: str = answer.get("latex", "") if self.toml else ""

    def __bool__(self) -> bool:
        return bool(self.rules)

    def save(self, path: str | Path) -> None:
        """Writes the mechanism to a file in TOML."""
        if not self:
            raise given.InputError(f"there is no mechanism to save: {self.reason}")
        command.write_file(Path(path), self.toml.encode())

    def to_latex(self) -> str:
        """The transfers as LaTeX, for the package booktabs; of several rules a table each, after its name in a comment."""
        if len(self.rules) == 1:
            return tables.latex(*self.rules.values())
        return "\n".join(f"% {name}\n{tables.latex(rule)}" for name, rule in self.rules.items())

    def __repr__(self) -> str:
        if not self:
            return f"no {self.kind} mechanism: {self.reason}"
        return "\n\n".join([self.reason, *(f"{name}\n{rule.map(tables.short) if hasattr(rule, 'map') else rule.applymap(tables.short)}"
                                           for name, rule in self.rules.items())])

    def _repr_html_(self) -> str:
        return "".join([f"<p>{self.reason}</p>", *(rule.to_html(formatters=[tables.short] * rule.shape[1]) for rule in self.rules.values())])


def _transfers(rows: list, types: Sequence[int]) -> pd.DataFrame:
    return pd.DataFrame([[Fraction(value) for value in row] for row in rows], index=tables.profiles(types),
                        columns=[f"t_{i + 1}" for i in range(len(types))], dtype=object)


class Counterexample:
    """An environment that no mechanism of the kind implements; or, false in an `if`, the reason why there is none."""

    def __init__(self, answer: dict):
        self.kind: str = answer["kind"]
        self.exists: bool | None = answer["exists"]
        self.reason: str = answer["reason"]
        #: The environment in TOML, exactly. Empty without one.
        self.toml: str = answer.get("toml", "")
        #: The agent whose type matters, and which of his types, counted from 1; and what is at stake.
        self.agent: int | None = answer.get("agent")
        self.type: int | None = answer.get("type")
        self.stake: Fraction | None = Fraction(answer["stake"]) if "stake" in answer else None
        written = tomllib.loads(self.toml)
        profiles = tables.profiles(written["types"]) if written else None
        #: Utilities as Fractions: a row a type profile, a column an outcome and an agent.
        self.utilities = pd.DataFrame({(outcome, f"agent {i + 1}"): pd.Series(map(Fraction, value if isinstance(value, list) else [value] * len(profiles)),
                                                                              index=profiles, dtype=object)
                                       for outcome, of_agents in written.get("utilities", {}).items() for i, value in enumerate(of_agents)})
        #: The efficient outcome at each type profile.
        self.rule = pd.Series(written.get("rule", []), index=profiles, name="outcome", dtype=object)

    def __bool__(self) -> bool:
        return bool(self.toml)

    def to_latex(self) -> str:
        """The utilities and the rule as LaTeX, for the package booktabs."""
        flat = self.utilities.copy()
        flat.columns = [f"{outcome}, {agent}" for outcome, agent in flat.columns]
        return tables.latex(flat.assign(rule=self.rule))

    def __repr__(self) -> str:
        if not self:
            return f"no counterexample: {self.reason}"
        return f"agent {self.agent}, type {self.type}, at stake {self.stake}\n{self.reason}"


def _environment(environment, types: Sequence[int]) -> tuple[str, str]:
    """A name for messages and the text in TOML; both empty for none. A table need not say the types."""
    if environment is None:
        return "", ""
    if isinstance(environment, Counterexample):
        return "environment", environment.toml
    if isinstance(environment, (str, Path)):
        return str(environment), given.read_text(environment)
    if not isinstance(environment, Mapping):
        raise given.InputError(f"environment: expected the path of a file, or a table such as {{'outcomes': …, 'utilities': …}}, found {environment!r}")
    table = {**({"types": types} if types else {}), **environment}
    if isinstance(table.get("utilities"), Mapping):
        table["utilities"] = {outcome: [_flat(of_agent) for of_agent in of_agents] for outcome, of_agents in table["utilities"].items()}
    if "rule" in table:
        table["rule"] = _flat(table["rule"])
    return "environment", given.document(table)


def _flat(values):
    """A number, or an array of them, however nested, as a list, the last agent's type fastest. Doubles become the fractions that they are."""
    if isinstance(values, (list, tuple, np.ndarray)):
        return [_flat(value) for value in np.array(values, dtype=object).ravel().tolist()]
    return Fraction(values) if isinstance(values, (float, np.floating)) else values


def design(prior, pattern: given.Pattern = None, environment=None, types: Sequence[int] | None = None, *, kind: str = "simple", base: str = "none",
           transfers: str = "scaled", rules: str = "few", participation: str = "none", seed: int = 1) -> Mechanism:
    """Builds a mechanism for one prior, and audits it in exact arithmetic.

    `prior`, `pattern` and `types` are those of `check`. `environment` is the path of a file in TOML, a table with the
    same keys (types, outcomes, utilities, rule, depends_on; see configs/README.md), or a Counterexample; without one
    nothing is at stake, and the transfers scale up to any. The other arguments are the options of `genericity design`:
    `kind` is "simple", "scoring" or "ambiguous", `transfers` "scaled" or "least", `base` "none" or "shares", `participation`
    "none", "individual" or "coalitional", `rules` "few" or "lemma4".

    >>> made = design([[[4, 2], [1, 3]], [[2, 3], [5, 4]]])
    >>> made.audit.budget_balanced, made.rules["t"].shape
    (True, (8, 3))
    """
    structure, _ = given.structure(prior, types)
    name, text = _environment(environment, structure.types)
    return Mechanism(json.loads(library.design(structure, given.pattern(pattern), name, text, kind=kind, base=base, transfers=transfers,
                                               rules=rules, participation=participation, seed=seed)))


def counterexample(prior, pattern: given.Pattern = None, types: Sequence[int] | None = None, *, kind: str = "simple") -> Counterexample:
    """An environment that no simple mechanism implements, where CI fails, or no ambiguous one, where CBDP fails.

    >>> counterexample([[1, 1], [1, 1]]).exists
    True
    """
    structure, _ = given.structure(prior, types)
    if kind not in ("simple", "ambiguous"):
        raise given.InputError(f"kind: expected 'simple' or 'ambiguous', found {kind!r}")
    return Counterexample(json.loads(library.counterexample(structure, given.pattern(pattern), kind)))


def audit(mechanism: Mechanism | str | Path, pattern: given.Pattern = None) -> Audit:
    """Checks a mechanism in exact arithmetic: one that was designed here, or the path of a file in TOML.

    >>> bool(audit(design([[[4, 2], [1, 3]], [[2, 3], [5, 4]]])))
    True
    """
    if isinstance(mechanism, Mechanism):
        if not mechanism:
            raise given.InputError(f"there is no mechanism to audit: {mechanism.reason}")
        name, text = "mechanism", mechanism.toml
    else:
        name, text = str(mechanism), given.read_text(mechanism)
    return Audit(json.loads(library.audit(name, text, given.pattern(pattern))))
