"""Two people saving at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from agencies.tests.factories import make_user
from tasks.models import DutyEvent, FigureValue, ProgressEntry, Watch
from tasks.services.errors import AlreadySaved, DutyNotOpen, StaleVersion
from tasks.services.once import SentForm, once
from tasks.services.progress import log_progress
from tasks.services.sending import submit_duty
from tasks.services.watching import watch_agencies
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure, make_task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]
MOMENT = {"today": TODAY, "now": NOW}


def at_once(*calls):
    """Run the calls in threads that start together; return results or refusals."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except (StaleVersion, DutyNotOpen, AlreadySaved) as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def saying(duty, author, **said):
    """Return a call that logs an entry."""
    return lambda: log_progress(
        duties=[duty],
        author=author,
        done_on=TODAY,
        text=f"Của {author}",
        progress="done",
        **said,
        **MOMENT,
    )


def test_one_of_two_savers_of_a_duty_is_told(duty, officer, head):
    seen = duty.version
    results = at_once(
        saying(duty, officer, version=seen), saying(duty, head, version=seen)
    )
    assert results.count(StaleVersion) == 1
    assert ProgressEntry.objects.count() == 1
    duty.refresh_from_db()
    assert duty.version == seen + 1


def test_a_figure_of_two_duties_has_one_current_answer(duty, officer, head):
    figure = make_figure(duty.task)
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    figure.task_figures.create(task=other.task)
    at_once(
        saying(duty, officer, answers={figure.pk: "3"}),
        saying(other, head, answers={figure.pk: "4"}),
    )
    assert ProgressEntry.objects.count() == 2
    assert FigureValue.objects.filter(is_current=True).count() == 1
    assert FigureValue.objects.count() == 2


def test_two_heads_send_once(duty, officer, head):
    saying(duty, officer)()
    deputy = make_user("head", duty.agency)
    results = at_once(
        *(
            lambda person=person: submit_duty(duty=duty, actor=person, **MOMENT)
            for person in (head, deputy)
        )
    )
    assert results.count(DutyNotOpen) == 1
    assert DutyEvent.objects.filter(kind="submitted").count() == 1


def test_eight_equal_forms_sent_at_once_are_one(duty, officer):
    sent = SentForm("khoa", "lời")

    def press():
        with once(person=officer, sent=sent, now=NOW):
            saying(duty, officer)()
        return "stored"

    results = at_once(*[press] * 8)
    assert sorted(map(str, results)) == sorted(
        ["stored", *[str(AlreadySaved)] * 7],
    )
    assert ProgressEntry.objects.count() == 1


def test_two_fast_saves_of_what_one_watches_store_it_once(duty):
    plan = duty.period.plan
    person = make_user("officer", plan.steering_agency)
    at_once(
        *[
            lambda: watch_agencies(
                plan=plan,
                agencies=[duty.agency],
                offered=[duty.agency],
                actor=person,
                today=TODAY,
            )
        ]
        * 2
    )
    assert Watch.objects.get().agency == duty.agency
