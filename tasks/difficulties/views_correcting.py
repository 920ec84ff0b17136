"""The page that puts a difficulty right, or takes it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from kehoach.lib.refusals import RuleBroken
from tasks.difficulties import correcting
from tasks.difficulties.forms import AsideForm, DifficultyCorrectionForm
from tasks.doors.problems import show_problems
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import can_write, signed_in
from tasks.duties.page_earlier import Earlier, earlier_of
from tasks.models import Contribution, Difficulty


@dataclass(frozen=True)
class Page:
    """What the page is about and where it leads."""

    title: str
    back: str
    name: str
    row: Difficulty | Contribution
    form: type[AsideForm]
    correct: Callable[..., Any]
    withdraw: Callable[..., Any]
    after: str

    @property
    def earlier(self) -> list[Earlier]:
        """Return what the row said before."""
        return earlier_of(self.row.corrections.select_related("made_by"))


def correct_difficulty_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an unanswered difficulty as a form; store its new words, or take it back."""
    today, user = timezone.localdate(), signed_in(request)
    rows = Difficulty.objects.visible_to(user, today=today)
    row: Difficulty = get_object_or_404(rows.select_related("agency"), pk=pk)
    if not can_write(user, row.agency_id, today):
        raise PermissionDenied
    back = f"{reverse('tasks:difficulties')}#vuong-mac-{pk}"
    if row.duty_id:
        back = f"{reverse('tasks:duty', args=[row.duty_id])}#vuong-mac"
    page = Page(
        title="Sửa khó khăn, vướng mắc",
        back=back,
        name="difficulty",
        row=row,
        form=DifficultyCorrectionForm,
        correct=correcting.correct_difficulty,
        withdraw=correcting.withdraw_difficulty,
        after="Sau khi rút, vướng mắc không còn trong báo cáo; ai đã đọc thấy là đã rút.",
    )
    return answer_correction(request, page, today)


def answer_correction(request: HttpRequest, page: Page, today: date) -> HttpResponse:
    """Show the form, or do what was pressed: «Lưu bản sửa» or «Rút»."""
    initial = {name: getattr(page.row, name, "") for name in page.form.base_fields}
    form = page.form(request.POST or None, initial=initial)
    withdraws = "rut" in request.POST
    if request.method == "POST" and (withdraws or form.is_valid()):
        error = _save(request, page, form, withdraws=withdraws)
        if stored(request, error, "Đã rút." if withdraws else "Đã sửa."):
            return redirect(page.back)
        form.is_valid()
        show_problems(form, error)
    context = {"page": page, "form": form}
    return render(request, "tasks/coordination/correct_aside.html", context)


def _save(
    request: HttpRequest, page: Page, form: AsideForm, *, withdraws: bool
) -> RuleBroken | None:
    """Hand the form to its service; return the refusal of a rule, if any."""
    said = (
        form.cleaned_data
        if not withdraws
        else {"reason": request.POST.get("reason", "")}
    )
    call = page.withdraw if withdraws else page.correct
    return refusal_of(request, call, **{page.name: page.row}, **said)
