"""Who steers a plan changes from a day on, by a document, whichever way it is asked."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from lxml import html

from agencies.tests.factories import make_agency, make_user
from tasks.changing import obstacles_to_undo_change, undo_change
from tasks.changing.checking import change_problems
from tasks.changing.tests.changing import ON, apply, drafted, opened
from tasks.changing.tests.undoing import exact
from tasks.duties.plan_then import plan_on
from tasks.models import Notice, Plan, PlanChange, PlanState, WordVersion
from tasks.reorganising.tests.reorganising import LATER, merge, run
from tasks.tests.factories import TODAY, make_assignment, make_plan, make_task
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
EVE = ON - timedelta(days=1)


@pytest.fixture
def plan():
    task = make_task(make_plan(make_agency("Sở Cũ")), "IV.5.1")
    make_assignment(task, make_agency("Sở Tài chính"))
    opened(task)
    return task.plan


@pytest.fixture
def heir():
    return make_agency("Sở Mới")


def handed(plan, heir, on=ON):
    """Return the draft by which the agency steers the plan from the day on."""
    return drafted(plan, (plan, {"steering_agency_id": heir.pk}), on=on)


def edited_in_admin(client, plan, **typed):
    """Press «Lưu» on the plan's form in the admin, other values as they stand."""
    client.force_login(make_user(is_superuser=True, is_staff=True))
    address = reverse("admin:tasks_plan_change", args=[plan.pk])
    page = html.fromstring(client.get(address).content.decode())
    form = page.get_element_by_id("plan_form")
    kept = {n: v for n, v in form.form_values() if n and not n.startswith("_")}
    return client.post(address, kept | typed)


def test_the_admin_leads_to_a_draft_and_saves_the_rest(client, plan, heir):
    answer = edited_in_admin(client, plan, steering_agency=heir.pk, filed_at="VT, CCHC")
    draft = PlanChange.objects.get()
    assert answer["Location"] == f"/dieu-chinh/{draft.pk}/"
    assert draft.lines.get().after == {"steering_agency_id": heir.pk}
    plan.refresh_from_db()
    assert plan.steering_agency.name == "Sở Cũ"
    assert plan.filed_at == "VT, CCHC"
    page = text_of(client.get(answer["Location"]))
    assert "Sở Cũ" in page
    assert "Sở Mới" in page


def test_a_published_plan_is_no_draft_again(client, plan):
    answer = edited_in_admin(client, plan, state=PlanState.DRAFT)
    wrong = html.fromstring(answer.content.decode()).find_class("field-state")[0]
    assert wrong.find_class("errorlist")
    plan.refresh_from_db()
    assert plan.state == PlanState.RUNNING
    edited_in_admin(client, plan, state=PlanState.OVER)
    plan.refresh_from_db()
    assert plan.state == PlanState.OVER


def test_a_published_plan_waits_without_duties_and_a_draft_does_not(client, heir):
    published = make_plan(make_agency("Sở Cũ"))
    edited_in_admin(client, published, steering_agency=heir.pk)
    assert PlanChange.objects.count() == 1
    entered = make_plan(published.steering_agency, state=PlanState.DRAFT)
    edited_in_admin(client, entered, steering_agency=heir.pk)
    entered.refresh_from_db()
    assert entered.steering_agency == heir


def test_the_form_of_the_plan_offers_who_is_there_on_the_day(client, plan, heir):
    gone = make_agency("Sở Đã Giải thể", valid_to=date(2025, 1, 1))
    client.force_login(make_user("officer", plan.steering_agency))
    page = client.get(f"/dieu-chinh/ke-hoach/{plan.pk}/")
    offered = page.context["form"].fields["steering_agency"].queryset
    assert {heir, plan.steering_agency} <= set(offered)
    assert gone not in offered


def test_rights_and_papers_follow_from_the_day_on(client, plan, heir):
    before, review = plan.steering_agency, f"/ke-hoach/{plan.code}/tiep-nhan/"
    old, new = (make_user("head", agency) for agency in (before, heir))

    def may(person):
        client.force_login(person)
        return client.get(review).status_code == 200

    assert (may(old), may(new)) == (True, False)
    apply(handed(plan, heir))
    assert (may(old), may(new)) == (False, True)
    plan = Plan.objects.get()
    assert plan_on(plan, EVE).steering_agency == before
    assert plan_on(plan, ON).steering_agency == plan.steering_agency == heir
    assert not WordVersion.objects.exists()  # it is called as before
    told = Notice.objects.filter(person__in=(old, new)).values_list("text", flat=True)
    assert len(told) == 2
    assert all("Sở Mới theo dõi, tổng hợp" in text for text in told)


def test_words_change_along_and_all_is_undone_exactly(plan, heir):
    values = {"steering_agency_id": heir.pk, "title": "Về việc khác"}
    exact(drafted(plan, (plan, values)))
    apply(drafted(plan, (plan, values)))
    assert plan_on(Plan.objects.get(), EVE).title == plan.title


def test_a_reorganisation_still_moves_it_and_stands_before_undoing(plan, heir):
    draft, third = handed(plan, heir), make_agency("Sở Ba")
    before = plan.steering_agency
    apply(draft)
    after = ON + timedelta(days=9)
    run(merge(heir, new=third, on=after), now=LATER)
    plan = Plan.objects.get()
    days = EVE, ON, after - timedelta(days=1), after
    steered = [plan_on(plan, day).steering_agency for day in days]
    assert steered == [before, heir, heir, third]
    assert obstacles_to_undo_change(change=PlanChange.objects.get())


def test_the_day_and_the_agency_must_be_right(plan, heir):
    apply(handed(plan, heir))
    gone = make_agency("Sở Đã Giải thể", valid_to=date(2025, 1, 1))
    draft = handed(Plan.objects.get(), gone, on=EVE)
    said = " ".join(change_problems(change=draft, today=TODAY))
    assert "Sở Đã Giải thể không hoạt động ngày 31/05/2026" in said
    assert "theo dõi, tổng hợp kế hoạch từ 01/06/2026" in said


def test_after_undoing_nobody_ever_steered_but_who_does(plan, heir):
    draft = handed(plan, heir)
    apply(draft)
    draft.refresh_from_db()
    undo_change(change=draft, actor=draft.created_by, today=TODAY, now=LATER)
    plan = Plan.objects.get()
    assert plan.steering_agency.name == "Sở Cũ"
    assert plan_on(plan, EVE).steering_agency == plan.steering_agency
