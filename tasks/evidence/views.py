"""Proof: attach, use again, take off, download, put away."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.views_once import once, stored
from tasks.duties import gates
from tasks.duties.access import duty_for, duty_to_write, evidence_for, signed_in
from tasks.duties.of_agency import siblings, ticked
from tasks.evidence import keeping as service
from tasks.evidence.attaching import Attached, attach_documents
from tasks.evidence.forms import EvidenceForm, ReuseForm
from tasks.evidence.kept_files import opened
from tasks.models import TO_DO, Duty, Evidence


def attach_evidence_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a document or a file to the duty, or use one that is there already."""
    today = timezone.localdate()
    duty = duty_to_write(signed_in(request), pk, today)
    is_worked = duty.state in TO_DO and gates.is_worked(duty, today)
    if not is_worked and request.method != "POST":
        messages.error(request, "Nhiệm vụ không còn mở để thêm minh chứng.")
        return redirect("tasks:duty", pk=pk)
    page = _page_of(request, duty, today)
    form = page["reuse"] if "evidence" in request.POST else page["form"]
    if request.method == "POST" and form.is_valid():
        done, error = _save(request, duty, form, today)
        if stored(request, error, f"{done.told} cho {duty.task.code}."):
            for words in done.left_out:
                messages.warning(request, f"Chưa nhận {words}")
            return gone_to(request, pk)
        show_problems(form, error)
        page["twin"] = getattr(error, "evidence", None)
    return render(request, "tasks/evidence/attach_evidence.html", page)


def gone_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the duty; a script that showed the upload's progress is told where."""
    answer = redirect("tasks:duty", pk=pk)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def _page_of(
    request: HttpRequest, duty: Duty, today: date, auto_id: str = "id_%s"
) -> dict[str, Any]:
    """Return both forms; the one that was not sent stays empty."""
    reusing = "evidence" in request.POST
    period = gates.period_of_work(duty, today)
    posted = request.POST if request.method == "POST" else None
    form = EvidenceForm(
        None if reusing else posted,
        request.FILES or None,
        auto_id=auto_id,
        agency=duty.agency,
        others=siblings(duty, period),
        today=period.data_day(today),
    )
    reuse = ReuseForm(
        posted if reusing else None,
        auto_id=f"dung-lai-{auto_id}",
        candidates=candidates_for(duty),
    )
    return {"duty": duty, "form": form, "reuse": reuse}


def candidates_for(duty: Duty) -> QuerySet[Evidence]:
    """Return the agency's evidence that the duty does not hold yet."""
    held = duty.evidence_links.filter(removed_at__isnull=True)
    rows = Evidence.objects.filter(
        agency_id=duty.agency_id, quarantined_at__isnull=True
    )
    return rows.exclude(pk__in=held.values("evidence_id")).order_by("-recorded_at")


def _save(
    request: HttpRequest, duty: Duty, form: EvidenceForm | ReuseForm, today: date
) -> tuple[Attached, RuleBroken | None]:
    """Hand the form to its service; return what was kept and the refusal, if any."""
    said, now = form.cleaned_data, timezone.now()
    common: dict[str, Any] = {
        "duties": [duty, *ticked(duty, said.get("also_for"))],
        "actor": signed_in(request),
        "today": today,
        "now": now,
    }
    done = Attached()
    try:
        if isinstance(form, ReuseForm):  # a second link of the same is none
            service.link_evidence(evidence=said["evidence"], **common)
            done.evidence.append(said["evidence"])
        else:
            with once(request, now):
                done = attach_documents(**form.documents(), **common)
    except RuleBroken as error:
        return done, error
    return done, None


@require_POST
def detach_evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take evidence off the duty."""
    today, now = read_clock()
    user = signed_in(request)
    duty = duty_for(user, pk, today)
    evidence = get_object_or_404(Evidence, pk=evidence_pk, agency_id=duty.agency_id)
    try:
        service.unlink_evidence(
            evidence=evidence, duty=duty, actor=user, today=today, now=now
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã gỡ minh chứng khỏi nhiệm vụ.")
    return redirect("tasks:duty", pk=pk)


@require_POST
def mark_product_view(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Mark a proof of the duty as its product, or take the mark away."""
    today, now = read_clock()
    user = signed_in(request)
    duty = duty_for(user, pk, today)
    evidence = get_object_or_404(Evidence, pk=evidence_pk, agency_id=duty.agency_id)
    is_product = request.POST.get("san-pham") == "1"
    try:
        service.mark_product(
            evidence=evidence,
            duty=duty,
            is_product=is_product,
            actor=user,
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        said = "Đã đánh dấu là sản phẩm." if is_product else "Đã bỏ đánh dấu sản phẩm."
        messages.success(request, said)
    return redirect(f"{reverse('tasks:duty', args=[pk])}#minh-chung")


#: What a browser may show itself, and what such a page may load: nothing of others.
_SHOWN = ("application/pdf", "image/jpeg", "image/png", "image/webp")
SHOWS = "default-src 'self'; script-src 'none'; frame-ancestors 'none'"


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the file to those who may read it; `xem` opens pictures and PDFs in the
    browser, other files are always saved.
    """
    evidence = evidence_for(signed_in(request), pk, timezone.localdate())
    if not evidence.file:
        raise Http404
    response = download_file(evidence.file, evidence.file_name, evidence.content_type)
    if "xem" in request.GET and evidence.content_type in _SHOWN:
        response.as_attachment = False
        response["Content-Disposition"] = "inline"
        response["Content-Security-Policy"] = SHOWS
    return response


def download_file(file: Any, name: str, content_type: str) -> FileResponse:
    """Return the stored file as an attachment that no browser will run or keep;
    KeptWrong when it is not what was stored.
    """
    response = FileResponse(
        opened(file), as_attachment=True, filename=name, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response


@require_POST
def quarantine_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file away at once; people of the steering agency only."""
    today, now = read_clock()
    user = signed_in(request)
    evidence = evidence_for(user, pk, today)
    try:
        service.quarantine(
            evidence=evidence,
            actor=user,
            reason=request.POST.get("reason", ""),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã cách ly tệp; không ai tải được nữa.")
    duty = evidence.duties.first()
    return redirect("tasks:duty", pk=duty.pk) if duty else redirect("home")
