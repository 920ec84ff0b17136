"""A form that comes after the closing: refused with «đã chốt», and every word kept."""

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.evidence.keeping import attach_evidence
from tasks.evidence.tests import files
from tasks.models import (
    ContributionRequest,
    Difficulty,
    DutyMessage,
    EvidenceLink,
    Period,
    ProgressEntry,
    UnitReport,
)
from tasks.tests.factories import NOW, TODAY
from tasks.tests.pages import said, text_of
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MOMENT = {"today": TODAY, "now": NOW}
TEXT = "Đã niêm yết ở mười hai thôn."
PAPER = {
    "subject": TEXT, "number": "12/KH", "issued_on": "05/06/2026",
    "issuer": "UBND xã", "confirmed_open": "on",
}  # fmt: skip


def saving(duty, officer):
    return "log_progress", [duty.pk], said(duty, text=TEXT)


def saving_wrongly(duty, officer):
    return "log_progress", [duty.pk], said(duty, text=TEXT, done_on="")


def attaching(duty, officer):
    return "attach_evidence", [duty.pk], PAPER | {"file": files.upload()}


def recording(duty, officer):
    form = {"number": TEXT[:20], "signed_on": "05/06/2026", "note": TEXT}
    return "unit_report", [duty.agency.code], PAPER | form | {"file": files.upload()}


def asking(duty, officer):
    return "say", [duty.pk], {"text": TEXT}


def raising(duty, officer):
    return "raise_difficulty", [duty.pk], {"text": TEXT}


def answering(duty, officer):
    asked = ContributionRequest.objects.create(
        duty=duty, agency=duty.agency, question="Xin số liệu", due_on=TODAY,
        asked_by=officer, asked_on=TODAY, recorded_at=NOW,
    )  # fmt: skip
    return "contribution", [asked.pk], {"text": TEXT}


def correcting(duty, officer):
    entry = log_progress(
        duties=[duty],
        author=officer,
        done_on=TODAY,
        text="Cũ",
        progress="done",
        **MOMENT,
    )
    form = {"done_on": "05/06/2026", "text": TEXT, "progress": "done", "reason": "Sai"}
    return "correct_entry", [duty.pk, entry.pk], form


def correcting_paper(duty, officer):
    paper = attach_evidence(
        duties=[duty], actor=officer, subject="Cũ", number="1/KH", issued_on=TODAY,
        issuer="UBND xã", **MOMENT,
    )  # fmt: skip
    return "correct_evidence", [duty.pk, paper.pk], PAPER | {"reason": "Sai trích yếu"}


def extending(duty, officer):
    form = {"wanted_on": "30/12/2026", "reason": TEXT}
    return "ask_extension", [duty.pk], form


ACTS = (
    saving,
    saving_wrongly,
    attaching,
    recording,
    asking,
    raising,
    answering,
    correcting,
    correcting_paper,
    extending,
)


def rows():
    return [
        model.objects.filter(**words).count()
        for model, words in (
            (ProgressEntry, {"text": TEXT}),
            (EvidenceLink, {"evidence__subject": TEXT}),
            (UnitReport, {}),
            (DutyMessage, {}),
            (Difficulty, {}),
        )
    ]


@pytest.mark.parametrize("act", ACTS)
def test_a_late_form_is_refused_and_keeps_what_was_typed(login, duty, officer, act):
    name, keys, form = act(duty, officer)
    Period.objects.update(state="closed", closed_at=NOW)
    answer = login(officer).post(reverse(f"tasks:{name}", args=keys), form)
    assert answer.status_code == 200
    page = text_of(answer)
    assert "đã chốt" in page
    assert TEXT in page
    assert not any(rows())


def test_a_late_form_on_its_line_keeps_what_was_typed(login, duty, officer):
    Period.objects.update(state="closed", closed_at=NOW)
    address = reverse("tasks:log_in_place", args=[duty.pk])
    answer = login(officer).post(address, said(duty, text=TEXT), HTTP_HX_REQUEST="true")
    assert "đã chốt" in text_of(answer)
    assert TEXT in text_of(answer)
    assert not any(rows())


def test_a_second_letter_is_told_of_the_first_and_kept(login, duty, officer):
    address = reverse("tasks:unit_report", args=[duty.agency.code])
    client = login(officer)
    first = {"number": "1/BC", "signed_on": "05/06/2026", "confirmed_open": "on"}
    assert client.post(address, first | {"file": files.upload()}).status_code == 302
    other = login(make_user("officer", duty.agency))
    second = first | {"number": "2/BC", "note": TEXT, "file": files.upload()}
    page = text_of(other.post(address, second))
    assert "Kỳ này đã ghi báo cáo số 1/BC" in page
    assert TEXT in page
    assert UnitReport.objects.count() == 1


def test_a_stranger_is_still_refused(login, duty):
    address = reverse("tasks:log_progress", args=[duty.pk])
    stranger = make_user("officer", make_agency())
    assert login(stranger).post(address, said(duty)).status_code == 404
