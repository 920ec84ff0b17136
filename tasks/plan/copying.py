"""A draft made from another plan: its document and what was set up around it, never
what was done.

Which rows come along is said once, by table (`COPIED`); what they name among themselves
is named again among the copies. A relation that stands neither there nor in `LEFT_OUT`
fails a test, so a new table has to say what a copy does with it (decision 053).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Max, Q

from tasks.duties.errors import InvalidInput
from tasks.models import Plan
from tasks.periods.calendars import put_calendar
from tasks.periods.ready_calendars import USUAL_CALENDAR

Model = type[models.Model]


class CopiedPart(models.TextChoices):
    """What one may take along."""

    DOCUMENT = "van-ban", "Phần, mục, nhiệm vụ và phân công"
    FIGURES = "so-lieu", "Số liệu, mục tiêu và cách đo"
    LADDER = "nhac-viec", "Mốc nhắc việc"
    CALENDAR = "lich", "Lịch các kỳ báo cáo"
    OUTLINE = "de-cuong", "Đề cương báo cáo"


@dataclass(frozen=True)
class CopiedTable:
    """How a table's rows hang on the plan, which part takes them along, the columns that
    begin anew, the column of which only the rows with its latest value go along, and
    columns that go on naming a row of all plans, which is not copied.
    """

    path: str
    part: CopiedPart
    anew: Mapping[str, Any] = field(default_factory=dict)
    latest: str = ""
    shared: Collection[str] = ()


_D, _F = CopiedPart.DOCUMENT, CopiedPart.FIGURES
_L, _O = CopiedPart.LADDER, CopiedPart.OUTLINE
#: In an order in which each names only those above, or itself.
COPIED = {
    "tasks.PlanScope": CopiedTable("plan", _D),
    "tasks.CalendarRow": CopiedTable(
        "plan", CopiedPart.CALENDAR, {"since": 0}, latest="since"
    ),
    "tasks.Section": CopiedTable("plan", _D),
    "tasks.Task": CopiedTable("plan", _D, {"worded_from": None}),
    "tasks.Assignment": CopiedTable("task__plan", _D, {"ended_by_id": None}),
    "tasks.Figure": CopiedTable("plan", _F),
    "tasks.TaskFigure": CopiedTable("task__plan", _F),
    "tasks.Target": CopiedTable("plan", _F),
    "tasks.TargetMeasure": CopiedTable(
        "target__plan",
        _F,
        {"is_approved": False, "approved_by_id": None, "approved_at": None},
    ),
    "tasks.FigureDeadline": CopiedTable("plan", _F),
    "tasks.Register": CopiedTable("plan", _F),
    "tasks.RegisterColumn": CopiedTable("register__plan", _F),
    "tasks.FigureCount": CopiedTable(
        "figure__plan", _F, shared=("register_id", "column_id", "day_column_id")
    ),
    "tasks.Rung": CopiedTable("plan", _L),
    "reporting.Outline": CopiedTable("plan", _O),
    "reporting.OutlineSection": CopiedTable("outline__plan", _O),
    "reporting.OutlineClause": CopiedTable("section__outline__plan", _O),
    "reporting.ReportAnnex": CopiedTable("outline__plan", _O),
    "reporting.AnnexColumn": CopiedTable("annex__outline__plan", _O),
}
#: What happened in a plan, what is decided anew for each, and who acts for it.
LEFT_OUT = frozenset(
    {
        "tasks.AdhocRequest",
        "tasks.Difficulty",
        "tasks.Direction",
        "tasks.DraftInvite",
        "tasks.Duty",
        "tasks.DutyCount",
        "tasks.FieldGrant",
        "tasks.FigureValue",
        "tasks.NothingToList",
        "tasks.RegisterRow",
        "tasks.MeasureResult",
        "tasks.Pause",
        "tasks.Period",
        "tasks.PlanChange",
        "tasks.PlanChangeLine",
        "tasks.ReaderGrant",
        "tasks.Reminder",
        "tasks.StandIn",
        "tasks.WordVersion",
        "tasks.Watch",
        "reporting.OutlineChange",
        "reporting.ReportTemplate",
        "reporting.ScoreFormula",
        "reporting.ScoreSwitch",
    }
)
#: What a plan has of its own however it began.
_OWN = (
    *("state", "number", "issued_on", "signer_name"),
    *("begins_on", "ends_on", "contact_id"),
)


@transaction.atomic
def copy_plan(
    *, plan: Plan, code: str, short_title: str, parts: Collection[str], today: date
) -> Plan:
    """Return a new draft with these parts of the plan as it holds on `today`.

    Raises InvalidInput when figures are asked for without the tasks that they belong to.
    """
    if CopiedPart.FIGURES in parts and CopiedPart.DOCUMENT not in parts:
        message = "Số liệu đi theo nhiệm vụ: chọn cả phần nhiệm vụ và phân công."
        raise InvalidInput(message, field="parts")
    new = Plan(**_columns(plan, skipped=_OWN))
    new.code, new.short_title = code, short_title
    new.save()
    copies: dict[Model, dict[int, Any]] = {Plan: {plan.pk: new.pk}}
    for label, table in COPIED.items():
        if table.part in parts:
            _copy(apps.get_model(label), table, plan, copies, today)
    if not new.calendar.exists():
        put_calendar(new, USUAL_CALENDAR)
    return new


def _copy(
    model: Any,
    table: CopiedTable,
    plan: Plan,
    copies: dict[Model, dict[int, Any]],
    today: date,
) -> None:
    """Copy the rows of a table; those that need a row which stays behind stay too."""
    rows = model.objects.filter(**{table.path: plan}).order_by("pk")
    if any(each.name == "valid_to" for each in model._meta.fields):
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    if table.latest:
        last = rows.aggregate(last=Max(table.latest))["last"]
        rows = rows.filter(**{table.latest: last})
    pairs = [
        (row, copy) for row in rows if (copy := _copied(row, table, copies)) is not None
    ]
    copies[model] = {}
    waiting = pairs
    while waiting:
        waiting = _next_copied(model, waiting, copies[model])
    _name_each_other(model, pairs, copies[model])
    for many in model._meta.many_to_many:
        if many.remote_field.through._meta.auto_created:
            _link(many, copies)


def _copied(
    row: Any, table: CopiedTable, copies: Mapping[Model, Mapping[int, Any]]
) -> Any:
    """Return the unsaved copy; None when it would need what was not copied."""
    values = _columns(row) | dict(table.anew)
    for named in _named_by(type(row)):
        old = values[named.attname]
        if old is None or named.attname in table.anew:
            continue
        values[named.attname] = copies.get(named.related_model, {}).get(old)
        if values[named.attname] is None and named.attname in table.shared:
            values[named.attname] = old
        if values[named.attname] is None:
            return None
    return type(row)(**values)


def _named_by(model: Any) -> Iterator[Any]:
    """Yield the relations to rows that are copied, but for those to the table itself."""
    copied = {apps.get_model(label) for label in COPIED} | {Plan}
    for each in model._meta.concrete_fields:
        if each.is_relation and each.related_model in copied - {model}:
            yield each


def _columns(row: Any, skipped: Collection[str] = ()) -> dict[str, Any]:
    """Return the row's columns without its key, what the database makes, and those to
    its own table, which are named once all copies have keys.
    """
    return {
        each.attname: getattr(row, each.attname)
        for each in row._meta.concrete_fields
        if not (each.primary_key or each.generated or each.attname in skipped)
        and each.related_model is not type(row)
    }


def _own_names(model: Any) -> list[str]:
    """Return the columns by which rows name others of their table."""
    fields = model._meta.concrete_fields
    return [each.attname for each in fields if each.related_model is model]


def _next_copied(
    model: Any, waiting: list[tuple[Any, Any]], made: dict[int, int]
) -> list[tuple[Any, Any]]:
    """Store the copies whose rows name nobody who still waits, or all where each waits
    for another; return those that wait on.
    """
    names, keys = _own_names(model), {row.pk for row, _ in waiting}
    ready = [
        (row, copy)
        for row, copy in waiting
        if not any(getattr(row, name) in keys for name in names)
    ]
    ready = ready or waiting
    for row, copy in ready:
        for name in names:
            setattr(copy, name, made.get(getattr(row, name)))
    model.objects.bulk_create([copy for _, copy in ready])
    made |= {row.pk: copy.pk for row, copy in ready}
    stored = {row.pk for row, _ in ready}
    return [(row, copy) for row, copy in waiting if row.pk not in stored]


def _name_each_other(
    model: Any, pairs: list[tuple[Any, Any]], made: Mapping[int, Any]
) -> None:
    """Let copies name those that were stored after them: their rows name one another."""
    names, late = _own_names(model), []
    for row, copy in pairs:
        now = {name: made.get(getattr(row, name)) for name in names}
        if any(getattr(copy, name) != key for name, key in now.items()):
            for name, key in now.items():
                setattr(copy, name, key)
            late.append(copy)
    if late:
        model.objects.bulk_update(late, [name.removesuffix("_id") for name in names])


def _link(many: Any, copies: Mapping[Model, Mapping[int, Any]]) -> None:
    """Copy the rows of a relation of many to many whose both sides were copied."""
    through, here = many.remote_field.through, copies[many.model]
    there = copies.get(many.related_model, {})
    own, other = many.m2m_field_name(), many.m2m_reverse_field_name()
    rows = through.objects.filter(**{f"{own}__in": list(here)}).order_by("pk")
    through.objects.bulk_create(
        through(**{f"{own}_id": here[one], f"{other}_id": there[two]})
        for one, two in rows.values_list(f"{own}_id", f"{other}_id")
        if two in there
    )
