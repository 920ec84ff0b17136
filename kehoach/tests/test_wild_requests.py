"""Every address, asked and posted to with what no page ever sends, is answered.

The addresses come from the resolver and the names of fields from the views and the
pages themselves, so a new page is tried without being listed.
"""

import inspect
import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from agencies.tests.factories import make_user
from kehoach.tests.addresses import fill, routes
from tasks.tests.everything import everything

pytestmark = pytest.mark.django_db
NUL = "\0"
WILD = [
    NUL,
    pytest.param("9" * 30, marks=pytest.mark.slow),
    pytest.param("31/12/9999", marks=pytest.mark.slow),
    pytest.param("01/01/0001", marks=pytest.mark.slow),
    pytest.param("-1", marks=pytest.mark.slow),
]
ASKED = re.compile(r"""GET\.(?:get|getlist)\(\s*["']([^"']+)""")
POSTED = re.compile(r"""POST\.(?:get|getlist)\(\s*["']([^"']+)""")
FIELD = re.compile(r"""<(?:input|select|textarea)[^>]*?\sname="([^"]+)""")


def send(client: Client, how: str, address: str, fields=None) -> tuple[int, str]:
    """Ask or post, take back what it did, return status and page."""
    with transaction.atomic():
        answer = getattr(client, how)(address, fields or {})
        body = "" if answer.streaming else answer.content.decode(errors="replace")
        if answer.streaming:  # read, not closed: that would end an old connection, too
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code, body


def names_in(view: object, pattern: re.Pattern[str]) -> set[str]:
    """Return the names that the module of the view asks for."""
    bare = inspect.unwrap(getattr(view, "view_class", view))
    module = inspect.getmodule(bare)
    if module is None or module.__name__.startswith("django"):
        return set()
    return set(pattern.findall(inspect.getsource(module)))


def asks(route: str, view: object, scene, word: str) -> Iterator[tuple[str, str, dict]]:
    """Yield what is sent to one address: NUL all at once, since it never gets further
    than the door; other words one by one.
    """
    plain, names = fill(route, scene), names_in(view, ASKED) | {"page", "q"}
    if word == NUL:
        yield "get", plain, dict.fromkeys({*names, NUL}, NUL)
        yield "get", fill(route, scene, "%00"), {}
    else:
        for name in sorted(names):
            yield "get", plain, {name: word}
    if posted := names_in(view, POSTED):
        yield "post", plain, dict.fromkeys(posted, word)


@pytest.fixture
def scene():
    return everything()


@pytest.fixture
def clients(scene):
    """Return the clients of who may most, the agency's own and a stranger."""
    head = make_user("head", scene.plan.steering_agency)
    people = [make_user(is_staff=True, is_superuser=True), head, scene.officer]
    found = [Client() for _ in people]
    for client, person in zip(found, people, strict=True):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return [*found, Client()]


def faults(client: Client, scene, word: str) -> Iterator[str]:
    """Yield what was answered by a fault."""
    client.raise_request_exception = False
    for route, view in routes(get_resolver().url_patterns):
        plain = fill(route, scene)
        for how, address, fields in asks(route, view, scene, word):
            if send(client, how, address, fields)[0] >= 500:
                yield f"{how} {address} {fields}"
        status, page = send(client, "get", plain)
        fields = dict.fromkeys(FIELD.findall(page) if status == 200 else (), word)
        if fields and send(client, "post", plain, fields)[0] >= 500:
            yield f"form of {route}"


@pytest.mark.slow
@pytest.mark.parametrize("word", WILD)
def test_nothing_wild_is_answered_by_a_fault(scene, clients, word):
    root, *others = clients
    assert list(faults(root, scene, word)) == []
    if word != NUL:
        assert [said for each in others for said in faults(each, scene, word)] == []


def test_an_address_with_nul_is_refused_in_words(client):
    answer = client.get("/mat-khau/dat/%00/x/")
    assert answer.status_code == 400
    assert "Yêu cầu chưa hợp lệ" in answer.content.decode()


def test_a_cookie_with_nul_is_nobodys(client):
    client.cookies["sessionid"] = "a\0b"
    assert client.get("/").status_code == 302


def test_what_was_typed_with_control_characters_is_kept_without(client, scene):
    client.force_login(scene.officer)
    page = client.get("/tim-kiem/", {"q": "họp\0 dân\x0b"})
    assert "họp dân" in page.content.decode()
