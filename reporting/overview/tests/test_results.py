"""Sheets of results: one agency over its duties, one task over all agencies."""

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from reporting.facts.tests.papers import opened
from reporting.overview.results import agency_sheet, task_sheet
from reporting.tests.scenes import period_of
from tasks.models import (
    Difficulty,
    Duty,
    EntryLink,
    Evidence,
    EvidenceLink,
    FigureValue,
    ProgressEntry,
)
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_duty, make_period, make_task
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit, silent_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]


@pytest.fixture
def scene():
    found = make_scene()
    agency = make_agency("UBND xã Hòa Trí", code="hoa-tri", kind="cap-xa")
    found.unit = make_unit(found, agency=agency)
    answer(found, found.unit, trained=3, charged=4)
    entry = ProgressEntry.objects.create(
        agency=agency, period=found.period, done_on=AFTER, text="=cmd|Họp dân",
        progress="done", author=found.clerk, recorded_at=NOW,
    )  # fmt: skip
    EntryLink.objects.create(entry=entry, duty=found.unit)
    proof = Evidence.objects.create(
        agency=agency, subject="Kế hoạch", number="5/KH-UBND", confirmed_open=True,
        uploaded_by=found.clerk, recorded_at=NOW,
    )  # fmt: skip
    EvidenceLink.objects.create(
        evidence=proof, duty=found.unit, added_by=found.clerk, recorded_at=NOW
    )
    Difficulty.objects.create(
        plan=found.plan, agency=agency, period=found.period, duty=found.unit,
        text="Thiếu người", raised_by=found.clerk, raised_on=AFTER, recorded_at=NOW,
    )  # fmt: skip
    silent_unit(found)
    return found


def of_agency(scene):
    return agency_sheet(agency=scene.unit.agency, period=period_of(scene), today=AFTER)


def of_task(scene):
    return task_sheet(task=scene.task, period=period_of(scene), today=AFTER)


def test_the_agencys_sheet_says_what_was_done_with_last_year_beside(scene) -> None:
    before = make_period(scene.plan, 2025)
    FigureValue.objects.create(
        figure=scene.trained, agency=scene.unit.agency, period=before, number=2,
        entered_by=scene.clerk, recorded_at=NOW,
    )  # fmt: skip
    [line] = of_agency(scene).lines
    assert (line.label, line.timing) == ("Hoàn thành đúng hạn", "Đúng hạn")
    assert line.done == ("=cmd|Họp dân",)
    assert line.evidence == ("Kế hoạch số 05/KH-UBND",)
    figures = {each.label: (each.now, each.before) for each in line.figures}
    assert figures[scene.trained.label] == ("3", "2")
    assert figures[scene.charged.label] == ("4", "–")
    assert of_agency(scene).difficulties == ("III.2.a: Thiếu người",)


def test_what_came_after_the_deadline_is_late(scene) -> None:
    Duty.objects.filter(pk=scene.unit.pk).update(first_sent_on=AFTER)
    assert of_agency(scene).lines[0].timing == "Chậm"
    assert [line.timing for line in of_task(scene).silent] == ["Quá hạn, chưa gửi"]


def test_the_tasks_report_names_who_did_and_who_said_nothing(scene) -> None:
    make_unit(scene, state="submitted", accepted_on=None)
    make_unit(scene, is_requested=True)
    found = of_task(scene)
    counts = [len(x) for x in (found.done, found.not_done, found.silent)]
    assert (found.owed, counts, len(found.requested)) == (3, [1, 1, 1], 1)
    assert found.done[0].agency == "UBND xã Hòa Trí"
    sums = {each.label: (each.total, each.agencies) for each in found.sums}
    assert sums[scene.trained.label] == ("3", 1)
    assert sums[scene.has_rule.label] == ("–", 0)
    assert found.difficulties == ("UBND xã Hòa Trí: Thiếu người",)


def test_a_closed_period_answers_as_it_closed(scene) -> None:
    head = make_user("head", scene.plan.steering_agency)
    closed = NOW.replace(year=2027)
    close_period(period=scene.period, actor=head, today=AFTER, now=closed)
    before = of_agency(scene), of_task(scene)
    agency = scene.unit.agency
    agency.name = "UBND xã Tên Mới"
    agency.save()
    Duty.objects.filter(pk=scene.unit.pk).update(
        state="open", progress="not_started", first_sent_on=None, accepted_on=None,
        due_on=AFTER,
    )  # fmt: skip
    later = closed.replace(month=12)
    entry = ProgressEntry.objects.create(
        agency=agency, period=scene.period, done_on=AFTER, text="Sau khi chốt",
        progress="done", author=scene.clerk, recorded_at=later,
    )  # fmt: skip
    EntryLink.objects.create(entry=entry, duty=scene.unit)
    FigureValue.objects.filter(figure=scene.trained).update(is_current=False)
    FigureValue.objects.create(
        figure=scene.trained, agency=agency, period=scene.period, number=9,
        entered_by=scene.clerk, recorded_at=later,
    )  # fmt: skip
    EvidenceLink.objects.update(removed_at=later)
    assert (of_agency(scene), of_task(scene)) == before


def test_agencies_see_their_own_sheet_only(scene, client) -> None:
    own = reverse("reporting:agency_results", args=["hoa-tri"])
    whole = plan_page("reporting:task_results", args=["III.2.a"])
    client.force_login(make_user("officer", scene.unit.agency))
    assert "Họp dân" in client.get(own).content.decode()
    assert client.get(whole).status_code == 404
    stranger = make_agency("UBND xã Khác", kind="cap-xa")
    make_unit(scene, agency=stranger)
    client.force_login(make_user("officer", stranger))
    for name in ("agency_results", "agency_results_docx"):
        path = plan_page(f"reporting:{name}", args=["hoa-tri"])
        assert client.get(path).status_code == 404
    client.force_login(scene.clerk)
    assert client.get(own).status_code == 200
    assert "UBND xã Hòa Trí" in client.get(whole).content.decode()
    nowhere = plan_page("reporting:task_results", args=["III.9"])
    assert client.get(nowhere).status_code == 404


def test_files_hold_the_same_and_no_formula(scene, client) -> None:
    client.force_login(scene.clerk)
    path = reverse("reporting:agency_results_docx", args=["hoa-tri"])
    document = opened(client.get(path).content)
    assert any("Họp dân" in each.text for each in document.paragraphs)
    assert any(
        "Hoàn thành đúng hạn" in c.text for c in document.tables[0].rows[1].cells
    )
    path = plan_page("reporting:task_results_docx", args=["III.2.a"])
    assert opened(client.get(path).content).tables
    agency = scene.unit.agency
    agency.name = "=HYPERLINK(1)"
    agency.save()
    path = plan_page("reporting:task_results_xlsx", args=["III.2.a"])
    book = openpyxl.load_workbook(BytesIO(client.get(path).content))
    cells = [cell for row in book["Đơn vị"].iter_rows() for cell in row]
    assert any(agency.name in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("name", ["agency", "task"])
def test_a_sheet_costs_the_same_for_one_row_and_for_three(
    scene, client, django_assert_num_queries, name
) -> None:

    client.force_login(scene.clerk)
    code = "hoa-tri" if name == "agency" else "III.2.a"
    path = plan_page(f"reporting:{name}_results", args=[code])
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for number in range(2):
        agency = scene.unit.agency if name == "agency" else None

        task = make_task(scene.plan, f"III.8.{number}") if agency else scene.task
        make_duty(task, agency, scene.period)
    with django_assert_num_queries(len(one)):
        client.get(path)
