"""Doors: who gets in, what a stranger meets, which headers leave."""

import ast
import logging
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.accounts.password_rules import FourClassesValidator
from agencies.models import User
from agencies.people.accounts import person_for, send_activations
from kehoach.site.logs import NoRefusalTraces

pytestmark = pytest.mark.django_db
PASSWORD = "Mat-khau-rat-dai-2026!"


@pytest.fixture
def person() -> User:
    user = User(username="an", full_name="Nguyễn Thị An", email="an@snv.vn")
    user.set_password(PASSWORD)
    user.clean_fields()
    user.save()
    return user


def sign_in(client: Client, password: str) -> int:
    answer = client.post(reverse("login"), {"username": "an", "password": password})
    return answer.status_code


def test_five_wrong_passwords_lock_even_the_right_one(
    client: Client, person: User
) -> None:
    codes = [sign_in(client, "sai") for _ in range(5)]
    assert codes[:4] == [200] * 4
    assert codes[4] == 429
    assert sign_in(client, PASSWORD) == 429


def test_right_password_goes_home(client: Client, person: User) -> None:
    answer = client.post(reverse("login"), {"username": "an", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))


def test_every_page_sends_a_strict_policy(client: Client) -> None:
    policy = client.get(reverse("login"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_without_login_every_door_leads_to_the_login_page(client: Client) -> None:
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))


@pytest.mark.parametrize(
    "weak",
    ["matkhauratdai2026!", "MATKHAURATDAI2026!", "Mat-khau-rat-dai", "Matkhau2026ab"],
)
def test_a_password_needs_four_classes(weak: str) -> None:
    with pytest.raises(ValidationError):
        FourClassesValidator().validate(weak)


def test_activation_link_works_once(client: Client, mailoutbox: list[object]) -> None:
    user = person_for(email="Moi@xa.vn", full_name="Người Mới")
    assert send_activations(users=[user], now=timezone.now()) == 1
    link = re.search(r"http\S+", mailoutbox[0].body)[0]  # type: ignore[attr-defined,index]
    path = "/" + link.split("/", 3)[3]
    page = client.get(path, follow=True)
    form = page.redirect_chain[-1][0]
    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    token = path.rstrip("/").rsplit("/", 1)[1]
    assert not default_token_generator.check_token(user, token)


def test_same_address_is_the_same_person() -> None:
    first = person_for(email="a@xa.vn", full_name="Tên Cũ")
    second = person_for(email="A@XA.vn", full_name="Tên Mới")
    assert first.pk == second.pk
    assert User.objects.get(pk=first.pk).full_name == "Tên Cũ"


def test_inactive_person_reads_nothing(client: Client, person: User) -> None:
    client.force_login(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = client.get(reverse("home"))
    assert answer["Location"].startswith(reverse("login"))


def test_private_pages_are_kept_by_nobody(client: Client, person: User) -> None:
    client.force_login(person)
    for address in ("tasks:notices", "tasks:calendar", "login"):
        kept = client.get(reverse(address))["Cache-Control"]
        assert {"private", "no-store"} <= set(kept.split(", "))


def test_a_refused_page_leaves_no_traceback(
    client: Client, person: User, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(person)
    for handler in logging.getLogger().handlers:
        handler.addFilter(NoRefusalTraces())
    assert client.get(reverse("administration")).status_code == 403
    refused = [line for line in caplog.records if line.name == "django.request"]
    assert refused
    assert all(line.exc_info is None for line in refused)


def test_nothing_is_kept_on_an_admin_that_all_requests_share() -> None:
    kept = []
    root = Path(settings.BASE_DIR)
    for path in {*root.glob("*/admin*/**/*.py"), *root.glob("[!.]*/**/admin*.py")}:
        classes = [
            inner
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.ClassDef)
            and node.name.endswith(("Admin", "Inline"))
            for inner in ast.walk(node)
        ]
        for node in classes:
            if isinstance(node, ast.Assign):
                kept += [
                    f"{path.name}:{node.lineno}"
                    for target in node.targets
                    if isinstance(target, ast.Attribute)
                    and isinstance(target.value, ast.Name)
                    and target.value.id == "self"
                ]
    assert kept == []
