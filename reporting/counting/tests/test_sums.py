"""Sums that the database keeps equal what the rows say, whoever writes and how."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import OuterRef
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from agencies.models import Agency
from agencies.tests.factories import make_agency
from kehoach.testing.examples import examples
from reporting.counting import tasks as tasks_builder
from reporting.overview.dashboard import silent_agencies
from tasks.duties.listing import DutyFilters
from tasks.duties.shown import PeriodDuties
from tasks.migrations._frozen import without_triggers
from tasks.models import (
    LIVE,
    AgencySummary,
    Duty,
    DutyCount,
    FigureValue,
    MeasureTotal,
    Period,
    StaleAgency,
)
from tasks.pages.list_page import counted_rows, counted_sums
from tasks.sums import targets
from tasks.sums.keeping import after_migrate, differences, fold, rebuild
from tasks.sums.measure_totals import stored_sums
from tasks.sums.refreshing import refresh_sums
from tasks.sums.triggers import are_installed
from tasks.tests.factories import NOW, make_duty, make_period, make_task
from tasks.tests.measuring import answer, make_scene, make_unit, silent_unit

DAY = date(2026, 6, 10)
LATER = date(2026, 12, 14)
STATES = ("open", "prepared", "submitted", "returned", "accepted", "waived", "ended")


def same(scene, day=DAY):
    """Assert that sums and rows say the same of the day."""
    period = scene.period
    assert differences(period=period) == []
    owing_alike(period)
    shown = PeriodDuties(period, day)
    assert standings(tasks_builder._from_counts, shown) == standings(
        tasks_builder._from_rows, shown
    )
    for words in (
        "",
        "loai=so",
        "cap=xa",
        "dia-ban=khanh-hoa",
        "dien=tinh",
        "tien-do=chua",
    ):
        listed_alike(period, day, DutyFilters.asked(QueryDict(words)))
    data_day = period.data_day(day)
    measures = list(targets._measures(period))
    missing = targets.kinds_missing(data_day)
    counted = targets._counted(period, measures, data_day, missing)
    assert targets.count_measures(period=period, data_day=data_day) == counted


def owing_alike(period):
    """Assert that sums and rows name the same agencies that owe, and that are silent."""
    owed = [
        duty
        for duty in period.duties.all()
        if duty.state in LIVE and not duty.is_requested
    ]
    owing = {duty.agency_id for duty in owed}
    said = {d.agency_id for d in owed if d.last_entry_on or d.first_sent_on}
    sums = AgencySummary.objects
    assert sorted(row["agency"] for row in sums.owing(period)) == sorted(owing)
    assert sorted(row["agency"] for row in sums.silent(period)) == sorted(owing - said)
    number = sums.owing(OuterRef("pk")).number()
    assert Period.objects.annotate(n=number).get(pk=period.pk).n == len(owing)
    silent = silent_agencies(period, carried_over=False)
    assert {agency.pk for agency in silent} == owing - said


def listed_alike(period, day, filters):
    """Assert that the list counts the same from sums as from rows."""
    assert filters.are_summed
    tasks = list(period.plan.tasks.all())
    kept = filters.saying(
        filters.apply(PeriodDuties(period, day).rows(), tasks, day), "progress"
    )
    sums = counted_sums(PeriodDuties(period, day).sums(), filters, tasks)
    assert sums == counted_rows(kept, filters)


def standings(read, shown):
    """Return what the pages show: task, standing, progress, requested → number."""
    found = {}
    for *key, number in read(shown):
        found[tuple(key)] = found.get(tuple(key), 0) + number
    return found


def copied(duty, **fields):
    """Return the duty as another agency has it, not saved."""
    names = ("task", "period", "schedule", "opened_on", "due_on")
    same_as = {name: getattr(duty, name) for name in names}
    return Duty(agency=make_agency(kind="cap-xa"), **same_as, **fields)


def execute(statement, parameters):
    """Write past the ORM."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


