"""The agency's letter: who records it, what it fixes, what is refused."""

from datetime import date, timedelta

import pytest

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed
from tasks.evidence.tests import files
from tasks.models import Duty, UnitReport
from tasks.models.status import Standing, standing_of
from tasks.official_letters.tests.unit_reports import record
from tasks.tests.factories import TODAY, make_duty, make_task

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["clerk", "officer", "head"])
def test_the_agency_records_its_letter(duty, role):
    person = make_user(role, duty.agency)
    report = record(duty, person, upload=files.upload())
    duty.refresh_from_db()
    assert (report.arrived_on, report.entered_by_steering) == (TODAY, False)
    assert (report.file_name, len(report.sha256)) == ("Báo cáo.pdf", 64)
    assert (duty.first_sent_on, duty.state) == (TODAY, "open")
    assert standing_of(duty, duty.due_on + timedelta(days=9)) == Standing.LETTER_ONLY
    event = duty.events.get()
    assert (event.kind, event.effective_on) == ("letter", TODAY)
    assert event.note == "Báo cáo số 45/BC-UBND ngày 10/06/2026"


def test_steering_enters_a_letter_that_came_outside(duty):
    steering = make_user("officer", duty.task.plan.steering_agency)
    came = date(2026, 6, 2)
    report = record(duty, steering, signed_on=date(2026, 6, 1), arrived_on=came)
    duty.refresh_from_db()
    assert report.entered_by_steering
    assert duty.first_sent_on == came


def test_the_earlier_of_sending_and_letter_counts(duty):
    sent_later = make_duty(
        make_task(duty.task.plan), duty.agency, duty.period, first_sent_on=TODAY
    )
    sent_before = make_duty(
        make_task(duty.task.plan),
        duty.agency,
        duty.period,
        first_sent_on=date(2026, 5, 1),
    )
    foreign = make_duty(duty.task, make_agency(), duty.period)
    steering = make_user("officer", duty.task.plan.steering_agency)
    came = date(2026, 6, 2)
    record(duty, steering, signed_on=came, arrived_on=came)
    days = dict(Duty.objects.values_list("pk", "first_sent_on"))
    assert days == {
        duty.pk: came,
        sent_later.pk: came,
        sent_before.pk: date(2026, 5, 1),
        foreign.pk: None,
    }
    assert sent_before.events.count() == 0


def test_once_work_that_is_due_later_is_not_answered_by_the_letter(duty):
    plan = duty.task.plan
    later = make_duty(
        make_task(plan, schedule="once"),
        duty.agency,
        duty.period,
        due_on=duty.period.unit_due + timedelta(days=1),
    )
    record(duty, make_user("clerk", duty.agency))
    later.refresh_from_db()
    assert later.first_sent_on is None


def test_the_agency_cannot_date_the_arrival_back(duty):
    with pytest.raises(InvalidInput) as refused:
        record(
            duty,
            make_user("clerk", duty.agency),
            signed_on=date(2026, 6, 1),
            arrived_on=date(2026, 6, 1),
        )
    assert set(refused.value.problems) == {"arrived_on"}


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"number": " "}, {"number"}),
        ({"signed_on": TODAY + timedelta(days=1)}, {"signed_on", "arrived_on"}),
        ({"upload": files.upload(files.DOCX, "a.docx")}, {"file"}),
        ({"upload": files.upload(files.EXE)}, {"file"}),
    ],
)
def test_nonsense_is_refused(duty, said, fields):
    with pytest.raises(InvalidInput) as refused:
        record(duty, make_user("clerk", duty.agency), **said)
    assert set(refused.value.problems) == fields
    assert UnitReport.objects.count() == 0


def test_a_second_letter_for_the_period_is_refused(duty):
    clerk = make_user("clerk", duty.agency)
    record(duty, clerk)
    with pytest.raises(RuleBroken, match="45/BC-UBND"):
        record(duty, clerk, number="46/BC-UBND")


def test_viewers_strangers_and_past_clerks_do_not_record(duty):
    people = (
        make_user("viewer", duty.agency),
        make_user("clerk", make_agency()),
        make_user("clerk", duty.agency, valid_to=TODAY - timedelta(days=1)),
    )
    for person in people:
        with pytest.raises(NotAllowed):
            record(duty, person)


def test_a_closed_period_takes_no_letter(duty):
    duty.period.state = "closed"
    duty.period.save()
    with pytest.raises(PeriodClosed):
        record(duty, make_user("clerk", duty.agency))
