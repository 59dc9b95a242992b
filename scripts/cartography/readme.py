"""The atlas as a page of Markdown."""

import textwrap

from cartography import questions, table
from cartography.entries import SIX, STUDIES, Atlas
from cartography.findings import STATUS, Finding
from cartography.words import number

WIDTH = 120
DEFINITIONS = (
    "CI says that there are transfers, balanced at every type profile, under which every coalition strictly loses by misreporting its "
    "types; it is what simple, budget-balanced, coalition-proof mechanisms need. It is a property of the prior. A pattern says which "
    "coalitions may form: the singletons besides what is written; the coalition of all agents never matters. With two complementary "
    "coalitions CI fails at every prior, so such patterns are not listed, and those of five agents have pairs and triples only. Shares "
    "are those of priors; \"almost every\" is up to a null set of priors. Conditions (G) and (L), ranks and balanced scores (LR) are "
    "defined, and their theorems proved, in [core/README.md](../../core/README.md#what-is-true-at-almost-every-prior).")


def _filled(words: str) -> str:
    return textwrap.fill(words, WIDTH, break_long_words=False, break_on_hyphens=False)


def _table(rows: tuple[list[str], list[list[str]]]) -> str:
    heads, body = rows
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(cells) + " |" for cells in body])


def _figure(captions: dict[str, tuple[str, str]], name: str) -> str:
    title, caption = captions[name]
    return f"![{title}]({name}.svg)\n\n{_filled(caption)}"


def _findings(found: list[Finding], captions) -> list[str]:
    after = {"How often CI holds where neither side is null": ("maximal", "falling"), "The law of the priors matters": ("laws",),
             "Five agents: the whole map": ("map",)}
    parts = []
    for finding in found:
        parts += [f"### {finding.heading}", _filled(f"*{finding.status[0].upper()}{finding.status[1:]}.* " + finding.sentences[0])]
        parts += [_filled(sentence) for sentence in finding.sentences[1:]]
        parts += [_figure(captions, name) for name in after.get(finding.heading, ())]
    return parts


def text(atlas: Atlas, found: list[Finding], captions: dict[str, tuple[str, str]]) -> str:
    verdicts = sum(int(atlas.results[study].count[:, 0].sum()) for study in STUDIES)
    parts = [
        "# The atlas of coalition patterns",
        _filled("Which coalitions may form decides whether simple mechanisms can resist them. This is the map: every pattern of "
                "three, four and five agents without complementary coalitions, up to the agents' names, with what is proved of "
                f"Coalitional Identifiability (CI) for it and how often it held in draws, {number(verdicts)} verdicts in all, and a "
                f"sample of {len(atlas.with_agents(6))} patterns of six agents. [atlas.html](atlas.html) is the same as a page to "
                "pick patterns in; it needs no network. Everything here is made by `scripts/atlas` from the studies in "
                "[configs/atlas](../../configs/atlas) and compared with the stored data by a test."),
        _filled(DEFINITIONS),
        "What is said has a status:",
        "\n".join(_filled(f"- *{status}*: {words};") for status, words in STATUS.items())[:-1] + ".",
        "## What was found", *_findings(found, captions),
        _table(table.summary_rows(atlas)),
        "## Open questions",
        *map(_filled, questions.open_patterns(atlas)),
        _table(table.unsettled_rows(atlas)),
        *map(_filled, questions.drawn(atlas)),
        _table(table.drawn_rows(atlas)),
        "## Six agents",
        _filled(f"The sample, with {number(int(atlas.results[SIX].samples.max()))} draws each."),
        _table(table.six_rows(atlas)),
        "## The files",
        "\n".join([
            "| file | what it is |", "|---|---|",
            "| `classes.csv` | a line for each pattern: verdict, proof, counts under each law, least margins |",
            "| `certificates.jsonl.xz` | the proofs, one JSON object a line: `xz -dc certificates.jsonl.xz \\| genericity classify "
            "--check -` checks them |",
            *(f"| `{study}.h5` | the result of [{study}.toml](../../configs/atlas/{study}.toml): "
              f"{number(atlas.results[study].cells)} cells |" for study in STUDIES),
            "| `map.svg`, `maximal.svg`, `laws.svg`, `falling.svg` | the figures, each with its numbers (`.csv`) and caption "
            "(`.txt`) |",
            "| `atlas.html` | the page |"]),
    ]
    return "\n\n".join(parts) + "\n"
