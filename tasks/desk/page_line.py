"""One row of an agency's desk: its day, what it lacks, why it came back, what is next."""

from dataclasses import dataclass
from datetime import date

from tasks.desk.page_steps import DeskStep, is_adhoc, lacks_in_words
from tasks.figures.page_board import OwedFigures
from tasks.models import TO_DO, Duty, Period, Schedule, State
from tasks.models.freshness import Freshness, freshness_of
from tasks.models.status import DUE_SOON, LATE, Standing, standing_of
from tasks.work.asked_again import AskedAgain
from tasks.work.sending import is_ready

WORKED_STATES = TO_DO
#: Standings that the day and the facts of a row say already.
_PLAIN = (
    Standing.NOT_STARTED,
    Standing.IN_TIME,
    Standing.NO_DUE,
    Standing.DUE_SOON,
    Standing.AWAITING_HEAD,
)


def short(day: date, today: date) -> str:
    """Return the day, with its year only where it is another than this one."""
    return f"{day:%d/%m}" if day.year == today.year else f"{day:%d/%m/%Y}"


@dataclass
class DeskLine:
    """One duty on the desk; `period` is the one that the agency works in."""

    duty: Duty
    period: Period
    standing: Standing
    freshness: Freshness
    missing: list[str]
    ready: bool
    today: date
    came_back: AskedAgain | None = None
    owed: OwedFigures | None = None
    asked_until: date | None = None
    step: DeskStep | None = None
    is_first: bool = False
    is_before: bool = False
    #: Whether it goes on in a later period of its plan, where no period is asked for.
    is_carried: bool = False

    @property
    def can_be_nothing(self) -> bool:
        """Return whether «không phát sinh» may still be said of it."""
        fresh = self.duty.progress == "not_started"
        return self.is_worked and fresh and not self.is_beside

    @property
    def is_adhoc(self) -> bool:
        """Return whether an ad-hoc request asks it, outside the desk's period."""
        return is_adhoc(self.duty.period)

    @property
    def is_beside(self) -> bool:
        """Return whether it is not of the desk's period, but asked by a request or left
        of the year before.
        """
        return self.is_adhoc or self.is_before

    @property
    def is_worked(self) -> bool:
        """Return whether the agency still works on it."""
        return self.duty.state in WORKED_STATES

    @property
    def is_mine(self) -> bool:
        """Return whether the agency's people other than its head have it."""
        return self.is_worked and self.duty.state != State.PREPARED

    @property
    def needs_update(self) -> bool:
        """Return whether its heartbeat was missed."""
        return self.freshness in {Freshness.AGEING, Freshness.STALE}

    @property
    def silent_days(self) -> int:
        """Return for how many days nothing was written, once that is too long."""
        last = self.duty.last_entry_on or self.duty.opened_on
        return (self.today - last).days if self.needs_update else 0

    @property
    def day(self) -> date | None:
        """Return the last day in time: the duty's, or of figures that are due before."""
        due = self.duty.due_now
        before = self.owed.day if self.owed else None
        return min(filter(None, (due, before)), default=None)

    @property
    def days_left(self) -> int:
        """Return how many days are left; a requested body has no day that presses."""
        return (self.day - self.today).days if self.day else 999

    @property
    def is_pressing(self) -> bool:
        """Return whether the row is due within the week, or late."""
        pressing = self.is_mine and self.days_left <= DUE_SOON.days
        return pressing and not self.duty.is_requested and not self.is_paper_there

    @property
    def is_paper_there(self) -> bool:
        """Return whether the agency's letter came first: then nothing is late."""
        return self.standing == Standing.LETTER_ONLY

    @property
    def tone(self) -> str:
        """Return the colour of the day: late or today, this week, or none."""
        if not self.is_worked or self.duty.is_requested or self.is_paper_there:
            return ""
        if self.days_left <= 0 or self.standing in LATE:
            return "red"
        return "amber" if self.days_left <= DUE_SOON.days else ""

    @property
    def lacks(self) -> str:
        """Return in a few words what is missing."""
        return lacks_in_words(self.missing) if self.is_worked else ""

    @property
    def is_open(self) -> bool:
        """Return whether the agency may still work on it."""
        again = self.duty.reopened_until
        runs = self.is_carried or self.period.is_open
        return runs or (again is not None and self.today <= again)

    @property
    def day_words(self) -> str:
        """Return the day, large: today and tomorrow in words."""
        if not self.is_worked:
            sent = self.duty.first_sent_on
            return f"{sent:%d/%m}" if sent else ""
        if self.day is None:
            return "Thường xuyên" if self.duty.heartbeat_on else "Không hạn"
        near = {0: "Hôm nay", 1: "Ngày mai"} if not self.duty.is_requested else {}
        return near.get(self.days_left) or short(self.day, self.today)

    @property
    def day_note(self) -> str:
        """Return how far the day is, small."""
        if not self.is_worked:
            return "đã gửi" if self.duty.first_sent_on else ""
        if self.duty.is_requested:
            return "không tính chậm"
        if self.day is None:
            beat = self.duty.heartbeat_on
            return f"cập nhật chậm nhất {short(beat, self.today)}" if beat else ""
        if self.days_left in {0, 1}:
            return short(self.day, self.today)
        late = self.days_left < 0
        return f"quá {-self.days_left} ngày" if late else f"còn {self.days_left} ngày"

    @property
    def status(self) -> Standing | None:
        """Return the standing where the row does not say it already."""
        return None if self.standing in _PLAIN or self.came_back else self.standing

    @property
    def facts(self) -> list[str]:
        """Return what else the row says, in a few words each."""
        duty, found = self.duty, [self.lacks] if self.lacks else []
        if self.is_worked and not self.missing:
            found.append("đã đủ, sẵn sàng gửi" if self.ready else "đã đủ nội dung")
        if self.owed:
            found.append(f"“{self.owed.deadline.stated}”")
            found.append(self.owed.deadline.law_basis)
        if duty.holder_id:
            found.append(f"giao {duty.holder}")
        if self.asked_until:
            day = short(self.asked_until, self.today)
            found.append(f"đề nghị gia hạn đến {day}, chờ quyết định")
        if self.silent_days:
            found.append(f"{self.silent_days} ngày chưa cập nhật")
        if not self.is_adhoc and duty.period_id != self.period.pk:
            found.append(f"chuyển từ {str(duty.period).lower()}")
        return [fact for fact in found if fact]

    @property
    def strength(self) -> str:
        """Return how strong the step looks: one filled, a week tinted, words else."""
        if self.is_first:
            return "btn-primary"
        return "btn-soft" if self.is_pressing else "btn-words"


def make_line(
    duty: Duty,
    *,
    period: Period | None,
    missing: list[str],
    today: date,
    came_back: AskedAgain | None = None,
    owed: OwedFigures | None = None,
) -> DeskLine:
    """Return one line of the desk's period with its standing, what it lacks and why it
    came back; what is beside that period is worked on in its own. Without a period the
    duty is one of those that are worked on now (`worked_now`).
    """
    is_carried = period is None and duty.schedule == Schedule.ONCE
    is_owed = duty.schedule != Schedule.ONCE and not duty.is_requested
    is_before = bool(period and is_owed and period.follows(duty.period))
    if period is None or is_before or is_adhoc(duty.period):
        period = duty.period
    return DeskLine(
        duty=duty,
        period=period,
        is_before=is_before,
        is_carried=is_carried,
        standing=standing_of(duty, today),
        freshness=freshness_of(duty, today),
        missing=missing,
        ready=duty.state in WORKED_STATES and is_ready(duty, missing, today),
        today=today,
        came_back=came_back,
        owed=owed,
    )
