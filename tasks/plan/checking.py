"""What a draft still lacks before it is published, and what publishing would open."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from agencies.models import Agency, Membership
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import search_text
from tasks.consulting.page import unanswered
from tasks.duties.locks import hold
from tasks.figures.asked_alike import links_at_odds
from tasks.models import Assignment, Duty, Plan, PlanState, Schedule, Task, TaskFigure
from tasks.periods.opening import open_period

#: Codes named in one sentence; the rest is counted.
NAMED = 6


@dataclass(frozen=True)
class PlanGap:
    """What a draft lacks; one that blocks must be mended before publishing."""

    text: str
    blocks: bool = False


@dataclass(frozen=True)
class Addressee:
    """A line of «Nơi nhận» and the agency that it names, if one is known; whether the
    agency has somebody to tell.
    """

    line: str
    agency: Agency | None
    is_reached: bool = False

    @property
    def name(self) -> str:
        """Return the line without what ends it in the document."""
        return self.line.strip(" -;.,")


@dataclass(frozen=True)
class MonthCount:
    """How many duties of an agency are due in a month; none: those without a day."""

    agency: Agency
    month: date | None
    number: int


def gaps_of(plan: Plan, today: date) -> list[PlanGap]:
    """Return what the plan lacks, what blocks publishing first (7 queries)."""
    tasks = plan.tasks.order_by("position")
    binding = Assignment.objects.owing().binding().alive_on(today)
    given = binding.filter(task=OuterRef("pk"))
    leading = given.filter(role=Assignment.Role.LEAD)
    found = [
        _named("nhiệm vụ chưa giao cho cơ quan nào", tasks.exclude(Exists(given))),
        _named(
            "nhiệm vụ chưa có cơ quan chủ trì",
            tasks.filter(Exists(given)).exclude(
                Exists(leading) | Q(section__by_agency=True)
            ),
        ),
        _named(
            "nhiệm vụ một lần chưa có thời hạn",
            tasks.filter(schedule=Schedule.ONCE, due_on=None),
        ),
        _ended(plan, today),
        _unanswered(plan),
    ]
    links = TaskFigure.objects.filter(task__plan=plan)
    at_odds = [PlanGap(text, blocks=True) for text in links_at_odds(links)]
    return [*_of_document(plan), *at_odds, *filter(None, found)]


def _of_document(plan: Plan) -> Iterator[PlanGap]:
    if not plan.tasks.exists():
        yield PlanGap("Kế hoạch chưa có nhiệm vụ nào.", blocks=True)
    if not plan.is_signed:
        yield PlanGap(
            "Kế hoạch chưa có số, ngày ban hành: nhập trước khi trình ký báo cáo."
        )


def _named(what: str, tasks: Iterable[Task]) -> PlanGap | None:
    codes = [task.code for task in tasks]
    if not codes:
        return None
    more = f" và {len(codes) - NAMED} nhiệm vụ khác" if len(codes) > NAMED else ""
    return PlanGap(f"{len(codes)} {what}: {', '.join(codes[:NAMED])}{more}.")


def _ended(plan: Plan, today: date) -> PlanGap | None:
    """Return who is given a task though it has ended."""
    ended = Agency.objects.exclude(pk__in=Agency.objects.alive_on(today).values("pk"))
    held = Assignment.objects.filter(task__plan=plan).alive_on(today)
    names = ended.filter(pk__in=held.values("agency")).order_by("sort_key")
    found = list(names.values_list("short_name", flat=True))
    if not found:
        return None
    return PlanGap(f"{len(found)} cơ quan đã kết thúc hoạt động: {'; '.join(found)}.")


def _unanswered(plan: Plan) -> PlanGap | None:
    """Return how many comments of agencies wait for an answer."""
    number = unanswered(plan)
    return PlanGap(f"{number} ý kiến góp ý chưa trả lời.") if number else None


def addressees_of(plan: Plan, today: date) -> list[Addressee]:
    """Return the lines of «Nơi nhận», each with its agency where it names one alone."""
    alive = Agency.objects.alive_on(today).order_by("sort_key")
    known = {
        search_text(name): agency
        for agency in alive
        for name in (agency.name, agency.short_name)
    }
    people = Membership.objects.alive_on(today).filter(user__is_active=True)
    reached = set(people.values_list("agency_id", flat=True))
    found = []
    for line in plan.recipients:
        agency = known.get(search_text(Addressee(str(line), None).name))
        found.append(Addressee(line, agency, bool(agency and agency.pk in reached)))
    return found


def preview_publishing(
    *, plan: Plan, year: int, today: date, now: datetime
) -> tuple[list[MonthCount], str]:
    """Return what opening the year would give to whom, by month, and why it would not;
    it is really opened, looked at, and rolled back.
    """
    found: list[MonthCount] = []
    try:
        with transaction.atomic():
            row = hold(Plan.objects).get(pk=plan.pk)
            row.state = PlanState.RUNNING
            row.save(update_fields=["state"])
            period = open_period(plan=row, year=year, today=today, now=now)
            found = _by_month(Duty.objects.filter(period=period))
            transaction.set_rollback(True)
    except RuleBroken as error:
        return [], error.message
    return found, ""


def _by_month(duties: Iterable[Duty]) -> list[MonthCount]:
    rows = duties.select_related("agency").order_by("agency__sort_key", "due_on")  # type: ignore[attr-defined] # a queryset
    counts = Counter(
        (duty.agency, duty.due_on and duty.due_on.replace(day=1)) for duty in rows
    )
    return [MonthCount(*key, number) for key, number in counts.items()]
