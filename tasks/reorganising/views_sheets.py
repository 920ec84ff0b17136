"""Lines of an event from a spreadsheet: looked at first, then written together."""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies.events.rows import EVENT_COLUMNS, PLACE
from agencies.events.sheets import (
    check_sheet,
    event_rows_of,
    event_sheet_of,
    import_sheet,
)
from agencies.models import Reorganisation
from kehoach.lib.refusals import RuleBroken
from kehoach.site.downloads import saved_as_file
from tasks.doors.problems import show_problems
from tasks.reorganising.forms import SheetForm
from tasks.reorganising.views import event_for_admin, event_page, line_form

#: How many lines the dry run shows; all are checked.
_SHOWN = 200
#: What of a row travels to the page and back.
SEALED = (*EVENT_COLUMNS, PLACE)
_Rows = list[dict[str, str]]


@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the event's lines as a workbook to fill in."""
    event = event_for_admin(request, pk)
    return saved_as_file(event_sheet_of(event=event), f"sap-xep-{pk}.xlsx")


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file and show what it would add; nothing is written yet."""
    event = event_for_admin(request, pk)
    form = SheetForm(request.POST, request.FILES)
    rows = _read(form) if form.is_valid() else None
    if rows is None:
        return event_page(request, event, line_form(event), form)
    result = check_sheet(event=event, rows=rows)
    wrong, rest = result.wrong, [line for line in result.lines if not line.problems]
    context = {
        "event": event,
        "result": result,
        "wrong": wrong[:_SHOWN],
        "lines": rest[:_SHOWN],
        "hidden": max(len(rest) - _SHOWN, 0),
        "name": form.cleaned_data["file"].name,
        "sheet": _sealed(event, rows) if result.is_right else "",
    }
    return render(request, "tasks/reorganising/reorganisation_sheet.html", context)


def _read(form: SheetForm) -> _Rows | None:
    """Return the rows of the file; None, with the reason in the form, when it is bad."""
    file = form.cleaned_data["file"]
    try:
        return event_rows_of(name=file.name, content=file.read())
    except RuleBroken as error:
        show_problems(form, error)
        return None


def _sealed(event: Reorganisation, rows: _Rows) -> str:
    """Return the rows as text that comes back unchanged or not at all."""
    cells = [[row[name] for name in SEALED] for row in rows]
    return signing.dumps(cells, salt=salt_of(event), compress=True)


def salt_of(event: Reorganisation) -> str:
    """Return what ties a checked sheet to its event."""
    return f"reorganisation-sheet-{event.pk}"


@require_POST
def write_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the lines that were shown, all or none."""
    event = event_for_admin(request, pk)
    try:
        cells = signing.loads(
            request.POST.get("sheet", ""), salt=salt_of(event), max_age=86_400
        )
        rows = [dict(zip(SEALED, line, strict=True)) for line in cells]
        result = import_sheet(event=event, rows=rows)
    except signing.BadSignature:
        messages.error(request, "Bản kiểm tra đã cũ. Hãy tải tệp lên lại.")
    except RuleBroken as error:
        messages.error(request, f"{error.message} Hãy tải tệp lên lại để xem dòng sai.")
    else:
        messages.success(
            request,
            f"Đã ghi {result.written} dòng, {len(result.created)} cơ quan sẽ lập.",
        )
    return redirect("tasks:reorganisation", pk=pk)
