"""One row of a register: written, looked at with its versions, corrected, taken back."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from agencies.models import Agency
from agencies.trail.writing import record
from kehoach.lib.refusals import RuleBroken
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import signed_in
from tasks.models import RegisterRow
from tasks.registers import page as pages
from tasks.registers.forms import (
    CorrectRegisterRowForm,
    RegisterRowForm,
    WithdrawRowForm,
    typed_again,
)
from tasks.registers.keeping import correct_row, withdraw_row, write_rows
from tasks.registers.said import columns_in_use, read_row
from tasks.registers.views import seen_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def new_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a row; «Ghi và thêm dòng nữa» opens the next one at once."""
    today = timezone.localdate()
    register, sight = seen_or_404(request, pk)
    writers = sight.keepers(register)
    require(bool(writers))
    asked = request.GET.get("don-vi", "")
    agency = next((each for each in writers if each.code == asked), writers[0])
    columns = columns_in_use(register)
    form = RegisterRowForm(
        request.POST or None,
        register=register,
        columns=columns,
        evidence=pages.proofs_of(agency),
        today=today,
        initial={"day": today},
    )
    if request.method == "POST" and form.is_valid():
        error = _write(request, form, agency)
        if stored(request, error, f"Đã ghi 1 {register.row_name} vào sổ «{register}»."):
            if "them" in request.POST:
                return redirect(request.get_full_path())
            return redirect("tasks:register", pk)
        show_problems(form, error)
    context = {
        "register": register,
        "agency": agency,
        "writers": writers,
        "form": form,
        "agencies": _offered(form),
    }
    return render(request, "tasks/registers/row_form.html", context)


def _write(
    request: HttpRequest, form: RegisterRowForm, agency: Agency
) -> RuleBroken | None:
    try:
        said = read_row(form.columns, form.raw())
    except RuleBroken as error:
        return error
    return refusal_of(
        request,
        write_rows,
        register=form.register,
        agency=agency,
        rows=[(form.cleaned_data["day"], said)],
        evidence=form.proofs(),
    )


def _offered(form: RegisterRowForm) -> list[Agency]:
    """Return the agencies that boxes of this form offer; none without such a box."""
    if not any(column.kind == "agency" for column in form.columns):
        return []
    return list(Agency.objects.alive_on(timezone.localdate()).order_by("sort_key"))


def _row(request: HttpRequest, pk: int, today: date) -> RegisterRow:
    rows = RegisterRow.objects.visible_to(signed_in(request), today=today)
    found = rows.filter(pk=pk).select_related("register__plan", "agency", "held_by")
    row = found.first()
    if row is None:
        raise Http404
    return row


def _writers(request: HttpRequest, row: RegisterRow, today: date) -> list[Agency]:
    return pages.RegisterSight(signed_in(request), today).keepers(row.register)


def _may_change(request: HttpRequest, row: RegisterRow, today: date) -> bool:
    writers = _writers(request, row, today)
    return row.held_by in writers and row.stood_until is None


@require_safe
def one_row(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a row with its versions; reading what is personal is recorded."""
    today = timezone.localdate()
    row = _row(request, pk, today)
    return _page(request, row, WithdrawRowForm(), today)


def _page(
    request: HttpRequest, row: RegisterRow, form: WithdrawRowForm, today: date
) -> HttpResponse:
    user = signed_in(request)
    columns = list(row.register.columns.all())
    versions = pages.row_versions(row)
    personal = [c for c in columns if c.is_personal]
    sees = bool(personal) and pages.sees_personal(user, row, today)
    if sees and any(each.personal for each in versions):
        record("read", actor=user, target=request.path, after={"personal": row.pk})
    context = {
        "row": row,
        "register": row.register,
        "versions": list(
            zip(versions, pages.row_lines(versions, columns), strict=True)
        ),
        "personal": [(c.label, row.personal.get(c.code, "")) for c in personal]
        if sees
        else [],
        "hidden": bool(personal) and not sees,
        "proofs": row.evidence.filter(quarantined_at=None).order_by("pk"),
        "may_change": _may_change(request, row, today),
        "form": form,
    }
    return render(request, "tasks/registers/row.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_row_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a row by a new version with its reason."""
    today = timezone.localdate()
    row = _row(request, pk, today)
    writers = _writers(request, row, today)
    require(row.held_by in writers)
    columns = columns_in_use(row.register)
    form = CorrectRegisterRowForm(
        request.POST or None,
        register=row.register,
        columns=columns,
        evidence=pages.proofs_of(row.held_by),
        today=today,
        initial=typed_again(row, columns) | {"evidence": row.evidence.all()},
    )
    if request.method == "POST" and form.is_valid():
        error = _correct(request, form, row)
        if stored(request, error, "Đã sửa; bản cũ vẫn xem lại được."):
            return redirect("tasks:register", row.register_id)
        show_problems(form, error)
    context = {
        "register": row.register,
        "row": row,
        "agency": row.held_by,
        "form": form,
        "agencies": _offered(form),
    }
    return render(request, "tasks/registers/row_form.html", context)


def _correct(
    request: HttpRequest, form: CorrectRegisterRowForm, row: RegisterRow
) -> RuleBroken | None:
    try:
        said = read_row(form.columns, form.raw())
    except RuleBroken as error:
        return error
    return refusal_of(
        request,
        correct_row,
        row=row,
        day=form.cleaned_data["day"],
        said=said,
        reason=form.cleaned_data["reason"],
        evidence=form.proofs(),
    )


@require_POST
def withdraw_row_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a row back with a reason."""
    today = timezone.localdate()
    row = _row(request, pk, today)
    require(row.held_by in _writers(request, row, today))
    form = WithdrawRowForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        error = refusal_of(request, withdraw_row, row=row, reason=reason)
        if stored(request, error, "Đã rút dòng khỏi sổ."):
            return redirect("tasks:register", row.register_id)
        if error:
            messages.error(request, error.message)
    return _page(request, row, form, today)
