"""Who steered on a day does not depend on which came to the portal first: the document
that handed the plan on, or the reorganisation, whichever day either holds from.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from agencies.models import Agency
from agencies.tests.factories import make_agency
from tasks.changing.checking import change_problems
from tasks.changing.tests.changing import apply, drafted
from tasks.changing.tests.undoing import undo
from tasks.duties.errors import InvalidInput
from tasks.duties.plan_then import PlanThen, plan_on
from tasks.models import Plan
from tasks.reorganising import decide_carry, event_problems, rehearse, undo_event
from tasks.reorganising.tests.reorganising import merge, run, split
from tasks.tests.factories import NOW, TODAY, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
FIRST, ONE_DAY = date(2026, 5, 1), timedelta(days=1)
DAYS = [FIRST + timedelta(days=n) for n in (-1, 0, 1, 9, 10, 11, 20)]
HANDED = DAYS[4]
LATER, UNDONE, SINCE = (NOW + timedelta(hours=hours) for hours in (1, 2, 3))


def scene() -> tuple[Plan, dict[str, Agency]]:
    """Create the plan of A, and who may come after."""
    agencies = {name: make_agency(f"Sở {name}") for name in "ABCY"}
    return make_plan(agencies["A"]), agencies


def steered(days: Any = DAYS) -> list[str]:
    """Return who steered on each day, read anew."""
    then = PlanThen(Plan.objects.get())
    return [then.on(day).steering_agency.name[-1] for day in days]


def expected(ended: str, reorganised: date) -> list[str]:
    """Return who steered: A, from HANDED on B; who ended is followed by Y."""
    named = ["B" if day >= HANDED else "A" for day in DAYS]
    pairs = zip(named, DAYS, strict=True)
    return ["Y" if x == ended and day >= reorganised else x for x, day in pairs]


def hand_on(plan: Plan, heir: Agency, on: date, now: Any) -> Any:
    """Apply the change by which the agency steers; None where it is refused."""
    heir.refresh_from_db()
    change = drafted(plan, (plan, {"steering_agency_id": heir.pk}), on=on)
    if change_problems(change=change, today=TODAY):
        return None
    apply(change, now=now)
    change.refresh_from_db()
    return change


@pytest.mark.parametrize("ended", "ABC")
@pytest.mark.parametrize("reorganised", [DAYS[1], HANDED, DAYS[6]])
def test_a_reorganisation_that_is_told_second(ended, reorganised):
    plan, who = scene()
    assert hand_on(plan, who["B"], HANDED, NOW)
    before = steered()
    event = merge(who[ended], new=who["Y"], on=reorganised)
    run(event, now=LATER)
    assert steered() == expected(ended, reorganised)
    event.refresh_from_db()
    undo_event(event=event, actor=None, today=TODAY, now=UNDONE)
    assert steered() == before


@pytest.mark.parametrize("ended", "ABC")
@pytest.mark.parametrize("reorganised", [DAYS[1], HANDED, DAYS[6]])
def test_a_change_that_is_told_second(ended, reorganised):
    """What the portal let follow on a later day has to be undone first."""
    _, who = scene()
    run(merge(who[ended], new=who["Y"], on=reorganised), now=NOW)
    before = steered()
    heir = "Y" if ended == "B" and reorganised <= HANDED else "B"
    change = hand_on(Plan.objects.get(), who[heir], HANDED, LATER)
    assert (change is None) == (ended in "AB" and reorganised > HANDED)
    if change:
        assert steered() == expected(ended, reorganised)
        undo(change, now=UNDONE)
    assert steered() == before


def test_the_preview_names_who_steered_between_and_undoing_has_an_order():
    plan, who = scene()
    change = hand_on(plan, who["B"], HANDED, NOW)
    event = merge(who["A"], new=who["Y"], on=DAYS[1])
    shown = rehearse(event=event, today=TODAY, now=LATER).plans
    assert shown == (f"{plan}: Sở A → Sở Y (từ 01/05/2026 đến 10/05/2026)",)
    run(event, now=LATER)
    with pytest.raises(InvalidInput, match="hoàn tác trước"):
        undo(change, now=UNDONE)
    event.refresh_from_db()
    undo_event(event=event, actor=None, today=TODAY, now=UNDONE)
    undo(change, now=SINCE)
    assert steered() == ["A"] * len(DAYS)


def test_who_takes_of_a_divided_agency_steers_between():
    plan, who = scene()
    hand_on(plan, who["B"], HANDED, NOW)
    event = split(who["A"], who["C"], who["Y"], on=DAYS[1])
    code = who["Y"].code
    decide_carry(event=event, predecessor=None, task=None, takes_code=code)
    run(event, now=LATER)
    assert steered() == ["A", "Y", "Y", "Y", "B", "B", "B"]


def test_three_that_came_in_the_opposite_order():
    plan, who = scene()
    hand_on(plan, who["B"], DAYS[5], NOW)
    run(merge(who["A"], new=who["C"], on=DAYS[2]), now=LATER)
    run(merge(who["C"], new=who["Y"], on=DAYS[4]), now=UNDONE)
    assert steered() == ["A", "A", "C", "C", "Y", "B", "B"]
    assert plan_on(Plan.objects.get(), None).steering_agency == who["B"]


def test_who_ended_since_takes_nothing_over_from_an_earlier_day():
    _, who = scene()
    later = merge(who["C"], new=who["Y"], on=DAYS[4])
    run(later, now=NOW)
    who["C"].refresh_from_db()
    event = merge(who["A"], new=who["C"], on=DAYS[2])
    [said] = event_problems(event=event, today=TODAY)
    assert "Sở C đã kết thúc ngày 10/05/2026" in said
    with pytest.raises(InvalidInput, match="hoàn tác việc sắp xếp đó"):
        run(event, now=LATER)
    later.refresh_from_db()
    undo_event(event=later, actor=None, today=TODAY, now=UNDONE)
    run(event, now=UNDONE)
    run(merge(who["C"], new=who["Y"], on=DAYS[4]), now=SINCE)
    assert steered() == ["A", "A", "C", "C", "Y", "Y", "Y"]


def test_an_agency_that_ended_on_a_later_day_does_not_end_once_more():
    _, who = scene()
    run(merge(who["A"], new=who["Y"], on=DAYS[4]), now=NOW)
    who["A"].refresh_from_db()
    event = merge(who["A"], new=who["C"], on=DAYS[2])
    [said] = event_problems(event=event, today=TODAY)
    assert said.startswith("Sở A đã kết thúc theo «Sắp xếp» từ 11/05/2026")