WRITES = {
    "state": lambda duty, n: Duty.objects.filter(pk=duty.pk).update(
        state=STATES[n % len(STATES)],
        first_sent_on=DAY if STATES[n % len(STATES)] in STATES[2:5] else None,
        submitted_at=NOW if n % 2 else None,
        return_due_on=DAY + timedelta(days=n)
        if STATES[n % len(STATES)] != "open"
        else None,
        accepted_on=DAY,
        reason="Lý do",
    ),
    "due": lambda duty, n: Duty.objects.filter(task=duty.task).update(
        due_on=None if n == 0 else DAY + timedelta(days=n - 4)
    ),
    "bulk": lambda duty, n: Duty.objects.bulk_update(
        [Duty(pk=duty.pk, progress="done", nothing_to_report=bool(n % 2))],
        ["progress", "nothing_to_report"],
    ),
    "requested": lambda duty, n: Duty.objects.filter(pk=duty.pk).update(
        is_requested=bool(n % 2)
    ),
    "schedule": lambda duty, n: Duty.objects.filter(pk=duty.pk).update(
        schedule=("annual", "ongoing", "once")[n % 3]
    ),
    "word": lambda duty, n: Duty.objects.filter(pk=duty.pk).update(
        last_entry_on=DAY if n % 2 else None
    ),
    "other": lambda duty, n: (
        n < 2 and Duty.objects.filter(pk=duty.pk).update(agency=make_agency(kind="so"))
    ),
    "more": lambda duty, n: Duty.objects.bulk_create(
        [copied(duty, first_sent_on=DAY if n % 2 else None) for _ in range(n % 3)]
    ),
    "sql": lambda duty, n: execute(
        "UPDATE tasks_duty SET state = %s, first_sent_on = %s, return_due_on = %s"
        " WHERE agency_id = %s",
        ["open", None, None, duty.agency_id],
    ),
    "delete": lambda duty, n: n == 0 and Duty.objects.filter(pk=duty.pk).delete(),
    "answer": lambda duty, n: FigureValue.objects.filter(agency=duty.agency).update(
        number=Decimal(n), flag=bool(n % 2)
    ),
    "unanswer": lambda duty, n: FigureValue.objects.filter(agency=duty.agency).update(
        is_current=bool(n % 2)
    ),
    "end": lambda duty, n: Agency.objects.filter(pk=duty.agency_id).update(
        valid_to=None if n == 0 else DAY + timedelta(days=n - 4)
    ),
    "kind": lambda duty, n: Agency.objects.filter(pk=duty.agency_id).update(
        kind=("cap-xa", "so", "doanh-nghiep")[n % 3]
    ),
    "place": lambda duty, n: Agency.objects.filter(pk=duty.agency_id).update(
        territory=("khanh-hoa", "ninh-thuan")[n % 2], level=("xa", "tinh")[n % 2]
    ),
    "store": lambda duty, n: refresh_sums(today=DAY + timedelta(days=n - 4)),
}


@pytest.mark.sqlite_too
class SumsTest(TestCase):
    """Any writes in any order, stored in between or not."""

    @settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(WRITES)), st.integers(0, 4), st.integers(0, 8)
            ),
            max_size=12,
        )
    )
    def test_sums_equal_rows_after_any_writes(self, writes):
        scene = make_scene()
        scene.trained.only_for = ["cap-xa", "so"]
        scene.trained.save()
        before = make_period(scene.plan, 2025)
        once = make_task(scene.plan, "III.9", schedule="once")
        duties = [make_unit(scene), silent_unit(scene), silent_unit(scene)]
        duties += [make_duty(scene.task), make_duty(once, None, before)]
        for number, duty in enumerate(duties[:3]):
            answer(scene, duty, trained=1, charged=2 + number, must_have=True)
        for what, which, number in writes:
            WRITES[what](duties[which], number)
        same(scene)
        same(scene, DAY + timedelta(days=3))
        refresh_sums(today=DAY)
        same(scene)
        assert not StaleAgency.objects.exists()


@pytest.fixture
def stored(db):
    """Return a scene whose sums are stored."""
    scene = make_scene()
    for number in range(3):
        answer(scene, make_unit(scene), trained=1, charged=2 + number, must_have=True)
    refresh_sums(today=DAY)
    return scene


def test_stored_sums_answer_without_reading_units(stored, django_assert_num_queries):
    same(stored)
    with django_assert_num_queries(2):
        targets.count_measures(period=stored.period, data_day=DAY)


def test_only_agencies_that_changed_are_counted_again(stored):
    duty = Duty.objects.first()
    FigureValue.objects.filter(agency=duty.agency, number=1).update(number=2)
    assert stored_sums(stored.period, DAY, ()).stale == [duty.agency_id]
    same(stored)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.figures.numerator_figures.add(s.charged),
        lambda s: type(s.yes).objects.filter(pk=s.yes.pk).update(method="units_no"),
        lambda s: type(s.charged).objects.update(only_for=["so"]),
        lambda s: type(s.period).objects.update(data_to=LATER + timedelta(days=1)),
    ],
)
def test_a_changed_definition_forgets_the_sums(stored, change):
    change(stored)
    assert not MeasureTotal.objects.exists()
    same(stored)


def test_folding_changes_rows_and_no_number(stored):
    for state in ("prepared", "open", "prepared"):
        Duty.objects.update(state=state)
    many = DutyCount.objects.count()
    fold(period=stored.period)
    assert DutyCount.objects.count() < many
    same(stored)


def test_the_command_finds_and_mends_wrong_counts(stored):
    DutyCount.objects.update(number=7)
    AgencySummary.objects.update(spoken=7)
    found = differences(period=stored.period)
    assert any("task" in each for each in found)
    assert any("agency" in each for each in found)
    with pytest.raises(CommandError):
        call_command("rebuild_summaries", check=True)
    call_command("rebuild_summaries")
    call_command("rebuild_summaries", check=True)
    same(stored)
    DutyCount.objects.all().delete()
    rebuild(period=stored.period)
    same(stored)


def test_triggers_of_an_earlier_release_go_and_todays_come_back(stored):
    without_triggers(None, connection.schema_editor())
    assert not are_installed()
    Duty.objects.update(state="prepared")
    assert differences(period=stored.period)
    after_migrate()
    same(stored)
    Duty.objects.update(state="open")
    same(stored)


@pytest.mark.needs_postgres
def test_a_writer_takes_no_lock_that_others_need(stored):
    """The counts have no foreign key: saving a duty must not lock its period."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid IN"
            " ('tasks_dutycount'::regclass, 'tasks_agencysummary'::regclass,"
            " 'tasks_staleagency'::regclass)"
        )
        assert cursor.fetchall() == []
