"""Notices: who is told what, once per call, and the badges that count."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.difficulties.handling import answer_difficulty, raise_difficulty
from tasks.models import Duty, Notice
from tasks.notices.telling import NOTICE_KEPT_DAYS, mark_read, sweep_notices
from tasks.review.deciding import accept_many, return_duty
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY, make_duty, make_task
from tasks.tests.pages import text_of
from tasks.work.extensions import extend_agency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}


@pytest.fixture
def reviewer(duty):
    return make_user("officer", duty.period.plan.steering_agency)


def send(*duties):
    Duty.objects.filter(pk__in=[duty.pk for duty in duties]).update(
        state="submitted", first_sent_on=TODAY, submitted_at=NOW
    )


def told(person):
    return list(person.notices.values_list("kind", "text", "address"))


def test_a_return_tells_those_who_write_and_nobody_else(duty, officer, head, reviewer):
    viewer, stranger = (
        make_user("viewer", duty.agency),
        make_user("head", make_agency()),
    )
    send(duty)
    return_duty(
        duty=duty,
        reason="Thiếu\nsố liệu.",
        new_due_on=TODAY + timedelta(days=7),
        earlier=True,
        day_off=True,
        actor=reviewer,
        **MOMENT,
    )
    task = f"{duty.task.code} {duty.task.short_title}"
    text = f"Sở Nội vụ yêu cầu bổ sung {task}: Thiếu số liệu."
    expected = [("returned", text, f"/nhiem-vu/{duty.pk}/")]
    assert told(officer) == told(head) == expected
    assert told(viewer) == told(stranger) == told(reviewer) == []


def test_a_long_title_leaves_room_for_what_is_asked(duty, officer, reviewer):
    duty.task.short_title = ("Rà soát, sắp xếp, " * 20)[:250]
    duty.task.save()
    send(duty)
    reason = "Thiếu số liệu của ba thôn; gửi lại kèm danh sách có xác nhận của xã."
    return_duty(
        duty=duty, reason=reason, new_due_on=TODAY + timedelta(days=7), earlier=True,
        day_off=True, actor=reviewer, **MOMENT,
    )  # fmt: skip
    [(_, text, _)] = told(officer)
    assert text.startswith(f"Sở Nội vụ yêu cầu bổ sung {duty.task.code} Rà soát,")
    assert text.endswith(f"…: {reason}")
    assert len(text) <= 300


def test_a_bulk_acceptance_is_one_notice_per_agency(duty, officer, reviewer):
    more = [
        make_duty(make_task(duty.task.plan), duty.agency, duty.period) for _ in range(6)
    ]
    send(duty, *more)
    accept_many(duties=[duty, *more], actor=reviewer, **MOMENT)
    [(kind, text, address)] = told(officer)
    assert kind == "accepted"
    assert text.endswith(" và 2 nhiệm vụ khác")
    assert address == f"/don-vi/{duty.agency.code}/"


@pytest.mark.parametrize("units", [1, 3])
def test_telling_costs_the_same_for_one_and_for_three(duty, reviewer, units):
    duties = [make_duty(duty.task, make_agency(), duty.period) for _ in range(units)]
    for each in duties:
        make_user("officer", each.agency)
    send(*duties)
    with CaptureQueriesContext(connection) as seen:
        accept_many(duties=duties, actor=reviewer, **MOMENT)
    about = [q["sql"] for q in seen if "notice" in q["sql"]]
    assert len(about) == 1
    assert Notice.objects.count() == units


def test_extension_and_answer_are_told(duty, officer, reviewer):
    extend_agency(
        agency=duty.agency,
        period=duty.period,
        new_due_on=TODAY + timedelta(days=300),
        reason="Bão lũ",
        actor=reviewer,
        **MOMENT,
    )
    difficulty = raise_difficulty(
        agency=duty.agency,
        period=duty.period,
        text="Thiếu người",
        actor=officer,
        **MOMENT,
    )
    answer_difficulty(
        difficulty=difficulty, answer="Đã bố trí.", actor=reviewer, **MOMENT
    )
    assert [kind for kind, _, _ in told(officer)] == ["answered", "extended"]
    assert told(officer)[0][2] == f"/vuong-mac/#vuong-mac-{difficulty.pk}"


def note(person, **fields):
    return Notice.objects.create(
        person=person, kind="accepted", text="Đã tiếp nhận III.1",
        **{"created_at": NOW, "address": "/nhiem-vu/", **fields},
    )  # fmt: skip


def test_opening_marks_read_and_goes_there(login, officer):
    one, other = note(officer), note(officer)
    client = login(officer)
    page = client.get(reverse("tasks:notices"))
    assert "Đã tiếp nhận III.1" in text_of(page)
    assert page.context["unread"]() == 2
    gone = client.post(reverse("tasks:notice", args=[one.pk]))
    assert gone.url == "/nhiem-vu/"
    unread = client.get(reverse("tasks:notices"), {"loc": "chua-doc"})
    assert list(unread.context["page"]) == [other]
    client.post(reverse("tasks:notices_read"))
    assert not Notice.objects.filter(read_at=None).exists()


def test_nobody_opens_or_reads_the_notices_of_others(login, officer):
    mine = note(make_user("officer", make_agency()))
    client = login(officer)
    assert client.post(reverse("tasks:notice", args=[mine.pk])).status_code == 404
    assert client.post(reverse("tasks:notices_read")).status_code == 302
    mine.refresh_from_db()
    assert mine.read_at is None


def test_an_address_never_leads_away(login, officer):
    notice = note(officer, address="https://evil.example/")
    gone = login(officer).post(reverse("tasks:notice", args=[notice.pk]))
    assert gone.url == reverse("tasks:notices")


def test_old_ones_are_swept_and_marking_is_counted(officer):
    note(officer, created_at=NOW - timedelta(days=NOTICE_KEPT_DAYS + 1))
    kept = note(officer)
    assert sweep_notices(now=NOW) == 1
    assert list(Notice.objects.all()) == [kept]
    assert mark_read(person=officer, now=NOW) == 1
    assert mark_read(person=officer, now=NOW) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(login, officer, rows):
    for _ in range(rows):
        note(officer)
    client = login(officer)
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("tasks:notices"))
    assert len(seen) == 5, [q["sql"][:80] for q in seen]


def test_badges_count_what_waits(login, duty, officer, reviewer):
    send(duty)
    nav = login(reviewer).get(reverse("tasks:notices")).context["nav_items"]
    badges = {item["url"]: item["badge"] for item in nav}
    assert badges[plan_page("/tiep-nhan/")] == 1
    assert badges["/nhiem-vu/"] == 0
    Duty.objects.filter(pk=duty.pk).update(
        state="returned", return_due_on=TODAY + timedelta(days=3)
    )
    nav = login(officer).get(reverse("tasks:notices")).context["nav_items"]
    assert {item["url"]: item["badge"] for item in nav}["/nhiem-vu/"] == 1
