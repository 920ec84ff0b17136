"""A session ends without clicks, at its whole length, and when its owner ends it."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.accounts.letters import tell_owners
from agencies.models import SignIn
from agencies.tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PAGE = "sessions"


@pytest.fixture
def clock(clock):
    clock.at(NOW)
    return clock


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def person():
    user = make_user(username="an", email="an@snv.vn")
    user.set_password(PASSWORD)
    user.save()
    return user


def enter() -> Client:
    client = Client()
    data = {"username": "an", "password": PASSWORD}
    assert client.post(reverse("login"), data).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse(PAGE)).status_code == 200


def test_quarter_of_an_hour_without_a_click_ends_it(client, clock, person):
    client.force_login(person)
    clock.shift(minutes(14))
    assert is_in(client)
    clock.shift(minutes(14))
    assert is_in(client), "a click starts the time anew"
    clock.shift(minutes(15.1))
    assert not is_in(client)


def test_administrators_have_five_minutes(client, clock):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    clock.shift(minutes(4.9))
    assert is_in(client)
    clock.shift(minutes(5))
    assert not is_in(client)


def test_eight_hours_end_it_whatever_is_clicked(client, clock, person):
    client.force_login(person)
    for _ in range(47):
        clock.shift(minutes(10))
        assert is_in(client)
    clock.shift(minutes(10))
    assert not is_in(client)


def test_typing_counts_and_looking_does_not(client, clock, person):
    client.force_login(person)
    clock.shift(minutes(10))
    left = client.get(reverse("session_clock")).json()
    assert left == {"idle": 5 * 60, "whole": 470 * 60}
    left = client.post(reverse("session_clock")).json()
    assert left["idle"] == 15 * 60
    clock.shift(minutes(16))
    answer = client.get(reverse("session_clock"), headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_clicks_one_after_the_other_are_not_all_written(
    client, clock, person, django_assert_num_queries
):
    client.force_login(person)
    clock.shift(timedelta(seconds=5))
    with django_assert_num_queries(2):
        client.get(reverse("session_clock"))


def test_a_form_sent_too_late_comes_back_with_its_text(client, clock, person):
    client.force_login(person)
    clock.shift(minutes(20))
    text = "Đã họp với sáu thôn, lấy ý kiến về dự thảo hương ước."
    answer = client.post(reverse("tasks:directions"), {"text": text})
    assert answer.status_code == 401
    assert text in answer.content.decode()
    assert SignIn.objects.filter(ended_at=None).count() == 0


def test_every_page_of_a_session_says_how_much_is_left(client, person):
    client.force_login(person)
    page = client.get(reverse(PAGE)).content.decode()
    assert re.search(r'data-idle="(?:900|89\d)"', page)  # seconds go by
    assert "js/session" in page
    assert "data-session" not in Client().get(reverse("login")).content.decode()


def test_the_owner_sees_and_ends_one_session(person):
    here, there = enter(), enter()
    page = here.get(reverse(PAGE)).content.decode()
    assert page.count("· phiên này") == 1
    row = SignIn.objects.exclude(session_key=here.session.session_key).get()
    here.post(reverse("end_sessions"), {"session": row.pk})
    assert not is_in(there)
    assert is_in(here)


def test_nobody_ends_the_session_of_another(client, person):
    there = enter()
    client.force_login(make_user())
    client.post(reverse("end_sessions"), {"session": SignIn.objects.get().pk})
    assert is_in(there)


def test_all_others_end_also_such_as_no_list_knows(client, person):
    client.force_login(person)
    here = enter()
    here.post(reverse("end_sessions"))
    assert not is_in(client)
    assert is_in(here)
    assert here.get(reverse(PAGE)).content.decode().count("· phiên này") == 1
    tell_owners(now=timezone.now())
    assert "Các phiên đăng nhập đã kết thúc" in [each.subject for each in mail.outbox]


def test_a_changed_password_ends_other_sessions_and_is_told(person):
    here, there = enter(), enter()
    new = "Con-trau-7-sung-vang!"
    answer = here.post(
        reverse("password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert answer.status_code == 302
    assert is_in(here)
    assert not is_in(there)
    tell_owners(now=timezone.now())
    assert "Mật khẩu vừa được thay đổi" in [each.subject for each in mail.outbox]


def test_signing_out_is_kept(person):
    here = enter()
    here.post(reverse("logout"))
    assert SignIn.objects.get().ended_at is not None
