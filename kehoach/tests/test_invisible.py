"""What nobody sees on the screen keeps nothing from matching."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agencies.accounts.forgotten import send_password_link
from agencies.models import User
from agencies.tests.factories import make_agency, make_user
from kehoach.lib.text import name_key, search_text

pytestmark = pytest.mark.django_db
MARKS = "\u200b\u200e\u00ad\u202c\u2060"
PASSWORD = "Mot-mat-khau-2026!"


@pytest.fixture
def person():
    user = make_user("officer", make_agency(), email="hoa@khanhhoa.gov.vn")
    user.username = user.email
    user.set_password(PASSWORD)
    user.save()
    return user


def test_a_name_with_marks_signs_in_and_is_locked_as_the_name_itself(client, person):
    page = client.post(
        reverse("login"),
        {"username": f"{MARKS}hoa@{MARKS}khanhhoa.gov.vn\u200b", "password": PASSWORD},
    )
    assert page.status_code == 302
    client.post(reverse("logout"))
    for mark in MARKS:
        client.post(
            reverse("login"), {"username": f"{person.email}{mark}", "password": "sai"}
        )
    page = client.post(
        reverse("login"), {"username": person.email, "password": PASSWORD}
    )
    assert page.status_code == 429 or b"5" in page.content
    assert "_auth_user_id" not in client.session


def test_a_password_stays_as_it_is_typed(client, person):
    page = client.post(
        reverse("login"), {"username": person.email, "password": f"{PASSWORD}\u200b"}
    )
    assert page.status_code == 200


def test_a_link_goes_to_the_address_without_its_marks(client, person):
    now = timezone.now()
    send_password_link(email=f"hoa@khanhhoa.gov.vn{MARKS}", now=now)
    assert [letter.to for letter in mail.outbox] == [[person.email]]


def test_a_search_finds_what_is_meant(client, person):
    client.force_login(
        User.objects.create_superuser("root", "root@example.vn", PASSWORD)
    )
    page = client.get(reverse("tasks:people"), {"q": f"hoa@{MARKS}khanhhoa"})
    plain = client.get(reverse("tasks:people"), {"q": "hoa@khanhhoa"})
    assert page.context["page"].paginator.count == plain.context["page"].paginator.count


def test_the_admin_makes_no_second_account(client, person):
    client.force_login(
        User.objects.create_superuser("root", "root@example.vn", PASSWORD)
    )
    page = client.post(
        reverse("admin:agencies_user_add"),
        {
            "username": "hoa2",
            "full_name": "Hoa",
            "email": f"{MARKS}{person.email}{MARKS}",
            "usable_password": "false",
            "memberships-TOTAL_FORMS": "0",
            "memberships-INITIAL_FORMS": "0",
        },
    )
    assert "đã có tài khoản khác dùng" in page.content.decode()


def test_keys_know_no_marks():
    assert name_key(f"Xã{MARKS} Hòa") == name_key("xã hòa")
    assert search_text(f"Xã{MARKS} Hòa") == "xa hoa"
