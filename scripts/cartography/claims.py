"""What `genericity classify --json` says of patterns, kept as JSON lines under xz."""

import json
import lzma
from pathlib import Path

NAME = "certificates.jsonl.xz"


def packed(documents: list[dict]) -> bytes:
    """One line a document; the same bytes for the same documents."""
    lines = "".join(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n" for document in documents)
    return lzma.compress(lines.encode(), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, preset=6)


def read(path: Path) -> list[dict]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
