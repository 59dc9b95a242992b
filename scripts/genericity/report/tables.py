"""The tables of a report. What they show is held as JSON, each text once, and page.js makes the rows that are looked at; so a page
of very many cells stays small and quick."""

import json
from html import escape

import numpy as np

from genericity.plot import style
from genericity.plot.result import Result
from genericity.report import kinds, words

LONGEST_FACT = 600  # letters of where a result comes from that stand open
FACTS = ("pattern", "law of priors", "types", "condition")


class Table:
    """Rows that are added one by one."""

    def __init__(self, name: str, columns: list[str], breaking: tuple[str, ...] = ()):
        """`breaking`: those besides the facts whose lines may break anywhere between words."""
        self.name, self.columns, self.breaking = name, columns, breaking
        self.places = [{} for _ in columns]  # of each column: (text, what it sorts by) → its number
        self.rows = []

    def add(self, *cells) -> None:
        """A text for each column, or a pair of it and the number that it sorts by."""
        pairs = [cell if isinstance(cell, tuple) else (cell, None) for cell in cells]
        self.rows.append([places.setdefault(pair, len(places)) for places, pair in zip(self.places, pairs, strict=True)])

    def _column(self, i: int) -> dict:
        texts, keys = zip(*self.places[i])
        name = self.columns[i]
        column = {"name": name, "texts": texts, "at": [row[i] for row in self.rows] if len(texts) > 1 else []}
        if any(key is not None for key in keys):
            column["keys"] = [None if key is None or np.isnan(key) else float(f"{key:.12g}") for key in keys]
        elif name in FACTS[:2] or name in self.breaking:
            column["wraps"] = True
        return column

    def html(self) -> str:
        if not self.rows:
            return ""
        data = json.dumps({"rows": len(self.rows), "columns": [self._column(i) for i in range(len(self.columns))]},
                          separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")
        return (f'<div class="table" id="{self.name}"><noscript><p>The rows of this table are shown by a script of this page; '
                "<code>genericity show --format csv</code> prints them, too.</p></noscript></div>"
                f'<script type="application/json">{data}</script>')


def number(value: int) -> tuple[str, int]:
    return style.count_words(value), value


def facts(result: Result, c: int, k: int) -> tuple[str, str, str, str]:
    return result.pattern[c], result.prior[c], result.types[c].replace("x", "×"), result.labels[k]


def limits(low: float, high: float) -> tuple[str, float]:
    return f"{words.low_limit(low)} – {words.high_limit(high)}", high - low


class _Counts:
    """The columns of what was counted, of cells and conditions of one kind."""

    def __init__(self, result: Result, mask: np.ndarray):
        # Of priors that are not drawn no share is uncertain, nor are all together.
        self.result = result
        self.simultaneous = result.simultaneous_low is not None and result.exact is None
        self.undecided = bool(result.undecided[mask].any())
        decided = result.count[:, :, :2].sum(axis=2)
        self.proved = result.certified is not None and bool((result.certified != decided)[mask].any())
        self.names = ["share counted", "how" if all(map(result.goes_through, np.flatnonzero(mask.any(axis=0)))) else "limits", *(["limits for all cells at once"] if self.simultaneous else []),
                      f"{words.drawn(result)}s", *(["undecided"] if self.undecided else []), *(["verdicts proved"] if self.proved else [])]

    def _how(self, c: int, k: int) -> str | tuple[str, float]:
        if self.result.goes_through(k):
            return "exact" if self.result.exact[c, k] else "unfinished"
        low, high = float(self.result.low[c, k]), float(self.result.high[c, k])
        return ("exact", 0.0) if self.result.gone_through[c] and low == high else limits(low, high)

    def of(self, c: int, k: int) -> list:
        result = self.result
        holds, fails, undecided = (int(v) for v in result.count[c, k])
        cells = [(words.share(holds, fails), float(result.share[c, k])), self._how(c, k)]
        if self.simultaneous:
            cells.append(limits(float(result.simultaneous_low[c, k]), float(result.simultaneous_high[c, k])))
        cells.append(number(holds + fails + undecided))
        if self.undecided:
            cells.append(number(undecided))
        if self.proved:
            cells.append(number(int(result.certified[c, k])))
        return cells


def counted(result: Result, name: str, mask: np.ndarray) -> str:
    """A row for each cell and condition of the mask, with its counts and limits."""
    counts = _Counts(result, mask)
    table = Table(name, [*FACTS, *counts.names, "cell"])
    for c, k in np.argwhere(mask):
        table.add(*facts(result, c, k), *counts.of(c, k), number(int(result.cell[c])))
    return table.html()


def proved(result: Result, known: kinds.Kinds) -> str:
    """A row for each cell and condition whose share a theorem says, with the theorem."""
    table = Table("proved-cells", [*FACTS, "share", "proved", "why", f"{words.drawn(result)}s that agree", "cell"], ("proved", "why"))
    for c, k in np.argwhere(known.proved):
        share = int(known.share[c, k])
        table.add(*facts(result, c, k), (str(share), share), kinds.claim(known, c, k), kinds.why(result, known, c, k),
                  number(int(result.count[c, k, 0 if share else 1])), number(int(result.cell[c])))
    return table.html()


def rare(result: Result) -> str:
    """A row for each cell, condition and ε of a study of rare events."""
    table = Table("rare-cells", [*FACTS, "margin below", "probability", "low", "high", "slope to the next", "slope of theory", "cell"])
    for c in range(result.cells):
        for k in range(len(result.conditions)):
            for *numbers, _ in result.rare.rows(c, k):
                table.add(*facts(result, c, k), *(("" if np.isnan(v) else f"{v:.4g}", v if np.isfinite(v) else float("nan")) for v in numbers),
                          number(int(result.cell[c])))
    return table.html()


def _folded(text: str) -> str:
    """The text, behind a line to open it where it is very long."""
    if len(text) <= LONGEST_FACT:
        return escape(text)
    return f"<details><summary>{style.count_words(len(text))} letters</summary>{escape(text)}</details>"


def provenance(result: Result) -> str:
    """Names and texts, apart from the study's own text."""
    rows = [(name, value) for name, value in result.provenance.items() if name != "study_text"]
    rows += [(name, result.attributes[name]) for name in ("digest",) if name in result.attributes]
    if result.seed is not None:
        rows.append(("seed", str(result.seed)))
    if not rows:
        return "<p>The file says nothing of where it comes from.</p>"
    lines = "".join(f"<tr><th scope=row>{escape(name.replace('_', ' '))}<td>{_folded(value.strip())}" for name, value in rows)
    return f'<table class="facts"><tbody>{lines}</tbody></table>'
