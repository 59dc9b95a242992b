"""What `genericity classify --json` says of patterns, kept as JSON lines under xz."""

import json
import lzma
from pathlib import Path

from genericity.plot import command

NAME = "certificates.jsonl.xz"


def packed(documents: list[dict]) -> bytes:
    """One line a document; the same bytes for the same documents."""
    lines = "".join(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n" for document in documents)
    return lzma.compress(lines.encode(), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, preset=6)


def read(path: Path) -> list[dict]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Found:
    """What was classified so far, in a file that a later run reads: a list of documents for each call of the program."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / ".classified.jsonl"
        text = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
        whole = text[:text.rfind("\n") + 1]
        if whole != text:  # a kill cut the last line
            command.write_file(self._path, whole.encode())
        self._known = {json.dumps(call): documents for call, documents in map(json.loads, whole.splitlines())}

    def of(self, call: tuple) -> list[dict] | None:
        return self._known.get(json.dumps(call))

    def keep(self, call: tuple, documents: list[dict]) -> None:
        self._known[json.dumps(call)] = documents
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([call, documents], ensure_ascii=False) + "\n")

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)
