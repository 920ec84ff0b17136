"""«Nhiệm vụ của đơn vị»: what an agency owes, by what it needs next."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.models import Agency, User
from agencies.models.authority import Role, held_with_agencies
from tasks.desk.page_around import (
    besides,
    lists_around,
    periods_with_work,
    what_there_is,
)
from tasks.desk.page_plans import plan_chips
from tasks.desk.page_steps import Hands, hands_of
from tasks.desk.page_words import OF_THIS_PLAN, sentence
from tasks.desk.shown import (
    CHIPS,
    ShownDesk,
    desk_now,
    shown_of_period,
    shown_over_all,
)
from tasks.doors.request_params import asked_period, day_asked, plan_of_agency
from tasks.duties.access import can_review, desks_of, readable_among, signed_in
from tasks.duties.of_agency import plans_given
from tasks.figures.page_board import owed_by
from tasks.models import Duty, Period, Plan, UnitReport


def desk_home(request: HttpRequest) -> HttpResponse:
    """Go to the person's own desk, or say that there is none."""
    today = timezone.localdate()
    user = signed_in(request)
    desks = desks_of(user, today)
    primary = desks.filter(memberships__user=user, memberships__is_primary=True)
    own = primary.first() or desks.first()
    if own is None:
        return render(request, "tasks/desk/desk_none.html")
    return redirect("tasks:desk", code=own.code)


def desk(request: HttpRequest, code: str) -> HttpResponse:
    """Show the agency's duties by the day that counts, and its letter; over all plans
    where several gave it work and none is asked for.
    """
    today, user = timezone.localdate(), signed_in(request)
    held = held_with_agencies(user, today)
    desks = {row.agency_id: row.agency for row in held if row.role != Role.LEADER}
    agency = agency_of_desk(request, code, desks.values(), today)
    plans = list(plans_given(agency, user, today))
    plan = None
    if len(plans) < 2 or "ke-hoach" in request.GET:
        plan = plan_of_agency(request, agency, today, plans)
    as_of = day_asked(request, today)
    hands = Hands() if as_of else hands_of(user, agency, today)
    reader = None if agency.pk in desks else user
    context: dict[str, Any] = {
        "agency": agency,
        "as_of": as_of,
        "hands": hands,
        "desks": list(desks.values()),
        "ended": agency.valid_to is not None and agency.valid_to < today,
        "today": today,
    }
    if plan is None and len(plans) > 1:
        context |= over_all(request, agency, plans, hands, today, reader)
    else:
        context |= of_plan(request, agency, plans, plan, hands, today, reader)
    if context["family"]:
        ids = context["family"].ids
        context["readable"] = readable_among(user, ids, today)
    return render(request, "tasks/desk/desk.html", context)


def agency_of_desk(
    request: HttpRequest, code: str, desks: Iterable[Agency], today: date
) -> Agency:
    """Return the agency when the person may read its duties, or 404; one of the
    person's own costs no query.
    """
    if own := next((each for each in desks if each.code == code), None):
        return own
    duties = Duty.objects.filter(agency=OuterRef("pk"))
    seen = Exists(duties.visible_to(signed_in(request), today=today))
    agency: Any = Agency.objects.filter(code=code).annotate(seen=seen).first()
    if agency is None or not agency.seen:
        raise Http404
    found: Agency = agency
    return found


def over_all(
    request: HttpRequest,
    agency: Agency,
    plans: list[Plan],
    hands: Hands,
    today: date,
    reader: User | None,
) -> dict[str, Any]:
    """Return the desk over all plans; of another agency's, what the reader sees of it."""
    there = what_there_is(agency, None, hands, today, reader)
    shown = shown_over_all(agency, today, hands, request.GET, reader)
    return {
        **lists_around(there, agency, None, today, reader),
        **rows_context(request, shown, agency, None, hands),
        "over_all": True,
        "plans": plan_chips(plans, shown.counts, None),
        "here": f"{request.path}?",
    }


def of_plan(
    request: HttpRequest,
    agency: Agency,
    plans: list[Plan],
    plan: Plan | None,
    hands: Hands,
    today: date,
    reader: User | None,
) -> dict[str, Any]:
    """Return the desk of one plan and period; of another agency's, what the reader sees."""
    periods = periods_with_work(plan, agency, today) if plan else []
    period = period_asked(periods, asked_period(request))
    as_of = day_asked(request, today)
    there = what_there_is(agency, period, hands, today, reader)
    letters = UnitReport.objects.standing().filter(agency=agency, period=period)
    report = letters.select_related("recorded_by").first() if period else None
    owes_figures = period and period.is_open and "figures" in there
    desk = desk_now(
        agency,
        period,
        today,
        hands=hands,
        has_letter=report is not None,
        owed=owed_by(agency, period, today) if period and owes_figures else (),
        as_of=as_of,
        reader=reader,
    )
    shown = shown_of_period(desk, hands, request.GET)
    several = OF_THIS_PLAN if len(plans) > 1 else ""
    context = {
        **lists_around(there, agency, period, today, reader),
        **rows_context(request, shown, agency, period, hands, several),
        "plan": plan,
        "period": period,
        "report": report,
        "plans": plan_chips(plans, [], plan) if len(plans) > 1 else None,
        "here": f"{request.path}?{period.query}&" if period else f"{request.path}?",
    }
    if plan and period:
        context["periods"] = sorted(periods, key=lambda each: each.data_to)[::-1]
        context["others"] = besides(period, periods)
        context["reviews"] = can_review(signed_in(request), plan, today)
    if as_of:
        context |= {"others": [], "asked": [], "questions": [], "later": []}
    return context


def period_asked(periods: list[Period], key: str) -> Period | None:
    """Return the period named, else the one that is meant (the first)."""
    if not key:
        return periods[0] if periods else None
    return next((period for period in periods if period.key == key), None)


def rows_context(
    request: HttpRequest,
    shown: ShownDesk,
    agency: Agency,
    period: Period | None,
    hands: Hands,
    of_which: str = "",
) -> dict[str, Any]:
    """Return the rows of the page with the sentence on top and the chips that filter."""
    as_of = day_asked(request, timezone.localdate())
    said = sentence(shown, agency, period, hands, as_of, of_which=of_which)
    return {
        "desk": shown.desk,
        "page": shown.page.place,
        "groups": shown.page.groups,
        "says": said,
        "chips": chips_of(shown, request.GET),
        "filtered": request.GET.get("loc", "") in CHIPS,
    }


def chips_of(shown: ShownDesk, asked: QueryDict) -> list[dict[str, Any]]:
    """Return the filters that would keep some rows and not all."""
    whole, wanted = shown.chips[""], asked.get("loc", "")
    chips = [{"word": "", "label": "Tất cả", "number": whole}]
    for word, (label, _) in CHIPS.items():
        number = shown.chips[word]
        if 0 < number < whole or word == wanted:
            chips.append({"word": word, "label": label, "number": number})
    return [chip | {"chosen": chip["word"] == wanted} for chip in chips]
