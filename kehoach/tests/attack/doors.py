"""A client of one person: asks, posts, and takes back whatever that did.

What an answer wrote is found by comparing the tables that its statements named with what
stood there before; nothing is compared when nothing was written.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from agencies.accounts.limits import PROVED
from agencies.models import User
from agencies.tests.factories import PASSWORD
from kehoach.tests.attack.worlds import counted
from tasks.tests.factories import NOW

WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
BACKEND = "django.contrib.auth.backends.ModelBackend"
Table = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """A row that an answer wrote: the columns that are not what they were."""

    model: type[models.Model]
    key: int
    is_new: bool
    values: dict[str, Any]

    def __str__(self) -> str:
        how = "new" if self.is_new else "changed"
        return f"{self.model._meta.label} {self.key} {how} {self.values}"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Any
    body: str
    changes: list[Change] = field(default_factory=list)
    #: What was raised behind a 500.
    fault: str = ""


class Writes:
    """Notes the tables that statements write to."""

    def __init__(self) -> None:
        """Begin with none."""
        self.tables: set[str] = set()

    def __call__(
        self, execute: Any, sql: Any, params: Any, many: Any, context: Any
    ) -> Any:
        """Note, and let it happen."""
        self.tables.update(WRITES.findall(str(sql)))
        return execute(sql, params, many, context)


class Stored:
    """What stood in the tables before anybody came."""

    def __init__(self) -> None:
        """Read every table."""
        self.models = {each._meta.db_table: each for each in counted()}
        self.before = {name: rows_of(model) for name, model in self.models.items()}

    def changes(self, tables: set[str]) -> Iterator[Change]:
        """Yield what is not what it was in these tables."""
        for name in sorted(tables & self.models.keys()):
            model, before = self.models[name], self.before[name]
            after = rows_of(model)
            for key in before.keys() | after.keys():
                old, new = before.get(key), after.get(key)
                if old != new:
                    values = {
                        column: value
                        for column, value in (new or {}).items()
                        if old is None or old[column] != value
                    }
                    yield Change(model, key, old is None, values)


def rows_of(model: type[models.Model]) -> Table:
    """Return key → the columns of all rows."""
    names = [each.attname for each in model._meta.concrete_fields]
    rows = model._base_manager.values_list("pk", *names)
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


class Door:
    """What one person sends; every visit begins with the same session."""

    def __init__(self, person: User | None, stored: Stored | None = None) -> None:
        """Sign the person in, proved a moment ago."""
        self.client, self.stored = Client(raise_request_exception=False), stored
        if person and person.slept_at:  # no session outlives the sleep: by the door
            said = {"username": person.username, "password": PASSWORD}
            self.client.post(reverse("login"), said)
        elif person:
            self.client.force_login(person, BACKEND)
            session = self.client.session
            session[PROVED] = int(NOW.timestamp())
            session[BACKEND_SESSION_KEY] = BACKEND
            session.save()
        self.held = dict(self.client.cookies.items())

    def send(self, how: str, address: str, fields: Any = None, **more: Any) -> Answer:
        """Ask; return what came back and what it wrote, after taking it back."""
        self.client.cookies.clear()
        self.client.cookies.update(self.held)
        writes = Writes()
        with transaction.atomic():
            with connection.execute_wrapper(writes):
                sent = getattr(self.client, how)(address, fields or {}, **more)
                answer = Answer(sent.status_code, sent.headers, body_of(sent))
                raised = getattr(sent, "exc_info", None) or (None, "")
                answer.fault = repr(raised[1])[:200] if raised[1] else ""
            if writes.tables:
                answer.changes = self._changes(writes.tables)
            transaction.set_rollback(True)
        return answer

    def _changes(self, tables: set[str]) -> list[Change]:
        if connection.needs_rollback or not self.stored:
            return []
        try:
            return list(self.stored.changes(tables))
        except DatabaseError:
            return []


def body_of(sent: Any) -> str:
    """Return what the answer says; of packed files what is inside."""
    content = b"".join(sent.streaming_content) if sent.streaming else sent.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as file:
            content = b"\n".join(file.read(name) for name in file.namelist())
    return str(content, errors="replace")
