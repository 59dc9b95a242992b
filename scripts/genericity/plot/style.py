"""What all figures share: colours, markers, words, and how a figure and its data are written."""

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter

from genericity.plot import command
from genericity.plot.parts import ON_ENVIRONMENTS

GREY = "#6b6b6b"
FAINT = "#dcdcdc"
MOST_LETTERS = 400  # of a title
WIDEST_LINE = 300  # letters of any text
BAND = "#f4f6f8"
INK = "#000000"
FONT, SIZE = "DejaVu Sans", 8.5  # and points of the text that has no size of its own
NARROW, WIDE = 3.4, 7.0  # inches: a column of a journal, and its page
PAGE = 8.6  # inches that the panels of a figure may be high, so that it has room on a page


@dataclass(frozen=True)
class Options:
    """What a user chooses for all figures. `paper`: no title and no note, which go to a caption beside the figure. Sizes are in
    inches, and of the whole picture; without them fit.py chooses."""

    x: str | None = None  # a parameter of the family of priors, or types, agents, profiles
    group: str | None = None  # what sets lines or panels apart: pattern, types, prior, family or a parameter
    axis: str = "auto"  # of shares: share, exceptions (logarithmic, for shares near 1), auto
    paper: bool = False
    width: float | None = None
    height: float | None = None
    font: str = FONT
    size: float = SIZE  # points
    title: str | None = None

    @property
    def room(self) -> float:
        """Inches that a drawing may be wide, what stands left and right of it included."""
        return (self.width or WIDE) - 2 * pad(self)


@dataclass(frozen=True)
class Heading:
    """What stands over a figure and under it, unless a paper's caption says it."""

    title: str
    note: str
    subtitle: str = ""

    def called(self, title: str | None) -> "Heading":
        return self if title is None else replace(self, title=title)


@dataclass
class Drawing:
    """A figure, its caption, and the numbers that it shows. fit.py sets what comes last."""

    name: str
    title: str
    figure: Figure
    columns: list[str]
    rows: list[tuple]
    caption: str = ""
    notes: list[str] = field(default_factory=list)  # what was left out, for the one who ran the program
    heading: Heading | None = None
    legend: object = None  # panels.Legend
    kind: str = "panels"  # whose height falls with their width; or rows, which keep theirs, or canvas, which keeps its proportions
    natural: tuple[float, float] = (0.0, 0.0)  # inches of the panels as they were drawn
    gaps: list[float] | None = None  # inches between the panels as they were drawn
    crop: object = "tight"  # the part of the figure to save: a Bbox in inches, or what there is


@dataclass(frozen=True)
class Look:
    words: str  # beside the condition's label, in legends and headings
    color: str
    marker: str
    short: str = ""  # the label that the file gives the condition


# The colours of Okabe and Ito, which people with any colour vision tell apart; the markers differ as well.
LOOKS = {
    "ci": Look("CI (simple mechanisms)", "#0072B2", "o"),
    "cbdp": Look("CBDP (ambiguous mechanisms)", "#D55E00", "D"),
    "bdp": Look("BDP (beliefs determine preferences)", "#009E73", "s"),
    "convex_independence": Look("convex independence", "#CC79A7", "^"),
    "identifiability": Look("identifiability", "#56B4E9", "v"),
    "ci_ir": Look("CI with individual rationality", "#E69F00", "P"),
    "ci_cr": Look("CI with coalitional rationality", "#000000", "X"),
    "implementable": Look("implementable", "#56B4E9", "s"),
    "implementable_ir": Look("implementable with individual rationality", "#E69F00", "v"),
    "implementable_cr": Look("implementable with coalitional rationality", "#000000", "^"),
    "given_ci_fails": Look("implementable, where CI fails", "#CC79A7", "s"),
}


