"""A set of backup files, made and looked into."""

import os
from pathlib import Path

from kehoach.backup.sealing import PIECE
from kehoach.backup.sets import Manifest, writing

KEY, OTHER = b"k" * 32, b"o" * 32
PDF = os.urandom(300_000)
MEMBERS = {
    "database/000000": os.urandom(3 * PIECE),
    "database/000001": b"end of the dump",
    "files/evidence/2026/11/a.pdf": PDF,
    "files/evidence/2026/11/b.pdf": b"%PDF-1.4 b",
}


def made(path: Path, key: bytes = b"", *, engine: str = "") -> Path:
    """Write a set that no portal made."""
    manifest = Manifest("https://x", "2026-12-01", "2026-12-01", engine, "r")
    with writing(path, key) as archive:
        for name, content in MEMBERS.items():
            archive.add(name, content)
        archive.finish(manifest)
    return path
