"""A sent request: a later day, the end, the withdrawal."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kehoach.lib.refusals import RuleBroken
from tasks import adhoc as service
from tasks.adhoc.forms import CancelForm, CloseForm
from tasks.adhoc.views import request_for
from tasks.doors.fields import Dated
from tasks.doors.later_day import ExtendForm
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.duties.access import signed_in


class EndingStep(NamedTuple):
    """A step that ends or moves a request: its words, form and service."""

    title: str
    about: str
    button: str
    done: str
    form: type[Any]
    service: Callable[..., object]


EXTEND = EndingStep(
    "Gia hạn yêu cầu",
    "Hạn mới áp dụng cho mọi đơn vị chưa gửi; đơn vị được gia hạn riêng giữ hạn riêng.",
    "Gia hạn",
    "Đã gia hạn.",
    ExtendForm,
    service.extend_request,
)
CLOSE = EndingStep(
    "Chốt báo cáo đột xuất",
    "Từ lúc chốt chỉ xem; đơn vị chưa trả lời vẫn được ghi là chưa trả lời.",
    "Chốt",
    "Đã chốt. Từ nay chỉ xem.",
    CloseForm,
    service.close_request,
)
CANCEL = EndingStep(
    "Rút yêu cầu",
    "Đơn vị chưa trả lời thì hết việc, có ghi lý do; nội dung đã gửi vẫn xem được.",
    "Rút yêu cầu",
    "Đã rút yêu cầu.",
    CancelForm,
    service.cancel_request,
)


def extend_request_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Give everybody who has not answered a later day."""
    return _decide(request, pk, EXTEND)


def close_request_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it read-only."""
    return _decide(request, pk, CLOSE)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return _decide(request, pk, CANCEL)


def _decide(request: HttpRequest, pk: int, step: EndingStep) -> HttpResponse:
    """Show the form, or hand it to the service; what was typed comes back."""
    today = timezone.localdate()
    row = request_for(request, pk, today)
    require(service.may_ask(signed_in(request), row.plan.steering_agency, today))
    if row.is_draft:
        raise Http404
    said = {"today": today} if issubclass(step.form, Dated) else {}
    form = step.form(request.POST if request.method == "POST" else None, **said)
    valid = request.method == "POST" and form.is_valid()
    if valid and _carried_out(request, row, form, step, today):
        messages.success(request, step.done)
        return redirect("reporting:adhoc", pk=pk)
    context = {"row": row, "form": form, "step": step}
    return render(request, "tasks/adhoc/adhoc_step.html", context)


def _carried_out(
    request: HttpRequest,
    row: Any,
    form: Any,
    step: EndingStep,
    today: date,
) -> bool:
    """Call the service; put its refusal into the form and return False."""
    moment = {"today": today, "now": timezone.now()}
    try:
        step.service(request=row, actor=signed_in(request), **form.said(), **moment)
    except RuleBroken as error:
        show_problems(form, error)
        return False
    return True
