"""What agencies wrote that a report may quote, each with its agency's name."""

from dataclasses import dataclass

from django.db.models import QuerySet

from reporting.facts.typed_words import is_noise
from reporting.models import NamedExample
from tasks.duties.past_words import in_periods_of, task_called
from tasks.models import Difficulty, EntryLink, Period, State

#: Excerpts offered at once.
_SHOWN = 40


@dataclass(frozen=True)
class Excerpt:
    """A text with who wrote it; `quote` is what goes into the report."""

    who: str
    about: str
    text: str
    link: int = 0
    is_named: bool = False

    @property
    def quote(self) -> str:
        """Return the text with its attribution, on one line."""
        return f"{self.who}: {' '.join(self.text.split())}"


def quotable(period: Period) -> "QuerySet[EntryLink]":
    """Return what agencies wrote and the steering agency has or may accept."""
    return (
        EntryLink.objects.standing()
        .filter(
            duty__period=period,
            duty__is_requested=False,
            duty__state__in=(State.SUBMITTED, State.ACCEPTED),
            entry__nothing_to_report=False,
        )
        .exclude(entry__text="")
    )


def entries_to_quote(period: Period, code: str) -> list[Excerpt]:
    """Return what agencies wrote on the task, and whether the report names it."""
    task = task_called(period.plan_id, code, period.words_day())
    links = quotable(period).filter(duty__task=task)
    rows = links.select_related("entry__agency")
    named = set(
        NamedExample.objects.filter(period=period, dropped_at=None).values_list(
            "link", flat=True
        )
    )
    return [
        Excerpt(
            link.entry.agency.name,
            task.code if task else code,
            link.entry.text,
            link.pk,
            link.pk in named,
        )
        for link in rows.order_by("duty__agency__sort_key", "-entry__done_on")[:_SHOWN]
        if not is_noise(link.entry.text)
    ]


def difficulties_to_quote(period: Period) -> list[Excerpt]:
    """Return the period's difficulties and what was proposed, oldest first; those that
    were merged stand once, with all who raised them.
    """
    rows = Difficulty.objects.filter(period=period).counted_once()
    rows = rows.select_related("agency", "duty__task").prefetch_related(
        "merged__agency"
    )
    return [
        Excerpt(
            _raisers(row),
            row.duty.task.code if row.duty else "",
            f"{row.text} Kiến nghị: {row.recommendation}"
            if row.recommendation
            else row.text,
        )
        for row in in_periods_of(rows.order_by("recorded_at", "pk")[:_SHOWN])
    ]


def _raisers(row: Difficulty) -> str:
    names = [row.agency.name, *(each.agency.name for each in row.merged.all())]
    return ", ".join(dict.fromkeys(names))
