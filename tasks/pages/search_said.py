"""What «Tìm kiếm» finds of what agencies said: entries, evidence, answers, difficulties,
parts given to others.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse

from agencies.models import User
from tasks.duties.past_words import in_their_periods
from tasks.models import (
    Contribution,
    ContributionRequest,
    Difficulty,
    Duty,
    Evidence,
    FigureValue,
    ProgressEntry,
)
from tasks.pages.search import Hit, all_in, phrase_first, snippet_of

#: The duties that an entry or a piece of evidence serves (one query).
_DUTIES = Prefetch("duties", Duty.objects.select_related("task", "period"))


def entries(words: Sequence[str], user: User, today: date) -> QuerySet[Any]:
    """Return the entries that the person reads, newest first."""
    rows = ProgressEntry.objects.standing().visible_to(user, today=today)
    found = rows.filter(all_in(words)).select_related("agency", "period")
    return found.prefetch_related(_DUTIES).order_by(
        phrase_first(words), "-done_on", "-pk"
    )


def entry_hit(entry: ProgressEntry, words: Sequence[str]) -> Hit:
    """Return how an entry is shown; it leads to its first duty."""
    duties = in_their_periods(entry.duties.all())
    codes = ", ".join(duty.task.code for duty in duties)
    address = (
        f"/nhiem-vu/{duties[0].pk}/" if duties else f"/co-quan/{entry.agency.code}/"
    )
    note = f"{entry.period} · {entry.done_on:%d/%m/%Y}"
    title = f"{entry.agency.short_name} – {codes}"
    return Hit(title, address, snippet_of(entry.text, words), note)


def evidence(words: Sequence[str], user: User, today: date) -> QuerySet[Any]:
    """Return the evidence that the person reads, newest first."""
    rows = Evidence.objects.visible_to(user, today=today)
    found = rows.filter(all_in(words)).select_related("agency")
    return found.prefetch_related(_DUTIES).order_by(
        phrase_first(words), "-recorded_at", "-pk"
    )


def evidence_hit(each: Evidence, words: Sequence[str]) -> Hit:
    """Return how a piece of evidence is shown; it leads to its first duty."""
    duties = list(each.duties.all())
    address = (
        f"/nhiem-vu/{duties[0].pk}/" if duties else f"/co-quan/{each.agency.code}/"
    )
    text = " ".join(filter(None, (each.number, each.subject, each.file_name)))
    return Hit(each.agency.short_name, address, snippet_of(text, words), each.issuer)


def answers(words: Sequence[str], user: User, today: date) -> QuerySet[Any]:
    """Return the answers in words that the person reads, to the questions of the plan
    and of ad-hoc requests; the newest of each question.
    """
    rows = FigureValue.objects.visible_to(user, today=today).exclude(search_text="")
    duty = Duty.objects.filter(
        agency=OuterRef("agency"),
        period=OuterRef("period"),
        task__figures=OuterRef("figure"),
    )
    found: QuerySet[Any] = rows.filter(all_in(words), is_current=True).annotate(
        duty_id=Subquery(duty.order_by("pk").values("pk")[:1])
    )
    joined = found.select_related("agency", "period", "figure")
    return joined.order_by(phrase_first(words), "-recorded_at", "-pk")


def answer_hit(each: Any, words: Sequence[str]) -> Hit:
    """Return how an answer is shown; it leads to the duty that asks."""
    title = f"{each.agency.short_name} – {each.figure.label}"
    address = f"/nhiem-vu/{each.duty_id}/"
    if each.duty_id is None:
        address = f"/co-quan/{each.agency.code}/"
    return Hit(title, address, snippet_of(each.text, words), str(each.period))


def difficulties_saying(
    words: Sequence[str], user: User, today: date
) -> QuerySet[Difficulty]:
    """Return the difficulties that the person reads, newest first."""
    rows: QuerySet[Difficulty] = Difficulty.objects.standing().readable_to(
        user, today=today
    )
    found = rows.filter(all_in(words)).select_related("agency", "plan")
    return found.order_by(phrase_first(words), "-recorded_at", "-pk")


def difficulty_hit(each: Difficulty, words: Sequence[str]) -> Hit:
    """Return how a difficulty is shown, with its answer when that is what was found."""
    page = reverse("tasks:difficulties")
    address = f"{page}?so={each.pk}"
    note = f"{each.get_state_display()} · {each.raised_on:%d/%m/%Y}"
    text = " · ".join(filter(None, (each.text, each.recommendation, each.answer)))
    return Hit(each.agency.short_name, address, snippet_of(text, words), note)


def coordination(words: Sequence[str], user: User, today: date) -> QuerySet[Any]:
    """Return what one agency asked of another and what was given, newest first."""
    given = Contribution.objects.filter(
        all_in(words), request=OuterRef("pk"), withdrawn_at__isnull=True
    )
    rows = ContributionRequest.objects.visible_to(user, today=today)
    found = rows.filter(all_in(words) | Exists(given))
    joined = found.select_related("agency", "duty__agency", "duty__task")
    standing = Contribution.objects.filter(withdrawn_at__isnull=True)
    shown = Prefetch("contributions", standing)
    return joined.prefetch_related(shown).order_by("-recorded_at", "-pk")


def coordination_hit(each: ContributionRequest, words: Sequence[str]) -> Hit:
    """Return how a request and its answer are shown."""
    title = f"{each.agency.short_name} phối hợp với {each.duty.agency.short_name}"
    texts = [each.question, *(part.text for part in each.contributions.all())]
    address = reverse("tasks:contribution", args=[each.pk])
    note = f"{each.duty.task.code} · {each.get_state_display()}"
    return Hit(title, address, snippet_of(" · ".join(texts), words), note)
