"""Statements over many duties leave PostgreSQL's settings as they found them."""

import pytest
from django.db import DatabaseError, connection, transaction

from tasks.duties.planner import planned_without
from tasks.periods.owed import ask
from tasks.reminders.planning import plan_reminders
from tasks.reminders.tests.reminding import NOW, WEEK_BEFORE, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.needs_postgres]
BOTH = ("enable_nestloop", "jit")
NOW_SET = "SELECT current_setting('enable_nestloop'), current_setting('jit')"


def settings_now():
    with connection.cursor() as cursor:
        cursor.execute(NOW_SET)
        return cursor.fetchone()


@pytest.fixture(params=[("on", "off"), ("off", "on")], ids="/".join)
def before(request):
    with connection.cursor() as cursor:
        for name, value in zip(BOTH, request.param, strict=True):
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
    return request.param


def test_what_is_owed_is_asked_without_and_leaves_what_was(before):
    assert ask(NOW_SET, {}) == [("off", "off")]
    assert settings_now() == before


def test_planning_reminders_leaves_what_was(before):
    make_cast()
    assert plan_reminders(today=WEEK_BEFORE, now=NOW) == 1
    assert settings_now() == before


def test_only_what_is_named_is_switched_off(before):
    with planned_without("jit") as cursor:
        cursor.execute(NOW_SET)
        assert cursor.fetchone() == (before[0], "off")


def test_a_statement_that_fails_leaves_what_was(before):
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("SELECT 1 / 0", {})
    assert settings_now() == before
