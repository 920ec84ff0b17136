"""«Bảng theo dõi»: cells, sums that open their rows, files, cost."""

import csv
import random
import re
from collections import defaultdict
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AgencyGroup
from agencies.models.group import GroupMember
from agencies.tests.factories import make_agency, make_user
from reporting.overview.matrix import (
    DONE_SUM,
    NAMES,
    OWED_SUM,
    Wanted,
    agency_lines,
    matrix_columns,
    matrix_of,
    named_lines,
)
from tasks.duties.listing import DutyFilters
from tasks.duties.shown import PeriodDuties
from tasks.models import Duty
from tasks.models.status import LATE, standing_of
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_duty, make_period, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]


class Scene:
    """A plan with two clauses and a reader of the province."""

    def __init__(self):
        self.steering = make_agency("Sở Nội vụ")
        self.plan = make_plan(self.steering)
        self.period = make_period(self.plan)
        self.first = make_task(self.plan, "III.1", short_title="Tuyên truyền")
        self.second = make_task(self.plan, "III.2", short_title="Tập huấn")
        self.reader = make_user("officer", self.steering)

    def unit(self, name, *, done=False, both=True, **fields):
        agency = make_agency(name, **fields)
        state = {
            "state": "accepted",
            "progress": "done",
            "first_sent_on": date(2026, 12, 1),
            "submitted_at": NOW,
            "accepted_on": date(2026, 12, 2),
        }
        given = state if done else {}
        make_duty(self.first, agency, self.period, **given)
        if both:
            make_duty(self.second, agency, self.period)
        return agency


@pytest.fixture
def scene():
    return Scene()


def page(client, user, **query):
    client.force_login(user)
    return client.get(plan_page("reporting:matrix"), query)


def names(response):
    return [line.name for line in response.context["matrix"].lines]


def test_a_cell_stands_for_its_duty_and_an_empty_one_for_none(client, scene):
    agency = scene.unit("UBND xã An", both=False)
    scene.unit("UBND xã Bình")
    matrix = page(client, scene.reader).context["matrix"]
    assert [column.code for column in matrix.columns] == ["III.1", "III.2"]
    first = matrix.lines[0]
    assert first.cells[1] is None
    duty = Duty.objects.get(agency=agency)
    assert first.cells[0][:2] == (duty.pk, ("Quá hạn chưa gửi", "red", "!", False))


def test_every_number_opens_exactly_its_rows(client, scene):
    scene.unit("UBND xã An", done=True)
    scene.unit("UBND xã Bình")
    html = page(client, scene.reader, q="ubnd").content.decode()

    links = re.findall(r'href="([^"]*trang-thai=[^"]*)"[^>]*>(\d+)</a>', html)
    assert len(links) >= 9
    for address, number in links:
        found = client.get(address.replace("&amp;", "&"))
        assert found.context["total"] == int(number), address


def test_lines_are_ordered_and_filtered(client, scene):
    scene.unit("UBND xã An", level="xa")
    scene.unit("UBND xã Đông", done=True, both=False, level="xa")
    scene.unit("Sở Bình", kind="so", level="tinh")
    assert names(page(client, scene.reader)) == [
        "Sở Bình",
        "UBND xã An",
        "UBND xã Đông",
    ]
    assert names(page(client, scene.reader, **{"sap-xep": "xong"}))[0] == "UBND xã Đông"
    assert names(page(client, scene.reader, cap="tinh")) == ["Sở Bình"]
    assert names(page(client, scene.reader, q="dong")) == ["UBND xã Đông"]
    shown = page(client, scene.reader, **{"trang-thai": "hoan-thanh"})
    assert names(shown) == ["UBND xã Đông"]


def test_a_group_keeps_its_members(client, scene):
    agency = scene.unit("UBND xã An")
    scene.unit("UBND xã Bình")
    group = AgencyGroup.objects.create(code="nhom-a", name="Nhóm A")
    GroupMember.objects.create(group=group, agency=agency)
    assert names(page(client, scene.reader, nhom="nhom-a")) == ["UBND xã An"]
    assert (
        page(client, scene.reader, nhom="khong-co").context["page"].paginator.count == 0
    )


def test_an_officer_sees_only_the_own_line(client, scene):
    agency = scene.unit("UBND xã An")
    scene.unit("UBND xã Bình")
    assert names(page(client, make_user("officer", agency))) == ["UBND xã An"]


