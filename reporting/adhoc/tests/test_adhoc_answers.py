"""The answers: what counts, what adds up, what it costs, and that nothing else moves."""

import csv
from dataclasses import asdict
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from agencies.tests.factories import make_agency, make_user
from reporting.adhoc.answers import answers_of
from reporting.counting.tasks import task_counts
from reporting.outline.wording import with_defaults
from reporting.overview.dashboard import dashboard_of
from reporting.yearly.building import yearly_facts
from reporting.yearly.report_words import report_of
from tasks.adhoc import add_addressees, cancel_request, close_request
from tasks.adhoc.tests.requesting import MOMENT, Asking
from tasks.models import AgencySummary, Duty, Period
from tasks.periods.opening import open_period
from tasks.reorganising.tests.reorganising import merge, run
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_figure,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


@pytest.fixture
def asking():
    made = Asking()
    made.open()
    return made


def page_of(asking):
    return f"/bao-cao-dot-xuat/{asking.request.pk}/ket-qua/"


def seen(asking, user=None):
    return answers_of(asking.request, user or asking.officer, TODAY)


def test_only_what_was_sent_is_shown_and_added_up(asking):
    asking.send(asking.first, "4", "co", "Đã xong")
    duty = asking.duty(asking.second)
    asking.send(asking.second, "1.000", "khong")
    Duty.objects.filter(pk=duty.pk).update(state="open")
    answers = seen(asking)
    shown = {line.duty.agency.pk: line.answers for line in answers.lines}
    assert shown[asking.first.pk] == ["4", "Có", "Đã xong"]
    assert shown[asking.second.pk] == shown[asking.front.pk] == [None, None, None]
    assert [(each.total, each.units) for each in answers.sums] == [
        (4, 1),
        (1, 1),
        (None, 1),
    ]
    assert answers.counts["da-gui"] == 1
    assert answers.counts["chua-gui"] == 1
    Duty.objects.filter(pk=duty.pk).update(state="submitted")
    assert [each.total for each in seen(asking).sums] == [1004, 1, None]


def test_nobody_answered_is_not_zero(asking):
    assert [each.total for each in seen(asking).sums] == [None, None, None]


def test_a_renamed_agency_keeps_its_answer(asking):
    asking.send(asking.first, "4")
    heir = make_agency("UBND phường Hòa Bình", kind="cap-xa")
    run(merge(asking.first, new=heir, kind="rename"))
    answers = {line.duty.agency.pk: line.answers for line in seen(asking).lines}
    assert answers[heir.pk][0] == "4"
    assert seen(asking).sums[0].total == 4


def test_the_page_says_who_answered_and_filters(login, asking):
    asking.send(asking.first, "4", "co")
    client = login(asking.officer)
    page = text_of(client.get(page_of(asking)))
    assert "Đã gửi <strong>1/2</strong> đơn vị" in page
    waiting = text_of(client.get(page_of(asking), {"loc": "chua-gui"}))
    assert "UBND xã Hòa Trí" in waiting
    assert "UBND xã Hòa Bình" not in waiting


def test_what_was_taken_back_says_why_and_stays_readable(login, asking):
    asking.send(asking.first, "4")
    given = {"request": asking.request, "actor": asking.officer, **MOMENT}
    cancel_request(reason="Trùng công văn khác", **given)
    page = text_of(login(make_user("officer", asking.first)).get(page_of(asking)))
    assert "Trùng công văn khác" in page
    assert "<td" in page
    assert seen(asking).sums[0].total == 4


def test_a_closed_request_shows_what_it_was(login, asking):
    asking.send(asking.first, "4")
    day = TODAY + timedelta(days=1)
    close_request(request=asking.request, actor=asking.officer, today=day, now=NOW)
    page = text_of(login(asking.officer).get(page_of(asking)))
    assert "Đã chốt" in page
    assert "Rút yêu cầu" not in page


def test_files_hold_numbers_and_no_formula(login, asking):
    asking.send(asking.first, "1.004", "co", "=cmd|' /C calc'!A0")
    client = login(asking.officer)
    base = f"/bao-cao-dot-xuat/{asking.request.pk}"
    text = client.get(f"{base}/csv/").content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0][4:] == [
        "Số văn bản",
        "Ngày văn bản",
        "Số cuộc kiểm tra (cuộc)",
        "Đã niêm yết công khai",
        "Ghi chú",
    ]
    line = next(row for row in rows if row[1].endswith("Hòa Bình"))
    assert line[6:8] == ["1.004", "Có"]
    assert line[8].startswith("'=")
    assert rows[-1][6] == "1.004"
    book = openpyxl.load_workbook(BytesIO(client.get(f"{base}/xlsx/").content))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert 1004 in cells
    assert not any(str(cell).startswith("=") for cell in cells)


def test_the_page_costs_the_same_for_one_and_three(login, asking):
    asking.send(asking.first, "4")
    client = login(asking.officer)

    def cost():
        with CaptureQueriesContext(connection) as context:
            assert client.get(page_of(asking)).status_code == 200
        return len(context)

    cost()
    one = cost()
    asking.send(asking.second, "5")
    for _ in range(3):
        make_duty(asking.request.task, make_agency(), asking.request.period)
    assert cost() == one


def year_of(plan, period):
    """Return everything that the year counts."""
    report = with_defaults(report_of(period))
    return {
        "dashboard": dashboard_of(period, TODAY),
        "tasks": task_counts(period, TODAY),
        "yearly": asdict(yearly_facts(period=period, report=report, today=TODAY)),
        "summaries": sorted(
            AgencySummary.objects.filter(period=period)
            .values_list("agency")
            .annotate(owes=Sum("owed"), said=Sum("spoken"))
        ),
        "duties": list(period.duties.order_by("pk").values()),
    }


def test_a_request_moves_nothing_of_the_year():
    asking = Asking()
    task = make_task(asking.plan, "III.2.a")
    make_figure(task, label="Số cuộc họp")
    for agency in (asking.first, asking.second):
        make_assignment(task, agency)
    period = open_period(plan=asking.plan, year=2026, **MOMENT)
    period = Period.objects.select_related("plan__steering_agency").get(pk=period.pk)
    before = year_of(asking.plan, period)
    asking.open()
    asking.send(asking.first, "4", "co")
    assert year_of(asking.plan, period) == before
    cancel_request(
        request=asking.request, reason="Nhầm", actor=asking.officer, **MOMENT
    )
    assert year_of(asking.plan, period) == before


def test_an_ended_addressee_has_no_line():
    asking = Asking()
    gone = make_agency("UBND xã cũ", kind="cap-xa")
    who = {"request": asking.request, "actor": asking.officer, "today": TODAY}
    add_addressees(agencies=[gone], **who)
    gone.valid_to = TODAY - timedelta(days=1)
    gone.save()
    asking.open()
    assert gone.pk not in {line.duty.agency_id for line in seen(asking).lines}
