"""What stands in closed periods, what is in use and what was issued cannot be edited or
deleted in the technical admin; every model of it is tried without being listed.
"""

import logging

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from kehoach.testing.clock import standing_at
from kehoach.tests.attack.doors import Door, Stored
from kehoach.tests.attack.people import mighty
from kehoach.tests.attack.worlds import OWN, build, spread_numbers
from tasks.evidence.tests import files
from tasks.models import Figure, Period
from tasks.tests.factories import NOW
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
#: Configuration that nothing which was said hangs on (an assignment without a duty, a
#: question that nobody was asked), with what stands inside its form.
GOES = {
    "agencies.AgencyGroup", "agencies.GroupRule", "agencies.GroupMember",
    "tasks.Figure", "tasks.TaskFigure", "tasks.Rung", "tasks.QuietHours",
    "tasks.Holiday", "tasks.ReturnReason", "tasks.Wording", "tasks.Assignment",
    "tasks.FieldGrant",
}  # fmt: skip
#: Issued things and what they hold: looked at on the portal's own pages, nowhere else.
ISSUED = (
    "YearlyReport", "FrozenReport", "IssuedLink", "Erratum", "ReplacedReport",
    "CommitteeReport", "CommitteeEvent", "ReportTemplate", "OutlineChange",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Build the world once; what a test does to it is rolled back to it."""
    stores = files.stores_in(tmp_path_factory.mktemp("evidence"))
    with (
        django_db_blocker.unblock(),
        override_settings(STORAGES=stores),
        transaction.atomic(),
    ):
        with standing_at(NOW):
            spread_numbers()
            built = build(OWN)
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def root(world, clock):
    logging.disable(logging.CRITICAL)
    clock.at(NOW)
    yield world, Door(mighty(world), Stored())
    logging.disable(logging.NOTSET)


def page(row, name):
    options = row._meta
    return reverse(
        f"admin:{options.app_label}_{options.model_name}_{name}", args=[row.pk]
    )


def test_nothing_that_was_said_goes_with_what_an_administrator_deletes(root):
    world, door = root
    tried = 0
    for model in site._registry:
        for pk in world.rows.get(model, []):
            row = model._base_manager.get(pk=pk)
            answer = door.send("post", page(row, "delete"), {"post": "yes"})
            gone = {
                each.model._meta.label
                for each in answer.changes
                if not each.is_new and not each.values
            }
            assert answer.status < 500, row
            assert gone <= GOES, row
            tried += 1
    assert tried > 40


def test_what_was_issued_is_not_in_the_technical_admin():
    registered = {model.__name__ for model in site._registry}
    assert registered & set(ISSUED) == set()
    assert all(apps.get_model("reporting", name) for name in ISSUED)


def test_a_closed_period_is_looked_at_and_not_opened_again(root, client):
    world, door = root
    (closed,) = Period.objects.filter(pk__in=world.rows[Period], state="closed")
    opening = {"action": "open_duties", "_selected_action": [closed.pk]}
    listed = reverse("admin:tasks_period_changelist")
    client.force_login(mighty(world))
    told = text_of(client.post(listed, opening, follow=True))
    assert "đã chốt" in told
    assert 'name="request_number"' not in text_of(client.get(page(closed, "change")))
    assert door.send("post", page(closed, "change"), {"year": "2030"}).status == 403
    asked = reverse("admin:tasks_period_add")
    assert 'value="dot-xuat"' not in text_of(client.get(asked))


def test_codes_in_use_are_text(root):
    world, door = root
    figures = Figure.objects.filter(pk__in=world.rows[Figure], values__isnull=False)
    used = [world.scene.plan, world.scene.agency, figures.first()]
    for row in used:
        body = door.send("get", page(row, "change")).body
        assert 'name="code"' not in body, row
        assert row.code in body, row


def test_a_question_of_a_request_that_was_sent_stays(root):
    _, door = root
    asked = Figure.objects.filter(plan__adhoc__opened_at__isnull=False)
    assert asked
    for row in asked:
        assert door.send("post", page(row, "delete"), {"post": "yes"}).status == 403
