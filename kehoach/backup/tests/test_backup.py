"""A backup holds one moment, whole; what is wrong with it is found by restoring it."""

import os
from functools import partial
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from agencies.models import AuditRecord
from agencies.trail import append_only
from kehoach.backup import elsewhere, making
from kehoach.backup.databases import engine
from kehoach.backup.sets import FILES, read_set
from kehoach.backup.tests.running import databases, run
from reporting.models import FrozenReport
from tasks.evidence.tests import files
from tasks.evidence.tests.attaching import attach
from tasks.models import AgencySummary, Evidence
from tasks.tests.factories import NOW

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_folders"),
    pytest.mark.sqlite_too,
]
KEY = b"k" * 32


def path_of(file):
    return Path(default_storage.path(file.name))


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(b"", id="plain", marks=pytest.mark.slow),
        pytest.param(KEY, id="sealed"),
    ],
)
def test_a_backup_restores_to_the_same_report(report, proof, settings, tmp_path, key):
    """The whole way: facts, DOCX and a new count of the rows have the same hashes."""
    settings.BACKUP_KEY = key
    said, well = run("backup", tmp_path / "kept", "--keep", 3)
    assert well, said
    assert ("KHÔNG mã hóa" in said) == (not key)
    path = next((tmp_path / "kept").iterdir())
    row = AuditRecord.objects.get(kind="backup")
    found = read_set(path, key)
    assert (row.target, row.job) == (path.name, "backup")
    assert row.after["sha256"] == found.members["manifest.json"]
    assert row.after["files"] == 2
    said, well = run("restore_check", tmp_path / "kept")
    assert well, said
    assert "SAI" not in said
    for what in ("số liệu in", "tệp DOCX", "đếm lại từ các dòng"):
        assert f"{what}: SHA-256" in said
    assert "2 tệp" in said
    version = FrozenReport.objects.get()
    assert found.manifest.reports[f"{report.period.plan.code} 2026"]["counted"]
    assert version.sha256
    assert databases() == []
    assert default_storage.path("") == str(tmp_path / "files")


def test_an_empty_portal_is_filled_once(proof, settings, tmp_path):
    """Rows, files, a row in the trail; nothing is ever written over something."""
    run("backup", tmp_path / "set.tar")
    settings.EVIDENCE_ROOT = tmp_path / "new"
    with engine().temporary() as place, elsewhere.database(place):
        said, well = run("restore", tmp_path / "set.tar")
        assert well, said
        assert f"settle_reminders --since {timezone.localdate()}" in said
        assert Evidence.objects.get().file.name == proof.file.name
        row = AuditRecord.objects.get(kind="restore")
        assert (row.target, row.job, row.after["files"]) == ("set.tar", "restore", 1)
        said, well = run("restore", tmp_path / "set.tar")
        assert not well
        assert "không trống: chỉ khôi phục vào cơ sở dữ liệu mới tạo" in said
    file = tmp_path / "new" / proof.file.name
    assert file.read_bytes() == files.PDF
    assert file.stat().st_mode & 0o777 == settings.FILE_UPLOAD_PERMISSIONS
    with engine().temporary() as place, elsewhere.database(place):
        said, well = run("restore", tmp_path / "set.tar")
        assert not well
        assert "chỉ khôi phục vào thư mục trống" in said
        assert connection.introspection.table_names() == []
    assert databases() == []
    assert not AuditRecord.objects.filter(kind="restore").exists()


@pytest.mark.slow
@pytest.mark.needs_postgres
def test_a_row_that_comes_meanwhile_is_not_half_there(proof, tmp_path, monkeypatch):
    """What is saved after the snapshot is not in the set: neither the row nor its file."""
    usual = making.count_rows

    def slow():
        attach(
            proof.links.get().duty,
            proof.uploaded_by,
            upload=files.upload(content=files.PDF + b"\n%other"),
        )
        return usual()

    monkeypatch.setattr(making, "count_rows", in_another_connection(slow, usual))
    said, well = run("backup", tmp_path / "set.tar")
    assert well, said
    found = read_set(tmp_path / "set.tar", b"")
    assert [name for name in found.members if name.startswith(FILES)] == [
        f"{FILES}{proof.file.name}"
    ]
    said, well = run("restore_check", tmp_path / "set.tar")
    assert well, said


