"""The report of 6 months: the same machinery, its own words, days and comparison."""

from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest

from agencies.tests.factories import make_user
from reporting.checking import check
from reporting.files.pdf_text import text_of_pdf
from reporting.outline.wording import with_defaults
from reporting.yearly.building import yearly_facts
from reporting.yearly.documents import DOCX, XLSX, rendered
from reporting.yearly.freezing import facts_for, freeze, issue
from reporting.yearly.pdf import store_pdf
from reporting.yearly.report_words import report_of, save_words
from reporting.yearly.tests.signing import SIGNED, complete, hand_in_newest
from tasks.models import Period
from tasks.periods.calendars import new_period, words_ahead
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_period
from tasks.tests.measuring import answer, make_scene, make_unit

pytestmark = pytest.mark.django_db
AFTER = date(2026, 6, 20)
SENT = {"first_sent_on": date(2026, 6, 12), "accepted_on": date(2026, 6, 13)}
HALF = {
    "kind": "6-thang",
    "data_to": date(2026, 6, 14),
    "unit_due": date(2026, 6, 16),
}


@pytest.fixture
def scene():
    """Return the year with one answer and, in hand, its half with another."""
    found = make_scene()
    answer(found, make_unit(found), trained=3, charged=4)
    found.year, found.period = found.period, make_period(found.plan, **HALF)
    answer(found, make_unit(found, **SENT), trained=1, charged=5)
    return found


def with_plan(period):
    return Period.objects.select_related("plan__steering_agency").get(pk=period.pk)


def facts_of(period, today=AFTER):
    row = with_plan(period)
    return yearly_facts(period=row, report=with_defaults(report_of(row)), today=today)


def measure_of(period):
    first = facts_of(period).targets[0].measures[0]
    return first.numerator, first.denominator


def test_the_half_speaks_of_its_own_span(scene):
    found = facts_of(scene.period)
    assert found.subject == "Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026"
    assert "từ ngày 15/12/2025 đến ngày 14/6/2026" in found.opening[0] or (
        "từ ngày 15/12/2025 đến ngày 14/06/2026" in found.opening[0]
    )
    headings = [section.heading for section in found.sections]
    assert "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ 6 THÁNG CUỐI NĂM 2026" in headings
    assert found.before == "Cùng kỳ năm trước"


@pytest.mark.parametrize(
    ("kind", "ahead"),
    [
        ("nam", "năm 2027"),
        ("6-thang", "6 tháng cuối năm 2026"),
        ("9-thang", "3 tháng cuối năm 2026"),
    ],
)
def test_the_report_names_the_span_that_comes_next(scene, kind, ahead):
    assert words_ahead(new_period(scene.period.plan, 2026, kind)) == ahead


def test_year_and_half_are_counted_apart(scene):
    assert measure_of(scene.period) == (1, 5)
    assert measure_of(scene.year) == (3, 4)
    assert facts_of(scene.year).tasks[0].owed == 1


def test_the_half_is_compared_with_the_half_before_and_never_with_a_year(scene):
    now = scene.period
    assert facts_of(now).targets[0].measures[0].beside is None
    make_period(scene.plan, 2025)
    assert facts_of(now).targets[0].measures[0].beside is None
    days = {"data_to": date(2025, 6, 14), "unit_due": date(2025, 6, 17)}
    scene.period = make_period(scene.plan, 2025, **(HALF | days))
    spoke = now.duties.filter(first_sent_on__isnull=False).get().agency
    answer(scene, make_unit(scene, agency=spoke, **SENT), trained=2, charged=5)
    answer(scene, make_unit(scene, **SENT), trained=1, charged=7)
    measure = facts_of(now).targets[0].measures[0]
    assert measure.beside == "từ 40% xuống 20% (01/02 đơn vị)"


def test_the_half_is_frozen_handed_in_and_issued_while_the_year_is_open(scene, client):
    head = make_user("head", scene.plan.steering_agency)
    common = {"actor": head, "today": AFTER}
    close_period(period=scene.period, now=NOW, **common)
    complete(scene.period)
    freeze(period=with_plan(scene.period), now=NOW, **common)
    before = rendered(facts_for(period=with_plan(scene.period), today=AFTER), DOCX)
    values = SIGNED | {"issued_on": AFTER, "number": "05"}
    save_words(period=scene.period, values=values, version=0, now=NOW, **common)
    hand_in_newest(scene.period, head, AFTER)
    report = issue(period=scene.period, **common)
    assert report.state == "issued"
    scene.year.refresh_from_db()
    assert scene.year.is_open
    late = facts_for(period=with_plan(scene.period), today=date(2026, 12, 31))
    assert late.data_day == date(2026, 6, 14)
    assert before


@pytest.mark.slow
@pytest.mark.needs_libreoffice
@pytest.mark.needs_poppler
def test_the_half_becomes_a_pdf_in_its_own_words(scene, settings, tmp_path):
    place = {"OPTIONS": {"location": tmp_path}}
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": kept | place}
    head = make_user("head", scene.plan.steering_agency)
    common = {"actor": head, "today": AFTER, "now": NOW}
    close_period(period=scene.period, **common)
    version = freeze(period=with_plan(scene.period), **common)
    found = store_pdf(version_id=version.pk)
    assert found.pdf_problem == ""
    with found.pdf.open("rb") as file:
        said = " ".join(text_of_pdf(file.read()).split())
    assert "Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026" in said
    assert "NHIỆM VỤ 6 THÁNG CUỐI NĂM 2026" in said
    assert "So với cùng kỳ năm trước" in said
    assert "trong năm" not in said
    assert "Phụ lục IX" in said


def test_every_address_of_the_half_answers(scene, client, clock):
    clock.at(AFTER)
    client.force_login(make_user("head", scene.plan.steering_agency))
    names = ("yearly", "workshop", "yearly_docx", "yearly_xlsx", "yearly_json",
             "yearly_csv", "yearly_sources")  # fmt: skip
    pages = {
        name: client.get(plan_page(f"reporting:{name}", args=["2026-6-thang"]))
        for name in names
    }
    missing = client.get(plan_page("/bao-cao/2026-9-thang/"))
    nonsense = client.get(plan_page("/bao-cao/2026-tuan/"))
    year = client.get(plan_page("/bao-cao/2026/"))
    assert {page.status_code for page in pages.values()} == {200}
    assert (missing.status_code, nonsense.status_code) == (404, 404)
    assert "Báo cáo 6 tháng đầu năm 2026" in pages["yearly"].content.decode()
    assert "?ky=2026-6-thang" in pages["yearly"].content.decode()
    assert plan_page("/bao-cao/2026-6-thang/") in year.content.decode()
    assert pages["yearly_json"].json()["title"].endswith("6 tháng đầu năm 2026")


def test_the_files_of_the_half_keep_the_decree_and_say_same_span(scene):
    found = facts_of(scene.period)
    data = rendered(found, DOCX)
    broken = {each.code for each in check(data) if not each.met}
    assert broken <= {"pl-nhac"}  # a small scene has annexes that nobody filled
    text = "\n".join(
        cell.text
        for table in docx.Document(BytesIO(data)).tables
        for cell in table._cells
    )
    assert "So với cùng kỳ năm trước" in text
    book = openpyxl.load_workbook(BytesIO(rendered(found, XLSX)))
    heads = [cell.value for cell in book["Mục tiêu"][3]]
    assert "So với cùng kỳ năm trước (cùng đơn vị)" in heads
