"""«Theo dõi kế hoạch»: the plan as issued, with its standing in the margin."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from agencies.models.authority import is_leader, is_member
from tasks.consulting.page import DraftTalk, talk_of
from tasks.doors.request_params import asked
from tasks.duties.access import may_change_plan, signed_in
from tasks.models import Plan
from tasks.models.field_grant import may_list_grants
from tasks.periods.days import may_manage_periods
from tasks.plan.page import PlanDocument, document_of
from tasks.plan.page_list import (
    MOST_PLANS,
    by_state,
    plan_lines,
    request_lines,
    with_numbers,
)


def sees_province(user: User, plan: Plan, today: date) -> bool:
    """Return whether the margin counts the province instead of own duties."""
    return (
        user.is_superuser
        or is_member(user, plan.steering_agency_id, today)
        or is_leader(user, today)
    )


def plans(request: HttpRequest) -> HttpResponse:
    """List the plans that the person sees; the only one, or the one that an address of
    before names, is shown at once.
    """
    user, query, today = signed_in(request), request.GET.copy(), timezone.localdate()
    code = query.pop("ke-hoach", [""])[-1]
    if code and not slug_re.match(code):
        raise Http404
    lines = [] if code else plan_lines(user, today)
    if len(lines) == 1 or code:
        address = reverse("tasks:plan", args=[code or lines[0].plan.code])
        return redirect(address + (f"?{query.urlencode()}" if query else ""))
    page = Paginator(lines, MOST_PLANS).get_page(request.GET.get("page"))
    shown = with_numbers(page, user, today)
    dated = (line for line in lines if line.next_day)
    context = {
        "page": page,
        "groups": by_state(shown, lines),
        "nearest": min(dated, key=lambda line: line.days_left, default=None),
        "requests": request_lines(user, today),
    }
    return render(request, "tasks/plan/plans.html", context)


def plan(request: HttpRequest) -> HttpResponse:
    """Show the plan."""
    return render(request, "tasks/plan/plan.html", plan_page(request))


def plan_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the page of the plan, or a row of it, shows to the person."""
    today = timezone.localdate()
    about = asked(request)
    user = signed_in(request)
    document = document_of(
        about.plan,
        about.period,
        user,
        today,
        sees_all=sees_province(user, about.plan, today),
        as_of=about.as_of,
    )
    drafts = not about.as_of and may_change_plan(user, about.plan, today)
    is_draft = about.plan.is_draft
    return {
        "about": about,
        "plan": document.plan,
        "today": today,
        "drafts": drafts,
        "changes": drafts and not is_draft,
        "edits": drafts and is_draft,
        "lists_grants": may_list_grants(user, today),
        "talk": said_of_draft(document, user, today) if is_draft else None,
        "manages": may_manage_periods(user, about.plan.steering_agency_id, today),
        "document": document,
        "replaces": document.replaces,
    }


def said_of_draft(document: PlanDocument, user: User, today: date) -> DraftTalk | None:
    """Put the comments beside the rows of the draft; return those about the whole, None
    for who has nothing to do with them.
    """
    talk = talk_of(document.plan, user, today)
    if not talk.is_shown:
        return None
    for clause in document.clauses:
        clause.talk = talk.at(("task", clause.task.pk))
    for heading in document.headings:
        heading.talk = talk.at(("section", heading.section.pk))
    for stated in document.stated:
        stated.talk = talk.at(("target", stated.target.pk))
    return talk
