"""What the desk says in one sentence: how much is left and the nearest day, each number
a link to its rows.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from agencies.models import Agency
from tasks.desk.page_steps import Hands
from tasks.desk.shown import ShownDesk
from tasks.desk.tally import DeskTally
from tasks.models import Period
from tasks.models.status import DUE_SOON

#: What is counted where an agency has several plans and one of them is shown.
OF_THIS_PLAN = " của kế hoạch này"


@dataclass(frozen=True)
class SentencePart:
    """Some words of the sentence; with an address they are a link."""

    text: str
    href: str = ""
    tone: str = ""


def sentence(
    shown: ShownDesk,
    agency: Agency,
    period: Period | None,
    hands: Hands,
    as_of: date | None,
    *,
    of_which: str = "",
) -> list[SentencePart]:
    """Return the sentence by rule: what waits for who looks comes first. `of_which` says
    which plan is counted where an agency has several and one is shown.
    """
    tally = shown.tally
    if as_of or (period and not period.is_open and tally.sent == tally.owed):
        return _closed(tally, period, as_of)
    if not tally.left and not tally.waiting:
        return [SentencePart(_nothing_left(tally, period, of_which))]
    at_head = _at_head(shown, agency, period, hands, of_which)
    if tally.left and not tally.binding and not at_head:
        number = f"{tally.left} việc"
        words = f"{of_which} được đề nghị thực hiện, không tính chậm."
        address = shown.page.group_address("de-nghi")
        return [SentencePart(number, address), SentencePart(words)]
    own = _left(shown, of_which)
    both = [SentencePart(" ")] if own and at_head else []
    return [*at_head, *both, *own] if hands.sends else [*own, *both, *at_head]


def _left(shown: ShownDesk, of_which: str) -> list[SentencePart]:
    """Return how many are left to do, and when."""
    if not shown.tally.binding:
        return []
    which = of_which or _of_plans(shown.tally.plans)
    words = [SentencePart(which)] if which else []
    number = SentencePart(f"{shown.tally.binding} việc", "#viec")
    return [SentencePart("Còn "), number, *words, *_when(shown)]


def _of_plans(number: int) -> str:
    """Return of how many plans is spoken; nothing while it is one."""
    return f" của {number} kế hoạch" if number > 1 else ""


def _closed(
    tally: DeskTally, period: Period | None, as_of: date | None
) -> list[SentencePart]:
    when = f"Đến hết ngày {as_of:%d/%m/%Y}" if as_of else "Kỳ đã chốt số liệu, chỉ xem"
    said = f"{when}: đã gửi {tally.sent}/{tally.owed} việc"
    return [
        SentencePart(f"{said} của {period}." if period and not as_of else f"{said}.")
    ]


def _nothing_left(tally: DeskTally, period: Period | None, of_which: str) -> str:
    if not tally.owed:
        if period is None and not of_which:
            return "Chưa có kỳ báo cáo nào, chưa cần làm gì."
        return "Không có việc nào chờ đơn vị."
    if period is None:
        return f"Đã gửi đủ {tally.owed} việc. Không còn việc nào chờ đơn vị."
    name = str(period).lower()
    return f"Đã gửi đủ {tally.owed} việc của {name}. Không còn việc nào chờ đơn vị."


def _at_head(
    shown: ShownDesk, agency: Agency, period: Period | None, hands: Hands, of_which: str
) -> list[SentencePart]:
    """Return what the head has: with the way to read and send it for the head."""
    tally = shown.tally
    if not tally.waiting:
        return []
    number = tally.waiting
    if tally.before:  # sent by themselves, and first
        number, period = tally.waiting_before, tally.before
    of_which = of_which or _of_plans(tally.waiting_plans)
    words = f"{number} việc"
    if not hands.sends:
        address = shown.page.group_address("cho-duyet")
        return [
            SentencePart(words, address),
            SentencePart(f"{of_which} chờ thủ trưởng."),
        ]
    url = reverse("tasks:send_ready", args=[agency.code])
    if tally.waiting_adhoc == tally.waiting:
        url = reverse("tasks:send_answers", args=[agency.code])
    elif period:
        url = f"{url}?{period.query}"
    waits = SentencePart(f"{of_which} chờ anh/chị xem và gửi.")
    return [SentencePart(words, url), waits]


def _when(shown: ShownDesk) -> list[SentencePart]:
    """Return how many are late and the nearest day to come."""
    tally, parts = shown.tally, []
    if tally.late:
        address = shown.page.group_address("qua-han")
        late = SentencePart(f"{tally.late} việc quá hạn", address, "red")
        parts += [SentencePart(", "), late]
    if tally.first_day and shown.first:
        today = shown.desk.today
        near = _nearness(tally.first_day, today)
        address = shown.page.row_address(shown.first)
        first = SentencePart(_day(tally.first_day, today), address, near)
        parts += [SentencePart(", việc gần nhất "), first]
    return [*parts, SentencePart(".")]


def _nearness(day: date, today: date) -> str:
    """Return the colour of a day to come: today, within the week, or none."""
    if day <= today:
        return "red"
    return "amber" if day <= today + DUE_SOON else ""


def _day(day: date, today: date) -> str:
    if day == today:
        return "hạn chót hôm nay"
    if (day - today).days == 1:
        return "hạn ngày mai"
    return f"hạn {day:%d/%m}" if day.year == today.year else f"hạn {day:%d/%m/%Y}"
