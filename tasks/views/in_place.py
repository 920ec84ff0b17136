"""A line of the desk that opens where it stands: log progress, add proof (htmx)."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency
from tasks import duty_page
from tasks.access import can_send, duty_to_write, signed_in
from tasks.desk import Desk, Line, build_desk, duties_of, make_line
from tasks.forms.problems import show_problems
from tasks.models import TO_DO, Duty, Period
from tasks.services.asked_again import asked_again
from tasks.services.doubts import doubts_of
from tasks.services.errors import AlreadySaved
from tasks.services.sending import missing_by_duty
from tasks.views import evidence, progress

SAVED = "Đã lưu kết quả."
CLOSED = "Nhiệm vụ không còn mở để cập nhật."


@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the line closed again."""
    if not asked_by_htmx(request):
        return redirect("tasks:duty", pk=pk)
    return answer(request, duty_to_write(signed_in(request), pk, timezone.localdate()))


def log_in_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the form of the entry on its line; save it there."""
    if not asked_by_htmx(request):
        return redirect("tasks:log_progress", pk=pk)
    today = timezone.localdate()
    duty = duty_to_write(signed_in(request), pk, today)
    if not is_worked(duty, today):
        return answer(request, duty, saved=CLOSED)
    is_saved, error = progress.posted(request, duty, today)
    if is_saved:
        return answer(request, duty, saved=error.message if error else SAVED)
    page = progress.page_of(request, duty, today, auto_id=f"d{pk}_%s")
    page = progress.refused(page, duty, error)
    return answer(request, duty, opened="tasks/_line_log.html", page=page)


def attach_in_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the forms of proof on the line; save there."""
    if not asked_by_htmx(request):
        return redirect("tasks:attach_evidence", pk=pk)
    today = timezone.localdate()
    duty = duty_to_write(signed_in(request), pk, today)
    if not is_worked(duty, today):
        return answer(request, duty, saved=CLOSED)
    page = evidence.page_of(request, duty, today, auto_id=f"m{pk}_%s")
    form = page["reuse"] if "evidence" in request.POST else page["form"]
    if request.method == "POST" and form.is_valid():
        done, error = evidence.save(request, duty, form, today)
        if error is None or isinstance(error, AlreadySaved):
            refused = [f"Chưa nhận {words}" for words in done.left_out]
            said = error.message if error else f"{done.told}."
            return answer(request, duty, saved=" ".join([said, *refused]))
        show_problems(form, error)
        page["twin"] = getattr(error, "evidence", None)
    return answer(request, duty, opened="tasks/_line_evidence.html", page=page)


def asked_by_htmx(request: HttpRequest) -> bool:
    """Return whether a script asks for a part of the page."""
    return bool(request.headers.get("HX-Request"))


def is_worked(duty: Duty, today: date) -> bool:
    """Return whether the agency still works on the duty."""
    return duty.state in TO_DO and duty_page.is_open_for(duty, today)


def answer(
    request: HttpRequest,
    duty: Duty,
    *,
    opened: str = "",
    saved: str = "",
    page: dict[str, Any] | None = None,
) -> HttpResponse:
    """Return the line as it now is; after saving also what may be sent."""
    today = timezone.localdate()
    period = duty_page.period_of_work(duty, today)
    context = (page or {}) | {
        "period": period,
        "writes": True,
        "opened": opened,
        "saved": saved,
    }
    if saved and duty.period.kind != Period.Kind.ADHOC:
        context |= sending_of(request, duty.agency, period, today)
    desk: Desk | None = context.get("desk")
    found = (desk and desk.line_of(duty)) or line_now(duty, today)
    context["line"] = found
    if saved:
        doubts = doubts_of([found.duty], with_copies=False)[duty.pk]
        context |= {"doubts": doubts, "explains": True}
    return render(request, "tasks/desk_line_answer.html", context)


def sending_of(
    request: HttpRequest, agency: Agency, period: Period, today: date
) -> dict[str, Any]:
    """Return what the card «Gửi tới Sở Nội vụ» shows of the agency."""
    return {
        "swapped": True,
        "agency": agency,
        "desk": build_desk(duties=duties_of(agency, period), today=today),
        "sends": period.is_open and can_send(signed_in(request), agency, today),
    }


def line_now(duty: Duty, today: date) -> Line:
    """Return the duty's line by itself, read anew."""
    pk = duty.pk
    row = Duty.objects.for_page().get(pk=pk)
    back = asked_again([row])
    missing = missing_by_duty([row], back)[pk] if row.state in TO_DO else []
    return make_line(row, missing, today, back.get(pk))
