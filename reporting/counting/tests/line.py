"""A plan with a closed year and a running one, and the plan that takes its place."""

from datetime import date

from agencies.tests.factories import make_user
from tasks.changing.tests.changing import apply
from tasks.changing.tests.replacing import next_plan, replacement, task_like
from tasks.models import Assignment, Period, Plan
from tasks.periods.closing import close_period
from tasks.periods.opening import open_period
from tasks.tests.factories import NOW, make_assignment, make_figure, make_period
from tasks.tests.measuring import Scene, answer, make_scene, make_unit

ON = date(2026, 6, 1)


def two_years() -> Scene:
    """Create the plan with 2025 closed (2 of 4 trained) and 2026 open (3 of 4)."""
    found = make_scene()
    now = found.period
    found.period = make_period(found.plan, 2025)
    sent = {"first_sent_on": date(2025, 12, 10), "accepted_on": date(2025, 12, 12)}
    old = make_unit(found, **sent)
    answer(found, old, trained=2, charged=4)
    head = make_user("head", found.plan.steering_agency)
    late = date(2025, 12, 20)
    close_period(period=found.period, actor=head, today=late, now=NOW)
    found.period = now
    answer(found, make_unit(found, agency=old.agency), trained=3, charged=4)
    make_assignment(found.task, old.agency)
    return found


def follow(scene: Scene) -> Plan:
    """Create the plan that takes the place of the scene's on 1 June, under codes of its
    own, and let it do so.
    """
    plan = next_plan(steering=scene.plan.steering_agency, begins_on=ON)
    task = task_like(scene.task, plan, "V.1")
    for given in Assignment.objects.filter(task=scene.task):
        make_assignment(task, given.agency)
    heirs = {
        figure.pk: make_figure(
            task, f"moi-{figure.code}", label=figure.label, type=figure.type,
            across_time="stock",
        )
        for figure in scene.task.figures.all()
    }  # fmt: skip
    target, measure = scene.figures.target, scene.figures
    held = list(measure.numerator_figures.all())
    target.pk, target.plan, target.code = None, plan, "M.1"
    target.save()
    measure.pk, measure.target, measure.code, measure.task = None, target, "M.1.a", task
    measure.denominator_figure = heirs[scene.charged.pk]
    measure.save()
    measure.numerator_figures.set([heirs[each.pk] for each in held])
    open_period(plan=plan, year=2026, today=NOW.date(), now=NOW)
    apply(replacement(scene.plan, plan))
    return plan


def year_of(plan: Plan, year: int = 2026) -> Period:
    """Return the plan's year."""
    rows = Period.objects.select_related("plan__steering_agency")
    return rows.get(plan=plan, year=year)
