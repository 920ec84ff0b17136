"""Lines about rows of the document itself: new words, a row more, a row that ends.

What a task's row means for duties is added by `task_lines`.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Max, Q

from kehoach.lib.text import fitted
from tasks.changing.result import Done
from tasks.changing.words import reword
from tasks.models import LIVE, Duty, Period, PlanChange, PlanChangeLine
from tasks.models.plan import DocumentRow
from tasks.moving.duties_side import Stamp
from tasks.moving.journal import Journal
from tasks.moving.outcome import eve
from tasks.notices.telling import LONGEST_NOTICE


def write_words(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write a line that gives a heading or a target other words."""
    row: Any = line.row
    reword(row, line.values(), change, journal)
    tell_concerned(change, line, done)


def write_new_row(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write a line that adds a heading or a target."""
    add_row(change, line, journal)


def write_end(
    change: PlanChange, line: PlanChangeLine, done: Done, journal: Journal, stamp: Stamp
) -> None:
    """Write a line that ends a heading or a target."""
    end_row(change, line, journal)
    tell_concerned(change, line, done)


def add_row(change: PlanChange, line: PlanChangeLine, journal: Journal) -> Any:
    """Create the row at its place in the document, from the change's day on."""
    model: Any = line.model
    values = line.values()
    if under := line.after.get("under"):  # a heading that a line above adds
        column = (
            "section_id" if line.subject == PlanChangeLine.Subject.TASK else "parent_id"
        )
        values[column] = change.lines.values_list("section_id", flat=True).get(pk=under)
    place = _place(model, change.plan_id, _row_before(change, line))
    row = model(plan_id=change.plan_id, **values, position=place)
    row.valid_from = change.effective_on
    row.save()
    for many in model._meta.many_to_many:
        getattr(row, many.name).set(line.after.get(many.name, ()))
    journal.created(model, [row.pk])
    name_row(line, row, journal)
    return row


def _row_before(change: PlanChange, line: PlanChangeLine) -> int | None:
    """Return behind which row the new one stands: the one that the line names, or the
    last that lines above put there.
    """
    follows: int | None = line.after.get("follows")
    same = {"subject": line.subject, "act": line.act, "after__follows": follows}
    put = change.lines.filter(**same, pk__lt=line.pk).order_by("pk") if follows else ()
    made = [row for each in put if (row := getattr(each, f"{line.subject}_id"))]
    return made[-1] if made else follows


def name_row(line: PlanChangeLine, row: Any, journal: Journal) -> None:
    """Let the line name the row that it made, until it is undone."""
    journal.changed(PlanChangeLine, [{"pk": line.pk, f"{line.subject}_id": None}])
    setattr(line, line.subject, row)
    line.save(update_fields=[line.subject])


def end_row(change: PlanChange, line: PlanChangeLine, journal: Journal) -> None:
    """Let the row stand until the eve of the change."""
    row: Any = line.row
    journal.changed(type(row), [{"pk": row.pk, "valid_to": row.valid_to}])
    row.valid_to = eve(change.effective_on)
    row.save(update_fields=["valid_to"])


def _place(model: type[DocumentRow], plan: int, follows: int | None) -> int:
    """Return the position behind that row, or at the end; what stands there moves on."""
    everything: Any = model._default_manager
    rows = everything.filter(plan=plan)
    after = rows.filter(pk=follows).values_list("position", flat=True).first()
    if after is None:
        after = rows.aggregate(last=Max("position"))["last"] or 0
    rows.filter(position__gt=after).update(position=F("position") + 1)
    return int(after) + 1


def close_gaps(model: type[DocumentRow], plan: int, places: Iterable[int]) -> None:
    """Let what stands behind these places move up again, the last place first."""
    for place in sorted(places, reverse=True):
        rows: Any = model._default_manager
        rows.filter(plan=plan, position__gt=place).update(position=F("position") - 1)


def tell_concerned(change: PlanChange, line: PlanChangeLine, done: Done) -> None:
    """Keep what is told to who works on the duties that the words are about: a target's
    are those that it is counted by, the plan's own are all; a heading tells nobody.
    """
    about = _owers_told(line)
    if about is None:
        return
    duties = Duty.objects.filter(about, state__in=LIVE, period__state=Period.State.OPEN)
    text = fitted(
        f"Từ {change.effective_on:%d/%m/%Y}, theo {{basis}}: {{what}} được điều chỉnh."
        " {said}",
        LONGEST_NOTICE,
        basis=change.basis,
        what=done.title,
        said=done.said,
    )
    rows = duties.order_by().values_list("agency_id", "agency__code").distinct()
    for agency, code in rows:
        done.told[agency] = (text, f"/don-vi/{code}/")


def _owers_told(line: PlanChangeLine) -> Q | None:
    """Return the condition on the duties that the words are about."""
    if line.subject == PlanChangeLine.Subject.PLAN:
        return Q(task__plan=line.event.plan_id)
    if line.subject == PlanChangeLine.Subject.TARGET:
        target = line.target_id
        return Q(task__targets=target) | Q(task__measures__target=target)
    return None
