"""Who is responsible for a field: reads the linked tasks of all agencies, not one file, from
the first day of the grant to its last; a way in that opens nothing else.
"""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from agencies.events.ancestry import rebuild_ancestry
from agencies.models import AuditRecord, Reorganisation
from agencies.tests.factories import make_agency, make_user
from tasks.coordination.contributions import ask_contribution
from tasks.duties.access import Opened, duty_to_read
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach
from tasks.fields.tests.granting import make_grant
from tasks.models import Draft, Duty, Evidence, FieldGrant, FigureValue, opened_by_field
from tasks.reorganising.tests.reorganising import merge, split
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of
from tasks.work.correcting_entries import correct_entry
from tasks.work.tests.working import log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
on_both = pytest.mark.sqlite_too


@pytest.fixture
def grant(duty):
    return make_grant(duty.task)


@pytest.fixture
def reader(grant):
    return make_user("officer", grant.agency)


def page_of(duty):
    return reverse("tasks:duty", args=[duty.pk])


def sent(duty):
    Duty.objects.filter(pk=duty.pk).update(
        state="submitted", first_sent_on=TODAY, submitted_at=NOW
    )


def answer(duty, person, figure, number):
    return FigureValue.objects.create(
        figure=figure, agency=duty.agency, period=duty.period, number=number,
        entered_by=person, recorded_at=NOW,
    )  # fmt: skip


def test_the_page_says_what_was_sent_and_no_file(login, duty, officer, grant, reader):
    figure = make_figure(duty.task, label="Số hương ước")
    log(duty, officer, text="Rà soát ở thôn Phú Hòa.")
    answer(duty, officer, figure, 41)
    proof = attach(duty, officer, upload=files.upload(), subject="Biên bản họp")
    page = login(reader)
    before = text_of(page.get(page_of(duty)))
    assert "Đơn vị chưa gửi" in before
    assert "Phú Hòa" not in before
    sent(duty)
    said = text_of(page.get(page_of(duty)))
    assert "Rà soát ở thôn Phú Hòa." in said
    assert "41" in said
    assert "Biên bản họp" not in said
    assert reverse("tasks:evidence_file", args=[proof.pk]) not in said
    assert page.get(reverse("tasks:evidence_file", args=[proof.pk])).status_code == 404


def test_a_grant_of_some_figures_opens_these(login, duty, officer):
    own, other = (make_figure(duty.task, label=name) for name in ("Bản", "Quy chế"))
    for figure in (own, other):
        answer(duty, officer, figure, 7)
    sent(duty)
    reader = make_user("viewer", make_grant(duty.task, figures=[own]).agency)
    said = text_of(login(reader).get(page_of(duty)))
    assert "Bản" in said
    assert "Quy chế" not in said


def test_two_grants_open_what_either_opens(login, duty, officer, grant):
    figures = [make_figure(duty.task, label=f"Câu {n}") for n in (1, 2)]
    for figure in figures:
        answer(duty, officer, figure, 7)
    sent(duty)
    grant.figures.set(figures[:1])
    make_grant(duty.task, grant.agency, name="Quy chế", figures=figures[1:])
    said = text_of(login(make_user("head", grant.agency)).get(page_of(duty)))
    assert "Câu 1" in said
    assert "Câu 2" in said


@on_both
def test_one_duty_and_the_list_open_alike(duty, grant, reader):
    same = make_duty(duty.task, make_agency(), duty.period)
    others = [
        make_duty(make_task(duty.task.plan), duty.agency, duty.period),
        make_duty(make_task(make_plan(), duty.task.code), duty.agency),
    ]
    rows = Duty.objects.filter(opened_by_field(reader, TODAY))
    assert set(rows) == {duty, same}
    for each in (duty, same):
        assert duty_to_read(reader, each.pk, TODAY) == (each, Opened.FIELD)
    for each in others:
        with pytest.raises(Http404):
            duty_to_read(reader, each.pk, TODAY)
    assert not Duty.objects.visible_to(reader, today=TODAY).exists()
    assert not Evidence.objects.visible_to(reader, today=TODAY).exists()


@on_both
def test_a_grant_holds_on_its_days_and_for_its_agency(duty, grant, reader):
    def opens(person, day):
        return Duty.objects.filter(opened_by_field(person, day)).exists()

    FieldGrant.objects.update(valid_to=TODAY + timedelta(days=3))
    days = (-1, 0, 3, 4)
    assert [opens(reader, TODAY + timedelta(days=n)) for n in days] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not opens(make_user("officer", make_agency()), TODAY)
    reader.is_active = False
    assert not opens(reader, TODAY)


