"""Every row of ours at a moment, to be compared with another moment."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, Sum

from tasks.models import AgencySummary, DutyCount

Rows = dict[str, dict[int, dict[str, Any]]]


def models() -> Iterator[type[Model]]:
    """Yield every model of ours."""
    for app in ("agencies", "tasks", "reporting"):
        yield from apps.get_app_config(app).get_models()


def snapshot() -> Rows:
    """Return label → key → columns of every row of ours."""
    found: Rows = {}
    for model in models():
        rows = model._default_manager.order_by("pk").values()
        found[model._meta.label] = {row["id"]: row for row in rows}
    return found


def counted() -> list[Any]:
    """Return the sums that are not zero."""
    rows = DutyCount.objects.order_by().values_list("task", "state", "progress")
    owed = AgencySummary.objects.order_by().values_list("period", "agency")
    return [
        sorted(rows.annotate(total=Sum("number")).exclude(total=0)),
        sorted(
            owed.annotate(owes=Sum("owed"), said=Sum("spoken")).exclude(owes=0, said=0)
        ),
    ]
