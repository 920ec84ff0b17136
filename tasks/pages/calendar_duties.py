"""Which duties fall on which day: each agency's own by name, the province in counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse

from tasks.duties.past_words import call_rows
from tasks.models import Duty, DutyEvent, Period, State
from tasks.models.due_days import due_now_case, supplement
from tasks.pages.happening import Happening, happening

#: Codes that a title holds, so that a phone shows the whole of it.
CODES = 3
_Line = dict[str, Any]
#: Codes of ad-hoc requests say nothing; such a duty is known by its title.
_ADHOC = Period.Kind.ADHOC
_COLUMNS = (
    "is_requested", "period__year", "period__kind", "period__plan__code",
    "period__plan__short_title",
    "task__position", "task__code", "task__short_title",
    "task_id", "task__worded_from", "schedule", "period__data_to", "occurrence",
)  # fmt: skip


def calendar_duties_on(
    rows: QuerySet[Duty], first: date, last: date, *, whole: bool
) -> Iterator[Happening]:
    """Yield the days of the duties: of sending, of a supplement, of the next entry.

    What is only asked for has a day of its own kind, and no day of the next entry.
    """
    again = Case(When(supplement(), then=Value(True)), default=Value(False))
    due = rows.annotate(day=due_now_case(), again=again)
    entry = rows.exclude(state=State.RETURNED).filter(is_requested=False)
    entry = entry.exclude(period__kind=_ADHOC)
    by: tuple[str, ...] = () if whole else ("agency__code", "agency__short_name")
    told: tuple[str, ...] = ("again",)
    if not whole:
        due, told = due.annotate(asked=reason_of_return()), ("again", "asked")
    found: dict[tuple[Any, ...], list[_Line]] = defaultdict(list)
    for some, field, extra in (
        (due, "day", told),
        (entry, "heartbeat_on", ()),
    ):
        dated = some.filter(**{f"{field}__range": (first, last)}).order_by()
        values = dated.values(field, *extra, *_COLUMNS, *by)
        lines = list(values.annotate(number=Count("*")))
        call_rows(lines)
        for line in lines:
            kind = _kind(line, whole=whole) if extra else "cap-nhat"
            agency = line.get("agency__code", "")
            key = Period(year=line["period__year"], kind=line["period__kind"]).key
            plan = line["period__plan__code"]
            found[kind, line[field], agency, key, plan].append(line)
    regular = {plan for kind, _, _, _, plan in found if kind != "dot-xuat"}
    for (kind, day, _, key, _), lines in found.items():
        yield _told(kind, day, key, lines, several=len(regular) > 1)


def reason_of_return() -> Subquery:
    """Return why a duty was last sent back by the steering agency."""
    own = Q(duty=OuterRef("pk")) | Q(duty__carried_to=OuterRef("pk"))
    returns = DutyEvent.objects.filter(
        own, kind=DutyEvent.Kind.RETURNED, voided_at__isnull=True
    )
    return Subquery(returns.order_by("-recorded_at", "-pk").values("note")[:1])


def _kind(line: _Line, *, whole: bool) -> str:
    """Return what a day of sending is for these duties."""
    if line["is_requested"]:
        return "de-nghi"
    if line["again"]:
        return "bo-sung"
    return "dot-xuat" if line["period__kind"] == _ADHOC and not whole else "han"


def _told(
    kind: str, day: date, key: str, lines: list[_Line], *, several: bool
) -> Happening:
    """Return one day's duties of one plan, of one agency or of the province, as one
    event; it names the plan where the calendar is about `several`.
    """
    lines = sorted(lines, key=lambda line: (line["task__position"], line["task__code"]))
    agency, plan = lines[0].get("agency__code", ""), lines[0]["period__plan__code"]
    address = f"/don-vi/{agency}/?ke-hoach={plan}&ky={key}"
    if not agency:
        page = reverse("tasks:duties", args=[plan])
        address = f"{page}?ky={key}&sap-xep=han"
    uid = f"{kind}-{day:%Y%m%d}-{agency or 'tinh'}-{key}-{plan}"
    said = _said(lines, whole=not agency)
    if several and kind != "dot-xuat":
        said = f"{said} ({lines[0]['period__plan__short_title']})"
    return happening(
        kind,
        day,
        said=said,
        who=lines[0].get("agency__short_name", ""),
        address=address,
        uid=uid,
        names=() if kind == "dot-xuat" else tuple(_names(lines, whole=not agency)),
    )


def _said(lines: list[_Line], *, whole: bool) -> str:
    """Return what a title says of them: the codes, or how many for the province."""
    if whole:
        return f"{sum(line['number'] for line in lines)} nhiệm vụ"
    codes = [_code(line) for line in lines]
    named = ", ".join(codes[:CODES])
    more = f" và {len(codes) - CODES} việc khác" if len(codes) > CODES else ""
    return f"{named}{more}"


def _code(line: _Line) -> str:
    adhoc = line["period__kind"] == _ADHOC
    return str(line["task__short_title"] if adhoc else line["task__code"])


def _names(lines: Iterable[_Line], *, whole: bool) -> Iterator[str]:
    """Yield each duty by its name; of the province with how many agencies."""
    for line in lines:
        number = f" · {line['number']} đơn vị" if whole else ""
        adhoc = line["period__kind"] == _ADHOC
        code = "" if adhoc else f"{line['task__code']} "
        why = line.get("asked") if line.get("again") else ""
        reason = f": “{' '.join(why.split())}”" if why else ""
        yield f"{code}{line['task__short_title']}{number}{reason}"
