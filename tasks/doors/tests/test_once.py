"""A form is stored once, however often it comes, and says so."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tasks.doors.once import FORM_KEPT_DAYS, PostedForm, stored_once, sweep_saved_forms
from tasks.duties.errors import AlreadySaved, SavedAlike
from tasks.evidence.tests.files import upload
from tasks.models import Difficulty, Evidence, ProgressEntry, SavedForm, UnitReport
from tasks.tests.factories import NOW, make_duty, make_task
from tasks.tests.pages import TOLD, key_on, said, text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_inside_the_period"),
]


def test_back_and_save_again_is_one_entry(login, duty, officer):
    client, url = login(officer), reverse("tasks:log_progress", args=[duty.pk])
    form = said(duty, form_key=key_on(text_of(client.get(url))))
    client.post(url, form)
    again = client.post(url, form, follow=True)
    assert ProgressEntry.objects.count() == 1
    assert again.redirect_chain[-1][0] == reverse("tasks:duty", args=[duty.pk])
    assert TOLD in text_of(again)


def test_other_words_after_back_come_back_and_may_be_saved(login, duty, officer):
    client, url = login(officer), reverse("tasks:log_progress", args=[duty.pk])
    form = said(duty, form_key=key_on(text_of(client.get(url))))
    client.post(url, form)
    page = text_of(client.post(url, form | {"text": "Việc khác hẳn."}))
    assert "đã lưu lúc 09:30 ngày 10/06/2026 với nội dung khác" in page
    assert "Việc khác hẳn." in page
    version = re.findall(r'name="version" value="(\d+)"', page)[-1]
    more = {"text": "Việc khác hẳn.", "form_key": key_on(page), "version": version}
    assert client.post(url, form | more).status_code == 302
    assert ProgressEntry.objects.count() == 2


def test_eight_equal_difficulties_are_one(login, duty, officer):
    """Without a key, as from a page that the browser filled again."""
    client, url = login(officer), reverse("tasks:raise_difficulty", args=[duty.pk])
    pages = [text_of(client.post(url, {"text": "Thiếu kinh phí."})) for _ in range(8)]
    assert Difficulty.objects.count() == 1
    assert all(TOLD in page for page in pages[1:])
    meant = {"text": "Thiếu kinh phí.", "form_key": "lai-1"}
    client.post(url, meant)
    client.post(url, meant)
    assert Difficulty.objects.count() == 2


def test_the_same_words_are_meant_again_by_saving_the_page_that_came_back(
    login, duty, officer
):
    client, url = login(officer), reverse("tasks:raise_difficulty", args=[duty.pk])
    client.post(url, {"text": "Thiếu kinh phí."})
    page = text_of(client.post(url, {"text": "Thiếu kinh phí."}))
    client.post(url, {"text": "Thiếu kinh phí.", "form_key": key_on(page)})
    assert Difficulty.objects.count() == 2


def test_a_document_and_a_letter_are_kept_once(login, duty, officer):
    client, url = login(officer), reverse("tasks:attach_evidence", args=[duty.pk])
    form = {"subject": "Biên bản", "number": "1/BB", "form_key": "k1"}
    client.post(url, form)
    assert TOLD in text_of(client.post(url, form, follow=True))
    assert Evidence.objects.count() == 1
    letter = reverse("tasks:unit_report", args=[duty.agency.code])
    letter = f"{letter}?ky={duty.period.key}"
    form = {"number": "45/BC-UBND", "signed_on": "09/06/2026", "confirmed_open": "on"}
    for _ in range(2):
        answer = client.post(
            letter, form | {"file": upload(), "form_key": "k2"}, follow=True
        )
    assert UnitReport.objects.count() == 1
    assert TOLD in text_of(answer)


def test_a_refused_form_is_not_taken_for_a_stored_one(login, duty, officer):
    client, url = login(officer), reverse("tasks:log_progress", args=[duty.pk])
    form = said(duty, form_key="k", text="")
    client.post(url, form)
    assert not SavedForm.objects.exists()
    client.post(url, form | {"text": "Đã họp dân."})
    assert ProgressEntry.objects.count() == 1


def test_the_same_line_in_place_says_so(login, duty, officer):
    client, url = login(officer), reverse("tasks:log_in_place", args=[duty.pk])
    form, htmx = said(duty, form_key="k"), {"HX-Request": "true"}
    client.post(url, form, headers=htmx)
    assert TOLD in text_of(client.post(url, form, headers=htmx))
    assert ProgressEntry.objects.count() == 1


def test_two_people_and_two_duties_may_say_the_same(login, duty, officer, head):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    for person, row in ((officer, duty), (officer, other), (head, duty)):
        row.refresh_from_db()
        url = reverse("tasks:log_progress", args=[row.pk])
        assert login(person).post(url, said(row)).status_code == 302
    assert ProgressEntry.objects.count() == 3


def test_a_key_is_the_persons_own_and_the_words_are_of_one_day(officer, head):
    sent = PostedForm.read("/x/", {"form_key": ["k"], "text": ["Họp dân."]})
    for person in (officer, head):
        with stored_once(person=person, sent=sent, now=NOW):
            pass
    with pytest.raises(AlreadySaved), stored_once(person=officer, sent=sent, now=NOW):
        pass
    fresh = PostedForm("", sent.words)
    with pytest.raises(SavedAlike), stored_once(person=officer, sent=fresh, now=NOW):
        pass
    with stored_once(person=officer, sent=fresh, now=NOW + timedelta(days=1)):
        pass


def test_what_fails_inside_leaves_nothing(officer):
    sent = PostedForm("k", "w")
    with (
        pytest.raises(ZeroDivisionError),
        stored_once(person=officer, sent=sent, now=NOW),
    ):
        raise ZeroDivisionError
    assert not SavedForm.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "_update_form", "attach_evidence", "duty_difficulties", "ask_contribution",
        "contribution", "unit_report", "delegate", "extend_agency", "adhoc_form",
        "_reminder_pauses",
    ],
)  # fmt: skip
def test_every_form_that_adds_a_row_carries_a_key(name):
    [page] = Path(settings.BASE_DIR, "templates", "tasks").rglob(f"{name}.html")
    assert "{% csrf_token %}{% form_key %}" in page.read_text()


def test_keys_of_old_forms_are_swept(officer):
    with stored_once(person=officer, sent=PostedForm("k", "w"), now=NOW):
        pass
    assert sweep_saved_forms(now=NOW + timedelta(days=FORM_KEPT_DAYS)) == 0
    assert sweep_saved_forms(now=NOW + timedelta(days=FORM_KEPT_DAYS, seconds=1)) == 1
