"""A sent duty is taken back by the agency's head until somebody at Sở opened it (A4)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import DutyNotOpen, NotAllowed, PeriodClosed
from tasks.duties.rounds import rounds_of
from tasks.models import Duty, DutyEvent, FigureValue
from tasks.review.deciding import (
    accept_duty,
    accept_many,
    note_opening,
    return_duty,
    senders_of,
)
from tasks.tests.factories import NOW, TODAY, make_figure
from tasks.work.correcting_entries import withdraw_entry
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty
from tasks.work.taking_back import opening_of, take_back
from tasks.work.tests.working import at_once

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
AGAIN = TODAY + timedelta(days=5)


@pytest.fixture
def reviewer(duty):
    return make_user("head", duty.period.plan.steering_agency)


@pytest.fixture
def sent(duty, officer, head):
    log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã họp dân.",
        progress="done", answers={make_figure(duty.task).pk: "5"}, **MOMENT,
    )  # fmt: skip
    submit_duty(duty=duty, actor=head, **MOMENT)
    return duty


def later(days):
    return {"today": TODAY + timedelta(days=days), "now": NOW + timedelta(days=days)}


def test_what_is_taken_back_is_as_if_it_had_not_been_sent(sent, head, officer):
    take_back(duty=sent, actor=head, **MOMENT)
    sent.refresh_from_db()
    assert (sent.state, sent.first_sent_on, sent.submitted_at) == ("open", None, None)
    assert rounds_of(sent)[0].answer == "Rút lại"
    entry = sent.entries.get()
    withdraw_entry(entry=entry, duty=sent, actor=officer, **later(1))
    assert not FigureValue.objects.filter(is_current=True).exists()
    log_progress(
        duties=[sent], author=officer, done_on=TODAY, text="Lại.", progress="done",
        **later(9),
    )  # fmt: skip
    submit_duty(duty=sent, actor=head, **later(10))
    sent.refresh_from_db()
    assert sent.first_sent_on == TODAY + timedelta(days=10)


def test_who_opens_it_is_noted_once_and_it_stays(sent, head, reviewer):
    note_opening(duty=sent, reader=head, **MOMENT)
    assert opening_of(sent) is None
    sent.refresh_from_db()
    for _ in range(2):
        note_opening(duty=sent, reader=reviewer, **MOMENT)
    assert opening_of(sent).actor == reviewer
    assert sent.events.filter(kind=DutyEvent.Kind.READ).count() == 1
    with pytest.raises(RuleBroken, match="đã mở xem lúc 09:30 ngày 10/06/2026"):
        take_back(duty=sent, actor=head, **MOMENT)


def test_a_new_round_begins_unread(sent, head, reviewer, officer):
    sent.refresh_from_db()
    note_opening(duty=sent, reader=reviewer, **MOMENT)
    return_duty(
        duty=sent,
        reason="Thiếu",
        new_due_on=AGAIN,
        earlier=True,
        day_off=True,
        actor=reviewer,
        **later(1),
    )
    log_progress(
        duties=[sent], author=officer, done_on=TODAY, text="Bổ sung.", progress="done",
        **later(1),
    )  # fmt: skip
    submit_duty(duty=sent, actor=head, **later(2))
    take_back(duty=sent, actor=head, **later(2))
    sent.refresh_from_db()
    assert (sent.state, sent.first_sent_on) == ("returned", TODAY)
    assert sent.submitted_at == NOW


def test_only_the_head_while_the_period_is_open(sent, officer, head, reviewer):
    with pytest.raises(NotAllowed):
        take_back(duty=sent, actor=officer, **MOMENT)
    sent.period.state, sent.period.closed_at = "closed", NOW
    sent.period.save()
    with pytest.raises(PeriodClosed):
        take_back(duty=sent, actor=head, **MOMENT)
    sent.period.state = "open"
    sent.period.save()
    sent.refresh_from_db()
    accept_duty(duty=sent, actor=reviewer, **MOMENT)
    with pytest.raises(DutyNotOpen):
        take_back(duty=sent, actor=head, **MOMENT)


def test_the_day_that_came_with_a_merger_stays(duty, officer, head):
    log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã họp.", progress="done",
        **MOMENT,
    )  # fmt: skip
    Duty.objects.filter(pk=duty.pk).update(first_sent_on=date(2026, 5, 1))
    submit_duty(duty=duty, actor=head, **MOMENT)
    take_back(duty=duty, actor=head, **MOMENT)
    duty.refresh_from_db()
    assert duty.first_sent_on == date(2026, 5, 1)


@pytest.mark.usefixtures("_inside_the_period")
def test_the_page_offers_it_until_it_is_opened(sent, head, reviewer, login):
    address = reverse("tasks:duty", args=[sent.pk])
    button = reverse("tasks:take_back", args=[sent.pk])
    assert button in login(head).get(address).content.decode()
    viewer = make_user("viewer", sent.period.plan.steering_agency)
    login(viewer).get(address)
    login(make_user("leader", make_agency())).get(address)
    assert opening_of(sent) is None
    login(reviewer).get(reverse("tasks:review_one", args=[sent.pk]))
    page = login(head).get(address).content.decode()
    assert button not in page
    assert "Sở Nội vụ đã mở xem lúc 09:30" in page


@pytest.mark.usefixtures("_inside_the_period")
@pytest.mark.parametrize("sent_with", ["prefetch", "prefetch;prerender"])
@pytest.mark.parametrize("page", ["duty", "review_one", "return"])
def test_what_a_browser_fetches_ahead_is_not_read(
    sent, reviewer, login, page, sent_with
):
    client, address = login(reviewer), reverse(f"tasks:{page}", args=[sent.pk])
    ahead = client.get(address, headers={"Sec-Purpose": sent_with})
    assert (ahead.status_code, ahead["Cache-Control"]) == (503, "no-store")
    assert opening_of(sent) is None
    assert client.get(address).status_code == 200
    assert opening_of(sent).actor == reviewer


def test_what_was_undone_opened_nothing_and_sent_nothing(sent, head, reviewer):
    sent.refresh_from_db()
    note_opening(duty=sent, reader=reviewer, **MOMENT)
    other = make_user("head", sent.agency)
    sent.events.create(
        kind="submitted", actor=other, effective_on=TODAY, recorded_at=NOW,
        voided_at=NOW,
    )  # fmt: skip
    sent.events.filter(kind="read").update(voided_at=NOW)
    assert opening_of(sent) is None
    assert senders_of([sent]) == {sent.pk: {head.pk}}


def test_who_accepts_many_has_opened_them(sent, reviewer):
    accept_many(duties=[sent], actor=reviewer, **MOMENT)
    assert opening_of(sent).actor == reviewer


@pytest.mark.usefixtures("_inside_the_period")
def test_one_press_takes_it_back(sent, head, login):
    login(head).post(reverse("tasks:take_back", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.state == "open"


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["accept", "return", "open"])
def test_taking_back_and_what_steering_does_meet_in_one_order(
    sent, head, reviewer, other
):
    sent.refresh_from_db()
    sent.period.plan.steering_agency  # noqa: B018 -- loaded before the threads
    calls = {
        "accept": lambda: accept_duty(duty=sent, actor=reviewer, **MOMENT),
        "return": lambda: return_duty(
            duty=sent,
            reason="Thiếu",
            new_due_on=AGAIN,
            earlier=True,
            day_off=True,
            actor=reviewer,
            **MOMENT,
        ),
        "open": lambda: note_opening(duty=sent, reader=reviewer, **MOMENT),
    }
    back, _ = at_once(lambda: take_back(duty=sent, actor=head, **MOMENT), calls[other])
    sent.refresh_from_db()
    after = {"accept": "accepted", "return": "returned", "open": "submitted"}[other]
    taken = not isinstance(back, type)
    assert sent.state == ("open" if taken else after)
    assert sent.events.filter(kind="taken_back").count() == taken
    assert (opening_of(sent) is not None) == (other in {"accept", "open"} and not taken)
