"""How the program is cited: what CITATION.cff says, as plain text and for BibTeX."""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
# In the project, and where the package is installed.
PLACES = (HERE.parents[2] / "CITATION.cff", HERE.parent / "CITATION.cff")


@dataclass(frozen=True)
class Citation:
    """The fields of CITATION.cff that a bibliography needs."""

    title: str
    authors: tuple[str, ...]
    paper: str  # the paper that is implemented, with its authors


def _values(text: str, key: str) -> list[str]:
    return [value.strip().strip('"') for value in re.findall(rf"^[ -]*{key}:[ ]*(\S.*)$", text, re.MULTILINE)]


def read() -> Citation:
    """The file's own fields stand before its references."""
    text = next(place for place in PLACES if place.is_file()).read_text(encoding="utf-8")
    own, _, references = text.partition("\nreferences:")
    authors = [f"{given} {family}" for given, family in zip(_values(references, "given-names"), _values(references, "family-names"))]
    return Citation(_values(own, "title")[0], tuple(_values(own, "name")), f"{' and '.join(authors)}, {_values(references, 'title')[0]}")


def bibtex(citation: Citation, version: str, year: str, note: str) -> list[str]:
    """An entry for the program as it made a result; names that are no persons' stand in braces of their own."""
    fields = {"author": " and ".join(f"{{{name}}}" for name in citation.authors), "title": f"{{{citation.title}}}", "version": version,
              "year": year, "note": note}
    return ["@software{genericity,", *(f"  {key} = {{{value}}}," for key, value in fields.items() if value), "}"]
