"""From an edit that is held to a draft of a change, so that nothing typed is lost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from agencies.models import User
from tasks.changing.applying import lock_change
from tasks.duties.errors import InvalidInput
from tasks.models import Assignment, Plan, PlanChange, PlanChangeLine
from tasks.models.changing import SUBJECTS, PlanPart
from tasks.moving.journal import plain

#: A row as it is stored, and the columns that somebody wants to be others.
Edit = tuple[PlanPart, Mapping[str, Any]]


class Wanted(NamedTuple):
    """What else a draft does: ends a row, or adds one of the kind with its columns; an
    assignment to the task, a row `under` the heading of that code that it adds as well.
    """

    subject: str
    row: PlanPart | None = None
    columns: Mapping[str, Any] = {}
    task: int | None = None
    under: str = ""

    @property
    def act(self) -> str:
        """Return what is done: a row that is there ends."""
        return PlanChangeLine.Act.END if self.row else PlanChangeLine.Act.ADD

    @property
    def said(self) -> str:
        """Return what it is about, for a list."""
        code = self.columns.get("code", "")
        return str(
            self.row or f"{PlanChangeLine.Subject(self.subject).label} mới {code}"
        )


@transaction.atomic
def draft_change(
    *,
    edits: Sequence[Edit],
    more: Sequence[Wanted] = (),
    plan: int | None = None,
    into: PlanChange | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> PlanChange:
    """Return a draft with one line per edit and what `more` is wanted, put `into` one
    that there is; else the same person's draft that already holds exactly these rows is
    brought up to date. The plan is named where nothing stored says it.
    """
    plans = {stored_plan(row) for row, _ in edits} | ({plan} if plan else set())
    if len(plans) != 1 or (into and into.plan_id not in plans):
        message = "Các dòng phải thuộc cùng một kế hoạch."
        raise InvalidInput(message)
    same = same_draft(edits, more, actor)
    draft = into or same
    if not (edits or more):
        message = "Chưa sửa gì: đổi nội dung hoặc phân công rồi lưu."
        raise InvalidInput(message)
    if draft is None:
        draft = PlanChange(
            plan_id=plans.pop(), created_by=actor, created_at=now, effective_on=today
        )
    else:
        draft = lock_change(draft)
        require_draft(draft)
    if edits and draft is not into:
        draft.effective_on = day_of_edits(edits, draft.effective_on, today)
    draft.save()
    for row, columns in edits:
        kept = {"after": _as_kept(columns), "act": PlanChangeLine.Act.CHANGE}
        PlanChangeLine.objects.update_or_create(
            event=draft, **_key_of(row), defaults=kept
        )
    for wanted in more:
        _write_wanted(draft, wanted)
    return draft


def _as_kept(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in columns.items()}


def _write_wanted(draft: PlanChange, wanted: Wanted) -> None:
    """Write the line; what is added under the same code in the draft already, or given
    to the same agency, is written over, behind the line that adds its heading.
    """
    after = _as_kept(wanted.columns) | _new_heading(draft, wanted.under)
    if wanted.row:
        PlanChangeLine.objects.update_or_create(
            event=draft,
            **_key_of(wanted.row),
            defaults={"after": after, "act": wanted.act, "open_work": "end"},
        )
        return
    same = {"subject": wanted.subject, "act": wanted.act, "task_id": wanted.task}
    for line in draft.lines.filter(**same):
        if _named(line.after) != _named(after):
            continue
        if after.get("under", 0) > line.pk:
            line.delete()
            continue
        line.after = after
        line.save(update_fields=["after"])
        return
    draft.lines.create(**same, after=after)


def _new_heading(draft: PlanChange, code: str) -> dict[str, int]:
    """Return which line of the draft adds the heading of the code, nothing for none."""
    if not code:
        return {}
    subject, act = PlanChangeLine.Subject.SECTION, PlanChangeLine.Act.ADD
    lines = draft.lines.filter(subject=subject, act=act)
    line = next((each for each in lines if each.after["code"] == code), None)
    if line is None:
        message = f"Mục {code} không còn trong dự thảo: tải lại trang rồi làm lại."
        raise InvalidInput(message)
    return {"under": line.pk}


def stored_plan(row: PlanPart) -> int:
    """Return the plan of the row as it is stored."""
    if isinstance(row, Plan):
        return row.pk
    path = "task__plan_id" if isinstance(row, Assignment) else "plan_id"
    rows = type(row)._default_manager.filter(pk=row.pk)
    found: int = rows.values_list(path, flat=True).get()
    return found


def stored_task(row: Assignment) -> int:
    """Return the task of the stored assignment, whatever the form says."""
    return Assignment.objects.values_list("task_id", flat=True).get(pk=row.pk)


def _key_of(row: PlanPart) -> dict[str, Any]:
    """Return what finds the row's line in a change."""
    subject = next(word for word, kind in SUBJECTS.items() if isinstance(row, kind))
    key: dict[str, Any] = {"subject": subject, "task_id": None}
    if isinstance(row, Assignment):
        key["task_id"] = stored_task(row)
    if subject != PlanChangeLine.Subject.PLAN:
        key[f"{subject}_id"] = row.pk
    return key


