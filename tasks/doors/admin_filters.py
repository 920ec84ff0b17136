"""Filters that stand first in the admin's lists."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from tasks.models import Plan

_ADHOC = "dot-xuat"


class PlanFilter(admin.SimpleListFilter):
    """The rows of the plans, or of one; those of ad-hoc requests stand apart."""

    title = "kế hoạch"
    parameter_name = "ke-hoach"
    #: From a row to its plan.
    path = "plan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer each plan, then the requests."""
        plans = Plan.objects.programmes().values_list("pk", "short_title")
        named = [(str(pk), title) for pk, title in plans]
        return [*named, (_ADHOC, "Yêu cầu báo cáo đột xuất")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Name the default for what it is."""
        first, *rest = super().choices(changelist)
        yield {**first, "display": "Mọi kế hoạch"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of what was chosen."""
        value = self.value()
        to = f"{self.path}__" if self.path else ""
        if value == _ADHOC:
            return queryset.filter(**{f"{to}adhoc__isnull": False})
        rows = queryset.filter(**{f"{to}adhoc__isnull": True})
        if value and value.isdecimal():
            return rows.filter(**{self.path or "pk": value})
        return rows


class PlanOfTask(PlanFilter):
    """The same for what hangs on a task."""

    path = "task__plan"


class PlanItself(PlanFilter):
    """The same for plans."""

    path = ""


class WithoutRequests(admin.ModelAdmin):
    """What is offered while typing leaves out what ad-hoc requests made."""

    #: From a row to its plan.
    plan_path = "plan__"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search the rows of plans where a form asks, all rows in the list."""
        match = request.resolver_match
        if match and match.url_name == "autocomplete":
            queryset = queryset.filter(**{f"{self.plan_path}adhoc__isnull": True})
        return super().get_search_results(request, queryset, search_term)
