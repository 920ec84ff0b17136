"""A period opens with the right duties, once, whoever asks and however often."""

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from agencies.events.loading import load_agencies
from agencies.models import Agency, AgencyGroup, GroupMember
from tasks.duties.days_off import load_holidays
from tasks.models import (
    Assignment,
    Duty,
    DutyEvent,
    Holiday,
    Period,
    PeriodEvent,
    Plan,
    PlanScope,
)
from tasks.periods.opening import of_period, open_period, preview_period
from tasks.periods.owed import ask, insert_duties, leaving, missing, missing_by_task
from tasks.periods.syncing import sync_duties
from tasks.plan.loading import load_plan
from tasks.plan.plan_status import plan_status
from tasks.sums.keeping import differences
from tasks.tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)
EACH = [
    "III.2.a", "III.2.b", "III.3.a", "III.3.b", "III.3.c", "III.3.d",
    "III.4.a", "III.4.b", "III.5.a", "III.5.b", "III.5.c",
]  # fmt: skip
SINGLE = [
    "III.1", "IV.1.1", "IV.1.2", "IV.1.3", "IV.2.1", "IV.2.2", "IV.2.3", "IV.3.1",
    "IV.4.1", "IV.5.1", "IV.6.1", "IV.7.1", "IV.7.2", "IV.8.1", "IV.8.2", "IV.9.1",
    "IV.9.2",
]  # fmt: skip
#: 15 departments, 3 armed bodies, 1 press body, 41 communes of old Khánh Hòa.
EXPECTED = dict.fromkeys(EACH, 60) | dict.fromkeys(SINGLE, 1) | {"IV.11.1": 60}


@pytest.fixture
def plan() -> Plan:
    load_agencies()
    return load_plan()


def open_2026(plan: Plan, day: date = DAY) -> Period:
    return open_period(plan=plan, year=2026, today=day, now=NOW)


def statements(context: CaptureQueriesContext) -> int:
    sql = [query["sql"] for query in context.captured_queries]
    return sum("SAVEPOINT" not in text for text in sql)


def by_task(plan: Plan, year: int = 2026) -> dict[str, int]:
    periods = plan_status(plan=plan, on=DAY, today=DAY)["periods"]
    return next(p["by_task"] for p in periods if p["year"] == year)


def test_the_plan_loads_whole_and_twice_changes_nothing(plan: Plan) -> None:
    before = (Assignment.objects.count(), Agency.objects.count())
    load_agencies()
    load_plan()
    status = plan_status(plan=plan, on=DAY, today=DAY)
    numbers = [status[k] for k in ("tasks", "responsibilities", "targets", "measures")]
    assert numbers == [12, 20, 7, 12]
    assert status["agencies"] == {"tinh": 22, "huyen": 0, "xa": 65}
    assert (Assignment.objects.count(), Agency.objects.count()) == before


def test_loading_again_leaves_what_follows_each_other_in_time(plan: Plan) -> None:
    rows = Assignment.objects.filter(replaces__isnull=False, valid_to=None)
    first = rows.earliest("pk")
    given = {"task": first.task, "agency": first.agency, "group": first.group}
    given |= {"role": first.role, "mode": first.mode, "is_proposal": first.is_proposal}
    rows.filter(pk=first.pk).update(valid_to=date(2026, 12, 31))
    Assignment.objects.create(**given, valid_from=date(2027, 7, 1))
    before = Assignment.objects.count()
    load_plan()
    assert Assignment.objects.count() == before


def test_2026_opens_with_exactly_the_duties_of_the_plan(plan: Plan) -> None:
    load_holidays(years=[2026])
    period = open_2026(plan)
    assert (period.data_from, period.data_to) == (
        date(2025, 12, 15),
        date(2026, 12, 14),
    )
    assert period.unit_due == date(2026, 12, 16)
    assert by_task(plan) == EXPECTED
    assert Duty.objects.filter(is_requested=True).count() == 6
    assert differences(period=period) == []


def test_opening_again_changes_nothing(plan: Plan) -> None:
    open_2026(plan)
    before = list(Duty.objects.order_by("pk").values())
    open_2026(plan)
    assert list(Duty.objects.order_by("pk").values()) == before
    assert PeriodEvent.objects.count() == 1


def test_preview_says_what_opening_does(plan: Plan) -> None:
    said = preview_period(plan=plan, year=2026, today=DAY)
    assert not Duty.objects.exists()
    assert said == EXPECTED
    open_2026(plan)
    assert preview_period(plan=plan, year=2026, today=DAY) == {}


def test_ninh_thuan_comes_in_by_one_dated_row(plan: Plan) -> None:
    PlanScope.objects.create(
        plan=plan, territory="ninh-thuan", valid_from=date(2026, 1, 1)
    )
    open_2026(plan)
    assert by_task(plan)["III.2.a"] == 84


def test_opening_costs_as_many_statements_at_any_size(plan: Plan) -> None:
    with CaptureQueriesContext(connection) as small:
        open_2026(plan)
    for number in range(300):
        agency = Agency(
            code=f"xa-{number}", name=f"Xã {number}", short_name=f"Xã {number}",
            kind="cap-xa", level="xa",
        )  # fmt: skip
        agency.fill_keys()
        agency.save()
    with CaptureQueriesContext(connection) as large:
        open_period(plan=plan, year=2027, today=date(2027, 1, 5), now=NOW)
    assert statements(large) == statements(small)
    assert statements(large) <= 13
    assert by_task(plan, 2027)["III.2.a"] == 360


