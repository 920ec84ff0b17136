"""«Báo cáo đột xuất»: the list, the draft of a request, and its sending."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks import adhoc as service
from tasks.adhoc.drafting import DAYS, questions_of
from tasks.adhoc.forms import (
    QuestionSet,
    RequestForm,
    initial_questions,
    questions_said,
)
from tasks.adhoc.gates import asking_agency
from tasks.adhoc.opening import request_lacks
from tasks.adhoc.page import listed_requests, powers, with_own
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.doors.views_once import once
from tasks.duties.access import signed_in, steers_any
from tasks.duties.days_off import working_calendar
from tasks.duties.errors import AlreadySaved, InvalidInput, StaleVersion
from tasks.models import AdhocRequest

_PER_PAGE = 25


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """List the requests: all of the steering agency, of others those that asked them."""
    today, user = timezone.localdate(), signed_in(request)
    state = request.GET.get("trang-thai", "")
    pages = Paginator(listed_requests(user, today, state), _PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": with_own(list(page), user, today),
        "state": state,
        "states": AdhocRequest.State.choices,
        "asks": asking_agency(user, today) is not None,
    }
    return render(request, "tasks/adhoc/adhoc_list.html", context)


def request_for(request: HttpRequest, pk: int, today: date) -> AdhocRequest:
    """Return the request, or 404 for a stranger to it."""
    rows = AdhocRequest.objects.visible_to(signed_in(request), today=today)
    row: AdhocRequest = get_object_or_404(
        rows.select_related("plan__steering_agency", "created_by"), pk=pk
    )
    return row


def draft_for(request: HttpRequest, pk: int, today: date) -> AdhocRequest:
    """Return the draft: 404 for a stranger or when it was sent, 403 for a reader."""
    row = request_for(request, pk, today)
    if not row.is_draft:
        raise Http404
    require(service.may_ask(signed_in(request), row.plan.steering_agency, today))
    return row


@require_safe
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft with who will be asked; what was sent shows its answers."""
    today = timezone.localdate()
    row = request_for(request, pk, today)
    if not row.is_draft:
        return redirect("reporting:adhoc", pk=pk)
    asked = service.who_is_asked(row, today)
    calendar = working_calendar()
    context = {
        "row": row,
        "task": row.task,
        "questions": questions_of(row),
        "asked": asked,
        "lacks": request_lacks(row, asked, today),
        "day_off": row.unit_due and not calendar.is_working(row.unit_due),
        "powers": powers(row, signed_in(request), today),
        "today": today,
    }
    return render(request, "tasks/adhoc/adhoc_draft.html", context)


def new_request(request: HttpRequest) -> HttpResponse:
    """Start a draft."""
    today, now = read_clock()
    user = signed_in(request)
    steering = asking_agency(user, today)
    if steering is None:
        require(not steers_any(user, today))
        raise Http404
    form = RequestForm(request.POST or None, today=today)
    formset = QuestionSet(request.POST or None, prefix="cau")
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        try:
            with once(request, now):
                row = service.create_request(
                    steering=steering,
                    said=form.said(),
                    questions=questions_said(formset),
                    actor=user,
                    today=today,
                    now=now,
                )
        except AlreadySaved as error:
            messages.info(request, error.message)
            return redirect("tasks:adhoc_list")
        except RuleBroken as error:
            show_problems(form, error)
        else:
            return _saved(request, row)
    context = {"form": form, "formset": formset}
    return render(request, "tasks/adhoc/adhoc_form.html", context)


def _saved(request: HttpRequest, row: AdhocRequest) -> HttpResponse:
    """Say so, and go on with what is missing next."""
    messages.success(request, "Đã lưu dự thảo.")
    if "more" in request.POST:
        return redirect("tasks:adhoc_edit", pk=row.pk)
    if not row.task.assignments.exists():
        return redirect("tasks:adhoc_addressees", pk=row.pk)
    return redirect("tasks:adhoc", pk=row.pk)


def edit_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft; what was typed comes back when a rule refuses."""
    today = timezone.localdate()
    row = draft_for(request, pk, today)
    form = RequestForm(request.POST or None, today=today, initial=initial(row))
    formset = questions_typed(request, row)
    valid = request.method == "POST" and form.is_valid() and formset.is_valid()
    if valid and _kept(request, row, form, formset):
        return _saved(request, row)
    context = {"row": row, "form": form, "formset": formset}
    return render(request, "tasks/adhoc/adhoc_form.html", context)


def questions_typed(request: HttpRequest, row: AdhocRequest) -> Any:
    """Return the questions as typed, else as stored; what somebody else stored
    meanwhile never mixes with what was typed.
    """
    if request.method == "POST":
        return QuestionSet(request.POST, prefix="cau")
    stored = initial_questions(questions_of(row))
    return QuestionSet(prefix="cau", initial=stored)


def initial(row: AdhocRequest) -> dict[str, Any]:
    """Return the facts as the form shows them."""
    task = row.task
    return {
        "title": task.short_title,
        "text": task.text,
        "number": row.plan.number,
        "issued_on": row.plan.issued_on,
        "evidence_required": task.evidence_required,
        "version": row.version,
        **{name: getattr(row, name) for name in DAYS},
    }


def _kept(
    request: HttpRequest, row: AdhocRequest, form: RequestForm, formset: Any
) -> bool:
    """Hand both to the service; put its refusal into the form and return False."""
    try:
        service.save_request(
            request=row,
            said=form.said(),
            questions=questions_said(formset),
            version=form.cleaned_data["version"],
            actor=signed_in(request),
            today=timezone.localdate(),
        )
    except RuleBroken as error:
        show_problems(form, error)
        if isinstance(error, StaleVersion):
            typed = request.POST.copy()
            typed["version"] = str(row.version)
            form.data = typed
        return False
    return True


@require_POST
def copy_request_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a draft from another request."""
    today, now = read_clock()
    row = request_for(request, pk, today)
    require(service.may_ask(signed_in(request), row.plan.steering_agency, today))
    fresh = service.copy_request(
        source=row, actor=signed_in(request), today=today, now=now
    )
    messages.success(request, "Đã chép nội dung, câu hỏi và nơi nhận vào dự thảo mới.")
    return redirect("tasks:adhoc_edit", pk=fresh.pk)


@require_POST
def drop_request_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    today = timezone.localdate()
    row = draft_for(request, pk, today)
    try:
        service.drop_request(request=row, actor=signed_in(request), today=today)
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect("tasks:adhoc", pk=pk)
    messages.success(request, "Đã xóa dự thảo.")
    return redirect("tasks:adhoc_list")


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the request to everybody on its list."""
    today, now = read_clock()
    row = request_for(request, pk, today)
    require(service.may_ask(signed_in(request), row.plan.steering_agency, today))
    try:
        number = service.open_request(
            request=row, actor=signed_in(request), today=today, now=now
        )
    except InvalidInput as error:
        messages.error(request, error.message)
    except RuleBroken as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, f"Đã gửi yêu cầu tới {number} đơn vị.")
    return redirect("tasks:adhoc", pk=pk)
