"""The signed PDF against ours: words that differ are listed, layout says nothing."""

import subprocess
import unicodedata
from dataclasses import replace
from hashlib import sha256
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.asking import asked_jobs
from agencies.tests.factories import make_agency, make_user
from reporting.committee import comparing_signed as committee_comparing_signed
from reporting.committee.files import report_docx
from reporting.committee.papers import paper_of
from reporting.committee.steps import submit_paper
from reporting.committee.tests.committee import Scene
from reporting.facts.tests.papers import YEARLY
from reporting.files import pdf_text
from reporting.files.docx_text import text_of_docx
from reporting.files.pdf_text import NoText, text_of_pdf
from reporting.files.yearly_docx import render_docx
from reporting.kept.pdf import NoPdf, to_pdf
from reporting.models import CommitteeReport, YearlyReport
from reporting.signed import words as signed_words
from reporting.signed.tests.papers import SCANNED
from reporting.signed.word_changes import changed_words, normalised, stored_changes
from reporting.yearly import comparing_signed
from reporting.yearly.documents import DOCX, rendered
from reporting.yearly.freezing import facts_for, issue
from reporting.yearly.report_words import save_words
from reporting.yearly.tests.signing import SIGNED, hand_in_newest
from tasks.evidence.tests.files import upload
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW
from tasks.tests.measuring import AFTER

OURS = (
    "Trong kỳ có 12 đơn vị báo cáo. Các đơn vị đã họp dân, niêm yết công khai theo quy"
    " định. Đề nghị UBND tỉnh xem xét (Nghị quyết số 15/2024/NQ-HĐND)./."
)


@pytest.mark.parametrize(
    "theirs",
    [
        OURS.replace(" ", "\n"),
        OURS.replace("NQ-HĐND", "NQ-\nHĐND"),
        OURS.replace("NQ-HĐND", "NQ\u2011HĐND"),
        OURS.replace("công khai", "công \f2\n khai"),
        OURS.replace("công khai", "công\n- 1 -\f khai"),
        OURS.replace("công khai", "công\u00a0\u00a0khai"),
        unicodedata.normalize("NFD", OURS),
    ],
)
def test_layout_is_no_difference(theirs) -> None:
    assert changed_words(OURS, theirs) == []


def test_a_changed_word_is_told_with_its_place() -> None:
    [one] = changed_words(OURS, OURS.replace("12 đơn vị", "13 đơn vị"))
    assert (one.kind, one.ours, one.theirs) == ("changed", "12", "13")
    assert one.before == "Trong kỳ có"
    assert one.after.startswith("đơn vị báo cáo.")


def test_added_and_removed_sentences_are_told_apart() -> None:
    without = OURS.replace(
        " Các đơn vị đã họp dân, niêm yết công khai theo quy định.", ""
    )
    assert [one.kind for one in changed_words(OURS, without)] == ["removed"]
    assert [one.kind for one in changed_words(without, OURS)] == ["added"]


def test_columns_read_in_another_order_are_no_difference() -> None:
    assert changed_words("Xã A 12 Xã B 13", "Xã A Xã B 12 13") == []


def test_a_number_at_the_top_of_a_page_is_not_a_page_number() -> None:
    [one] = changed_words("Xã A \f12\nXã B", "Xã A \f13\nXã B")
    assert (one.ours, one.theirs) == ("12", "13")


def test_a_long_list_is_shortened_and_kept_as_json() -> None:
    ours = " ".join(f"Câu {n} nói một điều. Câu {n} thôi hẳn." for n in range(301))
    found = changed_words(ours, ours.replace("điều", "việc"))
    assert len(found) == 301
    assert len(stored_changes(found)) == 300


@given(
    st.lists(st.sampled_from(["một", "hai", "ba,", "bốn.", "năm;", "sáu"]), max_size=30)
)
def test_equal_words_never_differ(words) -> None:
    assert changed_words(" ".join(words), "\n".join(words)) == []


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text) -> None:
    once = normalised(text)
    assert " ".join(once.split()) == once