def test_files_hold_what_is_shown_and_no_formula(client, scene):
    scene.unit("=cmd|' /C calc'!A0", done=True)
    scene.unit("UBND xã Bình", both=False)
    client.force_login(scene.reader)
    text = client.get(plan_page("reporting:matrix_csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0] == [
        "Đơn vị",
        "Phải thực hiện",
        "Đã hoàn thành",
        "Quá hạn, kể cả bổ sung",
        "III.1",
        "III.2",
    ]
    assert sorted(row[0] for row in rows[1:]) == ["'=cmd|' /C calc'!A0", "UBND xã Bình"]
    file = client.get(plan_page("reporting:matrix_xlsx"), {"q": "binh"}).content
    sheet = openpyxl.load_workbook(BytesIO(file)).active
    last = [cell.value for cell in sheet[3]]
    assert last[:5] == ["UBND xã Bình", 1, 0, 1, "Quá hạn chưa gửi"]


@pytest.mark.parametrize("units", [1, 3, 130])
def test_the_page_costs_the_same_at_any_size(client, scene, units):
    for number in range(units):
        scene.unit(f"UBND xã {number}")
    client.force_login(scene.reader)
    with CaptureQueriesContext(connection) as seen:
        response = client.get(plan_page("reporting:matrix"))
    assert len(seen) == 12, [q["sql"][:90] for q in seen]
    assert len(response.context["matrix"].lines) == min(units, 70)


def test_sums_are_those_of_the_rows_one_by_one(scene):
    dice, day = random.Random(5), date(2026, 12, 20)
    agencies = [make_agency(f"UBND xã {number}") for number in range(12)]
    for agency in agencies:
        for task in dice.sample([scene.first, scene.second], dice.randint(1, 2)):
            state = dice.choice(["open", "submitted", "accepted", "waived", "returned"])
            sent = state in ("submitted", "accepted", "returned")
            make_duty(
                task,
                agency,
                scene.period,
                state=state,
                progress=dice.choice(["not_started", "done"]),
                first_sent_on=dice.choice([day, date(2026, 12, 1)]) if sent else None,
                submitted_at=NOW if sent else None,
                accepted_on=day if state == "accepted" else None,
                return_due_on=date(2026, 12, 10) if state == "returned" else None,
                reason="Không thuộc diện" if state == "waived" else "",
            )
    plain = defaultdict(list)
    for duty in Duty.objects.filter(period=scene.period):
        standing = standing_of(duty, day)
        plain["agency", duty.agency_id].append(standing)
        plain["task", duty.task_id].append(standing)
    rows = PeriodDuties(scene.period, day).rows()
    lines = agency_lines(rows, Wanted())
    found = {("agency", line["pk"]): line["totals"] for line in lines}
    columns = matrix_columns(rows, [scene.first, scene.second])
    found |= {("task", column.key): column.totals for column in columns}
    assert {key: (t.owed, t.done, t.late) for key, t in found.items()} == {
        key: tuple(
            sum(s in kept for s in standings) for kept in (OWED_SUM, DONE_SUM, LATE)
        )
        for key, standings in plain.items()
    }
    assert agency_lines(rows, Wanted(), day) == lines
    by_name = named_lines(rows)
    assert list(by_name) == [{k: line[k] for k in NAMES} for line in lines]
    shown = matrix_of(rows, columns, by_name)
    assert [line.totals for line in shown.lines] == [line["totals"] for line in lines]
    tasks = [scene.first, scene.second]
    sums = DutyFilters().of_sums(PeriodDuties(scene.period, day).sums(), tasks)
    assert matrix_columns(sums, tasks) == columns
    late = agency_lines(rows, Wanted(frozenset(LATE)))
    assert [line["pk"] for line in late] == [
        line["pk"] for line in lines if line["totals"].late
    ]


def test_a_cell_of_several_times_shows_the_worst_and_n_of_m(client, scene):
    agency = make_agency("Xã A", kind="cap-xa")
    sent = {
        "state": "accepted", "progress": "done", "submitted_at": NOW,
        "first_sent_on": date(2026, 3, 10), "accepted_on": date(2026, 3, 12),
    }  # fmt: skip
    said = [sent, {}, {"state": "waived", "reason": "Không có"}, {}]
    quarters = [
        make_duty(
            scene.first, agency, scene.period, occurrence=f"Quý {number + 1}",
            occurs_from=date(2026, 1 + 3 * number, 1),
            occurs_to=date(2026, 3 + 3 * number, 28),
            due_on=date(2026, 3 + 3 * number, 30), **fields,
        )
        for number, fields in enumerate(said)
    ]  # fmt: skip
    rows = PeriodDuties(scene.period, date(2026, 12, 20)).rows()
    lines = list(named_lines(rows))
    shown = matrix_of(rows, matrix_columns(rows, [scene.first]), lines)
    (cell,) = shown.lines[0].cells
    assert cell.duty == quarters[1].pk
    assert cell.label == "Quá hạn chưa gửi (1/3 lần đã hoàn thành)"
    assert (shown.lines[0].totals.owed, shown.lines[0].totals.done) == (3, 1)
    body = page(client, scene.reader).content.decode()
    assert "! 1/3</a>" in body
    assert 'aria-label="Quá hạn chưa gửi (1/3 lần đã hoàn thành)"' in body
