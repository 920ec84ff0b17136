"""Search with and without marks over clauses, agencies, entries and evidence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from agencies.models import Agency, User
from kehoach.lib.text import nfc, search_text, word_text
from tasks.agency_page import readable_agencies
from tasks.models import Duty, Evidence, ProgressEntry, Task

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


def words_of(typed: str) -> list[str]:
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


def _all_in(words: Iterable[str], *, from_start: bool = False) -> Q:
    """Return the condition that every word begins a word of `search_text`."""
    wanted = Q()
    for word in words:
        found = Q(search_text__contains=f" {word}")
        wanted &= found | Q(search_text__startswith=word) if from_start else found
    return wanted


def _phrase_first(words: Sequence[str]) -> Case:
    """Return what sorts the whole phrase before scattered words."""
    phrase = Q(search_text__contains=f" {' '.join(words)}")
    return Case(When(phrase, then=Value(0)), default=Value(1))


def clauses(words: Sequence[str]) -> list[Task]:
    """Return the clauses that hold every word, the phrase first; a plan has a few
    dozen and is read whole.
    """
    tasks = Task.objects.filter(plan__adhoc__isnull=True).select_related("plan")
    tasks = tasks.order_by("plan_id", "position")
    texts = [
        (word_text(f"{task.code} {task.short_title} {task.text}"), task)
        for task in tasks
    ]
    found = [(t, task) for t, task in texts if all(f" {w}" in t for w in words)]
    phrase = f" {' '.join(words)}"
    return [task for _, task in sorted(found, key=lambda pair: phrase not in pair[0])]


def agencies(words: Sequence[str], user: User, today: date) -> QuerySet[Agency]:
    """Return the agencies that the person reads, by name."""
    duties = Duty.objects.visible_to(user, today=today)
    found = readable_agencies(duties).filter(_all_in(words, from_start=True))
    return found.order_by("sort_key", "pk")


def entries(words: Sequence[str], user: User, today: date) -> QuerySet[Any]:
    """Return the entries that the person reads, newest first."""
    rows = ProgressEntry.objects.visible_to(user, today=today)
    found = rows.filter(_all_in(words)).select_related("agency", "period")
    return found.prefetch_related("duties__task").order_by(
        _phrase_first(words), "-done_on", "-pk"
    )


def evidence(words: Sequence[str], user: User, today: date) -> QuerySet[Any]:
    """Return the evidence that the person reads, newest first."""
    rows = Evidence.objects.visible_to(user, today=today)
    found = rows.filter(_all_in(words)).select_related("agency")
    return found.prefetch_related("duties__task").order_by(
        _phrase_first(words), "-recorded_at", "-pk"
    )


def clause_hit(task: Task, words: Sequence[str]) -> Hit:
    """Return how a clause is shown."""
    return Hit(
        f"{task.code} {task.short_title}",
        f"/ke-hoach/#{task.code}",
        snippet_of(task.text, words),
    )


def agency_hit(agency: Agency, words: Sequence[str]) -> Hit:
    """Return how an agency is shown."""
    return Hit(agency.name, f"/co-quan/{agency.code}/", None, agency.get_kind_display())


def entry_hit(entry: ProgressEntry, words: Sequence[str]) -> Hit:
    """Return how an entry is shown; it leads to its first duty."""
    duties = list(entry.duties.all())
    codes = ", ".join(duty.task.code for duty in duties)
    address = (
        f"/nhiem-vu/{duties[0].pk}/" if duties else f"/co-quan/{entry.agency.code}/"
    )
    note = f"{entry.period} · {entry.done_on:%d/%m/%Y}"
    title = f"{entry.agency.short_name} – {codes}"
    return Hit(title, address, snippet_of(entry.text, words), note)


def evidence_hit(each: Evidence, words: Sequence[str]) -> Hit:
    """Return how a piece of evidence is shown; it leads to its first duty."""
    duties = list(each.duties.all())
    address = (
        f"/nhiem-vu/{duties[0].pk}/" if duties else f"/co-quan/{each.agency.code}/"
    )
    text = " ".join(filter(None, (each.number, each.subject, each.file_name)))
    return Hit(each.agency.short_name, address, snippet_of(text, words), each.issuer)
