"""«Sắp xếp tổ chức»: events, their basics and lines; administrators only."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.events import drafts as service
from agencies.models import Agency, Reorganisation, Succession
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import search_text
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.doors.views import offered_agencies
from tasks.duties.access import may_reorganise, signed_in
from tasks.reorganising.forms import EventForm, LineForm, SheetForm

_PAGE = 50


def administrator(request: HttpRequest) -> None:
    """Refuse the page (403) to everybody else."""
    require(may_reorganise(signed_in(request)))


def event_for_admin(request: HttpRequest, pk: int) -> Reorganisation:
    """Return the event for an administrator; 403 for others, 404 for none."""
    administrator(request)
    rows = Reorganisation.objects.select_related("applied_by", "undone_by")
    event: Reorganisation = get_object_or_404(rows, pk=pk)
    return event


@require_safe
def reorganisations(request: HttpRequest) -> HttpResponse:
    """List the events, newest first, with what each ends and begins."""
    administrator(request)
    rows = Reorganisation.objects.annotate(
        ending=Count("lines__predecessor", distinct=True),
        following=Count("lines__successor", distinct=True),
        creating=Count(
            "planned", filter=Q(lines__successor__isnull=True), distinct=True
        ),
    )
    rows = rows.order_by("-effective_on", "name", "pk")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return render(request, "tasks/reorganising/reorganisations.html", {"page": page})


def new_event(request: HttpRequest) -> HttpResponse:
    """Make a draft."""
    administrator(request)
    form = EventForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        event = _saved(form, None)
        if event:
            messages.success(request, "Đã lập dự thảo. Thêm các dòng sắp xếp.")
            return redirect("tasks:reorganisation", pk=event.pk)
    context = {"form": form, "event": None}
    return render(request, "tasks/reorganising/reorganisation_form.html", context)


def edit_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, basis and day of a draft."""
    event = event_for_admin(request, pk)
    initial = {name: getattr(event, name) for name in EventForm.base_fields}
    today = timezone.localdate()
    form = EventForm(request.POST or None, initial=initial, today=today)
    if request.method == "POST" and form.is_valid() and _saved(form, event):
        messages.success(request, "Đã lưu thông tin sự kiện.")
        return redirect("tasks:reorganisation", pk=pk)
    context = {"form": form, "event": event}
    return render(request, "tasks/reorganising/reorganisation_form.html", context)


def _saved(form: EventForm, event: Reorganisation | None) -> Reorganisation | None:
    """Hand the form to the service; return None when a rule refused."""
    try:
        return service.save_event(event=event, **form.cleaned_data)
    except RuleBroken as error:
        show_problems(form, error)
        return None


@require_safe
def reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the event: basics, lines, and for a draft what adds to them."""
    event = event_for_admin(request, pk)
    return event_page(request, event, line_form(event), SheetForm())


def line_form(event: Reorganisation, data: Any = None) -> LineForm:
    """Return the form for one line, its searches pointed at this event."""
    search_url = reverse("tasks:reorganisation_search", args=[event.pk])
    return LineForm(data, event=event, search_url=search_url)


def event_page(
    request: HttpRequest, event: Reorganisation, form: LineForm, sheet: SheetForm
) -> HttpResponse:
    """Return the event's page with these forms."""
    words = request.GET.get("q", "").strip()
    rows = lines_with(event, words)
    context = {
        "event": event,
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "total": event.lines.count(),
        "words": words,
        "form": form,
        "sheet": sheet,
        "planned": event.planned.order_by("short_name"),
    }
    return render(request, "tasks/reorganising/reorganisation.html", context)


def lines_with(event: Reorganisation, words: str) -> QuerySet[Succession]:
    """Return the event's lines, those with the words in a name when there are any."""
    rows = event.lines.select_related("predecessor", "successor", "planned")
    if words:
        bare = search_text(words)
        rows = rows.filter(
            Q(predecessor__search_text__contains=bare)
            | Q(successor__search_text__contains=bare)
            | Q(planned__short_name__icontains=words)
        )
    return rows.order_by("predecessor__sort_key", "predecessor_id", "pk")


@require_POST
def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one line; what was typed comes back when something is wrong."""
    event = event_for_admin(request, pk)
    form = line_form(event, request.POST)
    if form.is_valid() and line_saved(form, event):
        messages.success(request, "Đã thêm dòng.")
        return redirect("tasks:reorganisation", pk=pk)
    return event_page(request, event, form, SheetForm())


def line_saved(form: LineForm, event: Reorganisation) -> bool:
    """Hand the form to its service; return False when a rule refused."""
    try:
        if new := form.planned_fields():
            old = {name: form.cleaned_data[name] for name in ("predecessor", "kind")}
            service.add_line_to_new(event=event, new=new, **old)
        else:
            service.add_line(event=event, **form.line_fields())
    except RuleBroken as error:
        show_problems(form, error, "new_")
        return False
    return True


@require_POST
def remove_line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take a line off the draft."""
    event = event_for_admin(request, pk)
    rows = Succession.objects.select_related("event", "planned", "predecessor")
    line = get_object_or_404(rows, pk=line_pk, event=event)
    try:
        service.remove_line(line=line)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã bỏ dòng của {line.predecessor}.")
    return redirect("tasks:reorganisation", pk=pk)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    event = event_for_admin(request, pk)
    try:
        service.delete_draft(event=event)
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect("tasks:reorganisation", pk=pk)
    messages.success(request, f"Đã xóa dự thảo «{event.name}».")
    return redirect("tasks:reorganisations")


@require_POST
def copy_event_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new draft of an event that was undone."""
    event = event_for_admin(request, pk)
    try:
        draft = service.copy_event(event=event)
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect("tasks:reorganisation", pk=pk)
    messages.success(request, "Đã chép thành dự thảo mới.")
    return redirect("tasks:reorganisation", pk=draft.pk)


@require_safe
def search_agencies(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer agencies of the event's day for what is being typed, new ones included."""
    event = event_for_admin(request, pk)
    living = Agency.objects.alive_on(event.effective_on)
    old = request.GET.get("o") == "predecessor"
    return offered_agencies(request, living, [] if old else list(event.planned.all()))