def same_draft(
    edits: Sequence[Edit], more: Sequence[Wanted], actor: User
) -> PlanChange | None:
    """Return the person's draft of exactly these rows."""
    wanted: list[Any] = [("change", *sorted(_key_of(row).items())) for row, _ in edits]
    wanted += [_key_wanted(each) for each in more]
    drafts = PlanChange.objects.filter(state=PlanChange.State.DRAFT, created_by=actor)
    for draft in drafts.prefetch_related("lines"):
        if Counter(map(_key_kept, draft.lines.all())) == Counter(wanted):
            return draft
    return None


def _key_wanted(wanted: Wanted) -> tuple[Any, ...]:
    """Return the key of what is wanted as `_key_kept` says it of its line."""
    if wanted.row:
        return ("end", *sorted(_key_of(wanted.row).items()))
    return ("add", str(wanted.subject), wanted.task, *_named(wanted.columns))


def _named(columns: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what tells an added row from others of its kind."""
    named = ("code",) if "code" in columns else ("agency_id", "group_id", "role")
    return tuple(str(columns.get(name)) for name in named)


def _key_kept(line: PlanChangeLine) -> tuple[Any, ...]:
    """Return what the line does to which row."""
    if line.act == PlanChangeLine.Act.ADD:
        return ("add", line.subject, line.task_id, *_named(line.after))
    key = {"subject": line.subject, "task_id": line.task_id}
    if line.subject != PlanChangeLine.Subject.PLAN:
        key[f"{line.subject}_id"] = getattr(line, f"{line.subject}_id")
    return (str(line.act), *sorted(key.items()))


def day_of_edits(edits: Sequence[Edit], otherwise: date, today: date) -> date:
    """Return the effective day that the edits name: the latest first day, else the
    earliest that their last days ask for, so that one far day does not hold up others.
    """
    begins: list[date] = [
        day for _, columns in edits if (day := columns.get("valid_from"))
    ]
    if begins:
        return max(begins)
    if not edits:
        return otherwise
    keys = [row.pk for row, columns in edits if "valid_to" in columns]
    ends = Assignment.objects.filter(pk__in=keys).values_list("pk", "valid_to")
    held = dict(ends)
    found: date = min(
        day_of_end(held[row.pk], columns["valid_to"], today)
        if "valid_to" in columns
        else otherwise
        for row, columns in edits
    )
    return found


def day_of_end(held: date | None, ends: date | None, today: date) -> date:
    """Return the day on which another last day takes effect: after it when it is the
    earlier one; an extension begins today, or after the last day when that is over.
    """
    if ends and (held is None or ends < held):
        return _next_day(ends)
    return min(_next_day(held), today) if held else today


def _next_day(day: date) -> date:
    """Return the day after; the last day there is has none."""
    return day + timedelta(days=day < date.max)


@transaction.atomic
def save_draft(
    *,
    change: PlanChange,
    basis: Mapping[str, Any],
    open_work: Mapping[int, tuple[str, str]],
) -> PlanChange:
    """Keep the document, the day, and per line what becomes of open work and why.

    Raises InvalidInput once the change was applied.
    """
    row = lock_change(change)
    require_draft(row)
    for name, value in basis.items():
        setattr(row, name, value)
    row.save(update_fields=list(basis))
    for line in row.lines.filter(pk__in=open_work):
        line.open_work, line.reason = open_work[line.pk]
        line.save(update_fields=["open_work", "reason"])
    return row


@transaction.atomic
def take_out_line(*, change: PlanChange, line: int) -> None:
    """Take a line out of the draft; raises InvalidInput once it was applied."""
    row = lock_change(change)
    require_draft(row)
    row.lines.filter(pk=line).delete()


@transaction.atomic
def discard_draft(*, change: PlanChange) -> None:
    """Throw the draft away; raises InvalidInput once it was applied."""
    row = lock_change(change)
    require_draft(row)
    row.delete()


def require_draft(change: PlanChange) -> None:
    """Raise InvalidInput unless the change is still a draft."""
    if not change.is_draft:
        stands = change.get_state_display().lower()
        message = f"Điều chỉnh {stands}, không sửa được nữa."
        raise InvalidInput(message)
