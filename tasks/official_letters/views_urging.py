"""«Công văn»: whom to urge, the draft, and what went out; for the steering agency alone."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency, User
from kehoach.lib.keys import keys_of
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import small
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_plan, to_plan
from tasks.doors.views_once import once
from tasks.duties.access import can_review, current_period, signed_in
from tasks.duties.errors import AlreadySaved, SavedAlike, StaleVersion
from tasks.duties.page_earlier import earlier_of
from tasks.evidence.views import download_file
from tasks.models import Duty, Period, UrgedFor, UrgingLetter
from tasks.official_letters import drafting as service
from tasks.official_letters import sending
from tasks.official_letters.forms_urging import (
    LetterForm,
    SentLetterForm,
    SignedFileForm,
)
from tasks.official_letters.letter_lists import annex_lines_of, urged_by_agency

_PER_PAGE = 25


def steered_period(request: HttpRequest, today: date) -> Period:
    """Return the period of the plan that the person urges for, or 404."""
    plan = asked_plan(request)
    period = current_period(plan, today)
    if period is None or not can_review(signed_in(request), plan, today):
        raise Http404
    period.plan = plan
    return period


def letter_for(user: User, pk: int, today: date) -> UrgingLetter:
    """Return the letter, or 404 for who does not steer its plan."""
    rows = UrgingLetter.objects.select_related(
        "period__plan__steering_agency", "created_by", "sent_by", "replaces"
    )
    letter: UrgingLetter = get_object_or_404(rows, pk=pk)
    if not can_review(user, letter.period.plan, today):
        raise Http404
    return letter


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters, and the agencies to urge to choose from."""
    return letters_page(request)


def letters_page(request: HttpRequest) -> HttpResponse:
    """Return the page; the agencies that were ticked before a refusal still are."""
    today = timezone.localdate()
    period = steered_period(request, today)
    rows = UrgingLetter.objects.filter(period__plan=period.plan)
    counted = rows.select_related("period").annotate(
        names=Count("named", distinct=True), to=Count("agencies", distinct=True)
    )
    urged = urged_by_agency(period, today)
    context = {
        "period": period,
        "page": Paginator(counted.order_by("-created_at", "-pk"), _PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "urged": [(agency, _told(numbers)) for agency, numbers in urged],
        "kinds": [
            (kind, kind.label, sum(numbers.get(kind, 0) for _, numbers in urged))
            for kind in UrgedFor
        ],
        "issuers": UrgingLetter.Issuer.choices,
        "ticked": keys_of(request.POST.getlist("agency")),
    }
    return render(request, "tasks/official_letters/letters.html", context)


def _told(numbers: dict[str, int]) -> str:
    """Return «2 quá hạn chưa báo cáo, 1 chưa cập nhật kết quả»."""
    return ", ".join(
        f"{numbers[kind]} {small(str(kind.label))}"
        for kind in UrgedFor
        if kind in numbers
    )


@require_POST
def new_letter(request: HttpRequest) -> HttpResponse:
    """Draft a letter to the ticked agencies, or the request to all that owe."""
    today, now = read_clock()
    user = signed_in(request)
    period = steered_period(request, today)
    purpose = request.POST.get("purpose", "")
    issuer = request.POST.get("issuer", "")
    if (
        purpose not in UrgingLetter.Purpose.values
        or issuer not in UrgingLetter.Issuer.values
    ):
        raise Http404
    try:
        with once(request, now):
            letter = service.draft_letter(
                period=period,
                purpose=purpose,
                issuer=issuer,
                agencies=_chosen(request, period, purpose),
                kinds=request.POST.getlist("kind") or UrgedFor.values,
                actor=user,
                today=today,
                now=now,
            )
    except AlreadySaved as error:
        messages.info(request, error.message)
    except SavedAlike as error:
        messages.warning(request, error.message)
        return letters_page(request)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        return redirect("tasks:letter", pk=letter.pk)
    return to_plan(request, "tasks:letters")


def _chosen(request: HttpRequest, period: Period, purpose: str) -> list[Agency]:
    """Return the ticked agencies; a request goes to everybody who owes something."""
    if purpose == UrgingLetter.Purpose.REQUEST:
        owing = Duty.objects.filter(period=period).live().values("agency_id")
        return list(Agency.objects.filter(pk__in=owing))
    ticked = keys_of(request.POST.getlist("agency"))
    return list(Agency.objects.filter(pk__in=ticked))


def urging_letter_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a letter; change its words while it is a draft."""
    today, user = timezone.localdate(), signed_in(request)
    row = letter_for(user, pk, today)
    form = LetterForm(request.POST or None, today=today, initial=vars(row))
    page = _page_of(row, form, None, today)
    page["version"] = request.POST.get("version") or row.version
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        version = said.pop("version")
        try:
            service.change_letter(
                letter=row, said=said, version=version, actor=user, today=today
            )
        except RuleBroken as error:
            show_problems(form, error)
            if isinstance(error, StaleVersion):
                page["version"] = row.version
        else:
            messages.success(request, "Đã lưu công văn.")
            return redirect("tasks:letter", pk=pk)
    return render(request, "tasks/official_letters/letter.html", page)


@require_POST
def letter_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record number, day and the signed file: the letter went out."""
    today, now = read_clock()
    user = signed_in(request)
    row = letter_for(user, pk, today)
    form = SentLetterForm(request.POST, request.FILES, today=today)
    if form.is_valid():
        said = dict(form.cleaned_data)
        said.pop("confirmed_open")
        try:
            sending.record_sent(
                letter=row,
                upload=said.pop("file"),
                actor=user,
                today=today,
                now=now,
                **said,
            )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, "Đã ghi nhận công văn gửi đi.")
            return redirect("tasks:letter", pk=pk)
    page = _page_of(row, LetterForm(today=today, initial=vars(row)), form, today)
    return render(request, "tasks/official_letters/letter.html", page)


@require_POST
def letter_words(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the words of a draft anew, as of today."""
    today, user = timezone.localdate(), signed_in(request)
    row = letter_for(user, pk, today)
    try:
        service.reword_letter(letter=row, actor=user, today=today)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã soạn lại trích yếu, nội dung và ngày.")
    return redirect("tasks:letter", pk=pk)


def letter_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Hand out the signed PDF; keep it when the letter was recorded without."""
    today, user = timezone.localdate(), signed_in(request)
    row = letter_for(user, pk, today)
    if request.method != "POST":
        if not row.file:
            raise Http404
        return download_file(row.file, row.file_name, "application/pdf")
    form = SignedFileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            sending.keep_signed_file(letter=row, upload=upload, actor=user, today=today)
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, "Đã lưu bản ký.")
            return redirect("tasks:letter", pk=pk)
    page = _page_of(row, LetterForm(today=today, initial=vars(row)), form, today)
    return render(request, "tasks/official_letters/letter.html", page)


def _page_of(
    row: UrgingLetter, form: LetterForm, sent: SignedFileForm | None, today: date
) -> dict[str, Any]:
    """Return what the page of a letter shows; the form that asks for the signed file
    is without number and day once they are recorded.
    """
    lines = annex_lines_of(row, today)
    if sent is None:
        sent = SignedFileForm() if row.is_sent else SentLetterForm(today=today)
    return {
        "letter": row,
        "version": row.version,
        "form": form,
        "sent_form": sent,
        "lines": lines,
        "lacking": [] if row.is_sent else sending.lacking(row, lines),
        "earlier": earlier_of(row.corrections.select_related("made_by")),
        "replaced_by": row.replaced_by.first(),
        "addressees": row.agencies.order_by("sort_key", "pk"),
    }
