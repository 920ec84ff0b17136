"""Proof attached by a service or by the page, and what lies in the storage then."""

from pathlib import Path

from django.core.files.storage import default_storage
from django.urls import reverse

from tasks.evidence.keeping import attach_evidence
from tasks.evidence.tests import files
from tasks.tests.factories import NOW, TODAY

MOMENT = {"today": TODAY, "now": NOW}


def attach(duty, actor, **said):
    """Attach a confirmed PDF unless told otherwise."""
    said = {
        "duties": [duty],
        "subject": "Kế hoạch tuyên truyền",
        "upload": files.upload(),
        "confirmed_open": True,
    } | said
    return attach_evidence(actor=actor, **said, **MOMENT)


def stored_files() -> list[Path]:
    """Return everything that lies in the storage."""
    return [p for p in Path(default_storage.location).rglob("*") if p.is_file()]


def post_file(client, duty, upload, **more):
    """Post a confirmed file."""
    form = {"subject": "Kế hoạch", "file": upload, "confirmed_open": "on"} | more
    return client.post(reverse("tasks:attach_evidence", args=[duty.pk]), form)
