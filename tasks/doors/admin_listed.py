"""Lists of codes in the admin, chosen by their names instead of typed as JSON."""

from typing import Any

from django.http import HttpRequest

from agencies.models import Agency, AgencyKind
from kehoach.technical_admin.list_fields import CodesField

#: Which columns hold kinds of agencies, and which also agencies.
_KINDS, KINDS_AND_AGENCIES = "kinds", "only_for"


def kinds() -> list[Any]:
    """Return the kinds of agencies."""
    return list(AgencyKind.choices)


def kinds_and_agencies() -> list[Any]:
    """Return the kinds, then every agency by its code."""
    agencies = Agency.objects.order_by("sort_key").values_list("code", "short_name")
    return [("Loại cơ quan", kinds()), ("Cơ quan", list(agencies))]


class KindsMixin:
    """Offers kinds, or kinds and agencies, where a column holds a list of their codes."""

    def formfield_for_dbfield(
        self,
        db_field: Any,
        request: HttpRequest,
        **kwargs: Any,
    ) -> Any:
        """Return boxes to choose from for a list of codes."""
        choices = {_KINDS: kinds, KINDS_AND_AGENCIES: kinds_and_agencies}
        if db_field.name in choices:
            label = str(db_field.verbose_name)
            return CodesField(
                label,
                choices[db_field.name],
                label=label.capitalize(),
                help_text="Để trống: mọi đơn vị.",
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc] # a mixin