# For curves that are many: the same palette in an order that keeps neighbours apart, and dashes where it repeats.
CYCLE = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000"]
DASHES = ["-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5))]

# Of conditions that LOOKS does not know; none of its own.
MARKERS = ["h", "*", "p", "<", ">", "d", "8"]


def look(result, k: int) -> Look:
    """How the k-th condition of a result is drawn, under the label that the file gives it: one without an entry in LOOKS in
    a colour and with a marker of its place."""
    label = result.labels[k]
    known = LOOKS.get(result.conditions[k], Look(label, CYCLE[k % len(CYCLE)], MARKERS[k % len(MARKERS)]))
    return replace(known, short=label, words=result.names.get(result.conditions[k], known.words))


def cycle(names) -> dict[object, dict]:
    """How the line of each name is drawn: all alike only after 28."""
    return {name: {"color": CYCLE[i % len(CYCLE)], "linestyle": DASHES[i // len(CYCLE) % len(DASHES)]}
            for i, name in enumerate(names)}


NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def space_words(types: str) -> str:
    """ "2x2x3" as "2 × 2 × 3"."""
    return types.replace("x", " × ")


def type_space_words(types: str) -> str:
    """ "2x2x3" as "2 × 2 × 3, three agents"."""
    n = types.count("x") + 1
    return f"{space_words(types)},  {NUMBERS[n] if n < len(NUMBERS) else n} agents"


def pattern_words(pattern: str, width: int = 40) -> str:
    """The pattern, its middle left out when it is wider than `width`."""
    if len(pattern) <= width:
        return pattern
    coalitions = pattern.replace("},{", "}|{").split("|")
    if len(coalitions) < 4:
        return pattern
    head = coalitions[:1]
    while len(",".join(head + coalitions[len(head):len(head) + 1])) < width - 22:
        head.append(coalitions[len(head)])
    return f"{','.join(head)},…,{coalitions[-1]} ({len(coalitions)} coalitions)"


def distinct_pattern_words(patterns: list[str], width: int = 40, names: Mapping[str, str] = {}) -> dict[str, str]:
    """For each its name, else pattern_words; those that the leaving out made equal are numbered."""
    words = {pattern: names.get(pattern) or pattern_words(pattern, width) for pattern in dict.fromkeys(patterns)}
    seen = Counter()
    for pattern, text in words.items():
        seen[text] += 1
        if seen[text] > 1:
            words[pattern] = f"{text} #{seen[text]}"
    return words


def shortened(text: str, width: int) -> str:
    """The text, its middle left out when it is longer than `width`."""
    if len(text) <= width:
        return text
    return f"{text[:width - width // 3 - 1]}…{text[-(width // 3):]}"


def count_words(n: int) -> str:
    return f"{n:,}".replace(",", "\u2009")


def share_words(holds: int, fails: int) -> str:
    """The share in percent, with as many digits as keep it from looking like 0 % or 100 % when it is neither."""
    decided = holds + fails
    if decided == 0:
        return "–"
    for digits in range(1, 9):
        text = f"{100 * holds / decided:.{digits}f}"
        if (float(text) > 0 or holds == 0) and (float(text) < 100 or fails == 0):
            break
    return f"{int(float(text)) if holds in (0, decided) else text} %"


def interval_words(result) -> str:
    """What the intervals of a result are."""
    draws = any(name in ON_ENVIRONMENTS for name in result.conditions)  # environments, for given priors, too
    if result.exact is not None and not draws:
        return "none where all priors of the law were gone through, all where they were not yet"
    kind = "intervals that are valid under the stop rule," if result.looks_at_data else "exact (Clopper–Pearson) intervals"
    none = f"; none for {'conditions on' if draws else 'cells of'} given priors, which are no samples" if result.gone_through.any() else ""
    pairs = ("; on environments exact ones of each prior's first, with those of Maurer and Pontil for the shares of single priors"
             if result.clustered.any() and not result.gone_through.all() else "")
    return f"{kind} with {percent_words(result.confidence)} confidence for each cell{none}{pairs}"


def percent_words(confidence: float) -> str:
    return f"{100 * confidence:.6g} %"


def apply(paper: bool = False, font: str = FONT, size: float = SIZE) -> None:
    """Sets the looks of all figures, and makes their files depend on nothing but the data."""
    plt.rcdefaults()
    plt.rcParams.update({
        "font.family": [font, FONT], "font.size": size, "axes.titlesize": 9 * size / SIZE, "axes.labelsize": 9 * size / SIZE,
        "xtick.labelsize": size, "ytick.labelsize": size,
        "axes.edgecolor": GREY, "axes.linewidth": 0.7, "axes.spines.top": False, "axes.spines.right": False,
        "xtick.color": GREY, "xtick.labelcolor": "black", "ytick.color": GREY, "ytick.labelcolor": "black",
        "axes.axisbelow": True, "legend.frameon": False, "figure.dpi": 100, "savefig.dpi": 300 if paper else 200,
        **({} if font == FONT else {"mathtext.fontset": "custom", **{f"mathtext.{kind}": font for kind in ("rm", "it", "bf", "sf", "tt", "cal")}}),
        "svg.hashsalt": "genericity", "svg.fonttype": "path", "path.simplify": True, "pdf.fonttype": 42,
    })


def pad(options: Options) -> float:
    """Inches of white around a picture."""
    return 0.02 if options.paper else 0.15


def scaled(value: float) -> float:
    """Points or inches that go with the size of the letters, which are `value` at the usual one."""
    return value * plt.rcParams["font.size"] / SIZE


def flowing(text: str) -> str:
    """The text as one paragraph. (Thin spaces, which keep numbers together, are none at which it breaks.)"""
    return re.sub(r"[ \n]+", " ", text).strip()


def _parses(words: str) -> bool:
    """Whether matplotlib can set what stands between dollars in these lines as formulae."""
    try:
        for line in words.split("\n"):
            MathTextParser("path").parse(line)
    except ValueError:
        return False
    return True


def drawable(figure: Figure) -> None:
    """Makes texts that come from users fit to be drawn: what is no formula in spite of its dollars is drawn as it stands, and
    a line that is wider than any page loses its middle."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(formatter := axis.get_major_formatter(), FixedFormatter):
                formatter.seq = [shortened(words, WIDEST_LINE) for words in formatter.seq]
            axis.get_ticklabels()  # their texts are not there before they are asked for
    for text in figure.findobj(Text):
        words = text.get_text()
        if max(map(len, words.split("\n"))) > WIDEST_LINE:
            words = "\n".join(shortened(line, WIDEST_LINE) for line in words.split("\n"))
            text.set_text(words)
        set_plain(text)


def set_plain(text: Text) -> None:
    """Has a text with dollars that are no formula drawn as it stands."""
    if "$" in text.get_text() and not _parses(text.get_text()):
        text.set_parse_math(False)


METADATA = {"png": {"Software": None}, "svg": {"Date": None, "Creator": "genericity"},
            "pdf": {"CreationDate": None, "Producer": None, "Creator": "genericity"}}


def csv_text(value) -> str:
    """A field: every digit of a number, inf for infinity, nothing for an unknown one."""
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(float(value))
    return str(value)


def csv_of(drawing: Drawing) -> str:
    """The numbers of the drawing as CSV, in which an unknown one is an empty field."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(drawing.columns)
    writer.writerows([csv_text(value) for value in row] for row in drawing.rows)
    return out.getvalue()


def caption_of(drawing: Drawing) -> str:
    """The title and the caption as one paragraph."""
    return flowing(f"{drawing.title.rstrip('.')}. {drawing.caption}" if drawing.title else drawing.caption)


def picture(drawing: Drawing, options: Options, kind: str, **settings) -> bytes:
    """The figure in a format: png, svg or pdf."""
    drawable(drawing.figure)
    data = io.BytesIO()
    drawing.figure.savefig(data, format=kind, bbox_inches=drawing.crop, pad_inches=pad(options), metadata=METADATA[kind],
                           **settings)
    return data.getvalue()


def save(drawing: Drawing, stem: Path, options: Options, formats: list[str]) -> list[Path]:
    """Writes the figure once per format beside `stem`, its data as CSV and, for a paper, its caption; returns the files."""
    pictures = [stem.with_name(f"{stem.name}.{kind}") for kind in formats]
    for path, kind in zip(pictures, formats):
        command.write_file(path, picture(drawing, options, kind))
    plt.close(drawing.figure)
    texts = {stem.with_name(f"{stem.name}.csv"): csv_of(drawing)}
    if options.paper:
        texts[stem.with_name(f"{stem.name}.txt")] = f"{caption_of(drawing)}\n"
    for path, text in texts.items():
        command.write_file(path, text.encode())
    return [*pictures, *texts]
