"""The queue of Sở Nội vụ: first what the reader may decide, last what others decide."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models.authority import roles_of
from agencies.tests.factories import make_agency, make_user
from tasks.models import Duty, DutyEvent
from tasks.review.deciding import senders_of, why_not_accept
from tasks.review.page_queue import queue_page
from tasks.review.queue import waiting
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_duty, make_period, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.at_any_hour]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def steering():
    return make_agency("Sở Nội vụ", code="so-noi-vu")


@pytest.fixture
def period(today, steering):
    return make_period(
        make_plan(steering),
        year=today.year,
        data_from=today - timedelta(days=300),
        data_to=today + timedelta(days=10),
        unit_due=today + timedelta(days=12),
    )


@pytest.fixture
def officer(period, steering, client):
    user = make_user("officer", steering)
    client.force_login(user)
    return user


def event(duty, kind, actor, minute=0):
    return DutyEvent.objects.create(
        duty=duty,
        kind=kind,
        from_state="open",
        to_state="submitted",
        actor=actor,
        effective_on=timezone.localdate(),
        recorded_at=timezone.now() + timedelta(minutes=minute),
    )


def sent(period, by=None, **fields):
    """Return a duty sent today, by its agency's head unless another is named."""
    duty = make_duty(period=period, **fields)
    sender = by or make_user("head", duty.agency)
    Duty.objects.filter(pk=duty.pk).update(
        state="submitted",
        progress="done",
        first_sent_on=timezone.localdate(),
        submitted_by=sender,
        submitted_at=timezone.now(),
    )
    event(duty, "submitted", sender)
    duty.refresh_from_db()
    return duty


def queue(client, **asked):
    return client.get(plan_page("tasks:review"), asked)


def test_what_the_reader_may_not_accept_comes_last(client, period, steering, officer):
    own, mine = sent(period, agency=steering), sent(period, by=officer)
    clean = sent(period)
    page = queue(client)
    lines = page.context["lines"]
    assert [line.duty for line in lines] == [clean, own, mine]
    assert [bool(line.barred) for line in lines] == [False, True, True]
    text = page.content.decode()
    first = reverse("tasks:review_one", args=[clean.pk])
    assert f'href="{first}" data-hotkey="j n"' in text
    assert text.count('name="duty"') == 1
    assert text.count("Người khác tiếp nhận") == 1
    assert "Do thủ trưởng, cấp phó không phải người gửi tiếp nhận" in text


def test_its_own_duties_stand_among_the_others_for_the_head(client, period, steering):
    clean, own = sent(period), sent(period, agency=steering)
    client.force_login(make_user("head", steering))
    lines = queue(client).context["lines"]
    assert [line.duty for line in lines] == [own, clean]
    assert not any(line.barred for line in lines)


def test_only_own_duties_leave_nothing_to_tick(client, period, steering, officer):
    sent(period, agency=steering)
    page = queue(client).content.decode()
    assert "data-check-all" not in page
    assert "data-hotkey" not in page


@pytest.mark.parametrize("role", ["officer", "head"])
def test_the_queue_and_the_rule_agree(period, steering, today, role):
    user, other = make_user(role, steering), make_user("head", steering)
    again = sent(period)
    event(again, "submitted", user, -3)
    event(again, "returned", other, -2)
    earlier = sent(period)
    event(earlier, "submitted", user, -1)
    for agency in (None, steering):
        sent(period, agency=agency, by=user)
        sent(period, agency=agency, by=other)
    rows = list(waiting(period, user, today))
    senders, roles = senders_of(rows), roles_of(user, today)
    refused = {
        row.pk
        for row in rows
        if why_not_accept(row, user, roles, senders[row.pk], today)
    }
    assert {row.pk for row in rows if row.barred} == refused
    assert earlier.pk in refused
    assert again.pk not in refused


def test_the_walk_passes_by_what_others_decide(client, period, steering, officer):
    own, clean = sent(period, agency=steering), sent(period)
    page = client.get(reverse("tasks:review_one", args=[clean.pk]))
    assert (page.context["place"].number, page.context["place"].count) == (1, 1)
    assert page.context["after_url"] == ""
    stray = client.get(reverse("tasks:review_one", args=[own.pk]))
    assert stray.context["after_url"].startswith(f"/tiep-nhan/{clean.pk}/")
    assert "decide-bar" in stray.content.decode()
    assert stray.content.decode().count(reverse("tasks:accept", args=[own.pk])) == 0


def test_no_link_of_the_queue_ends_in_a_bare_question_mark(client, period, officer):
    sent(period)
    assert not re.search(r'(?:href|action)="[^"]*\?"', queue(client).content.decode())


def test_a_page_holds_as_many_rows_as_asked(client, period, officer):
    task = make_task(period.plan)
    for number in range(21):
        sent(period, task=task, agency=make_agency(f"UBND xã {number}"))
    assert len(queue(client).context["lines"]) == 20
    assert len(queue(client, page=2).context["lines"]) == 1
    assert len(queue(client, **{"moi-trang": "50"}).context["lines"]) == 21
    assert len(queue(client, **{"moi-trang": "9999"}).context["lines"]) == 20


def test_all_that_wait_are_put_in_order_by_key_alone(client, period, officer):
    """Words, counts and names are read for the rows of the page."""
    duties = [sent(period) for _ in range(5)]
    rows = waiting(period, officer, timezone.localdate())
    with CaptureQueriesContext(connection) as seen:
        page = queue_page(rows, 2, "2")
        found = list(page)
    assert found == duties[2:4]
    assert (page.paginator.count, page.paginator.num_pages) == (5, 3)
    assert [row.last_text for row in found] == [None, None]
    assert len(seen) == 2
    put_in_order = seen[1]["sql"].split(" IN (SELECT ")[-1]
    assert "LIMIT 2" in put_in_order
    assert '"short_title"' not in put_in_order
    assert '"tasks_progressentry"' not in put_in_order


def test_accepting_a_row_goes_on_at_the_next(client, period, officer):
    first, second = sent(period), sent(period)
    page, at = queue(client).content.decode(), plan_page("tasks:review")
    assert f'name="next" value="{at}#n{second.pk}"' in page
    data = {"next": ["/tiep-nhan/", f"/tiep-nhan/#n{second.pk}"]}
    answer = client.post(reverse("tasks:accept", args=[first.pk]), data)
    assert answer.url == f"/tiep-nhan/#n{second.pk}"


def test_who_gives_up_a_return_goes_back_where_they_were(client, period, officer):
    url = reverse("tasks:return", args=[sent(period).pk])
    kept = client.get(url, {"next": "/tiep-nhan/?loc=tre"}).content.decode()
    assert '<a class="btn" href="/tiep-nhan/?loc=tre">Hủy' in kept
    for hostile in ("javascript:alert(1)", "https://evil.example/"):
        assert hostile not in client.get(url, {"next": hostile}).content.decode()


def test_an_emptied_filter_offers_the_rest(client, period, officer):
    sent(period)
    page = queue(client, q="không có", **{"moi-trang": "50"}).content.decode()
    assert f'href="{plan_page("tasks:review")}?moi-trang=50">Bỏ lọc' in page


def test_the_queue_prints_its_rows_without_what_is_pressed(client, period, officer):
    sent(period)
    page = queue(client).content.decode()
    assert 'class="keep-on-paper"' in page
    for pressed in ("bulk-bar", "tight flow-pick", "queue-acts flow-wide"):
        assert f'class="{pressed} no-print"' in page
