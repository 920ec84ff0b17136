"""Pictures without what their camera wrote into them: place, device, owner, preview.

Only the parts that a viewer needs to draw the picture are kept; which way is up is one of
them. What cannot be read stays as it is, so no picture is lost.
"""

import re
import struct
from collections.abc import Iterator
from contextlib import suppress

END, SCAN = 0xD9, 0xDA
#: JPEG: application data that changes how the picture is drawn (JFIF, colours, Adobe).
DRAWN = {0xE0, 0xE2, 0xEE}
APPLICATION = {*range(0xE0, 0xF0), 0xFE}
#: In the picture's data a marker is never one of these.
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
#: Before a marker.
_PADDING = re.compile(rb"\xff+(?=\xff)")
EXIF = b"Exif\0\0"
ORIENTATION = 0x0112
_SHORT = 3
TURNED = range(2, 9)
#: PNG: the chunks that a still picture is drawn from; words, times, camera data and the
#: further pictures of an animation are none.
PNG_DRAWN = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"sBIT", b"hIST", b"sPLT"),
    *(b"pHYs", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI"),
}
PNG_MARK = b"\x89PNG\r\n\x1a\n"
#: JPEG: the frames, each of which states a size.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
#: What phones of today take is 108 million; whoever looks needs four bytes for each.
MOST_PIXELS = 120_000_000
BROKEN = "Ảnh hỏng, không đọc được kích thước. Mở ảnh trên máy, lưu lại dạng JPG rồi tải lên."


def clean_photo(content: bytes) -> bytes:
    """Return a JPEG or PNG without what its camera or program wrote into it."""
    if content.startswith(PNG_MARK):
        return PNG_MARK + b"".join(_png_chunks(content))
    if content.startswith(b"\xff\xd8"):
        return b"\xff\xd8" + _upright(content) + b"".join(_jpeg_segments(content))
    return content


def problem_of_photo(content: bytes) -> str:
    """Return why the picture is not taken, told from its header: nothing is unpacked."""
    sizes = list(_sizes(content))
    if not sizes or not all(width and height for width, height in sizes):
        return BROKEN
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    if width * height <= MOST_PIXELS:
        return ""
    return (
        f"Ảnh {width} × {height} điểm, vượt mức {MOST_PIXELS // 1_000_000} triệu điểm."
        " Chọn độ phân giải thấp hơn khi chụp, quét; hoặc thu nhỏ ảnh rồi tải lên."
    )


def _sizes(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield each size that the picture states."""
    if content.startswith(PNG_MARK):
        with suppress(struct.error):
            yield struct.unpack_from(">LL", content, len(PNG_MARK) + 8)
        return
    for code, segment in _segments(content):
        if code in FRAMES:
            with suppress(struct.error):
                height, width = struct.unpack_from(">HH", segment, 5)
                yield width, height


def _jpeg_segments(content: bytes) -> Iterator[bytes]:
    """Yield what draws the picture; what stands behind its end is left out."""
    for code, segment in _segments(content):
        is_profile = code != 0xE2 or segment[4:].startswith(b"ICC_PROFILE")
        if code not in APPLICATION or (code in DRAWN and is_profile):
            yield segment


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment after the start; a scan with its data."""
    at = 2
    while at < len(content):
        if padding := _PADDING.match(content, at):
            at = padding.end()
        code = (
            content[at + 1]
            if content[at : at + 1] == b"\xff" and at + 1 < len(content)
            else None
        )
        if code == END:
            yield END, content[at : at + 2]
            return
        size = int.from_bytes(content[at + 2 : at + 4])
        end = at + 2 + size
        if code is None or size < 2 or end > len(content):
            yield 0, content[at:]
            return
        if code == SCAN:
            found = _MARKER.search(content, end)
            end = found.start() if found else len(content)
        yield code, content[at:end]
        at = end


def _upright(content: bytes) -> bytes:
    """Return a segment that says only which way is up, if the picture lies turned."""
    for code, segment in _segments(content):
        if code == 0xE1 and segment[4:].startswith(EXIF):
            turned = _orientation(segment[4 + len(EXIF) :])
            if turned in TURNED:
                words = struct.pack(
                    ">2sHLHHHLHHL",
                    b"MM",
                    42,
                    8,
                    1,
                    ORIENTATION,
                    _SHORT,
                    1,
                    turned,
                    0,
                    0,
                )
                size = 2 + len(EXIF) + len(words)
                return b"\xff\xe1" + size.to_bytes(2) + EXIF + words
    return b""


def _orientation(tiff: bytes) -> int:
    """Return the orientation that camera data states, 1 (upright) when it states none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        (first,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for index in range(count):
            tag, _, _, value = struct.unpack_from(
                f"{order}HHLH", tiff, first + 2 + 12 * index
            )
            if tag == ORIENTATION:
                return int(value)
    except struct.error:
        pass
    return 1


def _png_chunks(content: bytes) -> Iterator[bytes]:
    """Yield the chunks that draw the picture, and what is no chunk as it is."""
    at = len(PNG_MARK)
    while at < len(content):
        size = int.from_bytes(content[at : at + 4])
        end = at + 12 + size
        if end > len(content):
            yield content[at:]
            return
        kind = content[at + 4 : at + 8]
        if kind in PNG_DRAWN:
            yield content[at:end]
        if kind == b"IEND":
            return  # what stands behind the end is no picture
        at = end
