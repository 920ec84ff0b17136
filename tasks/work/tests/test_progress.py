"""Logging progress: the entry, the figures, the heartbeat and what is refused."""

import unicodedata
from datetime import date, timedelta

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import (
    DutyNotOpen,
    InvalidInput,
    NotAllowed,
    PeriodClosed,
    StaleVersion,
)
from tasks.evidence.attaching import AttachedDocument
from tasks.evidence.papers import Papers
from tasks.figures.answers import field_name
from tasks.models import ProgressEntry
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.work.at_head import prepare_duty
from tasks.work.sending import submit_duty
from tasks.work.tests.working import log, problems

pytestmark = pytest.mark.django_db


def test_an_entry_moves_progress_and_version(duty, officer):
    entry = log(duty, officer, progress="done")
    duty.refresh_from_db()
    assert (duty.state, duty.progress, duty.version) == ("open", "done", 2)
    assert duty.last_entry_on == TODAY
    assert duty.heartbeat_on is None
    assert list(entry.duties.all()) == [duty]
    assert (entry.agency, entry.period) == (duty.agency, duty.period)


def test_text_is_kept_composed_and_a_leading_equals_sign_stays(duty, officer):
    typed = unicodedata.normalize("NFD", "=Họp thôn Phú Hòa")
    entry = log(duty, officer, text=typed)
    entry.refresh_from_db()
    assert entry.text == "=Họp thôn Phú Hòa"
    assert unicodedata.is_normalized("NFC", entry.text)


def test_one_entry_serves_several_duties(duty, officer):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    entry = log(duty, officer, duties=[duty, other], progress="done")
    assert set(entry.duties.all()) == {duty, other}
    assert ProgressEntry.objects.count() == 1
    other.refresh_from_db()
    assert (other.progress, other.version) == ("done", 2)


def test_duties_of_two_agencies_do_not_share_an_entry(duty, officer):
    other = make_duty(duty.task, make_agency(), duty.period)
    with pytest.raises(InvalidInput, match="cùng một đơn vị"):
        log(duty, officer, duties=[duty, other])


def test_ongoing_heartbeat_counts_from_the_latest_day(officer, duty):
    task = make_task(duty.task.plan, schedule="ongoing", heartbeat_days=92)
    ongoing = make_duty(task, duty.agency, duty.period)
    log(ongoing, officer, done_on=date(2026, 5, 1))
    log(ongoing, officer, done_on=date(2026, 3, 1))
    ongoing.refresh_from_db()
    assert ongoing.last_entry_on == date(2026, 5, 1)
    assert ongoing.heartbeat_on == date(2026, 5, 1) + timedelta(days=92)


def test_undated_once_duty_has_a_heartbeat_and_a_dated_one_has_not(duty, officer):
    plan = duty.task.plan
    undated = make_duty(
        make_task(plan, schedule="once"), duty.agency, duty.period, due_on=None
    )
    dated = make_duty(make_task(plan, schedule="once"), duty.agency, duty.period)
    log(undated, officer, duties=[undated, dated])
    undated.refresh_from_db()
    dated.refresh_from_db()
    assert undated.heartbeat_on == TODAY + timedelta(days=92)
    assert dated.heartbeat_on is None


def test_nothing_to_report_needs_no_text(duty, officer):
    entry = log(duty, officer, text=" ", nothing_to_report=True, progress="not_started")
    duty.refresh_from_db()
    assert duty.nothing_to_report
    assert entry.text == "Không phát sinh trong kỳ."


def test_empty_text_is_refused(duty, officer):
    assert set(problems(log, duty, officer, text="  ")) == {"text"}


def test_the_future_is_refused(duty, officer):
    tomorrow = TODAY + timedelta(days=1)
    assert set(problems(log, duty, officer, done_on=tomorrow)) == {"done_on"}


def test_a_day_after_the_data_day_belongs_to_the_next_period(duty, officer):
    """After the data day the form is still open; a later day is not taken silently."""
    late = {"done_on": date(2026, 12, 15), "today": date(2026, 12, 16)}
    found = problems(log, duty, officer, **late)
    assert found["done_on"].startswith(
        "Kỳ này chốt số liệu ngày 14/12/2026; ngày 15/12/2026 thuộc kỳ sau."
    )
    found = problems(log, duty, officer, **late, reason="Ghi luôn")
    assert "ghi ở kỳ sau" in found["done_on"]
    assert log(duty, officer, **late | {"done_on": date(2026, 12, 14)})


