"""The preview: the change is really applied, looked at, and rolled back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency
from kehoach.lib.refusals import RuleBroken
from tasks.changing.applying import carry_out_change, lock_change
from tasks.changing.checking import change_problems, change_warnings
from tasks.changing.checking_heirs import publish_for_now, waits_for
from tasks.changing.letters import coming_letters
from tasks.changing.result import Done, change_digest, fate_counts_of
from tasks.changing.verdict_changes import (
    VerdictChange,
    changed_verdicts,
    verdicts_of,
)
from tasks.models import Period, PlanChange
from tasks.moving.measures import (
    CountedRow,
    MeasureChange,
    as_measures,
    changed_measures,
    counts_on,
    kept_measures,
)


@dataclass(frozen=True)
class ChangePreview:
    """What applying would do."""

    problems: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    done: tuple[Done, ...] = ()
    counts: dict[str, int] | None = None
    told: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    measures: tuple[MeasureChange, ...] = ()
    kept_measures: tuple[str, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    letters: tuple[tuple[date, int], ...] = ()
    digest: str = ""


def rehearse_change(*, change: PlanChange, today: date, now: datetime) -> ChangePreview:
    """Return what `apply_change` would do now; nothing is kept. A change of a later day
    is shown as of that day, its problem stands until then.
    """
    problems = (*change_problems(change=change, today=today), *waits_for(change))
    warnings = tuple(change_warnings(change=change, today=today))
    today = max(today, change.effective_on)
    if change_problems(change=change, today=today):
        return ChangePreview(problems, warnings)
    try:
        with transaction.atomic():
            row = lock_change(change)
            publish_for_now(row, today=today, now=now)
            before = _counted(row, today)
            done = carry_out_change(change=row, actor=None, today=today, now=now)
            after = _counted(row, today)
            letters = coming_letters(row, today)
            transaction.set_rollback(True)
    except RuleBroken as error:
        return ChangePreview((*problems, error.message), warnings)
    numbers = as_measures(before), as_measures(after)
    told = {agency for each in done for agency in each.told}
    names = Agency.objects.filter(pk__in=told).order_by("sort_key")
    closed = Period.objects.filter(plan=change.plan_id, state=Period.State.CLOSED)
    return ChangePreview(
        problems=problems,
        warnings=warnings,
        done=tuple(done),
        counts=fate_counts_of(done),
        told=tuple(names.values_list("short_name", flat=True)),
        closed=tuple(period.words for period in closed.order_by("data_to")),
        measures=changed_measures(*numbers),
        kept_measures=kept_measures(*numbers),
        verdicts=changed_verdicts(verdicts_of(before), verdicts_of(after), _heirs(row)),
        letters=letters,
        digest=change_digest(row, done),
    )


def _counted(change: PlanChange, today: date) -> list[CountedRow]:
    """Return the measures of the plan, and of the one that replaces it."""
    plans = (change.plan_id, change.successor_id)
    return counts_on(today, [plan for plan in plans if plan])


def _heirs(change: PlanChange) -> dict[int, int | None]:
    """Return target → its heir in the plan that replaces it."""
    lines = change.lines.filter(act="heir", target__isnull=False)
    return {line.target_id: line.heir_id for line in lines if line.target_id}