GUESSES = [("tasks_duty", 3_000_000), ("agencies_agency", 1), ("tasks_assignment", 1)]


@pytest.mark.needs_postgres
@pytest.mark.parametrize("share", [1, 1000], ids=["as-guessed", "many-of-all"])
def test_wrong_statistics_make_no_statement_loop(plan: Plan, share: int) -> None:
    """A server that knows nothing of the tables yet, or that counts what is gone."""
    period = open_2026(plan)
    with connection.cursor() as cursor:
        for table, rows in GUESSES:
            cursor.execute(
                "UPDATE pg_class SET reltuples = %s, relpages = %s WHERE relname = %s",
                [rows * share, rows * share // 50 + 1, table],
            )
    for text in (insert_duties(), missing(), missing_by_task(), leaving()):
        rows = ask(f"EXPLAIN {text}", of_period(period, DAY))
        steps = "\n".join(row[0] for row in rows)
        assert "Anti Join" in steps
        assert "NOT (SubPlan" not in steps
        loops = [line for line in steps.splitlines() if "Nested Loop" in line]
        assert len(loops) <= 1, steps


def test_once_duties_are_carried_not_opened_twice(plan: Plan) -> None:
    open_2026(plan)
    second = open_period(plan=plan, year=2027, today=date(2027, 1, 5), now=NOW)
    assert "IV.11.1" not in by_task(plan, 2027)
    carried = Duty.objects.shown_in(second).filter(task__code="IV.11.1")
    assert carried.count() == 60


def test_a_proposal_opens_no_duty_until_its_document_is_entered(plan: Plan) -> None:
    open_2026(plan)
    proposal = Assignment.objects.get(task__code="IV.10.2", is_proposal=True)
    assert not Duty.objects.filter(task__code="IV.10.2").exists()
    proposal.basis_number, proposal.basis_on = "15/QĐ-UBND", date(2026, 5, 4)
    proposal.save()
    done = sync_duties(today=DAY, now=NOW)
    assert (done.opened, done.ended) == (41, 41)
    assert Duty.objects.live().filter(task__code="IV.10.2").count() == 41
    left = Duty.objects.live().filter(task__code="IV.11.1")
    assert left.count() == 19
    both = left.filter(agency__kind="cap-xa")
    assert not both.exists()


def test_an_agency_that_begins_inside_the_period_joins_by_night(plan: Plan) -> None:
    open_2026(plan)
    agency = Agency(
        code="xa-moi", name="Xã Mới", short_name="Xã Mới", kind="cap-xa", level="xa",
        valid_from=date(2026, 7, 1),
    )  # fmt: skip
    agency.fill_keys()
    agency.save()
    assert sync_duties(today=date(2026, 6, 30), now=NOW).opened == 0
    assert sync_duties(today=date(2026, 7, 1), now=NOW).opened == 12
    opened = agency.duties.get(task__code="III.2.a")
    assert opened.opened_on == date(2026, 7, 1)
    assert opened.heartbeat_on == date(2026, 10, 1)


def test_leaving_a_group_ends_open_duties_with_a_reason(plan: Plan) -> None:
    open_2026(plan)
    group = AgencyGroup.objects.get(code="all-agencies")
    agency = Agency.objects.get(code="so-y-te")
    sent = agency.duties.get(task__code="III.2.a")
    Duty.objects.filter(pk=sent.pk).update(state="submitted", first_sent_on=DAY)
    GroupMember.objects.create(group=group, agency=agency, included=False)
    assert sync_duties(today=DAY, now=NOW).ended == 10
    ended = agency.duties.get(task__code="III.2.b")
    assert (ended.state, ended.reason) == (
        "ended", "Đơn vị không còn thuộc đối tượng thực hiện nhiệm vụ này.",
    )  # fmt: skip
    assert DutyEvent.objects.filter(duty=ended, kind="ended").count() == 1
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_nights_without_news_write_nothing(plan: Plan) -> None:
    open_2026(plan)
    events = PeriodEvent.objects.count()
    done = sync_duties(today=DAY, now=NOW)
    assert (done.opened, done.ended) == (0, 0)
    assert PeriodEvent.objects.count() == events


def test_an_edited_holiday_is_not_overwritten() -> None:
    load_holidays(years=[2026])
    Holiday.objects.filter(day=date(2026, 1, 1)).update(name="Sửa")
    assert load_holidays(years=[2026]) == 0
    assert Holiday.objects.get(day=date(2026, 1, 1)).name == "Sửa"


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_processes_open_at_once() -> None:
    load_agencies()
    plan = load_plan()
    barrier, failures = Barrier(2), []

    def work() -> None:
        try:
            barrier.wait()
            open_2026(plan)
        except Exception as error:  # noqa: BLE001 -- shown by the assertion
            failures.append(error)
        finally:
            connections.close_all()

    threads: list[Any] = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert by_task(plan) == EXPECTED
    assert Period.objects.count() == 1
    assert PeriodEvent.objects.count() == 1