@on_both
def test_a_draft_of_a_plan_opens_nothing(duty, grant, reader):
    duty.task.plan.__class__.objects.update(state="draft")
    assert not Duty.objects.filter(opened_by_field(reader, TODAY)).exists()


def test_everything_else_is_strange(login, duty, officer, grant, reader):
    log(duty, officer, text="Họp.")
    Draft.objects.create(duty=duty, person=officer, fields={}, saved_at=NOW)
    sent(duty)
    page = login(reader)
    code = {"code": duty.agency.code}
    strange = [
        *(reverse(f"tasks:{name}", kwargs=code) for name in ("desk", "unit_report")),
        reverse("reporting:agency_results", kwargs=code),
        *(
            reverse(f"tasks:{name}", args=[duty.pk])
            for name in ("log_progress", "attach_evidence", "explain", "say")
        ),
    ]
    for address in strange:
        for answered in (page.get(address), page.post(address, {"text": "x"})):
            assert answered.status_code in {403, 404, 405}, address
    found = text_of(page.get("/tim-kiem/?q=Họp"))
    assert page_of(duty) not in found
    assert page.get(page_of(duty)).status_code == 200


def test_reading_is_recorded(login, duty, grant, reader):
    login(reader).get(page_of(duty))
    [kept] = AuditRecord.objects.filter(kind="read")
    assert (kept.actor, kept.target) == (reader, page_of(duty))
    assert kept.after == {"fields": "Hương ước"}


def test_who_coordinates_reads_no_less_for_a_grant(login, duty, officer, grant):
    ask_contribution(
        duty=duty, agency=grant.agency, question="Cho số liệu", due_on=TODAY,
        actor=officer, today=TODAY, now=NOW,
    )  # fmt: skip
    reader = make_user("officer", grant.agency)
    assert duty_to_read(reader, duty.pk, TODAY)[1] is Opened.ASKED
    assert "Cho số liệu" in text_of(login(reader).get(page_of(duty)))


def test_who_follows_reads_by_the_grant(duty, grant, reader):
    heir = make_agency("Sở mới")
    event = merge(grant.agency, new=heir)
    person = make_user("officer", heir)
    assert not Duty.objects.filter(opened_by_field(person, TODAY)).exists()
    Reorganisation.objects.filter(pk=event.pk).update(state="applied")
    rebuild_ancestry()
    assert duty_to_read(person, duty.pk, TODAY)[1] is Opened.FIELD
    Reorganisation.objects.filter(pk=event.pk).update(state="undone")
    rebuild_ancestry()
    assert not Duty.objects.filter(opened_by_field(person, TODAY)).exists()


def test_after_a_split_each_part_reads(duty, grant):
    parts = [make_agency(), make_agency()]
    event = split(grant.agency, *parts)
    Reorganisation.objects.filter(pk=event.pk).update(state="applied")
    rebuild_ancestry()
    for part in parts:
        person = make_user("officer", part)
        assert Duty.objects.filter(opened_by_field(person, TODAY)).exists()


def test_what_was_said_before_and_never_sent_is_not_shown(login, duty, officer, reader):
    figure = make_figure(duty.task, label="Số hương ước")
    past = make_period(duty.task.plan, year=duty.period.year - 1)
    earlier = make_duty(duty.task, duty.agency, past)
    answer(earlier, officer, figure, 8123)
    wrong = answer(duty, officer, figure, 7123)
    FigureValue.objects.filter(pk=wrong.pk).update(is_current=False)
    answer(duty, officer, figure, 41)
    said = log(duty, officer, text="Bản nháp đầu.")
    correct_entry(
        entry=said, duty=duty, actor=officer, text="Bản đã sửa.", reason="Nhầm",
        done_on=TODAY, progress="done", today=TODAY, now=NOW,
    )  # fmt: skip
    sent(duty)
    page = login(reader)
    shown = text_of(page.get(page_of(duty)))
    assert "Bản đã sửa." in shown
    assert "41" in shown
    for hidden in ("Bản nháp đầu.", "7.123", "8.123", "Đã sửa</summary>"):
        assert hidden not in shown
    sent(earlier)
    assert "8.123" in text_of(page.get(page_of(duty)))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("returned", "Đơn vị chưa gửi lại"),
        ("transferred", "Việc đã chuyển đi"),
        ("ended", "không còn phải báo cáo"),
        ("waived", "không phải báo cáo"),
    ],
)
def test_what_is_closed_does_not_wait_for_its_agency(login, duty, reader, state, words):
    Duty.objects.filter(pk=duty.pk).update(
        state=state, reason="Sáp nhập", return_due_on=TODAY, carried_to=duty.pk
    )
    said = text_of(login(reader).get(page_of(duty)))
    assert words in said
    assert "khi đơn vị gửi." not in said
