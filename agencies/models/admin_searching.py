"""Search in the admin as the portal searches."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from kehoach.lib.text import search_text


class SearchesWithoutMarks(admin.ModelAdmin):
    """Search in `search_text` with marks and letter case ignored."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Fold the words before Django splits them."""
        return super().get_search_results(request, queryset, search_text(search_term))
