"""What is personal in registers: said on its own page alone, given and erased."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver

from agencies.models import AuditRecord
from agencies.tests.factories import make_user
from kehoach.tests.addresses import fill, routes
from tasks.models import RegisterRow
from tasks.registers.personal import erase_overdue
from tasks.tests.everything import CANARY, everything
from tasks.tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return everything()


def test_no_page_or_file_but_its_own_says_it(scene, caplog):
    own = RegisterRow.objects.get()
    people = [
        scene.officer,
        make_user("head", scene.plan.steering_agency),
        make_user(is_staff=True, is_superuser=True),
    ]
    saying, opened = set(), 0
    for person in people:
        client = Client(raise_request_exception=False)
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        for route, _ in routes(get_resolver().url_patterns):
            answer = client.get(fill(route, scene))
            content = b"".join(answer) if answer.streaming else answer.content
            opened += answer.status_code == 200
            if CANARY.encode() in content:
                saying.add((person is people[2], route))
    assert opened > 100
    assert saying == {
        (False, "so-theo-doi/dong/<int:pk>/"),
        (False, "so-theo-doi/dong/<int:pk>/sua/"),
    }
    assert CANARY not in caplog.text
    assert CANARY not in own.search_text
    assert not AuditRecord.objects.filter(after__icontains=CANARY).exists()


def test_who_is_named_is_told_and_erased_with_a_reason(scene):
    out = io.StringIO()
    call_command("personal_data", "hoang yen chim", stdout=out)
    assert CANARY in out.getvalue()
    with pytest.raises(CommandError):
        call_command("personal_data", CANARY, erase=True, stdout=out)
    call_command("personal_data", CANARY, erase=True, reason="Đơn 3/6", stdout=out)
    row = RegisterRow.objects.get()
    assert (row.personal, row.erased_at is not None) == ({}, True)
    trail = AuditRecord.objects.get(kind="personal")
    assert trail.after["rows"] == [row.pk]
    assert CANARY not in str(trail.after)


def test_one_word_finds_nobody(scene):
    with pytest.raises(CommandError):
        call_command("personal_data", "Chim")


def test_it_goes_after_its_time(scene):
    assert erase_overdue(today=TODAY, now=NOW) == 0
    RegisterRow.objects.update(day=date(2020, 2, 29))
    assert erase_overdue(today=date(2025, 2, 28), now=NOW) == 0
    assert erase_overdue(today=date(2025, 3, 2), now=NOW) == 1
    assert RegisterRow.objects.get().personal == {}
