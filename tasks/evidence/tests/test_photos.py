"""Photos leave place and device behind, and a HEIC is told how to come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.duties.errors import InvalidInput
from tasks.evidence.file_types import ACCEPT, check_upload
from tasks.evidence.photos import clean_photo
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach
from tasks.evidence.tests.photos import (
    JPEG,
    MAKE,
    PLACE,
    PNG_HEAD,
    PNG_TAIL,
    chunk,
    exif,
    with_camera_data,
)
from tasks.models import Evidence

MEGABYTE = 1024 * 1024


def test_a_jpeg_keeps_what_draws_it_and_nothing_else():
    taken = with_camera_data(JPEG, turned=1)
    assert PLACE in taken
    assert clean_photo(taken) == JPEG


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turned", [3, 6, 8])
def test_which_way_is_up_stays(turned, order):
    clean = clean_photo(with_camera_data(JPEG, turned, order))
    assert PLACE not in clean
    assert MAKE not in clean
    assert clean[-1000:].endswith(JPEG[2:])
    assert clean_photo(clean) == clean
    assert bytes([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turned]) in clean


def test_a_png_keeps_what_draws_it_and_nothing_else():
    said = chunk(b"tEXt", b"Author\0An") + chunk(b"eXIf", PLACE)
    assert clean_photo(PNG_HEAD + said + PNG_TAIL) == PNG_HEAD + PNG_TAIL


@pytest.mark.parametrize("content", [files.JPG, files.PNG, files.PDF, b"", JPEG])
def test_what_has_no_camera_data_stays_as_it_is(content):
    assert clean_photo(content) == content


@given(st.binary(max_size=60), st.integers(0, len(with_camera_data(JPEG))))
def test_a_broken_picture_is_never_an_error(noise, at):
    taken = with_camera_data(JPEG)
    for broken in (taken[:at], taken[:at] + noise + taken[at:], b"\xff\xd8" + noise):
        assert clean_photo(broken)[:1] == broken[:1]


def test_camera_data_alone_is_no_error():
    assert PLACE not in clean_photo(b"\xff\xd8" + exif() + b"\xff\xd9")


@pytest.mark.django_db
@pytest.mark.usefixtures("_inside_the_period")
def test_a_photo_that_comes_without_scripts_is_stored_clean(duty, officer):
    taken = with_camera_data(JPEG, turned=1)
    kept = attach(duty, officer, upload=files.upload(taken, "IMG_1.jpg"))
    with kept.file.open() as stored:
        assert stored.read() == JPEG
    assert Evidence.objects.get().size == len(JPEG)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix", b"hevc"])
def test_a_heic_is_told_how_to_come(brand):
    content = b"\0\0\0\x18ftyp" + brand + b"\0" * 40
    with pytest.raises(InvalidInput) as refused:
        check_upload(files.upload(content, "IMG_1.HEIC"), max_bytes=MEGABYTE)
    words = refused.value.message
    assert "Cài đặt → Camera → Định dạng" in words
    assert "Tương thích nhất" in words


def test_iphones_are_asked_for_jpeg():
    asked = ACCEPT.split(",")
    assert "image/jpeg" in asked
    assert not {"image/*", "image/heic", ".heic"} & set(asked)
