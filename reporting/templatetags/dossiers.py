"""Whether a page offers to have an agency's papers packed."""

from datetime import date

from django import template

from agencies.models import Agency, User
from reporting.dossiers.access import exportable

register = template.Library()


@register.simple_tag
def may_pack(user: User, agency: Agency, today: date) -> bool:
    """Return whether the person may have the agency's papers packed (one query)."""
    return exportable(user, today).filter(pk=agency.pk).exists()
