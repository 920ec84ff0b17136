"""«Sổ theo dõi»: the registers that one keeps or reads, and the rows of one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency
from tasks.doors.request_params import require
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import signed_in
from tasks.models import Period, Register
from tasks.registers import page as pages
from tasks.registers.keeping import confirm_empty_register
from tasks.registers.said import columns_in_use

REGISTER_PAGE = 50


def seen_or_404(request: HttpRequest, pk: int) -> tuple[Register, pages.RegisterSight]:
    """Return the register when the person sees it, and what of it they see."""
    sight = pages.RegisterSight(signed_in(request), timezone.localdate())
    found = pages.register_seen(sight, pk)
    if found is None:
        raise Http404
    return found, sight


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """List the registers."""
    found = pages.registers_seen(signed_in(request), timezone.localdate())
    return render(request, "tasks/registers/registers.html", {"lines": found})


@require_safe
def register_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """List the rows of a register that the person sees."""
    register, sight = seen_or_404(request, pk)
    periods = pages.periods_counted(register)
    chosen = {str(each.pk): each for each in periods}
    agency = Agency.objects.filter(code=request.GET.get("don-vi", "")).first()
    period = chosen.get(request.GET.get("ky", ""))
    words = request.GET.get("tim", "")[:100]
    rows = pages.rows_found(sight, register, agency=agency, period=period, words=words)
    writers = sight.keepers(register)
    shown = Paginator(rows, REGISTER_PAGE).get_page(request.GET.get("page"))
    columns = columns_in_use(register)
    open_now = [each for each in periods if each.is_open and not each.part_of]
    context = {
        "register": register,
        "columns": columns,
        "page": shown,
        "lines": pages.row_lines(shown, columns, writes_for=writers),
        "writers": writers,
        "periods": [(str(each.pk), str(each)) for each in periods],
        "period": period,
        "agency": agency,
        "words": words,
        "asked": [
            (unit, each, each.pk in pages.nothing_said(register, unit, open_now))
            for unit in writers
            for each in open_now
        ],
    }
    return render(request, "tasks/registers/register.html", context)


@require_POST
def nothing_here(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that the agency's register has no row in a period."""
    register, sight = seen_or_404(request, pk)
    writers = sight.keepers(register)
    by_code = {each.code: each for each in writers}
    agency = by_code.get(request.POST.get("don-vi", ""))
    require(agency is not None)
    key = request.POST.get("ky", "")
    period = get_object_or_404(Period, pk=int(key) if key.isdecimal() else 0)
    error = refusal_of(
        request,
        confirm_empty_register,
        register=register,
        agency=agency,
        period=period,
    )
    words = f"Đã xác nhận: {period} không có {register.row_name} nào."
    if not stored(request, error, words) and error:
        messages.error(request, error.message)
    return redirect("tasks:register", pk)
