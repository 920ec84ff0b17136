"""What the form «Cập nhật kết quả» shows: its fields filled, and what stands beside."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict

from agencies.models import Agency
from tasks.duties import gates
from tasks.duties.access import signed_in
from tasks.duties.of_agency import siblings
from tasks.evidence.papers import Papers, documents_of
from tasks.figures.answers import current_values, figures_asked
from tasks.figures.page_form import figure_grid
from tasks.models import Duty, Progress
from tasks.work import powers
from tasks.work.asked_again import asked_again_of
from tasks.work.beside import entries_before, parts_given
from tasks.work.doubts import doubts_of
from tasks.work.drafts import draft_of
from tasks.work.forms import NOTHING_FIELD, ProgressForm
from tasks.work.powers import asks_letter

#: How many of the agency's documents are offered by number.
_OFFERED = 30


def update_page(
    request: HttpRequest, duty: Duty, today: date, auto_id: str = "id_%s"
) -> dict[str, Any]:
    """Return the form and, beside each figure, what is known about it."""
    period = gates.period_of_work(duty, today)
    asked = figures_asked([duty], duty.agency)
    draft = draft_of(duty=duty, person=signed_in(request))
    typed = draft.fields if draft and "nhap" in request.GET else {}
    form = ProgressForm(
        with_twins(request, duty.agency),
        request.FILES or None,
        auto_id=auto_id,
        agency=duty.agency,
        asked=asked,
        current=current_values(duty.agency_id, period, duty.occurs_from),
        others=siblings(duty, period),
        asks_letter=asks_letter(duty),
        today=period.data_day(today),
        until=period.data_to,
        initial={
            "done_on": period.owing_day(today),
            "progress": progress_now(duty),
            "version": duty.version,
        }
        | from_draft(typed),
    )
    held = documents_of(duty.agency, period)
    return {
        "duty": duty,
        "period": period,
        "form": form,
        "documents": held.values_list("number", "subject")[:_OFFERED],
        "before": next((row for row in entries_before(duty) if row.text), None),
        "parts": parts_given(duty),
        "draft": draft if request.method == "GET" else None,
        "uses_draft": bool(typed),
        "figures": figure_grid(form, asked, duty, period, odd_answers(request, duty)),
        "came_back": asked_again_of(duty),
        "asks_reason": duty.submitted_at is not None,
        "powers": powers.powers_over(duty, signed_in(request), today),
        "version": request.POST.get("version") or duty.version,
    }


def odd_answers(request: HttpRequest, duty: Duty) -> dict[int | None, list[str]]:
    """Return figure → what a reviewer will doubt of the answers as they are stored."""
    found: dict[int | None, list[str]] = defaultdict(list)
    if request.method == "GET":
        for each in doubts_of([duty], with_copies=False).get(duty.pk, ()):
            found[each.figure_id].append(each.words)
    return found


def progress_now(duty: Duty) -> str:
    """Return how far the form says the work is: an answer to a request is the whole."""
    if duty.nothing_to_report:
        return NOTHING_FIELD
    is_adhoc = duty.period.is_adhoc
    if duty.progress == Progress.NOT_STARTED:
        return Progress.DONE if is_adhoc else Progress.IN_PROGRESS
    return duty.progress


def with_twins(request: HttpRequest, agency: Agency) -> QueryDict | None:
    """Return what was posted; files that the agency has already are ticked instead, so
    that saving again takes those.
    """
    if request.method != "POST":
        return None
    files = tuple(request.FILES.getlist("file"))
    held = Papers(files=files).held_already(agency)
    if not held:
        return request.POST
    typed = request.POST.copy()
    typed.setlist("kept", [*typed.getlist("kept"), *(str(row.pk) for row in held)])
    return typed


def from_draft(typed: dict[str, list[str]]) -> dict[str, Any]:
    """Return what a draft fills in: a list for several boxes, else its one value."""
    many = {"also_for", "kept"}
    return {
        name: values if name in many else values[0]
        for name, values in typed.items()
        if values
    }
