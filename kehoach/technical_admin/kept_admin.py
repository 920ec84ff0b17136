"""Columns of the admin that stay as they are once something stands on the row."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest


class KeptOnceUsed:
    """`kept` names the columns, `used` says of a row whether something stands on it,
    `instead` tells what to do.
    """

    kept: tuple[str, ...] = ()
    instead = ""

    def used(self, obj: Any) -> bool:
        """Return whether something stands on the row."""
        raise NotImplementedError

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the columns as text once the row is used."""
        fields = super().get_readonly_fields(request, obj)  # type: ignore[misc] # a mixin
        return (*fields, *self.kept) if obj and self.used(obj) else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fill nothing in that stands as text."""
        return {} if obj else super().get_prepopulated_fields(request, obj)  # type: ignore[misc] # a mixin

    def render_change_form(self, request: HttpRequest, *rest: Any, **kw: Any) -> Any:
        """Say why, and what to do instead."""
        obj = kw.get("obj")
        if request.method == "GET" and obj and self.used(obj):
            messages.info(request, self.instead)
        return super().render_change_form(request, *rest, **kw)  # type: ignore[misc] # a mixin


class HeldOnceUsed(KeptOnceUsed):
    """The same, and the row is not deleted either."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse once something stands on the row."""
        allowed = super().has_delete_permission(request, obj)  # type: ignore[misc] # a mixin
        return bool(allowed and not (obj and self.used(obj)))


class DeletedOneByOne:
    """Rows that are looked at before they go: many at once are not deleted."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out deleting many."""
        actions: dict[str, Any] = super().get_actions(request)  # type: ignore[misc] # a mixin
        actions.pop("delete_selected", None)
        return actions
