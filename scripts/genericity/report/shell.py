"""What every page is: one HTML file that needs nothing but itself."""

import re
from html import escape

# Nothing from anywhere: the page may only use what it carries.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
# Of what a line could break: groups of digits, an exponent, or a percent sign.
NUMBER = re.compile(r"\d[\d.]*(?:(?:\u2009\d{3})+(?: %)?|e[-+]?\d+| %)")


def prose(text: str) -> str:
    """The text for a page, in which no number breaks across lines: "3 150 000", "6e-17", "12 %"."""
    return NUMBER.sub(r'<span class="num">\g<0></span>', escape(text))


def paragraphs(sentences: list[str]) -> str:
    return "".join(f"<p>{prose(sentence)}</p>\n" for sentence in sentences)


def document(title: str, css: str, lead: str, sections: list[tuple[str, str, str]], footer: str, script: str, data: str = "") -> str:
    """The page: `lead` stands below its title, and the sections, each a name, a heading and HTML, below links to them. `data`: JSON
    that the script reads."""
    links = "".join(f'<a href="#{name}">{escape(heading)}</a>' for name, heading, _ in sections)
    body = "\n".join(f'<section id="{name}"><h2>{escape(heading)}</h2>\n{content}\n</section>' for name, heading, content in sections)
    carried = f'<script id="data" type="application/json">{data}</script>\n' if data else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{escape(title)}</title>
<style>
{css}
</style>
</head>
<body>
<header>
<h1>{escape(title)}</h1>
{lead}
<nav aria-label="Contents">{links}</nav>
</header>
<main>
{body}
</main>
<footer>{escape(footer)}</footer>
{carried}<script>
{script}
</script>
</body>
</html>
"""
