"""Addresses of pages that people name; they are read as text and never fetched."""

from urllib.parse import urlsplit

_LONGEST = 500


def read_link(raw: str) -> str:
    """Return the https address; raise ValueError with a Vietnamese reason."""
    link = raw.strip()
    if len(link) > _LONGEST:
        message = f"Đường dẫn dài quá {_LONGEST} ký tự."
        raise ValueError(message)
    if not link.isprintable() or " " in link:
        message = "Đường dẫn không được có khoảng trắng."
        raise ValueError(message)
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not link.lower().startswith("https://") or "." not in host.strip("."):
        message = "Ghi đường dẫn đầy đủ, bắt đầu bằng https://."
        raise ValueError(message)
    if "@" in parts.netloc:
        message = "Đường dẫn không được chứa tên đăng nhập, mật khẩu."
        raise ValueError(message)
    return link
