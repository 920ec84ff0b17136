"""A recorded letter is checked against what was sent and can be put right (A4)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed
from tasks.evidence.tests import files
from tasks.models import Duty, LetterDuty, Notice, UnitReport
from tasks.official_letters import page_unit_report
from tasks.official_letters.correcting_unit_report import (
    confirm_unit_report,
    correct_unit_report,
    take_off_unit_report,
)
from tasks.official_letters.unit_reports import record_unit_report
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, TODAY, make_duty, make_task
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty
from tasks.work.taking_back import take_back

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
THEN = TODAY + timedelta(days=3)
EARLY = date(2026, 6, 2)


@pytest.fixture
def clerk(duty):
    return make_user("clerk", duty.agency)


@pytest.fixture
def steering(duty):
    return make_user("officer", duty.period.plan.steering_agency)


@pytest.fixture
def other(duty):
    return make_duty(make_task(duty.task.plan), duty.agency, duty.period)


def record(duty, actor, **said):
    said = {"number": "45/BC-UBND", "signed_on": TODAY, "upload": files.upload()} | said
    return record_unit_report(
        agency=duty.agency, period=duty.period, actor=actor, today=TODAY, now=NOW,
        **said,
    )  # fmt: skip


def correct(report, actor, **said):
    said = {
        "number": report.number, "signed_on": report.signed_on, "reason": "Gõ nhầm số",
        "today": THEN, "now": LATER,
    } | said  # fmt: skip
    return correct_unit_report(report=report, actor=actor, **said)


def sent_on(*duties):
    days = dict(Duty.objects.values_list("pk", "first_sent_on"))
    return [days[duty.pk] for duty in duties]


def test_only_what_the_letter_tells_of_counts_as_sent(duty, other, clerk):
    report = record(duty, clerk, covers=[other.pk])
    assert sent_on(duty, other) == [None, TODAY]
    assert [cover.duty for cover in report.covers.all()] == [other]


def test_the_clerk_mends_number_day_and_file_and_the_old_ones_stay(
    duty, clerk, steering
):
    report = record(duty, clerk)
    old_hash, old_name = report.sha256, report.file.name
    new = correct(
        report, clerk, number="46/BC-UBND", signed_on=date(2026, 6, 9),
        upload=files.upload(files.PDF + b"% other", "Bản đúng.pdf"),
    )  # fmt: skip
    assert (new.number, new.file_name) == ("46/BC-UBND", "Bản đúng.pdf")
    [kept] = report.corrections.all()
    assert kept.said == {"number": "45/BC-UBND", "signed_on": "2026-06-10"}
    assert (kept.sha256, kept.file.name, kept.made_by) == (old_hash, old_name, clerk)
    assert kept.file.storage.exists(old_name)
    assert sent_on(duty) == [TODAY]
    words = list(Notice.objects.filter(person=steering).values_list("text", flat=True))
    assert any("Gõ nhầm số" in each for each in words)
    assert any(
        "nói về 1 nhiệm vụ chưa gửi trên hệ thống (1 chưa có kết quả)" in each
        for each in words
    )


def test_what_was_signed_later_arrived_later(duty, clerk):
    report = record(duty, clerk)
    correct(report, clerk, signed_on=THEN)
    assert sent_on(duty) == [THEN]
    event = duty.events.order_by("pk").last()
    assert (event.kind, event.note) == (
        "letter_fixed",
        "Báo cáo số 45/BC-UBND: Gõ nhầm số",
    )


def test_the_arrival_that_steering_says_moves_the_first_sendings(duty, other, steering):
    report = record(duty, steering, signed_on=EARLY, arrived_on=EARLY)
    Duty.objects.filter(pk=other.pk).update(first_sent_on=date(2026, 5, 1))
    correct(report, steering, arrived_on=TODAY)
    assert sent_on(duty, other) == [TODAY, date(2026, 5, 1)]


def test_steering_says_of_which_duties_it_tells(duty, other, clerk, steering):
    report = record(duty, clerk)
    correct(report, steering, covers=[duty.pk])
    assert sent_on(duty, other) == [TODAY, None]
    kept = report.corrections.get()
    assert kept.said == {
        "Nhiệm vụ trong văn bản": f"{duty.task.code}, {other.task.code}"
    }
    assert "Gõ nhầm số" in Notice.objects.get(person=clerk_head(duty)).text


def clerk_head(duty):
    """Return whom the portal tells at the agency."""
    return duty.agency.memberships.get(role="head").user


@pytest.fixture(autouse=True)
def _told(duty):
    make_user("head", duty.agency)


def test_own_sendings_count_when_the_letter_goes(duty, clerk, steering, head, officer):
    report = record(duty, steering, signed_on=EARLY, arrived_on=EARLY)
    log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã họp.", progress="done",
        today=TODAY, now=NOW,
    )  # fmt: skip
    submit_duty(duty=duty, actor=head, today=THEN, now=LATER)
    assert sent_on(duty) == [EARLY]
    take_off_unit_report(
        report=report, reason="Nhầm kỳ", actor=steering, today=THEN, now=LATER
    )
    assert sent_on(duty) == [THEN]
    assert not UnitReport.objects.standing().exists()
    again = record(duty, clerk, number="47/BC-UBND")
    assert again.pk != report.pk


def test_a_sending_taken_back_leaves_the_letters_day(duty, clerk, head, officer):
    log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã họp.", progress="done",
        today=TODAY, now=NOW,
    )  # fmt: skip
    submit_duty(duty=duty, actor=head, today=EARLY, now=NOW)
    record(duty, clerk)
    take_back(duty=duty, actor=head, today=TODAY, now=NOW)
    assert sent_on(duty) == [TODAY]


def test_the_day_of_a_merger_comes_back_when_the_letter_goes(duty, steering):
    Duty.objects.filter(pk=duty.pk).update(first_sent_on=TODAY)
    report = record(duty, steering, signed_on=EARLY, arrived_on=EARLY)
    assert sent_on(duty) == [EARLY]
    take_off_unit_report(
        report=report, reason="Nhầm", actor=steering, today=THEN, now=LATER
    )
    assert sent_on(duty) == [TODAY]


@pytest.mark.parametrize("inherited", [date(2026, 5, 1), TODAY])
def test_the_day_of_a_merger_stays_when_the_letter_tells_of_it_no_more(
    duty, steering, inherited
):
    Duty.objects.filter(pk=duty.pk).update(first_sent_on=inherited)
    report = record(duty, steering, signed_on=EARLY, arrived_on=EARLY)
    assert sent_on(duty) == [min(inherited, EARLY)]
    correct(report, steering, covers=[])
    assert sent_on(duty) == [inherited]
    correct(report, steering, covers=[duty.pk])
    correct(report, steering, arrived_on=THEN, signed_on=THEN)
    assert sent_on(duty) == [inherited]


def test_after_it_was_confirmed_only_steering_corrects(duty, clerk, steering):
    report = record(duty, clerk)
    with pytest.raises(NotAllowed):
        confirm_unit_report(report=report, actor=clerk, today=TODAY, now=NOW)
    confirm_unit_report(report=report, actor=steering, today=TODAY, now=NOW)
    with pytest.raises(NotAllowed, match="đã đối chiếu"):
        correct(report, clerk, number="46/BC-UBND")
    assert correct(report, steering, number="46/BC-UBND").number == "46/BC-UBND"


def test_a_correction_of_a_letter_wants_a_reason_a_change_and_an_open_period(
    duty, clerk
):
    report = record(duty, clerk)
    with pytest.raises(InvalidInput, match="Ghi lý do"):
        correct(report, clerk, number="46", reason=" ")
    with pytest.raises(InvalidInput, match="Chưa thấy gì khác"):
        correct(report, clerk)
    with pytest.raises(NotAllowed):
        correct(report, make_user("officer", make_agency()), number="46")
    with pytest.raises(NotAllowed):
        take_off_unit_report(
            report=report, reason="x", actor=clerk, today=TODAY, now=NOW
        )
    duty.period.state, duty.period.closed_at = "closed", NOW
    duty.period.save()
    with pytest.raises(PeriodClosed):
        correct(report, clerk, number="46")


def test_a_second_letter_is_told_how_to_correct_the_first(duty, clerk):
    record(duty, clerk)
    with pytest.raises(RuleBroken, match="Sửa văn bản đã ghi"):
        record(duty, clerk, number="46/BC-UBND")


@pytest.mark.usefixtures("_inside_the_period")
def test_the_page_asks_what_the_letter_tells_of(duty, other, clerk, login):
    log_progress(
        duties=[duty], author=make_user("officer", duty.agency), done_on=TODAY,
        text="Đã họp.", progress="in_progress", today=TODAY, now=NOW,
    )  # fmt: skip
    address = reverse("tasks:unit_report", args=[duty.agency.code])
    page = login(clerk).get(address).content.decode()
    assert "Chưa gửi: 2" in page
    assert f'value="{duty.pk}" checked' in page
    assert f'value="{other.pk}">' in page
    said = {
        "number": "45/BC-UBND", "signed_on": "10/06/2026", "file": files.upload(),
        "confirmed_open": "on", "covers": [duty.pk],
    }  # fmt: skip
    login(clerk).post(address, said)
    assert list(LetterDuty.objects.values_list("duty", flat=True)) == [duty.pk]
    page = login(clerk).get(address).content.decode()
    assert "Sở Nội vụ chưa đối chiếu" in page
    assert "Chưa gửi, văn bản không nói: <strong>1</strong>" in page


@pytest.mark.usefixtures("_inside_the_period")
def test_the_pages_correct_confirm_and_take_off(duty, clerk, steering, login):
    report = record(duty, clerk)
    address = reverse("tasks:correct_letter", args=[duty.agency.code, report.pk])
    said = {"number": "46/BC-UBND", "signed_on": "10/06/2026", "covers": [duty.pk]}
    refused = login(clerk).post(address, said).content.decode()
    assert "Ghi lý do sửa." in refused
    answer = login(clerk).post(address, said | {"reason": "Sai số"})
    page = login(clerk).get(answer["Location"]).content.decode()
    assert "<s>45/BC-UBND</s>" in page
    assert "Sai số" in page
    with_file = said | {
        "reason": "Sai tệp", "file": files.upload(files.PDF + b"%", "Mới.pdf"),
        "confirmed_open": "on",
    }  # fmt: skip
    login(clerk).post(address, with_file)
    kept = report.corrections.get(reason="Sai tệp")
    old = reverse("tasks:earlier_letter_file", args=[duty.agency.code, kept.pk])
    assert b"".join(login(steering).get(old)) == files.PDF
    assert login(make_user("officer", make_agency())).get(old).status_code == 404
    client = login(steering)
    client.post(reverse("tasks:confirm_letter", args=[duty.agency.code, report.pk]))
    page = login(clerk).get(answer["Location"]).content.decode()
    assert "Sửa văn bản đã ghi" not in page
    off = reverse("tasks:take_off_letter", args=[duty.agency.code, report.pk])
    login(steering).post(off, {"reason": "Nhầm đơn vị"})
    page = login(clerk).get(answer["Location"]).content.decode()
    assert "Văn bản đã gỡ: số 46/BC-UBND" in page
    assert "Nhầm đơn vị" in page
    assert sent_on(duty) == [None]


@pytest.mark.usefixtures("_inside_the_period")
def test_letters_that_wait_to_be_compared_stand_on_the_review_page(
    duty, clerk, steering, login
):
    report = record(duty, clerk)
    page = login(steering).get(plan_page("tasks:review")).content.decode()
    assert "Văn bản của đơn vị chờ đối chiếu" in page
    assert "số 45/BC-UBND" in page
    assert "1 nhiệm vụ chỉ có trong văn bản" in page
    confirm_unit_report(report=report, actor=steering, today=TODAY, now=NOW)
    page = login(steering).get(plan_page("tasks:review")).content.decode()
    assert "45/BC-UBND" not in page


@pytest.mark.usefixtures("_inside_the_period")
def test_letters_that_wait_to_be_compared_stand_on_pages(
    duty, clerk, steering, login, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(page_unit_report, "LETTERS_PER_PAGE", 1)
    record(duty, clerk)
    address, client = plan_page("tasks:review"), login(steering)
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    for number in (6, 7):
        agency = make_agency()
        row = make_duty(duty.task, agency, duty.period)
        record(row, make_user("clerk", agency), number=f"4{number}/BC-UBND")
    with django_assert_max_num_queries(len(few)):
        first = client.get(address).content.decode()
    assert 'desk-count">3</span>' in first
    assert "1–1 trong 3" in first
    third = client.get(f"{address}?vb=3").content.decode()
    pages = (first, third)
    shown = [[n for n in (5, 6, 7) if f"số 4{n}/BC-UBND" in page] for page in pages]
    assert [len(each) for each in shown] == [1, 1]
    assert shown[0] != shown[1]
