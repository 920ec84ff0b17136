"""The first words of a letter: «đề nghị» from Sở, «yêu cầu» from UBND tỉnh
(domain §4.5); people change them before it is signed.
"""

from datetime import date, timedelta

from kehoach.lib.dates import format_date, long_date
from tasks.models import Period, UrgingLetter

Purpose, Issuer = UrgingLetter.Purpose, UrgingLetter.Issuer
#: Days that a first draft gives for an answer.
ANSWER_DAYS = 7


def first_words(
    period: Period, purpose: str, issuer: str, today: date
) -> dict[str, object]:
    """Return about, text, day of answer, signer and recipients of a new letter."""
    asks = "yêu cầu" if issuer == Issuer.COMMITTEE else "đề nghị"
    urging = purpose == Purpose.URGE
    answer_by = today + timedelta(days=ANSWER_DAYS) if urging else period.unit_due
    words = _urging if urging else _requesting
    return {
        **words(period, asks, answer_by),
        "answer_by": answer_by,
        **_signing(period, issuer),
    }


def _plan(period: Period) -> str:
    """Return how a letter cites the plan, or the letter of an ad-hoc request; a
    missing number is left as dots.
    """
    plan = period.plan
    if period.kind == Period.Kind.ADHOC and period.request_on:
        day = long_date(period.request_on)
        return f"Công văn số {period.request_number} {day} của {plan.issuer}"
    number = plan.number or "…/KH-UBND"
    day = long_date(plan.issued_on) if plan.issued_on else "ngày … tháng … năm …"
    return f"Kế hoạch số {number} {day} của {plan.issuer}"


def _urging(period: Period, asks: str, answer_by: date) -> dict[str, object]:
    about = f"đôn đốc thực hiện nhiệm vụ và báo cáo {period.words}"
    if period.kind == Period.Kind.ADHOC:
        about = f"đôn đốc báo cáo đột xuất: {period.plan.title}"
    return {
        "about": about[:300],
        "text": (
            f"Thực hiện {_plan(period)}, qua theo dõi còn một số nhiệm vụ đã quá hạn"
            " chưa báo cáo kết quả (danh sách tại Phụ lục kèm theo).\n"
            f"Để bảo đảm tiến độ chung, {asks} thủ trưởng các cơ quan, đơn vị chỉ đạo"
            " thực hiện, cập nhật kết quả trên hệ thống và gửi báo cáo chậm nhất ngày"
            f" {format_date(answer_by)}; nêu rõ nguyên nhân chậm và khó khăn, vướng"
            " mắc (nếu có)."
        ),
    }


def _requesting(period: Period, asks: str, answer_by: date) -> dict[str, object]:
    return {
        "about": f"báo cáo kết quả thực hiện dân chủ ở cơ sở {period.words}",
        "text": (
            f"Thực hiện {_plan(period)}, {asks} các cơ quan, đơn vị báo cáo kết quả"
            f" thực hiện dân chủ ở cơ sở {period.words} theo đề cương tại Phụ lục"
            " kèm theo.\n"
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
        "signer_capacity": "GIÁM ĐỐC",
        "recipients": "Như trên\nUBND tỉnh (để báo cáo)\nLưu: VT",
    }
