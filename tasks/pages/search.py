"""Search with and without marks: its words, and what the plan and the agencies hold.

What agencies said is in `finding_said`, documents are in `finding_letters`; every kind
starts from what the person may read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, Q, QuerySet, Value, When
from django.db.models.functions import Replace
from django.urls import reverse

from agencies.models import Agency, Membership, User
from kehoach.lib.text import marked_pattern, nfc, search_text, word_text
from tasks.duties.access import REVIEWERS, desks_of
from tasks.models import Duty, Plan, Task
from tasks.people.page_agency import readable_agencies

LEAST = 2
#: Words that a query may have; more would only slow it down.
MOST_WORDS = 8
AROUND = 70


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text with the word that was found."""

    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    title: str
    address: str
    snippet: Snippet | None
    note: str = ""


def search_words(typed: str) -> list[str]:
    """Return the words searched for, without marks; none for too short a query."""
    words = word_text(typed).split()[:MOST_WORDS]
    return words if len("".join(words)) >= LEAST else []


def snippet_of(text: str, words: Sequence[str]) -> Snippet | None:
    """Return the text around the phrase, or else the first word, spelled as it is."""
    whole = " ".join(nfc(text).split())
    bare = search_text(whole)
    if len(bare) != len(whole) or not words:
        return Snippet("", "", whole[: 2 * AROUND])
    phrase = re.search(r"(?<!\w)" + r"\W+".join(map(re.escape, words)), bare)
    alone = re.search(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})", bare)
    found = phrase or alone
    if found is None:
        return None
    at, end = found.span()
    first = max(at - AROUND, 0)
    before = ("…" if first else "") + whole[first:at]
    after = whole[end : end + AROUND] + ("…" if end + AROUND < len(whole) else "")
    return Snippet(before, whole[at:end], after)


def all_in(
    words: Iterable[str], field: str = "search_text", *, from_start: bool = False
) -> Q:
    """Return the condition that every word begins a word of the field."""
    wanted = Q()
    for word in words:
        found = Q(**{f"{field}__contains": f" {word}"})
        start = Q(**{f"{field}__startswith": word})
        wanted &= found | start if from_start else found
    return wanted


def written_in(words: Iterable[str], *fields: str) -> Q:
    """Return the condition that each word stands in one of the fields, spelled with any
    marks: fields without a copy that is searched.
    """
    wanted = Q()
    for word in words:
        pattern = marked_pattern(word)
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__regex": pattern})
        wanted &= one
    return wanted


def phrase_first(words: Sequence[str]) -> Case:
    """Return what sorts the whole phrase before scattered words."""
    phrase = Q(search_text__contains=f" {' '.join(words)}")
    return Case(When(phrase, then=Value(0)), default=Value(1))


def number_first(words: Sequence[str]) -> Case:
    """Return what sorts the letter of this number before those that only mention it."""
    number = Q(search_text__startswith=f" {' '.join(words)}")
    phrase = Q(search_text__contains=f" {' '.join(words)}")
    return Case(
        When(number, then=Value(0)), When(phrase, then=Value(1)), default=Value(2)
    )


def clauses(words: Sequence[str], user: User, today: date) -> list[Task]:
    """Return the clauses that hold every word, the phrase first, of the plans that the
    person sees; the database finds the words, here it is asked where they begin.
    """
    plans = Plan.objects.programmes().visible_to(user, today=today)
    tasks = Task.objects.filter(
        written_in(words, "code", "short_title", "text"),
        plan__in=plans.order_by().values("pk"),
    )
    shown = ("code", "short_title", "text", "plan__code")
    tasks = tasks.select_related("plan").only(*shown).order_by("plan_id", "position")
    texts = [
        (word_text(f"{task.code} {task.short_title} {task.text}"), task)
        for task in tasks
    ]
    found = [(t, task) for t, task in texts if all(f" {w}" in t for w in words)]
    phrase = f" {' '.join(words)}"
    return [task for _, task in sorted(found, key=lambda pair: phrase not in pair[0])]


def agencies_by_name(words: Sequence[str], user: User, today: date) -> QuerySet[Agency]:
    """Return the agencies that the person reads, by name."""
    duties = Duty.objects.visible_to(user, today=today)
    found = readable_agencies(duties).filter(all_in(words, from_start=True))
    return found.order_by("sort_key", "pk")


def clause_hit(task: Task, words: Sequence[str]) -> Hit:
    """Return how a clause is shown."""
    return Hit(
        f"{task.code} {task.short_title}",
        f"{reverse('tasks:plan', args=[task.plan.code])}#{task.code}",
        snippet_of(task.text, words),
    )


def agency_hit(agency: Agency, words: Sequence[str]) -> Hit:
    """Return how an agency is shown."""
    return Hit(agency.name, f"/co-quan/{agency.code}/", None, agency.get_kind_display())


def people_by_name(words: Sequence[str], user: User, today: date) -> QuerySet[Any]:
    """Return who acts for an agency that the person reads, by name, and by
    e-mail and phone where the person sees these (`contacts` says so).
    """
    duties = Duty.objects.visible_to(user, today=today)
    desks = desks_of(user, today).order_by().values("pk")
    readable = Q(agency__in=readable_agencies(duties)) | Q(agency__in=desks)
    shown = Q(agency__in=desks)
    steered = Plan.objects.programmes()
    shown |= Q(Exists(steered.steered_by(user, today=today, roles=REVIEWERS)))
    reached = Q()
    for word in words:
        reached &= Q(user__email__icontains=word)
    digits = Replace(Replace("user__phone", Value(" ")), Value("."))
    rows: QuerySet[Any] = Membership.objects.alive_on(today).filter(
        readable, user__is_active=True
    )
    named = all_in(words, "user__search_text", from_start=True)
    rows = rows.annotate(contacts=Case(When(shown, then=True), default=False))
    rows = rows.annotate(digits=digits)
    by_phone = Q(digits__contains="".join(words))
    found = rows.filter(named | Q(contacts=True) & (reached | by_phone))
    joined = found.select_related("user", "agency")
    return joined.order_by("user__full_name", "agency__sort_key", "role", "pk")


def person_hit(each: Any, words: Sequence[str]) -> Hit:
    """Return how a person is shown, with e-mail and phone for who sees them."""
    user = each.user
    contacts = " · ".join(filter(None, (user.email, user.phone)))
    seen = Snippet(contacts, "", "") if each.contacts and contacts else None
    note = " · ".join(
        filter(
            None,
            (user.position, each.get_role_display(), each.agency.short_name),
        )
    )
    return Hit(str(user), f"/co-quan/{each.agency.code}/", seen, note)
