"""Sheets whose rows may carry duties: what those depend on becomes a draft of a change."""

from typing import Any

from agencies.sheets.resource import StrictResource
from kehoach.site.moments import read_clock
from tasks.changing import draft_change
from tasks.changing.drafting import stored_plan
from tasks.changing.held import held_changes


class HeldRows(StrictResource):
    """Rows on which no duty stands are written; of the others the held columns wait."""

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Begin with nothing held."""
        self.held: list[Any] = []
        super().before_import(dataset, **kwargs)

    def save_instance(
        self,
        instance: Any,
        is_create: bool,
        row: Any,
        **kwargs: Any,
    ) -> None:
        """Keep the columns that duties depend on as they are stored; write the rest."""
        if held := {} if is_create else held_changes(instance):
            self.held.append((instance, held))
            rows = type(instance)._default_manager.filter(pk=instance.pk)
            for name, value in rows.values(*held).get().items():
                setattr(instance, name, value)
        super().save_instance(instance, is_create, row, **kwargs)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Make one draft per plan of all that is held, with the page that asks for a
        document.
        """
        today, now = read_clock()
        super().after_import(dataset, result, **kwargs)
        result.held, actor = len(self.held), kwargs.get("user")
        wrong = result.has_errors() or result.has_validation_errors()
        if self.held and actor and not wrong and not kwargs.get("dry_run"):
            by_plan: dict[int, list[Any]] = {}
            for instance, held in self.held:
                by_plan.setdefault(stored_plan(instance), []).append((instance, held))
            result.held_drafts = [
                draft_change(edits=edits, actor=actor, today=today, now=now)
                for edits in by_plan.values()
            ]
