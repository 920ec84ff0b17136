"""What an agency's desk shows: its duties of a period, by the day that counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from tasks.desk.page_line import WORKED_STATES, DeskLine, make_line, short
from tasks.desk.page_steps import Hands, step_of
from tasks.desk.tally import order_for
from tasks.duties.past_words import in_their_periods
from tasks.figures.page_board import OwedFigures
from tasks.models import REPORTED, Duty, Period
from tasks.work.asked_again import asked_again
from tasks.work.extension_requests import days_asked
from tasks.work.marks import Mark, marks_of, may_be_asked_again
from tasks.work.sending import missing_by_duty


@dataclass
class DeskGroup:
    """Rows that stand together; of `total` rows a page may show some, after others of
    the pages before (`goes_on`), and `more` on those behind it.
    """

    code: str
    title: str
    holds: Callable[[DeskLine], bool]
    note: str = ""
    folded: bool = False
    lines: list[DeskLine] = field(default_factory=list)
    total: int = 0
    more: int = 0
    goes_on: bool = False


@dataclass(frozen=True)
class Desk:
    """The whole page."""

    groups: list[DeskGroup]
    today: date

    @property
    def lines(self) -> list[DeskLine]:
        """Return the lines of every group."""
        return [line for group in self.groups for line in group.lines]

    def line_of(self, duty: Duty) -> DeskLine | None:
        """Return the duty's line, if it stands on the desk."""
        return next((line for line in self.lines if line.duty == duty), None)

    def kept(self, keeps: Callable[[DeskLine], bool]) -> "Desk":
        """Return the desk with these rows alone."""
        groups = [
            replace(group, lines=list(filter(keeps, group.lines)))
            for group in self.groups
        ]
        return Desk([group for group in groups if group.lines], self.today)

    def of_period(self) -> list[DeskLine]:
        """Return the lines that one sending takes along: no answers to requests, and
        nothing of the year before.
        """
        return [line for line in self.lines if not line.is_beside]

    @property
    def ready(self) -> int:
        """Return how many can be sent now."""
        return sum(line.ready for line in self.of_period())

    @property
    def sendable(self) -> int:
        """Return how many lack nothing, also while they are said to go on."""
        return sum(
            line.is_worked and not line.missing and line.is_open
            for line in self.of_period()
        )

    @property
    def complete(self) -> list[DeskLine]:
        """Return what is ready and not before the head yet."""
        return [line for line in self.of_period() if line.ready and line.is_mine]

    @property
    def left(self) -> int:
        """Return how many of the period are still to be sent."""
        return sum(line.is_worked for line in self.of_period())

    @property
    def total(self) -> int:
        """Return how many of the period are owed."""
        return sum(line.duty.is_live for line in self.of_period())

    @property
    def done(self) -> int:
        """Return how many are sent or accepted."""
        return self.total - self.left

    @property
    def can_be_nothing(self) -> bool:
        """Return whether any line may still say «không phát sinh»."""
        return any(line.can_be_nothing for line in self.lines)


def make_groups(hands: Hands) -> list[DeskGroup]:
    """Return the empty groups; a line goes into the first that holds it."""
    waiting = "Chờ anh/chị xem và gửi" if hands.sends else "Chờ thủ trưởng"
    before = DeskGroup("nam-truoc", "Còn nợ của năm trước", lambda line: line.is_before)
    at_head = DeskGroup(
        "cho-duyet", waiting, lambda line: line.duty.state == "prepared"
    )
    groups = [
        DeskGroup(
            "de-nghi",
            "Được đề nghị phối hợp",
            lambda line: line.duty.is_requested and line.is_mine,
            "Kế hoạch đề nghị, không giao; không tính chậm.",
        ),
        DeskGroup(
            "van-ban",
            "Báo cáo giấy đã đến, còn nhập nội dung",
            lambda line: line.is_paper_there and line.is_mine,
        ),
        DeskGroup(
            "qua-han", "Quá hạn", lambda line: line.is_mine and line.days_left < 0
        ),
        DeskGroup("bay-ngay", "Trong 7 ngày tới", lambda line: line.is_pressing),
        DeskGroup("sau-do", "", lambda line: line.is_mine and line.day is not None),
        DeskGroup("khong-han", "Không có ngày hạn", lambda line: line.is_mine),
        DeskGroup(
            "da-gui",
            "Đã gửi, đã tiếp nhận",
            lambda line: line.duty.state in REPORTED,
            folded=True,
        ),
        DeskGroup("ket-thuc", "Không phải thực hiện", lambda _: True, folded=True),
    ]
    groups.insert(0 if hands.sends else 6, at_head)
    groups.insert(0, before)
    return groups


def build_desk(
    *,
    duties: Iterable[Duty],
    period: Period | None,
    today: date,
    hands: Hands | None = None,
    owed: Iterable[OwedFigures] = (),
    has_letter: bool = False,
) -> Desk:
    """Return the duties in groups; a fixed number of queries for any number of rows, and
    fewer while nothing came back and no later day is asked for.
    """
    rows, hands = in_their_periods(duties), hands or Hands()
    worked = [duty for duty in rows if duty.state in WORKED_STATES]
    marks = marks_of(worked)
    back = asked_again(duty for duty in worked if may_be_asked_again(duty, marks))
    missing = missing_by_duty(worked, back, marks)
    before = {each.duty.pk: each for each in owed}
    later = days_asked(duty for duty in worked if Mark.LATER in marks[duty.pk])
    groups = make_groups(hands)
    for duty in rows:
        line = make_line(
            duty,
            period=period,
            missing=missing.get(duty.pk, []),
            today=today,
            came_back=back.get(duty.pk),
            owed=before.get(duty.pk),
        )
        line.asked_until = later.get(duty.pk)
        line.step = step_of(line, hands, has_letter=has_letter)
        next(group for group in groups if group.holds(line)).lines.append(line)
    kept = arranged([group for group in groups if group.lines], hands)
    return Desk(kept, today)


def arranged(groups: list[DeskGroup], hands: Hands) -> list[DeskGroup]:
    """Return the groups in the order of the page, each with its rows by day, and mark
    the step that comes first of all.
    """
    order = order_for(sends=hands.sends)
    groups.sort(key=lambda group: order.index(group.code))
    for group in groups:
        if not group.folded:
            group.lines.sort(key=lambda line: line.day or date.max)
        if group.code == "sau-do":
            group.title = _span_of(group.lines)
        if group.code == "nam-truoc":
            group.title = f"Còn nợ của {group.lines[0].period.words}"
    steps = (line for group in groups for line in group.lines if line.step)
    for line in steps:
        if line.is_worked and (hands.sends or line.is_mine):
            line.is_first = True
            break
    return groups


def _span_of(lines: list[DeskLine]) -> str:
    days = [line.day for line in lines if line.day]
    return day_words(min(days), max(days), lines[0].today)


def day_words(first: date, last: date, today: date) -> str:
    """Return «Từ 10/12 đến 16/12», with years where they differ."""
    if first == last:
        return f"Hạn {short(first, today)}"
    return f"Từ {short(first, today)} đến {short(last, today)}"
