"""PDF from the frozen facts; said plainly when there cannot be one."""

import subprocess
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from unittest import mock

import pytest

from agencies.tests.asking import asked_jobs
from agencies.tests.factories import make_agency, make_user
from reporting.kept import pdf as kept_pdf
from reporting.models import FrozenReport, YearlyReport
from reporting.yearly import pdf
from reporting.yearly.documents import rendered
from reporting.yearly.freezing import facts_for, freeze
from reporting.yearly.report_words import save_words
from reporting.yearly.tests.signing import SIGNED, complete, hand_in_newest
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import stored_files
from tasks.evidence.tests.files import EXE, room_for, upload
from tasks.models import Period
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW
from tasks.tests.measuring import AFTER, make_scene, make_unit

pytestmark = pytest.mark.django_db
FAKE = b"%PDF-1.4 fake"


@pytest.fixture(autouse=True)
def _after_the_deadline(settings, tmp_path: Path, clock):
    files.kept_in(settings, tmp_path / "files")
    clock.at(AFTER)


@pytest.fixture
def head():
    scene = make_scene()
    make_unit(scene)
    person = make_user("head", scene.period.plan.steering_agency)
    close_period(period=scene.period, actor=person, today=AFTER, now=NOW)
    complete(scene.period)
    freeze(period=Period.objects.get(), actor=person, today=AFTER, now=NOW)
    return person


def act(function, head, **more):
    return function(period=Period.objects.get(), actor=head, today=AFTER, **more)


def signing(head) -> None:
    act(save_words, head, values=SIGNED, version=0, now=NOW)
    hand_in_newest(Period.objects.get(), head, AFTER)


@pytest.mark.needs_libreoffice
def test_a_real_pdf_is_made_and_kept_with_its_hash(head, client) -> None:
    version = pdf.store_pdf(version_id=FrozenReport.objects.get().pk)
    content = version.pdf.open("rb").read()
    version.pdf.close()
    assert content.startswith(b"%PDF-")
    assert version.pdf_sha256 == sha256(content).hexdigest()
    assert version.pdf_problem == ""
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(plan_page("reporting:yearly_pdf", args=[2026]))
    assert b"".join(answer.streaming_content) == content


def test_the_pdf_is_made_of_the_document_that_the_page_hands_out(head) -> None:
    with mock.patch.object(kept_pdf, "to_pdf", return_value=FAKE) as convert:
        pdf.store_pdf(version_id=FrozenReport.objects.get().pk)
    facts = facts_for(period=Period.objects.get(), today=AFTER)
    convert.assert_called_once_with(rendered(facts, "docx"))


def test_equal_facts_are_converted_once(head) -> None:
    with mock.patch.object(kept_pdf, "to_pdf", return_value=FAKE) as convert:
        pdf.store_pdf(version_id=FrozenReport.objects.get().pk)
        first = FrozenReport.objects.get().pdf.name
        pdf.store_pdf(version_id=FrozenReport.objects.get().pk)
        assert convert.call_count == 1
        assert FrozenReport.objects.get().pdf.name == first
        signing(head)
        pdf.store_pdf(version_id=FrozenReport.objects.get().pk)
        assert convert.call_count == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (subprocess.TimeoutExpired("soffice", 1), kept_pdf.PDF_TOO_LONG),
        (subprocess.CalledProcessError(1, "soffice"), kept_pdf.PDF_FAILED),
        (OSError(), kept_pdf.PDF_NO_ROOM),
    ],
)
def test_a_conversion_that_fails_is_said(head, error, words) -> None:
    with (
        mock.patch("shutil.which", return_value="/bin/soffice"),
        mock.patch("reporting.kept.pdf.run_within", side_effect=error),
    ):
        version = pdf.store_pdf(version_id=FrozenReport.objects.get().pk)
    assert (version.pdf_problem, bool(version.pdf)) == (words, False)


def test_a_full_disk_is_said_and_leaves_no_part(head) -> None:
    before = stored_files()
    with (
        mock.patch.object(
            kept_pdf, "to_pdf", return_value=FAKE + bytes(2 * 1024 * 1024)
        ),
        room_for(1024 * 1024),
    ):
        version = pdf.store_pdf(version_id=FrozenReport.objects.get().pk)
    assert (version.pdf_problem, bool(version.pdf)) == (kept_pdf.PDF_NO_ROOM, False)
    assert stored_files() == before


@pytest.mark.needs_libreoffice
def test_a_disk_full_while_converting_is_said(head) -> None:
    with room_for(1000):
        version = pdf.store_pdf(version_id=FrozenReport.objects.get().pk)
    assert (version.pdf_problem, bool(version.pdf)) == (kept_pdf.PDF_NO_ROOM, False)


def test_without_libreoffice_the_page_offers_docx(head, client) -> None:
    with mock.patch("shutil.which", return_value=None):
        pdf.store_pdf(version_id=FrozenReport.objects.get().pk)
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(plan_page("reporting:yearly", args=[2026])).content.decode()
    assert "Máy chủ chưa cài LibreOffice. Dùng DOCX." in page
    assert client.get(plan_page("reporting:yearly_pdf", args=[2026])).status_code == 404


def test_asking_starts_a_job_and_strangers_do_not(head, client) -> None:
    path = plan_page("reporting:ask_pdf", args=[2026])
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    client.post(path)
    wanted = [("reporting.make_pdf", {"version_id": FrozenReport.objects.get().pk})]
    assert asked_jobs() == wanted
    reader = make_user("leader", make_agency("UBND tỉnh"))
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    client.post(path)
    assert asked_jobs() == wanted
    with pytest.raises(NotAllowed):
        act(pdf.request_pdf, reader, now=NOW + timedelta(hours=1))


def test_a_report_that_is_not_frozen_has_no_pdf(head) -> None:
    YearlyReport.objects.update(state="drafting")
    with pytest.raises(InvalidInput):
        act(pdf.request_pdf, head, now=NOW)


def test_issuing_keeps_the_signed_pdf_with_its_hash(head, client) -> None:
    signing(head)
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    path = plan_page("reporting:issue", args=[2026])
    client.post(path)
    refused = client.post(path, {"file": upload(EXE, "gia.pdf")}, follow=True)
    page = refused.content.decode()
    form = page[page.index(f'action="{path}"') :].partition("</form>")[0]
    for words in ('hx-target="#noi-dung"', "data-drop", 'id="ban-ky"'):
        assert words in form  # so that the browser keeps the chosen file
    assert YearlyReport.objects.get().state == "signing"
    client.post(path, {"file": upload(name="Báo cáo 05.pdf")})
    report = YearlyReport.objects.get()
    assert (report.state, report.signed_name) == ("issued", "Báo cáo 05.pdf")
    answer = client.get(plan_page("reporting:signed_pdf", args=[2026]))
    content = b"".join(answer.streaming_content)
    assert sha256(content).hexdigest() == report.signed_sha256
