"""An entry is corrected by a new version; one that nobody read is withdrawn (A4)."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.desk.sheet.writing import last_entries
from tasks.duties.as_of import as_they_were, stood
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed, StaleVersion
from tasks.duties.timeline import timeline_of
from tasks.models import Duty, FigureValue, Notice, ProgressEntry
from tasks.pages.search_said import entries as search
from tasks.reorganising.tests.reorganising import run
from tasks.review.deciding import accept_duty
from tasks.tests.everything import everything
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_task,
)
from tasks.work.at_head import prepare_duty
from tasks.work.correcting_entries import correct_entry, withdraw_entry
from tasks.work.logging import log_progress
from tasks.work.sending import missing_for_sending, submit_duty

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
OLD, NEW = "Đã tổ chức 5 cuộc họp dân.", "Đã tổ chức 15 cuộc họp dân."


def log(duty, author, now=NOW, **said):
    said = {"done_on": TODAY, "text": OLD, "progress": "done"} | said
    return log_progress(duties=[duty], author=author, today=TODAY, now=now, **said)


def correct(entry, duty, actor, now=LATER, **said):
    said = {
        "done_on": entry.done_on, "text": NEW, "progress": entry.progress,
        "reason": "Gõ thiếu số 1",
    } | said  # fmt: skip
    return correct_entry(
        entry=entry, duty=duty, actor=actor, today=TODAY, now=now, **said
    )


def withdraw(entry, duty, actor, now=LATER):
    withdraw_entry(entry=entry, duty=duty, actor=actor, today=TODAY, now=now)


def texts(duty, **kwargs):
    return [item.text for item in timeline_of(duty, **kwargs) if item.icon == "writing"]


def test_every_reader_uses_the_new_version_and_the_old_one_stays(duty, officer, head):
    old = log(duty, officer)
    new = correct(old, duty, head)
    old.refresh_from_db()
    assert (old.text, old.stood_until, new.corrects) == (OLD, LATER, old)
    assert last_entries([duty]) == {duty.pk: f"10/06/2026: {NEW}"}
    assert [row.text for row in search(["hop", "dan"], officer, TODAY)] == [NEW]
    [item] = [each for each in timeline_of(duty) if each.icon == "writing"]
    assert item.text == f"{NEW}\nLý do sửa: Gõ thiếu số 1"
    assert [each.text for each in item.earlier] == [OLD]


def test_the_correction_of_an_earlier_entry_does_not_decide_the_progress(duty, officer):
    first = log(duty, officer, progress="in_progress", done_on=date(2026, 5, 4))
    log(duty, officer, now=NOW + timedelta(minutes=1), text="Xong.", progress="done")
    correct(first, duty, officer)
    duty.refresh_from_db()
    assert (duty.progress, duty.last_entry_on) == ("done", TODAY)
    tomorrow = TODAY + timedelta(days=1)
    [row] = as_they_were(stood(duty.period, tomorrow).filter(pk=duty.pk))
    assert row.progress == "done"
    [row] = as_they_were(stood(duty.period, date(2026, 5, 5)).filter(pk=duty.pk))
    assert row.progress == "in_progress"


def test_a_correction_of_a_correction_leaves_one_that_stands(duty, officer):
    first = log(duty, officer)
    second = correct(first, duty, officer)
    third = correct(second, duty, officer, text="Đã họp 16 cuộc.")
    assert (second.corrects, third.corrects) == (first, first)
    assert list(ProgressEntry.objects.standing()) == [third]
    with pytest.raises(StaleVersion, match="còn nguyên"):
        correct(second, duty, officer, text="Khác")


def test_the_day_and_the_progress_follow_the_correction(duty, officer):
    entry = log(duty, officer)
    correct(entry, duty, officer, done_on=date(2026, 5, 4), progress="in_progress")
    duty.refresh_from_db()
    assert (duty.last_entry_on, duty.progress) == (date(2026, 5, 4), "in_progress")


def test_a_correction_of_an_entry_wants_a_reason_and_a_change(duty, officer):
    entry = log(duty, officer)
    with pytest.raises(InvalidInput) as refused:
        correct(entry, duty, officer, text=OLD, reason=" ")
    assert refused.value.problems.keys() == {"reason", "text"}
    with pytest.raises(NotAllowed):
        correct(entry, duty, make_user("clerk", duty.agency))


def test_what_was_sent_is_corrected_before_the_reviewers_eyes(
    duty, officer, head, login
):
    entry = log(duty, officer)
    submit_duty(duty=duty, actor=head, today=TODAY, now=NOW)
    reviewer = make_user("head", duty.period.plan.steering_agency)
    new = correct(entry, duty, officer)
    duty.refresh_from_db()
    assert duty.state == "submitted"
    notice = Notice.objects.get(person=reviewer)
    assert "Gõ thiếu số 1" in notice.text
    assert notice.address.endswith(f"#ket-qua-{new.pk}")
    page = login(reviewer).get(reverse("tasks:review_one", args=[duty.pk]))
    assert all(words in page.content.decode() for words in (OLD, NEW, "Gõ thiếu"))
    accept_duty(duty=duty, actor=reviewer, today=TODAY, now=NOW)
    assert correct(new, duty, officer, text="Đã họp 16 cuộc.").stood_until is None


def test_a_prepared_duty_goes_back_to_the_officer(duty, officer):
    entry = log(duty, officer)
    prepare_duty(duty=duty, actor=officer, today=TODAY, now=NOW)
    correct(entry, duty, officer)
    duty.refresh_from_db()
    assert duty.state == "open"


def test_a_closed_period_refuses_unless_the_duty_was_unlocked(duty, officer):
    entry = log(duty, officer)
    duty.period.state = "closed"
    duty.period.closed_at = NOW
    duty.period.save()
    with pytest.raises(PeriodClosed):
        correct(entry, duty, officer)
    with pytest.raises(PeriodClosed):
        withdraw(entry, duty, officer)
    duty.reopened_until = TODAY
    duty.save()
    assert correct(entry, duty, officer).text == NEW


def test_a_part_of_the_year_that_is_closed_keeps_what_it_said(duty, officer):
    half = make_period(
        duty.period.plan, kind="6-thang", state="closed", data_to=date(2026, 6, 14)
    )
    twin = make_duty(duty.task, duty.agency, half)
    entry = log(duty, officer)
    entry.links.create(duty=twin)
    correct(entry, duty, officer)
    twin.refresh_from_db()
    assert (twin.version, twin.progress) == (1, "not_started")


def test_an_entry_that_nobody_read_is_withdrawn(duty, officer, login):
    entry = log(duty, officer)
    withdraw(entry, duty, officer)
    duty.refresh_from_db()
    assert (duty.progress, duty.last_entry_on) == ("not_started", None)
    assert missing_for_sending(duty) == ["Chưa có nhật ký thực hiện"]
    assert not search(["hop"], officer, TODAY)
    assert texts(duty) == []
    assert texts(duty, own=True) == [OLD]
    steering = make_user("head", duty.period.plan.steering_agency)
    address = reverse("tasks:duty", args=[duty.pk])
    assert OLD not in login(steering).get(address).content.decode()
    viewer = make_user("viewer", duty.agency)
    assert f"<s>{OLD}</s>" in login(viewer).get(address).content.decode()


def test_figures_go_back_to_what_they_were(duty, officer):
    figure = make_figure(duty.task)

    def now():
        rows = FigureValue.objects.filter(figure=figure, is_current=True)
        return [int(row.number) for row in rows]

    first = log(duty, officer, answers={figure.pk: "5"})
    second = log(duty, officer, now=LATER, text="Thêm", answers={figure.pk: "7"})
    withdraw(second, duty, officer)
    assert now() == [5]
    withdraw(first, duty, officer)
    assert now() == []
    assert FigureValue.objects.filter(figure=figure).count() == 4
    third = log(duty, officer, text="Lại", answers={figure.pk: "9"})
    log(duty, officer, now=LATER, text="Sau", answers={figure.pk: "11"})
    withdraw(third, duty, officer)
    assert now() == [11]


@pytest.mark.parametrize("read_by", ["head", "steering"])
def test_what_somebody_read_is_corrected_instead(duty, officer, head, read_by):
    entry = log(duty, officer)
    if read_by == "head":
        prepare_duty(duty=duty, actor=officer, today=TODAY, now=NOW)
        with pytest.raises(RuleBroken, match="đã trình thủ trưởng"):
            withdraw(entry, duty, officer)
        correct(entry, duty, officer)
    else:
        submit_duty(duty=duty, actor=head, today=TODAY, now=NOW)
        with pytest.raises(RuleBroken, match="đã gửi sau khi ghi"):
            withdraw(entry, duty, officer)


def test_figures_that_another_duty_sent_keep_the_entry(duty, officer, head):
    figure = make_figure(duty.task)
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    other.task.task_figures.create(figure=figure)
    log(other, officer, text="Đã làm")
    entry = log(duty, officer, answers={figure.pk: "5"})
    submit_duty(duty=other, actor=head, today=TODAY, now=LATER)
    with pytest.raises(RuleBroken, match=other.task.code):
        withdraw(entry, duty, officer)


@pytest.mark.usefixtures("_inside_the_period")
def test_the_page_corrects_and_withdraws(duty, officer, login):
    entry = log(duty, officer)
    client = login(officer)
    page = client.get(reverse("tasks:duty", args=[duty.pk])).content.decode()
    address = reverse("tasks:correct_entry", args=[duty.pk, entry.pk])
    assert page.count(address) == 2
    form = client.get(address).content.decode()
    assert OLD in form
    assert "Chưa ai đọc kết quả này" in form
    said = {"done_on": "10/06/2026", "text": NEW, "progress": "done"}
    refused = client.post(address, said).content.decode()
    assert "Ghi lý do sửa." in refused
    assert NEW in refused
    client.post(address, said | {"reason": "Gõ thiếu"})
    new = ProgressEntry.objects.standing().get()
    assert new.text == NEW
    stale = client.post(address, said | {"reason": "Lần nữa"}).content.decode()
    assert "đã được sửa lúc" in stale
    assert "Lần nữa" in stale
    client.post(reverse("tasks:withdraw_entry", args=[duty.pk, new.pk]))
    assert not ProgressEntry.objects.standing().exists()
    stranger = make_user("officer", make_agency())
    assert login(stranger).get(address).status_code == 404


def test_the_heir_corrects_what_an_agency_wrote_before_it_was_merged():
    scene = everything()
    entry = ProgressEntry.objects.get(text="Họp dân")
    run(scene.event)
    heir = Duty.objects.get(agency__code="xa-moi", task=scene.duty.task)
    officer = make_user("officer", heir.agency)
    with pytest.raises(NotAllowed):
        withdraw(entry, heir, officer)
    new = correct(entry, heir, officer)
    assert (new.agency, new.author) == (scene.agency, officer)
    for duty in (heir, scene.duty):
        assert list(duty.entries.standing()) == [new]
    scene.duty.refresh_from_db()
    assert scene.duty.state == "transferred"


#: Which rows there are, whether they stand or not: history, moves of links, sample data.
ALL_VERSIONS = {
    "tasks/duties/timeline.py",
    "tasks/fields/opened.py",  # a later version is of what was sent
    "tasks/work/logging.py",
    "tasks/periods/closing.py",  # the newest moment of any version
    "tasks/duties/same_work_in_parts.py",
    "tasks/work/correcting_entries.py",
    "tasks/work/serving.py",
    "tasks/work/views_correcting_entries.py",
    "tasks/desk/sheet/held.py",  # a workbook may repeat what was put right
    "tasks/moving/linking.py",
    "tasks/reorganising/conservation.py",
    "tasks/reorganising/undoing.py",
    "reporting/overview/trends.py",
    "reporting/dossiers/agency_index.py",  # an index says what was corrected
    "reporting/dossiers/agency_rows.py",
    "reporting/dossiers/inspection.py",
    "reporting/unit_papers/material.py",
    "kehoach/sample/witness.py",
    "kehoach/sample/sample_work.py",
}


def test_no_reader_forgets_that_entries_have_versions():
    root = Path(settings.BASE_DIR)
    forgetful = [
        f"{path.relative_to(root)}:{node.lineno}"
        for app in ("tasks", "reporting", "kehoach")
        for path in (root / app).rglob("*.py")
        if "tests" not in path.parts
        and "migrations" not in path.parts
        and str(path.relative_to(root)) not in ALL_VERSIONS
        for node in ast.walk(ast.parse(path.read_text()))
        if reads_entries(node) and node.attr != "standing"
    ]
    assert forgetful == [], "say .standing() here, or name the file in ALL_VERSIONS"


def reads_entries(node):
    """Return whether the node is what follows rows of entries: `….objects.<this>`."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Attribute):
        return False
    rows = node.value
    if rows.attr in {"entries", "entry_links"}:
        return node.attr not in {"items", "get"}
    owner = getattr(rows.value, "id", "")
    return rows.attr == "objects" and owner in {"EntryLink", "ProgressEntry"}


def test_a_once_duty_that_goes_on_leaves_the_closed_year_alone(duty, officer):
    """The duty is worked on in the next year; what was told in the closed one stays."""
    Duty.objects.update(schedule="once")
    duty.refresh_from_db()
    entry = log(duty, officer)
    duty.period.state, duty.period.closed_at = "closed", NOW
    duty.period.save()
    make_period(duty.period.plan, 2027)
    with pytest.raises(PeriodClosed):
        correct(entry, duty, officer)
    with pytest.raises(PeriodClosed):
        withdraw(entry, duty, officer)
