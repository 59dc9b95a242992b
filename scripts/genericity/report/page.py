"""The report of a result: one HTML page that needs nothing but itself."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from genericity.plot import style
from genericity.plot.figures import FIGURES
from genericity.plot.fit import fit
from genericity.plot.result import Result
from genericity.report import citation, environments, kinds, picture, tables, validity, words
from genericity.report.lines import paragraphs, prose
from genericity.report.shell import document

HERE = Path(__file__).resolve().parent


def _key_numbers(result: Result) -> str:
    """The numbers that one looks for first."""
    decided, undecided = int(result.count[:, :, :2].sum()), int(result.undecided.sum())
    drawn: dict[object, int] = {}
    for cell in range(result.cells):
        key = int(result.ensemble[cell]) if result.ensemble[cell] >= 0 else -1 - cell
        if result.environment[cell]:  # laws of environments see the same priors
            key = result.types[cell], result.prior_alone(cell), result.seed_words(cell)
        drawn[key] = max(drawn.get(key, 0), int(result.priors[cell].max(initial=0)))
    items = [(style.count_words(number), what) for number, what in (
        (result.cells, "cell" if result.cells == 1 else "cells"), *([(len(result.rare.epsilon), "margin" if len(result.rare.epsilon) == 1 else "margins")] if result.rare is not None else [
            (sum(drawn.values()), "priors drawn" if result.exact is None else "priors"), (decided, "verdicts"), (undecided, "undecided")]))]
    if result.certified is not None and decided:
        certified = int(result.certified.sum())
        items.append(("all" if certified == decided else style.share_words(certified, decided - certified), "of the verdicts proved"))
    return '<ul class="key">' + "".join(f"<li><b>{escape(number)}</b>{escape(what)}</li>" for number, what in items) + "</ul>"


TOUCH = '<p class="hint phone">Touch a picture to see it larger, and again to see all of it.</p>'


def _figures(result: Result, names: Iterable[str], data: picture.Data) -> str:
    """Those of these figures that the result has data for, with notes on what they leave out."""
    options = style.Options(paper=True, width=style.WIDE)  # titles and notes stand in the page, not in the picture
    style.apply()
    parts = []
    for name in names:
        for drawing in FIGURES[name][0](result, options):
            fit(drawing, options)
            if drawing.name == "shares":
                drawing.title = "Shares"
            caption = " ".join([drawing.caption.replace("\n", " ")] + [f"({note[0].upper()}{note[1:]}.)" for note in drawing.notes])
            parts.append(f'<figure id="figure-{drawing.name}"><h3>{escape(drawing.title)}</h3>'
                         f'<div class="picture">{picture.svg(drawing)}</div>'
                         f"<figcaption>{prose(caption)} {data.link(drawing)}</figcaption></figure>")
    return TOUCH + "\n".join(parts) if parts else ""


def _code(lines: list[str]) -> str:
    return f"<pre><code>{escape(chr(10).join(lines))}</code></pre>"


def _reproduce(result: Result) -> str:
    about = result.provenance
    study = about.get("study_file", "STUDY.toml")
    settings = "".join(f" --set {line.strip()}" for line in about.get("settings", "").splitlines() if line.strip())
    program, name = "build/release/genericity", result.path.name
    part = f" --shard {result.shard[0]}/{result.shard[1]}" if result.shard[1] > 1 else ""
    lines = [*([f"git checkout {about['git_commit']}"] if about.get("git_commit") else []), "scripts/install-dependencies",
             "cmake --preset release && cmake --build --preset release --target genericity_cli",
             f"{program} run {study}{settings}{part} -o repeated.h5", f"h5diff repeated.h5 {name} /results"]
    text = (f"<p>In a clone of the program's repository: save the text of the study above as <code>{escape(Path(study).name)}</code>, with the files that it names beside it."
            " The result does not depend on the number of threads, nor on interruptions: <code>h5diff</code> prints nothing.</p>")
    if about.get("git_dirty", "no") not in ("no", "false", "0", ""):
        text += ("<p>The program had changes that were not committed, so the commit alone does not say what it was: "
                 "the repeat may differ.</p>")
    if "time" in result.stop_reason:
        text += "<p>A time limit stopped some cells, so a repeat has another number of samples; the samples in both are equal.</p>"
    checks = [f"{program} verify {name}"]
    if part or result.parts:
        number = result.shard[1] if part else int(result.parts[0].partition("/")[2])
        checks += [f"{program} status --shards {number} part-*.h5", f"{program} merge all.h5 part-*.h5"]
    return (text + _code(lines) + paragraphs(validity.verification(result) + validity.parts(result)) + _code(checks))


def _cite(result: Result) -> str:
    about = result.provenance
    program = about.get("program", "genericity")
    study = result.title or "study"
    digest = result.attributes.get("digest")
    which = ("" if result.seed is None else f", seed {result.seed}") + (f", digest {digest[:16]}" if digest else "")
    year = about.get("saved", about.get("started", ""))[:4]
    cited = citation.read()
    return (paragraphs(["Cite the program with its commit, the study with its seed, and the paper whose conditions it counts:"]) +
            _code([f"{program}. “{study}”{which}{f', {year}' if year else ''}.", f"{cited.paper}."]) +
            _code(citation.bibtex(cited, program.removeprefix("genericity "), year, f"study “{study}”{which}")))


def _environments(result: Result, data: picture.Data) -> list[tuple[str, str, str]]:
    """What it costs that CI fails, where the result tells."""
    said = environments.sentences(result)
    if not said:
        return []
    return [("environments", "What it costs that CI fails", paragraphs(said) + _figures(result, ["environments"], data) +
             environments.table(result))]


def _found(result: Result) -> list[tuple[str, str, str]]:
    """What was found, each part with the table of its cells: the shares that one samples for, what theorems decide, and the rest."""
    known = kinds.of(result)
    rows = {"between": lambda: tables.counted(result, "between-cells", known.between), "proved": lambda: tables.proved(result, known),
            "bounds": lambda: tables.counted(result, "bounds-cells", known.one_sided),
            "unknown": lambda: tables.counted(result, "unknown-cells", known.unknown)}
    parts = words.found(result)
    sections = [(name if name != "rare" else f"rare-{place}", heading, paragraphs(sentences) + (rows[name]() if name in rows else ""))
                for place, (name, heading, sentences) in enumerate(parts)]
    if not sections:
        return [("nothing", "What was found", paragraphs(["Nothing: the result has no cells."]))]
    if result.rare is not None:
        sections.append(("cells", "Every cell", tables.rare(result)))
    return sections + [("limits", "What the limits are", paragraphs(validity.limits(result)))]


def render(result: Result) -> str:
    """The page. Draws every figure."""
    title = result.title or result.path.stem
    data = picture.Data(result.path.stem)
    cost = _environments(result, data)
    others = [name for name in FIGURES if name != "environments" or not cost]
    pictures = _figures(result, others, data) if result.cells else ""
    study = result.provenance.get("study_text", "")
    sections = [("asked", "What was asked", paragraphs(words.asked(result))), *cost, *_found(result),
                ("figures", "Figures", pictures or paragraphs(["There is nothing to draw."])),
                ("study", "The study", f"<pre><code>{escape(study)}</code></pre>" if study else
                 paragraphs(["The file does not hold the text of its study."])),
                ("provenance", "Where it comes from", tables.provenance(result)),
                ("reproduce", "How to reproduce it", _reproduce(result)), ("cite", "How to cite it", _cite(result))]
    css = "".join((HERE / name).read_text(encoding="utf-8") for name in ("page.css", "report.css")) + picture.style_rules()
    script = (HERE / "page.js").read_text(encoding="utf-8")
    source = f"{escape(result.path.name)}, {escape(result.provenance.get('program', 'genericity'))}"
    return document(title, css, f'<div class="sub">{source}</div>\n{_key_numbers(result)}', sections,
                    f"Written by scripts/report.py from {result.path.name} alone.", script)
