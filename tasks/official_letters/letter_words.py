"""The first words of a letter: «đề nghị» from who steers, «yêu cầu» from UBND tỉnh
(docs/domain.md); people change them before it is signed. What must not be missing when it
is signed is named by `gaps`.
"""

from collections.abc import Iterable
from datetime import date

from agencies.models.heads import title_of
from kehoach.lib.dates import format_date, long_date
from kehoach.lib.text import small
from kehoach.lib.workdays import Calendar
from tasks.duties.days_off import working_calendar
from tasks.models import Period, UrgedFor, UrgingLetter

Issuer = UrgingLetter.Issuer
#: Working days that a first draft gives for an answer.
_ANSWER_DAYS = 5
#: What stands where the plan's number or day is not known.
NO_NUMBER, NO_DAY = "…/KH-UBND", "ngày … tháng … năm …"
BLANK = "…"
#: kind → what the letter says of such duties, and what it asks for.
SAYS = {
    UrgedFor.UNREPORTED: (
        "Đối với nhiệm vụ đã quá hạn mà chưa báo cáo kết quả:",
        "hoàn thành nhiệm vụ, cập nhật kết quả trên hệ thống và gửi báo cáo.",
    ),
    UrgedFor.SUPPLEMENT: (
        "Đối với nhiệm vụ đã báo cáo nhưng phải bổ sung và đã quá hạn bổ sung:",
        "hoàn thiện theo yêu cầu bổ sung ghi tại từng nhiệm vụ trên hệ thống và gửi"
        " lại.",
    ),
    UrgedFor.STALE: (
        "Đối với nhiệm vụ đến nay chưa cập nhật kết quả:",
        "cập nhật kết quả đã thực hiện trên hệ thống; nếu không phát sinh trong kỳ thì"
        " xác nhận không phát sinh.",
    ),
}


def first_words(
    period: Period, purpose: str, issuer: str, kinds: Iterable[str], today: date
) -> dict[str, object]:
    """Return about, text, day of answer, signer and recipients of a new letter."""
    asks = "yêu cầu" if issuer == Issuer.COMMITTEE else "đề nghị"
    calendar = working_calendar()
    if purpose == UrgingLetter.Purpose.URGE:
        answer_by = calendar.shift(today, _ANSWER_DAYS)
        words = _urging(period, asks, kinds, answer_by)
    else:
        answer_by = _worked(period.unit_due, calendar)
        words = _requesting(period, asks, answer_by)
    return {**words, "answer_by": answer_by, **_signing(period, issuer)}


def _worked(day: date, calendar: Calendar) -> date:
    """Return the day, or the next one on which offices work."""
    return day if calendar.is_working(day) else calendar.shift(day, 1)


def gaps(letter: UrgingLetter) -> list[str]:
    """Return what the letter lacks to be signed and sent, each as a sentence."""
    plan, period = letter.period.plan, letter.period
    if period.is_adhoc:
        number, day, what = period.request_number, period.request_on, "Công văn yêu cầu"
    else:
        number, day, what = plan.number, plan.issued_on, "Kế hoạch"
    found = []
    if not number:
        found.append(f"{what} chưa có số, ký hiệu.")
    if day is None:
        found.append(f"{what} chưa có ngày ban hành.")
    if not letter.signer_name.strip():
        found.append("Chưa có họ tên người ký.")
    if BLANK in letter.text or BLANK in letter.about:
        found.append("Nội dung, trích yếu còn chỗ trống «…».")
    if letter.answer_by and format_date(letter.answer_by) not in letter.text:
        missing = format_date(letter.answer_by)
        found.append(f"Nội dung chưa nêu ngày phải thực hiện xong ({missing}).")
    old = letter.replaces
    if old and old.number not in letter.text:
        found.append(f"Nội dung chưa nêu công văn bị thay thế (số {old.number}).")
    return found


def with_replaced(text: str, old: UrgingLetter) -> str:
    """Return the text with the sentence that names the letter whose place it takes."""
    return f"{text}\nCông văn này thay thế {old.cited}."


def cited(period: Period) -> str:
    """Return how a letter cites the plan, or the letter of an ad-hoc request, with its
    subject; a missing number is left as dots.
    """
    plan = period.plan
    about = f" về {small(plan.title.strip().removeprefix('Về ').rstrip('.'))}"
    return f"{_named(period)} của {plan.issuer}{about}"


def _named(period: Period) -> str:
    """Return kind, number and day of the plan or of an ad-hoc request's letter."""
    plan = period.plan
    if period.is_adhoc and period.request_on:
        return f"Công văn số {period.request_number} {long_date(period.request_on)}"
    day = long_date(plan.issued_on) if plan.issued_on else NO_DAY
    return f"Kế hoạch số {plan.number or NO_NUMBER} {day}"


def _about(period: Period, start: str) -> str:
    """Return the subject: what is asked about which plan."""
    number = f"Kế hoạch số {period.plan.number or NO_NUMBER}"
    if period.is_adhoc:
        return f"{start} đột xuất: {period.plan.title}"[:300]
    return f"{start} kết quả thực hiện {number} {period.words}"


def _urging(
    period: Period, asks: str, kinds: Iterable[str], answer_by: date
) -> dict[str, object]:
    said = [SAYS[kind] for kind in UrgedFor if kind in set(kinds)]
    each = [f"{which} {asks} các cơ quan, đơn vị {what}" for which, what in said]
    text = [
        f"Thực hiện {cited(period)}, qua theo dõi, tổng hợp kết quả {period.words}, một"
        " số cơ quan, đơn vị còn nhiệm vụ phải đôn đốc (danh sách tại Phụ lục kèm"
        " theo).",
        *each,
        f"{asks.capitalize()} thủ trưởng các cơ quan, đơn vị chỉ đạo thực hiện xong"
        f" chậm nhất ngày {format_date(answer_by)}; nêu rõ nguyên nhân chậm và khó"
        " khăn, vướng mắc (nếu có).",
    ]
    return {"about": _about(period, "đôn đốc báo cáo"), "text": "\n".join(text)}


def _requesting(period: Period, asks: str, answer_by: date) -> dict[str, object]:
    return {
        "about": _about(period, "báo cáo"),
        "text": (
            f"Thực hiện {cited(period)}, {asks} các cơ quan, đơn vị báo cáo kết quả"
            f" thực hiện {period.words} theo đề cương tại Phụ lục kèm theo.\n"
            f"Số liệu tính từ ngày {format_date(period.data_from)} đến ngày"
            f" {format_date(period.data_to)}; cập nhật trên hệ thống và gửi báo cáo"
            f" chậm nhất ngày {format_date(answer_by)}."
        ),
    }


def _signing(period: Period, issuer: str) -> dict[str, object]:
    if issuer == Issuer.COMMITTEE:
        return {
            "signer_capacity": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
            "recipients": f"Như trên\n{period.plan.steering_agency.name}\nLưu: VT",
        }
    return {
        "signer_capacity": title_of(period.plan.steering_agency),
        "recipients": "Như trên\nUBND tỉnh (để báo cáo)\nLưu: VT",
    }
