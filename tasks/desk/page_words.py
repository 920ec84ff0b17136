"""What the desk says in one sentence: how much is left and the nearest day, each number
a link to its rows.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from agencies.models import Agency
from tasks.desk.page import Desk
from tasks.desk.page_line import DeskLine
from tasks.desk.page_steps import Hands
from tasks.models import Period


@dataclass(frozen=True)
class SentencePart:
    """Some words of the sentence; with an address they are a link."""

    text: str
    href: str = ""
    tone: str = ""


def sentence(
    desk: Desk, agency: Agency, period: Period | None, hands: Hands, as_of: date | None
) -> list[SentencePart]:
    """Return the sentence by rule: what waits for who looks comes first."""
    if as_of or (period and not period.is_open and not desk.left):
        return _closed(desk, period, as_of)
    left = [line for line in desk.lines if line.is_mine]
    waiting = [line for line in desk.lines if line.is_worked and not line.is_mine]
    if not left and not waiting:
        return [SentencePart(_nothing_left(desk, period))]
    binding = [line for line in left if not line.duty.is_requested]
    at_head = _at_head(agency, period, waiting, hands)
    if left and not binding and not at_head:
        number = SentencePart(f"{len(left)} việc", "#nhom-de-nghi")
        return [number, SentencePart(" được đề nghị thực hiện, không tính chậm.")]
    own = _left(binding)
    both = [SentencePart(" ")] if own and at_head else []
    return [*at_head, *both, *own] if hands.sends else [*own, *both, *at_head]


def _left(lines: list[DeskLine]) -> list[SentencePart]:
    """Return how many are left to do, and when."""
    if not lines:
        return []
    return [
        SentencePart("Còn "),
        SentencePart(f"{len(lines)} việc", "#viec"),
        *_when(lines),
    ]


def _closed(
    desk: Desk, period: Period | None, as_of: date | None
) -> list[SentencePart]:
    when = f"Đến hết ngày {as_of:%d/%m/%Y}" if as_of else "Kỳ đã chốt số liệu, chỉ xem"
    said = f"{when}: đã gửi {desk.done}/{desk.total} việc"
    return [
        SentencePart(f"{said} của {period}." if period and not as_of else f"{said}.")
    ]


def _nothing_left(desk: Desk, period: Period | None) -> str:
    if not desk.total:
        if period is None:
            return "Chưa có kỳ báo cáo nào, chưa cần làm gì."
        return "Không có việc nào chờ đơn vị."
    if period is None:
        return f"Đã gửi đủ {desk.total} việc. Không còn việc nào chờ đơn vị."
    name = str(period).lower()
    return f"Đã gửi đủ {desk.total} việc của {name}. Không còn việc nào chờ đơn vị."


def _at_head(
    agency: Agency, period: Period | None, waiting: list[DeskLine], hands: Hands
) -> list[SentencePart]:
    """Return what the head has: with the way to read and send it for the head."""
    if not waiting:
        return []
    before = [line for line in waiting if line.is_before]
    if before:  # sent by themselves, and first
        waiting, period = before, before[0].period
    number = f"{len(waiting)} việc"
    if not hands.sends:
        return [
            SentencePart(number, "#nhom-cho-duyet"),
            SentencePart(" chờ thủ trưởng."),
        ]
    url = reverse("tasks:send_ready", args=[agency.code])
    if all(line.is_adhoc for line in waiting):
        url = reverse("tasks:send_answers", args=[agency.code])
    elif period:
        url = f"{url}?{period.query}"
    return [SentencePart(number, url), SentencePart(" chờ anh/chị xem và gửi.")]


def _when(lines: list[DeskLine]) -> list[SentencePart]:
    """Return how many are late and the nearest day to come."""
    late = [line for line in lines if line.days_left < 0 and not line.is_paper_there]
    dated = [line for line in lines if line.day and line.days_left >= 0]
    parts = []
    if late:
        parts += [
            SentencePart(", "),
            SentencePart(f"{len(late)} việc quá hạn", "#nhom-qua-han", "red"),
        ]
    if dated:
        first = min(dated, key=lambda line: line.days_left)
        here = f"#dong-{first.duty.pk}"
        parts += [
            SentencePart(", việc gần nhất "),
            SentencePart(_day(first), here, first.tone),
        ]
    return [*parts, SentencePart(".")]


def _day(line: DeskLine) -> str:
    if line.days_left == 0:
        return "hạn chót hôm nay"
    if line.days_left == 1:
        return "hạn ngày mai"
    day, today = line.day or line.today, line.today
    return f"hạn {day:%d/%m}" if day.year == today.year else f"hạn {day:%d/%m/%Y}"
