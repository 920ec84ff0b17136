"""What «Tìm kiếm» finds of documents: plans, letters of both sides, ad-hoc requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from agencies.models import Agency, User
from agencies.models.authority import agencies_of, reads_agency
from kehoach.lib.text import word_text
from tasks.duties.authority import REVIEWERS
from tasks.models import AdhocRequest, Period, Plan, UnitReport, UrgingLetter
from tasks.pages.search import Hit, all_in, number_first, snippet_of, written_in


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A plan, or a letter that asked for the reports of a period."""

    title: str
    address: str
    text: str


def documents(words: Sequence[str], user: User, today: date) -> list[FoundDocument]:
    """Return the plans that the person sees, and the letters that asked for the reports
    of their periods, by number or title.
    """
    seen = Plan.objects.programmes().visible_to(user, today=today)
    own = [word for word in words if not "so".startswith(word)]  # «số …»
    plans = seen.filter(written_in(own, "number", "title", "short_title"))
    asked = Period.objects.filter(plan__in=seen.order_by().values("pk"))
    letters = asked.exclude(request_number="").select_related("plan")
    found = [
        *(_plan(plan) for plan in plans),
        *(_letter(each, each.plan) for each in letters),
    ]
    return [each for each in found if _holds(each.text, words)]


def _plan(plan: Plan) -> FoundDocument:
    number = f"số {plan.number}" if plan.number else ""
    text = " ".join(filter(None, (number, plan.title, plan.short_title)))
    address = reverse("tasks:plan", args=[plan.code])
    return FoundDocument(plan.short_title, address, text)


def _letter(period: Period, plan: Plan) -> FoundDocument:
    day = f" ngày {period.request_on:%d/%m/%Y}" if period.request_on else ""
    text = f"số {period.request_number}{day}, yêu cầu báo cáo {period.words}"
    address = f"{reverse('tasks:plan', args=[plan.code])}?ky={period.key}"
    return FoundDocument(f"Công văn yêu cầu báo cáo {period.words}", address, text)


def _holds(text: str, words: Sequence[str]) -> bool:
    bare = word_text(text)
    return all(f" {word}" in bare for word in words)


def document_hit(each: FoundDocument, words: Sequence[str]) -> Hit:
    """Return how a plan or a letter of a period is shown."""
    return Hit(each.title, each.address, snippet_of(each.text, words))


def unit_letters(words: Sequence[str], user: User, today: date) -> QuerySet[Any]:
    """Return the letters of agencies that the person reads, newest first."""
    rows = (
        UnitReport.objects.standing()
        .visible_to(user, today=today)
        .filter(all_in(words))
    )
    joined = rows.select_related("agency", "period__plan__adhoc")
    return joined.order_by(number_first(words), "-signed_on", "-pk")


def unit_letter_hit(each: UnitReport, words: Sequence[str]) -> Hit:
    """Return how an agency's letter is shown."""
    title = f"{each.agency.short_name} – báo cáo số {each.number}"
    note = f"ngày {each.signed_on:%d/%m/%Y} · {each.period.words}"
    signed = f"Người ký: {each.signer}" if each.signer else ""
    text = " · ".join(filter(None, (f"Số {each.number}", signed, each.note)))
    return Hit(title, each.get_absolute_url(), snippet_of(text, words), note)


def steering_letters(words: Sequence[str], user: User, today: date) -> QuerySet[Any]:
    """Return the letters of steering agencies: all to their own reviewers, those that
    went out to the people of the agencies they went to.
    """
    steered = agencies_of(user, today, *REVIEWERS).order_by().values("pk")
    mine = Agency.objects.filter(reads_agency(user, today, "pk"))
    to = mine.filter(letters=OuterRef("pk")).order_by("sort_key").values("code")[:1]
    rows = UrgingLetter.objects.filter(all_in(words)).annotate(to_code=Subquery(to))
    own = Q(period__plan__steering_agency__in=steered)
    kept = rows.filter(own | Q(sent_at__isnull=False, to_code__isnull=False))
    own_code = Agency.objects.filter(
        pk__in=steered, pk=OuterRef("period__plan__steering_agency")
    )
    joined = kept.annotate(own_code=Subquery(own_code.values("code")[:1]))
    return joined.select_related("period").order_by(number_first(words), "-pk")


def steering_letter_hit(each: Any, words: Sequence[str]) -> Hit:
    """Return how a letter is shown: its page to who wrote it, else the desk it is about."""
    number = f" số {each.number}" if each.number else " (dự thảo)"
    day = f"ngày {each.signed_on:%d/%m/%Y} · " if each.signed_on else ""
    address = reverse("tasks:letter", args=[each.pk])
    if each.own_code is None:
        desk = reverse("tasks:desk", args=[each.to_code])
        address = f"{desk}?{each.period.query}"
    text = f"{each.about} · {each.text}"
    title = f"{each.get_purpose_display()}{number}"
    return Hit(title, address, snippet_of(text, words), f"{day}{each.period.words}")


def adhoc_requests(words: Sequence[str], user: User, today: date) -> list[AdhocRequest]:
    """Return the ad-hoc requests that the person sees, by number, words or questions;
    the plan of each is a short text and is read whole.
    """
    rows = AdhocRequest.objects.visible_to(user, today=today).select_related("plan")
    joined = rows.prefetch_related("plan__tasks", "plan__figures")
    return [row for row in joined if _holds(_asked(row), words)]


def _asked(row: AdhocRequest) -> str:
    plan = row.plan
    texts = [f"số {plan.number}" if plan.number else "", plan.title]
    texts += [task.text for task in plan.tasks.all()]
    texts += [figure.label for figure in plan.figures.all()]
    return " · ".join(filter(None, texts))


def adhoc_hit(row: AdhocRequest, words: Sequence[str]) -> Hit:
    """Return how an ad-hoc request is shown."""
    due = f" · chậm nhất ngày {row.unit_due:%d/%m/%Y}" if row.unit_due else ""
    address = reverse("tasks:adhoc", args=[row.pk])
    snippet = snippet_of(_asked(row), words)
    return Hit(row.plan.title, address, snippet, f"{row.label}{due}")
