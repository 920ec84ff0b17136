"""Proof: real types only, once per agency, out of sight when quarantined."""

import hashlib
import unicodedata
from datetime import date, timedelta

import pytest

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.office_files import OLE
from tasks.duties.errors import InvalidInput, NotAllowed, PeriodClosed
from tasks.evidence.file_types import check_upload
from tasks.evidence.keeping import (
    link_evidence,
    quarantine,
    unlink_evidence,
)
from tasks.evidence.same_file import DuplicateFile
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import MOMENT, attach, stored_files
from tasks.models import Evidence, EvidenceLink
from tasks.tests.factories import NOW, TODAY, make_duty, make_task

pytestmark = pytest.mark.django_db
LOCKED = OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")
MEGABYTE = 1024 * 1024


def test_a_file_is_kept_under_a_random_name_with_its_sum(duty, officer):
    name = unicodedata.normalize("NFD", "../Kế hoạch Hòa.pdf")
    evidence = attach(duty, officer, upload=files.upload(name=name))
    evidence.refresh_from_db()
    assert evidence.file_name == "Kế hoạch Hòa.pdf"
    assert evidence.sha256 == hashlib.sha256(files.PDF).hexdigest()
    assert (evidence.size, evidence.content_type) == (len(files.PDF), "application/pdf")
    assert "hoạch" not in evidence.file.name
    with evidence.file.open() as kept:
        assert kept.read() == files.PDF
    assert list(evidence.duties.all()) == [duty]


def test_a_document_without_a_file_is_enough(duty, officer):
    evidence = attach(
        duty, officer, upload=None, confirmed_open=False, number="12/KH-UBND"
    )
    assert (evidence.number, evidence.file.name) == ("12/KH-UBND", "")


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"upload": None}, {"number"}),
        ({"confirmed_open": False}, {"confirmed_open"}),
        ({"subject": " "}, {"subject"}),
        ({"issued_on": TODAY + timedelta(days=1)}, {"issued_on"}),
    ],
)
def test_what_is_missing_is_named(duty, officer, said, fields):
    with pytest.raises(InvalidInput) as refused:
        attach(duty, officer, **said)
    assert set(refused.value.problems) == fields
    assert Evidence.objects.count() == 0
    assert stored_files() == []


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (files.PDF, "a.PDF", "application/pdf"),
        (files.PNG, "a.png", "image/png"),
        (files.JPG, "a.jpeg", "image/jpeg"),
        (files.DOC, "a.doc", "application/msword"),
        (files.XLS, "a.xls", "application/vnd.ms-excel"),
        (
            files.DOCX,
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            files.XLSX,
            "a.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_allowed_types_are_told_by_content(content, name, content_type):
    kind = check_upload(files.upload(content, name), max_bytes=MEGABYTE)
    assert kind.content_type == content_type


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (files.EXE, "bao-cao.pdf", "chương trình chạy"),
        (b"", "bao-cao.pdf", "rỗng"),
        (files.ZIP, "tai-lieu.zip", "không dùng làm minh chứng"),
        (files.ZIP, "tai-lieu.docx", "không dùng làm minh chứng"),
        (files.DOCM, "tai-lieu.docx", "chứa macro"),
        (files.XLS_MACRO, "bang.xls", "chứa macro"),
        (files.OLE, "cai-dat.doc", "không dùng làm minh chứng"),
        (b"<script>alert(1)</script>", "anh.png", "không dùng làm minh chứng"),
        (files.PDF, "bao-cao.docx", "không khớp nội dung"),
        (b"PK\x03\x04hong", "hong.docx", "không dùng làm minh chứng"),
        (LOCKED, "bao-cao.docx", "đặt mật khẩu.*xóa trống mật khẩu"),
        (LOCKED, "bang.xlsx", "đặt mật khẩu"),
    ],
)
def test_other_content_is_refused_whatever_its_name(
    duty, officer, content, name, words
):
    with pytest.raises(InvalidInput, match=words) as refused:
        attach(duty, officer, upload=files.upload(content, name))
    assert set(refused.value.problems) == {"file"}
    assert stored_files() == []


def test_26_megabytes_are_refused(duty, officer):
    large = files.upload(files.PDF.ljust(26 * MEGABYTE, b"\0"))
    with pytest.raises(InvalidInput, match=r"Tệp nặng 26,0 MB, vượt mức 25 MB"):
        attach(duty, officer, upload=large)
    exact = files.upload(files.PDF.ljust(25 * MEGABYTE, b"\0"))
    assert attach(duty, officer, upload=exact).size == 25 * MEGABYTE


def test_the_same_file_is_offered_for_reuse(duty, officer):
    first = attach(duty, officer)
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    with pytest.raises(DuplicateFile) as refused:
        attach(other, officer, upload=files.upload(name="khac.pdf"))
    assert refused.value.evidence == first
    link_evidence(evidence=first, duties=[other], actor=officer, **MOMENT)
    link_evidence(evidence=first, duties=[other], actor=officer, **MOMENT)
    assert EvidenceLink.objects.filter(evidence=first).count() == 2
    assert len(stored_files()) == 1


def test_another_agency_may_have_the_same_file(duty, officer):
    attach(duty, officer)
    other = make_duty(duty.task, make_agency(), duty.period)
    attach(other, make_user("officer", other.agency))
    assert Evidence.objects.count() == 2


def test_evidence_of_another_agency_is_not_linked(duty, officer):
    other = make_duty(duty.task, make_agency(), duty.period)
    theirs = attach(other, make_user("officer", other.agency))
    with pytest.raises(NotAllowed):
        link_evidence(evidence=theirs, duties=[duty], actor=officer, **MOMENT)


def test_taking_off_keeps_the_row_and_it_can_come_back(duty, officer):
    evidence = attach(duty, officer)
    unlink_evidence(evidence=evidence, duty=duty, actor=officer, **MOMENT)
    assert EvidenceLink.objects.get().removed_at == NOW
    link_evidence(evidence=evidence, duties=[duty], actor=officer, **MOMENT)
    assert EvidenceLink.objects.filter(removed_at__isnull=True).count() == 1


def test_closed_periods_and_strangers_are_refused(duty, officer):
    with pytest.raises(NotAllowed):
        attach(duty, make_user("head", make_agency()))
    duty.period.state = "closed"
    duty.period.save()
    with pytest.raises(PeriodClosed):
        attach(duty, officer)


def test_evidence_takes_a_prepared_duty_back(duty, officer):
    duty.state = "prepared"
    duty.save()
    attach(duty, officer, issued_on=date(2026, 1, 5))
    duty.refresh_from_db()
    assert duty.state == "open"


def test_only_the_steering_agency_quarantines(duty, officer):
    evidence = attach(duty, officer)
    with pytest.raises(NotAllowed):
        quarantine(evidence=evidence, actor=officer, reason="Mật", **MOMENT)
    steering = make_user("officer", duty.task.plan.steering_agency)
    with pytest.raises(InvalidInput):
        quarantine(evidence=evidence, actor=steering, reason=" ", **MOMENT)
    quarantine(evidence=evidence, actor=steering, reason="Có dấu mật", **MOMENT)
    for person in (officer, steering):
        assert not Evidence.objects.visible_to(person, today=TODAY).exists()
    with pytest.raises(InvalidInput, match="cách ly"):
        attach(duty, officer)
