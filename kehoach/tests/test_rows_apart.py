"""Three plans with a row of everything each: whoever reads all of them is shown, on the
page of a row of one, no word of another, and writes no row of another by its forms.

Addresses come from the resolver, what their parts name from the statements that look for
it, the rows from the models (`attack/`).
"""

import logging
import re
from typing import Any

import pytest
from django.db import models

from agencies.models import Agency
from agencies.tests.factories import make_agency
from kehoach.tests.attack.doors import Answer, Door, Stored
from kehoach.tests.attack.forms import sheets
from kehoach.tests.attack.marking import mark
from kehoach.tests.attack.people import mighty
from kehoach.tests.attack.routes import Route, find_out, routes
from kehoach.tests.attack.worlds import World, build, numbers, since, spread_numbers
from kehoach.tests.plan_paths import path_to_plan
from tasks.doors.plan_addresses import go_on
from tasks.evidence.tests import files
from tasks.models import (
    Assignment,
    FieldGrant,
    Figure,
    Period,
    Plan,
    PlanChange,
    PlanChangeLine,
    Section,
    Target,
    TargetMeasure,
    Task,
)
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_assignment,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)

pytestmark = [pytest.mark.django_db, pytest.mark.own_hour]
WORDS = ("kxmot", "kxhai", "kxba")
#: What everybody reads of a plan, so that no other proof marks it.
CALLED = (
    *(Plan, Section, Task, Target, TargetMeasure, Figure, Assignment),
    *(PlanChange, PlanChangeLine, Period, FieldGrant),
)
#: Offers the other plans, or rows of all of them, to choose from.
CHOOSERS = {"tasks:plan_replace"}
FOUND = 200


def three_worlds() -> list[World]:
    """Return three plans with clashing codes; one agency steers the first and the last,
    one owes in all of them.
    """
    spread_numbers()
    one, two, shared = (make_agency(name) for name in ("Sở Một", "Sở Hai", "Xã chung"))
    steering = zip(WORDS, (one, two, one), strict=True)
    return [built(word, agency, shared) for word, agency in steering]


def built(word: str, steering: Agency, shared: Agency) -> World:
    """Build the plan, a row of everything around it, and put its mark on all of it."""
    before = numbers()
    plan = make_plan(steering, code=f"ke-hoach-{word}", number="1/KH", issued_on=TODAY)
    period = make_period(plan, request_number="9/CV", request_on=TODAY)
    task = make_task(plan, "III.2.a", schedule="annual")
    make_assignment(task, shared, wording="Chủ trì")
    figure = make_figure(task, "so-cuoc-hop")
    target = Target.objects.create(plan=plan, code="1", text="Mục", short_title="Mục")
    measure = TargetMeasure.objects.create(
        target=target, code="1.1", short_title="Cách", kind="rate", method="units_done",
        numerator_text="số đơn vị", counting_unit="đơn vị", task=task,
    )  # fmt: skip
    make_duty(task, shared, period, state="submitted", first_sent_on=TODAY)
    world = build(word, plan)
    world.rows = since(before)
    for model in CALLED:
        mark(model, world.rows.get(model, []), word)
    for row in (task, figure, target, measure):  # of these the codes clash
        keys = world.rows[type(row)]
        keys.remove(row.pk)
        keys.append(row.pk)
    world.scene.plan.refresh_from_db()
    return world


@pytest.fixture
def worlds(settings, tmp_path, clock):
    files.kept_in(settings, tmp_path / "evidence")
    settings.HANDOVER_ROOT = str(tmp_path / "handovers")
    logging.disable(logging.CRITICAL)
    clock.at(NOW)
    yield three_worlds()
    logging.disable(logging.NOTSET)


def said_in(body: str) -> str:
    """Return what the page itself says."""
    found = re.search(r"<main.*?</main>", body, re.DOTALL)
    return found[0] if found else body


def foreign_to(world: World, answer: Answer) -> set[str]:
    """Return what of other plans the answer says, or wrote."""
    said = said_in(answer.body)
    others = [word for word in WORDS if word != world.word]
    found = {word for word in others if re.search(f"{word}0|-{word}\\b", said)}
    return found | {
        f"wrote {change}"
        for change in answer.changes
        if plan_of(change.model, change.key) not in {None, *world.rows[Plan]}
    }


def plan_of(model: type[models.Model], key: int) -> int | None:
    """Return the plan of a row that stands; None for a row of none."""
    path = "pk" if model is Plan else path_to_plan(model)
    row = (
        model._base_manager.filter(pk=key).values_list(path, flat=True) if path else ()
    )
    found: Any = next(iter(row), None)
    return found


def about_rows() -> list[Route]:
    """Return the addresses that name a row; those of before only lead on."""
    return [
        each
        for each in routes()
        if each.parts
        and not each.is_admin
        and each.name not in CHOOSERS
        and getattr(each.view, "__wrapped__", each.view) is not go_on
    ]


@pytest.mark.slow
def test_the_page_of_a_row_says_and_writes_nothing_of_another_plan(worlds):
    key = Door(mighty(*worlds))
    wrong, opened = set(), set()
    everywhere = about_rows()
    for route in everywhere:
        find_out(route, key, worlds[0])
    key.stored = Stored()
    for route in everywhere:
        for world in worlds:
            values = route.values(world)
            if not all(values.values()):
                continue
            address = route.filled(values)
            page = key.send("get", address)
            wrong |= {(route.name, "get", each) for each in foreign_to(world, page)}
            if page.status == FOUND and f"{world.word}0" in said_in(page.body):
                opened.add(route.name)
            for sheet in sheets(page.body, address) if page.status == FOUND else ():
                answer = key.send(sheet.how, sheet.address, sheet.sent())
                found = foreign_to(world, answer)
                wrong |= {(route.name, sheet.address, each) for each in found}
    assert wrong == set()
    assert len(opened) > 80, "the walk no longer comes where things are"
