"""Random agencies, work and events: conserved, exact to undo, answered as of any day."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, example, given, settings
from hypothesis import event as hypothesis_event
from hypothesis import strategies as st

from agencies.events.ancestry import closure
from agencies.models import (
    Agency,
    AgencyGroup,
    Ancestry,
    GroupMember,
    GroupRule,
    Membership,
    Reorganisation,
    Succession,
)
from agencies.tests.factories import make_user
from tasks.duties.as_of import duties_on
from tasks.models import (
    LIVE,
    AgencySummary,
    Assignment,
    Duty,
    DutyEvent,
    EntryLink,
    EvidenceLink,
    Period,
    Plan,
)
from tasks.periods.opening import open_period
from tasks.periods.syncing import sync_duties
from tasks.reorganising import (
    apply_event,
    decide_carry,
    decide_once,
    event_problems,
    rehearse,
    undo_event,
)
from tasks.reorganising.tests.reorganising import communes, make_event
from tasks.sums.keeping import differences
from tasks.tests.factories import NOW, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
START, END = date(2025, 12, 15), date(2026, 12, 20)
NAMES = ("A", "B", "C", "D", "E")
SEND = {
    "submitted": ("open", "submitted"),
    "accepted": ("open", "submitted", "accepted"),
}


@st.composite
def works(draw: st.DrawFn) -> list[tuple[int, int, str, int]]:
    """Draw (task, agency, state, day) of work that was done."""
    return draw(
        st.lists(
            st.tuples(
                st.integers(0, 4),
                st.integers(0, len(NAMES) - 1),
                st.sampled_from(["submitted", "accepted", "logged"]),
                st.integers(1, 300),
            ),
            max_size=8,
        )
    )


@st.composite
def events(draw: st.DrawFn) -> list[tuple[str, list[int], int, int]]:
    """Draw (kind, places of the old among those alive, how many heirs, days after)."""
    return draw(
        st.lists(
            st.tuples(
                st.sampled_from(["merge", "absorb", "split", "rename", "dissolve"]),
                st.lists(st.integers(0, 9), min_size=1, max_size=3),
                st.integers(1, 2),
                st.integers(0, 90),
            ),
            min_size=1,
            max_size=4,
        )
    )


def world() -> Plan:
    """Create five communes that owe an annual, an ongoing and a `once` task, and one of
    every quarter.
    """
    communes(*NAMES)
    plan = make_plan()
    group = AgencyGroup.objects.create(code="xa", name="Các xã")
    GroupRule.objects.create(group=group, kind="cap-xa")
    for schedule in ("annual", "ongoing", "once", "quarterly"):
        task = make_task(plan, schedule=schedule)
        Assignment.objects.create(task=task, group=group, role="execute", mode="each")
    open_period(plan=plan, year=2026, today=START, now=at(START))
    for agency in Agency.objects.filter(kind="cap-xa"):
        make_user("officer", agency)
    return plan


def at(day: date, minute: int = 0) -> Any:
    """Return a moment of the day."""
    return NOW.replace(year=day.year, month=day.month, day=day.day, minute=minute)


def move(duty: Duty, to: str, day: date) -> None:
    """Move a duty as its service would, without asking who."""
    before = duty.state
    duty.state, duty.first_sent_on = to, duty.first_sent_on or day
    duty.accepted_on = day if to == "accepted" else None
    duty.save()
    DutyEvent.objects.create(
        duty=duty, kind=to, from_state=before, to_state=to, effective_on=day,
        recorded_at=at(day),
    )  # fmt: skip


def work(done: list[tuple[int, int, str, int]], until: date) -> None:
    """Do the drawn work up to a day."""
    for task, agency, state, offset in sorted(done, key=lambda w: w[3]):
        day = START + timedelta(days=offset)
        rows = Duty.objects.filter(
            task__position__isnull=False, agency__short_name=NAMES[agency]
        )
        duty = list(rows.order_by("task__position"))[task : task + 1]
        if day < until and duty and duty[0].state == "open" and state in SEND:
            for step in SEND[state][1:]:
                move(duty[0], step, day)


def communes_on(day: date) -> Any:
    """Return the communes alive on a day; a chain may leave none."""
    return Agency.objects.alive_on(day).filter(kind="cap-xa").order_by("pk")


def draft(kind: str, places: list[int], heirs: int, day: date, serial: int) -> Any:
    """Write the drawn event over the communes that are alive; None when none fits."""
    alive = list(communes_on(day))
    chosen = list(dict.fromkeys(alive[place % len(alive)] for place in places))
    if kind in {"split", "rename", "dissolve"}:
        chosen = chosen[:1]
    event = make_event(day)
    rest = [agency for agency in alive if agency not in chosen]
    if kind == "dissolve":
        line(event, chosen[0], None, kind)
    elif kind == "absorb":
        if not rest:
            return None
        for agency in chosen:
            line(event, agency, rest[0], "merge")
    else:
        for number in range(heirs if kind == "split" else 1):
            new = planned(event, f"moi-{serial}-{number}")
            for agency in chosen:
                line(event, agency, new, kind)
    return event


def planned(event: Reorganisation, code: str) -> Any:
    """Plan a commune."""
    return event.planned.create(
        code=code, name=f"UBND xã {code}", short_name=code, kind="cap-xa", level="xa"
    )


def line(event: Reorganisation, old: Agency, new: Any, kind: str) -> None:
    """Add a line to an existing or a planned successor."""
    field = "successor" if isinstance(new, Agency) or new is None else "planned"
    Succession.objects.create(event=event, predecessor=old, kind=kind, **{field: new})


def decide(event: Reorganisation, today: date) -> None:
    """Answer every question: the first choice takes; done once is enough."""
    for question in rehearse(event=event, today=today, now=at(today)).questions:
        task = Duty.objects.filter(task_id=question.task_id)[0].task
        if question.kind == "once":
            decide_once(event=event, task=task, is_satisfied=True)
        else:
            assert question.predecessor is not None
            old = Agency.objects.get(code=question.predecessor[0])
            takes = question.choices[0][0] if question.choices else ""
            decide_carry(event=event, predecessor=old, task=task, takes_code=takes)


COLUMNS = {
    Agency: ("code", "valid_from", "valid_to"),
    Membership: ("user_id", "agency_id", "role", "valid_from", "valid_to"),
    GroupMember: ("agency_id", "valid_from", "valid_to"),
    Assignment: ("task_id", "agency_id", "valid_from", "valid_to"),
    EntryLink: ("entry_id", "duty_id"),
    EvidenceLink: ("evidence_id", "duty_id"),
    Ancestry: ("elder_id", "heir_id", "since"),
    Duty: tuple(f.attname for f in Duty._meta.concrete_fields),
}


def picture() -> dict[str, Any]:
    """Return every row that an event may change, its own and the journal aside."""
    found: dict[str, Any] = {
        model.__name__: sorted(map(repr, model._default_manager.values_list(*columns)))
        for model, columns in COLUMNS.items()
    }
    stood = DutyEvent.objects.filter(voided_at__isnull=True)
    found["events"] = sorted(stood.values_list("duty_id", "kind", "to_state"))
    sums = AgencySummary.objects.values_list("period_id", "agency_id").annotate(
        owes=Sum("owed"), said=Sum("spoken")
    )
    found["summary"] = sorted(row for row in sums if any(row[2:]))
    return found


def past(day: date, known_at: Any = None) -> Counter[tuple[str, str]]:
    """Return how many duties stood where on a day, by agency."""
    rows = duties_on(day, known_at).values_list("agency__code", "state_on")
    return Counter(rows)


def alive_codes(day: date) -> set[str]:
    """Return the agencies alive on a day."""
    return set(Agency.objects.alive_on(day).values_list("code", flat=True))


def check_always(plan: Plan) -> None:
    """Assert what must hold after every event."""
    live = Duty.objects.filter(state__in=LIVE)
    for task_id in plan.tasks.values_list("pk", flat=True):
        times = ("agency_id", "period_id", "occurs_from")
        pairs = Counter(live.filter(task=task_id).values_list(*times))
        assert max(pairs.values(), default=1) == 1
    gone = Duty.objects.filter(state="transferred")
    assert not gone.filter(carried_to__isnull=True).exists()
    for period in Period.objects.filter(plan=plan):
        assert differences(period=period) == []
    heirs = set(Ancestry.objects.values_list("elder_id", "heir_id"))
    assert not any((b, a) in heirs for a, b in heirs)
    ended = Agency.objects.filter(valid_to__lt=date(2026, 12, 14))
    open_at_ended = live.filter(agency__in=ended, state__in=("open", "returned"))
    assert not open_at_ended.exists()


def check_conserved(before: dict[int, str], counts: dict[str, int]) -> None:
    """Assert that every duty of before is somewhere, once."""
    fates = ("kept", "transferred", "joined", "ended")
    assert counts["before"] == sum(counts[fate] for fate in fates)
    after = dict(Duty.objects.filter(pk__in=before).values_list("pk", "state"))
    assert after.keys() == before.keys()


def check_chain(done: list[tuple[int, int, str, int]], drawn: Any) -> None:
    """Let the work happen and the events be applied, undone and applied again."""
    with transaction.atomic():
        plan = world()
        entries = (EntryLink.objects.count(), EvidenceLink.objects.count())
        day = START + timedelta(days=20)
        for serial, (kind, places, heirs, gap) in enumerate(drawn):
            day += timedelta(days=gap)
            if day >= date(2026, 12, 14) or not communes_on(day):
                break
            sync_duties(today=day, now=at(day))
            work(done, day)
            event = draft(kind, places, heirs, day, serial)
            if event is None or event_problems(event=event, today=day):
                continue
            decide(event, day)
            step(plan, event, day, at(day) + timedelta(minutes=20 * serial))
        assert entries <= (EntryLink.objects.count(), EvidenceLink.objects.count())
        transaction.set_rollback(True)


#: Five communes become one, which dissolves: nobody is left for the last event.
NOBODY_LEFT = [
    ("absorb", [1, 2], 1, 0),
    ("absorb", [1, 2], 1, 30),
    ("dissolve", [0], 1, 30),
    ("merge", [0], 1, 30),
]
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=4, deadline=None, suppress_health_check=QUIET)
@given(done=works(), drawn=events())
@example(done=[], drawn=NOBODY_LEFT)
@example(done=[], drawn=[("absorb", [0], 1, 0), ("merge", [0], 1, 0)])
def test_any_chain_of_events_conserves_and_can_be_undone(
    db: None, done: list[tuple[int, int, str, int]], drawn: Any
) -> None:
    check_chain(done, drawn)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=QUIET)
@given(done=works(), drawn=events())
def test_many_chains_of_events_conserve_and_can_be_undone(
    db: None, done: list[tuple[int, int, str, int]], drawn: Any
) -> None:
    check_chain(done, drawn)


def step(plan: Plan, event: Reorganisation, day: date, now: datetime) -> None:
    """Apply, check, undo, compare; then apply again for the next event of the chain,
    which comes later, also on the same day.
    """
    hypothesis_event(event.lines.first().kind)
    eve = day - timedelta(days=1)
    shown, was, alive = picture(), past(eve), alive_codes(eve)
    before = dict(Duty.objects.values_list("pk", "state"))
    known_then = past(day, now - timedelta(minutes=1))
    counts = apply_event(event=event, actor=None, digest=None, today=day, now=now)
    check_conserved(before, counts)
    check_always(plan)
    assert past(eve) == was
    assert past(day, now - timedelta(minutes=1)) == known_then
    assert alive_codes(eve) == alive
    undo_event(event=event, actor=None, today=day, now=now + timedelta(minutes=5))
    assert picture() == shown
    again = make_event(day)
    event.planned.update(event=again)
    for row in event.lines.all():
        row.pk, row.event = None, again
        row.save()
    for decision in (*event.carry_decisions.all(), *event.once_decisions.all()):
        decision.pk, decision.event = None, again
        decision.save()
    apply_event(
        event=again, actor=None, digest=None, today=day, now=now + timedelta(minutes=9)
    )
    check_always(plan)
    assert past(eve) == was


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 8), st.dates(START, END)),
        max_size=12,
    )
)
def test_ancestry_never_closes_a_circle(lines: list[tuple[int, int, date]]) -> None:
    pairs = closure([line for line in lines if line[0] != line[1]])
    assert all(a != b for a, b in pairs)
    for elder, heir in pairs:
        assert elder != heir
