"""Accounts fall asleep after a warning and wake by a link that works once."""

import re
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from agencies.accounts.falling_asleep import (
    LINK_EVERY,
    password_was_set,
    reopen,
    reopen_by_link,
    reopening_link,
    reopening_tokens,
    send_reopening,
    sleep_accounts,
)
from agencies.accounts.forgotten import send_password_link
from agencies.accounts.states import AccountState, state_case, state_of
from agencies.jobs import run_asked
from agencies.jobs import send_password_link_job as password_job
from agencies.jobs import sleep_accounts_job as job
from agencies.models import AccountEvent, User
from agencies.tests.asking import asked_jobs
from agencies.tests.factories import PASSWORD, make_agency, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAY = timedelta(days=1)


def person(seen=None, **fields):
    user = make_user("officer", make_agency(), **fields)
    user.set_password(PASSWORD)
    user.date_joined = NOW - 400 * DAY
    user.last_login = seen
    user.save()
    return user


def run(at=NOW, days=45):
    done = sleep_accounts(now=at, days=days)
    return done.warned, done.slept


def asleep(**fields):
    user = person(NOW - 60 * DAY, **fields)
    User.objects.filter(pk=user.pk).update(slept_at=NOW - DAY)
    user.refresh_from_db()
    return user


def path_of(link):
    return "/" + link.split("/", 3)[3]


def sign_in(client, user):
    said = {"username": user.username, "password": PASSWORD}
    return client.post(reverse("login"), said)


def test_an_account_is_warned_a_week_before_it_sleeps():
    user = person(NOW - 38 * DAY)
    person(NOW - 37 * DAY)
    assert run() == (1, 0)
    assert mail.outbox[0].to == [user.email]
    assert "17/06/2026" in mail.outbox[0].body
    assert run(NOW + DAY) == (1, 0)
    assert run(NOW + 6 * DAY) == (0, 0)
    assert run(NOW + 7 * DAY) == (0, 1)
    user.refresh_from_db()
    assert user.slept_at == NOW + 7 * DAY
    assert user.is_active
    kinds = AccountEvent.objects.filter(user=user).values_list("kind", flat=True)
    assert sorted(kinds) == ["slept", "warned"]


def test_a_job_that_was_silent_for_months_still_warns_first():
    person(NOW - 300 * DAY)
    assert run() == (1, 0)
    assert "17/06/2026" in mail.outbox[0].body
    assert run(NOW + 3 * DAY) == (0, 0)
    assert run(NOW + 8 * DAY) == (0, 1)


def test_signing_in_after_the_warning_starts_the_days_anew():
    user = person(NOW - 40 * DAY)
    assert run() == (1, 0)
    User.objects.filter(pk=user.pk).update(last_login=NOW + DAY)
    assert run(NOW + 20 * DAY) == (0, 0)
    assert run(NOW + 40 * DAY) == (1, 0)
    assert run(NOW + 47 * DAY) == (0, 1)


def test_who_cannot_be_reached_or_never_came_in_does_not_sleep():
    person(None, email="")
    person(None, is_active=False)
    make_user()
    assert run() == (0, 0)
    assert run(NOW, 0) == (0, 0)


def test_mail_that_is_down_warns_nobody_and_lets_nobody_sleep(monkeypatch):
    person(NOW - 100 * DAY)

    class Down:
        def send_messages(self, letters):
            return 0

    monkeypatch.setattr("agencies.accounts.falling_asleep.get_connection", Down)
    assert run() == (0, 0)
    assert run(NOW + 30 * DAY) == (0, 0)


def test_one_administrator_always_gets_in():
    first = person(NOW - 90 * DAY, is_superuser=True)
    person(NOW - 95 * DAY, is_superuser=True)
    assert run() == (2, 0)
    assert run(NOW + 8 * DAY) == (0, 1)
    assert run(NOW + 90 * DAY) == (0, 0)
    first.refresh_from_db()
    assert first.slept_at is None


def test_a_sleeping_account_meets_the_words_of_a_wrong_password(client):
    user = asleep()
    wrong = client.post(
        reverse("login"), {"username": user.username, "password": "sai"}
    )
    right = sign_in(client, user)
    assert right.status_code == 200

    def plain(page):
        return re.sub(r'value="[^"]*"|"[A-Za-z0-9]{64}"', "", page.content.decode())

    assert plain(right) == plain(wrong)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["nobody", "awake", "asleep", "waiting", "locked"])
def test_asking_says_the_same_to_everybody(client, who):
    user = {
        "nobody": lambda: User(email="khong-co@a.vn"),
        "awake": lambda: person(NOW),
        "asleep": asleep,
        "waiting": make_user,
        "locked": lambda: asleep(is_active=False),
    }[who]()
    answer = client.post(reverse("reopen"), {"email": user.email.upper()}, follow=True)
    assert answer.redirect_chain == [(reverse("reopen_sent"), 302)]
    assert str(user.email) not in answer.content.decode()
    assert mail.outbox == []
    run_asked()
    assert len(mail.outbox) == (who in {"asleep", "waiting"})


def test_the_link_asks_for_a_press_and_works_once(client):
    user = asleep()
    assert send_reopening(email=user.email, now=NOW)
    path = path_of(re.search(r"http\S+", mail.outbox[0].body)[0])
    assert "Mở lại tài khoản" in client.get(path).content.decode()
    user.refresh_from_db()
    assert user.slept_at is not None
    assert client.post(path)["Location"] == reverse("login")
    assert sign_in(client, user).status_code == 302
    client.logout()
    User.objects.filter(pk=user.pk).update(slept_at=NOW + 60 * DAY)
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    user.refresh_from_db()
    assert user.slept_at is not None


