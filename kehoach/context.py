"""What every page is given."""

from typing import Any

from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation of the page."""
    return {"nav_items": []}
