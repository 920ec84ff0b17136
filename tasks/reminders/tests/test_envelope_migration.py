"""Rows of the ledger as it was are carried into envelopes."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from agencies.models import Reorganisation
from kehoach.testing.old_chain import go_to, newest
from tasks.models import Envelope, Reminder
from tasks.reminders.tests.reminding import DUE, WEEK_BEFORE, make_cast

BEFORE = [("tasks", "0020_settled")]
AFTER = [("tasks", "0022_lean_ledger")]
PLANNED = datetime(2026, 12, 9, tzinfo=UTC)
LATER = datetime(2026, 12, 9, 1, tzinfo=UTC)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.sqlite_too,
    pytest.mark.slow,  # thirty migrations back and forth take a minute
]


@pytest.fixture
def before():
    cast = make_cast()
    yield cast, go_to(*BEFORE).get_model("tasks", "Reminder")
    go_to(*newest())


def put(cast, model, rung, person, **fields):
    return model.objects.create(
        duty_id=cast.duty.pk,
        person_id=person.pk,
        rung_id=rung,
        occasion=DUE,
        planned_at=PLANNED,
        **fields,
    ).pk


def test_rows_keep_what_became_of_them(before):
    cast, model = before
    batch, rungs = uuid4(), list(cast.plan.rungs.values_list("pk", flat=True))
    sent = {"batch": batch, "sent_at": LATER, "sent_on": WEEK_BEFORE, "attempts": 1}
    together = [
        put(cast, model, rung, cast.officer, state="sent", **sent) for rung in rungs[:2]
    ]
    waiting = put(
        cast, model, rungs[0], cast.head, problem="451", not_before=LATER, attempts=2
    )
    refused = put(cast, model, rungs[1], cast.head, state="failed", problem="550")
    gone = put(cast, model, rungs[2], cast.head, state="dropped", problem="Đã gửi")
    quiet = put(cast, model, rungs[3], cast.head, state="dropped")
    event = Reorganisation.objects.create(name="Sáp nhập", effective_on=DUE)
    noted = {"state": "planned", "problem": ""}
    change = event.changes.create(table="tasks.Reminder", row_id=gone, before=noted)
    go_to(*AFTER)
    change.refresh_from_db()
    assert change.before == {"dropped": ""}
    rows = Reminder.objects.in_bulk()
    assert {pk: (row.state, row.problem) for pk, row in rows.items()} == {
        **dict.fromkeys(together, ("sent", "")),
        waiting: ("planned", "451"),
        refused: ("failed", "550"),
        gone: ("dropped", "Đã gửi"),
        quiet: ("dropped", "Bỏ, không còn cần"),
    }
    letter, again = (rows[pk].envelope for pk in together)
    assert letter == again
    assert (letter.person, letter.batch, letter.sent_on, letter.planned_at) == (
        cast.officer,
        batch,
        WEEK_BEFORE,
        PLANNED,
    )
    held = rows[waiting].envelope
    assert (held.attempts, held.not_before) == (2, LATER)
    assert Envelope.objects.count() == 4
    fresh = Envelope.objects.create(person=cast.head, planned_at=LATER)
    assert fresh.pk > max(row.envelope_id for row in rows.values())
