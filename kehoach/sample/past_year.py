"""The year 2025 from 15/12/2024 to its closing: seeded work, the real reorganisations.

The period, the events and the closing go through the services that people use; the
work between them is written in sets (`sample_work`).
"""

import random
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from agencies.events.history import wind_back
from agencies.models import Agency, Reorganisation, Succession, User
from kehoach.sample.sample_work import Pace, SampleWork
from kehoach.sample.samples import SAMPLE_MARK, people_on, staff
from tasks.duties.transitions import event_row
from tasks.models import (
    Assignment,
    Duty,
    DutyEvent,
    Period,
    Plan,
    Schedule,
    State,
    Task,
)
from tasks.periods.closing import close_period
from tasks.periods.opening import open_period
from tasks.reorganising import apply_event, decide_carry, decide_once

OPENED, CLOSED = date(2024, 12, 15), date(2025, 12, 31)
#: Last day on which units work; what they sent is reviewed by the cut-off.
_LAST, CUT_OFF = date(2025, 12, 10), date(2025, 12, 14)
SEED = 2025
EARLY, MIDDLE, LATE = Pace(0.18, 0.35), Pace(0.22, 0.35), Pace(0.88, 0.06)
AGAIN = SAMPLE_MARK + "Kế hoạch riêng được lập lại cho năm 2026."
Watch = Callable[[str, Reorganisation], None]


def early(day: date) -> datetime:
    """Return seven in the morning of the day."""
    return timezone.make_aware(datetime.combine(day, time(7)))


def demo_events() -> list[Reorganisation]:
    """Make drafts again of the shipped events and return them, oldest first.

    Assignments that loading passed on to successors are taken back: applying does it.
    """
    events = Reorganisation.objects.filter(state=Reorganisation.State.APPLIED)
    rows = list(events.filter(effective_on__year=2025).order_by("effective_on", "pk"))
    ended = Succession.objects.filter(event__in=rows).values("predecessor_id")
    given = Assignment.objects.filter(agency__in=ended)
    passed_on = Assignment.objects.filter(replaces__in=given, agency__isnull=False)
    passed_on.delete()
    given.update(valid_to=None)
    wind_back(events=rows)
    drafts = Reorganisation.objects.filter(pk__in=[row.pk for row in rows])
    return list(drafts.order_by("effective_on", "pk"))


def decide(event: Reorganisation, dice: random.Random) -> None:
    """Decide by chance who takes what of divided agencies and which `once` work is
    enough; what dissolved agencies owed ends («không còn đối tượng»).
    """
    heirs: dict[Agency, list[str]] = {}
    lines = event.lines.select_related("predecessor", "successor", "planned")
    for line in lines.order_by("predecessor__code", "pk"):
        heirs.setdefault(line.predecessor, []).append(line.successor_code)
    tasks = list(Task.objects.order_by("position"))
    for old, codes in heirs.items():
        if codes == [""]:
            decide_carry(event=event, predecessor=old, task=None, takes_code="")
        elif len(codes) > 1:
            first, other = dice.sample(sorted(codes), 2)
            decide_carry(event=event, predecessor=old, task=None, takes_code=first)
            task = dice.choice(tasks)
            decide_carry(event=event, predecessor=old, task=task, takes_code=other)
    for task in tasks:
        if task.behaviour == Schedule.ONCE:
            enough = dice.random() < 0.5
            decide_once(event=event, task=task, is_satisfied=enough)


def staff_owing(period: Period, day: date) -> None:
    """Give people to the agencies that owe something and are alive on the day."""
    owing = Agency.objects.alive_on(day).filter(duties__period=period).distinct()
    staff(owing, day)


def head_of_steering(plan: Plan, day: date) -> User:
    """Return the head of the steering agency on the day."""
    return User.objects.get(pk=people_on(day)[plan.steering_agency_id][1])


def quiet(moment: str, event: Reorganisation) -> None:
    """Watch nothing."""


def run_2025(
    *,
    plan: Plan,
    events: Iterable[Reorganisation],
    seed: int = SEED,
    watch: Watch = quiet,
) -> Period:
    """Run the year: open, work, each event on its day, work on, close.

    `watch` is called with "before" and "after" around each event.
    """
    dice = random.Random(seed)  # noqa: S311 -- sample data, not secrets
    period = open_period(plan=plan, year=2025, today=OPENED, now=early(OPENED))
    staff_owing(period, OPENED)
    done = OPENED
    for event, pace in zip(events, (EARLY, MIDDLE, MIDDLE), strict=False):
        eve = event.effective_on - timedelta(days=1)
        if done < eve:
            SampleWork(period, dice).between(done, eve, pace)
        decide(event, dice)
        watch("before", event)
        apply(event, plan)
        watch("after", event)
        staff_owing(period, event.effective_on)
        done = event.effective_on
    SampleWork(period, dice).between(done, _LAST, LATE)
    SampleWork(period, dice).between(_LAST, CUT_OFF, Pace(0, 0))
    close_period(
        period=period,
        actor=head_of_steering(plan, CLOSED),
        today=CLOSED,
        now=early(CLOSED) + timedelta(hours=9),
    )
    end_once(period)
    period.refresh_from_db()
    return period


def apply(event: Reorganisation, plan: Plan) -> None:
    """Apply the event in the morning of its effective day."""
    on = event.effective_on
    actor = head_of_steering(plan, on)
    apply_event(event=event, actor=actor, digest=None, today=on, now=early(on))
    event.refresh_from_db()


def end_once(period: Period) -> None:
    """End the `once` duties of the closed year, so that the sample year of 2026 opens
    with all of its own; what the closed period stored stays as it was.
    """
    rows = list(period.duties.filter(schedule=Schedule.ONCE).exclude(
        state__in=(State.ENDED, State.TRANSFERRED)
    ))  # fmt: skip
    DutyEvent.objects.bulk_create(
        event_row(
            row.pk,
            DutyEvent.Kind.ENDED,
            row.state,
            State.ENDED,
            today=CLOSED,
            now=early(CLOSED) + timedelta(hours=10),
            note=AGAIN,
        )
        for row in rows
    )
    Duty.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.ENDED, reason=AGAIN, ended_on=CLOSED
    )
