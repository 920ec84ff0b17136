"""The reporting calendar of a plan, changed: all rows of it at once, or none.

A calendar by which periods were opened stays; a new one holds from a year on in which
none was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet

from agencies.models import User
from agencies.trail.writing import AuditKind, record
from kehoach.lib.periods import calendar_problems
from tasks.duties.access import may_change_plan
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import CalendarRow, Period, Plan
from tasks.periods.calendars import calendar_lines, put_calendar, wrong_in
from tasks.periods.days import may_manage_periods
from tasks.periods.ready_calendars import CalendarEntry


@dataclass(frozen=True)
class KeptCalendar:
    """A calendar of the plan, the year from which it holds (0: from the first), and the
    last year that was opened by it, if any.
    """

    since: int
    rows: tuple[CalendarRow, ...]
    used_in: int | None

    @property
    def entries(self) -> list[CalendarEntry]:
        """Return its rows as they are typed."""
        names = [name for name in CalendarEntry._fields if name != "part_of"]
        return [
            CalendarEntry(
                **{name: getattr(row, name) for name in names},
                part_of=row.part_of.key if row.part_of else "",
            )
            for row in self.rows
        ]


def calendars_of(plan: Plan) -> list[KeptCalendar]:
    """Return the calendars of the plan, that of the latest years first (two queries)."""
    held: dict[int, list[CalendarRow]] = {}
    for row in CalendarRow.objects.filter(plan=plan).select_related("part_of"):
        held.setdefault(row.since, []).append(row)
    years = set(_opened(plan).values_list("year", flat=True))
    found, until = [], 10_000
    for since, rows in sorted(held.items(), reverse=True):
        used = max((year for year in years if since <= year < until), default=None)
        found.append(KeptCalendar(since, tuple(rows), used))
        until = since
    return found


def may_edit_calendar(user: User, plan: Plan, today: date) -> bool:
    """Return whether the person edits it: of a draft who drafts it, of a published plan
    who manages its periods.
    """
    if plan.is_draft and may_change_plan(user, plan, today):
        return True
    return may_manage_periods(user, plan.steering_agency_id, today)


def first_free_year(plan: Plan, today: date) -> int:
    """Return the first year of which nothing was opened yet."""
    last = _opened(plan).aggregate(last=Max("year"))["last"]
    return last + 1 if last else today.year


def _opened(plan: Plan) -> QuerySet[Period]:
    return Period.objects.filter(plan=plan).exclude(kind=Period.Kind.ADHOC)


@transaction.atomic
def save_calendar(
    *,
    plan: Plan,
    since: int,
    entries: Sequence[CalendarEntry],
    actor: User,
    today: date,
) -> None:
    """Keep these rows as the calendar of the years from `since` on; no rows take a later
    calendar away.

    Raises NotAllowed, and InvalidInput naming «row number-column» where a row is wrong.
    """
    row = hold(Plan.objects).get(pk=plan.pk)
    _require(row, since, actor, today)
    if entries or not since:
        check_calendar(entries)
    old = CalendarRow.objects.filter(plan=row, since=since).select_related("part_of")
    before = KeptCalendar(since, tuple(old), None).entries
    old.delete()
    put_calendar(row, entries, since)
    record(
        AuditKind.SETTING,
        actor=actor,
        target=row,
        before={"calendar": _said(before)},
        after={"calendar": _said(entries), "since": since},
    )


def _require(plan: Plan, since: int, actor: User, today: date) -> None:
    if not may_edit_calendar(actor, plan, today):
        message = "Chỉ cơ quan theo dõi kế hoạch được sửa lịch báo cáo."
        raise NotAllowed(message)
    free = first_free_year(plan, today)
    known = {each.since: each.used_in for each in calendars_of(plan)}
    if known.get(since):
        raise InvalidInput(
            f"Đã mở kỳ theo lịch này đến năm {known[since]} nên giữ nguyên. Lập lịch mới"
            f" áp dụng từ năm {free}."
        )
    if since not in known and since < free and known:
        raise InvalidInput(f"Lịch mới áp dụng từ năm {free} trở đi.", field="since")


def _said(entries: Iterable[CalendarEntry]) -> str:
    """Return the rows in one line of the trail."""
    rows = (
        f"{e.key} {e.label} {e.last_day} ({e.unit_day or '+2'}; {e.summary_day or '-'})"
        for e in entries
    )
    return "; ".join(rows)


def check_calendar(entries: Sequence[CalendarEntry]) -> None:
    """Raise InvalidInput naming «row number-column» for what is wrong."""
    problems: dict[str, str] = {}
    for number, entry in enumerate(entries):
        wrong = wrong_in(entry).items()
        problems |= {f"{number}-{name}": words for name, words in wrong}
    keys = [entry.key for entry in entries]
    for number, key in enumerate(keys):
        if key and key in keys[:number]:
            problems[f"{number}-key"] = "Mã này đã có ở một dòng trên."
    if not problems:
        found = calendar_problems(calendar_lines(entries))
        at = {key: f"{number}-last_day" for number, key in enumerate(keys)}
        problems = {at.get(key, ""): words for key, words in found.items()}
    if problems:
        message = "Lịch chưa đúng, xem từng dòng bên dưới."
        raise InvalidInput(problems.get("", message), problems=problems)
