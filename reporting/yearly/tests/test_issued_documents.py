"""Documents that agencies issued: one sentence, one annex, each document once."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from agencies.tests.factories import make_agency, make_user
from reporting.files.tests.golden import tables
from reporting.files.yearly_annexes import documents_shown
from reporting.files.yearly_docx import render_docx
from reporting.files.yearly_xlsx import render_xlsx
from reporting.tests.scenes import facts_of
from tasks.models import Duty, Evidence, EvidenceLink
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
MARCH = date(2026, 3, 2)


@pytest.fixture
def scene():
    found = make_scene()
    found.commune = accepted(found, "UBND xã Suối Dầu", "cap-xa")
    found.health = accepted(found, "Sở Y tế", "so")
    return found


def accepted(scene, name, kind):
    duty = make_unit(scene, agency=make_agency(name, kind=kind))
    answer(scene, duty, trained=3)
    return Duty.objects.get(pk=getattr(duty, "pk", duty))


def give(scene, duty, number, **said):
    given = {"issued_on": MARCH, "issuer": duty.agency.name, "subject": "Về dân chủ"}
    row = Evidence.objects.create(
        agency=duty.agency, number=number, uploaded_by=scene.clerk, recorded_at=NOW,
        **given | said,
    )  # fmt: skip
    return EvidenceLink.objects.create(
        evidence=row, duty=duty, added_by=scene.clerk, recorded_at=NOW
    )


def sentence(facts):
    parts = [p for s in facts.sections for c in s.children for p in c.paragraphs]
    return next((p for p in parts if "văn bản để tổ chức" in p), "")


def test_documents_are_counted_by_kind_and_listed_by_agency(scene) -> None:
    give(scene, scene.commune, "12/KH-UBND")
    give(scene, scene.commune, "15/QĐ-UBND", issuer="")
    give(scene, scene.health, "7/KH-SYT")
    facts = facts_of(scene)
    assert sentence(facts) == (
        "Trong kỳ, các cơ quan, đơn vị, địa phương đã ban hành, tham mưu ban hành 03"
        " văn bản để tổ chức thực hiện, gồm: sở, ban, ngành 01; UBND cấp xã 02 văn bản"
        " (danh mục tại Phụ lục X)."
    )
    table = next(t for t in tables(render_docx(facts)) if "Số, ký hiệu" in t[0])
    assert table[1:] == [
        ["Sở, ban, ngành: 01 văn bản"],
        ["1", "Sở Y tế", "7/KH-SYT", "02/03/2026", "Về dân chủ"],
        ["UBND cấp xã: 02 văn bản"],
        ["2", "UBND xã Suối Dầu", "12/KH-UBND", "02/03/2026", "Về dân chủ"],
        ["3", "UBND xã Suối Dầu", "15/QĐ-UBND", "02/03/2026", "Về dân chủ"],
    ]
    sheet = openpyxl.load_workbook(BytesIO(render_xlsx(facts)))["Phụ lục X"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert rows[0][1:4] == ("Sở Y tế", "Sở, ban, ngành", "7/KH-SYT")
    assert len(rows) == 3


def test_old_undated_withdrawn_and_unaccepted_documents_do_not_count(scene) -> None:
    give(scene, scene.commune, "1/KH", issued_on=date(2023, 5, 5))
    give(scene, scene.commune, "2/KH", issued_on=None)
    give(
        scene, scene.commune, "", file="evidence/a.pdf", confirmed_open=True,
        sha256="1" * 64,
    )  # fmt: skip
    give(scene, scene.commune, "3/KH", quarantined_at=NOW)
    off = give(scene, scene.commune, "4/KH")
    EvidenceLink.objects.filter(pk=off.pk).update(removed_at=NOW)
    back = accepted(scene, "Sở Công Thương", "so")
    Duty.objects.filter(pk=back.pk).update(state="submitted")
    give(scene, back, "5/KH")
    asked = accepted(scene, "Ủy ban MTTQ tỉnh", "mat-tran")
    Duty.objects.filter(pk=asked.pk).update(is_requested=True)
    give(scene, asked, "6/KH")
    facts = facts_of(scene)
    assert facts.documents == ()
    assert sentence(facts) == ""
    assert "van-ban" not in [place.key for place in facts.annex_places]


def test_a_document_that_several_send_in_counts_once(scene) -> None:
    give(scene, scene.health, "9/CT-UBND", issuer="UBND tỉnh")
    give(scene, scene.commune, "9/ct-UBND", issuer="UBND tỉnh")
    facts = facts_of(scene)
    assert len(facts.documents) == 1
    table = next(t for t in tables(render_docx(facts)) if "Số, ký hiệu" in t[0])
    assert "UBND tỉnh (" in table[2][1]


def test_paper_gives_numbers_of_agencies_when_there_are_too_many(
    scene, monkeypatch
) -> None:
    monkeypatch.setattr("reporting.files.yearly_documents.LISTED", 2)
    for number in range(3):
        give(scene, scene.commune, f"{number}/KH")
    give(scene, scene.health, "7/KH-SYT")
    facts = facts_of(scene)
    shown = documents_shown(facts)
    assert shown is not None
    assert shown.rows == (("1", "Sở Y tế", "1"), ("2", "UBND xã Suối Dầu", "3"))
    sheet = openpyxl.load_workbook(BytesIO(render_xlsx(facts)))["Phụ lục X"]
    assert sheet.max_row == 3 + 4


def test_a_closed_period_keeps_its_documents(scene) -> None:
    link = give(scene, scene.commune, "12/KH-UBND")
    head = make_user("head", scene.plan.steering_agency)
    close_period(period=scene.period, actor=head, today=AFTER, now=NOW)
    EvidenceLink.objects.filter(pk=link.pk).update(removed_at=NOW.replace(year=2027))
    Duty.objects.filter(pk=scene.commune.pk).update(state="submitted")
    assert [each.number for each in facts_of(scene).documents] == ["12/KH-UBND"]


def test_the_page_lists_them_and_the_sentence_leads_there(scene, client) -> None:
    give(scene, scene.commune, "12/KH-UBND")
    client.force_login(make_user("head", scene.plan.steering_agency))
    page = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    assert 'href="#van-ban"' in page
    assert 'id="van-ban"' in page
    assert "02/03/2026" in page


@pytest.mark.parametrize("many", [1, 40])
def test_queries_do_not_grow(scene, many, django_assert_num_queries) -> None:
    from reporting.yearly.issued_documents import issued_documents

    for number in range(many):
        give(scene, scene.commune, f"{number}/KH")
    with django_assert_num_queries(2):
        issued_documents(scene.period)
