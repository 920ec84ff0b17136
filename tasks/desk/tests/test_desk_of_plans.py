"""The desk over all plans: fifty rows a page, and what it says counts all of them."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.desk.page import build_desk
from tasks.desk.page_steps import Hands
from tasks.desk.shown import rows_over_all
from tasks.desk.tally import (
    by_urgency,
    counted_by_group,
    order_for,
    placed,
    tally_of,
    tally_over_all,
)
from tasks.models import Duty
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import said, text_of
from tasks.work.logging import log_progress

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]
ROW = re.compile(r'id="dong-(\d+)"')
#: Most queries of the desk, over all plans and of one.
MOST = 12


@pytest.fixture
def plans(duty):
    """Return the plan of the duty and two more, each with its period."""
    more = [make_plan(make_agency(), short_title=f"Kế hoạch {n}") for n in (2, 3)]
    found = [(duty.task.plan, duty.period)]
    return found + [(plan, make_period(plan, duty.period.year)) for plan in more]


def owe(plans, agency, number, **fields):
    """Let the agency owe so many tasks of each plan, with a day of its own each."""
    return [
        make_duty(
            make_task(plan), agency, period, due_on=TODAY + timedelta(days=n), **fields
        )
        for n in range(number)
        for plan, period in plans
    ]


def desk(client, agency, **asked):
    return client.get(reverse("tasks:desk", args=[agency.code]), asked)


def sentence(answer):
    return "".join(part.text for part in answer.context["says"])


def some_of_every_kind(plans, agency, officer):
    """Create duties in every state, with and without days, asked for or owed."""
    days = (-3, 0, 7, 8, None)
    sent = {"first_sent_on": TODAY, "submitted_at": NOW}
    states = {
        "open": {},
        "prepared": {},
        "returned": {"return_due_on": TODAY, **sent},
        "submitted": sent,
        "accepted": {"accepted_on": TODAY, **sent},
        "letter": {"state": "open", "first_sent_on": TODAY},
    }
    kinds = product(states.items(), days, (True, False))
    for number, ((state, fields), day, asked) in enumerate(kinds):
        plan, period = plans[number % len(plans)]
        make_duty(
            make_task(plan), agency, period,
            due_on=None if day is None else TODAY + timedelta(days=day),
            is_requested=asked,
            holder=officer if number % 4 else None,
            **{"state": state} | fields,
        )  # fmt: skip


@pytest.mark.parametrize("sends", [True, False])
def test_the_database_puts_rows_into_groups_as_the_page_does(
    plans, duty, officer, sends
):
    some_of_every_kind(plans, duty.agency, officer)
    order = order_for(sends=sends)
    rows = placed(rows_over_all(duty.agency, TODAY), TODAY, order)
    read = list(by_urgency(rows).for_page().select_related("period__plan"))
    whole = build_desk(duties=read, period=None, today=TODAY, hands=Hands(sends=sends))
    python = [
        (group.code, line.duty.pk) for group in whole.groups for line in group.lines
    ]
    assert python == [(order[row.place], row.pk) for row in read]
    counts = counted_by_group(rows, TODAY, order, officer.pk)
    ours, theirs = tally_over_all(counts), tally_of(whole.lines, TODAY)
    for name in ("binding", "asked", "late", "waiting", "owed", "sent", "first_day"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert (
        sum(each.own for each in counts) == Duty.objects.filter(holder=officer).count()
    )


def test_fifty_rows_stand_on_a_page_and_every_row_on_one(login, plans, duty, officer):
    owe(plans, duty.agency, 40)
    client, seen = login(officer), []
    answer = desk(client, duty.agency)
    assert sentence(answer) == (
        "Còn 121 việc của 3 kế hoạch, việc gần nhất hạn chót hôm nay."
    )
    for page in (1, 2, 3):
        rows = ROW.findall(text_of(desk(client, duty.agency, page=page)))
        assert len(rows) <= 50
        seen += rows
    assert sorted(map(int, seen)) == sorted(Duty.objects.values_list("pk", flat=True))
    days = [Duty.objects.get(pk=pk).due_on for pk in seen]
    assert days == sorted(days)


def test_a_link_to_a_row_shows_the_page_that_has_it(login, plans, duty, officer):
    rows = owe(plans, duty.agency, 40)
    last = rows[-1]
    client = login(officer)
    assert f'id="dong-{last.pk}"' not in text_of(desk(client, duty.agency))
    page = text_of(desk(client, duty.agency, viec=last.pk))
    assert f'id="dong-{last.pk}"' in page
    assert f'href="?viec={rows[0].pk}#dong-{rows[0].pk}"' in page
    assert desk(client, duty.agency, viec="la", page="nhieu").status_code == 200


def test_each_plan_is_a_chip_and_many_stand_in_one_list(login, duty, officer):
    many = [make_plan(make_agency(), short_title=f"Kế hoạch {n}") for n in range(9)]
    for plan in many:
        make_duty(make_task(plan), duty.agency, make_period(plan, duty.period.year))
    answer = desk(login(officer), duty.agency)
    assert len(answer.context["plans"].chips) == 6
    page = text_of(answer)
    for plan in (duty.task.plan, *many):
        assert plan.short_title in page
        assert plan.code in page
    assert "4 kế hoạch khác" in page


@pytest.mark.parametrize("of_one", [False, True])
def test_the_desk_asks_little_for_any_number_of_rows(
    login, plans, duty, officer, of_one, django_assert_max_num_queries
):
    owe(plans, duty.agency, 1)
    client = login(officer)
    asked = {"ke-hoach": duty.task.plan.code} if of_one else {}
    desk(client, duty.agency, **asked)
    with django_assert_max_num_queries(MOST) as few:
        desk(client, duty.agency, **asked)
    owe(plans, duty.agency, 30)
    with django_assert_max_num_queries(len(few)):
        desk(client, duty.agency, **asked)


def test_saving_on_the_desk_of_all_plans_counts_all_of_them(
    login, plans, duty, officer
):
    owe(plans, duty.agency, 2)
    url = reverse("tasks:log_in_place", args=[duty.pk])
    headers = {"HX-Request": "true", "X-Over-All": "1"}
    page = text_of(login(officer).post(url, said(duty), headers=headers))
    assert "7 việc</a> của 3 kế hoạch" in page
    assert f'<span class="chip">{duty.task.plan.short_title}</span>' in page
    alone = text_of(login(officer).get(url, headers={"HX-Request": "true"}))
    assert "chip" not in alone


def test_a_chip_keeps_rows_of_all_plans(login, plans, duty, officer):
    owe(plans, duty.agency, 3)
    mine = owe(plans, duty.agency, 1, holder=officer)
    answer = desk(login(officer), duty.agency, loc="toi")
    rows = ROW.findall(text_of(answer))
    assert set(map(int, rows)) == {row.pk for row in mine}
    chips = [(chip["label"], chip["number"]) for chip in answer.context["chips"]]
    assert chips == [("Tất cả", 13), ("Việc của tôi", 3)]


def test_the_desk_of_one_plan_of_several_says_so(login, plans, duty, officer):
    owe(plans, duty.agency, 2)
    answer = desk(login(officer), duty.agency, **{"ke-hoach": duty.task.plan.code})
    assert sentence(answer).startswith("Còn 3 việc của kế hoạch này")
    url = reverse("tasks:log_in_place", args=[duty.pk])
    saved = login(officer).post(url, said(duty), headers={"HX-Request": "true"})
    assert "3 việc</a> của kế hoạch này" in text_of(saved)
    head = make_user("head", duty.agency)
    Duty.objects.update(state="prepared")
    said_to_head = sentence(desk(login(head), duty.agency))
    assert said_to_head == "7 việc của 3 kế hoạch chờ anh/chị xem và gửi."


def ready(plans, agency, officer):
    """Let the agency have one complete duty of each plan, put before its head."""
    rows = owe(plans, agency, 1)
    for row in rows:
        log_progress(
            duties=[row], author=officer, done_on=TODAY, text="Đã làm.",
            progress="done", today=TODAY, now=NOW,
        )  # fmt: skip
    Duty.objects.filter(pk__in=[row.pk for row in rows]).update(state="prepared")
    return rows


def test_the_head_sends_of_one_plan_or_of_all_and_the_page_says_which(
    login, plans, duty, officer, head
):
    rows = ready(plans, duty.agency, officer)
    url = reverse("tasks:send_ready", args=[duty.agency.code])
    page = text_of(login(head).get(url))
    assert "3 nhiệm vụ của 3 kế hoạch chờ anh/chị xem" in page
    for plan, _ in plans:
        assert f"?ke-hoach={plan.code}" in page
    of_one = text_of(login(head).get(url, {"ke-hoach": plans[1][0].code}))
    assert f"1 nhiệm vụ của {plans[1][0].short_title} chờ anh/chị xem" in of_one
    send = reverse("tasks:submit_ready", args=[duty.agency.code])
    chosen = {"chon": "1", "duty": [row.pk for row in rows[:2]]}
    seen = [f"{row.pk}-{Duty.objects.get(pk=row.pk).version}" for row in rows]
    answer = login(head).post(send, chosen | {"seen": seen}, follow=True)
    sent = Duty.objects.filter(state="submitted")
    assert set(sent) == set(rows[:2])
    assert "Đã gửi 2, rút lại được" in text_of(answer)
    assert "1 nhiệm vụ chờ anh/chị xem" in text_of(answer)


def test_who_may_not_send_sends_nothing_of_any_plan(login, plans, duty, officer):
    rows = ready(plans, duty.agency, officer)
    url = reverse("tasks:send_ready", args=[duty.agency.code])
    assert login(officer).get(url).status_code == 403
    send = reverse("tasks:submit_ready", args=[duty.agency.code])
    login(officer).post(send, {"chon": "1", "duty": [row.pk for row in rows]})
    assert not Duty.objects.filter(state="submitted").exists()


def test_the_page_before_sending_costs_the_same_for_any_number_of_plans(
    login, plans, duty, officer, head, django_assert_max_num_queries
):
    ready(plans[:1], duty.agency, officer)
    url, client = reverse("tasks:send_ready", args=[duty.agency.code]), login(head)
    client.get(url)
    with django_assert_max_num_queries(40) as one:
        client.get(url)
    for _ in range(2):
        ready(plans, duty.agency, officer)
    with django_assert_max_num_queries(len(one)):
        client.get(url)


def test_who_steers_one_plan_reads_on_another_agencys_desk_that_plan_alone(
    plans, duty, login
):
    """One duty that this person sees opened the desk with the rows of every plan."""
    rows = owe(plans, duty.agency, 1)
    (mine, _), (other, _), _ = plans
    client = login(make_user("officer", mine.steering_agency))
    address = reverse("tasks:desk", args=[duty.agency.code])
    page = text_of(client.get(address))
    shown = set(map(int, ROW.findall(page)))
    assert shown == {duty.pk, *(row.pk for row in rows if row.task.plan == mine)}
    assert other.short_title not in page[page.index("<main") :]
    assert client.get(f"{address}?ke-hoach={other.code}").status_code == 404
    results = reverse("reporting:agency_results", args=[duty.agency.code])
    assert client.get(f"{results}?ke-hoach={other.code}").status_code == 404
    card = text_of(client.get(reverse("tasks:agency", args=[duty.agency.code])))
    assert other.short_title not in card[card.index("<main") :]
