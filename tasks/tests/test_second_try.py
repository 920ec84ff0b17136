"""A database that could not once is asked once more; then what was typed comes back."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from tasks.evidence.tests import files
from tasks.models import DutyEvent, Evidence, EvidenceLink, ProgressEntry
from tasks.tests.pages import said, text_of

ENTRY = 'INSERT INTO "tasks_progressentry"'
TEXT = "Họp dân ở thôn Phú Hòa."
CODES = {
    "40P01": psycopg.errors.DeadlockDetected,
    "40001": psycopg.errors.SerializationFailure,
    "55P03": psycopg.errors.LockNotAvailable,
}
with_commits = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser(login, duty, head, _inside_the_period):
    return login(head)


@contextmanager
def failing(at: str, times: int, act: Callable[[], Any]):
    """Let the statement fail so often; yield the statements that were tried."""
    tried: list[str] = []

    def wrapper(execute, sql, params, many, context):
        if at in sql:
            tried.append(sql)
            if len(tried) <= times:
                act()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield tried


def taken_back(code: str = "40P01") -> Callable[[], Any]:
    def act() -> None:
        raise OperationalError(code) from CODES[code]()

    return act


def save(browser, duty, **more):
    address = reverse("tasks:log_progress", args=[duty.pk])
    return browser.post(address, said(duty, form_key="khoa-mot", **more))


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_what_the_server_took_back_is_saved_the_second_time(browser, duty, code):
    with failing(ENTRY, 1, taken_back(code)) as tried:
        answer = save(browser, duty)
    assert answer.status_code == 302
    assert len(tried) == 2
    assert ProgressEntry.objects.get().text == TEXT
    page = browser.get(answer["Location"])
    assert [str(each) for each in page.context["messages"]].count(
        f"Đã lưu kết quả {duty.task.code}."
    ) == 1


@pytest.mark.django_db
def test_what_fails_twice_comes_back_and_can_be_sent_from_there(browser, duty):
    with failing(ENTRY, 2, taken_back()) as tried:
        answer = save(browser, duty)
    assert answer.status_code == 503
    assert len(tried) == 2
    assert not ProgressEntry.objects.exists()
    page = text_of(answer)
    assert "Chưa lưu được, nội dung còn đây" in page
    assert f">{TEXT}</textarea>" in page
    fields = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    )
    assert fields["form_key"] == "khoa-mot"
    [address] = re.findall(r'<form method="post" action="([^"]+)"', page)
    assert browser.post(address, fields).status_code == 302
    assert ProgressEntry.objects.get().text == TEXT


@pytest.mark.django_db
def test_a_page_that_cannot_be_read_says_to_wait(browser, duty):
    with failing('FROM "tasks_duty"', 9, taken_back()):
        answer = browser.get(reverse("tasks:duty", args=[duty.pk]))
    assert answer.status_code == 503
    assert "Máy chủ đang bận" in text_of(answer)


@pytest.mark.django_db
def test_another_error_is_none_of_ours(browser, duty):
    def act() -> None:
        raise OperationalError from psycopg.errors.OutOfMemory()

    with failing(ENTRY, 1, act), pytest.raises(OperationalError):
        save(browser, duty)


def attach(browser, duty):
    form = {
        "subject": "Kế hoạch", "number": "12/KH", "issued_on": "05/06/2026",
        "issuer": "UBND xã", "file": files.upload(), "confirmed_open": "on",
    }  # fmt: skip
    return browser.post(reverse("tasks:attach_evidence", args=[duty.pk]), form)


@pytest.mark.django_db
def test_a_file_is_read_anew_from_its_beginning(browser, duty):
    with failing('FROM "tasks_evidence"', 1, taken_back()) as tried:
        assert attach(browser, duty).status_code == 302
    assert len(tried) > 1
    with Evidence.objects.get().file.open("rb") as stored:
        assert stored.read() == files.PDF


@pytest.mark.django_db
def test_what_was_written_to_the_disk_is_not_written_twice(browser, duty):
    at = 'INTO "tasks_evidencelink"'  # SQLite says INSERT OR IGNORE
    with failing(at, 1, taken_back()) as tried:
        answer = attach(browser, duty)
    assert answer.status_code == 503
    assert len(tried) == 1
    assert not EvidenceLink.objects.exists()
    page = text_of(answer)
    assert "Chưa lưu được, nội dung còn đây" in page
    assert "Chọn lại tệp: Báo cáo.pdf" in page


@with_commits
def test_what_was_committed_is_not_done_again(browser, duty):
    """The entry stands; that it could not be sent is not said of the entry."""
    with failing('INSERT INTO "tasks_dutyevent"', 1, taken_back()) as tried:
        answer = save(browser, duty, then="gui")
    assert answer.status_code == 503
    assert len(tried) == 1
    assert "Chưa chắc đã lưu" in text_of(answer)
    assert ProgressEntry.objects.count() == 1
    assert not DutyEvent.objects.exists()


def cut(pid: int) -> Callable[[], Any]:
    """Return what ends the session of the database, as a restart does."""

    def act() -> None:
        with psycopg.connect(**other_session(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    return act


def other_session() -> dict[str, Any]:
    found = connection.get_connection_params()
    kept = ("dbname", "user", "password", "host", "port")
    return {name: found[name] for name in kept if name in found}


def session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@with_commits
@pytest.mark.needs_postgres
def test_a_connection_that_broke_before_the_end_is_made_anew(browser, duty):
    with failing(ENTRY, 1, cut(session())) as tried:
        answer = save(browser, duty)
    assert answer.status_code == 302
    assert len(tried) == 2
    assert ProgressEntry.objects.get().text == TEXT


@with_commits
@pytest.mark.needs_postgres
def test_who_loses_the_connection_at_the_commit_is_not_saved_twice(browser, duty):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
            " CREATE CONSTRAINT TRIGGER cut_off AFTER INSERT ON tasks_progressentry"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut_off()"
        )
    try:
        with failing(ENTRY, 0, cut(0)) as tried:
            answer = save(browser, duty)
        assert answer.status_code == 503
        assert len(tried) == 1
        assert "Chưa chắc đã lưu" in text_of(answer)
        assert f">{TEXT}</textarea>" in text_of(answer)
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER cut_off ON tasks_progressentry")
            cursor.execute("DROP FUNCTION cut_off()")


@contextmanager
def away():
    """Let nobody reach the database."""
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = before | {"HOST": "/nowhere", "OPTIONS": {}}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before


@with_commits
@pytest.mark.needs_postgres
def test_who_is_there_cannot_be_read_and_what_was_typed_comes_back(browser, duty):
    browser.raise_request_exception = False
    with away():
        page, answer = browser.get("/nhiem-vu/"), save(browser, duty)
    assert (page.status_code, answer.status_code) == (503, 503)
    assert "Máy chủ đang bận" in text_of(page)
    assert "Chưa lưu được, nội dung còn đây" in text_of(answer)
    assert TEXT in text_of(answer)


@with_commits
@pytest.mark.needs_postgres
def test_a_form_that_no_page_of_ours_sent_is_not_handed_on(browser, duty):
    browser.raise_request_exception = False
    browser.handler.enforce_csrf_checks = True
    with away():
        answer = save(browser, duty)
    assert answer.status_code == 500
    assert TEXT not in answer.content.decode()
