"""How a letter cites a document: kind, number, day, issuer, subject (NĐ 30/2020)."""

import re

from kehoach.lib.dates import format_date
from kehoach.lib.text import small
from reporting.facts.typed_words import is_noise
from tasks.models import Evidence

#: First letters of a symbol → the kind of document (Phụ lục III).
_KINDS = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "KL": "Kết luận",
}
#: Kinds that direct others, not those that tell what was done.
DIRECTING = ("NQ", "QĐ", "CT", "QC", "QyĐ", "HD", "CTr", "KH", "PA", "ĐA")
ONE_DIGIT = re.compile(r"^(\d)/")


def _symbol_of(number: str) -> str:
    """Return the letters that name the kind: «KH» of 05/KH-UBND."""
    return number.partition("/")[2].partition("-")[0].strip()


def directs(document: Evidence) -> bool:
    """Return whether it is a document that directs work, or an official letter."""
    symbol = _symbol_of(document.number)
    return symbol in DIRECTING or bool(symbol and symbol not in _KINDS)


def citation(document: Evidence, own: str = "") -> str:
    """Return «Kế hoạch số 05/KH-UBND ngày 01/02/2026 của … về …»; `own` is the name of
    the agency that cites, which is not named again.
    """
    number = ONE_DIGIT.sub(r"0\1/", document.number)
    kind = _KINDS.get(_symbol_of(number), "Công văn" if "/" in number else "Văn bản")
    subject = "" if is_noise(document.subject) else document.subject.strip().rstrip(".")
    if not number:
        kind, subject = subject, ""
    day = f" ngày {format_date(document.issued_on)}" if document.issued_on else ""
    other = document.issuer and document.issuer != own
    return (
        f"{kind}{f' số {number}' if number else ''}{day}"
        f"{f' của {document.issuer}' if other else ''}{_about(kind, subject)}"
    )


def _about(kind: str, subject: str) -> str:
    """Return « về …» without the kind, which is named already."""
    rest = subject.removeprefix("V/v ").removeprefix(kind).strip(" :")
    if not rest:
        return ""
    return f" {small(rest)}" if rest.lower().startswith("về ") else f" về {small(rest)}"
