"""A figure as a part of a page: its SVG with colours that follow the page's, and names that meet no other figure's."""

import base64
import io
import re
from html import escape

import matplotlib.pyplot as plt

from genericity.plot import style
from genericity.plot.style import Drawing

# The figure's colours and, for a dark page, others of the same hue that stand out from it.
DARK = {
    "0072b2": "#4fb0ea", "d55e00": "#f5894a", "009e73": "#2fcb9c", "cc79a7": "#e39cc4", "e69f00": "#f2b632",
    "56b4e9": "#86cdf7", "f0e442": "#f5ec74", "000000": "#e8eaed", "6b6b6b": "#a9b0b7", "dcdcdc": "#3a4046",
    "f4f6f8": "#20252a", "ffffff": "#15181b", "9a9a9a": "#6d747b", "7f7f7f": "#9aa1a8",
}
LARGEST_DATA = 400_000  # bytes of CSV that a page carries


def style_rules() -> str:
    """CSS variables for the colours of the figures, in light and in dark."""
    light = "".join(f"--c{name}:#{name};" for name in DARK)
    dark = "".join(f"--c{name}:{color};" for name, color in DARK.items())
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def svg(drawing: Drawing) -> str:
    """The figure as an <svg> element. Closes the figure."""
    style.drawable(drawing.figure)
    data = io.StringIO()
    drawing.figure.savefig(data, format="svg", bbox_inches="tight", pad_inches=0.05, transparent=True,
                           metadata=style.METADATA["svg"])
    plt.close(drawing.figure)
    text = data.getvalue()
    text = re.sub(r"<(metadata|style)\b[^>]*>.*?</\1>", "", text[text.index("<svg"):], flags=re.S)
    # matplotlib's names are the same in every figure.
    name = drawing.name.replace(" ", "_")
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = text.replace("url(#", f"url(#{name}-").replace('xlink:href="#', f'href="#{name}-')
    text = re.sub(r"#([0-9a-f]{6})\b(?!-)", lambda m: f"var(--c{m[1]})" if m[1] in DARK else m[0], text)
    width = float(re.search(r'width="([\d.]+)pt"', text)[1])
    box = re.search(r'viewBox="([^"]+)"', text)[1]
    head = (f'<svg viewBox="{box}" role="img" aria-label="{escape(drawing.title)}" style="--w:{width * 4 / 3:.0f}px">')
    body = text[text.index(">") + 1:]
    return head + re.sub(r"\n\s*", "\n", body)


def data_link(drawing: Drawing, stem: str) -> str:
    """A link that saves the figure's numbers as CSV, or what to do where they are too many for a page."""
    data = style.csv_of(drawing).encode()
    if len(data) > LARGEST_DATA:
        return "Its numbers are too many for this page; <code>scripts/plot.py</code> writes them as CSV."
    coded = base64.b64encode(data).decode()
    return f'<a download="{stem}_{drawing.name}.csv" href="data:text/csv;base64,{coded}">Numbers as CSV</a>'
