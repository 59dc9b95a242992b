"""Sentences as HTML whose lines break where a reader expects it: between words, coalitions and parameters, and in no
number or type space."""

import re
from html import escape

NUMBER = re.compile(r"--[a-z][-a-z]*|\d+(?: × \d+)+|\d+(?:\u2009\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?(?: %)?")
LONG_NAME = re.compile(r"[^\s\u200b]{24,}")
BREAK = re.compile(r"(?<=\},)(?=\{)|(?<=[a-z_]\()(?=[a-z])|(?<=,)(?=[a-z])")


def prose(text: str) -> str:
    """The text for a page, in which no number, type space or option breaks across lines: "3 150 000", "6e-17", "12 %",
    "2 × 2", "--where"; but long names may."""
    text = LONG_NAME.sub(lambda name: BREAK.sub("\u200b", name[0]), text)
    text = NUMBER.sub(lambda number: number[0] if number[0].isdigit() else f'<span class="num">{number[0]}</span>', escape(text))
    return text.replace("\u200b", "<wbr>")


def paragraphs(sentences: list[str]) -> str:
    return "".join(f"<p>{prose(sentence)}</p>\n" for sentence in sentences)
