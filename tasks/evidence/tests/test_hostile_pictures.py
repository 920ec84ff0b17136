"""C3: pictures that are larger than they look, and broken ones, refused from their header."""

import struct

import pytest

from kehoach.testing.examples import few_of
from kehoach.testing.memory import peak_memory
from tasks.duties.errors import InvalidInput
from tasks.evidence.file_types import check_upload
from tasks.evidence.photos import MOST_PIXELS, clean_photo
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach, stored_files
from tasks.evidence.tests.hostile_pictures import BROKEN, MEGABYTE, TOO_LARGE, jpeg, png
from tasks.evidence.tests.photos import PLACE, chunk

MOST_MEMORY = 100


def said_of(content, name):
    with peak_memory() as peak, pytest.raises(InvalidInput) as refused:
        check_upload(files.upload(content, name), max_bytes=25 * MEGABYTE)
    assert peak.taken < MOST_MEMORY
    return refused.value.message


@pytest.mark.parametrize("kind", few_of(TOO_LARGE, list(TOO_LARGE)[:2]))
def test_more_points_than_a_viewer_can_hold_are_refused(kind):
    said = said_of(*TOO_LARGE[kind]())
    assert "vượt mức 120 triệu điểm" in said
    assert "thu nhỏ ảnh" in said


@pytest.mark.parametrize("kind", few_of(BROKEN, list(BROKEN)[:2]))
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
@pytest.mark.parametrize("named", few_of(["", ".jpg", ".png"], [".jpg"]))
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
