"""Duties, entries, evidence, events and reminders: written in sets, never row by row."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import F

from agencies.models import Agency, User
from tasks.duties.days_off import working_days_after
from tasks.duties.transitions import event_row
from tasks.models import (
    Duty,
    DutyEvent,
    Period,
    Reminder,
    State,
)
from tasks.moving.facts import DutyFact, Keeps, Key, World
from tasks.moving.joining import Values, values_of
from tasks.moving.journal import BATCH, Journal
from tasks.moving.linking import (
    carry_requests,
    link_entries,
    link_evidence_on,
    take_along,
)
from tasks.moving.outcome import Credit, DutyMove, Fate, Outcome, SuccessorDuty
from tasks.periods.opening import create_missing
from tasks.periods.syncing import owed_after_all, resume_owed
from tasks.reminders.ledger import drop_rows, hold_planned
from tasks.work.doubts import find_again

#: Working days that a supplementary round gets when the successor had reported.
SUPPLEMENT_DAYS = 10


@dataclass(frozen=True)
class Stamp:
    """Who does it, effective when, recorded when."""

    actor: User | None
    effective_on: date
    today: date
    now: datetime


class DutiesSide:
    """Writes an outcome."""

    def __init__(
        self,
        world: World,
        agencies: dict[str, Agency],
        journal: Journal,
        stamp: Stamp,
        assignments: Mapping[str, int] | None = None,
    ) -> None:
        #: Successor's code → the assignment that its duties stand on from now on.
        self.assignments = assignments or {}
        self.world, self.agencies = world, agencies
        self.journal, self.stamp = journal, stamp
        self.events: list[DutyEvent] = []

    def write(self, outcome: Outcome) -> dict[Key, int]:
        """Write everything; return key → id of the successors' duties."""
        ids = self.write_targets(outcome.targets)
        self.give_credit(outcome.credits)
        self.move(outcome.moves, ids)
        self.end(outcome.moves)
        self.bring_along(outcome.moves, ids)
        return ids

    def write_events(self) -> None:
        """Store the events of everything that was done."""
        DutyEvent.objects.bulk_create(self.events, batch_size=BATCH)

    def event(
        self,
        duty: int,
        kind: str,
        before: str,
        after: str,
        note: str,
        return_due_on: date | None = None,
    ) -> None:
        """Keep one event for the bulk write."""
        self.events.append(
            event_row(
                duty,
                kind,
                before,
                after,
                actor=self.stamp.actor,
                today=self.stamp.effective_on,
                now=self.stamp.now,
                note=note,
                return_due_on=return_due_on,
            )
        )

    def words(self, duty: DutyFact, key: Key) -> str:
        """Return from whom to whom a duty goes, or from which clause to which."""
        names, tasks = self.world.names, self.world.tasks
        whose = f"{names[duty.agency]} → {names[key.agency]}"
        if duty.task_id == key.task_id:
            return f"{self.world.basis}: {whose}"
        what = f"{tasks[duty.task_id]} → {tasks[key.task_id]}"
        other = f" ({whose})" if duty.agency != key.agency else ""
        return f"{self.world.basis}: {what}{other}"

    def write_targets(self, targets: Iterable[SuccessorDuty]) -> dict[Key, int]:
        """Create or change the successors' duties."""
        due = working_days_after(self.stamp.today, SUPPLEMENT_DAYS)
        ids: dict[Key, int] = {}
        new, old = [], []
        for target in targets:
            row = self.row_of(target, due)
            if target.existing is None:
                new.append((target, row))
            else:
                old.append((target, row))
        Duty.objects.bulk_create([row for _, row in new], batch_size=BATCH)
        self.journal.created(Duty, (row.pk for _, row in new))
        self.change([row for _, row in old])
        for target, row in new + old:
            ids[target.key] = row.pk
            self.tell(target, row)
        return ids

    def row_of(self, target: SuccessorDuty, supplement_due: date) -> Duty:
        """Return the unsaved row with its columns after the event."""
        values = asdict(values_of(target, self.world, supplement_due))
        task_id, code, period_id, occurs_from = target.key
        first, own = target.sources[0], target.existing
        given = own.assignment_id if own else first.assignment_id
        return Duty(
            pk=own.pk if own else None,
            task_id=task_id,
            agency=self.agencies[code],
            period_id=own.period_id if own else period_id,
            assignment_id=self.assignments.get(code, given),
            schedule=(own or first).schedule,
            occurrence=(own or first).occurrence,
            occurs_from=occurs_from,
            occurs_to=(own or first).occurs_to,
            version=own.version + 1 if own else 1,
            **values,
        )

    def change(self, rows: list[Duty]) -> None:
        """Save duties that the successor had already, noting what they were."""
        if not rows:
            return
        beside = ("version", "ended_on", "carried_to_id", "assignment_id")
        columns = [*Values.__slots__, *beside]
        before = Duty.objects.filter(pk__in=[row.pk for row in rows])
        self.journal.changed(Duty, before.order_by("pk").values("pk", *columns))
        names = [name.removesuffix("_id") for name in columns]
        Duty.objects.bulk_update(rows, names, batch_size=BATCH)

    def tell(self, target: SuccessorDuty, row: Duty) -> None:
        """Note on the successor's duty where its work came from."""
        before = target.existing.state if target.existing else ""
        for source in target.sources:
            self.event(
                row.pk, DutyEvent.Kind.RECEIVED, before, row.state,
                self.words(source, target.key),
                return_due_on=row.return_due_on if row.is_supplement else None,
            )  # fmt: skip

    def give_credit(self, given: Iterable[Credit]) -> None:
        """Create the duties that the successor need not do, with the reason."""
        rows = []
        for credit in given:
            task_id, code, period_id, occurs_from = credit.key
            old = self.world.names[credit.source.agency]
            rows.append(
                Duty(
                    task_id=task_id,
                    agency=self.agencies[code],
                    period_id=period_id,
                    assignment_id=credit.source.assignment_id,
                    schedule=credit.source.schedule,
                    occurrence=credit.source.occurrence,
                    occurs_from=occurs_from,
                    occurs_to=credit.source.occurs_to,
                    is_requested=credit.source.is_requested,
                    state=State.WAIVED,
                    reason=f"Đã thực hiện dưới tên {old} ({self.world.basis})"[:300],
                    opened_on=self.stamp.effective_on,
                    ended_on=self.stamp.effective_on,
                )
            )
        Duty.objects.bulk_create(rows, batch_size=BATCH)
        self.journal.created(Duty, (row.pk for row in rows))
        for row in rows:
            self.event(row.pk, DutyEvent.Kind.WAIVED, "", State.WAIVED, row.reason)

    def move(self, moves: Iterable[DutyMove], ids: dict[Key, int]) -> None:
        """Mark what goes on at a successor as transferred there."""
        gone = [(move.duty, move.key) for move in moves if move.key]
        self.note_before(duty for duty, _ in gone)
        rows = []
        for duty, key in gone:
            row = Duty(pk=duty.pk)
            row.state, row.carried_to_id = State.TRANSFERRED, ids[key]
            rows.append(row)
            self.event(
                duty.pk, DutyEvent.Kind.TRANSFERRED, duty.state, State.TRANSFERRED,
                self.words(duty, key),
            )  # fmt: skip
        Duty.objects.bulk_update(rows, ["state", "carried_to"], batch_size=BATCH)
        self.bump(rows)

    def end(self, moves: Iterable[DutyMove]) -> None:
        """End what nobody takes, with the reason."""
        gone = [move for move in moves if move.fate == Fate.ENDED]
        self.note_before(move.duty for move in gone)
        rows = []
        for move in gone:
            row = Duty(pk=move.duty.pk)
            row.state, row.reason = State.ENDED, move.reason[:300]
            row.ended_on = self.stamp.effective_on
            rows.append(row)
            self.event(
                row.pk, DutyEvent.Kind.ENDED, move.duty.state, State.ENDED, move.reason
            )
        columns = ["state", "reason", "ended_on"]
        Duty.objects.bulk_update(rows, columns, batch_size=BATCH)
        self.bump(rows)

    def note_before(self, duties: Iterable[DutyFact]) -> None:
        self.journal.changed(
            Duty,
            (
                {
                    "pk": duty.pk,
                    "state": duty.state,
                    "carried_to_id": None,
                    "reason": duty.reason,
                    "ended_on": None,
                    "version": duty.version,
                }
                for duty in duties
            ),
        )

    def bump(self, rows: list[Duty]) -> None:
        """Make forms that were open before the event stale."""
        ids = [row.pk for row in rows]
        Duty.objects.filter(pk__in=ids).update(version=F("version") + 1)

    def bring_along(self, moves: Iterable[DutyMove], ids: dict[Key, int]) -> None:
        """Show entries and evidence at the successor; authorship stays. What waits to be
        reviewed there is looked at as if it had just been sent.
        """
        to = {move.duty.pk: ids[move.key] for move in moves if move.key}
        link_entries(to, self.journal)
        link_evidence_on(to, self.stamp.now, self.journal)
        take_along(to, self.journal)
        if self.world.keeps == Keeps.SENT_BEFORE:
            self.carry_requests()
        sent = Duty.objects.for_page().filter(
            pk__in=set(to.values()), state=State.SUBMITTED
        )
        find_again(duties=list(sent), now=self.stamp.now)

    def carry_requests(self) -> None:
        """Let requests for a whole period follow the one agency that goes on."""
        carry_requests(
            {
                self.agencies[old].pk: self.agencies[lines[0].new].pk
                for old, lines in self.world.followers.items()
                if len(lines) == 1 and lines[0].new
            },
            self.journal,
        )

    def open_missing(self, heirs: list[Agency]) -> dict[str, int]:
        """Open what successors owe from now on; return task code → how many."""
        opened: dict[str, int] = {}
        periods = Period.objects.filter(
            state=Period.State.OPEN,
            data_to__gte=self.stamp.effective_on,
            data_from__lte=self.stamp.today,
        )
        theirs = Duty.objects.filter(agency__in=heirs)
        for period in periods:
            before = set(theirs.filter(period=period).values_list("pk", flat=True))
            create_missing(period, self.stamp.today)
            new = theirs.filter(period=period).exclude(pk__in=before)
            for pk, code in new.order_by("task__position", "pk").values_list(
                "pk", "task__code"
            ):
                self.journal.note(Duty, pk, None)
                self.event(pk, DutyEvent.Kind.OPENED, "", State.OPEN, self.world.basis)
                opened[code] = opened.get(code, 0) + 1
        return opened

    def open_owed(self, plan: int, task: int = 0) -> list[Duty]:
        """Open what is owed of the plan (of one task) from now on; return the duties
        that are new, or open again after a night had ended them.
        """
        stamp, found = self.stamp, []
        periods = Period.objects.filter(
            plan=plan,
            state=Period.State.OPEN,
            data_to__gte=stamp.effective_on,
            data_from__lte=stamp.today,
        )
        for period in periods.order_by("pk"):
            back = owed_after_all(period, stamp.today, task)
            again = resume_owed(
                period, back, stamp.today, stamp.now, journal=self.note_ended
            )
            found += again
            rows = period.duties.filter(task=task) if task else period.duties
            before = set(rows.values_list("pk", flat=True))
            create_missing(period, stamp.today, task_id=task, begins=stamp.effective_on)
            made = rows.exclude(pk__in=before).select_related("agency")
            for duty in made.order_by("agency__sort_key", "pk"):
                self.journal.note(Duty, duty.pk, None)
                self.event(
                    duty.pk, DutyEvent.Kind.OPENED, "", State.OPEN, self.world.basis
                )
                found.append(duty)
        return found

    def note_ended(self, duty: Duty) -> None:
        """Keep what a duty is that opens again."""
        names = ("pk", "state", "reason", "ended_on", "return_due_on", "version")
        before = {name: getattr(duty, name) for name in names}
        self.journal.changed(Duty, [before | {"assignment_id": duty.assignment_id}])

    def drop_reminders(
        self,
        moves: Iterable[DutyMove],
        why: str = "Đơn vị đã sắp xếp tổ chức; nhiệm vụ chuyển hoặc kết thúc.",
    ) -> int:
        """Drop what was planned for duties that moved or ended; return how many."""
        gone = [m.duty.pk for m in moves if m.key or m.fate == Fate.ENDED]
        rows = hold_planned(Reminder.objects.filter(duty__in=gone))
        before = list(rows.order_by("pk").values("pk", "dropped"))
        self.journal.changed(Reminder, before)
        return drop_rows(reasons=dict.fromkeys((row["pk"] for row in before), why))
