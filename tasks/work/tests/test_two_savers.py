"""Two people saving at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import transaction

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.doors.once import PostedForm, stored_once
from tasks.duties.errors import AlreadySaved, DutyNotOpen, PeriodClosed, StaleVersion
from tasks.models import (
    Consent,
    DutyEvent,
    FigureValue,
    Period,
    ProgressEntry,
    UnitReport,
    Watch,
)
from tasks.official_letters.by_letter import (
    newest_number,
    record_consent,
    record_letter,
)
from tasks.people.watching import watch_agencies
from tasks.plan.offered import subjects_of, switch_offered
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure, make_task
from tasks.tests.measuring import make_scene, make_unit
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty
from tasks.work.tests.working import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]
MOMENT = {"today": TODAY, "now": NOW}


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
    sent = PostedForm("khoa", "lời")

    def press():
        with stored_once(person=officer, sent=sent, now=NOW):
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


@pytest.fixture
def asked():
    """Return a body that owes nothing, with one number to tell, and who records it."""
    scene = make_scene()
    scene.body = make_agency("Ủy ban MTTQ Việt Nam tỉnh", kind="mat-tran")
    make_unit(scene, agency=scene.body, is_requested=True)
    scene.lan, scene.mai = (
        make_user("officer", scene.plan.steering_agency) for _ in range(2)
    )
    return scene


def telling(scene, person, number, seen=None, held=None):
    day = scene.period.data_from
    return lambda: record_letter(
        held=held,
        letter={
            "agency": scene.body, "period": scene.period, "number": f"{number}/MT",
            "signed_on": day, "arrived_on": day,
        },
        answers={scene.has_rule.pk: number},
        seen=seen,
        actor=person,
        **MOMENT,
    )  # fmt: skip


def test_a_body_told_by_two_has_one_letter_and_the_second_is_told(asked):
    results = at_once(telling(asked, asked.lan, "co"), telling(asked, asked.mai, "co"))
    assert results.count(RuleBroken) == 1
    letter = UnitReport.objects.get()
    assert FigureValue.objects.filter(is_current=True).count() == 1
    seen = newest_number(asked.body, asked.period)
    results = at_once(
        telling(asked, asked.lan, "khong", seen, letter),
        telling(asked, asked.mai, "", seen, letter),
    )
    assert results.count(StaleVersion) == 1


def test_two_consents_at_once_are_one(asked):
    def agreeing(person):
        return lambda: record_consent(
            agency=asked.body,
            period=asked.period,
            given_on=TODAY,
            words="Qua điện thoại",
            actor=person,
            **MOMENT,
        )

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        agreeing(asked.lan)()
        late = pool.submit(at_once, agreeing(asked.mai))
        sleep(0.3)
        assert not late.done()
    assert late.result() == [RuleBroken]
    assert Consent.objects.count() == 1


def test_a_closing_comes_before_or_after_what_a_letter_tells(asked):
    letter = telling(asked, asked.lan, "co")()
    told = FigureValue.objects.count()
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Period.objects.select_for_update().get(pk=asked.period.pk)
        late = pool.submit(at_once, telling(asked, asked.mai, "khong", held=letter))
        sleep(0.3)
        Period.objects.filter(pk=asked.period.pk).update(state="closed", closed_at=NOW)
        assert not late.done()
    assert late.result() == [PeriodClosed]
    assert FigureValue.objects.count() == told


def test_two_switch_the_offered_questions_on_once(asked):
    plan = asked.plan
    make_task(plan, "III.3.a")
    codes = [offer.code for each in subjects_of(plan) for offer in each.offers]
    head = make_user("head", plan.steering_agency)
    results = at_once(
        *[lambda: switch_offered(plan=plan, codes=codes, actor=head, today=TODAY)] * 2
    )
    assert sorted(results) == [(0, 0), (len(codes), 0)]
