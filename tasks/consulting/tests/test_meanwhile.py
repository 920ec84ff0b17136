"""Whose comment is taken back; what becomes of an answer while the draft is published."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import transaction
from django.urls import reverse

from agencies.tests.factories import make_agency, make_membership, make_user
from tasks.consulting.asking import ask_opinions
from tasks.consulting.commenting import answer_comment, comment, withdraw_comment
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold_row
from tasks.models import DraftReply, Plan, PlanState
from tasks.tests.factories import NOW, TODAY, make_plan
from tasks.tests.pages import text_of
from tasks.tests.together import at_once, or_refusal

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
inside = pytest.mark.usefixtures("_inside_the_period")


def said_of(plan, person, *agencies, days=5):
    """Return what the person says of the plan after the agencies were asked."""
    ask_opinions(
        plan=plan, agencies=agencies, due_on=TODAY + timedelta(days=days),
        actor=make_user("officer", plan.steering_agency), **MOMENT,
    )  # fmt: skip
    return comment(row=plan, text="Lùi hạn", actor=person, **MOMENT)


@pytest.fixture
def plan():
    return make_plan(state=PlanState.DRAFT)


@inside
@pytest.mark.sqlite_too
def test_who_acts_for_two_agencies_takes_back_the_comment_of_either(login, plan):
    first, second = make_agency("Sở Một"), make_agency("Sở Hai")
    person = make_user("officer", first)
    early = said_of(plan, person, first)
    make_membership(person, second, role="officer")
    late = said_of(plan, person, second, days=9)
    assert early.invite.agency != late.invite.agency
    shown = text_of(login(person).get(reverse("tasks:plan_opinions", args=[plan.code])))
    for each in (early, late):
        assert reverse("tasks:withdraw_opinion", args=[each.pk]) in shown
        withdraw_comment(comment=each, actor=person, **MOMENT)
        each.refresh_from_db()
        assert each.withdrawn_at == NOW


def test_a_comment_of_a_third_agency_is_not_taken_back(plan):
    first, second = make_agency("Sở Một"), make_agency("Sở Hai")
    foreign = said_of(plan, make_user("officer", first), first)
    own = make_user("officer", second)
    said_of(plan, own, second, days=9)
    with pytest.raises(NotAllowed):
        withdraw_comment(comment=foreign, actor=own, **MOMENT)


@inside
def test_the_form_of_an_answer_says_that_the_consultation_is_over(login, plan):
    agency = make_agency()
    said = said_of(plan, make_user("officer", agency), agency)
    Plan.objects.filter(pk=plan.pk).update(state="running")
    client = login(make_user("officer", plan.steering_agency))
    address = reverse("tasks:answer_opinion", args=[said.pk])
    for headers in ({}, {"HX-Request": "true"}):
        shown = text_of(client.get(address, headers=headers))
        assert "việc lấy ý kiến đã xong" in shown
        assert "Lưu trả lời" not in shown


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_an_answer_waits_for_who_publishes_and_is_refused_then(plan):
    agency = make_agency()
    said = said_of(plan, make_user("officer", agency), agency)
    steering = make_user("officer", plan.steering_agency)
    is_held = Event()

    def publishing():
        with transaction.atomic():
            hold_row(Plan.objects, plan.pk)
            is_held.set()
            has_waited.wait(timeout=0.7)
            Plan.objects.filter(pk=plan.pk).update(state="running")

    def answering():
        is_held.wait(timeout=5)
        try:
            return answer_comment(
                comment=said, verdict="taken", text="Đã lùi", actor=steering, **MOMENT
            )
        finally:
            has_waited.set()

    has_waited = Event()
    _, answered = at_once(publishing, or_refusal(answering))
    assert isinstance(answered, InvalidInput)
    assert "việc lấy ý kiến đã xong" in answered.message
    assert not DraftReply.objects.exists()
