"""What a change did, line by line, for its preview, its counts and who is told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from django.db.models import Count

from tasks.models import Duty, EntryLink, EvidenceLink, PlanChange, PlanChangeLine


class Becomes(StrEnum):
    """What becomes of one duty."""

    MOVED = "moved"
    JOINED = "joined"
    ENDED = "ended"
    KEPT = "kept"
    STAYS = "stays"
    NEW_DAY = "new_day"


@dataclass(frozen=True, slots=True)
class AffectedDuty:
    """One live duty: whose, in which state, what becomes of it."""

    duty: int
    version: int
    agency: int
    agency_name: str
    period: str
    state: str
    becomes: Becomes
    note: str = ""
    entries: int = 0
    documents: int = 0


@dataclass
class Done:
    """What one line did."""

    line: PlanChangeLine
    title: str
    columns: list[tuple[str, str, str]]
    rows: list[AffectedDuty] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    told: dict[int, tuple[str, str]] = field(default_factory=dict)
    reminders: int = 0
    #: What is said of the line where it is not its columns.
    words: str = ""
    #: Live duties of the task in open periods, before and after.
    owed: tuple[int, int] = (0, 0)

    @property
    def said(self) -> str:
        """Return what changed, in one line for the clause's history."""
        return self.words or "; ".join(
            f"{label}: {before or 'chưa có'} → {after or 'bỏ'}"
            for label, before, after in self.columns
        )


def row_of(duty: Duty, becomes: Becomes, note: str = "") -> AffectedDuty:
    """Return the duty (with agency and period) as a row of the preview."""
    return AffectedDuty(
        duty=duty.pk,
        version=duty.version,
        agency=duty.agency_id,
        agency_name=duty.agency.short_name,
        period=duty.period.words,
        state=duty.state,
        becomes=becomes,
        note=note,
        entries=getattr(duty, "entry_count", 0),
        documents=getattr(duty, "document_count", 0),
    )


def with_counts(duties: Iterable[Duty]) -> list[Duty]:
    """Return the duties, each with how many entries and documents it has."""
    rows = list(duties)
    keys = [duty.pk for duty in rows]
    entries = EntryLink.objects.standing().filter(duty__in=keys).order_by()
    said = dict(entries.values_list("duty").annotate(Count("pk")))
    proofs = EvidenceLink.objects.filter(duty__in=keys, removed_at__isnull=True)
    proven = dict(proofs.order_by().values_list("duty").annotate(Count("pk")))
    for duty in rows:
        duty.entry_count = said.get(duty.pk, 0)  # type: ignore[attr-defined] # for the page
        duty.document_count = proven.get(duty.pk, 0)  # type: ignore[attr-defined] # the same
    return rows


def fate_counts_of(done: Iterable[Done]) -> dict[str, int]:
    """Return what becomes of how many duties, and how many are opened."""
    lines = list(done)
    found = Counter(row.becomes.value for each in lines for row in each.rows)
    return {
        **{word.value: found[word.value] for word in Becomes},
        "opened": sum(len(each.opened) for each in lines),
        "reminders": sum(each.reminders for each in lines),
    }


def change_digest(change: PlanChange, done: Iterable[Done]) -> str:
    """Return a short text that differs when day, lines or any duty differ; a duty by its
    agency and period, as one that a line above makes has another key each time.
    """
    said: list[object] = [change.effective_on]
    for each in done:
        line = each.line
        said += [line.pk, sorted(line.after.items()), line.open_work]
        said += [(r.agency, r.period, r.version, r.becomes, r.note) for r in each.rows]
        said.append(each.opened)
    return sha256(repr(said).encode()).hexdigest()[:32]
