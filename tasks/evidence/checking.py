"""What is wrong with a document before it is kept, all of it at once."""

from datetime import date

from kehoach.lib.dates import is_meant
from kehoach.lib.links import read_link
from tasks.duties.errors import InvalidInput
from tasks.models import Evidence


def evidence_problems(
    evidence: Evidence, today: date, *, has_file: bool
) -> dict[str, str]:
    """Return what is wrong with evidence that is not stored yet, by form field."""
    problems = _link_problems(evidence) | _day_problems(evidence.issued_on, today)
    if not evidence.subject:
        problems["subject"] = "Ghi trích yếu: văn bản, tài liệu nói về việc gì."
    if not has_file and not evidence.number:
        problems["number"] = "Ghi số, ký hiệu văn bản hoặc đính kèm tệp."
    if (has_file or evidence.link) and not evidence.confirmed_open:
        what = "tệp" if has_file else "nội dung ở đường dẫn"
        problems["confirmed_open"] = (
            f"Xác nhận {what} không có độ mật, không phải đơn thư, không phải tài liệu"
            " nội bộ của Đảng thì mới lưu được."
        )
    return problems


def _link_problems(evidence: Evidence) -> dict[str, str]:
    """An address stands beside number, day and subject, never instead of them."""
    if not evidence.link:
        return {}
    problems = {}
    try:
        evidence.link = read_link(evidence.link)
    except ValueError as error:
        problems["link"] = str(error)
    beside = {"number": "số, ký hiệu", "issued_on": "ngày ban hành"}
    for name, words in beside.items():
        if not getattr(evidence, name):
            problems[name] = f"Có đường dẫn thì vẫn ghi {words} của văn bản."
    return problems


def _day_problems(issued_on: date | None, today: date) -> dict[str, str]:
    if issued_on and issued_on > today:
        return {"issued_on": "Ngày ban hành không được sau ngày hôm nay."}
    if issued_on and not is_meant(issued_on):
        return {"issued_on": f"Kiểm tra lại năm {issued_on.year} của ngày ban hành."}
    return {}


def check_said(evidence: Evidence, today: date) -> None:
    """Raise InvalidInput when what a form says of files that are there cannot be: a day
    to come, an address that is none or stands alone. The address is put in order.
    """
    problems = _link_problems(evidence) | _day_problems(evidence.issued_on, today)
    if problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)
