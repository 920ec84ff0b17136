"""Every place of the portal that takes a file, found by walking its addresses.

Forms come from the pages, with the values that they stand with; a view that reads files
and stands on no page of the scene (its row is in another state) is posted to plainly.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from lxml import html

from kehoach.tests.addresses import fill, routes
from tasks.models import Evidence

#: How a view says that it reads files by itself.
READS = re.compile(r"request\.FILES")


@dataclass(frozen=True)
class Door:
    """One place: who posts, where, the field of the file and what else the form says."""

    client: Client
    address: str
    name: str
    said: dict[str, Any] = field(default_factory=dict)

    def post(self, upload: SimpleUploadedFile) -> Any:
        """Send a file beside what the form says."""
        return self.client.post(self.address, self.said | {self.name: upload})


def doors(scene: Any, clients: list[Client]) -> list[Door]:
    """Return every place, each once."""
    found: dict[tuple[str, str], Door] = {}
    for route, view in routes(get_resolver().url_patterns):
        address = address_of(route, scene)
        for client in clients:
            for door in on_page(client, address):
                found.setdefault((door.address, door.name), door)
        if reads_files(view) and not any(address == each for each, _ in found):
            found[address, ""] = Door(clients[0], address, "file")
    return list(found.values())


def address_of(route: str, scene: Any) -> str:
    """Return the address with its parts filled in, of evidence by the newest."""
    proof = Evidence.objects.order_by("pk").last()
    key = str(proof.pk if proof else 0)
    return fill(route.replace("<int:evidence_pk>", key), scene)


def reads_files(view: Any) -> bool:
    """Return whether the view itself takes a file."""
    bare = inspect.unwrap(getattr(view, "view_class", view))
    room = getattr(bare, "__module__", "").split(".")[0]
    is_ours = room in {"agencies", "reporting", "tasks"} and inspect.isfunction(bare)
    return is_ours and bool(READS.search(inspect.getsource(bare)))


def on_page(client: Client, address: str) -> Iterator[Door]:
    """Yield the forms with a field for files on a page, and where that field sends
    them ahead.
    """
    page = got(client, address)
    if 'type="file"' not in page:
        return
    for form in html.fromstring(page).forms:
        for each in form.xpath('.//input[@type="file"]'):
            said = values_of(form) | {"confirmed_open": "on"}
            yield Door(client, form.action or address, each.name, said)
            if ahead := each.get("data-keep"):
                yield Door(client, ahead, "file", {"confirmed_open": "on"})


def got(client: Client, address: str) -> str:
    """Return the page, nothing for what is none; what opening it did is taken back."""
    with transaction.atomic():
        answer = client.get(address)
        body = answer.getvalue().decode(errors="replace")
        transaction.set_rollback(True)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    return body if is_page and answer.status_code == 200 else ""


def values_of(form: Any) -> dict[str, Any]:
    """Return what the form says as it stands, lists where a name comes often; empty
    fields say something.
    """
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value or FILLED.get(name, "Nội dung"))
    return dict(found)


#: What stands in an empty field that asks for more than words.
FILLED = {
    **dict.fromkeys(("issued_on", "signed_on", "done_on", "arrived_on"), "10/06/2026"),
    "format": "0",
    "link": "",
}
