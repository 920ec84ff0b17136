"""Whether a page of another room may lead to an agency's score."""

from django import template
from django.utils import timezone

from agencies.models import Agency, User
from reporting.scores.scores import sees_score
from tasks.models import Plan

register = template.Library()


@register.simple_tag
def may_see_score(user: User, plan: Plan | None, agency: Agency) -> bool:
    """Return whether scoring is on and the person sees this agency's score."""
    today = timezone.localdate()
    return plan is not None and sees_score(user, plan, agency, today)
