"""What tests of the pages of a reorganisation share."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.events.rows import EVENT_COLUMNS
from agencies.tests.factories import make_agency, make_user
from tasks.reorganising.tests.reorganising import make_event
from tasks.tests.factories import (
    make_duty,
    make_period,
    make_plan,
    make_task,
)

LIST = "tasks:reorganisations"


def url(name, *args):
    suffix = f"_{name}" if name else ""
    return reverse(f"tasks:reorganisation{suffix}", args=args)


def addresses(event):
    """Return the pages to read and the addresses to post to."""
    line = event.lines.first()
    reads = [reverse(LIST), reverse("tasks:reorganisation_new")]
    reads += [
        url(name, event.pk)
        for name in ("", "edit", "search", "template", "preview", "undo", "people")
    ]
    writes = [
        url(name, event.pk)
        for name in (
            *("delete", "copy", "line", "sheet", "sheet_write"),
            *("choose", "apply", "undo", "people", "edit"),
        )
    ]
    return reads, [*writes, url("line_remove", event.pk, line.pk)]


def said(answer):
    """Return the messages that the person sees next."""
    return " ".join(str(each) for each in answer.context["messages"])


def upload(client, event, *lines):
    """Send a CSV file of these lines to the dry run."""
    text = "\n".join(",".join(line) for line in (EVENT_COLUMNS, *lines))
    file = SimpleUploadedFile("sap-xep.csv", text.encode("utf-8-sig"))
    return client.post(url("sheet", event.pk), {"file": file})


def big(count):
    """Return a draft of `count` merges and splits with open work and people."""
    plan = make_plan()
    period = make_period(plan)
    tasks = [make_task(plan) for _ in range(count)]
    event = make_event()
    heirs = [make_agency(kind="cap-xa") for _ in range(2)]
    for number in range(count):
        old = make_agency(kind="cap-xa")
        make_user("officer", old)
        for task in tasks:
            make_duty(task, old, period)
        for heir in heirs[: 1 + number % 2]:
            kind = "split" if number % 2 else "merge"
            event.lines.create(predecessor=old, successor=heir, kind=kind)
    return event


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)
