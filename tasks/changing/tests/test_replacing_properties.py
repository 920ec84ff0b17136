"""Random work and a plan that replaces another: nothing is lost, nothing counted twice,
undone exactly; with a merger in either order it comes to the same.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agencies.models import Agency
from agencies.tests.factories import make_user
from tasks.changing import rehearse_change, save_heirs
from tasks.changing.drafting_heirs import Chosen
from tasks.changing.tests.changing import apply
from tasks.changing.tests.drawn import (
    NAMES,
    QUIET,
    Works,
    check_always,
    states_on,
    work,
    works,
    world,
)
from tasks.changing.tests.replacing import line_of, next_plan, replacement, task_like
from tasks.changing.tests.undoing import exact
from tasks.models import (
    LIVE,
    Duty,
    EntryLink,
    FigureValue,
    Period,
    Plan,
    PlanChange,
    Task,
)
from tasks.periods.opening import open_period
from tasks.reorganising import apply_event, rehearse
from tasks.reorganising.tests.reorganising import merge
from tasks.sums.keeping import differences
from tasks.tests.factories import NOW, TODAY, make_assignment, make_figure

pytestmark = pytest.mark.django_db
DAY = TODAY + timedelta(days=40)
WHEN: dict[str, Any] = {"today": DAY, "now": NOW + (DAY - TODAY)}
#: Of each old task: its heir (of three, or none), how that recurs, who is given it, what
#: becomes of open work.
Heirs = list[tuple[int, str, int, str]]
heirs = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["annual", "ongoing", "once", "quarterly"]),
        st.integers(0, 2),
        st.sampled_from(["move", "move", "end", "keep"]),
    ),
    min_size=3,
    max_size=3,
)


def follower(old: Plan, drawn: Heirs) -> PlanChange:
    """Create the drawn plan with its year, and the draft by which it follows."""
    new = next_plan(steering=old.steering_agency, begins_on=DAY)
    tasks = list(old.tasks.order_by("pk"))
    made: list[Task] = []
    for task, (_, recurs, whose, _) in zip(tasks, drawn, strict=True):
        heir = task_like(task, new, f"M.{task.code[-3:]}.{task.pk}", schedule=recurs)
        agencies = Agency.objects.filter(short_name__in=NAMES).order_by("pk")
        make_assignment(heir, agencies[whose])
        make_assignment(heir, agencies[(whose + 1) % 3])
        made.append(heir)
    figure = make_figure(tasks[0], "so-cuoc", label="Số cuộc họp")
    make_figure(made[0], "so-cuoc-moi", label="Số cuộc họp", type=figure.type)
    open_period(plan=new, year=2026, **WHEN)
    draft = replacement(old, new, on=DAY, **WHEN)
    chosen = {}
    for task, (place, _, _, open_work) in zip(tasks, drawn, strict=True):
        heir_key = made[place].pk if place < len(made) else None
        chosen[line_of(draft, task).pk] = Chosen(heir_key, open_work)
    save_heirs(change=draft, chosen=chosen)
    return draft


def answers(old: Plan) -> None:
    """Let every agency answer the figure of the first task."""
    period = old.periods.get(kind=Period.Kind.YEAR)
    for number, agency in enumerate(Agency.objects.filter(short_name__in=NAMES), 1):
        FigureValue.objects.create(
            figure=old.figures.get(), agency=agency, period=period, number=number,
            entered_by=make_user(agency=agency), recorded_at=NOW,
        )  # fmt: skip


def check_conserved(old: Plan, before: dict[int, str], draft: PlanChange) -> None:
    """Assert that each live duty of the old plan is in one place, its entries with it."""
    assert draft.successor is not None
    for duty in Duty.objects.filter(pk__in=before).select_related("carried_to__period"):
        if duty.state == "transferred":
            there = duty.carried_to
            assert there is not None
            assert there.state in LIVE
            assert there.period.plan_id == draft.successor_id
            assert entries_of(duty) <= entries_of(there)
        elif duty.state == "ended":
            assert duty.reason
        else:
            assert duty.state == before[duty.pk]
    for period in Period.objects.filter(plan__in=(old, draft.successor)):
        assert differences(period=period) == []
    check_always()


def entries_of(duty: Duty) -> set[int]:
    """Return the entries that stand on the duty."""
    return set(EntryLink.objects.filter(duty=duty).values_list("entry", flat=True))


def check_answers(old: Plan, draft: PlanChange) -> None:
    """Assert that who owes something in the new plan has the answer there, once;
    none where the task that asked is begun anew.
    """
    assert draft.successor is not None
    year = draft.successor.periods.get(kind=Period.Kind.YEAR)
    owing = set(year.duties.live().values_list("agency", flat=True))
    if draft.lines.filter(
        task__task_figures__figure__plan=old, open_work="end"
    ).exists():
        owing = set()
    for value in FigureValue.objects.filter(figure__plan=old, is_current=True):
        heir = value.figure.replaced_by
        rows = FigureValue.objects.filter(figure=heir, agency=value.agency_id)
        found = list(rows.filter(is_current=True).values_list("number", flat=True))
        assert found == ([value.number] if value.agency_id in owing else [])


def check_replaced(done: Works, drawn: Heirs) -> None:
    """Let the work happen and the plan be replaced; undo it, compare, do it again."""
    with transaction.atomic():
        old = world()
        work(old, done, TODAY)
        draft = follower(old, drawn)
        answers(old)
        seen = rehearse_change(change=draft, **WHEN)
        assert seen.problems == ()
        live = Duty.objects.filter(period__plan=old, state__in=LIVE)
        before, past = dict(live.values_list("pk", "state")), states_on(DAY - ONE)
        exact(draft, DAY)
        again = replacement(old, draft.successor, on=DAY, **WHEN)  # type: ignore[arg-type] # there is one
        kept = {line.task_id: line for line in draft.lines.filter(subject="task")}
        save_heirs(
            change=again,
            chosen={
                line.pk: Chosen(
                    kept[line.task_id].heir_id, kept[line.task_id].open_work
                )
                for line in again.lines.filter(subject="task")
            },
        )
        apply(again, today=DAY, now=WHEN["now"] + timedelta(hours=5))
        check_conserved(old, before, again)
        check_answers(old, again)
        assert past.items() <= states_on(DAY - ONE).items()
        transaction.set_rollback(True)


ONE = timedelta(days=1)
WORKED: Works = [(0, 0, "logged"), (1, 1, "accepted"), (2, 0, "sent")]
PLAIN: Heirs = [
    (0, "annual", 0, "move"),
    (1, "ongoing", 1, "move"),
    (2, "once", 0, "move"),
]
#: Two tasks have one heir; one of them recurs otherwise; one ends.
MIXED: Heirs = [
    (1, "quarterly", 1, "move"),
    (1, "annual", 0, "keep"),
    (3, "once", 2, "move"),
]


@settings(max_examples=1, deadline=None, suppress_health_check=QUIET)
@given(done=works, drawn=heirs)
@example(done=WORKED, drawn=PLAIN)
@example(done=WORKED, drawn=MIXED)
def test_replacing_loses_nothing_and_is_undone_exactly(
    db: None, done: Works, drawn: Heirs
) -> None:
    check_replaced(done, drawn)


@pytest.mark.slow
@pytest.mark.sqlite_too
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(done=works, drawn=heirs)
def test_many_replacements_lose_nothing_and_are_undone_exactly(
    db: None, done: Works, drawn: Heirs
) -> None:
    check_replaced(done, drawn)


Stands = set[tuple[Any, ...]]


def standing() -> tuple[Stands, Stands]:
    """Return the live duties by what they are, and which entry stands on which."""
    names = ("task", "agency", "period", "occurs_from")
    rows = Duty.objects.filter(state__in=LIVE)
    links = EntryLink.objects.filter(duty__in=rows)
    named = (f"duty__{name}" for name in names)
    return set(rows.values_list(*names)), set(links.values_list("entry", *named))


def in_order(done: Works, drawn: Heirs, *, merger_first: bool) -> Any:
    """Return what stands after a merger of two agencies and a replacement."""
    with transaction.atomic():
        old = world()
        work(old, done, TODAY)
        draft = follower(old, drawn)
        answers(old)
        agencies = {
            a.short_name: a for a in Agency.objects.filter(short_name__in=NAMES)
        }
        event = merge(agencies[NAMES[0]], new=agencies[NAMES[1]], on=DAY)

        def merged() -> None:
            digest = rehearse(event=event, **WHEN).digest
            apply_event(event=event, actor=None, digest=digest, **WHEN)

        steps = [merged, lambda: apply(draft, **WHEN)]
        for step in steps if merger_first else reversed(steps):
            step()
        duties, entries = standing()
        tasks = dict(Task.objects.values_list("pk", "code"))
        check_always()
        found = (
            sorted(
                (tasks[t].rsplit(".", 1)[0], NAMES.index(name_of(a)), str(when))
                for t, a, _, when in duties
            ),
            len(entries),
            FigureValue.objects.filter(is_current=True).count(),
        )
        transaction.set_rollback(True)
    return found


def name_of(agency: int) -> str:
    """Return the agency's short name."""
    name: str = Agency.objects.values_list("short_name", flat=True).get(pk=agency)
    return name


def check_orders(done: Works, drawn: Heirs) -> None:
    """Assert that both orders come to the same duties, entries and answers."""
    one = in_order(done, drawn, merger_first=True)
    other = in_order(done, drawn, merger_first=False)
    assert one[0] == other[0]
    assert one[1] == other[1]


@pytest.mark.sqlite_too
def test_a_merger_before_or_after_comes_to_the_same(db: None) -> None:
    check_orders([(0, 0, "logged"), (1, 1, "logged"), (2, 0, "logged")], PLAIN)


@pytest.mark.slow
@pytest.mark.sqlite_too
@settings(max_examples=25, deadline=None, suppress_health_check=QUIET)
@given(done=works.map(lambda rows: [(t, a, "logged") for t, a, _ in rows]))
def test_many_works_come_to_the_same_in_either_order(db: None, done: Works) -> None:
    check_orders(done, PLAIN)


def test_the_day_of_the_properties_lies_in_the_year() -> None:
    assert date(2026, 6, 10) < DAY < date(2026, 12, 14)
