"""What an agency's desk shows: its duties of a period, by what they need next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from agencies.models import Agency, AgencyGroup
from tasks.models import Assignment, Duty, Period, Plan
from tasks.querysets import DutyQuerySet
from tasks.services.as_of import as_they_were, stood
from tasks.services.asked_again import AskedAgain, asked_again
from tasks.services.sending import is_ready, missing_by_duty
from tasks.status import Freshness, Standing, freshness_of, standing_of


@dataclass(frozen=True)
class Line:
    """One duty on the desk."""

    duty: Duty
    standing: Standing
    freshness: Freshness
    missing: list[str]
    ready: bool
    came_back: AskedAgain | None = None

    @property
    def can_be_nothing(self) -> bool:
        """Return whether «không phát sinh» may still be said of it."""
        return self.duty.state in WORKED and self.duty.progress == "not_started"

    @property
    def is_adhoc(self) -> bool:
        """Return whether an ad-hoc request asks it, outside the desk's period."""
        return self.duty.period.kind == Period.Kind.ADHOC

    @property
    def is_worked(self) -> bool:
        """Return whether the agency still works on it."""
        return self.duty.state in WORKED

    @property
    def needs_update(self) -> bool:
        """Return whether its heartbeat was missed."""
        return self.freshness in {Freshness.AGEING, Freshness.STALE}


@dataclass
class Group:
    """Duties that need the same thing next."""

    code: str
    title: str
    note: str
    holds: Callable[[Line], bool]
    lines: list[Line] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Return whether the agency still works on one of the lines."""
        return any(line.is_worked for line in self.lines)

    @property
    def ready(self) -> int:
        """Return how many of the lines can be sent now."""
        return sum(line.ready for line in self.lines)


@dataclass(frozen=True)
class Desk:
    """The whole page."""

    groups: list[Group]
    ready: int
    left: int
    total: int

    @property
    def lines(self) -> list[Line]:
        """Return the lines of every group."""
        return [line for group in self.groups for line in group.lines]

    def line_of(self, duty: Duty) -> Line | None:
        """Return the duty's line, if it stands on the desk."""
        return next((line for line in self.lines if line.duty == duty), None)

    @property
    def can_be_nothing(self) -> bool:
        """Return whether any line may still say «không phát sinh»."""
        return any(line.can_be_nothing for line in self.lines)

    @property
    def done(self) -> int:
        """Return how many are sent or closed."""
        return self.total - self.left


def _stands(*standings: Standing) -> Callable[[Line], bool]:
    return lambda line: line.standing in standings


def make_groups() -> list[Group]:
    """Return the empty groups; a line goes into the first that holds it."""
    return [
        Group(
            "bo-sung",
            "Yêu cầu bổ sung",
            "Sở Nội vụ đã xem và đề nghị làm rõ hoặc bổ sung.",
            _stands(Standing.RETURNED, Standing.RETURNED_LATE),
        ),
        Group(
            "de-nghi",
            "Được đề nghị phối hợp",
            "Kế hoạch đề nghị đơn vị thực hiện; không tính chậm.",
            lambda line: (
                line.duty.is_requested and line.duty.state in ("open", "prepared")
            ),
        ),
        Group("qua-han", "Quá hạn", "", _stands(Standing.OVERDUE)),
        Group(
            "cho-duyet",
            "Chờ thủ trưởng duyệt",
            "Cán bộ đã soạn xong, chờ thủ trưởng gửi.",
            _stands(Standing.RETURNED_READY, Standing.AWAITING_HEAD),
        ),
        Group(
            "sap-den-han",
            "Sắp đến hạn",
            "Hạn trong 7 ngày tới.",
            _stands(Standing.DUE_SOON),
        ),
        Group(
            "cap-nhat",
            "Cần cập nhật",
            "Nhiệm vụ thường xuyên đã lâu chưa có nhật ký mới.",
            lambda line: line.needs_update,
        ),
        Group(
            "van-ban",
            "Đã gửi văn bản, chưa cập nhật hệ thống",
            "Báo cáo giấy đã đến; còn nhập nội dung từng nhiệm vụ.",
            _stands(Standing.LETTER_ONLY),
        ),
        Group(
            "dang-lam",
            "Đang thực hiện",
            "",
            _stands(Standing.NOT_STARTED, Standing.IN_TIME, Standing.NO_DUE),
        ),
        Group(
            "da-gui",
            "Đã gửi, đã tiếp nhận",
            "",
            lambda line: line.duty.state in ("submitted", "accepted"),
        ),
        Group("ket-thuc", "Không phải thực hiện", "", lambda _: True),
    ]


def build_desk(*, duties: Iterable[Duty], today: date) -> Desk:
    """Return the duties in groups; a fixed number of queries for any number of rows."""
    rows = list(duties)
    worked = [duty for duty in rows if duty.state in WORKED]
    back = asked_again(worked)
    missing = missing_by_duty(worked, back)
    groups = make_groups()
    lines = [
        make_line(duty, missing.get(duty.pk, []), today, back.get(duty.pk))
        for duty in rows
    ]
    for line in lines:
        next(group for group in groups if group.holds(line)).lines.append(line)
    live = [line for line in lines if line.duty.is_live]
    return Desk(
        groups=[group for group in groups if group.lines],
        ready=sum(line.ready for line in lines),
        left=sum(line.duty.state in WORKED for line in lines),
        total=len(live),
    )


WORKED = ("open", "prepared", "returned")


def make_line(
    duty: Duty, missing: list[str], today: date, came_back: AskedAgain | None = None
) -> Line:
    """Return one line with its standing, what it lacks and why it came back."""
    return Line(
        duty=duty,
        standing=standing_of(duty, today),
        freshness=freshness_of(duty, today),
        missing=missing,
        ready=duty.state in WORKED and is_ready(duty, missing, today),
        came_back=came_back,
    )


def duties_of(agency: Agency, period: Period) -> DutyQuerySet:
    """Return the duties on the agency's desk in the period, in the plan's order."""
    shown = Duty.objects.filter(agency=agency).shown_in(period).for_page()
    return shown.order_by("task__position", "pk")


def duties_on_day(agency: Agency, period: Period, day: date) -> list[Duty]:
    """Return the desk's duties as they were on a day in the past, not to be saved."""
    rows = stood(period, day).filter(agency=agency).for_page()
    return list(as_they_were(rows.order_by("task__position", "pk")))


def proposals_for(agency: Agency, plan: Plan, day: date) -> list[Assignment]:
    """Return reassignments to the agency that have no document yet (rule 8)."""
    groups = [
        group.pk
        for group in AgencyGroup.objects.filter(
            assignments__task__plan=plan, assignments__is_proposal=True
        ).distinct()
        if Agency.objects.in_group(group.pk, day).filter(pk=agency.pk).exists()
    ]
    rows = Assignment.objects.proposed().alive_on(day).filter(task__plan=plan)
    mine = rows.filter(Q(agency=agency) | Q(group_id__in=groups))
    return list(mine.select_related("task").order_by("task__position", "pk"))


def plan_of(agency: Agency) -> Plan | None:
    """Return the newest plan that gave the agency work, else the newest plan."""
    plans = Plan.objects.programmes().select_related("steering_agency")
    given = plans.filter(tasks__duties__agency=agency).distinct().first()
    return given or plans.first()


def periods_of(plan: Plan) -> Iterable[Period]:
    """Return the plan's periods, newest first."""
    return Period.objects.filter(plan=plan).order_by("-data_to")
