"""Drafts: private, offered, gone once saved."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.duties.errors import InvalidInput
from tasks.models import Draft, ProgressEntry
from tasks.tests.factories import NOW, make_duty, make_figure, make_task
from tasks.tests.pages import said, text_of
from tasks.work.drafts import DRAFT_KEPT_DAYS, MOST_IN_DRAFT, keep_draft, sweep_drafts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


def keep(client, duty, **typed):
    return client.post(reverse("tasks:keep_draft", args=[duty.pk]), typed)


def test_what_was_typed_comes_back_when_asked(login, duty, officer):
    figure = make_figure(duty.task)
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    client = login(officer)
    reply = keep(
        client,
        duty,
        text="Đang họp dở",
        progress="in_progress",
        also_for=[other.pk],
        version=duty.version,
        **{f"figure_{figure.pk}": "mười"},
    )
    assert reply.json() == {"saved": "09:30"}
    url = reverse("tasks:log_progress", args=[duty.pk])
    offered = client.get(url)
    assert "Dùng bản nháp" in text_of(offered)
    assert "Đang họp dở" not in text_of(offered)
    used = client.get(url, {"nhap": "1"})
    assert "Đang họp dở" in text_of(used)
    assert 'value="mười"' in text_of(used)
    form = used.context["form"]
    assert form["also_for"].value() == [str(other.pk)]
    assert used.context["version"] == duty.version
    assert not ProgressEntry.objects.exists()


def test_saving_the_entry_ends_the_draft(login, duty, officer):
    client = login(officer)
    keep(client, duty, text="Nháp")
    client.post(reverse("tasks:log_progress", args=[duty.pk]), said(duty, text=" "))
    assert Draft.objects.count() == 1
    client.post(reverse("tasks:log_progress", args=[duty.pk]), said(duty))
    assert (Draft.objects.count(), ProgressEntry.objects.count()) == (0, 1)


def test_a_draft_is_its_authors_alone(login, duty, officer):
    keep(login(officer), duty, text="Của riêng tôi")
    colleague = login(make_user("officer", duty.agency))
    url = reverse("tasks:log_progress", args=[duty.pk])
    assert "Có bản nháp" not in text_of(colleague.get(url))
    colleague.post(reverse("tasks:drop_draft", args=[duty.pk]))
    assert Draft.objects.get().person == officer


def test_strangers_and_readers_keep_nothing(login, duty):
    for user, status in (
        (make_user("officer", make_agency()), 404),
        (make_user("viewer", duty.agency), 403),
    ):
        assert keep(login(user), duty, text="x").status_code == status
    assert not Draft.objects.exists()


def test_a_draft_dropped_or_emptied_goes_and_too_much_is_refused(login, duty, officer):
    client = login(officer)
    keep(client, duty, text="Nháp")
    client.post(reverse("tasks:drop_draft", args=[duty.pk]))
    assert not Draft.objects.exists()
    keep(client, duty, text="Nháp")
    keep(client, duty, text="")
    assert not Draft.objects.exists()
    with pytest.raises(InvalidInput):
        keep_draft(
            duty=duty,
            person=officer,
            fields={"text": ["x" * (MOST_IN_DRAFT + 1)]},
            now=NOW,
        )


def test_forgotten_drafts_are_swept(duty, officer):
    keep_draft(duty=duty, person=officer, fields={"text": ["x"]}, now=NOW)
    assert sweep_drafts(now=NOW + timedelta(days=DRAFT_KEPT_DAYS)) == 0
    assert sweep_drafts(now=NOW + timedelta(days=DRAFT_KEPT_DAYS, seconds=1)) == 1
