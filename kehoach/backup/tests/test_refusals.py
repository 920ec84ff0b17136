"""What is refused before anything is written, and a report that comes out otherwise."""

import os
import subprocess
import sys
from base64 import b64encode

import pytest
from django.conf import settings as portal

from agencies.models import AuditRecord
from kehoach.backup import proofs
from kehoach.backup.checking import Look, reports
from kehoach.backup.sets import Manifest
from kehoach.backup.tests.running import run
from kehoach.backup.tests.sets import made
from reporting.yearly.tests.freezing import AFTER
from tasks.tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_folders")]


def test_a_damaged_backup_is_not_even_restored(tmp_path):
    path = made(tmp_path / "set.tar")
    path.write_bytes(path.read_bytes()[:9000])
    said, well = run("restore_check", path)
    assert not well
    assert "bị cắt" in said
    assert "Khôi phục vào chỗ trống" not in said


def test_a_report_that_comes_out_otherwise_is_found(report):
    """Of another release it is only told."""
    today = AFTER.isoformat()
    manifest = Manifest("", "", today, "", proofs.code_release())
    manifest.reports = proofs.report_proofs(AFTER)
    notes: list[str] = []
    assert reports(Look(manifest, NOW, notes)) == []
    assert len(notes) == 3
    name = f"{report.period.plan.code} 2026"
    manifest.reports[name]["docx"] = "other"
    said = f"{name}, tệp DOCX: khác"
    assert reports(Look(manifest, NOW, [])) == [
        f"{said} lúc sao lưu, hoặc không lập được"
    ]
    manifest.release = "older"
    assert reports(Look(manifest, NOW, notes)) == []
    assert f"{said}, vì bản phát hành khác" in notes


def test_a_backup_of_the_other_engine_is_told(tmp_path):
    said, well = run("restore_check", made(tmp_path / "set.tar", engine="oracle"))
    assert not well
    assert "Bản sao lưu của oracle" in said


def test_a_folder_without_a_backup_is_told(tmp_path):
    said, well = run("restore_check", tmp_path / "kept")
    assert not well
    assert "không có bản sao lưu nào" in said


def test_restoring_over_something_is_refused(tmp_path):
    said, well = run("restore", made(tmp_path / "set.tar"))
    assert not well
    assert "không trống" in said


def test_an_existing_target_is_refused(tmp_path):
    (tmp_path / "set.tar").write_bytes(b"x")
    said, well = run("backup", tmp_path / "set.tar")
    assert not well
    assert "đã có" in said
    assert not AuditRecord.objects.filter(kind="backup").exists()


@pytest.mark.parametrize(
    "given",
    [
        "not base64!",
        pytest.param(b64encode(b"x" * 31).decode(), marks=pytest.mark.slow),
    ],
)
def test_a_key_that_is_none_is_refused(given):
    said = subprocess.run(
        [sys.executable, "-c", "import kehoach.settings"],
        env={**os.environ, "BACKUP_KEY": given},
        cwd=portal.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode
    assert "BACKUP_KEY is 32 random bytes in base64" in said.stderr
