"""Office files that cannot be read, told from their bytes."""

#: How a compound file begins: old Office, or any Office file with a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LOCKED = (
    "Tệp được đặt mật khẩu nên không đọc được. Mở bằng Word hoặc Excel, vào Tệp → Thông"
    " tin → Bảo vệ → Mã hóa bằng mật khẩu, xóa trống mật khẩu, lưu rồi tải lên lại."
)


def is_locked(content: bytes) -> bool:
    """Return whether the file asks for a password before it opens."""
    return content.startswith(OLE) and _ENCRYPTED in content