def test_everything_wrong_is_said_at_once(duty, officer):
    whole = make_figure(duty.task)
    found = problems(
        log,
        duty,
        officer,
        text=" ",
        done_on=TODAY + timedelta(days=1),
        answers={whole.pk: "13o"},
        papers=Papers(AttachedDocument(subject="Báo cáo", issued_on=date(2026, 6, 11))),
    )
    figure = field_name(whole.pk)
    assert set(found) == {"text", "done_on", figure, "number", "issued_on"}
    assert not ProgressEntry.objects.exists()


def test_a_day_before_the_period_needs_a_reason(duty, officer):
    early = date(2025, 12, 14)
    assert set(problems(log, duty, officer, done_on=early)) == {"done_on", "reason"}
    entry = log(duty, officer, done_on=early, reason="Ghi bổ sung sổ tay")
    assert entry.correction_reason == "Ghi bổ sung sổ tay"


def test_any_edit_takes_the_duty_back_from_the_head(duty, officer):
    log(duty, officer)
    prepare_duty(duty=duty, actor=officer, today=TODAY, now=NOW)
    log(duty, officer)
    duty.refresh_from_db()
    assert duty.state == "open"
    kinds = list(duty.events.values_list("kind", "from_state", "to_state"))
    assert kinds == [
        ("prepared", "open", "prepared"),
        ("reopened", "prepared", "open"),
    ]


def test_a_returned_duty_goes_back_to_returned_when_edited_after_preparing(
    duty, officer
):
    log(duty, officer)
    duty.state, duty.return_due_on, duty.first_sent_on = "returned", TODAY, TODAY
    duty.save()
    prepare_duty(duty=duty, actor=officer, today=TODAY, now=NOW)
    log(duty, officer)
    duty.refresh_from_db()
    assert duty.state == "returned"


def test_two_officers_saving_the_same_duty(duty, officer):
    colleague = make_user("officer", duty.agency, full_name="Trần Thị Bích")
    seen = duty.version
    log(duty, colleague, version=seen)
    with pytest.raises(StaleVersion, match=r"Trần Thị Bích đã lưu .* 09:30 ngày 10/06"):
        log(duty, officer, version=seen)
    assert ProgressEntry.objects.count() == 1
    log(duty, officer, version=seen + 1)
    assert ProgressEntry.objects.count() == 2


def test_sent_duties_are_not_logged(duty, officer):
    log(duty, officer)
    head = make_user("head", duty.agency)
    submit_duty(duty=duty, actor=head, today=TODAY, now=NOW)
    with pytest.raises(DutyNotOpen):
        log(duty, officer)


def test_a_closed_period_is_read_only_unless_the_duty_was_reopened(duty, officer):
    duty.period.state = "closed"
    duty.period.save()
    with pytest.raises(PeriodClosed):
        log(duty, officer)
    duty.reopened_until = TODAY
    duty.save()
    assert log(duty, officer).period == duty.period
    duty.reopened_until = TODAY - timedelta(days=1)
    duty.save()
    with pytest.raises(PeriodClosed):
        log(duty, officer)


def test_a_once_duty_of_a_closed_period_goes_on_in_the_open_one():
    plan = make_plan()
    old = make_period(plan, 2025, state="closed")
    new = make_period(plan, 2026)
    duty = make_duty(make_task(plan, schedule="once"), period=old)
    entry = log(duty, make_user("officer", duty.agency))
    assert entry.period == new


@pytest.mark.parametrize("role", ["viewer", "clerk"])
def test_readers_do_not_write(duty, role):
    with pytest.raises(NotAllowed):
        log(duty, make_user(role, duty.agency))


def test_other_agencies_and_past_members_do_not_write(duty):
    stranger = make_user("head", make_agency())
    left = make_user("officer", duty.agency, valid_to=TODAY - timedelta(days=1))
    for person in (stranger, left):
        with pytest.raises(NotAllowed):
            log(duty, person)
    last_day = make_user("officer", duty.agency, valid_to=TODAY)
    assert log(duty, last_day).author == last_day
