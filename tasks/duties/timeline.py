"""What happened to a duty, newest first: entries, moves and proof in one list."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils import timezone

from tasks.models import Duty, DutyEvent, DutyMessage, EvidenceLink, ProgressEntry

#: kind of move → (tone, icon)
EVENT_LOOKS = {
    DutyEvent.Kind.OPENED: ("grey", "clipboard-list"),
    DutyEvent.Kind.PREPARED: ("blue", "user-check"),
    DutyEvent.Kind.REOPENED: ("grey", "pencil"),
    DutyEvent.Kind.SENT_BACK: ("amber", "arrow-back-up"),
    DutyEvent.Kind.SUBMITTED: ("azure", "send"),
    DutyEvent.Kind.TAKEN_BACK: ("grey", "arrow-back-up"),
    DutyEvent.Kind.RETURNED: ("amber", "arrow-back-up"),
    DutyEvent.Kind.EXPLAINED: ("blue", "writing"),
    DutyEvent.Kind.ACCEPTED: ("green", "circle-check"),
    DutyEvent.Kind.WAIVED: ("grey", "circle-minus"),
    DutyEvent.Kind.RESUMED: ("blue", "pencil"),
    DutyEvent.Kind.ENDED: ("grey", "circle-minus"),
    DutyEvent.Kind.TRANSFERRED: ("grey", "arrow-right"),
    DutyEvent.Kind.RECEIVED: ("blue", "inbox"),
    DutyEvent.Kind.EXTENDED: ("purple", "calendar-due"),
    DutyEvent.Kind.LETTER: ("azure", "mail"),
    DutyEvent.Kind.LETTER_FIXED: ("amber", "mail"),
    DutyEvent.Kind.READ: ("grey", "eye"),
    DutyEvent.Kind.UNLOCKED: ("purple", "key"),
    DutyEvent.Kind.URGED: ("amber", "bell-ringing"),
    DutyEvent.Kind.URGE_FIXED: ("amber", "bell-ringing"),
    DutyEvent.Kind.CHANGED: ("purple", "writing"),
}

#: How many documents added in a day one line names.
_NAMED = 3


@dataclass(frozen=True)
class Item:
    """One line of the timeline."""

    title: str
    when: date
    recorded: datetime
    who: str
    text: str
    tone: str
    icon: str
    order: tuple[datetime, int]
    #: The entry that the agency may correct here, if this is one.
    entry: int | None = None
    #: Whether the agency took it back; nobody else is shown it.
    withdrawn: bool = False
    #: What it said before, newest first.
    earlier: list["Item"] = field(default_factory=list)


def work_of(duty: Duty) -> list[Item]:
    """Return what was done and its proof alone, newest first: for an agency that was
    asked for its part.
    """
    items = [*said_on(duty), *_proven(_links(duty))]
    return sorted(items, key=lambda item: item.order, reverse=True)


def _links(duty: Duty) -> Iterable[EvidenceLink]:
    kept = duty.evidence_links.filter(removed_at__isnull=True)
    return kept.select_related("evidence", "added_by").order_by("recorded_at", "pk")


def timeline_of(duty: Duty, *, own: bool = False) -> list[Item]:
    """Return everything that was said and done, newest first, in four queries; what
    was withdrawn is for the agency's own people (`own`).
    """
    return items_of(
        duty,
        entries=duty.entries.select_related("author", "withdrawn_by"),
        moves=duty.events.select_related("actor"),
        links=_links(duty),
        talked=duty.messages.select_related("author", "agency"),
        own=own,
    )


def items_of(
    duty: Duty,
    *,
    entries: Iterable[ProgressEntry],
    moves: Iterable[DutyEvent],
    links: Iterable[EvidenceLink],
    talked: Iterable[DutyMessage],
    own: bool,
) -> list[Item]:
    """Return the lines of rows that were read already, newest first."""
    said = versions_of(entries, own=own)
    items = [*said, *_moved(duty, moves), *_proven(links), *_talked(talked)]
    return sorted(items, key=lambda item: item.order, reverse=True)


def said_on(duty: Duty) -> Iterable[Item]:
    """Yield what the duty's agency said and stands by."""
    entries = duty.entries.select_related("author", "withdrawn_by")
    return versions_of(entries, own=False)


