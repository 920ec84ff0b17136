"""C3: pictures that are larger than they look, and broken ones, refused from their header."""

import struct
import zlib

import pytest

from kehoach.testing.memory import peak_memory
from tasks.duties.errors import InvalidInput
from tasks.evidence.file_types import check_upload
from tasks.evidence.photos import MOST_PIXELS, clean_photo
from tasks.evidence.tests import files
from tasks.evidence.tests.photos import JPEG, PLACE, PNG_TAIL, chunk, segment
from tasks.evidence.tests.test_evidence import attach, stored_files

MEGABYTE = 1024 * 1024
MOST_MEMORY = 100


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


def said_of(content, name):
    with peak_memory() as peak, pytest.raises(InvalidInput) as refused:
        check_upload(files.upload(content, name), max_bytes=25 * MEGABYTE)
    assert peak.taken < MOST_MEMORY
    return refused.value.message


@pytest.mark.parametrize("kind", TOO_LARGE)
def test_more_points_than_a_viewer_can_hold_are_refused(kind):
    said = said_of(*TOO_LARGE[kind]())
    assert "vượt mức 120 triệu điểm" in said
    assert "thu nhỏ ảnh" in said


@pytest.mark.parametrize("kind", BROKEN)
def test_a_picture_without_a_size_is_refused(kind):
    assert "không đọc được kích thước" in said_of(*BROKEN[kind]())


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"GIF89a" + b"\xff" * 40, "a.gif"),
        (b"RIFF\x24\0\0\0WEBPVP8X" + b"\xff" * 40, "a.webp"),
        (b"II*\0\x08\0\0\0" + b"\xff" * 40, "a.tiff"),
        (b"BM" + b"\xff" * 60, "a.bmp"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.svg"),
    ],
    ids=["gif", "webp", "tiff", "bmp", "svg"],
)
@pytest.mark.parametrize("named", ["", ".jpg", ".png"])
def test_other_kinds_are_refused_whatever_their_name(content, name, named):
    assert "Chỉ nhận" in said_of(content, name + named)


def test_what_a_phone_takes_is_taken():
    side = int(MOST_PIXELS**0.5)
    for content, name in ((jpeg(12_000, 9_000), "a.jpg"), (png(side, side), "a.png")):
        check_upload(files.upload(content, name), max_bytes=MEGABYTE)


def test_a_moving_picture_is_kept_as_a_still_one_with_nothing_behind_its_end():
    moves = chunk(b"acTL", struct.pack(">LL", 2**31 - 1, 0)) + chunk(b"fcTL", bytes(26))
    page = b"<html><script>alert(1)</script>" + PLACE
    taken = png(9, 9, moves, chunk(b"fdAT", bytes(99)), chunk(b"prVt", page)) + page
    assert clean_photo(taken) == png(9, 9)


@pytest.mark.django_db
@pytest.mark.usefixtures("_inside_the_period")
def test_nothing_of_a_refused_picture_is_kept(duty, officer):
    with pytest.raises(InvalidInput):
        attach(duty, officer, upload=files.upload(png(100_000, 100_000), "a.png"))
    assert stored_files() == []
