"""What the atlas leaves open, in sentences whose numbers come from the data."""

from cartography import table
from cartography.entries import Atlas


def open_patterns(atlas: Atlas) -> list[str]:
    """On the table of unsettled patterns."""
    entries = [entry for entry in atlas.five if entry.verdict == "open"]
    failures = sum(count.fails for entry in entries for count in entry.counts.values())
    met = ("it held in every draw of the studies" if failures == 0 else
           f"in the studies it failed {failures:,} times, each time with a certificate")
    return [
        f"{len(entries)} patterns of five agents with two types are open, {len(table.minimal(entries))} of them minimal among the open: "
        "neither (G) nor (L), nor ranks and balanced scores decide, not even up to a chance of 2^-40. CI holds on a set of positive "
        "measure for each. Two thousand random priors and a search that follows the margin t* downhill found no open set of "
        f"priors where it fails; {met}. Is CI true at almost every prior? A proof for a pattern settles all that it contains, and a failure all "
        "that contain it.",
        "The table has them and, after them, the patterns that hold at almost every prior with two types each by ranks or balanced "
        "scores. Its last column says what is known when one agent has a third type, by that agent's position (alike ones count "
        "once): proved where it says between or almost always, some of these up to a chance below 2^-40."]


def drawn(atlas: Atlas) -> list[str]:
    """On the table of the hunt."""
    return ["Is condition (L) necessary for CI to hold at almost every prior at all numbers of types? The table has the minimal patterns "
            "without it, and in how many draws CI failed with many types for one agent, in all its positions and under both laws."]
