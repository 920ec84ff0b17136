"""The letters as Word: whose, to whom, with which annex, read back by python-docx."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency
from reporting.facts.tests.papers import find, opened, texts
from reporting.files.letters_docx import render_letter
from reporting.letters.building import letter_addressees, letter_facts
from tasks.official_letters.tests.letters import NOW, TODAY, Scene
from tasks.tests.factories import make_figure

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def scene(clock):
    clock.at(NOW)
    return Scene()


def cells(data):
    """Return the rows of the annex's table."""
    table = opened(data).tables[-1]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_letter_of_so_names_each_late_duty(scene):
    data = render_letter(letter_facts(scene.draft(), TODAY))
    assert "đề nghị" in "\n".join(texts(data))
    assert cells(data)[1][0] == "1. Quá hạn chưa báo cáo (2 nhiệm vụ)"
    assert cells(data)[2:] == [
        [
            str(n),
            f"UBND xã Chậm {n}",
            "III.2.a Nhiệm vụ III.2.a",
            "16/12/2026",
            "Quá hạn chưa gửi",
        ]
        for n in (1, 2)
    ]
    assert find(data, "V/v đôn đốc").text.startswith("V/v đôn đốc báo cáo")


def test_a_draft_for_the_committee_orders_in_its_name(scene):
    facts = letter_facts(scene.draft(issuer="ubnd"), TODAY)
    assert facts.head.body == "Ủy ban nhân dân tỉnh Khánh Hòa"
    assert facts.head.parent_body == ""
    assert facts.signature.capacity[0] == "TM. ỦY BAN NHÂN DÂN"
    assert "yêu cầu" in " ".join(facts.paragraphs)


def test_the_same_letter_gives_the_same_bytes_after_the_duties_move(scene):
    letter = scene.send(scene.draft())
    before = render_letter(letter_facts(letter, TODAY))
    scene.late[0].duties.update(state="waived", reason="Không thuộc diện")
    assert render_letter(letter_facts(letter, date(2027, 1, 5))) == before
    assert "Số: 45/SNV" in find(before, "Số:").text


def test_the_request_brings_the_outline(scene):
    make_figure(scene.task, label="Số cuộc họp")
    data = render_letter(letter_facts(scene.draft(purpose="request"), TODAY))
    rows = cells(data)
    assert [row[:2] for row in rows[1:4]] == [
        ["I", "Công tác lãnh đạo, chỉ đạo, tổ chức triển khai"],
        ["II", "Kết quả thực hiện"],
        ["1", "Nhiệm vụ III.2.a"],
    ]
    assert rows[3][2] == "Số cuộc họp"
    assert [row[0] for row in rows[4:]] == ["III", "1", "2", "3", "IV", "V"]


def test_many_addressees_are_named_by_groups():
    agencies = [make_agency(f"UBND xã {n}", kind="cap-xa") for n in range(6)]
    assert letter_addressees(agencies, urging=True) == (
        "Ủy ban nhân dân các xã, phường, đặc khu (danh sách tại Phụ lục kèm theo)",
    )
    both = [*agencies, make_agency("Sở Tư pháp", kind="so")]
    assert len(letter_addressees(both, urging=False)) == 2


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "{{ 7*7 }}", "a\x00b\u202ec", "😀" * 50]
)
def test_hostile_words_stay_words(login, scene, text):
    letter = scene.draft()
    letter.about, letter.text = text[:200], f"{text}\n{text}"
    data = render_letter(letter_facts(letter, TODAY))
    assert opened(data).paragraphs
    assert "49" not in "\n".join(texts(data)).replace("/KH", "")


def test_the_file_is_handed_out_as_an_attachment(login, scene):
    letter = scene.draft()
    answer = login(scene.officer).get(
        reverse("reporting:letter_docx", args=[letter.pk])
    )
    assert answer["Content-Disposition"].startswith("attachment;")
    assert opened(answer.content).tables
