"""A line of the desk that opens where it stands: «Cập nhật kết quả» (htmx)."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.desk import views_update
from tasks.desk.page import build_desk
from tasks.desk.page_line import DeskLine
from tasks.desk.page_steps import Hands, hands_of
from tasks.desk.page_words import sentence
from tasks.desk.views import desk_now
from tasks.duties import gates
from tasks.duties.access import duty_to_write, signed_in
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
    desk = None
    if saved:
        shown = period if period.kind != Period.Kind.ADHOC else None
        desk = desk_now(duty.agency, shown, today, hands=hands)
        says = sentence(desk, duty.agency, shown, hands, None)
        context |= {"swapped": True, "says": says, "desk": desk}
        context |= {"agency": duty.agency, "period": shown}
    found = (desk and desk.line_of(duty)) or line_now(duty, hands, today)
    context["line"] = found
    if saved:
        doubts = doubts_of([found.duty], with_copies=False)[duty.pk]
        context |= {"doubts": doubts, "explains": True}
    return render(request, "tasks/desk/desk_line_answer.html", context)


def line_now(duty: Duty, hands: Hands, today: date) -> DeskLine:
    """Return the duty's line by itself, read anew."""
    row = Duty.objects.for_page().select_related("holder").get(pk=duty.pk)
    period = gates.period_of_work(row, today)
    alone = build_desk(duties=[row], period=period, today=today, hands=hands)
    [line] = alone.lines
    line.is_first = False
    return line
