"""One migration per room makes what sixty made, and whoever began with those goes on."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps

from agencies.trail.append_only import are_installed as guarded
from kehoach.testing.old_chain import (
    RELEASES,
    ROOMS,
    go_to,
    newest,
    old_release,
    schema,
    single_steps,
    squashed,
)
from reporting.outline.seeding import seed_outline
from tasks.guards.installing import guards_stand as kept_apart
from tasks.migrations._frozen import without_triggers
from tasks.models import Plan, Task, WordVersion
from tasks.plan.plan_status import plan_status
from tasks.sums.triggers import are_installed as counted
from tasks.tests.everything import everything
from tasks.tests.factories import NOW, TODAY
from tasks.tests.measuring import answer, make_scene, make_unit

MIGRATIONS = sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py"))
SUMS = {
    "tasks_agencysummary",
    "tasks_dutycount",
    "tasks_measuretotal",
    "tasks_staleagency",
}
RENAMED = {"tasks_finding": "tasks_doubt", "tasks_taskversion": "tasks_wordversion"}
#: Where a portal of one plan stood: plans without a state, tasks without occurrences.
ONE_PLAN = ("tasks", "0067_rows_of_one_plan")
on_both = [
    pytest.mark.slow,
    pytest.mark.own_hour,
    pytest.mark.sqlite_too,
    pytest.mark.django_db(transaction=True),
]


def imported(path: Path) -> Iterator[str]:
    """Return every module that the file names in an import."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def test_migrations_import_nothing_of_the_portal_that_may_move() -> None:
    assert len(MIGRATIONS) > 100
    rooms = {*ROOMS, "kehoach"}
    named = {(path.name, name) for path in MIGRATIONS for name in imported(path)}
    ours = {(file, name) for file, name in named if name.split(".")[0] in rooms | {""}}
    assert ours
    assert {each for each in ours if ".migrations._" not in each[1]} == set()


def test_the_squashed_migrations_end_where_the_single_steps_end() -> None:
    squashed, steps = MigrationLoader(None), single_steps(None)
    assert len(squashed.replacements) == len(ROOMS)
    assert not squashed.graph.nodes.keys() & set(old_release("hardening"))
    for old, new in ((steps, squashed), (squashed, steps)):
        changes = MigrationAutodetector(old.project_state(), new.project_state())
        assert changes.changes(graph=old.graph) == {}


