"""Random work in a small plan, for properties of changes."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck
from hypothesis import strategies as st

from agencies.models import AgencyGroup, GroupMember
from agencies.tests.factories import make_agency, make_user
from tasks.changing.tests.changing import MOMENT, opened, sent, worked
from tasks.duties.as_of import duties_on
from tasks.models import LIVE, TO_DO, Duty, Period, Plan, Target
from tasks.periods.opening import open_period
from tasks.review.deciding import accept_duty, return_duty
from tasks.tests.factories import NOW, TODAY, make_assignment, make_plan, make_task

NAMES = ("Sở Tài chính", "Sở Xây dựng", "Sở Y tế")
#: (task, agency, what was done)
Works = list[tuple[int, int, str]]
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

works = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from(["logged", "sent", "accepted", "returned"]),
    ),
    max_size=5,
)


def world() -> Plan:
    """Create an annual, an ongoing and a `once` clause, led by one agency, by two, and
    by a group; a year and its half are open.
    """
    plan = make_plan()
    agencies = [make_agency(name) for name in NAMES]
    tasks = [
        make_task(plan, f"IV.{number}.1", schedule=schedule)
        for number, schedule in enumerate(("annual", "ongoing", "once"), 1)
    ]
    group = AgencyGroup.objects.create(code="hai-so", name="Hai sở")
    for agency in agencies[1:]:
        GroupMember.objects.create(group=group, agency=agency)
    make_assignment(tasks[0], agencies[0])
    make_assignment(tasks[1], None, group=group)
    make_assignment(tasks[2], agencies[0])
    make_assignment(tasks[2], agencies[1])
    Target.objects.create(plan=plan, code="II.1", text="80%", short_title="Mục tiêu")
    opened(tasks[0])
    open_period(plan=plan, year=2026, kind="6-thang", **MOMENT)
    for agency in (*agencies, plan.steering_agency):
        make_user("head", agency)
    return plan


def work(plan: Plan, done: Works, day: date) -> None:
    """Do the drawn work on the day."""
    moment: dict[str, Any] = {"today": day, "now": NOW + (day - TODAY)}
    steering = make_user("head", plan.steering_agency)
    codes = list(plan.tasks.order_by("pk").values_list("pk", flat=True))
    for task, agency, what in done:
        rows = Duty.objects.filter(
            task=codes[task],
            agency__short_name=NAMES[agency],
            period__kind=Period.Kind.YEAR,
            state__in=TO_DO,
        )
        for duty in rows.select_related("task", "agency", "period__plan"):
            text = f"Đã rà soát {duty.pk} ngày {day}"
            if what == "logged":
                worked(duty, text, **moment)
                continue
            sent(duty, text, **moment)
            if what == "accepted":
                accept_duty(duty=duty, actor=steering, **moment)
            elif what == "returned":
                return_duty(
                    duty=duty, actor=steering, reason="Thiếu số liệu",
                    new_due_on=date(2026, 12, 21), **moment,
                )  # fmt: skip


def states_on(day: date) -> dict[int, str]:
    """Return which duty stood where on the day."""
    return dict(duties_on(day).values_list("pk", "state_on"))


def check_always() -> None:
    """Assert that nobody owes the same twice, and what moved is somewhere."""
    live = Duty.objects.filter(state__in=LIVE)
    keys = list(live.values_list("task", "agency", "period", "occurs_from"))
    assert len(keys) == len(set(keys))
    gone = Duty.objects.filter(state="transferred", carried_to__isnull=True)
    assert not gone.exists()
