"""An archive that was touched, cut, or read with another key is found out and named."""

import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from kehoach.backup.refusing import Refused
from kehoach.backup.sealing import HEAD, PIECE, TAG
from kehoach.backup.sets import (
    MANIFEST,
    MANIFEST_HASH,
    read_set,
)
from kehoach.backup.tests.sets import KEY, MEMBERS, OTHER, PDF, made


def problems(path: Path, key: bytes) -> list[str]:
    return read_set(path, key).problems


def test_what_was_written_is_read(path, key):
    read = {}

    def take(name, member):
        read[name] = b"".join(member.pieces())

    found = read_set(path, key, take)
    assert (found.problems, read) == ([], MEMBERS)
    assert found.manifest.members == {
        name: sha256(content).hexdigest() for name, content in MEMBERS.items()
    }
    assert path.stat().st_mode & 0o777 == 0o600
    assert (PDF[:100] in path.read_bytes()) == (not key)


def test_a_plain_set_is_read_without_us(tmp_path):
    with tarfile.open(made(tmp_path / "set.tar")) as tar:
        assert tar.getnames() == [*MEMBERS, MANIFEST, MANIFEST_HASH]
        assert tar.extractfile("files/evidence/2026/11/a.pdf").read() == PDF


@pytest.mark.parametrize("at", [0.05, 0.3, 0.6, 0.95, 0.99])
def test_a_flipped_byte_is_found(path, key, at):
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 1
    path.write_bytes(content)
    assert problems(path, key) != []


def test_a_flipped_byte_of_a_file_names_it(tmp_path):
    path = made(tmp_path / "set.tar")
    content = bytearray(path.read_bytes())
    content[content.index(PDF[:50]) + 7] ^= 1
    path.write_bytes(content)
    assert problems(path, b"") == [
        "Nội dung khác lúc sao lưu: files/evidence/2026/11/a.pdf"
    ]


def test_a_flipped_byte_of_a_sealed_set_names_the_place(tmp_path):
    path = made(tmp_path / "set.tar", KEY)
    content = bytearray(path.read_bytes())
    content[HEAD + 3 * (PIECE + TAG) + 9] ^= 1
    path.write_bytes(content)
    said = problems(path, KEY)[0]
    assert said.startswith("set.tar hỏng")
    assert said.endswith(f"từ byte {HEAD + 3 * (PIECE + TAG)}")


@pytest.mark.parametrize(
    "left", [0.02, 0.5, 0.9, pytest.param(HEAD + PIECE + TAG, id="a whole piece")]
)
def test_a_truncated_set_is_found(path, key, left):
    content = path.read_bytes()
    size = int(len(content) * left) if left < 1 else left
    path.write_bytes(content[:size])
    said = problems(path, key)
    assert any(MANIFEST in each and "bị cắt" in each for each in said), said


def test_a_sealed_set_without_its_last_byte_is_found(tmp_path):
    path = made(tmp_path / "set.tar", KEY)
    path.write_bytes(path.read_bytes()[:-1])
    assert "hỏng hoặc bị cắt" in problems(path, KEY)[0]


@pytest.mark.parametrize(
    ("given", "said"),
    [(OTHER, "BACKUP_KEY không phải khóa"), (b"", "đã mã hóa: đặt BACKUP_KEY")],
)
def test_a_wrong_key_is_told(tmp_path, given, said):
    with pytest.raises(Refused, match=said):
        read_set(made(tmp_path / "set.tar", KEY), given)


def test_a_plain_set_in_place_of_a_sealed_one_is_refused(tmp_path):
    with pytest.raises(Refused, match="có thể đã bị thay"):
        read_set(made(tmp_path / "set.tar"), KEY)


def repacked(path: Path, change) -> None:
    """Write a plain set anew with other members, as somebody with tar could."""
    with tarfile.open(path) as tar:
        held = {name: tar.extractfile(name).read() for name in tar.getnames()}
    change(held)
    with tarfile.open(path, "w") as tar:
        for name, content in held.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def edited(held, edit, *, rehashed=False):
    manifest = json.loads(held[MANIFEST])
    edit(manifest)
    held[MANIFEST] = json.dumps(manifest).encode()
    if rehashed:
        held[MANIFEST_HASH] = sha256(held[MANIFEST]).hexdigest().encode()


CHANGES = {
    "a missing file": (
        lambda held: held.pop("files/evidence/2026/11/b.pdf"),
        "Thiếu: files/evidence/2026/11/b.pdf",
    ),
    "a missing piece": (
        lambda held: held.pop("database/000001"),
        "Thiếu: database/000001",
    ),
    "another file": (
        lambda held: held.update({"files/c.pdf": b"c"}),
        "Không có trong manifest.json: files/c.pdf",
    ),
    "a file outside": (
        lambda held: held.update({"files/../../c.pdf": b"c"}),
        "Không phải của bản sao lưu: files/../../c.pdf",
    ),
    "no list": (lambda held: held.pop(MANIFEST), "Thiếu manifest.json"),
    "no list's hash": (lambda held: held.pop(MANIFEST_HASH), "Thiếu manifest.json"),
    "another day": (
        lambda held: edited(held, lambda manifest: manifest.update(day="2020-01-01")),
        "manifest.json không khớp mã băm của nó: đã bị sửa",
    ),
    "another hash": (
        lambda held: edited(
            held,
            lambda manifest: manifest["members"].update({"database/000001": "0"}),
            rehashed=True,
        ),
        "Nội dung khác lúc sao lưu: database/000001",
    ),
    "another format": (
        lambda held: edited(held, lambda m: m.update(format=9), rehashed=True),
        "Không đọc được manifest.json",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_set_changed_by_hand_is_found(tmp_path, what):
    change, said = CHANGES[what]
    path = made(tmp_path / "set.tar")
    repacked(path, change)
    assert [each for each in problems(path, b"") if said in each]
