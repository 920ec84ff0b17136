"""What came back to an agency's desk, why, and what was done about it since.

A duty comes back from the steering agency («Yêu cầu bổ sung») or from the agency's own
head («Thủ trưởng trả lại»). It may go on only after a new entry, figure or document, or
a written explanation: nothing bounces back untouched.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch, Q

from agencies.models import User
from kehoach.lib.text import nfc
from tasks.duties.errors import DutyNotOpen, InvalidInput
from tasks.duties.gates import open_for_agency, take_from_head
from tasks.duties.locks import lock_duties
from tasks.duties.transitions import transition
from tasks.figures.answer_text import told
from tasks.models import (
    TO_DO,
    Correction,
    Duty,
    DutyEvent,
    EntryLink,
    EvidenceLink,
    FigureValue,
    TaskFigure,
)
from tasks.reminders.planning import after_change

#: Longest explanation.
EXPLANATION_MOST = 2000
WAYS = "cập nhật kết quả, sửa số liệu, kèm văn bản hoặc ghi giải trình"


_Rows = Mapping[int, Duty]
#: What a page says about a return.
ABOUT = ("actor", "duty__period__plan__steering_agency")


@dataclass(frozen=True)
class Change:
    """One thing done since a duty came back."""

    what: str
    text: str
    who: str
    at: datetime


Changes = Iterable[tuple[int, Change]]


@dataclass
class AskedAgain:
    """A duty that came back: who asked what, and what changed since, oldest first."""

    event: DutyEvent
    #: What the steering agency asked, when its own head's remark is newer.
    before: DutyEvent | None = None
    since: list[Change] = field(default_factory=list)

    @property
    def by_head(self) -> bool:
        """Return whether the agency's own head sent it back."""
        return self.event.kind == DutyEvent.Kind.SENT_BACK

    @property
    def agency(self) -> str:
        """Return whose request it is, when it is the steering agency's."""
        plan = self.event.duty.period.plan
        return "" if self.by_head else str(plan.steering_agency)

    @property
    def told(self) -> str:
        """Return in a few words what changed since: «2 số liệu, 1 văn bản»."""
        counts = Counter(change.what.lower() for change in self.since)
        return ", ".join(f"{number} {what}" for what, number in counts.items())

    @property
    def missing(self) -> str:
        """Return what the duty still needs because of it; empty once it was answered."""
        if self.since:
            return ""
        who = "Thủ trưởng trả lại" if self.by_head else "Yêu cầu bổ sung"
        return f"{who} ngày {self.event.effective_on:%d/%m/%Y}, chưa có gì mới: {WAYS}"


def asked_again(duties: Iterable[Duty]) -> dict[int, AskedAgain]:
    """Return duty → what is asked again of it now; what a head said counts until the
    duty is sent. One query, eight more when any is.
    """
    rows = {duty.pk: duty for duty in duties if duty.state in TO_DO}
    found: dict[int, AskedAgain] = {}
    for pk, moves in _moves(rows).items():
        asked = _standing(rows[pk], moves)
        if asked:
            found[pk] = AskedAgain(asked[-1], before=next(iter(asked[:-1]), None))
    return _filled(found, rows)


def last_returns(duties: Iterable[Duty]) -> dict[int, AskedAgain]:
    """Return duty → its last return by the steering agency, whatever its state, with
    what changed since: what a reviewer of the next round reads.
    """
    rows = {duty.pk: duty for duty in duties}
    found = {}
    for pk, moves in _moves(rows).items():
        if back := [move for move in moves if move.kind == DutyEvent.Kind.RETURNED]:
            found[pk] = AskedAgain(back[-1])
    return _filled(found, rows)


def _moves(rows: _Rows) -> dict[int, list[DutyEvent]]:
    """Return duty → what was sent and came back, also before it was carried here."""
    if not rows:
        return {}
    events = DutyEvent.objects.filter(
        Q(duty_id__in=rows) | Q(duty__carried_to__in=rows),
        kind__in=(
            DutyEvent.Kind.RETURNED,
            DutyEvent.Kind.SENT_BACK,
            DutyEvent.Kind.SUBMITTED,
        ),
        voided_at__isnull=True,
    )
    found: dict[int, list[DutyEvent]] = defaultdict(list)
    for event in events.select_related(*ABOUT).order_by("recorded_at", "pk"):
        carried = event.duty.carried_to_id or 0
        found[event.duty_id if event.duty_id in rows else carried].append(event)
    return found


def _standing(duty: Duty, moves: Sequence[DutyEvent]) -> list[DutyEvent]:
    """Return what stands: the steering agency's request until its supplement is sent
    (sent and taken back it stands again), the head's remark until anything is.
    """
    back = [move for move in moves if move.kind == DutyEvent.Kind.RETURNED]
    asked = back[-1:] if duty.is_supplement else []
    return asked + [
        move for move in moves[-1:] if move.kind == DutyEvent.Kind.SENT_BACK
    ]


def _filled(found: dict[int, AskedAgain], rows: _Rows) -> dict[int, AskedAgain]:
    """Add what changed since; nothing is asked of the database for nothing found."""
    if not found:
        return found
    carried = Duty.objects.filter(carried_to__in=found).values_list("pk", "carried_to")
    places = {pk: pk for pk in found} | {pk: to for pk, to in carried if to}
    first = min(asked.event.recorded_at for asked in found.values())
    for read in (_entries, _explanations, _evidence, _put_right, _figures):
        for pk, change in read(places, {pk: rows[pk] for pk in found}, first):
            if change.at >= found[pk].event.recorded_at:
                found[pk].since.append(change)
    for asked in found.values():
        asked.since.sort(key=lambda change: change.at)
    return found


