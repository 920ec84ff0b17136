"""The record of sign-ins that django-axes kept comes along when its tables go."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from agencies.models import SignIn
from agencies.tests.factories import make_user

pytestmark = pytest.mark.django_db
moved = import_module("agencies.migrations.0013_sign_ins_kept_of_axes")
CAME, LEFT = (datetime(2026, 3, 2, hour, 15, tzinfo=UTC) for hour in (1, 9))
#: As django-axes 8 made it; the moment has no zone on SQLite.
LOG = """CREATE TABLE axes_accesslog (
  id integer PRIMARY KEY, user_agent varchar(255), ip_address varchar(39),
  username varchar(255), http_accept varchar(1025), path_info varchar(255),
  attempt_time {moment}, logout_time {moment}, session_hash varchar(64)
)"""
ROW = """INSERT INTO axes_accesslog VALUES (%s, %s, %s, %s, '', '', %s, %s, '')"""


@pytest.fixture
def old_tables():
    moment = {"postgresql": "timestamptz"}.get(connection.vendor, "datetime")
    with connection.cursor() as cursor:
        cursor.execute(LOG.format(moment=moment))
        cursor.execute("CREATE TABLE axes_accessattempt (id integer PRIMARY KEY)")
        yield cursor


def test_who_signed_in_when_is_kept_and_the_old_tables_go(old_tables):
    person = make_user(username="nt.canbo")
    old_tables.execute(ROW, [1, "Firefox" * 30, "10.1.2.3", "nt.canbo", CAME, LEFT])
    old_tables.execute(ROW, [2, None, None, "nt.canbo", LEFT, None])
    old_tables.execute(ROW, [3, "Edge", "10.1.2.4", "ai-do-da-xoa", CAME, None])
    moved.keep(apps, connection.schema_editor())
    first, second = SignIn.objects.filter(user=person).order_by("at")
    assert (first.at, first.ended_at, first.address) == (CAME, LEFT, "10.1.2.3")
    assert first.device == ("Firefox" * 30)[:100]
    assert (second.at, second.ended_at, second.address, second.device) == (
        LEFT,
        None,
        "",
        "",
    )
    assert SignIn.objects.count() == 2
    names = connection.introspection.table_names()
    assert [each for each in names if each.startswith("axes_")] == []


def test_where_the_package_never_was_nothing_happens():
    moved.keep(apps, connection.schema_editor())
    assert not SignIn.objects.exists()
