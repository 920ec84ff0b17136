"""The words of a row of the document that held up to a day (decision 051)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db import models
from django.db.models import Q

from agencies.models.dated import Dated, DatedQuerySet
from tasks.models.changing import PlanChange
from tasks.models.plan import Plan, Section, Task, Worded
from tasks.models.target import Target

#: Columns of a task that a version keeps.
WORD_FIELDS = (
    "section_id",
    "code",
    "text",
    "short_title",
    "role_label",
    "assignee_text",
    "coordinating_text",
    "schedule",
    "schedule_text",
    "due_on",
    "begins_on",
    "year_days",
    "offset_days",
    "offset_working",
    "anchor",
    "anchor_on",
    "product",
    "addressed_to",
    "budget_text",
    "budget",
)
#: The same of each kind of row: what pages, files and reports say of it.
WORDS: Mapping[type[Worded], tuple[str, ...]] = {
    Task: WORD_FIELDS,
    Section: ("parent_id", "code", "title"),
    Target: (
        *("code", "text", "short_title", "operator", "threshold", "unit"),
        *("by_year", "baseline", "baseline_year", "path"),
    ),
    Plan: (
        *("kind", "title", "short_title", "number", "issued_on", "place", "issuer"),
        *("signing_capacity", "signer_position", "signer_name", "basis", "preamble"),
        *("purposes", "requirements", "targets_lead", "closing", "recipients"),
        *("law", "matter", "ministry", "begins_on", "ends_on"),
    ),
}
#: Which column of a version names its row; the plan's own versions name no other.
NAMED_BY: Mapping[type[Worded], str] = {
    Task: "task",
    Section: "section",
    Target: "target",
    Plan: "plan",
}


class WordVersion(Dated):
    """A row's words up to a day; the newest words are the row's own columns. Of the
    plan itself when it names neither heading, task nor target.
    """

    alone_by = ("plan", "section", "task", "target")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    section = models.ForeignKey(
        Section, models.CASCADE, related_name="versions", null=True
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="versions", null=True)
    target = models.ForeignKey(
        Target, models.CASCADE, related_name="versions", null=True
    )
    words = models.JSONField("lời văn")
    ended_by = models.ForeignKey(
        PlanChange, models.PROTECT, related_name="ended_versions"
    )

    objects = DatedQuerySet["WordVersion"].as_manager()

    class Meta(Dated.Meta):
        """One after the other; of one row only."""

        verbose_name = "lời văn theo thời điểm"
        verbose_name_plural = "lời văn theo thời điểm"
        ordering = ("valid_to", "pk")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(section__isnull=True, task__isnull=True)
                | Q(task__isnull=True, target__isnull=True)
                | Q(section__isnull=True, target__isnull=True),
                name="tasks_wordversion_of_one_row",
            ),
        )

    def __str__(self) -> str:
        until = f" (đến {self.valid_to:%d/%m/%Y})" if self.valid_to else ""
        said = self.words.get("short_title") or self.words.get("title", "")
        return f"{self.words.get('code', '')} {said}{until}".strip()

    @classmethod
    def of(cls, row: Worded, *, last: date, ended_by: PlanChange) -> "WordVersion":
        """Return the unsaved version of the row's present words, held until `last`."""
        kind, stored = type(row), cast(Any, row)
        plan = stored if isinstance(row, Plan) else stored.plan
        fields: Any = kind._meta
        words = {
            name: _as_json(fields.get_field(name), getattr(row, name))
            for name in WORDS[kind]
        }
        return cls(
            **{"plan": plan, NAMED_BY[kind]: row},
            valid_from=row.worded_from,
            valid_to=last,
            ended_by=ended_by,
            words=words,
        )

    def put_into(self, row: Worded) -> None:
        """Give the row these words, not to be saved; what was no column yet stays."""
        fields: Any = type(row)._meta
        for name, value in self.words.items():
            field = fields.get_field(name)
            setattr(row, name, None if value is None else field.to_python(value))


def _as_json(field: Any, value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
