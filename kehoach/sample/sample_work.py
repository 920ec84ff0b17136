"""Seeded work of many agencies, written in sets: entries, proof, figures, moves.

The rows are those that the services write for the same work, with every event.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from kehoach.sample.sample_figures import plausible
from kehoach.sample.samples import (
    BATCH,
    SAMPLE_MARK,
    at_noon,
    figures_by_task,
    people_on,
    wording,
)
from tasks.duties.transitions import event_row
from tasks.models import (
    TO_DO,
    Duty,
    DutyEvent,
    EntryLink,
    Evidence,
    EvidenceLink,
    FigureValue,
    Period,
    Progress,
    ProgressEntry,
    State,
)
from tasks.sums.keeping import fold
from tasks.work.logging import has_heartbeat

#: Columns of a duty that work changes.
CHANGED = (
    "state", "progress", "last_entry_on", "heartbeat_on", "first_sent_on",
    "submitted_by", "submitted_at", "accepted_on", "return_due_on", "version",
)  # fmt: skip


class Pace(NamedTuple):
    """How much happens: shares of open duties that are finished, or begun."""

    finished: float
    begun: float


@dataclass
class Pile:
    """Rows to be written, in the order of foreign keys."""

    entries: list[tuple[ProgressEntry, Duty]] = field(default_factory=list)
    evidence: list[tuple[Evidence, Duty]] = field(default_factory=list)
    values: list[FigureValue] = field(default_factory=list)
    events: list[DutyEvent] = field(default_factory=list)
    duties: dict[int, Duty] = field(default_factory=dict)

    def save(self) -> None:
        """Write everything in a number of statements that depends on batches only."""
        ProgressEntry.objects.bulk_create((e for e, _ in self.entries), BATCH)
        EntryLink.objects.bulk_create(
            (EntryLink(entry=entry, duty=duty) for entry, duty in self.entries), BATCH
        )
        new = {id(row): row for row, _ in self.evidence}
        Evidence.objects.bulk_create(new.values(), BATCH)
        EvidenceLink.objects.bulk_create(
            (
                EvidenceLink(
                    evidence=row,
                    duty=duty,
                    added_by_id=row.uploaded_by_id,
                    recorded_at=row.recorded_at,
                )
                for row, duty in self.evidence
            ),
            BATCH,
        )
        FigureValue.objects.bulk_create(self.values, BATCH)
        # one statement a batch; `bulk_update` writes a CASE per row and column
        Duty.objects.bulk_create(
            self.duties.values(),
            BATCH,
            update_conflicts=True,
            update_fields=CHANGED,
            unique_fields=["pk"],
        )
        DutyEvent.objects.bulk_create(self.events, BATCH)


class SampleWork:
    """A seeded walk of all agencies through parts of one period."""

    def __init__(self, period: Period, dice: random.Random) -> None:
        """Read what the plan asks and what was answered already."""
        self.period, self.dice = period, dice
        self.asked = figures_by_task(period.plan)
        self.known: dict[int, dict[int, int]] = {}
        rows = FigureValue.objects.filter(period=period, is_current=True)
        for agency, figure, number in rows.values_list("agency", "figure", "number"):
            self.known.setdefault(agency, {})[figure] = int(number or 0)
        self.pile = Pile()
        self.proof: dict[int, Evidence] = {}

    def between(
        self,
        first: date,
        last: date,
        pace: Pace,
        own: Mapping[str, Pace] = MappingProxyType({}),
    ) -> None:
        """Let the agencies alive on `last` work, and the steering agency review; those
        with a code in `own` at their own pace.
        """
        self.pile, self.proof = Pile(), {}
        self.people = people_on(last)
        shown = Duty.objects.shown_in(self.period).select_related(
            "task", "agency", "period"
        )
        if self.period.is_interim:
            shown = shown.filter(period=self.period)
        rows = shown.order_by("agency__code", "task__position", "pk")
        for duty in rows.filter(state=State.SUBMITTED):
            self.review(duty, first, last)
        for duty in rows.filter(state__in=TO_DO):
            if duty.agency_id in self.people:
                its_pace = own.get(duty.agency.code, pace)
                self.walk(duty, max(first, duty.opened_on), last, its_pace)
        self.pile.save()
        fold(period=self.period)

    def walk(self, duty: Duty, first: date, last: date, pace: Pace) -> None:
        """Do what chance says with one duty: nothing, an entry, or all of it."""
        luck = self.dice.random()
        if first > last or luck > pace.finished + pace.begun:
            return
        day = first + timedelta(days=self.dice.randint(0, (last - first).days))
        done = luck < pace.finished
        self.log(duty, day, done=done)
        if not done:
            return
        self.prove(duty, day)
        if self.dice.random() < 0.06:
            self.move(
                duty, DutyEvent.Kind.PREPARED, State.PREPARED, day, self.officer(duty)
            )
            return
        self.send(duty, day)
        if self.dice.random() < 0.8:
            self.review(duty, day, last)

    def officer(self, duty: Duty) -> int:
        """Return who writes for the agency."""
        return self.people[duty.agency_id][0]

    def log(self, duty: Duty, day: date, *, done: bool) -> None:
        """Write one entry; with figures when the work is done."""
        word = Progress.DONE if done else Progress.IN_PROGRESS
        text = wording(duty, day, self.dice, done=done)
        entry = ProgressEntry(
            agency=duty.agency,
            period=self.period,
            done_on=day,
            text=text,
            progress=word,
            author_id=self.officer(duty),
            recorded_at=at_noon(day),
        )
        entry.fill_keys()
        self.pile.entries.append((entry, duty))
        self.pile.duties[duty.pk] = duty
        if duty.state == State.PREPARED:
            before = State.RETURNED if duty.return_due_on else State.OPEN
            self.move(duty, DutyEvent.Kind.REOPENED, before, day, self.officer(duty))
        duty.progress, duty.version = word, duty.version + 1
        duty.last_entry_on = max(duty.last_entry_on or day, day)
        if has_heartbeat(duty):
            days = timedelta(days=duty.task.heartbeat_days)
            duty.heartbeat_on = duty.last_entry_on + days
        if done:
            self.answer(duty, entry)

    def answer(self, duty: Duty, entry: ProgressEntry) -> None:
        """Answer the task's figures that the agency has not answered yet."""
        known = self.known.setdefault(duty.agency_id, {})
        asked = self.asked.get(duty.task_id, ())
        for figure, said in plausible(duty.agency, known, asked, self.period).items():
            known[figure] = int(said)
            is_flag = isinstance(said, bool)
            self.pile.values.append(
                FigureValue(
                    figure_id=figure,
                    agency=duty.agency,
                    period=self.period,
                    flag=said if is_flag else None,
                    number=None if is_flag else said,
                    entry=entry,
                    entered_by_id=entry.author_id,
                    recorded_at=entry.recorded_at,
                )
            )

    def prove(self, duty: Duty, day: date) -> None:
        """Attach a document without a file; sometimes one that was attached before."""
        row = self.proof.get(duty.agency_id)
        if row is None or row.recorded_at > at_noon(day) or self.dice.random() < 0.8:
            row = Evidence(
                agency=duty.agency,
                number=f"{self.dice.randint(10, 900)}/BC-{day.year}",
                issued_on=day,
                issuer=duty.agency.name[:200],
                subject=SAMPLE_MARK + "Báo cáo kết quả thực hiện nhiệm vụ",
                uploaded_by_id=self.officer(duty),
                recorded_at=at_noon(day),
            )
            row.fill_keys()
            self.proof[duty.agency_id] = row
        self.pile.evidence.append((row, duty))

    def send(self, duty: Duty, day: date) -> None:
        """Send in the agency's name."""
        head = self.people[duty.agency_id][1]
        duty.first_sent_on = duty.first_sent_on or day
        duty.submitted_by_id = head
        duty.submitted_at = at_noon(day) + timedelta(hours=1)
        self.move(duty, DutyEvent.Kind.SUBMITTED, State.SUBMITTED, day, head)

    def review(self, duty: Duty, first: date, last: date) -> None:
        """Accept, or send back what an agency that goes on has sent; never one's own."""
        steering = self.period.plan.steering_agency_id
        if duty.agency_id == steering:
            return
        day = min(first + timedelta(days=self.dice.randint(1, 6)), last)
        reviewer = self.people[steering][0]
        if self.dice.random() < 0.06 and duty.agency_id in self.people:
            duty.return_due_on = day + timedelta(days=7)
            self.move(
                duty, DutyEvent.Kind.RETURNED, State.RETURNED, day, reviewer, hours=4
            )
            return
        duty.accepted_on = day
        self.move(duty, DutyEvent.Kind.ACCEPTED, State.ACCEPTED, day, reviewer, hours=4)

    def move(
        self, duty: Duty, kind: str, to: str, day: date, actor: int, hours: int = 1
    ) -> None:
        """Change the state, with its event."""
        self.pile.duties[duty.pk] = duty
        self.pile.events.append(
            event_row(
                duty.pk,
                kind,
                duty.state,
                to,
                actor_id=actor,
                today=day,
                now=at_noon(day) + timedelta(hours=hours),
                note=SAMPLE_MARK + "Đề nghị bổ sung số liệu và minh chứng."
                if kind == DutyEvent.Kind.RETURNED
                else "",
                return_due_on=duty.return_due_on
                if kind == DutyEvent.Kind.RETURNED
                else None,
            )
        )
        duty.state, duty.version = to, duty.version + 1