@pytest.mark.slow
@pytest.mark.needs_libreoffice
@pytest.mark.needs_poppler
def test_a_document_changed_at_one_sentence_differs_there_only() -> None:
    last = YEARLY.sections[0]
    changed = replace(last, paragraphs=("Đoạn một.\nĐoạn hai đã sửa tay.",))
    other = replace(YEARLY, sections=(changed, *YEARLY.sections[1:]))
    ours, theirs = (text_of_pdf(to_pdf(render_docx(each))) for each in (YEARLY, other))
    assert changed_words(ours, ours) == []
    [one] = changed_words(ours, theirs)
    assert (one.kind, one.theirs) == ("changed", "hai đã sửa tay.")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (subprocess.TimeoutExpired("pdftotext", 1), pdf_text.READING_TOO_LONG),
        (subprocess.CalledProcessError(1, "pdftotext"), pdf_text.READING_FAILED),
        (OSError(), pdf_text.READING_NO_ROOM),
    ],
)
def test_a_reading_that_fails_is_said(error, words) -> None:
    with (
        mock.patch("shutil.which", return_value="/usr/bin/pdftotext"),
        mock.patch("reporting.files.pdf_text.run_within", side_effect=error),
        pytest.raises(NoText, match=words[:20]),
    ):
        text_of_pdf(b"%PDF-1.4")


@pytest.fixture
def files(settings, tmp_path, clock):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    clock.at(AFTER)


def issued(scene, content: bytes) -> YearlyReport:
    scene.act(save_words, values=SIGNED, version=0)
    hand_in_newest(scene.period, scene.head, AFTER)
    return issue(
        period=scene.period, upload=upload(content), actor=scene.head, today=AFTER
    )


def our_docx(scene) -> bytes:
    return rendered(facts_for(period=scene.period, today=AFTER), DOCX)


@pytest.mark.django_db
@pytest.mark.usefixtures("files")
@pytest.mark.needs_libreoffice
@pytest.mark.needs_poppler
def test_a_scan_says_that_there_is_nothing_to_compare(client) -> None:
    scene = Scene()
    report = issued(scene, SCANNED)
    comparing_signed.compare_report(report_id=report.pk, now=NOW)
    client.force_login(scene.head)
    page = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    assert "Bản quét, không có chữ để so sánh." in page


@pytest.mark.django_db
@pytest.mark.usefixtures("files")
def test_what_differs_is_listed_on_the_page_and_blocks_nothing(client) -> None:
    scene = Scene()
    report = issued(scene, SCANNED)
    ours = text_of_docx(our_docx(scene))
    theirs = ours.replace("Trên đây là", "Đây là <script>")
    with (
        mock.patch.object(signed_words, "to_pdf", side_effect=NoPdf("x")),
        mock.patch.object(signed_words, "text_of_pdf", return_value=theirs),
    ):
        comparing_signed.compare_report(report_id=report.pk, now=NOW)
    report.refresh_from_db()
    assert report.state == "issued"
    assert report.differences_found == 1
    assert report.compared_with == sha256(our_docx(scene)).hexdigest()
    client.force_login(scene.head)
    page = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    assert "Bản đã ký khác bản của hệ thống 1 chỗ" in page
    assert "&lt;script&gt;" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("files")
def test_without_the_tool_the_page_says_so_and_offers_again(client) -> None:
    scene = Scene()
    client.force_login(scene.head)
    report = issued(scene, SCANNED)
    with mock.patch("shutil.which", return_value=None):
        comparing_signed.compare_report(report_id=report.pk, now=NOW)
    text = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    assert "chưa cài pdftotext" in text
    path = plan_page("reporting:compare_report", args=["2026"])
    client.post(path)
    wanted = [("reporting.compare_signed_report", {"report_id": report.pk})]
    assert asked_jobs() == wanted
    client.force_login(make_user("leader", make_agency("UBND tỉnh khác")))
    client.post(path)
    assert asked_jobs() == wanted
    client.force_login(make_user("officer", make_agency("Sở Lạ")))
    assert client.post(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("files")
def test_issuing_starts_the_comparison_of_both_papers(client) -> None:
    scene = Scene()
    client.force_login(scene.head)
    scene.signers(number="12", issued_on=AFTER)
    scene.act(submit_paper)
    path = plan_page("reporting:issue_committee", args=["2026"])
    client.post(path, {"file": upload(SCANNED)})
    paper = CommitteeReport.objects.get()
    assert asked_jobs() == [
        ("reporting.compare_signed_committee", {"paper_id": paper.pk})
    ]
    theirs = text_of_docx(report_docx(paper_of(paper.report)))
    with (
        mock.patch.object(signed_words, "to_pdf", side_effect=NoPdf("x")),
        mock.patch.object(signed_words, "text_of_pdf", return_value=theirs),
    ):
        committee_comparing_signed.compare_committee(paper_id=paper.pk, now=NOW)
    page = client.get(plan_page("reporting:committee", args=["2026"])).content.decode()
    assert "Bản đã ký không khác chữ nào" in page
