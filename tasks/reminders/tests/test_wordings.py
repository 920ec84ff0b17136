"""Words of reminders: a fixed list of variables, filled and never evaluated."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_user
from kehoach.lib.marks import fill, mark_problems_of
from kehoach.testing.clock import Clock
from tasks.models import Wording
from tasks.models.wording import VARIABLES
from tasks.reminders.sending import run_reminders
from tasks.reminders.tests.receiving import receiver_at
from tasks.reminders.tests.reminding import (
    NOW,
    WEEK_BEFORE,
    clock,
    mail_server,
    make_cast,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock: Clock):
    clock.at(NOW)
    return make_cast()


def word(kind="coming", **fields) -> Wording:
    fields = {
        "subject": "Việc của {{ don_vi }}: {{ so_viec }}",
        "opening": "Chào {{ten}}, còn {{ tom_tat }}.",
        "closing": "Xem {{ dia_chi }}",
    } | fields
    return Wording.objects.create(kind=kind, **fields)


@pytest.mark.parametrize(
    "text",
    ["{{ mat_khau }}", "{{ ten.password }}", "{% load x %}", "{{ ten", "}}", "{{}}",
     "{{ ten|safe }}", "{{ ''.__class__ }}", "{# x #}"],
)  # fmt: skip
def test_unknown_variables_and_templates_are_refused_at_save(text) -> None:
    row = Wording(kind="late", subject="x", opening=text)
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert set(caught.value.message_dict) == {"opening"}


def test_every_variable_is_taken() -> None:
    text = " ".join(f"{{{{ {name} }}}}" for name in VARIABLES)
    Wording(
        kind="late", subject=text[:100].rsplit(" {{", 1)[0], opening=text
    ).full_clean()


@given(st.text(max_size=60), st.text(max_size=30))
def test_what_is_filled_in_is_never_read_again(text, value) -> None:
    assert fill("{{ ten }}", {"ten": "{{ ngay }}", "ngay": "x"}) == "{{ ngay }}"
    assert fill("a{{ ten }}b", {"ten": value}) == f"a{value}b"
    if not mark_problems_of(text, ()):
        assert fill(text, {}) == text


def sent(cast, settings) -> Any:
    from django.core import mail

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    run_reminders(today=WEEK_BEFORE, clock=clock)
    return mail.outbox


def test_a_letter_is_written_with_the_stored_words(cast, settings) -> None:
    word()
    cast.officer.full_name = "Nguyễn <b>An</b> {{ ngay }}"
    cast.officer.save()
    (letter,) = sent(cast, settings)
    assert letter.subject == f"Việc của {cast.agency.short_name}: 1"
    assert (
        "Chào Nguyễn <b>An</b> {{ ngay }}, còn 1 nhiệm vụ sắp đến hạn." in letter.body
    )
    html = letter.alternatives[0][0]
    assert "Chào Nguyễn &lt;b&gt;An&lt;/b&gt;" in html
    assert "Đề nghị đồng chí cập nhật" not in letter.body


@pytest.mark.parametrize("kind", ["late", "steering"])
def test_words_of_another_kind_or_switched_off_change_nothing(
    cast, settings, kind
) -> None:
    word(kind)
    word(is_active=False)
    (letter,) = sent(cast, settings)
    assert letter.subject.startswith("Nhắc việc 09/12/2026")


def test_the_admin_shows_the_letter_with_real_duties_and_refuses_wrong_words(
    cast, login
) -> None:
    boss = make_user(is_staff=True, is_superuser=True)
    row = word()
    path = reverse("admin:tasks_wording_change", args=[row.pk])
    page = login(boss).get(path).content.decode()
    assert f"Chào {boss.full_name}, còn 1 nhiệm vụ" in page
    form = {"kind": "coming", "subject": "x", "opening": "{{ la }}", "closing": ""}
    wrong = login(boss).post(path, form).content.decode()
    assert "Không có biến «la»." in wrong
    row.refresh_from_db()
    assert row.opening.startswith("Chào")


def test_a_test_send_goes_to_oneself_alone(cast, login, settings) -> None:
    boss = make_user(is_staff=True, is_superuser=True, email="quantri@khanhhoa.vn")
    row = word()
    form = {"action": "send_to_me", "_selected_action": [row.pk]}
    with mail_server(settings) as postman:
        login(boss).post(reverse("admin:tasks_wording_changelist"), form)
    assert postman.accepted == ["quantri@khanhhoa.vn"]
    cast.duty.due_on = WEEK_BEFORE - timedelta(days=9)
    cast.duty.save()
    page = login(boss).post(
        reverse("admin:tasks_wording_changelist"), form, follow=True
    )
    assert "không có nhiệm vụ làm mẫu" in page.content.decode()


def test_a_try_at_the_webhook_says_so_and_has_a_new_key(cast, login, settings) -> None:
    client, row = login(make_user(is_staff=True, is_superuser=True)), word()
    form = {"action": "send_to_webhook", "_selected_action": [row.pk]}
    page = reverse("admin:tasks_wording_changelist")
    assert (
        "chưa khai điểm nhận" in client.post(page, form, follow=True).content.decode()
    )
    with receiver_at(settings) as receiver:
        for _ in range(2):
            answer = client.post(page, form, follow=True).content.decode()
            assert "đã gửi thử tới điểm nhận của tỉnh" in answer
    told = [json.loads(body) for _, body in receiver.taken]
    assert [(each["test"], each["rows"]) for each in told] == [(True, [])] * 2
    assert told[0]["id"] != told[1]["id"]
