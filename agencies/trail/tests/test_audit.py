"""The audit trail: who did what from where, added once and never changed."""

import json
import logging

import pytest
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from agencies.models import AuditPurge, AuditRecord, User
from agencies.tests.factories import make_agency, make_user
from agencies.trail import append_only
from agencies.trail.writing import HIDDEN, AuditKind, record
from kehoach.lib.acting import Acting, acting_as
from kehoach.site.logs import TrailLine, WhoFilter

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
PASSWORD = "Mot-mat-khau-2026!"


@pytest.fixture
def person() -> User:
    user = make_user("officer", make_agency(), username="hoa")
    user.set_password(PASSWORD)
    user.save()
    return user


def last(kind: str) -> AuditRecord:
    return AuditRecord.objects.filter(kind=kind).latest("pk")


def test_a_record_knows_who_acts_and_from_where_without_being_told(person):
    with acting_as(Acting(lambda: person.pk, "10.1.2.3")):
        row = record(AuditKind.SETTING, target=make_agency("Sở A"), after={"note": "b"})
    row.refresh_from_db()
    assert (row.actor, row.address, row.target) == (person, "10.1.2.3", "Sở A")
    assert row.after == {"note": "b"}
    assert row.at is not None


def test_a_job_signs_with_its_name():
    with acting_as(Acting(job="agencies.sleep_accounts")):
        row = record(AuditKind.ACCOUNT)
    assert (row.actor, row.job) == (None, "agencies.sleep_accounts")


def test_personal_values_are_hashes_and_secrets_are_not_kept(person):
    said = {"email": "Hoa@xa.vn", "password": "argon2$x", "note": "", "role": "head"}
    row = record(
        AuditKind.ACCOUNT, target=person, before=said, after={"email": "hoa@xa.vn"}
    )
    assert row.before["email"].startswith("#")
    assert row.before["email"] == row.after["email"]
    assert row.before["password"] == HIDDEN
    assert (row.before["note"], row.before["role"]) == ("", "head")
    assert person.full_name not in str(row.__dict__)
    assert row.person == person


@pytest.mark.parametrize("table", append_only.TABLES)
def test_the_database_refuses_to_change_or_take_away(table, person):
    record(AuditKind.SIGN_IN, actor=person)
    day = "2020-01-01"
    AuditPurge.objects.create(month=day, until=f"{day}T00:00Z", number=0, digest="")
    LogEntry.objects.create(user=person, action_flag=1, object_repr="x")
    for words in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            connection.cursor().execute(words)


@pytest.mark.needs_postgres
def test_postgresql_refuses_to_empty_the_table():
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {append_only.TRAIL}")


def test_who_did_something_cannot_be_deleted_by_anybody(person):
    record(AuditKind.EXPORT, actor=person)
    person.memberships.all().delete()
    with pytest.raises(DatabaseError):
        person.delete()


def test_coming_leaving_and_being_refused_is_recorded(client, person):
    client.post(reverse("login"), {"username": "hoa", "password": "sai"})
    client.post(reverse("login"), {"username": "ai đó", "password": "sai"})
    client.post(reverse("login"), {"username": "hoa", "password": PASSWORD})
    client.post(reverse("logout"))
    kinds = list(AuditRecord.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["refused", "refused", "sign_in", "device", "sign_out"]
    known, unknown = AuditRecord.objects.filter(kind="refused").order_by("pk")
    assert (known.person, known.actor, known.address) == (person, None, "127.0.0.1")
    assert unknown.person is None
    assert unknown.after["username"].startswith("#")
    assert last("sign_in").actor == last("sign_out").actor == person


def test_a_lock_is_recorded(client, person):
    for _ in range(5):
        client.post(reverse("login"), {"username": "hoa", "password": "sai"})
    assert last("locked").person == person


def test_a_stored_record_leaves_as_one_line_of_json(
    person, caplog, django_capture_on_commit_callbacks
):
    logging.getLogger("kehoach.trail").addHandler(caplog.handler)
    with django_capture_on_commit_callbacks(execute=True):
        row = record(AuditKind.READ, actor=person, address="10.0.0.9", target="Số 5/BC")
    line = TrailLine().format(caplog.records[-1])
    said = json.loads(line)
    assert "\n" not in line
    assert said["id"] == row.pk
    assert (said["kind"], said["actor"], said["address"]) == (
        "read", person.pk, "10.0.0.9",
    )  # fmt: skip
    assert said["target"] == "Số 5/BC"


def test_a_line_of_the_log_says_account_and_address_but_no_name(person):
    line = logging.makeLogRecord({"msg": "x"})
    with acting_as(Acting(lambda: person.pk, "10.1.2.3")):
        WhoFilter().filter(line)
    assert (line.account, line.address) == (f"#{person.pk}", "10.1.2.3")
