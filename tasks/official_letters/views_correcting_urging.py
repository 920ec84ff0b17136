"""A letter that went out: its right number, day and file; a letter in its place."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import signed_in
from tasks.evidence.views import download_file
from tasks.models import Correction
from tasks.official_letters import correcting_urging as service
from tasks.official_letters.forms_urging import SentCorrectionForm
from tasks.official_letters.views_urging import letter_for


def correct_sent_letter_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show number, day and file as a form, or store the new version."""
    today, user = timezone.localdate(), signed_in(request)
    letter = letter_for(user, pk, today)
    if not letter.is_sent:
        return redirect("tasks:letter", pk=pk)
    sent = request.method == "POST"
    form = SentCorrectionForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        today=today,
        initial={"number": letter.number, "signed_on": letter.signed_on},
    )
    if sent and form.is_valid():
        said = dict(form.cleaned_data)
        said.pop("confirmed_open")
        error = refusal_of(
            request,
            service.correct_sent_letter,
            letter=letter,
            upload=said.pop("file"),
            **said,
        )
        done = "Đã sửa công văn và báo các đơn vị. Bản cũ vẫn đọc được."
        if stored(request, error, done):
            return redirect("tasks:letter", pk=pk)
        show_problems(form, error)
    page = {"letter": letter, "form": form, "period": letter.period}
    return render(request, "tasks/official_letters/correct_sent_letter.html", page)


@require_POST
def replace_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the letter that takes this one's place."""
    today, now = read_clock()
    user = signed_in(request)
    letter = letter_for(user, pk, today)
    try:
        new = service.draft_replacing(letter=letter, actor=user, today=today, now=now)
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect("tasks:letter", pk=pk)
    return redirect("tasks:letter", pk=new.pk)


@require_safe
def earlier_sent_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the signed file that a letter had before it was put right."""
    row = get_object_or_404(Correction, pk=pk, urging_letter__isnull=False)
    letter = row.urging_letter
    if letter is None or not row.file:
        raise Http404
    letter_for(signed_in(request), letter.pk, timezone.localdate())
    return download_file(row.file, row.file_name, "application/pdf")
