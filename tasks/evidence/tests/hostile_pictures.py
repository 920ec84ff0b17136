"""Pictures that lie about their size, or are none."""

import struct
import zlib

from tasks.evidence.tests.photos import JPEG, PNG_TAIL, chunk, segment

MEGABYTE = 1024 * 1024


def png(width, height, *between):
    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head), *between, PNG_TAIL],
    )


def png_bomb():
    """Return 20 MB that unpack to 20 GB."""
    rows = zlib.compress(bytes(50 * MEGABYTE), 9) * 400
    return png(80_000, 80_000, chunk(b"IDAT", rows[: 20 * MEGABYTE]))


def jpeg(width, height, *before):
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 3) + bytes(9))
    return b"".join([b"\xff\xd8", *before, frame, JPEG[2:]])


SMALL_FRAME = segment(0xC0, struct.pack(">BHHB", 8, 9, 9, 3) + bytes(9))
TOO_LARGE = {
    "png": lambda: (png(100_000, 100_000), "a.png"),
    "png of most of the bytes": lambda: (png_bomb(), "a.png"),
    "png of negative sides": lambda: (png(2**32 - 1, 2**32 - 1), "a.png"),
    "jpeg": lambda: (jpeg(65_535, 65_535), "a.jpg"),
    "jpeg behind a small frame": lambda: (jpeg(65_535, 9_999, SMALL_FRAME), "a.jpg"),
    "jpeg behind padding": lambda: (
        jpeg(65_535, 9_999, b"\xff" * 5 * MEGABYTE),
        "a.jpg",
    ),
}
BROKEN = {
    "png without a width": lambda: (png(0, 9), "a.png"),
    "png cut in its header": lambda: (png(9, 9)[:18], "a.png"),
    "jpeg without a frame": lambda: (b"\xff\xd8" + segment(0xE0, b"JFIF"), "a.jpg"),
    "jpeg without a height": lambda: (jpeg(9, 0), "a.jpg"),
    "jpeg cut in its frame": lambda: (jpeg(9, 9)[:8], "a.jpg"),
    "jpeg of markers": lambda: (b"\xff\xd8" + b"\xff" * 20 * MEGABYTE, "a.jpg"),
}
