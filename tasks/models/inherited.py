"""A plan that another replaces, and which row of the next one takes a row's place."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from tasks.models.states import PlanState

if TYPE_CHECKING:
    from tasks.models.changing import PlanChange


class Inherited(models.Model):
    """A row whose place another takes in the plan that replaces its own."""

    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="dòng thay thế",
        related_name="replaces",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        """Abstract: written by the change that replaces the plan, and undone with it."""

        abstract = True


class Replaceable(models.Model):
    """A plan whose place another may take, by a change with a successor."""

    class Meta:
        """Abstract: of the plan alone."""

        abstract = True

    @property
    def is_over(self) -> bool:
        """Return whether it ended or another took its place."""
        plan: Any = self
        return bool(plan.state == PlanState.OVER)

    @property
    def replaced(self) -> "PlanChange | None":
        """Return the change by which another plan took its place (one query, of a plan
        that is over).
        """
        plan: Any = self
        if not self.is_over:
            return None
        found = plan.changes.filter(state="applied", successor__isnull=False)
        change: PlanChange | None = found.select_related("successor").first()
        return change

    def has_run_out(self, today: date) -> bool:
        """Return whether its last day has passed and nobody has ended it yet."""
        plan: Any = self
        ended = plan.ends_on is not None and plan.ends_on < today
        return bool(ended and plan.state == PlanState.RUNNING)
