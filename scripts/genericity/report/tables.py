"""The tables of a report, as HTML. A cell's `data-v` is what its column sorts by where that is not its text."""

from html import escape

import numpy as np

from genericity.plot import style
from genericity.plot.result import Result
from genericity.report import words


def _number(value: float) -> str:
    return "" if np.isnan(value) else repr(round(float(value), 10))


def _table(name: str, numbers: list[str], rows: list[str]) -> str:
    """A table whose headings are buttons that sort: what a cell and a condition are, and columns of numbers."""
    columns = [("cell", True), *((text, False) for text in ("types", "pattern", "prior", "condition")), *((text, True) for text in numbers)]
    head = "".join(f'<th scope="col"{" class=n" if numeric else ""} aria-sort="none"><button>{escape(text)}</button>'
                   for text, numeric in columns)
    return (f'<div class="scroll"><table class="sortable" id="{name}"><thead><tr>{head}</tr></thead><tbody>' + "\n".join(rows) +
            "</tbody></table></div>")


def shares(result: Result) -> str:
    """A row for each cell and condition."""
    # Of priors that are not drawn no share is uncertain, nor are all together.
    simultaneous = result.simultaneous_low is not None and result.exact is None
    rows = []
    # A line may break between coalitions and between parameters, and nowhere else.
    texts = {c: (escape(result.types[c].replace("x", "×")), escape(result.pattern[c]).replace("},", "},<wbr>"),
                 escape(result.prior[c]).replace(",", ",<wbr>").replace("(", "(<wbr>"))
             for c in range(result.cells)}
    names = [escape(name) for name in result.labels]
    for c in range(result.cells):
        for k, name in enumerate(names):
            holds, fails, undecided = (int(v) for v in result.count[c, k])
            n, low, high = holds + fails + undecided, float(result.low[c, k]), float(result.high[c, k])
            proved = "" if result.certified is None else str(int(result.certified[c, k]))
            row = (f"<tr><td class=n>{int(result.cell[c])}<td>{texts[c][0]}<td class=p>{texts[c][1]}<td class=p>{texts[c][2]}<td>{name}"
                   f"<td class=n data-v={n}>{style.count_words(n)}"
                   f'<td class=n data-v="{_number(float(result.share[c, k]))}">{words.share(holds, fails)}'
                   + (f"<td class=n data-v={_number(high - low)}>{words.low_limit(low)} – {words.high_limit(high)}"
                      if result.exact is None else f"<td class=n>{'exact' if result.exact[c, k] else 'unfinished'}"))
            if simultaneous:
                low, high = float(result.simultaneous_low[c, k]), float(result.simultaneous_high[c, k])
                row += f"<td class=n data-v={_number(high - low)}>{words.low_limit(low)} – {words.high_limit(high)}"
            rows.append(f"{row}<td class=n data-v={undecided}>{style.count_words(undecided) if undecided else '0'}"
                        f'<td class=n data-v="{proved}">{style.count_words(int(proved)) if proved else ""}')
    return _table("shares", ["samples", "share", "limits", *(["all cells at once"] if simultaneous else []), "undecided", "proved"], rows)


def shares_hint(result: Result) -> str:
    """What the numbers of these rows are."""
    limits = (f"Limits: with {style.percent_words(result.confidence)} confidence, rounded outwards; they sort by their width."
              if result.exact is None else "Nothing is drawn, and no limits are needed where all priors are decided.")
    return f'<p class="hint">Share: among the decided samples. {limits} Click a heading to sort, again to turn the order.</p>'


def rare(result: Result) -> str:
    """A row for each cell, condition and ε of a study of rare events."""
    rows = []
    for c in range(result.cells):
        for k in range(len(result.conditions)):
            for *numbers, _ in result.rare.rows(c, k):
                cells = "".join(f'<td class=n data-v="{style.csv_text(v)}">{"" if np.isnan(v) else f"{v:.4g}"}' for v in numbers)
                rows.append(f"<tr><td class=n>{int(result.cell[c])}<td>{escape(result.types[c].replace('x', '×'))}"
                            f"<td class=p>{escape(result.pattern[c])}<td class=p>{escape(result.prior[c])}"
                            f"<td>{escape(result.labels[k])}{cells}")
    return _table("rare", ["margin below", "probability", "low", "high", "slope to the next", "slope of theory"], rows)


def provenance(result: Result) -> str:
    """Names and texts, apart from the study's own text."""
    rows = [(name, value) for name, value in result.provenance.items() if name != "study_text"]
    rows += [(name, result.attributes[name]) for name in ("digest",) if name in result.attributes]
    if result.seed is not None:
        rows.append(("seed", str(result.seed)))
    if not rows:
        return "<p>The file says nothing of where it comes from.</p>"
    lines = "".join(f"<tr><th scope=row>{escape(name.replace('_', ' '))}<td>{escape(value.strip())}" for name, value in rows)
    return f'<div class="scroll"><table class="facts"><tbody>{lines}</tbody></table></div>'
