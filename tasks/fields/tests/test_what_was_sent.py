"""Who is responsible for a field reads what agencies sent: nothing of the work before, nothing
said first after it, the agency in the place of its people.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_user
from tasks.fields.tests.granting import make_grant
from tasks.models import Duty, EntryLink, FigureValue, ProgressEntry
from tasks.tests.factories import NOW, TODAY, make_figure
from tasks.work.at_head import prepare_duty
from tasks.work.correcting_entries import correct_entry
from tasks.work.tests.working import log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def reads(login, duty):
    """Return how the duty, and the list of its field, read for who has the field."""
    grant = make_grant(duty.task)
    page = login(make_user("officer", grant.agency))
    addresses = [
        reverse("tasks:duty", args=[duty.pk]),
        reverse("reporting:field_reading", args=[grant.pk]),
        reverse("reporting:field_reading_csv", args=[grant.pk]),
    ]

    def read():
        whole = (page.get(each).content.decode() for each in addresses)
        return [" ".join(said.split()) for said in whole]

    return read


def sent(duty, at=NOW):
    Duty.objects.filter(pk=duty.pk).update(
        state="submitted", first_sent_on=TODAY, submitted_at=at
    )


def test_how_far_unsent_work_is_stays_with_its_agency(duty, officer, reads):
    hidden = ("Đã thực hiện", "Đang thực hiện", "Chờ thủ trưởng", "Chưa thực hiện")
    steps = [
        lambda: None,
        lambda: log(duty, officer, text="Đã họp.", progress="done"),
        lambda: prepare_duty(
            duty=Duty.objects.get(pk=duty.pk), actor=officer, today=TODAY, now=NOW
        ),
    ]
    for step in steps:
        step()
        for said in reads():
            assert "Chưa gửi" in said
            for words in hidden:
                assert words not in said


def test_what_is_said_first_after_the_sending_waits_for_the_next(duty, officer, reads):
    log(duty, officer, text="Nói trước khi gửi.")
    figures = [make_figure(duty.task, label=name) for name in ("Câu trước", "Câu sau")]
    for figure, number, at in zip(figures, (4111, 5222), (NOW, LATER), strict=True):
        FigureValue.objects.create(
            figure=figure, agency=duty.agency, period=duty.period, number=number,
            entered_by=officer, recorded_at=at,
        )  # fmt: skip
    sent(duty)
    later = ProgressEntry.objects.create(
        agency=duty.agency, period=duty.period, done_on=TODAY, progress="done",
        text="Nói sau khi gửi.", author=officer, recorded_at=LATER,
    )  # fmt: skip
    EntryLink.objects.create(entry=later, duty=duty)
    for said in reads():
        assert "Nói trước khi gửi." in said
        assert "Nói sau khi gửi." not in said
        assert "4.111" in said or "4111" in said
        assert "5.222" not in said
        assert "5222" not in said
    sent(duty, LATER)
    for said in reads():
        assert "Nói sau khi gửi." in said
        assert "5.222" in said or "5222" in said


def test_a_correction_is_of_what_was_sent(duty, officer, reads):
    entry = log(duty, officer, text="Có 3 thôn.")
    sent(duty)
    correct_entry(
        entry=entry, duty=duty, actor=officer, text="Có 4 thôn.", reason="Đếm nhầm",
        done_on=TODAY, progress="done", today=TODAY, now=LATER,
    )  # fmt: skip
    for said in reads():
        assert "Có 4 thôn." in said
        assert "Có 3 thôn." not in said


def test_the_agency_stands_in_the_place_of_its_people(duty, officer, reads):
    officer.full_name = "Trần Thị Riêng"
    officer.save()
    log(duty, officer, text="Đã họp.")
    make_figure(duty.task, label="Số thôn")
    sent(duty)
    page, *lists = reads()
    assert f"· {duty.agency.short_name} · ghi lúc" in page
    for said in (page, *lists):
        assert "Trần Thị Riêng" not in said
