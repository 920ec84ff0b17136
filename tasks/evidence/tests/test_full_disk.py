"""C10: the disk is full while a file arrives or is kept: a sentence, and nothing half."""

import os
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir
from uuid import uuid4

import pytest
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from agencies.tests.factories import make_user
from kehoach.site.storage import WaitingSheet, write_whole
from kehoach.site.uploads import AT_ONCE
from tasks.evidence.sweeping_parts import sweep_parts
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach, post_file, stored_files
from tasks.evidence.tests.files import room_for
from tasks.models import Evidence
from tasks.reminders.handovers import HANDOVER_LINE, HandoverJournal, left_behind
from tasks.reminders.sending import run_reminders
from tasks.reminders.tests.reminding import (
    NOW,
    WEEK_BEFORE,
    clock,
    mail_server,
    make_cast,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MEGABYTE = 1024 * 1024


@pytest.fixture
def arriving(settings, tmp_path):
    """Return the folder where uploads arrive."""
    folder = tmp_path / "arriving"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    return folder


def pdf_of(size):
    return files.upload(files.PDF + bytes(size), "bao-cao.pdf")


@pytest.mark.parametrize(
    "size", [2 * MEGABYTE, 8 * MEGABYTE], ids=["keeping", "arriving"]
)
def test_a_full_disk_keeps_what_was_typed_and_no_part(
    login, duty, officer, arriving, settings, size
):
    with room_for(MEGABYTE):
        answer = post_file(login(officer), duty, pdf_of(size), number="12/KH")
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Máy chủ chưa cất được tệp" in page
    assert 'value="12/KH"' in page
    assert Evidence.objects.count() == 0
    assert list(arriving.iterdir()) == []
    assert stored_files() == []


def test_a_file_sent_ahead_hears_it_too(login, duty, officer, arriving):
    url = reverse("tasks:keep_file", args=[duty.agency.code])
    with room_for(MEGABYTE):
        sent = {"file": pdf_of(8 * MEGABYTE), "confirmed_open": "on"}
        answer = login(officer).post(url, sent)
    assert answer.status_code == 422
    assert "Máy chủ chưa cất được tệp" in answer.json()["message"]
    assert list(arriving.iterdir()) == []


def test_no_more_of_a_file_is_written_than_any_form_takes(
    login, duty, officer, arriving, settings
):
    most = settings.EVIDENCE_MAX_BYTES
    with room_for(most):  # a byte more would say «hết chỗ»
        answer = post_file(login(officer), duty, pdf_of(most + 3 * MEGABYTE))
    assert "Tệp nặng 28,0 MB, vượt mức 25 MB" in text_of(answer)
    assert list(arriving.iterdir()) == []


@pytest.mark.slow
@pytest.mark.own_hour
def test_files_at_once_are_bounded_and_the_others_kept(login, duty, officer, arriving):
    fits = AT_ONCE // (24 * MEGABYTE)
    many = [
        files.upload(files.PDF + bytes([number]) * 24 * MEGABYTE, f"{number}.pdf")
        for number in range(fits + 1)
    ]
    answer = post_file(login(officer), duty, many)
    assert Evidence.objects.count() == fits
    assert "Gửi làm nhiều lần" in text_of(login(officer).get(answer["Location"]))
    assert list(arriving.iterdir()) == []


@pytest.mark.parametrize("size", [2 * MEGABYTE, 4 * MEGABYTE])
def test_an_import_of_the_administrator_hears_it_too(client, arriving, size):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    url = reverse("admin:agencies_agency_import")
    file = SimpleUploadedFile("a.csv", b"a" * size)
    with room_for(MEGABYTE):
        answer = client.post(url, {"import_file": file, "format": "0"}, follow=True)
    assert answer.status_code == 200
    assert "Máy chủ chưa cất được tệp" in text_of(answer)


def test_a_list_for_which_there_is_no_room_is_no_half_file(login, duty, officer):
    client = login(officer)
    for name in ("tasks:duties_csv", "tasks:duties_xlsx"):
        address = reverse(name, args=[duty.period.plan.code])
        with room_for(10):
            answer = client.get(address)
        assert answer.status_code == 503
        assert "Máy chủ hết chỗ" in text_of(answer)
        assert "Báo người quản trị Cổng" in text_of(answer)
        assert client.get(address).getvalue()


def test_letters_of_which_no_note_can_be_kept_are_recorded_one_by_one(settings):
    """A foreground run, whose hand-overs find no room on the disk."""
    cast = make_cast()
    cast.another()
    cast.another()
    with mail_server(settings) as postman, room_for(10):
        assert run_reminders(today=WEEK_BEFORE, clock=clock).sent == 3
    assert len(postman.accepted) == len(set(postman.accepted)) == 3
    assert not list(Path(settings.HANDOVER_ROOT).glob("*"))


def test_the_notes_of_a_batch_have_their_room_from_the_first_on(settings):
    batch = uuid4()
    journal = HandoverJournal(batch, letters=500)
    for person in (7, 123456):
        assert journal.note(person, NOW)
    assert journal.path.stat().st_blocks * 512 >= 500 * HANDOVER_LINE
    [(found, taken, path)] = left_behind()
    assert (found, taken) == (batch, {7: NOW, 123456: NOW})
    journal.forget()
    assert not path.exists()


class NoRoom(Exception):
    """What the driver raises."""

    def __init__(self, code):
        super().__init__(code)
        self.sqlstate = code


@contextmanager
def full_database(table, code):
    """Let the database have no room for a row of the table."""

    def full(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            words = "could not extend file" if code else "database or disk is full"
            raise OperationalError(words) from NoRoom(code)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full):
        yield


def test_a_full_disk_of_the_database_gives_back_what_was_typed(login, duty, officer):
    with full_database("tasks_evidence", "53100"):
        answer = post_file(login(officer), duty, files.upload(), subject="Năm nay")
    assert answer.status_code == 503
    page = text_of(answer)
    assert "Máy chủ hết chỗ, nội dung còn đây" in page
    assert 'value="Năm nay"' in page
    assert stored_files() == []


def test_a_file_is_nobodys_for_no_longer_than_the_request(login, duty):
    """Its letter fails after the file had been stored."""
    url = reverse("tasks:unit_report", args=[duty.agency.code])
    form = {"number": "4/BC", "signed_on": "10/06/2026", "confirmed_open": "on"}
    client = login(make_user("head", duty.agency))
    with full_database("tasks_unitreport", ""):
        answer = client.post(url, form | {"file": files.upload()})
    assert answer.status_code == 503
    assert stored_files() == []
    answer = client.post(url, form | {"file": files.upload()})
    assert answer.status_code == 302, text_of(answer)
    assert len(stored_files()) == 1


def test_what_a_killed_process_left_half_is_swept(duty, officer, arriving, settings):
    kept = attach(duty, officer)
    root = Path(default_storage.location)
    own = Path(gettempdir()) / f"kehoach-{uuid4().hex}"
    own.mkdir()
    (own / "a.pdf").write_bytes(b"x")
    halves = [root / "evidence" / "a.pdf.part", arriving / "tmpx.upload.pdf", own]
    for path in halves[:2]:
        path.write_bytes(b"half")
    assert sweep_parts(now=timezone.now()) == 0
    day_before = (timezone.now() - timedelta(days=2)).timestamp()
    for path in halves:
        os.utime(path, (day_before, day_before))
    os.utime(kept.file.path, (day_before, day_before))
    assert sweep_parts(now=timezone.now()) == 3
    assert not any(path.exists() for path in halves)
    assert Path(kept.file.path).exists()


def test_a_process_killed_while_it_writes_leaves_no_file_of_that_name(tmp_path):
    class Cut(File):
        def chunks(self, *_):
            yield b"half"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        default_storage.save("evidence/a.pdf", Cut(BytesIO(), "a.pdf"))
    assert [path.name for path in stored_files()] == []
    path = tmp_path / "a.docx"
    path.write_bytes(b"before")
    with room_for(10), pytest.raises(OSError, match="too large"):
        write_whole(path, bytes(100))
    assert [(each.name, each.read_bytes()) for each in tmp_path.glob("a.*")] == [
        ("a.docx", b"before")
    ]


def test_a_sheet_that_waits_for_a_yes_is_whole_and_swept(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sheet = WaitingSheet(read_mode="rb")
    sheet.save(b"whole")
    with room_for(10), pytest.raises(OSError, match="too large"):
        WaitingSheet(read_mode="rb").save(bytes(100))
    assert [str(path) for path in tmp_path.glob("kehoach-*")] == [sheet.name]
    again = WaitingSheet(name=Path(sheet.name).name, read_mode="rb")
    assert again.read() == b"whole"
    day_before = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(sheet.name, (day_before, day_before))
    assert sweep_parts(now=timezone.now()) == 1
    assert not Path(sheet.name).exists()
