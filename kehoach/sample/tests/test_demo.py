"""The sample data: 2025 finished with its real events, then 2026 to compare it with."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum

from agencies.models import Ancestry, Membership, Reorganisation
from kehoach.sample.demo import load_demo
from kehoach.sample.past_year import demo_events
from reporting.overview.trends import week_changes, who_needs_help
from tasks.models import (
    AdhocRequest,
    Assignment,
    Duty,
    DutySnapshot,
    FigureValue,
    Period,
    Plan,
)
from tasks.plan.plan_status import plan_status
from tasks.reorganising.conservation import conserve
from tasks.sums.keeping import differences
from tasks.sums.targets import count_measures


class Counter:
    """Counts the statements that are sent."""

    statements = 0

    def __call__(self, execute: Any, *asked: Any) -> Any:
        """Count one and let it through."""
        self.statements += 1
        return execute(*asked)


pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.mark.sqlite_too
def test_what_loading_passed_on_is_taken_back_for_the_events() -> None:
    """The press agency's clause goes to its successor when the event is applied."""
    call_command("load_plan", verbosity=0)
    named = Assignment.objects.filter(agency__kind="bao-dai").order_by("pk")
    assert [row.agency.code for row in named if row.valid_to is None] == [
        "bao-ptth-khanh-hoa"
    ]

    events = demo_events()

    assert [(e.effective_on.isoformat(), e.state) for e in events] == [
        ("2025-04-24", "draft"),
        ("2025-07-01", "draft"),
        ("2025-07-01", "draft"),
    ]
    assert [row.valid_to for row in named.all()] == [None, None]
    assert not named.filter(agency__code="bao-ptth-khanh-hoa").exists()


@pytest.mark.slow
@pytest.mark.sqlite_too
def test_2025_is_finished_and_2026_opens_with_all_of_its_duties() -> None:
    """One load, looked at from all sides; it takes under a minute because most of it
    is written in sets.
    """
    call_command("load_plan", verbosity=0)
    asked = Counter()
    with connection.execute_wrapper(asked):
        load_demo(today=TODAY, now=NOW)
    assert asked.statements < 10_000

    past, present = Period.objects.filter(kind="nam").order_by("year")
    assert (past.year, past.state) == (2025, "closed")
    assert (present.year, present.state) == (2026, "open")
    status = plan_status(plan=Plan.objects.programmes().get(), on=TODAY, today=TODAY)
    by_kind = {(row["kind"], row["year"]): row for row in status["periods"]}
    assert by_kind["nam", 2026]["duties"] == 737
    assert_half(present)
    assert not Duty.objects.filter(period=past).shown_in(present).exists()
    assert DutySnapshot.objects.filter(period=past, state="accepted").count() > 700
    for period in (past, present):
        assert differences(period=period) == []
    events = Reorganisation.objects.filter(effective_on__year=2025)
    assert [conserve(event=event).holds for event in events] == [True] * 3
    assert_rates(past)
    assert_nobody_stayed()
    assert_the_last_week_is_lively(present)
    assert_a_request_is_open()
    assert_a_director_believes_it(past, present)
    assert_loading_again_changes_nothing()


def assert_half(year: Period) -> None:
    """The first six months are closed, hold what the year had, and no `once` duty."""
    half = Period.objects.get(kind="6-thang")
    assert (half.state, half.year) == ("closed", 2026)
    assert set(half.duties.values_list("schedule", flat=True)) == {"annual", "ongoing"}
    assert half.duties.filter(entries__period=year).exists()
    assert_rates(half)


def assert_rates(past: Period) -> None:
    """The finished year has rates to compare with; none passes 100 %."""
    rates = [row.rate for row in count_measures(period=past, data_day=past.data_to)]
    known = [rate for rate in rates if rate is not None]
    assert len(known) >= 8
    assert all(0 < rate <= 1 for rate in known)


def assert_nobody_stayed() -> None:
    """No role holds at an agency that has ended."""
    ended = Membership.objects.filter(agency__valid_to__lt=TODAY)
    assert ended.exists()
    assert not ended.alive_on(TODAY).exists()


def assert_the_last_week_is_lively(present: Period) -> None:
    """«07 ngày qua» shows sendings, acceptances, returns and difficulties."""
    seen = week_changes(present, TODAY)
    assert seen.sent > 20
    assert seen.accepted > 8
    assert seen.returned >= 3
    assert seen.difficulties == 3
    own = Duty.objects.filter(period=present, agency__code="ubnd-x22366")
    assert own.filter(state="open", progress="done").count() == 1
    assert any(each.returned_twice for each in who_needs_help(present, TODAY))


def assert_a_request_is_open() -> None:
    """One ad-hoc request is marked, open and partly answered."""
    row = AdhocRequest.objects.get()
    assert row.is_open
    assert row.plan.title.startswith("[Mẫu]")
    assert row.period is not None
    states = list(row.period.duties.values_list("state", flat=True))
    assert states.count("accepted") == 6
    assert states.count("submitted") == 12
    assert states.count("open") > 18
    assert row.period.duties.filter(is_requested=True).count() == 1


def assert_a_director_believes_it(*periods: Period) -> None:
    """Sums of the province fit each other, and some of what was sent is doubtful."""
    for period in periods:
        values = FigureValue.objects.filter(period=period, is_current=True)
        rows = values.values_list("figure__code").annotate(all=Sum("number"))
        sums = {code: number or 0 for code, number in rows}
        meetings, classes = sums["cuoc-tuyen-truyen"], sums["so-lop-boi-duong"]
        assert 25 * meetings < sums["luot-nguoi-tuyen-truyen"] < 120 * meetings
        assert 20 * classes < sums["luot-nguoi-boi-duong"] < 60 * classes
        assert sums["can-bo-thay-the"] <= 10
        assert not values.filter(entry__isnull=True).exists()
    doubted = Duty.objects.filter(
        period=periods[-1], doubts__kind__in=("swing", "fewer")
    )
    assert 0 < doubted.distinct().count() < 40


def assert_loading_again_changes_nothing() -> None:
    """`make run` the second time finds everything as it is."""
    models = (Assignment, Ancestry, Reorganisation, Duty, Membership)
    before = [model.objects.count() for model in models]
    call_command("load_plan", verbosity=0)
    load_demo(today=TODAY, now=NOW)
    assert [model.objects.count() for model in models] == before
