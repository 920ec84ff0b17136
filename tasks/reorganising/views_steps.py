"""From a draft to a new map: preview, choices, applying, people, undoing."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency, Reorganisation, User
from kehoach.lib.keys import keys_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks import reorganising as service
from tasks.duties.access import signed_in
from tasks.reorganising import Preview
from tasks.reorganising.event_choices import save_choices
from tasks.reorganising.forms_choices import ChoicesForm
from tasks.reorganising.page import preview_page, staff_of, undoing_of_event
from tasks.reorganising.page_scopes import asking_of
from tasks.reorganising.views import event_for_admin


@require_safe
def preview_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Rehearse the event and say what would happen."""
    event = event_for_admin(request, pk)
    if not event.is_draft:
        return redirect("tasks:reorganisation", pk=pk)
    seen = _rehearse(event)
    return preview_response(request, event, seen, choices_form(event, seen))


def _rehearse(event: Reorganisation) -> Preview:
    """Return what applying would do now."""
    today, now = read_clock()
    return service.rehearse(event=event, today=today, now=now)


def choices_form(event: Reorganisation, seen: Preview, data: Any = None) -> ChoicesForm:
    """Return the form of everything that can be chosen."""
    asking = asking_of(event, seen.questions)
    return ChoicesForm(data, event=event, asking=asking, auto_id="chon_%s")


def preview_response(
    request: HttpRequest, event: Reorganisation, seen: Preview, form: ChoicesForm
) -> HttpResponse:
    """Return the preview's page with this form."""
    eve = event.effective_on - timedelta(days=1)
    context = {"event": event, "form": form, "eve": eve, **preview_page(seen)}
    return render(request, "tasks/reorganising/reorganisation_preview.html", context)


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was chosen and show the preview that follows from it."""
    event = event_for_admin(request, pk)
    if not event.is_draft:
        return redirect("tasks:reorganisation", pk=pk)
    seen = _rehearse(event)
    form = choices_form(event, seen, request.POST)
    if not form.is_valid() or not choices_saved(request, event, form):
        return preview_response(request, event, seen, form)
    return redirect("tasks:reorganisation_preview", pk=pk)


def choices_saved(
    request: HttpRequest, event: Reorganisation, form: ChoicesForm
) -> bool:
    """Hand the choices to the service; return False when a rule refused."""
    carry, once = form.carry_choices(), form.once_choices()
    try:
        count = save_choices(event=event, carry=carry, once=once)
    except RuleBroken as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, f"Đã lưu {count} lựa chọn. Kết quả đã tính lại.")
    return True


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply exactly what was shown, or show what it has become."""
    today, now = read_clock()
    event = event_for_admin(request, pk)
    try:
        counts = service.apply_event(
            event=event,
            actor=signed_in(request),
            digest=request.POST.get("digest", ""),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect("tasks:reorganisation_preview", pk=pk)
    ended, moved = counts["agencies_ended"], counts["transferred"] + counts["joined"]
    messages.success(
        request,
        f"Đã áp dụng: {ended} cơ quan kết thúc, {moved} nhiệm vụ sang đơn vị mới.",
    )
    return redirect("tasks:reorganisation", pk=pk)


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what stands against undoing; undo on confirmation."""
    event = event_for_admin(request, pk)
    if request.method == "POST":
        return undone(request, event)
    obstacles = service.obstacles_to_undo(event=event)
    context = {
        "event": event,
        "obstacles": obstacles,
        "undoing": undoing_of_event(event),
    }
    return render(request, "tasks/reorganising/reorganisation_undo.html", context)


def undone(request: HttpRequest, event: Reorganisation) -> HttpResponse:
    """Undo the event, or say why not."""
    today, now = read_clock()
    try:
        service.undo_event(
            event=event,
            actor=signed_in(request),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect("tasks:reorganisation_undo", pk=event.pk)
    messages.success(request, "Đã hoàn tác: mọi thứ trở lại như trước khi áp dụng.")
    return redirect("tasks:reorganisation", pk=event.pk)


def people_of_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whose roles ended, unit by unit; take over those who were ticked."""
    event = event_for_admin(request, pk)
    if request.method == "POST":
        return taken_over(request, event)
    units = staff_of(service.people_to_move(event=event))
    context = {
        "event": event,
        "units": units,
        "left": sum(len(unit.left) for unit in units if unit.successors),
    }
    return render(request, "tasks/reorganising/reorganisation_people.html", context)


def taken_over(request: HttpRequest, event: Reorganisation) -> HttpResponse:
    """Give the ticked people the same roles at the chosen successor."""
    today, now = read_clock()
    old = get_object_or_404(Agency, code=request.POST.get("cu", ""))
    new = get_object_or_404(Agency, code=request.POST.get("moi", ""))
    ticked = keys_of(request.POST.getlist("nguoi"))
    try:
        count = service.take_over(
            event=event,
            predecessor=old,
            successor=new,
            users=User.objects.filter(pk__in=ticked),
            actor=signed_in(request),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã chuyển {count} vai trò từ {old} sang {new}.")
    return redirect("tasks:reorganisation_people", pk=event.pk)
