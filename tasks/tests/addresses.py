"""Where pages about one plan stand, for tests that have one plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.urls import NoReverseMatch, reverse

from tasks.models import Plan


def plan_page(
    page: str,
    args: Sequence[object] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    plan: Plan | None = None,
) -> str:
    """Return the address of a page by its name, or by what stands behind the plan's
    code («/tiep-nhan/»), for this plan or for the first programme; of a page that is
    about no plan its own. What it asks the database is not counted as the page's.
    """
    if page.startswith("/ke-hoach/"):
        return page
    code = plan.code if plan else _first()
    if page.startswith("/"):
        return f"/ke-hoach/{code}{page}"
    try:
        if kwargs:
            return reverse(page, kwargs={"plan": code, **kwargs})
        return reverse(page, args=[code, *args])
    except NoReverseMatch:
        return reverse(page, args=args, kwargs=kwargs)


def _first() -> str:
    counted, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        codes = Plan.objects.programmes().order_by("pk").values_list("code", flat=True)
        return codes.first() or "khong-co"
    finally:
        connection.force_debug_cursor = counted
