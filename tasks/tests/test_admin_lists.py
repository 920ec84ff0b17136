"""Every list of the admin costs the same for one row and for three."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AgencyGroup, GroupMember, GroupRule
from agencies.tests.factories import make_agency, make_user
from tasks.models import AdhocRequest, ReturnReason, Rung, UnitReport, Wording
from tasks.reorganising.tests.reorganising import merge
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

pytestmark = [pytest.mark.django_db]
OURS = sorted(
    (
        model
        for model in admin.site._registry
        if model._meta.app_label in {"agencies", "tasks", "reporting"}
    ),
    key=lambda model: model._meta.label,
)


def add_one_of_each() -> None:
    """Create a plan with everything that hangs on it."""
    agency = make_agency(parent=make_agency())
    plan = make_plan(agency)
    period, task = make_period(plan), make_task(plan)
    make_assignment(task, agency)
    make_duty(task, agency, period)
    make_figure(task)
    officer = make_user("officer", agency)
    AdhocRequest.objects.create(
        plan=make_plan(agency), created_by=officer, created_at=NOW
    )
    UnitReport.objects.create(
        agency=agency, period=period, number="1/BC", signed_on=TODAY, arrived_on=TODAY,
        recorded_by=officer, recorded_at=NOW,
    )  # fmt: skip
    group = AgencyGroup.objects.create(code=agency.code, name=agency.name)
    GroupRule.objects.create(group=group, kind="so")
    GroupMember.objects.create(group=group, agency=agency)
    merge(make_agency(), new=agency)
    ReturnReason.objects.create(text=f"Lý do {agency.code}")
    free = [
        kind for kind in Wording.Kind.values if not Wording.objects.filter(kind=kind)
    ]
    Wording.objects.create(kind=free[0], subject="Nhắc", opening="Còn {{ so_viec }}")
    Rung.objects.create(
        plan=plan, schedule="annual", basis="due", offset_days=-7, addressees="head"
    )


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(make_user(is_superuser=True, is_staff=True))
    return client


def cost(client: Client, model: type[models.Model]) -> tuple[int, int]:
    """Return (rows, statements) of the model's list."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    with CaptureQueriesContext(connection) as queries:
        page: Any = client.get(reverse(name))
    assert page.status_code == 200
    return page.context["cl"].result_count, len(queries)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_list_costs_the_same_for_one_row_and_for_more(
    boss: Client, model: type[models.Model]
) -> None:
    add_one_of_each()
    cost(boss, model)
    few, before = cost(boss, model)
    add_one_of_each()
    add_one_of_each()
    many, after = cost(boss, model)
    assert before == after
    assert few == many == 0 or few < many, "add_one_of_each must make some"
