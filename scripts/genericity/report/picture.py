"""A figure as a part of a page: its SVG in few letters, with colours that follow the page's and names that meet no other figure's."""

import io
import re
from collections import Counter
from html import escape
from urllib.parse import quote

import matplotlib.pyplot as plt

from genericity.plot import style
from genericity.plot.fit import extent, finely
from genericity.plot.style import Drawing

# The figure's colours and, for a dark page, others of the same hue that stand out from it.
DARK = {
    "0072b2": "#3a93dd", "d55e00": "#f5894a", "009e73": "#2fcb9c", "cc79a7": "#e39cc4", "e69f00": "#f2b632",
    "56b4e9": "#a9deff", "f0e442": "#f5ec74", "000000": "#e8eaed", "6b6b6b": "#a9b0b7", "dcdcdc": "#3a4046",
    "f4f6f8": "#20252a", "ffffff": "#15181b", "9a9a9a": "#6d747b", "7f7f7f": "#9aa1a8",
}
LARGEST_DATA = 1_000_000  # bytes of CSV that a page carries
PAD = 0.05  # inches around a figure
DIGITS = 2  # of a coordinate, in points; as a figure is shown, none is seen beyond the first


def style_rules() -> str:
    """CSS variables for the colours of the figures, in light and in dark."""
    light = "".join(f"--c{name}:#{name};" for name in DARK)
    dark = "".join(f"--c{name}:{color};" for name, color in DARK.items())
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def _short(number: str) -> str:
    text = f"{float(number):.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def _path(match: re.Match) -> str:
    """A path's data with rounded coordinates, without the corners of its lines that lie on the straight way to the next."""
    steps: list[tuple[str, list[str]]] = []
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", match[1]):
        point = [_short(number) for number in numbers.split()]
        if command == "L" and steps and steps[-1][0] == "L" and len(steps) > 1 and len(steps[-2][1]) > 1:
            start, corner = steps[-2][1][-2:], steps[-1][1]
            for across, along in ((0, 1), (1, 0)):
                way = [float(place[along]) for place in (start, corner, point)]
                if start[across] == corner[across] == point[across] and sorted(way) in (way, way[::-1]):
                    steps.pop()
                    break
        steps.append((command, point))
    return 'd="' + "".join(command + " ".join(point) for command, point in steps) + '"'


def _styles(text: str, name: str) -> str:
    """The styles that stand more than once as classes of the figure's own."""
    counts = Counter(re.findall(r'style="([^"]*)"', text))
    names = {style: f"{name}-s{place}" for place, (style, count) in enumerate(counts.items()) if count > 1}
    rules = "".join(f".{names[style]}{{{style}}}" for style in names)
    text = re.sub(r'style="([^"]*)"', lambda m: f'class="{names[m[1]]}"' if m[1] in names else m[0], text)
    return text.replace(">", f"><style>{rules}</style>", 1)


def _compact(text: str, name: str) -> str:
    """The same picture in fewer letters."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r'\bd="([^"]*)"', _path, text)
    text = re.sub(r'\b(x|y|width|height)="(-?[\d.]+)"', lambda m: f'{m[1]}="{_short(m[2])}"', text)
    used = set(re.findall(r'(?:url\(|href=")#([^")]+)', text))
    text = re.sub(r' id="([^"]+)"', lambda m: m[0] if m[1] in used else "", text)
    # A group that says nothing groups nothing: matplotlib's of single lines and their marks.
    parts, open_groups = [], []
    for part in re.split(r"(<g\b[^>]*>|</g>)", text):
        if re.fullmatch(r"<g\b[^>]*/>", part):
            continue
        if part.startswith("<g"):
            open_groups.append(part != "<g>")
            parts.append(part if open_groups[-1] else "")
        elif part == "</g>":
            parts.append(part if open_groups.pop() else "")
        else:
            parts.append(part)
    text = "".join(parts)
    # matplotlib's names are the same in every figure, and long.
    short = {old: f"{name}-{place}" for place, old in enumerate(dict.fromkeys(re.findall(r' id="([^"]+)"', text)))}
    text = re.sub(r' id="([^"]+)"', lambda m: f' id="{short[m[1]]}"', text)
    text = re.sub(r'url\(#([^)]+)\)', lambda m: f"url(#{short[m[1]]})", text)
    text = re.sub(r'(?:xlink:)?href="#([^"]+)"', lambda m: f'href="#{short[m[1]]}"', text)
    text = re.sub(r"#([0-9a-f]{6})\b(?!-)(?=[;\"])", lambda m: f"var(--c{m[1]})" if m[1] in DARK else m[0], text)
    return _styles(re.sub(r"\s*\n\s*", "\n", text), name)


def svg(drawing: Drawing) -> str:
    """The figure as an <svg> element. Closes the figure."""
    style.drawable(drawing.figure)
    data = io.StringIO()
    with finely(drawing.figure):
        box = extent(drawing.figure).padded(PAD)
    drawing.figure.savefig(data, format="svg", bbox_inches=box, transparent=True, metadata=style.METADATA["svg"])
    plt.close(drawing.figure)
    text = data.getvalue()
    text = re.sub(r"<(metadata|style)\b[^>]*>.*?</\1>", "", text[text.index("<svg"):], flags=re.S)
    width = float(re.search(r'width="([\d.]+)pt"', text)[1])
    box = re.search(r'viewBox="([^"]+)"', text)[1]
    head = (f'<svg viewBox="{box}" role="img" aria-label="{escape(drawing.title)}" style="--w:{width * 4 / 3:.0f}px">')
    return _compact(head + text[text.index(">") + 1:], drawing.name.replace(" ", "_"))


class Data:
    """The numbers of a page's figures as links, as long as there is room for them on the page."""

    def __init__(self, stem: str):
        self.stem, self.room = stem, LARGEST_DATA

    def link(self, drawing: Drawing) -> str:
        """A link that saves the figure's numbers as CSV, or what to do where they are too many for a page."""
        data = quote(style.csv_of(drawing), safe=" ,;:/?@&=+$!*'()[]{}|~^<>").replace("&", "&amp;").replace("<", "&lt;").replace("'", "%27")
        if len(data) > self.room:
            return "Its numbers are too many for this page; <code>scripts/plot.py</code> writes them as CSV."
        self.room -= len(data)
        return f'<a download="{escape(self.stem)}_{drawing.name}.csv" href="data:text/csv;charset=utf-8,{data}">Numbers as CSV</a>'
