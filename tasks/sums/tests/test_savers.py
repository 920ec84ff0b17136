"""Who saves waits for nobody else because of the sums, on real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from django.db import connection, connections, transaction

from agencies.tests.factories import make_agency, make_user
from tasks.models import AgencySummary, Duty, DutyCount, Period
from tasks.sums.keeping import differences, fold, rebuild
from tasks.tests.factories import NOW, TODAY, make_duty, make_task
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]
MOMENT = {"today": TODAY, "now": NOW}


@pytest.fixture
def duty(transactional_db: None) -> Duty:
    """Return a duty that is open."""
    return make_duty()


def elsewhere(*calls: Callable[[], Any]) -> None:
    """Do all of it on another connection, one after the other; waiting is an error."""

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            for call in calls:
                call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def saying(duty: Duty, text: str) -> Callable[[], Any]:
    """Return the call by which an officer of the duty's agency logs an entry."""
    author = make_user("officer", duty.agency)
    return lambda: log_progress(
        duties=[duty], author=author, done_on=TODAY, text=text, progress="done",
        **MOMENT,
    )  # fmt: skip


def owed_and_spoken(period: Period) -> dict[int, tuple[int, int]]:
    """Return what the sums say of each agency."""
    found: dict[int, tuple[int, int]] = {}
    rows = AgencySummary.objects.filter(period=period)
    for agency, owed, spoken in rows.values_list("agency", "owed", "spoken"):
        before = found.get(agency, (0, 0))
        found[agency] = before[0] + owed, before[1] + spoken
    return found


def test_who_saves_waits_for_no_other_saver_and_no_counting(duty: Duty) -> None:
    period = duty.period
    beside = make_duty(make_task(period.plan), make_agency("Bên cạnh"), period)
    head = make_user("head", beside.agency)
    first, second = saying(duty, "Chưa xong"), saying(beside, "Bên cạnh")
    with transaction.atomic():
        first()
        elsewhere(
            second,
            lambda: submit_duty(duty=beside, actor=head, **MOMENT),
            lambda: fold(period=period),
            lambda: rebuild(period=period),
        )
    assert owed_and_spoken(period) == {
        duty.agency_id: (1, 1),
        beside.agency_id: (1, 1),
    }
    assert differences(period=period) == []


def test_two_rows_of_one_agency_are_written_at_the_same_moment(duty: Duty) -> None:
    other = make_duty(make_task(duty.period.plan), duty.agency, duty.period)
    with transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(first_sent_on=TODAY)
        elsewhere(lambda: Duty.objects.filter(pk=other.pk).update(last_entry_on=TODAY))
        assert owed_and_spoken(duty.period) == {duty.agency_id: (2, 2)}
    assert differences(period=duty.period) == []


def test_what_is_undone_is_counted_by_nobody(duty: Duty) -> None:
    with transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(first_sent_on=TODAY, state="submitted")
        elsewhere(lambda: fold(period=duty.period), lambda: rebuild(period=duty.period))
        transaction.set_rollback(True)
    assert owed_and_spoken(duty.period) == {duty.agency_id: (1, 0)}
    assert differences(period=duty.period) == []


def test_sums_are_exact_after_a_crowd_wrote_folded_and_counted(duty: Duty) -> None:
    period = duty.period
    agencies = [make_agency(f"Xã {number}", kind="cap-xa") for number in range(3)]
    tasks = [duty.task, *(make_task(period.plan) for _ in range(2))]
    duties = [make_duty(task, agency, period) for task in tasks for agency in agencies]

    def writing(seed: int) -> None:
        dice = Random(seed)
        try:
            for _ in range(25):
                some = dice.sample([each.pk for each in duties], 3)
                with transaction.atomic():
                    for pk in sorted(some):
                        Duty.objects.filter(pk=pk).update(
                            last_entry_on=dice.choice((TODAY, None)),
                            is_requested=dice.choice((True, False)),
                            progress=dice.choice(("in_progress", "done")),
                        )
        finally:
            connections.close_all()

    def counting(act: Callable[..., None]) -> None:
        try:
            for _ in range(25):
                act(period=period)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        jobs = [pool.submit(writing, seed) for seed in range(3)]
        jobs += [pool.submit(counting, act) for act in (fold, rebuild)]
        for job in jobs:
            job.result()
    assert differences(period=period) == []
    fold(period=period)
    assert differences(period=period) == []
    assert AgencySummary.objects.filter(period=period).count() <= len(agencies) + 1
    assert not DutyCount.objects.filter(period=period, number=0).exists()
