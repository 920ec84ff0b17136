"""Sending reminders: claim, drop what is moot, write, post, then record.

SMTP cannot promise exactly once. What the server accepted is recorded after it said
so; a worker killed in between leaves rows `sending`, which the sweep puts back, and a
person may then get the same letter twice (with the same message id), never none. The
webhook is the same with a key that the receiver can tell a second copy by; a notice in
the portal is written together with its row, so it is there exactly once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tasks.models import Channel, Envelope, ReminderRun
from tasks.reminders.building import write_letters
from tasks.reminders.channels import Office, channels_in_use, office_for
from tasks.reminders.handovers import HandoverJournal
from tasks.reminders.ledger import (
    claim,
    close_empty,
    drop_rows,
    held,
    mark_failed,
    mark_sent,
    put_off,
    ready,
    release,
)
from tasks.reminders.letter import Letter
from tasks.reminders.planning import plan_reminders, sweep_stuck
from tasks.reminders.quiet import is_quiet, sending_hours
from tasks.reminders.smtp import Postponed, Refused

#: People whose rows a foreground run claims together.
_CHUNK = 1000
#: Accepted letters that are recorded together; each was noted before (Journal).
RECORD_EVERY = 500
QUIET = "Đang trong giờ hoặc ngày không gửi; thư chờ đến giờ gửi tới."
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
    """One batch on its way through an office."""

    batch: UUID
    people: list[int]
    today: date
    clock: Clock
    tally: Tally
    office: Office
    accepted: list[int] = field(default_factory=list)

    def record(self) -> None:
        """Write down which letters the other side accepted since the last time."""
        accepted, now = self.accepted, self.clock()
        if not accepted:
            return
        with self.office.recording(held(self.batch, accepted), now):
            mark_sent(batch=self.batch, person_ids=accepted, today=self.today, now=now)
        self.tally.sent += len(accepted)
        self.accepted = []

    def post(self, letter: Letter) -> None:
        """Post one letter; what concerns only this letter is recorded here."""
        person = letter.person_id
        try:
            self.office.post(letter)
        except Refused as refusal:
            self.tally.failed += 1
            mark_failed(batch=self.batch, person_id=person, problem=str(refusal))
        except Postponed as delay:
            self.tally.postponed += 1
            self.tally.problem = str(delay)
            put_off(
                batch=self.batch,
                person_id=person,
                problem=str(delay),
                now=self.clock(),
            )
        else:
            self.accepted.append(person)

    def post_all(self, letters: list[Letter]) -> None:
        """Post the letters; what was accepted is recorded whatever happens.

        Of several letters each acceptance is noted at once: a run that is killed
        before the next record sends none of them again. What cannot be noted, since a
        disk is full, is recorded at once.
        """
        noted = self.office.hands_over and len(letters) > 1
        journal = HandoverJournal(self.batch, len(letters))
        try:
            for letter in letters:
                self.post(letter)
                is_known = True
                if noted and self.accepted[-1:] == [letter.person_id]:
                    is_known = journal.note(letter.person_id, self.clock())
                if not is_known or len(self.accepted) >= RECORD_EVERY:
                    self.record()
        finally:
            self.record()
            journal.forget()


def send_batch(delivery: Delivery, channel: str = Channel.EMAIL) -> None:
    """Drop what is moot in the batch and post the rest.

    When mail is down, or anything else goes wrong, what is left is planned again;
    never what was accepted and could not be recorded.
    """
    try:
        letters, reasons = write_letters(
            batch=delivery.batch,
            people=delivery.people,
            today=delivery.today,
            now=delivery.clock(),
            channel=channel,
        )
        if reasons:
            delivery.tally.dropped += drop_rows(reasons=reasons)
        if silent := set(delivery.people) - {letter.person_id for letter in letters}:
            close_empty(batch=delivery.batch, person_ids=silent)
        delivery.post_all(letters)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        left = set(delivery.people) - set(delivery.accepted)
        release(batch=delivery.batch, person_ids=left, problem=problem)
        raise


def send_letter(
    *, person_id: int, today: date, now: datetime, channel: str = Channel.EMAIL
) -> Tally:
    """Send the person's one letter of the day, if anything waits for them.

    Nothing leaves in quiet hours. Raises OSError when mail is down: the rows are
    planned again and the job may retry. A refusal for good, or a wish to come later,
    is recorded and not raised.
    """
    tally, people = Tally(), [person_id]
    if is_quiet(now):
        return tally
    batch = claim(person_ids=people, today=today, now=now, channel=channel)
    if batch is None:
        return tally
    with office_for(channel, lambda: now) as office:
        delivery = Delivery(batch, people, today, lambda: now, tally, office)
        send_batch(delivery, channel)
    return tally


def waiting_people(
    *, today: date, now: datetime, channel: str = Channel.EMAIL
) -> list[int]:
    """Return whom a letter of the channel waits for.

    NOT IN is hashed at any size; an anti join may be looped while the ledger is new
    and the planner knows nothing about it.
    """
    served = Envelope.objects.filter(sent_on=today, channel=channel)
    waiting = ready(now).filter(channel=channel)
    people = waiting.exclude(person_id__in=served.values("person_id"))
    found = people.order_by("person_id").values_list("person_id", flat=True)
    return list(found.distinct())


def begin_sending(*, today: date, now: datetime) -> list[tuple[int, str]]:
    """Return for whom and by which channel something waits, nobody in quiet hours;
    note the run when there is somebody.
    """
    if is_quiet(now):
        return []
    people = [
        (person_id, channel)
        for channel in channels_in_use()
        for person_id in waiting_people(today=today, now=now, channel=channel)
    ]
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
    for start in range(0, len(people), _CHUNK):
        yield people[start : start + _CHUNK]


def send_all_waiting(*, channel: str, today: date, clock: Clock, tally: Tally) -> None:
    """Send every letter that waits, over connections of about a hundred letters."""
    waiting = waiting_people(today=today, now=clock(), channel=channel)
    with office_for(channel, clock) as office:
        for people in chunks(waiting):
            now = clock()
            batch = claim(person_ids=people, today=today, now=now, channel=channel)
            if batch:
                delivery = Delivery(batch, people, today, clock, tally, office)
                send_batch(delivery, channel)


def send_all_channels(*, today: date, clock: Clock, tally: Tally) -> None:
    """Send by each channel; one that is down does not hold up the others.

    Raises the first OSError met, after all were tried.
    """
    errors: list[OSError] = []
    for channel in channels_in_use():
        try:
            send_all_waiting(channel=channel, today=today, clock=clock, tally=tally)
        except OSError as error:
            errors.append(error)
    if errors:
        raise errors[0]


def run_reminders(*, today: date, clock: Clock, any_hour: bool = False) -> Tally:
    """Do a whole run in the foreground: sweep, plan, send; return what happened.

    In quiet hours nothing is sent; with `any_hour` the run stands for the whole of
    `today` and sends unless that day has no open hour. What happens is recorded by the
    clock. When mail goes down midway the rest stays planned and OSError is raised.
    """
    tally, hours = Tally(), sending_hours()
    sweep_stuck(now=clock())
    tally.planned = plan_reminders(today=today, now=clock(), calendar=hours.calendar)
    run = ReminderRun.objects.create(kind="send", on=today, started_at=clock())
    try:
        is_shut = not hours.has_hours(today) if any_hour else hours.is_quiet(clock())
        if is_shut:
            tally.problem = QUIET
        else:
            send_all_channels(today=today, clock=clock, tally=tally)
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
