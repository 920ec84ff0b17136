"""What happened to a duty, newest first: entries, moves and proof in one list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tasks.models import Duty, DutyEvent, DutyMessage, EvidenceLink, ProgressEntry

Kind = DutyEvent.Kind
#: kind of move → (tone, icon)
LOOKS = {
    Kind.OPENED: ("grey", "clipboard-list"),
    Kind.PREPARED: ("blue", "user-check"),
    Kind.REOPENED: ("grey", "pencil"),
    Kind.SENT_BACK: ("amber", "arrow-back-up"),
    Kind.SUBMITTED: ("azure", "send"),
    Kind.TAKEN_BACK: ("grey", "arrow-back-up"),
    Kind.RETURNED: ("amber", "arrow-back-up"),
    Kind.EXPLAINED: ("blue", "writing"),
    Kind.ACCEPTED: ("green", "circle-check"),
    Kind.WAIVED: ("grey", "circle-minus"),
    Kind.RESUMED: ("blue", "pencil"),
    Kind.ENDED: ("grey", "circle-minus"),
    Kind.TRANSFERRED: ("grey", "arrow-right"),
    Kind.RECEIVED: ("blue", "inbox"),
    Kind.EXTENDED: ("purple", "calendar-due"),
    Kind.LETTER: ("azure", "mail"),
    Kind.UNLOCKED: ("purple", "key"),
    Kind.URGED: ("amber", "bell-ringing"),
}


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


def timeline_of(duty: Duty) -> list[Item]:
    """Return everything that was said and done, newest first, in four queries."""
    entries = duty.entries.select_related("author")
    moves = duty.events.select_related("actor")
    links = duty.evidence_links.filter(removed_at__isnull=True).select_related(
        "evidence", "added_by"
    )
    talked = duty.messages.select_related("author", "agency")
    items = [*_said(entries), *_moved(moves), *_proven(links), *_talked(talked)]
    return sorted(items, key=lambda item: item.order, reverse=True)


def _said(entries: Iterable[ProgressEntry]) -> Iterable[Item]:
    for entry in entries:
        title = f"Nhật ký: {entry.get_progress_display().lower()}"
        if entry.nothing_to_report:
            title = "Nhật ký: không phát sinh trong kỳ"
        reason = entry.correction_reason
        yield Item(
            title=title,
            when=entry.done_on,
            recorded=entry.recorded_at,
            who=str(entry.author),
            text=f"{entry.text}\nLý do: {reason}" if reason else entry.text,
            tone="blue",
            icon="writing",
            order=(entry.recorded_at, 0),
        )


def _moved(moves: Iterable[DutyEvent]) -> Iterable[Item]:
    for number, move in enumerate(moves, 2):
        tone, icon = LOOKS[Kind(move.kind)]
        undone = " (đã hoàn tác)" if move.voided_at else ""
        yield Item(
            title=f"{move.get_kind_display()}{undone}",
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
    for link in links:
        if link.evidence.quarantined_at:
            continue
        yield Item(
            title="Thêm minh chứng",
            when=link.recorded_at.date(),
            recorded=link.recorded_at,
            who=str(link.added_by),
            text=str(link.evidence),
            tone="blue",
            icon="paperclip",
            order=(link.recorded_at, 1),
        )
