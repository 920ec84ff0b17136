"""A backup is encrypted while it is written and decrypted while it is read, in pieces.

AES-256-GCM of `cryptography`. Each piece is bound to the head of the file, to its place and
to being the last one or not, so that none can be changed, moved, taken out or cut off
unseen. Every file has a key of its own, derived from BACKUP_KEY and a salt.
"""

import hmac
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kehoach.backup.refusing import Damaged, Refused

MAGIC = b"kehoach-backup-1"
SALT = KEY_MARK = 16
HEAD = len(MAGIC) + SALT + KEY_MARK
PIECE, TAG = 1024 * 1024, 16


def _derived(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Return the file's own key, and a mark that tells whether a key is the right one."""
    made = HKDF(SHA256(), 32 + KEY_MARK, salt, b"kehoach backup").derive(key)
    return made[:32], made[32:]


def _nonce(place: int, *, is_last: bool) -> bytes:
    """Return the number of a piece; no two of one key are equal."""
    return place.to_bytes(11, "big") + (b"\1" if is_last else b"\0")


class Sealing:
    """A file to write to; what is written arrives encrypted, whole after `finish`."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        """Write the head."""
        salt = os.urandom(SALT)
        own, mark = _derived(key, salt)
        self.file, self.cipher, self.head = file, AESGCM(own), MAGIC + salt + mark
        self.held, self.place = bytearray(), 0
        file.write(self.head)

    def write(self, data: bytes) -> int:
        """Take data; whole pieces are written, but not the last one."""
        self.held += data
        while len(self.held) > PIECE:
            self._put(bytes(self.held[:PIECE]), is_last=False)
            del self.held[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Write the last piece."""
        self._put(bytes(self.held), is_last=True)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self.place, is_last=is_last)
        self.file.write(self.cipher.encrypt(nonce, piece, self.head))
        self.place += 1


class Unsealing:
    """A file to read from that was written by `Sealing`."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        """Read the head; Refused without the right key."""
        self.file, self.head = file, file.read(HEAD)
        salt, mark = self.head[len(MAGIC) : -KEY_MARK], self.head[-KEY_MARK:]
        if not key:
            message = "Bản sao lưu đã mã hóa: đặt BACKUP_KEY (khóa lúc sao lưu)."
            raise Refused(message)
        own, right = _derived(key, salt)
        if len(self.head) < HEAD or not hmac.compare_digest(mark, right):
            message = (
                "BACKUP_KEY không phải khóa của bản sao lưu này (hoặc đầu tệp hỏng)."
            )
            raise Refused(message)
        self.cipher, self.place, self.held = AESGCM(own), 0, bytearray()
        self.ahead = file.read(PIECE + TAG)
        self.is_over = False

    def read(self, size: int) -> bytes:
        """Return so many bytes, fewer at the end; Damaged for any other content."""
        while len(self.held) < size and not self.is_over:
            self.held += self._next()
        found = bytes(self.held[:size])
        del self.held[:size]
        return found

    def _next(self) -> bytes:
        piece, self.ahead = self.ahead, self.file.read(PIECE + TAG)
        self.is_over = not self.ahead
        nonce = _nonce(self.place, is_last=self.is_over)
        try:
            found = self.cipher.decrypt(nonce, piece, self.head)
        except InvalidTag as error:
            at = HEAD + self.place * (PIECE + TAG)
            message = f"nội dung mã hóa hỏng hoặc bị cắt, từ byte {at}"
            raise Damaged(message) from error
        self.place += 1
        return found
