"""Preparing and sending: who may, what must be there, what the first sending fixes."""

from datetime import timedelta

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import DutyNotOpen, Incomplete, NotAllowed, PeriodClosed
from tasks.evidence.keeping import attach_evidence, quarantine
from tasks.evidence.tests import files
from tasks.models import Duty
from tasks.models.status import Standing, standing_of
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure, make_task
from tasks.work.at_head import prepare_duty
from tasks.work.logging import log_progress
from tasks.work.sending import (
    NO_ENTRY,
    NO_EVIDENCE,
    NOT_SAID_READY,
    missing_by_duty,
    missing_for_sending,
    submit_duty,
    submit_ready,
)

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}


def log(duty, author, **said):
    """Log a finished piece of work of today unless told otherwise."""
    said = {"text": "Đã làm.", "progress": "done", "done_on": TODAY} | said
    return log_progress(duties=[duty], author=author, **said, **MOMENT)


def test_a_duty_is_prepared_by_the_officer_and_sent_by_the_head(duty, officer, head):
    log(duty, officer)
    prepare_duty(duty=duty, actor=officer, **MOMENT)
    duty.refresh_from_db()
    assert (duty.state, duty.first_sent_on) == ("prepared", None)
    submit_duty(duty=duty, actor=head, **MOMENT)
    duty.refresh_from_db()
    assert (duty.state, duty.first_sent_on) == ("submitted", TODAY)
    assert (duty.submitted_by, duty.submitted_at) == (head, NOW)
    events = duty.events.values_list("kind", "from_state", "to_state", "actor")
    assert list(events) == [
        ("prepared", "open", "prepared", officer.pk),
        ("submitted", "prepared", "submitted", head.pk),
    ]


def test_an_officer_sends_only_where_one_step_is_set(duty, officer):
    log(duty, officer)
    with pytest.raises(NotAllowed):
        submit_duty(duty=duty, actor=officer, **MOMENT)
    duty.agency.one_step = True
    duty.agency.save()
    submit_duty(duty=duty, actor=officer, **MOMENT)
    duty.refresh_from_db()
    assert duty.state == "submitted"


def test_strangers_and_past_heads_have_no_power(duty, officer):
    log(duty, officer)
    stranger = make_user("head", make_agency())
    left = make_user("head", duty.agency, valid_to=TODAY - timedelta(days=1))
    sleeping = make_user("head", duty.agency, is_active=False)
    for person in (stranger, left, sleeping):
        with pytest.raises(NotAllowed):
            submit_duty(duty=duty, actor=person, **MOMENT)
        with pytest.raises(NotAllowed):
            submit_ready(agency=duty.agency, period=duty.period, actor=person, **MOMENT)
        with pytest.raises(NotAllowed):
            prepare_duty(duty=duty, actor=person, **MOMENT)


def test_what_is_missing_is_listed(head, duty):
    task = make_task(duty.task.plan, evidence_required=True)
    make_figure(task, label="Số lớp", required=True)
    make_figure(task, label="Số thôn", required=True, only_for=["so"])
    make_figure(task, label="Tùy chọn")
    row = make_duty(task, duty.agency, duty.period)
    missing = [NO_ENTRY, "Chưa có số liệu: Số lớp", NO_EVIDENCE]
    assert missing_for_sending(row) == missing
    with pytest.raises(Incomplete) as refused:
        submit_duty(duty=row, actor=head, **MOMENT)
    assert refused.value.missing == missing


def test_zero_is_an_answer_and_quarantined_proof_is_none(duty, officer):
    task = make_task(duty.task.plan, evidence_required=True)
    figure = make_figure(task, required=True)
    row = make_duty(task, duty.agency, duty.period)
    log(row, officer, answers={figure.pk: "0"})
    proof = attach_evidence(
        duties=[row],
        actor=officer,
        subject="Ảnh",
        upload=files.upload(),
        confirmed_open=True,
        **MOMENT,
    )
    assert missing_for_sending(row) == []
    steering = make_user("head", duty.task.plan.steering_agency)
    quarantine(evidence=proof, actor=steering, reason="Mật", **MOMENT)
    assert missing_for_sending(row) == [NO_EVIDENCE]


def test_nothing_to_report_needs_no_proof(duty, officer):
    task = make_task(duty.task.plan, evidence_required=True)
    row = make_duty(task, duty.agency, duty.period)
    log(row, officer, text="", nothing_to_report=True, progress="not_started")
    row.refresh_from_db()
    assert missing_for_sending(row) == []


def test_the_first_sending_counts(duty, officer, head):
    log(duty, officer)
    submit_duty(duty=duty, actor=head, **MOMENT)
    duty.refresh_from_db()
    duty.state, duty.return_due_on = "returned", TODAY + timedelta(days=5)
    duty.save()
    later = {"today": TODAY + timedelta(days=3), "now": NOW + timedelta(days=3)}
    prepare_duty(duty=duty, actor=officer, **later)
    duty.refresh_from_db()
    assert standing_of(duty, later["today"]) == Standing.RETURNED_READY
    submit_duty(duty=duty, actor=head, **later)
    duty.refresh_from_db()
    assert duty.first_sent_on == TODAY
    assert duty.submitted_at == later["now"]


def test_nothing_is_sent_twice_or_after_closing(duty, officer, head):
    log(duty, officer)
    submit_duty(duty=duty, actor=head, **MOMENT)
    with pytest.raises(DutyNotOpen):
        submit_duty(duty=duty, actor=head, **MOMENT)
    Duty.objects.filter(pk=duty.pk).update(state="open")
    duty.period.state = "closed"
    duty.period.save()
    with pytest.raises(PeriodClosed):
        submit_duty(duty=duty, actor=head, **MOMENT)


def test_everything_ready_is_sent_and_the_rest_is_explained(duty, officer, head):
    plan, agency, period = duty.task.plan, duty.agency, duty.period
    begun, silent, prepared = (
        make_duty(make_task(plan), agency, period) for _ in range(3)
    )
    foreign = make_duty(duty.task, make_agency(), period)
    log(foreign, make_user("officer", foreign.agency))
    log(duty, officer)
    log(begun, officer, progress="in_progress")
    log(prepared, officer, progress="in_progress")
    prepare_duty(duty=prepared, actor=officer, **MOMENT)
    result = submit_ready(agency=agency, period=period, actor=head, **MOMENT)
    assert {row.pk for row in result.sent} == {duty.pk, prepared.pk}
    assert {row.pk: why for row, why in result.missing} == {
        begun.pk: [NOT_SAID_READY],
        silent.pk: [NO_ENTRY],
    }
    states = dict(Duty.objects.values_list("pk", "state"))
    assert states == {
        duty.pk: "submitted",
        prepared.pk: "submitted",
        begun.pk: "open",
        silent.pk: "open",
        foreign.pk: "open",
    }
    assert duty.events.filter(kind="submitted").count() == 1


def test_when_the_period_is_over_begun_work_is_sent_too(duty, officer, head):
    log(duty, officer, progress="in_progress")
    result = submit_ready(
        agency=duty.agency,
        period=duty.period,
        actor=head,
        today=duty.period.data_to,
        now=NOW,
    )
    assert [row.pk for row in result.sent] == [duty.pk]


def test_missing_costs_the_same_for_one_and_for_three(duty, django_assert_num_queries):
    more = [
        make_duty(make_task(duty.task.plan), duty.agency, duty.period) for _ in range(2)
    ]
    for rows in ([duty], [duty, *more]):
        with django_assert_num_queries(3):
            missing_by_duty(rows)
