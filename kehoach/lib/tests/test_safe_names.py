"""Names of files that go into a ZIP: whatever people called them, Windows keeps them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.lib.safe_names import LONGEST_NAME, Names, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("..\\..\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("C:\\a<b>|?*.docx", "C a b .docx"),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("LPT³.txt", "_LPT³.txt"),
        ("console.pdf", "console.pdf"),
        ("  . ", "khong-ten"),
        ("a.pdf. . ", "a.pdf"),
        ("ảnh\u202egpj.exe", "ảnhgpj.exe"),
        ("dòng\nmới\t.pdf", "dòng mới .pdf"),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf"), "Kế hoạch.pdf"),
        ("a\0b.pdf", "ab.pdf"),
    ],
)
def test_a_name_is_one_part_of_a_path(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending():
    found = safe_name("ạ" * 300 + ".pdf")
    assert len(found) == LONGEST_NAME
    assert found.endswith("ạ.pdf")


def test_names_are_unique_whatever_their_case_and_form():
    names = Names()
    nfd = unicodedata.normalize("NFD", "Báo cáo.pdf")
    found = [names.path("Tệp", each) for each in ("Báo cáo.pdf", nfd, "BÁO CÁO.PDF")]
    assert found == ["Tệp/Báo cáo.pdf", "Tệp/Báo cáo (2).pdf", "Tệp/BÁO CÁO (3).PDF"]


@given(st.lists(st.text(max_size=120), max_size=6))
def test_no_text_makes_a_path_or_a_twin(texts):
    names = Names()
    found = [names.path("", each) for each in texts]
    assert len({each.casefold() for each in found}) == len(texts)
    for each in found:
        assert not set(each) & set('<>:"/\\|?*')
        assert each == each.strip(" .")
        assert each.isprintable()
        assert 0 < len(each) <= LONGEST_NAME + 10
