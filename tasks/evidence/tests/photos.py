"""Pictures with camera data, made by hand for tests."""

import struct
import zlib

#: What a phone writes: a make, and a place (43 degrees, for recognition only).
MAKE, PLACE = b"Apple iPhone 15\0", b"GPS-43-11-56"


def segment(code: int, data: bytes) -> bytes:
    """Return one JPEG segment."""
    return bytes([0xFF, code]) + (len(data) + 2).to_bytes(2) + data


def exif(turned: int = 6, order: str = "<") -> bytes:
    """Return camera data with orientation, make and place."""
    mark = b"II" if order == "<" else b"MM"
    head = struct.pack(f"{order}2sHL", mark, 42, 8)
    entries = struct.pack(
        f"{order}HHHLL HHLHH L",
        2, 0x010F, 2, len(MAKE), 38, 0x0112, 3, 1, turned, 0, 0,
    )  # fmt: skip
    return segment(0xE1, b"Exif\0\0" + head + entries + MAKE + PLACE)


def with_camera_data(jpeg: bytes, turned: int = 6, order: str = "<") -> bytes:
    """Return the JPEG as a phone would write it, a film of the moment behind it."""
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE)
    said = exif(turned, order) + xmp + segment(0xFE, PLACE)
    return jpeg[:2] + said + jpeg[2:] + b"ftypmp42" + PLACE


#: Two scans, with a stuffed byte and a restart marker inside the data.
JPEG = (
    b"\xff\xd8"
    + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    + segment(0xE2, b"ICC_PROFILE\0\1\1" + b"p" * 20)
    + segment(0xDB, b"\0" * 65)
    + segment(0xC2, b"\x08\0\x09\0\x09" + b"\0" * 10)
    + segment(0xDA, b"\0" * 10) + b"\x12\xff\x00\x34\xff\xd0\x56"
    + segment(0xC4, b"\0" * 20)
    + segment(0xDA, b"\0" * 10) + b"\x78"
    + b"\xff\xd9"
)  # fmt: skip


def chunk(name: bytes, data: bytes) -> bytes:
    """Return one PNG chunk."""
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)


PNG_HEAD = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0\0\0\x09" * 2 + b"\0" * 5)
PNG_TAIL = chunk(b"IDAT", b"x" * 9) + chunk(b"IEND", b"")
