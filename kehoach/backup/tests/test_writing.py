"""What is not whole never has a backup's name, and what goes wrong is said."""

import os
from hashlib import sha256

import pytest

from kehoach.backup.refusing import Refused
from kehoach.backup.sealing import PIECE
from kehoach.backup.sets import Manifest, Whole, read_set, writing
from kehoach.backup.tests.sets import made
from tasks.evidence.tests.files import room_for


def test_a_file_that_cannot_be_read_to_its_end_breaks_no_archive(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"a" * 50_000)
    with file.open("rb") as source, writing(tmp_path / "set.tar", b"") as archive:
        whole = Whole(source)
        os.truncate(file, 20_000)
        archive.copy("files/a", whole, whole.size)
        archive.add("files/b", b"b")
        archive.finish(Manifest("", "", "", "", ""))
    assert whole.is_broken
    found = read_set(tmp_path / "set.tar", b"")
    assert found.problems == []
    assert found.members["files/a"] == sha256(b"a" * 20_000 + bytes(30_000)).hexdigest()


def test_a_writing_that_was_broken_off_leaves_no_backup(tmp_path, key):
    def broken_off():
        with writing(tmp_path / "set.tar", key) as archive:
            archive.add("files/a", b"a")
            assert [each.name for each in tmp_path.iterdir()] == ["set.tar.part"]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said(tmp_path, key):
    with (
        pytest.raises(Refused, match="hết chỗ trên đĩa"),
        room_for(2 * PIECE),
    ):
        made(tmp_path / "set.tar", key)
    assert list(tmp_path.iterdir()) == []


def test_another_one_is_never_overwritten(path, key):
    before = path.read_bytes()
    with pytest.raises(Refused, match="đã có"):
        made(path, key)
    assert path.read_bytes() == before


def test_one_that_runs_is_left_alone(tmp_path, key):
    half = tmp_path / "set.tar.part"
    half.write_bytes(b"x")
    with pytest.raises(Refused, match="còn đó"):
        made(tmp_path / "set.tar", key)
    assert half.read_bytes() == b"x"


def test_a_folder_that_is_not_there_is_said(tmp_path, key):
    with pytest.raises(Refused, match="Không ghi được"):
        made(tmp_path / "no" / "set.tar", key)
    with pytest.raises(Refused, match="Không đọc được"):
        read_set(tmp_path / "no", key)
