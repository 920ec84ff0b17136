"""A line of the desk that opens where it stands: «Cập nhật kết quả» (htmx)."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency
from tasks.desk import views_update
from tasks.desk.page import build_desk
from tasks.desk.page_line import DeskLine
from tasks.desk.page_steps import Hands, hands_of, is_adhoc
from tasks.desk.page_words import OF_THIS_PLAN, sentence
from tasks.desk.shown import ShownDesk, desk_now, shown_of_period, shown_over_all
from tasks.duties import gates
from tasks.duties.access import duty_to_write, signed_in
from tasks.duties.of_agency import plans_given
from tasks.models import TO_DO, Duty, Period
from tasks.work.doubts import doubts_of
from tasks.work.page_update import update_page

_CLOSED = "Nhiệm vụ không còn mở để cập nhật."


@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the line closed again."""
    if not asked_by_htmx(request):
        return redirect("tasks:duty", pk=pk)
    return _answer(request, duty_to_write(signed_in(request), pk, timezone.localdate()))


def log_in_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the form of the entry on its line; save it there."""
    if not asked_by_htmx(request):
        return redirect("tasks:log_progress", pk=pk)
    today = timezone.localdate()
    duty = duty_to_write(signed_in(request), pk, today)
    if not _is_worked(duty, today) and request.method != "POST":
        return _answer(request, duty, saved=_CLOSED)
    is_saved, error = views_update.posted(request, duty, today)
    if is_saved:
        said = views_update.followed(request, duty, today, error)
        return _answer(request, duty, saved=" ".join(said).strip())
    page = update_page(request, duty, today, auto_id=f"d{pk}_%s")
    page = views_update.refused(page, duty, error)
    return _answer(request, duty, opened="tasks/desk/_update_form.html", page=page)


def asked_by_htmx(request: HttpRequest) -> bool:
    """Return whether a script asks for a part of the page."""
    return bool(request.headers.get("HX-Request"))


def _is_worked(duty: Duty, today: date) -> bool:
    """Return whether the agency still works on the duty."""
    return duty.state in TO_DO and gates.is_worked(duty, today)


def _answer(
    request: HttpRequest,
    duty: Duty,
    *,
    opened: str = "",
    saved: str = "",
    page: dict[str, Any] | None = None,
) -> HttpResponse:
    """Return the line as it now is; after saving also what is left and may be sent."""
    today = timezone.localdate()
    period = gates.period_of_work(duty, today)
    hands = hands_of(signed_in(request), duty.agency, today)
    context = (page or {}) | {"hands": hands, "opened": opened, "saved": saved}
    context |= where(request, duty, period)
    desk = None
    if saved:
        shown_in = None if context["over_all"] or is_adhoc(period) else period
        shown = shown_around(request, duty.agency, shown_in, hands, today)
        desk = shown.desk
        which = "" if context["over_all"] else _which(request, duty.agency, today)
        says = sentence(shown, duty.agency, shown_in, hands, None, of_which=which)
        context |= {"swapped": True, "says": says, "desk": desk}
        context |= {"agency": duty.agency, "period": shown_in}
    found = (desk and desk.line_of(duty)) or line_now(duty, hands, today)
    context["line"] = found
    if saved:
        doubts = doubts_of([found.duty], with_copies=False)[duty.pk]
        context |= {"doubts": doubts, "explains": True}
    return render(request, "tasks/desk/desk_line_answer.html", context)


def _which(request: HttpRequest, agency: Agency, today: date) -> str:
    """Return which plan the desk of one plan counts, where the agency has several."""
    plans = plans_given(agency, signed_in(request), today)
    return OF_THIS_PLAN if len(plans.values_list("pk")[:2]) > 1 else ""


def where(request: HttpRequest, duty: Duty, period: Period) -> dict[str, Any]:
    """Return whether the line stands on the desk over all plans, which says so, and the
    address of that desk.
    """
    over_all = "X-Over-All" in request.headers
    desk = reverse("tasks:desk", args=[duty.agency.code])
    query = "" if over_all or is_adhoc(period) else f"{period.query}&"
    return {"over_all": over_all, "here": f"{desk}?{query}"}


def shown_around(
    request: HttpRequest,
    agency: Agency,
    period: Period | None,
    hands: Hands,
    today: date,
) -> ShownDesk:
    """Return the desk that the line stands on, as its page shows it."""
    page = urlsplit(request.headers.get("HX-Current-URL", "")).query
    asked = QueryDict(page)
    if "X-Over-All" in request.headers:
        return shown_over_all(agency, today, hands, asked)
    desk = desk_now(agency, period, today, hands=hands)
    return shown_of_period(desk, hands, asked)


def line_now(duty: Duty, hands: Hands, today: date) -> DeskLine:
    """Return the duty's line by itself, read anew."""
    row = Duty.objects.for_page().select_related("holder").get(pk=duty.pk)
    period = gates.period_of_work(row, today)
    alone = build_desk(duties=[row], period=period, today=today, hands=hands)
    [line] = alone.lines
    line.is_first = False
    return line
