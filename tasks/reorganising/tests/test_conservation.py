"""The conservation table: what an event did is counted from rows, losses by name."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tasks.duties.errors import InvalidInput
from tasks.evidence.keeping import attach_evidence
from tasks.models import Duty, DutyEvent, EntryLink, EvidenceLink
from tasks.reorganising import apply_event, decide_carry, undo_event
from tasks.reorganising.conservation import ConservationLine, conserve
from tasks.reorganising.tests.reorganising import (
    BEFORE,
    LATER,
    communes,
    log,
    merge,
    run,
)
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.national import national

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


@pytest.fixture
def merged():
    """Return an applied merger: A had worked, B had sent one task, C ended."""
    a, b, c, new = communes("A", "B", "C", "Mới")
    plan = make_plan()
    first, second = make_task(plan, "III.1"), make_task(plan, "III.2")
    period = make_period(plan)
    for task in (first, second):
        make_assignment(task, new)
    duties = {
        (agency.short_name, task.code): make_duty(task, agency, period)
        for agency in (a, b, c)
        for task in (first, second)
    }
    entry = log(duties["A", "III.1"], "Đã làm")
    attach_evidence(
        duties=[duties["A", "III.1"]], actor=entry.author, number="1/BC",
        subject="Báo cáo", today=TODAY, now=NOW,
    )  # fmt: skip
    Duty.objects.filter(pk=duties["B", "III.2"].pk).update(
        state="submitted", first_sent_on=BEFORE
    )
    DutyEvent.objects.create(
        duty=duties["B", "III.2"], kind="submitted", from_state="open",
        to_state="submitted", effective_on=BEFORE, recorded_at=NOW,
    )  # fmt: skip
    event = merge(a, b, new=new)
    event.lines.create(predecessor=c, kind="dissolve")
    decide_carry(event=event, predecessor=c, task=None, takes_code="")
    run(event, LATER)
    event.refresh_from_db()
    return event


def test_every_duty_and_what_hung_on_it_is_found_again(merged) -> None:
    """Six duties: one sent, one moved alone, two joined, two of a dissolved unit."""
    table = conserve(event=merged)

    assert table.holds
    assert table.total == ConservationLine(
        "Tất cả", before=6, kept=1, transferred=1, joined=2, ended=2,
        entries=1, entries_after=1, evidence=1, evidence_after=1,
    )  # fmt: skip
    assert [(line.name, line.before) for line in table.by_task] == [
        ("III.1", 3),
        ("III.2", 3),
    ]
    assert [line.before for line in table.by_level] == [0, 0, 6]


def test_a_lost_entry_is_named(merged) -> None:
    """An entry that does not stand on the successor's duty is a difference."""
    EntryLink.objects.filter(duty__agency__short_name="Mới").delete()
    EvidenceLink.objects.filter(duty__agency__short_name="Mới").delete()

    table = conserve(event=merged)

    assert not table.holds
    assert table.differences == (
        "III.1 · A: 1 nhật ký không theo nhiệm vụ.",
        "III.1 · A: 1 minh chứng không theo nhiệm vụ.",
    )
    assert (table.total.entries, table.total.entries_after) == (1, 0)
    assert not table.by_task[0].is_conserved
    assert table.by_task[1].is_conserved


def test_a_move_without_its_event_is_named(merged) -> None:
    """A duty whose end nobody recorded is found, and so are counts that differ."""
    DutyEvent.objects.filter(kind="ended", duty__task__code="III.1").delete()

    assert conserve(event=merged).differences == (
        "III.1 · C: còn phải làm nhưng ở lại đơn vị đã kết thúc.",
        "Sự kiện ghi kept = 1, đếm lại 2.",
        "Sự kiện ghi ended = 2, đếm lại 1.",
    )


def test_later_work_does_not_change_the_table(merged) -> None:
    """The table counts what was known when the event was applied."""
    before = conserve(event=merged)
    goal = Duty.objects.get(agency__short_name="Mới", task__code="III.1")
    log(goal, "Làm tiếp", now=LATER + timedelta(hours=1), done_on=TODAY)
    Duty.objects.filter(state="submitted").update(state="accepted", accepted_on=TODAY)
    sent = Duty.objects.get(agency__short_name="B", task__code="III.2")
    DutyEvent.objects.create(
        duty=sent, kind="accepted", from_state="submitted", to_state="accepted",
        effective_on=TODAY, recorded_at=LATER + timedelta(hours=1),
    )  # fmt: skip

    assert conserve(event=merged) == before


def test_only_what_was_applied_here_is_counted(merged) -> None:
    """Drafts and undone events have no table."""
    undo_event(event=merged, actor=None, today=TODAY, now=LATER)
    merged.refresh_from_db()

    with pytest.raises(InvalidInput, match="đã áp dụng"):
        conserve(event=merged)


def counted(communes: int, tasks: int) -> tuple[int, int]:
    """Return how many duties a national event moves and in how many statements."""
    _, event = national(communes, tasks)
    with CaptureQueriesContext(connection) as queries:
        counts = apply_event(
            event=event, actor=None, digest=None, today=TODAY, now=LATER
        )
    event.refresh_from_db()
    assert conserve(event=event).holds
    return counts["before"], len(queries)


@pytest.mark.parametrize(
    ("size", "most"), [(100, 120), pytest.param(500, 300, marks=pytest.mark.slow)]
)
def test_an_event_takes_under_60_statements_per_1000_duties(
    size: int, most: int
) -> None:
    """500 communes merged three into one with 10 tasks each are 5,000 duties; a fifth
    of them takes nearer twice as many statements per duty, because some come once.
    """
    duties, statements = counted(size, 10)

    assert duties == size * 10
    assert statements < most, statements


@pytest.mark.needs_postgres
def test_statements_do_not_grow_within_a_batch() -> None:
    """Twice the communes take the same statements (SQLite has small batches)."""
    found = []
    for size in (30, 60):
        with transaction.atomic():
            found.append(counted(size, 5))
            transaction.set_rollback(True)

    (small, few), (large, many) = found
    assert (small, large) == (150, 300)
    assert many == few
