"""«Nhiệm vụ của đơn vị»: what an agency owes, by what it needs next."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.events.family import family_of
from agencies.models import Agency
from tasks.adhoc.page import beside_period, still_owed_before
from tasks.coordination.page import parts_waiting_for
from tasks.desk.page import Desk, build_desk
from tasks.desk.page_line import DeskLine
from tasks.desk.page_steps import Hands, hands_of
from tasks.desk.page_words import sentence
from tasks.doors.request_params import asked_period, day_asked, plan_of_agency
from tasks.duties.access import (
    agency_for,
    can_review,
    current_period,
    desks_of,
    readable_among,
    signed_in,
)
from tasks.duties.of_agency import (
    duties_of,
    duties_on_day,
    periods_of,
    plans_given,
    proposals_for,
)
from tasks.duties.other_periods import Other, open_besides
from tasks.figures.page_board import owed_by
from tasks.models import Duty, Period, UnitReport, worked_now
from tasks.people.readers import readers_of
from tasks.work.page_talk import asked_by_agency, questions_to


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
    """Show the agency's duties by the day that counts, and its letter."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    plans = list(plans_given(agency))
    several = len(plans) > 1
    plan = None
    if not several or "ke-hoach" in request.GET:
        plan = plan_of_agency(request, agency, plans)
    period = current_period(plan, today, asked_period(request)) if plan else None
    as_of = day_asked(request, today)
    hands = Hands() if as_of else hands_of(signed_in(request), agency, today)
    context = {
        "agency": agency,
        "plan": plan,
        "period": period,
        "as_of": as_of,
        "hands": hands,
        "inspections": readers_of(agency, today) if hands.records else [],
        "desks": desks_of(signed_in(request), today),
        **family_context(request, agency, today),
        **rows_context(request, agency, period, hands, over_all=several and not plan),
        "plans": plans if several else [],
    }
    if plan and period:
        context |= around(request, agency, period, today)
    return render(request, "tasks/desk/desk.html", context)


def family_context(request: HttpRequest, agency: Agency, today: date) -> dict[str, Any]:
    """Return the agency's family tree and which of its desks the person may open."""
    family = family_of(agency)
    user = signed_in(request)
    return {
        "family": family,
        "readable": readable_among(user, family.ids, today) if family else set(),
        "ended": agency.valid_to is not None and agency.valid_to < today,
    }


def rows_context(
    request: HttpRequest,
    agency: Agency,
    period: Period | None,
    hands: Hands,
    *,
    over_all: bool = False,
) -> dict[str, Any]:
    """Return the rows of the desk with the sentence on top and the chips that filter;
    over all plans where none is asked for and several gave work.
    """
    today = timezone.localdate()
    as_of = day_asked(request, today)
    if over_all:
        whole = desk_of_all(agency, today, hands)
    else:
        whole = desk_now(agency, period, today, hands=hands, as_of=as_of)
    wanted = request.GET.get("loc", "")
    shown = whole.kept(_KEPT[wanted][1](hands)) if wanted in _KEPT else whole
    return {
        "desk": shown,
        "over_all": over_all,
        "says": sentence(whole, agency, period, hands, as_of),
        "chips": chips_of(whole, hands, wanted),
        "filtered": shown is not whole,
        "can_be_nothing": shown.can_be_nothing and not over_all,
    }


def desk_of_all(agency: Agency, today: date, hands: Hands) -> Desk:
    """Return what the agency owes over all plans, by the day that counts."""
    rows = Duty.objects.live().filter(worked_now(today), agency=agency).for_page()
    joined = rows.select_related("holder", "period__plan")
    ordered = joined.order_by("period__plan", "task__position", "pk")
    return build_desk(duties=ordered, period=None, today=today, hands=hands)


def desk_now(
    agency: Agency,
    period: Period | None,
    today: date,
    *,
    hands: Hands,
    as_of: date | None = None,
) -> Desk:
    """Return the agency's desk today or on a past day; what open ad-hoc requests ask
    stands among the rest, what is left of the year before in front.
    """
    if period and as_of:
        rows = duties_on_day(agency, period, as_of)
        return build_desk(duties=rows, period=period, today=as_of)
    letters = UnitReport.objects.standing().filter(agency=agency, period=period)
    return build_desk(
        duties=[
            *(duties_of(agency, period) if period else ()),
            *beside_period(agency, period, today),
        ],
        period=period,
        today=today,
        hands=hands,
        owed=owed_by(agency, period, today) if period and period.is_open else (),
        has_letter=hands.records and period is not None and letters.exists(),
    )


#: word of the address → (label of the chip, which rows it keeps for whom)
_KEPT: dict[str, tuple[str, Callable[[Hands], Callable[[DeskLine], bool]]]] = {
    "toi": (
        "Việc của tôi",
        lambda hands: lambda line: line.duty.holder_id == hands.person,
    ),
    "dot-xuat": ("Đột xuất", lambda _: lambda line: line.is_adhoc),
}


def chips_of(desk: Desk, hands: Hands, wanted: str) -> list[dict[str, Any]]:
    """Return the filters that would keep some rows and not all."""
    chips = [{"word": "", "label": "Tất cả", "number": len(desk.lines)}]
    for word, (label, keeps) in _KEPT.items():
        number = sum(map(keeps(hands), desk.lines))
        if 0 < number < len(desk.lines) or word == wanted:
            chips.append({"word": word, "label": label, "number": number})
    return [chip | {"chosen": chip["word"] == wanted} for chip in chips]


def around(
    request: HttpRequest, agency: Agency, period: Period, today: date
) -> dict[str, Any]:
    """Return what stands beside the rows once there is a period."""
    as_of = day_asked(request, today)
    reports = UnitReport.objects.standing().filter(agency=agency, period=period)
    return {
        "periods": periods_of(period.plan),
        "others": [] if as_of else besides(agency, period, today),
        "asked": [] if as_of else parts_waiting_for(agency, today),
        "questions": [] if as_of else questions_to(agency, today),
        "later": [] if as_of else asked_by_agency(agency, period),
        "proposals": proposals_for(agency, period.plan, period.data_day(today)),
        "report": reports.select_related("recorded_by").first(),
        "reviews": can_review(signed_in(request), period.plan, today),
        "today": today,
    }


def besides(agency: Agency, period: Period, today: date) -> list[Other]:
    """Return the other open periods that wait for the agency, without what is left of the
    year before: its rows stand on the desk.
    """
    rows = Duty.objects.filter(agency=agency).to_do()
    return open_besides(period, rows.exclude(still_owed_before(period, today)))
