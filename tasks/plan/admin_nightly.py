"""Forms of the admin that the nightly sync follows: what it will do is asked first.

Groups, agencies and the scope of a plan have no document of their own, so an edit is no
change to the plan; but nobody learns the next morning what it did.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from agencies.events.admin import AgencyAdmin, AgencyGroupAdmin
from agencies.events.resources import AgencyResource
from agencies.models import Agency, AgencyGroup
from kehoach.lib.dates import parse_date
from tasks.periods.coming_nights import effects, nights

#: The button of the page that says what will happen.
CONFIRMED = "_da_xem_truoc"
#: Days typed in the form, tonight's aside, that are looked at.
MOST_DAYS = 6
_MOVED = 302


def days_of(posted: Mapping[str, Any], today: date) -> list[date]:
    """Return tonight's day, and of the later days that the form names the first few:
    each, and the day after, since a last day acts then.
    """
    tonight = today + timedelta(days=1)
    named = set()
    for name, value in posted.items():
        if name.endswith(("valid_from", "valid_to")) and value:
            try:
                day = parse_date(value)
            except ValueError:
                continue
            named |= {day, day + timedelta(days=1)}
    return [tonight, *sorted(day for day in named if day > tonight)[:MOST_DAYS]]


class NightlyAdmin(admin.ModelAdmin):
    """A row whose edit opens or ends duties at night: the numbers are shown first, and
    kept in the history.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what will happen before the edit is kept; nothing is kept until then."""
        view = super().changeform_view
        if request.method != "POST":
            return view(request, object_id, form_url, extra_context)
        said = cast(Any, get_messages(request))
        queued = len(said._queued_messages)
        days = days_of(request.POST.dict(), timezone.localdate())
        held = nights(days)
        with transaction.atomic():
            response = view(request, object_id, form_url, extra_context)
            if response.status_code != _MOVED:
                return response
            found = [str(each) for each in effects(held, nights(days))]
            if found and CONFIRMED not in request.POST:
                transaction.set_rollback(True)
            elif found:
                self.keep(request, object_id, found)
        if not found or CONFIRMED in request.POST:
            return response
        del said._queued_messages[queued:]
        return self.ask(request, object_id, found)

    def keep(
        self, request: HttpRequest, object_id: str | None, found: Iterable[str]
    ) -> None:
        """Write into the history what was said before the edit was kept."""
        newest = self.model._default_manager.order_by("-pk").first()
        row = self.get_object(request, object_id) if object_id else newest
        self.log_change(request, row, f"Đã xem trước: {' '.join(found)}")

    def ask(
        self, request: HttpRequest, object_id: str | None, found: list[str]
    ) -> TemplateResponse:
        """Return the page that says what will happen, with the form inside."""
        row = self.get_object(request, object_id) if object_id else None
        context = {
            **self.admin_site.each_context(request),
            "title": "Xem trước khi lưu",
            "opts": self.opts,
            "original": row,
            "found": found,
            "posted": [
                (name, value)
                for name, values in request.POST.lists()
                for value in values
                if name != "csrfmiddlewaretoken"
            ],
            "confirmed": CONFIRMED,
        }
        return TemplateResponse(request, "admin/nightly.html", context)


class NightlySheetAdmin(NightlyAdmin):
    """The same, of rows that also come from spreadsheets."""

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Say in the preview of a spreadsheet what will happen."""
        response = super().import_action(request, **kwargs)  # type: ignore[misc] # of SheetAdmin
        result = (getattr(response, "context_data", None) or {}).get("result")
        for words in getattr(result, "coming", ()):
            messages.warning(request, f"Khi xác nhận: {words}")
        return cast(HttpResponse, response)


class NightlyRows:
    """A spreadsheet whose preview says what the nights will make of it."""

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Look at the nights as things stand."""
        super().before_import(dataset, **kwargs)  # type: ignore[misc] # of a resource
        days = [timezone.localdate() + timedelta(days=1)]
        self.held = days, nights(days)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Look again, inside the transaction that a preview rolls back."""
        super().after_import(dataset, result, **kwargs)  # type: ignore[misc] # of a resource
        days, before = self.held
        result.coming = [str(each) for each in effects(before, nights(days))]


class NightlyAgencyResource(NightlyRows, AgencyResource):
    """Agencies from a spreadsheet."""


admin.site.unregister([Agency, AgencyGroup])


@admin.register(Agency)
class NightlyAgencyAdmin(NightlySheetAdmin, AgencyAdmin):
    """Agencies: kind, level, territory and days say what they owe."""

    resource_classes = [NightlyAgencyResource]


@admin.register(AgencyGroup)
class NightlyGroupAdmin(NightlyAdmin, AgencyGroupAdmin):
    """Groups: rules, inclusions and exclusions say who owes."""
