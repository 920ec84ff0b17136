"""Keys, order and what may leave in a file."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.lib.text import (
    fitted,
    inked,
    marked_pattern,
    name_key,
    neutralise_formula,
    nfc,
    printable,
    search_text,
    sort_key,
    word_text,
)


def test_tone_mark_may_stand_on_either_vowel() -> None:
    assert name_key("Khánh Hoà") == name_key("KHÁNH  HÒA")
    assert name_key("Thuỷ") == name_key("Thủy")


def test_names_are_shortened_and_the_words_are_not() -> None:
    words = "Tệp «{name}» của {whose}: xóa rồi tải lại."
    assert fitted(words, 99, name="{a}", whose="Sở") == (
        "Tệp «{a}» của Sở: xóa rồi tải lại."
    )
    said = fitted(words, 60, name="rất dài " * 9, whose="Sở Nội vụ")
    assert said.startswith("Tệp «rất dài")
    assert said.endswith("…» của Sở Nội vụ: xóa rồi tải lại.")
    assert len(said) <= 60


def test_communes_that_differ_by_a_mark_stay_two() -> None:
    assert name_key("xã Thành Hải") != name_key("xã Thanh Hải")


def test_decomposed_names_match() -> None:
    assert name_key(unicodedata.normalize("NFD", "Đắk Lắk")) == name_key("Đắk Lắk")


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029"])
def test_a_foreign_end_of_a_line_becomes_a_space(end: str) -> None:
    assert inked(f"Họp dân{end}ở thôn") == "Họp dân ở thôn"


def test_search_folds_d_and_marks() -> None:
    assert search_text("Đặng Thị Ngọc") == "dang thi ngoc"


def test_order_is_the_vietnamese_alphabet() -> None:
    words = ["Êa", "Đông", "Dương", "Ăn", "An", "Ân", "Ba", "Ơi", "Ôi", "Oi", "Eo"]
    ordered = sorted(words, key=sort_key)
    assert ordered == [
        "An", "Ăn", "Ân", "Ba", "Dương", "Đông", "Eo", "Êa", "Oi", "Ôi", "Ơi",
    ]  # fmt: skip


def test_tones_decide_last() -> None:
    assert sorted(["má", "ma", "mạ", "mà", "mã", "mả"], key=sort_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ",
    ]  # fmt: skip


def test_a_shorter_name_and_each_words_tone_come_in_turn() -> None:
    words = ["Maú", "Mà ma", "Ma mà", "Ma 1", "Má", "Ma"]
    assert sorted(words, key=sort_key) == [
        "Ma", "Má", "Ma 1", "Ma mà", "Mà ma", "Maú",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", " =1"])
def test_formulas_become_text(text: str) -> None:
    assert neutralise_formula(text) == f"'{text}"


def test_plain_text_stays() -> None:
    assert neutralise_formula("Kết quả = tốt") == "Kết quả = tốt"


@given(st.text())
def test_what_is_printed_fits_xml(text: str) -> None:
    kept = printable(text)
    assert kept == nfc(kept)
    assert all(char in "\n\t" or ord(char) >= 32 for char in kept)


@given(st.text(alphabet="aăâbcdđeêơưáàảãạ ", max_size=20))
def test_keys_do_not_depend_on_the_form(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert sort_key(text) == sort_key(decomposed)
    assert name_key(text) == name_key(decomposed)
    assert search_text(text) == search_text(decomposed)


def test_a_word_without_marks_is_found_however_it_is_written():
    for written in ("Hướng", "HƯỚNG", "huong", unicodedata.normalize("NFD", "Hướng")):
        assert re.search(marked_pattern("huong"), f"x{written}y")
    assert re.search(marked_pattern("duong"), "Đường")
    assert not re.search(marked_pattern("huong"), "hung")
    assert re.search(marked_pattern("12"), "III.12")


_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyzáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


@given(st.text(alphabet=f"{_LETTERS}{_LETTERS.upper()}0123456789 .,/-"))
def test_every_word_of_a_text_is_found_in_it_without_its_marks(text):
    for word in word_text(text).split():
        assert re.search(marked_pattern(word), text)
