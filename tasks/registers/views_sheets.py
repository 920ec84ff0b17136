"""A register as a workbook: its form, its rows, rows read back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kehoach.site.downloads import saved_as_file
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.doors.views_once import refusal_of, stored
from tasks.registers import page as pages
from tasks.registers.forms import RegisterSheetForm
from tasks.registers.said import columns_in_use
from tasks.registers.sheets import import_rows, register_form, rows_table
from tasks.registers.views import seen_or_404


@require_safe
def empty_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the form to fill."""
    register, _ = seen_or_404(request, pk)
    return saved_as_file(register_form(register), f"mau-{register.code}.xlsx")


@require_safe
def rows_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the rows that the person sees, without what is personal."""
    register, sight = seen_or_404(request, pk)
    rows = pages.rows_found(sight, register)
    lines = pages.row_lines(rows, columns_in_use(register))
    return saved_as_file(rows_table(register, lines), f"{register.code}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_taken_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the rows of a workbook, all or none."""
    register, sight = seen_or_404(request, pk)
    writers = sight.keepers(register)
    require(bool(writers))
    asked = request.GET.get("don-vi", "")
    agency = next((each for each in writers if each.code == asked), writers[0])
    form = RegisterSheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        error = refusal_of(
            request, import_rows, register=register, agency=agency, file=file
        )
        if stored(request, error, f"Đã ghi các dòng của tệp vào sổ «{register}»."):
            return redirect("tasks:register", pk)
        show_problems(form, error)
    context = {"register": register, "agency": agency, "form": form}
    return render(request, "tasks/registers/sheet.html", context)
