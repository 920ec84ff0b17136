"""Sending reminders: claim, drop what is moot, write, post, then record.

SMTP cannot promise exactly once. What the server accepted is recorded after it said
so; a worker killed in between leaves rows `sending`, which the sweep puts back, and a
person may then get the same letter twice (with the same message id), never none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tasks.letters import Letter
from tasks.models import Reminder, ReminderRun
from tasks.services.calendar import working_calendar
from tasks.services.ledger import claim, drop, mark_failed, mark_sent, release
from tasks.services.posting import PostOffice, Postponed, Refused
from tasks.services.reminders import plan_reminders, sweep_stuck
from tasks.services.writing_letters import write_letters

#: People whose rows a foreground run claims together.
CHUNK = 500
#: Accepted letters that are recorded together.
RECORD_EVERY = 100
State = Reminder.State
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Tally:
    """What became of the letters; `problem` is the last one met."""

    planned: int = 0
    sent: int = 0
    failed: int = 0
    postponed: int = 0
    dropped: int = 0
    problem: str = ""


@dataclass(slots=True)
class Delivery:
    """One batch on its way through the post office."""

    batch: UUID
    people: list[int]
    today: date
    clock: Clock
    tally: Tally
    accepted: list[int] = field(default_factory=list)

    def record(self) -> None:
        """Write down which letters the server accepted since the last time."""
        accepted, self.accepted = self.accepted, []
        if accepted:
            mark_sent(
                batch=self.batch,
                person_ids=accepted,
                today=self.today,
                now=self.clock(),
            )
            self.tally.sent += len(accepted)

    def post(self, letter: Letter, office: PostOffice) -> None:
        """Post one letter; what concerns only this letter is recorded here."""
        try:
            office.post(letter)
        except Refused as refusal:
            self.tally.failed += 1
            mark_failed(
                batch=self.batch, person_id=letter.person_id, problem=str(refusal)
            )
        except Postponed as delay:
            self.tally.postponed += 1
            self.tally.problem = str(delay)
            release(batch=self.batch, person_ids=[letter.person_id], problem=str(delay))
        else:
            self.accepted.append(letter.person_id)

    def post_all(self, letters: list[Letter], office: PostOffice) -> None:
        """Post the letters; what was accepted is recorded whatever happens."""
        try:
            for letter in letters:
                self.post(letter, office)
                if len(self.accepted) >= RECORD_EVERY:
                    self.record()
        finally:
            self.record()


def send_batch(delivery: Delivery, office: PostOffice) -> None:
    """Drop what is moot in the batch and post the rest.

    When mail is down, or anything else goes wrong, what is left is planned again.
    """
    try:
        letters, reasons = write_letters(
            batch=delivery.batch, people=delivery.people, today=delivery.today
        )
        if reasons:
            delivery.tally.dropped += drop(reasons=reasons, states=[State.SENDING])
        delivery.post_all(letters, office)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        release(batch=delivery.batch, person_ids=delivery.people, problem=problem)
        raise


def send_letter(*, person_id: int, today: date, now: datetime) -> Tally:
    """Send the person's one letter of the day, if anything waits for them.

    Raises OSError when mail is down or asks to come later: the rows are planned again
    and the job may retry. A refusal for good is recorded and not raised.
    """
    tally = Tally()
    batch = claim(person_ids=[person_id], today=today, now=now)
    if batch is None:
        return tally
    with PostOffice() as office:
        send_batch(Delivery(batch, [person_id], today, lambda: now, tally), office)
    if tally.postponed:
        raise Postponed(tally.problem)
    return tally


def waiting_people(*, today: date) -> list[int]:
    """Return whom a letter waits for; nobody on a day off.

    NOT IN is hashed at any size; an anti join may be looped while the ledger is new
    and the planner knows nothing about it.
    """
    if not working_calendar().is_working(today):
        return []
    served = Reminder.objects.filter(sent_on=today).values("person_id")
    waiting = Reminder.objects.filter(state=State.PLANNED).exclude(person_id__in=served)
    people = waiting.order_by("person_id").values_list("person_id", flat=True)
    return list(people.distinct())


def begin_sending(*, today: date, now: datetime) -> list[int]:
    """Return whom a letter waits for, and note the run when there is somebody."""
    people = waiting_people(today=today)
    if people:
        ReminderRun.objects.create(
            kind="send",
            on=today,
            started_at=now,
            finished_at=now,
            counts={"people": len(people)},
        )
    return people


def chunks(people: list[int]) -> Iterator[list[int]]:
    """Yield the people some hundreds at a time."""
    for start in range(0, len(people), CHUNK):
        yield people[start : start + CHUNK]


def send_waiting(*, today: date, clock: Clock, tally: Tally) -> None:
    """Send every letter that waits, over connections of about a hundred letters."""
    with PostOffice() as office:
        for people in chunks(waiting_people(today=today)):
            if batch := claim(person_ids=people, today=today, now=clock()):
                send_batch(Delivery(batch, people, today, clock, tally), office)


def run_reminders(*, today: date, clock: Clock) -> Tally:
    """Do a whole run in the foreground: sweep, plan, send; return what happened.

    When mail goes down midway the rest stays planned and OSError is raised.
    """
    tally = Tally()
    sweep_stuck(now=clock())
    tally.planned = plan_reminders(today=today, now=clock())
    run = ReminderRun.objects.create(kind="send", on=today, started_at=clock())
    try:
        send_waiting(today=today, clock=clock, tally=tally)
    except OSError as error:
        tally.problem = str(error) or type(error).__name__
        raise
    finally:
        finish(run, tally, clock())
    return tally


def finish(run: ReminderRun, tally: Tally, now: datetime) -> None:
    """Close the run's row with its counts, so that silence is seen."""
    run.finished_at = now
    run.counts = {name: getattr(tally, name) for name in Tally.__slots__}
    run.save(update_fields=["finished_at", "counts"])