@pytest.mark.needs_postgres
@pytest.mark.slow
def test_a_file_that_goes_meanwhile_with_its_row_is_no_trouble(
    proof, tmp_path, monkeypatch
):
    """The set has the row of before; the copy is right without the file."""
    path_of(proof.file).unlink()
    later = in_another_connection(
        Evidence.objects.filter(pk=proof.pk).update, making.report_proofs
    )
    fields = {"file": "", "sha256": "", "number": "1/KH", "issued_on": NOW.date()}
    monkeypatch.setattr(making, "report_proofs", partial(later, **fields))
    said, well = run("backup", tmp_path / "set.tar")
    assert well, said
    said, well = run("restore_check", tmp_path / "set.tar")
    assert well, said
    assert f"{proof.file.name}: đã bỏ trong lúc sao lưu" in said


def test_a_file_that_cannot_be_opened_is_named(proof, tmp_path):
    path_of(proof.file).unlink()
    path_of(proof.file).mkdir()
    said, well = run("backup", tmp_path / "set.tar")
    assert not well
    assert f"Không đọc được: {proof.file.name}" in said
    assert (tmp_path / "set.tar").exists()


def in_another_connection(act, then):
    """Let another connection do something between the snapshot and the dump."""
    from threading import Thread

    def both(*arguments, **fields):
        def other():
            try:
                act(**fields)
            finally:
                connection.close()

        thread = Thread(target=other)
        thread.start()
        thread.join()
        return then(*arguments)

    return both


def test_a_file_that_was_wrong_already_is_named_and_keeps_older_ones(proof, tmp_path):
    kept = tmp_path / "kept"
    old = kept / "kehoach-20200101-0000.tar"
    old.write_bytes(b"old")
    path_of(proof.file).write_bytes(b"%PDF-1.4 changed")
    said, well = run("backup", kept, "--keep", 1)
    assert not well
    assert f"Nội dung khác lúc lưu: {proof.file.name}" in said
    assert len(list(kept.iterdir())) == 2


@pytest.mark.slow
def test_a_file_that_is_missing_is_named(proof, settings, tmp_path):
    """The second store hides nothing: it is not in the set."""
    copy = tmp_path / "second" / proof.file.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(files.PDF)
    path_of(proof.file).unlink()
    settings.SECOND_STORE = str(tmp_path / "second")
    said, well = run("backup", tmp_path / "set.tar")
    assert not well
    assert f"Không còn trong kho: {proof.file.name}" in said
    said, well = run("restore_check", tmp_path / "set.tar")
    assert not well
    assert f"Không còn trong kho: {proof.file.name} (minh chứng {proof.pk}" in said
    assert databases() == []
    assert str(tmp_path / "second") == settings.SECOND_STORE


@pytest.mark.slow
def test_what_was_wrong_in_the_database_is_found_in_the_copy(
    report, tmp_path, monkeypatch
):
    """A report that cannot be made keeps nothing else from being kept."""
    text = FrozenReport.objects.get().facts
    FrozenReport.objects.update(facts=text.replace("2026", "2025", 1))
    AgencySummary.objects.update(owed=99)
    append_only.drop()
    usual = making.count_rows
    monkeypatch.setattr(making, "count_rows", lambda: usual() | {"gone": 1})
    said, well = run("backup", tmp_path / "set.tar")
    assert not well
    assert "không lập được" in said
    found, well = run("restore_check", tmp_path / "set.tar")
    assert not well
    for said in (
        "Nội dung khác lúc lưu: facts:",
        "sửa được nhật ký hệ thống",
        "xóa được nhật ký hệ thống",
        "Thiếu trigger giữ nhật ký hệ thống",
        "gone: None dòng, lúc sao lưu 1",
        ": owed +",
        "số liệu in: khác lúc sao lưu, hoặc không lập được",
    ):
        assert said in found, found


def test_the_newest_backups_are_kept_and_young_halves(tmp_path):
    kept = tmp_path / "kept"
    for name in ("20260101-0215.tar", "20260102-0215.tar.enc", "20260103-0215.tar"):
        (kept / f"kehoach-{name}").write_bytes(b"x")
    (kept / "other.tar").write_bytes(b"x")
    old, young = (kept / f"kehoach-2026010{n}-0300.tar.part" for n in (4, 5))
    for half, days in ((old, 2), (young, 0)):
        half.write_bytes(b"x")
        then = timezone.now().timestamp() - days * 86400
        os.utime(half, (then, then))
    said, well = run("backup", kept, "--keep", 2)
    assert well, said
    names = sorted(each.name for each in kept.iterdir())
    assert names[:2] == ["kehoach-20260103-0215.tar", young.name]
    assert len(names) == 4
    assert "Đã bỏ bản cũ" in said
    assert AuditRecord.objects.get(kind="backup").after["removed"] == 3
