"""Whom the door sees: the visitor behind one proxy, never what a header claims."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import User
from kehoach.lib.addresses import bounded_place_of, visitor_of

PASSWORD = "Mat-khau-rat-dai-2026!"


@pytest.mark.parametrize(
    ("header", "seen"),
    [
        (None, "10.0.0.1"),
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1,203.0.113.9:51000", "203.0.113.9"),
        ("198.51.100.1, [2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, unknown", "10.0.0.1"),
        ("198.51.100.1, ", "10.0.0.1"),
        ("203.0.113.9\x00", "10.0.0.1"),
    ],
)
def test_the_visitor_is_the_rightmost_behind_a_proxy(header, seen):
    environ = {"REMOTE_ADDR": "10.0.0.1"}
    if header is not None:
        environ["HTTP_X_FORWARDED_FOR"] = header
    assert visitor_of(environ, behind_proxy=True) == seen
    assert visitor_of(environ, behind_proxy=False) == "10.0.0.1"


def test_a_socket_has_no_address_and_a_subscriber_has_many():
    assert visitor_of({"REMOTE_ADDR": ""}, behind_proxy=False) == ""
    assert (
        bounded_place_of("2001:db8::1")
        == bounded_place_of("2001:db8::ffff:2")
        != "2001:db8::1"
    )
    assert bounded_place_of("203.0.113.9") == "203.0.113.9"


def sign_in(client: Client, password: str, seen: str) -> int:
    data = {"username": "an", "password": password}
    return client.post(reverse("login"), data, HTTP_X_FORWARDED_FOR=seen).status_code


@pytest.fixture
def person(db) -> User:
    user = User(username="an", full_name="Nguyễn Thị An", email="an@snv.vn")
    user.set_password(PASSWORD)
    user.save()
    return user


def test_behind_the_proxy_a_stranger_locks_only_himself(settings, person):
    settings.BEHIND_PROXY = True
    for _ in range(6):
        sign_in(Client(), "sai", "198.51.100.66")
    assert sign_in(Client(), PASSWORD, "198.51.100.66") == 429
    assert sign_in(Client(), PASSWORD, "203.0.113.9") == 302


@pytest.mark.parametrize("behind", [True, False])
def test_a_forged_header_opens_nothing(settings, person, behind):
    settings.BEHIND_PROXY = behind
    real = "198.51.100.66"
    for number in range(6):
        sign_in(Client(REMOTE_ADDR=real), "sai", f"203.0.113.{number}, {real}")
    seen = f"203.0.113.99, {real}"
    assert sign_in(Client(REMOTE_ADDR=real), PASSWORD, seen) == 429
