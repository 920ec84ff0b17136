"""A plan with three measures and units that said different things."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agencies.models import Agency, User
from agencies.tests.factories import make_agency, make_user
from tasks.models import (
    Duty,
    Figure,
    FigureValue,
    Period,
    Plan,
    Target,
    TargetMeasure,
    Task,
)
from tasks.tests.factories import (
    NOW,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)

AFTER = date(2026, 12, 20)
SENT = {
    "state": "accepted",
    "progress": "done",
    "first_sent_on": date(2026, 12, 10),
    "submitted_at": NOW,
    "accepted_on": date(2026, 12, 12),
    "last_entry_on": date(2026, 12, 1),
}


@dataclass
class Scene:
    """What a test needs in hand."""

    plan: Plan
    period: Period
    task: Task
    trained: Figure
    charged: Figure
    has_rule: Figure
    must_have: Figure
    figures: TargetMeasure
    yes: TargetMeasure
    done: TargetMeasure
    clerk: User
    reader: User


def make_scene() -> Scene:
    """Create the plan, its figures, its measures, an officer and a reader."""
    plan = make_plan(make_agency("Sở Nội vụ", code="so-noi-vu"))
    plan.basis, plan.title = "Nghị quyết 15", "Triển khai Nghị quyết"
    plan.save()
    task = make_task(plan, "III.2.a")
    period = make_period(plan)
    charged = make_figure(task, "nguoi-duoc-giao", across_time="stock")
    trained = make_figure(
        task, "nguoi-da-boi-duong", not_above=charged, across_time="stock"
    )
    must = make_figure(task, "phai-co-quy-che", type="yes_no")
    has = make_figure(task, "co-quy-che", type="yes_no")
    target = Target.objects.create(
        plan=plan, code="II.1", text="100% …", short_title="Bồi dưỡng", position=1
    )

    def measure(code: str, method: str, position: int, **fields) -> TargetMeasure:
        return TargetMeasure.objects.create(
            target=target,
            code=code,
            short_title=f"Cách đo {code}",
            kind="rate",
            method=method,
            numerator_text="tử",
            counting_unit="đơn vị",
            task=task,
            position=position,
            **fields,
        )

    by_figures = measure("II.1", "figures", 1, denominator_figure=charged)
    by_figures.numerator_figures.add(trained)
    by_yes = measure("II.2", "units_yes", 2, not_applicable_figure=must)
    by_yes.numerator_figures.add(has)
    return Scene(
        plan=plan,
        period=period,
        task=task,
        trained=trained,
        charged=charged,
        has_rule=has,
        must_have=must,
        figures=by_figures,
        yes=by_yes,
        done=measure("II.3", "units_done", 3),
        clerk=make_user("officer", plan.steering_agency),
        reader=make_user("leader", make_agency("UBND tỉnh")),
    )


def make_unit(scene: Scene, *, agency: Agency | None = None, **fields) -> Duty:
    """Create a duty whose word was sent and accepted unless told otherwise."""
    return make_duty(scene.task, agency, scene.period, **(SENT | fields))


def silent_unit(scene: Scene, **fields) -> Duty:
    """Create a duty that nobody answered."""
    return make_duty(scene.task, None, scene.period, **fields)


def answer(scene: Scene, duty: Duty, **said: int | bool | None) -> None:
    """Store answers by the scene's names: trained=3, has_rule=True."""
    for name, value in said.items():
        is_flag = isinstance(value, bool)
        FigureValue.objects.create(
            figure=getattr(scene, name),
            agency_id=duty.agency_id,
            period=scene.period,
            flag=value if is_flag else None,
            number=None if is_flag or value is None else Decimal(value),
            entered_by=scene.clerk,
            recorded_at=NOW,
        )
