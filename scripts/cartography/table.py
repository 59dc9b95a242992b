"""The tables of the atlas: every class as a line of CSV, and those of the pages."""

import csv
import io

from cartography import hunt
from cartography.entries import LAWS, UNIFORM, Atlas, Entry
from cartography.words import limits, text
from genericity.plot import patterns, style

STATUS = {"never": "fails at every prior", "almost_always": "holds at almost every prior",
          "between": "between: holds on an open set, fails on another", "open": "open"}


def classes(atlas: Atlas) -> str:
    """A line for each entry; numbers that the studies do not have are empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    keys = [key for key, _ in LAWS.values()]
    counts = [f"{key}_{what}" for key in keys for what in ("holds", "fails", "undecided", "low", "high")]
    writer.writerow(["types", "pattern", "coalitions", "pairs", "triples", "labelled", "verdict", "proof", "chance",
                     "all_type_counts", "condition_L", "maximal", "minimal_without_L", "reason", *counts,
                     "again_holds", "again_fails", "again_undecided", *(f"{key}_least_margin" for key in keys)])
    for entry in atlas.entries:
        row = ["x".join(map(str, entry.types)), entry.text, len(entry.pattern), entry.size(2), entry.size(3), entry.labelled,
               entry.verdict, entry.proof, entry.document["chance"], int(entry.document["all_type_counts"]),
               int(entry.has_scores), int(entry.maximal), int(entry.minimal_without_scores), entry.document["reason"]]
        for law in LAWS:
            count = entry.counts.get(law)
            row += ["", "", "", "", ""] if count is None else [count.holds, count.fails, count.undecided, count.low, count.high]
        row += ["", "", ""] if entry.again is None else [entry.again.holds, entry.again.fails, entry.again.undecided]
        row += [entry.least_margins.get(law, "") for law in LAWS]
        writer.writerow(row)
    return out.getvalue()


def why_open(entry: Entry) -> str:
    """How often CI held in all draws of an open pattern."""
    held, total = (sum(values) for values in zip(*((count.holds, count.total) for count in entry.counts.values())))
    return f"{held:,} of {total:,}"


def minimal(entries: list[Entry]) -> list[Entry]:
    """Those that contain none of the others up to relabelling."""
    return [entry for entry in entries if not any(
        other is not entry and patterns.included(other.pattern, entry.pattern, entry.types) for other in entries)]


def _third_type(catch: hunt.Catch) -> str:
    """What is known with a third type for one agent, by its positions."""
    words = {"between": "between", "almost_always": "almost always", "open": "open"}
    return ", ".join(f"{catch.verdicts[verdict]} {words[verdict]}" for verdict in words if catch.verdicts[verdict])


def unsettled_rows(atlas: Atlas) -> tuple[list[str], list[list[str]]]:
    """The patterns without (L) of which no failure is known with two types each: those that are open there first."""
    caught = sorted((catch for catch in hunt.catches(atlas) if catch.entry.verdict != "between"),
                    key=lambda catch: (catch.entry.verdict != "open", len(catch.entry.pattern)))
    rows = [[text(catch.entry), STATUS[catch.entry.verdict], "yes" if catch.entry.minimal_without_scores else "",
             why_open(catch.entry), _third_type(catch)] for catch in caught]
    return ["pattern", "with two types each", "minimal without (L)", "draws with CI, all laws", "with a third type, by its position"], rows


def drawn_rows(atlas: Atlas) -> tuple[list[str], list[list[str]]]:
    """The study of the hunt."""
    spaces = hunt.spaces(atlas)
    rows = [[text(catch.entry), STATUS[catch.entry.verdict], *(f"{catch.fails[types]} of {catch.draws[types]}" for types in spaces)]
            for catch in hunt.catches(atlas) if sum(catch.draws.values())]
    return ["pattern", "with two types each", *(f"fails at {style.space_words(types)}" for types in spaces)], rows


def six_rows(atlas: Atlas) -> tuple[list[str], list[list[str]]]:
    rows = [[str(len(entry.pattern)), text(entry), STATUS[entry.verdict], "yes" if entry.has_scores else "",
             f"{entry.counts[UNIFORM].holds} of {entry.counts[UNIFORM].total}", limits(entry.counts[UNIFORM])] for entry in atlas.with_agents(6)]
    return ["coalitions", "pattern", "CI", "condition (L)", "draws of Dirichlet(1) with CI", "limits of the share"], rows


def summary_rows(atlas: Atlas) -> tuple[list[str], list[list[str]]]:
    """The verdicts on five agents, by proof."""
    rows: dict[tuple, list[int]] = {}
    for entry in atlas.five:
        count = rows.setdefault((entry.verdict, entry.proof, entry.document["all_type_counts"], entry.certain), [0, 0])
        count[0] += 1
        count[1] += entry.labelled
    order = ["never", "almost_always", "between", "open"]
    return (["CI", "proof", "type counts", "classes", "patterns with names"],
            [[STATUS[verdict], (proof or "none") + ("" if certain else ", up to 2^-40"),
              "all" if everywhere else "these" if proof else "", f"{count[0]:,}", f"{count[1]:,}"]
             for (verdict, proof, everywhere, certain), count in sorted(
                 rows.items(), key=lambda item: (order.index(item[0][0]), not item[0][2], not item[0][3], -item[1][0]))])
