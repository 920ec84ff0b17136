"""The data of a document, its file and sent figures are put right (A4, rule 17)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed
from tasks.evidence.keeping import attach_evidence, link_evidence, quarantine
from tasks.evidence.tests import files
from tasks.models import Evidence, Notice
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_task,
)
from tasks.work.correcting_documents import correct_evidence
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
LATER = NOW + timedelta(minutes=5)


def attach(duty, actor, **said):
    said = {"subject": "Kế hoạch", "number": "12/KH-UBND"} | said
    return attach_evidence(duties=[duty], actor=actor, **said, **MOMENT)


def correct(evidence, duty, actor, **said):
    said = {
        "subject": evidence.subject, "number": evidence.number,
        "issued_on": evidence.issued_on, "reason": "Gõ nhầm số",
    } | said  # fmt: skip
    return correct_evidence(
        evidence=evidence, duty=duty, actor=actor, today=TODAY, now=LATER, **said
    )


def test_number_day_and_subject_change_everywhere_and_the_old_ones_stay(duty, officer):
    proof = attach(duty, officer)
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    link_evidence(evidence=proof, duties=[other], actor=officer, **MOMENT)
    correct(proof, duty, officer, number="21/KH-UBND", issued_on=date(2026, 6, 1))
    proof.refresh_from_db()
    assert (proof.number, str(proof.issued_on)) == ("21/KH-UBND", "2026-06-01")
    assert [str(each) for each in other.evidence.all()] == ["21/KH-UBND Kế hoạch"]
    kept = proof.corrections.get()
    assert kept.said == {"number": "12/KH-UBND", "issued_on": None}
    assert (kept.reason, kept.made_by) == ("Gõ nhầm số", officer)
    assert "21 kh ubnd" in proof.search_text


def test_the_file_is_replaced_and_the_old_one_is_readable(duty, officer, login):
    proof = attach(duty, officer, upload=files.upload(), confirmed_open=True)
    old = proof.sha256
    new = files.upload(files.PDF + b"%", "Bản đúng.pdf")
    with pytest.raises(InvalidInput) as refused:
        correct(proof, duty, officer, upload=new)
    assert refused.value.problems.keys() == {"confirmed_open"}
    proof.refresh_from_db()
    assert proof.sha256 == old
    correct(proof, duty, officer, upload=new, confirmed_open=True)
    proof.refresh_from_db()
    kept = proof.corrections.get()
    assert (proof.file_name, kept.sha256) == ("Bản đúng.pdf", old)
    address = reverse("tasks:earlier_evidence_file", args=[kept.pk])
    assert b"".join(login(officer).get(address)) == files.PDF
    assert login(make_user("officer", make_agency())).get(address).status_code == 404


def test_a_file_put_away_stays_away_in_every_version(duty, officer, login):
    proof = attach(duty, officer, upload=files.upload(), confirmed_open=True)
    new = files.upload(files.PDF + b"%", "Bản đúng.pdf")
    correct(proof, duty, officer, upload=new, confirmed_open=True)
    reviewer = make_user("officer", duty.period.plan.steering_agency)
    quarantine(evidence=proof, actor=reviewer, reason="Mật", **MOMENT)
    kept = proof.corrections.get()
    address = reverse("tasks:earlier_evidence_file", args=[kept.pk])
    assert login(officer).get(address).status_code == 404
    with pytest.raises(InvalidInput, match="cách ly"):
        attach(duty, officer, upload=files.upload(), confirmed_open=True)
    proof.refresh_from_db()
    with pytest.raises(RuleBroken):
        correct(proof, duty, officer, number="1")


def test_the_reviewer_of_what_was_sent_is_told_and_sees_both(
    duty, officer, head, login
):
    proof = attach(duty, officer)
    log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã họp.", progress="done",
        **MOMENT,
    )  # fmt: skip
    submit_duty(duty=duty, actor=head, **MOMENT)
    reviewer = make_user("head", duty.period.plan.steering_agency)
    correct(proof, duty, officer, number="21/KH-UBND")
    assert "Gõ nhầm số" in Notice.objects.get(person=reviewer).text
    address = reverse("tasks:review_one", args=[duty.pk])
    page = login(reviewer).get(address).content.decode()
    assert "<s>12/KH-UBND</s>" in page
    assert "21/KH-UBND" in page


def test_a_correction_of_a_document_wants_a_reason_and_a_change(duty, officer):
    proof = attach(duty, officer)
    with pytest.raises(InvalidInput, match="Ghi lý do"):
        correct(proof, duty, officer, number="1", reason="")
    with pytest.raises(InvalidInput, match="Chưa thấy gì khác"):
        correct(proof, duty, officer)
    with pytest.raises(InvalidInput, match="xem các ô"):
        correct(proof, duty, officer, number="")
    with pytest.raises(NotAllowed):
        correct(proof, duty, make_user("clerk", duty.agency), number="1")
    past = make_period(duty.period.plan, 2025)
    old = make_duty(make_task(duty.task.plan), duty.agency, past)
    link_evidence(evidence=proof, duties=[old], actor=officer, **MOMENT)
    past.state, past.closed_at = "closed", NOW
    past.save()
    with pytest.raises(PeriodClosed, match=old.task.code):
        correct(proof, duty, officer, number="1")
    assert not Evidence.objects.filter(number="1").exists()


@pytest.mark.usefixtures("_inside_the_period")
def test_the_page_corrects_it(duty, officer, login):
    proof = attach(duty, officer)
    address = reverse("tasks:correct_evidence", args=[duty.pk, proof.pk])
    page = login(officer).get(reverse("tasks:duty", args=[duty.pk]))
    assert address in page.content.decode()
    said = {"subject": "Kế hoạch", "number": "21/KH-UBND"}
    refused = login(officer).post(address, said).content.decode()
    assert "Ghi lý do sửa." in refused
    assert "21/KH-UBND" in refused
    answer = login(officer).post(address, said | {"reason": "Sai"}, follow=True)
    assert "<s>12/KH-UBND</s>" in answer.content.decode()


@pytest.mark.usefixtures("_inside_the_period")
def test_old_figures_stay_readable_for_both_sides(duty, officer, login):
    figure = make_figure(duty.task)

    def say(number, now, **more):
        log_progress(
            duties=[duty], author=officer, done_on=TODAY, text=f"Số {number}.",
            progress="done", answers={figure.pk: number}, today=TODAY, now=now, **more,
        )  # fmt: skip

    say("5", NOW)
    type(duty).objects.filter(pk=duty.pk).update(submitted_at=NOW)
    with pytest.raises(InvalidInput) as refused:
        say("7", LATER)
    assert "reason" in refused.value.problems
    say("7", LATER, reason="Cộng thiếu")
    for person in (officer, make_user("head", duty.period.plan.steering_agency)):
        page = login(person).get(reverse("tasks:duty", args=[duty.pk]))
        words = page.content.decode()
        assert "<s>5</s>" in words
        assert f"{officer}, 09:35 10/06/2026 · lý do: Cộng thiếu" in words


def test_a_once_duty_of_an_earlier_period_that_was_sent_asks_for_the_reason(
    duty, officer
):
    figure = make_figure(duty.task)
    once = make_task(duty.task.plan, schedule="once")
    once.task_figures.create(figure=figure)
    log_progress(
        duties=[duty], author=officer, done_on=TODAY, text="Đã họp.", progress="done",
        answers={figure.pk: "5"}, **MOMENT,
    )  # fmt: skip
    past = make_period(duty.period.plan, 2025, state="closed")
    make_duty(
        once, duty.agency, past, state="submitted", first_sent_on=TODAY,
        submitted_at=NOW,
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        log_progress(
            duties=[duty], author=officer, done_on=TODAY, text="Sửa.", progress="done",
            answers={figure.pk: "7"}, **MOMENT,
        )  # fmt: skip
    assert "reason" in refused.value.problems


@pytest.mark.usefixtures("_inside_the_period")
def test_the_address_of_a_document_is_put_right(duty, officer, login):
    proof = attach(duty, officer, issued_on=TODAY)
    form = {
        "subject": proof.subject, "number": proof.number, "issued_on": "10/06/2026",
        "link": "https://vanban.khanhhoa.gov.vn/12", "reason": "Thiếu đường dẫn",
    }  # fmt: skip
    address = reverse("tasks:correct_evidence", args=[duty.pk, proof.pk])
    client = login(officer)
    assert "đường dẫn không có độ mật" in client.post(address, form).content.decode()
    client.post(address, form | {"confirmed_open": "on"})
    proof.refresh_from_db()
    assert proof.link == "https://vanban.khanhhoa.gov.vn/12"
    assert proof.corrections.get().said == {"link": ""}
    correct(proof, duty, officer, link="", reason="Trang đã gỡ")
    proof.refresh_from_db()
    assert proof.link == ""
