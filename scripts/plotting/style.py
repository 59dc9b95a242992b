"""What all figures share: colours, markers, words, and how a figure is written."""

from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)

GREY = "#6b6b6b"
FAINT = "#dcdcdc"
BAND = "#f4f6f8"


@dataclass(frozen=True)
class Look:
    short: str
    words: str
    color: str
    marker: str


# The colours of Okabe and Ito, which people with any colour vision tell apart; the markers differ as well.
LOOKS = {
    "ci": Look("CI", "CI (simple mechanisms)", "#0072B2", "o"),
    "cbdp": Look("CBDP", "CBDP (ambiguous mechanisms)", "#D55E00", "D"),
    "bdp": Look("BDP", "BDP (beliefs determine preferences)", "#009E73", "s"),
    "convex_independence": Look("convex independence", "convex independence", "#CC79A7", "^"),
    "identifiability": Look("identifiability", "identifiability", "#56B4E9", "v"),
    "ci_ir": Look("CI + IR", "CI with individual rationality", "#E69F00", "P"),
    "ci_cr": Look("CI + CR", "CI with coalitional rationality", "#000000", "X"),
}


def look(condition: str) -> Look:
    return LOOKS.get(condition, Look(condition, condition.replace("_", " "), GREY, "h"))


# For curves that are many: the same palette in an order that keeps neighbours apart, and dashes where it repeats.
CYCLE = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000"]
DASHES = ["-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5))]

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def type_space_words(types: str) -> str:
    """ "2x2x3" as "2 × 2 × 3, three agents"."""
    sizes = types.split("x")
    n = len(sizes)
    return f"{' × '.join(sizes)},  {NUMBERS[n] if n < len(NUMBERS) else n} agents"


def pattern_words(pattern: str, width: int = 40) -> str:
    """The pattern, its middle left out when it is wider than `width`."""
    if len(pattern) <= width:
        return pattern
    coalitions = pattern.replace("},{", "}|{").split("|")
    if len(coalitions) < 4:
        return pattern
    head = []
    while len(",".join(head + coalitions[len(head):len(head) + 1])) < width - 22:
        head.append(coalitions[len(head)])
    return f"{','.join(head)},…,{coalitions[-1]} ({len(coalitions)} coalitions)"


def distinct_pattern_words(patterns: list[str], width: int = 40) -> dict[str, str]:
    """pattern_words for each; those that the leaving out made equal are numbered."""
    words = {pattern: pattern_words(pattern, width) for pattern in dict.fromkeys(patterns)}
    seen: dict[str, int] = {}
    for pattern, text in words.items():
        seen[text] = seen.get(text, 0) + 1
        if seen[text] > 1:
            words[pattern] = f"{text} #{seen[text]}"
    return words


def count_words(n: int) -> str:
    return f"{n:,}".replace(",", "\u2009")


def percent_words(confidence: float) -> str:
    return f"{100 * confidence:.6g} %"


def apply() -> None:
    """Sets the looks of all figures, and makes their files depend on nothing but the data."""
    plt.rcdefaults()
    plt.rcParams.update({
        "font.family": "DejaVu Sans", "font.size": 8.5, "axes.titlesize": 9, "axes.labelsize": 9,
        "axes.edgecolor": GREY, "axes.linewidth": 0.7, "axes.spines.top": False, "axes.spines.right": False,
        "xtick.color": GREY, "xtick.labelcolor": "black", "ytick.color": GREY, "ytick.labelcolor": "black",
        "axes.axisbelow": True, "legend.frameon": False, "figure.dpi": 100, "savefig.dpi": 200,
        "svg.hashsalt": "genericity", "svg.fonttype": "path", "path.simplify": True,
    })


def save(figure, stem: Path, formats: list[str]) -> list[Path]:
    """Writes the figure once per format beside `stem`, and returns the files."""
    metadata = {"png": {"Software": None}, "svg": {"Date": None, "Creator": "genericity"},
                "pdf": {"CreationDate": None, "Producer": None, "Creator": "genericity"}}
    written = []
    for kind in formats:
        path = stem.with_name(f"{stem.name}.{kind}")
        figure.savefig(path, format=kind, bbox_inches="tight", pad_inches=0.15, metadata=metadata[kind])
        written.append(path)
    plt.close(figure)
    return written
