"""Sheets of plans on which agencies work: what is edited or added becomes a draft."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from agencies.models import User
from agencies.sheets.resource import StrictResource
from kehoach.site.moments import read_clock
from tasks.changing import draft_change
from tasks.changing.adding import draft_added, draft_of_heading
from tasks.changing.drafting import (
    Edit,
    day_of_edits,
    stored_plan,
)
from tasks.changing.held import held_changes, plan_waited_for, plans_worked_on
from tasks.models import Assignment, Plan, PlanChange


class HeldRows(StrictResource):
    """Rows on which no duty stands are written; of the others the held columns wait, and
    so do new rows of a plan on which agencies work.
    """

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Begin with nothing held."""
        self.held: list[Edit] = []
        self.added: list[Any] = []
        programmes = Plan.objects.programmes().values_list("pk", flat=True)
        self.worked = plans_worked_on(programmes)
        super().before_import(dataset, **kwargs)

    def take(self, row: Any, shown: Any, kwargs: Any) -> str:
        """Let the trail say of a line only what is written."""
        waiting = len(self.held), len(self.added)
        kind = super().take(row, shown, kwargs)
        if len(self.added) > waiting[1]:
            shown.replaced = {}
        elif len(self.held) > waiting[0]:
            for name in self.held[-1][1]:
                shown.replaced.pop(name, None)
        return kind

    def save_instance(
        self,
        instance: Any,
        is_create: bool,
        row: Any,
        **kwargs: Any,
    ) -> None:
        """Keep what is new, and the columns that duties depend on as they are stored;
        write the rest.
        """
        if is_create and plan_waited_for(instance) in self.worked:
            self.added.append(instance)
            return
        if held := {} if is_create else held_changes(instance):
            self.held.append((instance, held))
            rows = type(instance)._default_manager.filter(pk=instance.pk)
            for name, value in rows.values(*held).get().items():
                setattr(instance, name, value)
        super().save_instance(instance, is_create, row, **kwargs)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Make drafts of all that is held, with the page that asks for a document."""
        today, now = read_clock()
        super().after_import(dataset, result, **kwargs)
        result.held, actor = len(self.held) + len(self.added), kwargs.get("user")
        wrong = result.has_errors() or result.has_validation_errors()
        if result.held and actor and not wrong and not kwargs.get("dry_run"):
            result.totals["new"] -= len(self.added)
            result.held_drafts = list(self.drafts(actor, today, now))

    def drafts(self, actor: User, today: date, now: datetime) -> Iterator[PlanChange]:
        """Yield the drafts: one per plan, and per day and document of what is given; what
        is edited goes along with what is added on the same day. A task whose heading
        waits in a draft goes into that one.
        """
        edits: dict[Any, list[Edit]] = defaultdict(list)
        for edit in self.held:
            edits[stored_plan(edit[0])].append(edit)
        added: dict[Any, list[Any]] = defaultdict(list)
        for row in self.added:
            draft = draft_of_heading(row)
            added[plan_waited_for(row), draft, *_document_of(row)].append(row)
        said: dict[str, Any] = {"actor": actor, "today": today, "now": now}
        for (plan, draft, day, *_), rows in added.items():
            same = day in (None, day_of_edits(edits.get(plan, ()), today, today))
            along = edits.pop(plan, ()) if same and draft is None else ()
            yield draft_added(rows=rows, edits=along, into=draft, **said)
        for rows in edits.values():
            yield draft_change(edits=rows, **said)


def _document_of(row: Any) -> tuple[Any, ...]:
    """Return first day and document of an assignment; other rows name none."""
    if not isinstance(row, Assignment):
        return (None, "", None)
    return row.valid_from, row.basis_number, row.basis_on
