"""The page that corrects or withdraws one entry of a duty."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import duty_to_write, signed_in
from tasks.models import Duty, ProgressEntry
from tasks.work import correcting_entries as service
from tasks.work import powers
from tasks.work.forms_correcting import EntryCorrectionForm


def correct_entry_view(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Show the entry as a form, or store its new version."""
    today = timezone.localdate()
    user = signed_in(request)
    duty = duty_to_write(user, pk, today)
    entry = entry_of(duty, entry_pk)
    may = powers.powers_over(duty, user, today).corrects
    if not may and request.method != "POST":
        messages.error(request, "Nhiệm vụ không còn mở để sửa kết quả.")
        return redirect("tasks:duty", pk=pk)
    said = {name: getattr(entry, name) for name in service.SAID_COLUMNS}
    form = EntryCorrectionForm(request.POST or None, today=today, initial=said)
    if request.method == "POST" and form.is_valid():
        error = refusal_of(
            request, service.correct_entry, entry=entry, duty=duty, **form.cleaned_data
        )
        words = "Đã sửa kết quả. Bản cũ vẫn đọc được ở «Quá trình thực hiện»."
        if stored(request, error, words):
            return redirect("tasks:duty", pk=pk)
        show_problems(form, error)
    return render(
        request,
        "tasks/work/correct_entry.html",
        {
            "duty": duty,
            "entry": entry,
            "form": form,
            "others": entry.duties.exclude(pk=duty.pk).select_related("task"),
            "kept": "" if entry.stood_until else service.why_not_withdraw(entry),
        },
    )


def entry_of(duty: Duty, pk: int) -> ProgressEntry:
    """Return the entry of the duty, or 404; what is no longer used, too, so that who
    opened it before is told what became of it.
    """
    rows = ProgressEntry.objects.select_related("author")
    found: ProgressEntry = get_object_or_404(rows, pk=pk, links__duty=duty)
    return found


@require_POST
def withdraw_entry_view(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Take the entry back, and say so or why not."""
    today, now = read_clock()
    user = signed_in(request)
    duty = duty_to_write(user, pk, today)
    try:
        service.withdraw_entry(
            entry=entry_of(duty, entry_pk),
            duty=duty,
            actor=user,
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect("tasks:correct_entry", pk=pk, entry_pk=entry_pk)
    messages.success(request, "Đã rút kết quả; đơn vị vẫn đọc được là đã rút.")
    return redirect("tasks:duty", pk=pk)