def rows() -> dict[str, list[dict[str, object]]]:
    """Return all rows of all tables that a migration may have filled."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if not model._meta.proxy
    }


def counts(old: StateApps) -> dict[str, int]:
    """Return how many rows the tables of then have, but for what the database sums up."""
    names = {
        model._meta.db_table for model in old.get_models(include_auto_created=True)
    }
    there = set(connection.introspection.table_names())
    found = {}
    with connection.cursor() as cursor:
        for name in names - SUMS:
            table = name if name in there else RENAMED[name]
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[name] = cursor.fetchone()[0]
    return found


def from_nothing(*, by_steps: bool) -> tuple[list[str], dict[str, object]]:
    """Return what there is after all migrations of our rooms ran on no table."""
    # on SQLite a trigger of a table that stays may not name one that went
    without_triggers(None, connection.schema_editor())
    call_command("migrate", "agencies", "zero", verbosity=0)
    assert "tasks_duty" not in connection.introspection.table_names()
    if by_steps:
        go_to(*newest())
    call_command("migrate", verbosity=0)
    return schema(), rows()


def back_to(begun: str) -> StateApps:
    """Go back release by release; in each, `migrate` would go on by single steps."""
    for name in reversed(RELEASES):
        old = go_to(*old_release(name))
        executor = MigrationExecutor(connection)
        left = executor.migration_plan(executor.loader.graph.leaf_nodes())
        there = {(step.app_label, step.name) for step, _ in left}
        assert ("tasks", "0062_names_of_doubts") in there
        assert not there & set(old_release(name))
        assert not [name for _, name in there if "_squashed_" in name]
        if name == begun:
            break
    return old


class TestOnBothDatabases:
    pytestmark = on_both

    @pytest.fixture(autouse=True)
    def _whole_again(self) -> Iterator[None]:
        yield
        call_command("migrate", verbosity=0)

    def test_both_ways_make_one_database(self) -> None:
        tables, filled = from_nothing(by_steps=False)
        tables_by_steps, filled_by_steps = from_nothing(by_steps=True)
        assert len(tables) > 100
        assert tables_by_steps == tables
        assert len(filled["tasks.ReturnReason"]) == 8
        assert filled_by_steps == filled

    @pytest.mark.parametrize("begun", ["hardening", "4048321"])
    def test_a_filled_database_of_an_earlier_release_is_brought_up_to_date(
        self, begun: str
    ) -> None:
        plan = everything().plan
        seed_outline(plan=plan)
        tables, status = schema(), plan_status(plan=plan, on=TODAY, today=TODAY)
        old = back_to(begun)
        before = counts(old)
        assert len(before) > 50
        assert sum(before.values()) > 100
        call_command("migrate", verbosity=0)
        assert counts(old) == before
        assert plan_status(plan=plan, on=TODAY, today=TODAY) == status
        assert [row.key for row in plan.calendar.all()] == ["nam", "6-thang", "9-thang"]
        assert {each.words for each in plan.periods.all()} == {"năm 2025", "năm 2026"}
        assert schema() == tables
        assert squashed().count() == len(ROOMS)
        assert guarded()
        assert counted()
        assert kept_apart()

    def test_a_filled_database_of_one_plan_is_brought_up_to_date(self) -> None:
        """What people entered stays row by row, and says the same under new columns."""
        scene = make_scene()
        duties = [make_unit(scene), make_unit(scene, state="submitted")]
        answer(scene, duties[0], trained=3, charged=5, has_rule=True)
        seed_outline(plan=scene.plan)
        tables = schema()
        told = plan_status(plan=scene.plan, on=TODAY, today=TODAY)
        now = stored(apps)
        old = go_to(ONE_PLAN)
        ended = old.get_model("tasks", "PlanChange")._base_manager.create(
            plan_id=scene.plan.pk, effective_on=TODAY, created_at=NOW,
            created_by_id=scene.clerk.pk,
        )  # fmt: skip
        old.get_model("tasks", "TaskVersion")._base_manager.create(
            task_id=scene.task.pk, section_id=scene.task.section_id, code="III.2.a",
            text="Lời cũ", short_title="Tên cũ", due_on=TODAY, valid_to=TODAY,
            ended_by_id=ended.pk,
        )  # fmt: skip
        before = counts(old)
        assert before["tasks_duty"] == len(duties)
        call_command("migrate", verbosity=0)
        assert counts(old) == before
        assert stored(apps) == now
        assert schema() == tables
        assert plan_status(plan=scene.plan, on=TODAY, today=TODAY) == told
        assert [plan.state for plan in Plan.objects.all()] == ["running"]
        version = WordVersion.objects.get()
        task = Task.objects.get(pk=scene.task.pk)
        version.put_into(task)
        assert (task.text, task.short_title, task.due_on) == ("Lời cũ", "Tên cũ", TODAY)
        assert (version.plan_id, version.valid_to) == (scene.plan.pk, TODAY)
        assert guarded()
        assert counted()
        assert kept_apart()


def stored(models: Any) -> dict[str, list[Any]]:
    """Return what people entered: plan, tasks, duties, answers."""
    names = ("Plan", "Section", "Task", "Period", "Duty", "FigureValue", "Target")
    found = {}
    for name in names:
        model = models.get_model("tasks", name)
        columns = [
            each.attname for each in model._meta.concrete_fields if not each.generated
        ]
        found[name] = list(model._base_manager.order_by("pk").values(*columns))
    return found
