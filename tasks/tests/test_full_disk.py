"""C10: the disk is full while a file arrives or is kept: a sentence, and nothing half."""

import resource
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.tests.factories import make_user
from kehoach.uploads import AT_ONCE
from tasks.models import Evidence
from tasks.tests import files
from tasks.tests.pages import text_of
from tasks.tests.test_evidence import stored_files
from tasks.tests.test_evidence_pages import post_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
MEGABYTE = 1024 * 1024


@contextmanager
def room_for(size):
    """Let the system refuse every byte of a file beyond so many, as a full disk does."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


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