def test_of_two_links_the_first_used_ends_both():
    user = asleep()
    tokens = [reopening_tokens.make_token(user) for _ in range(2)]
    assert reopen_by_link(user=user, token=tokens[1], now=NOW)
    assert not reopen_by_link(user=user, token=tokens[0], now=NOW)
    assert AccountEvent.objects.filter(kind="woken").count() == 1


def test_links_are_rationed():
    user = asleep()
    assert send_reopening(email=user.email, now=NOW)
    assert not send_reopening(email=user.email, now=NOW + timedelta(minutes=9))
    assert send_reopening(email=user.email, now=NOW + LINK_EVERY)


def test_an_expired_link_says_what_to_do(client, clock):
    user = asleep()
    clock.at(NOW)
    path = path_of(reopening_link(user))
    clock.at(NOW + 2 * DAY)
    assert client.get(path).status_code == 200
    clock.at(NOW + 4 * DAY)
    page = client.post(path)
    assert page.status_code == 410
    assert reverse("reopen") in page.content.decode()


@pytest.mark.parametrize(
    "change", [{"email": "khac@a.vn"}, {"is_active": False}, {"slept_at": None}]
)
def test_a_link_dies_when_the_account_changed_meanwhile(change):
    user = asleep()
    token = reopening_tokens.make_token(user)
    User.objects.filter(pk=user.pk).update(**change)
    assert not reopen_by_link(user=user, token=token, now=NOW)


@pytest.mark.parametrize("uid", ["x", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAx", "____"])
def test_addresses_made_up_are_refused(client, uid):
    url = reverse("reopen_confirm", args=[uid, "abc-def"])
    assert client.get(url).status_code == 410


def test_a_forgotten_password_wakes_too_and_the_first_link_can_be_lost(client):
    user, waiting = asleep(), make_user()
    for each in (user, waiting):
        password_job(email=each.email)
        path = path_of(re.search(r"http\S+", mail.outbox[-1].body)[0])
        page = client.get(path, follow=True)
        form = page.redirect_chain[-1][0]
        said = {"new_password1": PASSWORD, "new_password2": PASSWORD}
        assert client.post(form, said).status_code == 302
        each.refresh_from_db()
        assert state_of(each) == AccountState.ACTIVE
        assert client.get(path).status_code == 200
        assert "không còn dùng được" in client.get(path).content.decode()
        assert sign_in(client, each).status_code == 302
        client.logout()


def test_asking_for_a_password_does_the_same_work_for_everybody(
    client, django_assert_num_queries
):
    """Whose e-mail it is, is looked up by the job; the page only writes the job down."""
    emails = [person(NOW).email, "khong.ai@a.vn"]
    for email in emails:
        with django_assert_num_queries(1):
            answer = client.post(reverse("password_reset"), {"email": email})
        assert answer.url == reverse("password_reset_done")
    job = "agencies.send_password_link"
    assert asked_jobs() == [(job, {"email": email}) for email in emails]
    assert mail.outbox == []


def test_a_password_link_goes_once_in_ten_minutes_and_to_nobody_else():
    user = person(NOW)
    assert send_password_link(email=f" {user.email.upper()} ", now=NOW)
    assert not send_password_link(email=user.email, now=NOW + timedelta(minutes=9))
    assert send_password_link(email=user.email, now=NOW + LINK_EVERY)
    gone = person(NOW, is_active=False)
    for email in ("khong.ai@a.vn", "", gone.email):
        assert not send_password_link(email=email, now=NOW)
    assert [letter.to for letter in mail.outbox] == [[user.email]] * 2
    events = AccountEvent.objects.filter(user=user).values_list("kind", flat=True)
    assert list(events) == ["reset", "reset"]


def test_a_weak_first_password_is_refused_with_the_rule(client):
    user = make_user()
    password_job(email=user.email)
    path = path_of(re.search(r"http\S+", mail.outbox[-1].body)[0])
    form = client.get(path, follow=True).redirect_chain[-1][0]
    for weak in ("Ngan-1!", "matkhaurat-dai-2026"):
        page = client.post(form, {"new_password1": weak, "new_password2": weak})
        assert page.status_code == 200
        words = page.content.decode()
        for rule in ("Ít nhất 14 ký tự", "Có chữ hoa", "Có ký tự đặc biệt"):
            assert rule in words
    user.refresh_from_db()
    assert state_of(user) == AccountState.WAITING


def test_an_administrator_wakes_by_hand():
    user, admin = asleep(), make_user(is_superuser=True)
    assert reopen(user=user, actor=admin, now=NOW)
    assert not reopen(user=user, actor=admin, now=NOW)
    assert AccountEvent.objects.get().actor == admin


def test_setting_a_password_counts_as_being_seen():
    user = person(NOW - 100 * DAY)
    password_was_set(user=user, now=NOW - DAY)
    assert run() == (0, 0)


def test_the_state_is_the_same_in_python_and_in_sql():
    asleep()
    asleep(is_active=False)
    make_user()
    person(NOW)
    found = User.objects.annotate(state=state_case())
    assert len({each.state for each in found}) == 4
    for each in found:
        assert each.state == state_of(each).value


def test_the_job_runs_every_day_by_default():
    call_command("seed_schedules", verbosity=0)
    row = PeriodicTask.objects.get(task=job.name)
    assert (row.enabled, row.crontab.day_of_week) == (True, "*")
    job()


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_wake_once():
    user = asleep()
    token = reopening_tokens.make_token(user)
    woken = []

    def press():
        try:
            woken.append(reopen_by_link(user=user, token=token, now=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(woken) == [False, False, False, True]
