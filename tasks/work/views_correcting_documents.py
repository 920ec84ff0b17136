"""The page that puts a document of a duty right; its earlier files."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kehoach.lib.refusals import RuleBroken
from tasks.doors.problems import show_problems
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import duty_to_write, evidence_for, signed_in
from tasks.duties.page_earlier import earlier_of
from tasks.evidence.forms import EvidenceCorrectionForm
from tasks.evidence.views import download_file
from tasks.models import Correction, Duty, Evidence
from tasks.work import powers
from tasks.work.correcting_documents import correct_evidence as service

_WORDS = ("subject", "number", "issued_on", "issuer", "link")


def correct_evidence_view(
    request: HttpRequest, pk: int, evidence_pk: int
) -> HttpResponse:
    """Show the document as a form, or store its new version."""
    today, user = timezone.localdate(), signed_in(request)
    duty = duty_to_write(user, pk, today)
    held = Evidence.objects.filter(
        links__duty=duty, links__removed_at__isnull=True, quarantined_at__isnull=True
    )
    evidence = get_object_or_404(held, pk=evidence_pk)
    may = powers.powers_over(duty, user, today).corrects
    if not may and request.method != "POST":
        messages.error(request, "Nhiệm vụ không còn mở để sửa minh chứng.")
        return redirect("tasks:duty", pk=pk)
    sent = request.method == "POST"
    form = EvidenceCorrectionForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        today=today,
        initial={name: getattr(evidence, name) for name in _WORDS},
    )
    if sent and form.is_valid():
        error = _save(request, duty, evidence, form)
        if stored(request, error, "Đã sửa minh chứng. Bản cũ vẫn đọc được."):
            return redirect("tasks:duty", pk=pk)
        show_problems(form, error)
    others = evidence.duties.filter(evidence_links__removed_at__isnull=True)
    page = {
        "duty": duty,
        "evidence": evidence,
        "form": form,
        "others": others.exclude(pk=duty.pk).select_related("task").distinct(),
        "earlier": earlier_of(evidence.corrections.select_related("made_by")),
    }
    return render(request, "tasks/work/correct_evidence.html", page)


def _save(
    request: HttpRequest, duty: Duty, evidence: Evidence, form: EvidenceCorrectionForm
) -> RuleBroken | None:
    """Hand the form to the service; return the refusal of a rule, if any."""
    said = dict(form.cleaned_data)
    return refusal_of(
        request, service, evidence=evidence, duty=duty, upload=said.pop("file"), **said
    )


@require_safe
def earlier_evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the file that a document had before, to those who may read it now."""
    row = get_object_or_404(Correction, pk=pk, evidence__isnull=False)
    held = row.evidence_id or 0
    evidence_for(signed_in(request), held, timezone.localdate())
    if not row.file:
        raise Http404
    return download_file(row.file, row.file_name, "application/octet-stream")
