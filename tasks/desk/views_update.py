"""«Cập nhật kết quả»: what was done, its document and the figures, in one form."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kehoach.lib.refusals import RuleBroken
from tasks.adhoc import record_answer
from tasks.doors.problems import show_problems
from tasks.doors.views_once import once, stored, told_before
from tasks.duties import gates
from tasks.duties.access import duty_to_write, signed_in
from tasks.duties.errors import AlreadySaved, InvalidInput, SavedAlike, StaleVersion
from tasks.duties.of_agency import siblings, ticked
from tasks.figures.answers import FIELD, figures_asked
from tasks.models import TO_DO, Duty
from tasks.work import logging
from tasks.work.at_head import prepare_duty
from tasks.work.forms import ProgressForm
from tasks.work.page_update import update_page
from tasks.work.powers import asks_letter
from tasks.work.sending import submit_duty

#: What may follow the saving, by the name of the pressed button.
THEN: dict[str, tuple[Callable[..., None], str, str]] = {
    "trinh": (prepare_duty, "Đã lưu và trình thủ trưởng", "Chưa trình được"),
    "gui": (submit_duty, "Đã lưu và gửi", "Chưa gửi được"),
}


def log_progress_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an entry; what was typed comes back when a rule refuses, also one that came
    to hold after the page was opened.
    """
    today = timezone.localdate()
    duty = duty_to_write(signed_in(request), pk, today)
    is_worked = duty.state in TO_DO and gates.is_worked(duty, today)
    if not is_worked and (request.method != "POST" or told_before(request)):
        if request.method != "POST":
            messages.error(request, "Nhiệm vụ không còn mở để cập nhật.")
        return redirect("tasks:duty", pk=pk)
    is_saved, error = posted(request, duty, today)
    if is_saved:
        done, left = followed(request, duty, today, error)
        stored(request, error, done)
        if left:
            messages.warning(request, left)
        return redirect("tasks:duty", pk=pk)
    page = refused(update_page(request, duty, today), duty, error)
    return render(request, "tasks/desk/log_progress.html", page)


def posted(
    request: HttpRequest, duty: Duty, today: date
) -> tuple[bool, RuleBroken | None]:
    """Save what was posted; return whether it is stored, and all that rules refused.

    What the page shows beside the fields is not read for this.
    """
    if request.method != "POST":
        return False, None
    form = form_to_save(request, duty, today)
    is_read = form.is_valid()
    rows = [duty, *ticked(duty, form.cleaned_data.get("also_for"))]
    if not is_read:
        return False, looked_over(rows, form, today)
    error = _save(request, rows, form, today)
    return error is None or isinstance(error, AlreadySaved), error


def looked_over(rows: list[Duty], form: ProgressForm, today: date) -> RuleBroken | None:
    """Return what rules say of a form that cannot be read yet."""
    try:
        found = logging.look_over(duties=rows, said=form.said(), today=today)
    except RuleBroken as error:
        return error
    return InvalidInput(problems=found) if found else None


def form_to_save(request: HttpRequest, duty: Duty, today: date) -> ProgressForm:
    """Return the posted form with the fields and choices that it may have filled."""
    period = gates.period_of_work(duty, today)
    others = siblings(duty, period) if "also_for" in request.POST else []
    has_figures = any(name.startswith(FIELD) for name in request.POST)
    asked = figures_asked([duty], duty.agency) if has_figures else []
    return ProgressForm(
        request.POST,
        request.FILES,
        agency=duty.agency,
        asked=asked,
        current={},
        others=others,
        asks_letter=asks_letter(duty),
        today=period.data_day(today),
    )


def followed(
    request: HttpRequest, duty: Duty, today: date, error: RuleBroken | None
) -> tuple[str, str]:
    """Do what the pressed button asks besides saving, unless it was stored before;
    return what is done, in words, and why the rest is not.
    """
    if error is not None:
        return error.message, ""
    code = duty.task.code
    wanted = THEN.get(request.POST.get("then", ""))
    if wanted is None:
        return f"Đã lưu kết quả {code}.", ""
    service, done, failed = wanted
    try:
        service(duty=duty, actor=signed_in(request), today=today, now=timezone.now())
    except RuleBroken as refusal:
        return f"Đã lưu kết quả {code}.", f"{failed}: {refusal.message}"
    return f"{done} {code}.", ""


def refused(
    page: dict[str, Any], duty: Duty, error: RuleBroken | None
) -> dict[str, Any]:
    """Return the page with what rules said beside its fields."""
    show_problems(page["form"], error)
    if isinstance(error, StaleVersion | SavedAlike):
        page["version"] = duty.version
    return page


def _save(
    request: HttpRequest, rows: list[Duty], form: ProgressForm, today: date
) -> RuleBroken | None:
    """Hand the form to the service; return the refusal of a rule, if any."""
    said, now = form.said(), timezone.now()
    try:
        with once(request, now):
            logging.log_progress(
                duties=rows,
                author=signed_in(request),
                version=form.cleaned_data["version"],
                drops_draft=True,
                today=today,
                now=now,
                **vars(said),
            )
            if form.cleaned_data.get("is_letter"):
                record_answer(
                    duty=rows[0],
                    number=said.papers.document.number,
                    actor=signed_in(request),
                    today=today,
                    now=now,
                )
    except RuleBroken as error:
        return error
    return None