def versions_of(entries: Iterable[ProgressEntry], *, own: bool) -> Iterable[Item]:
    """Yield each entry in its newest version, at the place of the first one."""
    versions: dict[int, list[ProgressEntry]] = {}
    for entry in sorted(entries, key=lambda each: each.pk, reverse=True):
        versions.setdefault(entry.first_version, []).append(entry)
    for newest, *earlier in versions.values():
        if newest.withdrawn_by_id and not own:
            continue
        said_first = (earlier or [newest])[-1].recorded_at
        yield replace(
            _entry(newest, is_gone=newest.stood_until is not None),
            order=(said_first, 0),
            entry=None if newest.stood_until else newest.pk,
            withdrawn=bool(newest.withdrawn_by_id),
            earlier=[_entry(each) for each in earlier],
        )


def _entry(entry: ProgressEntry, *, is_gone: bool = False) -> Item:
    title = f"Kết quả: {entry.get_progress_display().lower()}"
    if entry.nothing_to_report:
        title = "Kết quả: không phát sinh trong kỳ"
    if is_gone:
        title = "Kết quả đã sửa sang ngày không thuộc kỳ này"
    if entry.withdrawn_by_id and entry.stood_until:
        when = timezone.localtime(entry.stood_until)
        title = f"Kết quả đã rút ({entry.withdrawn_by}, {when:%H:%M ngày %d/%m/%Y})"
    reason, word = (
        entry.correction_reason,
        "Lý do sửa" if entry.corrects_id else "Lý do",
    )
    return Item(
        title=title,
        when=entry.done_on,
        recorded=entry.recorded_at,
        who=str(entry.author),
        text=f"{entry.text}\n{word}: {reason}" if reason else entry.text,
        tone="grey" if is_gone else "blue",
        icon="writing",
        order=(entry.recorded_at, 0),
    )


def _moved(duty: Duty, moves: Iterable[DutyEvent]) -> Iterable[Item]:
    for number, move in enumerate(moves, 2):
        tone, icon = EVENT_LOOKS[DutyEvent.Kind(move.kind)]
        undone = " (đã hoàn tác)" if move.voided_at else ""
        yield Item(
            title=f"{move.words_on(duty)}{undone}",
            when=move.effective_on,
            recorded=move.recorded_at,
            who=str(move.actor or "Hệ thống"),
            text=move.note,
            tone=tone,
            icon=icon,
            order=(move.recorded_at, number),
        )


def _talked(messages: Iterable[DutyMessage]) -> Iterable[Item]:
    for each in messages:
        yield Item(
            title=f"{each.agency.short_name} {'trả lời' if each.answers_id else 'hỏi'}",
            when=each.said_on,
            recorded=each.recorded_at,
            who=str(each.author),
            text=each.text,
            tone="azure",
            icon="message-circle",
            order=(each.recorded_at, 1),
        )


def _proven(links: Iterable[EvidenceLink]) -> Iterable[Item]:
    """Yield one item for what a person added in a day: the list of proof names each."""
    days: dict[tuple[int, date], list[EvidenceLink]] = defaultdict(list)
    for link in links:
        if not link.evidence.quarantined_at:
            day = timezone.localtime(link.recorded_at).date()
            days[link.added_by_id, day].append(link)
    for (_, day), added in days.items():
        link, count = added[-1], len(added)
        named = "\n".join(str(each.evidence) for each in added[:_NAMED])
        rest = f"\n… và {count - _NAMED} minh chứng nữa" if count > _NAMED else ""
        yield Item(
            title="Thêm minh chứng" if count == 1 else f"Thêm {count} minh chứng",
            when=day,
            recorded=link.recorded_at,
            who=str(link.added_by),
            text=named + rest,
            tone="blue",
            icon="paperclip",
            order=(link.recorded_at, 1),
        )
