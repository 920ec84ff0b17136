"""Power cuts, two administrators at once, and undoing."""

import pytest
from django.db import transaction

from agencies.models import Agency, Membership, Reorganisation
from agencies.tests.factories import make_user
from tasks.duties.errors import InvalidInput
from tasks.models import Duty, DutyEvent, Envelope, Reminder, Rung
from tasks.moving.duties_side import DutiesSide
from tasks.reorganising import apply_event, obstacles_to_undo, undo_event
from tasks.reorganising.tests.reorganising import (
    LATER,
    communes,
    log,
    make_event,
    merge,
    plan_successor,
    run,
)
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.together import at_once

pytestmark = pytest.mark.django_db


def test_a_power_cut_in_the_middle_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    duty = make_duty(make_task(plan), a, make_period(plan))
    event = merge(a, new=c)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(DutiesSide, "drop_reminders", cut)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        apply_event(event=event, actor=None, digest=None, today=TODAY, now=NOW)
    a.refresh_from_db()
    event.refresh_from_db()
    duty.refresh_from_db()
    assert (a.valid_to, event.state, duty.state) == (None, "draft", "open")
    assert not event.changes.exists()


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_at_once_one_applies() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    make_duty(make_task(plan), a, make_period(plan))
    event = merge(a, new=c)

    def attempt() -> str:
        try:
            apply_event(event=event, actor=None, digest=None, today=TODAY, now=NOW)
        except InvalidInput as error:
            return error.message
        return "applied"

    said = sorted(at_once(*[attempt] * 2))
    assert said[0] == "Sự kiện đã áp dụng, không áp dụng được nữa."
    assert said[1] == "applied"
    assert Duty.objects.live().count() == 1


def test_undo_says_who_worked_since() -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    make_duty(make_task(plan), a, make_period(plan))
    event = merge(a, new=c)
    run(event)
    heir = Duty.objects.get(agency=c)
    entry = log(heir, "Đơn vị mới làm tiếp", now=LATER)
    (said,) = obstacles_to_undo(event=Reorganisation.objects.get(pk=event.pk))
    assert said == f"{entry.author} đã ghi nhật ký {heir}."
    with pytest.raises(InvalidInput, match="Không hoàn tác được nữa"):
        undo_event(event=event, actor=None, today=TODAY, now=LATER)
    assert Duty.objects.get(agency=c).state == "open"


def test_undo_brings_everything_back() -> None:
    a, b, _ = communes("A", "B", "C")
    plan = make_plan()
    duty = make_duty(make_task(plan), a, make_period(plan))
    log(duty, "Việc của A")
    officer = make_user("officer", a)
    event = make_event()
    plan_successor(event, a, b, code="xa-moi")
    run(event)
    undo_event(event=event, actor=None, today=TODAY, now=LATER)
    duty.refresh_from_db()
    event.refresh_from_db()
    assert (duty.state, duty.carried_to, event.state) == ("open", None, "undone")
    assert not Agency.objects.filter(code="xa-moi").exists()
    assert Membership.objects.get(user=officer).valid_to is None
    assert duty.entries.count() == 1
    voided = DutyEvent.objects.filter(duty=duty, voided_at=LATER)
    assert [e.kind for e in voided] == ["transferred"]
    with pytest.raises(InvalidInput):
        undo_event(event=event, actor=None, today=TODAY, now=LATER)


@pytest.mark.parametrize("state", ["planned", "sent"])
def test_undo_lets_dropped_reminders_wait_again(state: str) -> None:
    a, c = communes("A", "C")
    plan = make_plan()
    duty = make_duty(make_task(plan), a, make_period(plan))
    rung = Rung.objects.create(
        plan=plan, schedule="annual", basis="due", offset_days=-7, addressees="officers"
    )
    person = make_user("officer", a)
    envelope = Envelope.objects.create(person=person, planned_at=NOW)
    row = Reminder.objects.create(
        duty=duty, person=person, rung=rung, occasion=TODAY, envelope=envelope
    )
    event = merge(a, new=c)
    run(event)
    assert Reminder.objects.get().state == "dropped"
    Envelope.objects.update(state=state, sent_at=NOW)  # the rest of its letter
    undo_event(event=event, actor=None, today=TODAY, now=LATER)
    row.refresh_from_db()
    assert (row.state, row.problem) == ("planned", "")
    assert (row.envelope == envelope) == (state == "planned")
