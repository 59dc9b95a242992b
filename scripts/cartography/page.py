"""The atlas as one HTML page that needs nothing but itself."""

import json
import re
from html import escape
from pathlib import Path

from cartography import questions, readme, table
from cartography.entries import FIVE_AGENTS, LAWS, Atlas, Entry
from cartography.findings import STATUS, Finding
from cartography.words import number
from genericity.plot import style
from genericity.report.shell import document, paragraphs, prose

LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
DEFINITIONS = LINK.sub(r"\1 of the project", readme.DEFINITIONS)
FINDER = """<p>Tap the coalitions that may form, or two or three agents in the drawing and then the coalition's name below it. Or tap a box
of the map and then a pattern. Single agents may always lie, and the coalition of all never matters.</p>
<div class="choices" id="agents" role="group" aria-label="Number of agents"></div>
<div class="finder">
<div>
<svg id="drawing" viewBox="-120 -120 240 240" role="group" aria-label="Agents"></svg>
<div class="choices" id="selection" aria-live="polite"></div>
<div id="coalitions"></div>
</div>
<div id="verdict" aria-live="polite"></div>
</div>
<a id="brief" href="#verdict"></a>
<div id="map"></div>
<div id="gallery" aria-live="polite"></div>
<noscript><p>This part needs JavaScript; <code>classes.csv</code> has the same as a table.</p></noscript>"""
HERE = Path(__file__).resolve().parent
REPORTS = HERE.parent / "genericity" / "report"


def _mask(coalition: str) -> int:
    return sum(1 << (int(agent) - 1) for agent in coalition.strip("{}").split(","))


def _proof(entry: Entry) -> dict:
    """What the page says of a proof, with coalitions as bit masks: (G)'s part and weights, or the levels of (L)."""
    certificate = entry.document["certificate"]
    if entry.proof == "G":
        return {"part": _mask(certificate["part"]),
                "weights": [[_mask(weight["coalition"]), weight["weight"]] for weight in certificate["weights"]]}
    if entry.has_scores:
        return {"levels": [[[term["agent"] - 1, _mask(term["of"]), term["factor"]] for term in level["terms"]]
                           for level in certificate["levels"]]}
    return {}


def _record(entry: Entry) -> dict:
    """One entry for the page's script."""
    counts = {law: entry.counts[law] for law in LAWS if law in entry.counts}
    record = {"p": sorted(entry.pattern), "text": entry.text, "verdict": entry.verdict, "proof": entry.proof,
              "certain": entry.certain, "all": entry.document["all_type_counts"], "labelled": entry.labelled,
              "maximal": entry.maximal, "counts": {LAWS[law][0]: [count.holds, count.fails, count.undecided, count.low, count.high]
                                                   for law, count in counts.items()},
              "margins": {LAWS[law][0]: margin for law, margin in entry.least_margins.items()}, **_proof(entry)}
    if entry.again is not None:
        record["again"] = [entry.again.holds, entry.again.fails, entry.again.undecided, entry.again.low, entry.again.high]
    return record


def data(atlas: Atlas) -> dict:
    """What the script knows: by type space, the entries."""
    spaces: dict[str, list[dict]] = {}
    for entry in atlas.entries:
        if entry.agents < 5 or entry.types == FIVE_AGENTS:  # of the others there are not all patterns
            spaces.setdefault("x".join(map(str, entry.types)), []).append(_record(entry))
    return {"laws": dict(LAWS.values()), "confidence": style.percent_words(atlas.confidence), "marginDraws": atlas.margin_draws,
            "spaces": spaces}


def _table(rows: tuple[list[str], list[list[str]]]) -> str:
    heads, body = rows
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n" for cells in body)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>\n{lines}</tbody></table></div>'


def _figure(captions: dict[str, tuple[str, str]], folder: Path, name: str) -> str:
    """The picture as it was written, as a part of the page; always on a light ground."""
    title, caption = captions[name]
    svg = (folder / f"{name}.svg").read_text(encoding="utf-8")
    svg = svg[svg.index("<svg"):]
    # matplotlib's names are the same in every figure.
    svg = svg.replace('id="', f'id="{name}-').replace("url(#", f"url(#{name}-").replace('xlink:href="#', f'href="#{name}-')
    return (f'<figure id="figure-{name}"><h3>{escape(title)}</h3><div class="picture">{svg}</div>'
            f"<figcaption>{prose(caption)}</figcaption></figure>")


def _findings(found: list[Finding]) -> str:
    parts = []
    for finding in found:
        sentences = [LINK.sub(r"\1", sentence) for sentence in finding.sentences]
        parts.append(f'<h3>{escape(finding.heading)} <span class="status {finding.status.split()[0]}">{escape(finding.status)}</span>'
                     f"</h3>{paragraphs(sentences)}")
    return "".join(parts)


def _key(atlas: Atlas) -> str:
    five = atlas.five
    items = [(len(five), "patterns of five agents"), (sum(entry.verdict == "never" for entry in five), "always fail"),
             (sum(entry.verdict == "almost_always" for entry in five), "almost always hold"),
             (sum(entry.verdict == "between" for entry in five), "lie between"),
             (sum(entry.verdict == "open" for entry in five), "are open")]
    return '<ul class="key">' + "".join(f"<li><b>{number(count)}</b>{escape(words)}</li>" for count, words in items) + "</ul>"


def text(atlas: Atlas, found: list[Finding], captions: dict[str, tuple[str, str]], folder: Path) -> str:
    """The page, with the figures that the folder holds."""
    css = (REPORTS / "page.css").read_text(encoding="utf-8") + (HERE / "atlas.css").read_text(encoding="utf-8")
    script = (HERE / "atlas.js").read_text(encoding="utf-8")
    # "</" would end the script.
    values = json.dumps(data(atlas), ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    statuses = "".join(f"<li><b>{escape(name)}</b>: {escape(words)}</li>" for name, words in STATUS.items())
    figures = "".join(_figure(captions, folder, name) for name in captions)
    sections = [
        ("found", "What was found", f"<ul>{statuses.replace('`', '')}</ul>{_findings(found)}{_table(table.summary_rows(atlas))}"),
        ("figures", "Figures", figures),
        ("open", "Open questions", paragraphs(questions.open_patterns(atlas)) + _table(table.unsettled_rows(atlas))
         + paragraphs(questions.drawn(atlas)) + _table(table.drawn_rows(atlas))),
        ("six", "Six agents", _table(table.six_rows(atlas)))]
    lead = f"""<div class="sub">Which coalitions may form, and can simple mechanisms resist them? Every pattern of three and four agents
with two to four types, and of five agents with two.</div>
<p>{escape(DEFINITIONS)}</p>
{_key(atlas)}"""
    return document("The atlas of coalition patterns", css, lead, [("find", "Find a pattern", FINDER), *sections],
                    "Made by scripts/atlas from the results and certificates beside it.", script, values)
