"""Writes what the atlas shows, from the results and certificates in its folder."""

from pathlib import Path

from cartography import entries, falling_figure, findings, laws_figure, map_figure, page, plate_figure, readme, table
from genericity.plot import command, style

FIGURES = (map_figure, plate_figure, laws_figure, falling_figure)


def write(folder: Path) -> list[Path]:
    """Returns the files written."""
    atlas = entries.read(folder)
    found = findings.found(atlas)
    options = style.Options(paper=True)
    style.apply(options.paper)
    written = [folder / "classes.csv"]
    command.write_file(written[0], table.classes(atlas).encode())
    captions = {}
    for figure in FIGURES:
        drawing = figure.draw(atlas)
        captions[drawing.name] = drawing.title, " ".join(drawing.caption.split())
        written += style.save(drawing, folder / drawing.name, options, ["svg"])
    texts = {"README.md": readme.text(atlas, found, captions), "atlas.html": page.text(atlas, found, captions, folder)}
    for name, text in texts.items():
        command.write_file(folder / name, text.encode())
        written.append(folder / name)
    return written
