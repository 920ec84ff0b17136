"""Channel and words are data of a step; each channel has its row and its letter."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.models import Membership
from agencies.tests.factories import make_user
from kehoach.testing.clock import Clock
from tasks.models import Notice, Reminder, Rung, Wording
from tasks.reminders import sending
from tasks.reminders.planning import plan_reminders, sweep_stuck
from tasks.reminders.previewing import would_get
from tasks.reminders.sending import run_reminders, send_letter
from tasks.reminders.tests.reminding import NOW, WEEK_BEFORE, clock, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock: Clock):
    clock.at(NOW)
    return make_cast()


def portal_step(cast: Any, **fields: Any) -> Rung:
    facts = {
        "schedule": "annual",
        "basis": "due",
        "offset_days": -7,
        "addressees": "officers",
        "channel": "portal",
    }
    return Rung.objects.create(plan=cast.plan, **facts | fields)


def run() -> Any:
    return run_reminders(today=WEEK_BEFORE, clock=clock)


def test_a_step_of_the_portal_hangs_a_notice_beside_the_letter(cast):
    portal_step(cast)
    assert run().sent == 2
    assert len(mail.outbox) == 1
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (cast.officer, "reminder")
    assert notice.text == f"Nhắc việc: 1 nhiệm vụ sắp đến hạn ({cast.task.code})"
    assert notice.address == f"/nhiem-vu/{cast.duty.pk}/"
    assert set(Reminder.objects.values_list("channel", "envelope__state")) == {
        ("email", "sent"),
        ("portal", "sent"),
    }
    assert run().sent == 0
    assert Notice.objects.count() == 1


def test_the_portal_reaches_who_has_no_address(cast):
    portal_step(cast)
    cast.officer.email = ""
    cast.officer.save()
    run()
    assert Notice.objects.get().person == cast.officer
    assert [letter.to for letter in mail.outbox] == [[cast.head.email]]


def test_a_crash_inside_the_marks_leaves_neither_notice_nor_mark(cast, monkeypatch):
    class Killed(BaseException):
        """The worker's process ends here."""

    def die(**_: object) -> None:
        raise Killed

    portal_step(cast)
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    send = partial(
        send_letter,
        person_id=cast.officer.pk,
        today=WEEK_BEFORE,
        now=NOW,
        channel="portal",
    )
    with monkeypatch.context() as patch:
        patch.setattr(sending, "mark_sent", die)
        with pytest.raises(Killed):
            send()
    assert not Notice.objects.exists()
    assert sweep_stuck(now=NOW + timedelta(hours=2)) == 1
    assert send().sent == 1
    assert Notice.objects.count() == 1


def test_a_notice_is_not_hung_for_rows_that_were_taken_away(cast, monkeypatch):
    portal_step(cast)
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    write = sending.write_letters

    def write_and_lose(**facts: Any) -> Any:
        found = write(**facts)
        sweep_stuck(now=NOW + timedelta(hours=2))
        return found

    monkeypatch.setattr(sending, "write_letters", write_and_lose)
    send_letter(person_id=cast.officer.pk, today=WEEK_BEFORE, now=NOW, channel="portal")
    assert not Notice.objects.exists()
    assert Reminder.objects.get(channel="portal").state == "planned"


def test_mail_that_is_down_does_not_hold_up_the_portal(cast, settings):
    portal_step(cast)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError):
        run()
    assert Notice.objects.count() == 1


def test_without_an_address_the_webhook_plans_nothing(cast, settings):
    portal_step(cast, channel="webhook")
    assert run().planned == 1
    settings.REMINDER_WEBHOOK_URL = "http://127.0.0.1:1/"
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == 1


def test_the_preview_names_the_channel(cast):
    portal_step(cast)
    mailed, hung = would_get(today=WEEK_BEFORE)
    assert hung.head == f"{mailed.head} · Thông báo trên Cổng"
    assert mailed.lines == hung.lines


def test_a_step_names_its_own_words(cast):
    Wording.objects.create(kind="coming", subject="Lời chung", opening="x")
    own = Wording.objects.create(
        kind="coming", name="Bảy ngày", subject="Còn bảy ngày", opening="y"
    )
    cast.plan.rungs.filter(offset_days=-7).update(wording=own)
    run()
    assert mail.outbox[0].subject == "Còn bảy ngày"
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(kind="coming", subject="Hai", opening="x")


def test_who_leaves_hands_the_rows_to_who_stays_and_who_follows(cast):
    """Nothing is orphaned: the row is dropped, the successor is told of the step."""
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    Membership.objects.filter(user=cast.officer).update(
        valid_to=WEEK_BEFORE - timedelta(days=1)
    )
    follower = make_user("officer", cast.agency)
    assert run().sent == 1
    assert [letter.to for letter in mail.outbox] == [[follower.email]]
    rows = Reminder.objects.order_by("pk").values_list("person_id", "envelope__state")
    assert list(rows) == [(cast.officer.pk, "dropped"), (follower.pk, "sent")]


def test_a_delegate_is_addressed_like_the_head_while_it_holds(cast):
    """Delegation is a dated membership as head (agencies/authority)."""
    Membership.objects.filter(user__in=[cast.officer, cast.head]).delete()
    deputy = make_user(
        "head",
        cast.agency,
    )
    Membership.objects.filter(user=deputy).update(valid_to=WEEK_BEFORE)
    run()
    assert [letter.to for letter in mail.outbox] == [[deputy.email]]


@pytest.fixture
def admin(login):
    return login(make_user(is_staff=True, is_superuser=True))


def form_of(rung: Rung, **fields: Any) -> dict[str, Any]:
    facts = {
        "plan": rung.plan_id,
        "schedule": rung.schedule,
        "basis": rung.basis,
        "offset_days": rung.offset_days,
        "day_kind": rung.day_kind,
        "addressees": rung.addressees,
        "channel": rung.channel,
        "is_active": "on",
    }
    return facts | fields


def test_a_used_step_is_switched_off_and_neither_moved_nor_deleted(cast, admin):
    plan_reminders(today=WEEK_BEFORE, now=NOW)
    rung = Reminder.objects.get().rung
    page = reverse("admin:tasks_rung_change", args=[rung.pk])
    said = admin.post(page, form_of(rung, offset_days=-5)).content.decode()
    assert "Mốc này đã dùng để nhắc nên không đổi được số ngày" in said
    delete = reverse("admin:tasks_rung_delete", args=[rung.pk])
    assert admin.post(delete, {"post": "yes"}).status_code == 403
    admin.post(page, {k: v for k, v in form_of(rung).items() if k != "is_active"})
    rung.refresh_from_db()
    assert (rung.offset_days, rung.is_active) == (-7, False)


def test_an_unused_step_may_move_and_the_webhook_needs_an_address(cast, admin):
    rung = cast.plan.rungs.get(schedule="annual", offset_days=-30)
    page = reverse("admin:tasks_rung_change", args=[rung.pk])
    admin.post(page, form_of(rung, offset_days=-20))
    rung.refresh_from_db()
    assert rung.offset_days == -20
    said = admin.post(page, form_of(rung, channel="webhook")).content.decode()
    assert "chưa khai điểm nhận" in said
    listed = admin.get(reverse("admin:tasks_rung_changelist")).content.decode()
    assert "trước 20 ngày" in listed


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_list_of_steps_costs_the_same(
    cast, admin, item_count, django_assert_max_num_queries
):
    for number in range(item_count):
        portal_step(cast, offset_days=-number)
    with django_assert_max_num_queries(12):
        admin.get(reverse("admin:tasks_rung_changelist"))