def _entries(places: dict[int, int], _: _Rows, first: datetime) -> Changes:
    links = EntryLink.objects.standing().filter(
        duty_id__in=places, entry__recorded_at__gte=first
    )
    links = links.select_related("entry__author")
    seen = set()
    for link in links.order_by("pk"):
        entry, pk = link.entry, places[link.duty_id]
        if (entry.pk, pk) not in seen:
            seen.add((entry.pk, pk))
            text, who = entry.text, str(entry.author)
            yield pk, Change("Kết quả", text, who, entry.recorded_at)


def _explanations(places: dict[int, int], _: _Rows, first: datetime) -> Changes:
    events = DutyEvent.objects.filter(
        duty_id__in=places, kind=DutyEvent.Kind.EXPLAINED, recorded_at__gte=first
    )
    for event in events.select_related("actor"):
        change = Change("Giải trình", event.note, str(event.actor), event.recorded_at)
        yield places[event.duty_id], change


def _evidence(places: dict[int, int], _: _Rows, first: datetime) -> Changes:
    """Yield what was attached and taken off; a copy at a successor is as old as the
    first, so a merger alone changes nothing.
    """
    links = EvidenceLink.objects.filter(duty_id__in=places)
    joined = links.select_related("evidence", "added_by").order_by("recorded_at", "pk")
    seen = set()
    for link in joined:
        pk, who = places[link.duty_id], str(link.added_by)
        if (pk, link.evidence_id) not in seen and link.recorded_at >= first:
            yield pk, Change("Văn bản", str(link.evidence), who, link.recorded_at)
        seen.add((pk, link.evidence_id))
        if link.removed_at and link.removed_at >= first:
            yield pk, Change("Gỡ văn bản", str(link.evidence), "", link.removed_at)


def _put_right(places: dict[int, int], _: _Rows, first: datetime) -> Changes:
    """Yield what was put right of documents that the duties hold."""
    links = EvidenceLink.objects.filter(
        duty_id__in=places,
        removed_at__isnull=True,
        evidence__corrections__recorded_at__gte=first,
    )
    made = Correction.objects.filter(recorded_at__gte=first).select_related("made_by")
    joined = links.select_related("evidence").distinct()
    for link in joined.prefetch_related(Prefetch("evidence__corrections", made)):
        for each in link.evidence.corrections.all():
            yield (
                places[link.duty_id],
                Change(
                    "Sửa văn bản", str(link.evidence), str(each.made_by),
                    each.recorded_at,
                ),
            )  # fmt: skip


def _figures(places: dict[int, int], rows: _Rows, first: datetime) -> Changes:
    """Yield new answers to the duties' figures, those of the agencies before, too."""
    asked: dict[int, list[Duty]] = defaultdict(list)
    for row in TaskFigure.objects.filter(
        task_id__in={duty.task_id for duty in rows.values()}
    ):
        asked[row.figure_id] += [d for d in rows.values() if d.task_id == row.task_id]
    agencies: dict[int, set[int]] = defaultdict(set)
    for pk, agency in Duty.objects.filter(pk__in=places).values_list("pk", "agency"):
        agencies[places[pk]].add(agency)
    values = FigureValue.times.filter(
        figure_id__in=asked,
        agency_id__in=set().union(*agencies.values()),
        recorded_at__gte=first,
    ).select_related("figure", "entered_by")
    for value in values.order_by("pk"):
        for duty in asked[value.figure_id]:
            if value.agency_id in agencies[duty.pk] and _counts(value, duty):
                text = f"{value.figure.label}: {told(value)}"
                who = str(value.entered_by)
                yield duty.pk, Change("Số liệu", text, who, value.recorded_at)


def _counts(value: FigureValue, duty: Duty) -> bool:
    if duty.schedule == "once":
        return value.occurs_from is None
    same = (value.period_id, value.occurs_from)
    return same == (duty.period_id, duty.occurs_from)


def asked_again_of(duty: Duty) -> AskedAgain | None:
    """Return what is asked again of one duty."""
    return asked_again([duty]).get(duty.pk)


@transaction.atomic
def explain_return(
    *, duty: Duty, text: str, actor: User, today: date, now: datetime
) -> None:
    """Keep a written explanation in the record of a duty that came back.

    What its head has goes back to the officer, as with any edit.
    """
    rows = lock_duties([duty])
    open_for_agency(rows, actor, today)
    said = nfc(text).strip()
    if not said:
        raise InvalidInput("Ghi nội dung giải trình.", field="text")
    if len(said) > EXPLANATION_MOST:
        raise InvalidInput(f"Viết gọn trong {EXPLANATION_MOST} ký tự.", field="text")
    if not asked_again_of(rows[0]):
        message = "Nhiệm vụ này không còn chờ bổ sung nên không cần giải trình."
        raise DutyNotOpen(message)
    take_from_head(rows, actor=actor, today=today, now=now)
    transition(
        rows, DutyEvent.Kind.EXPLAINED, actor=actor, today=today, now=now, note=said
    )
    after_change(rows, now=now)
