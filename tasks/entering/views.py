"""A draft is edited on its own page: a row's form opens in its place and is saved there.

Without scripts the same form is a page.
"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.changing.forms_rows import RowForm
from tasks.changing.page import WORDS_OF_KINDS
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_plan, require
from tasks.doors.views_once import once
from tasks.duties.access import may_change_plan, signed_in
from tasks.duties.errors import AlreadySaved, StaleVersion
from tasks.entering.forms import draft_form
from tasks.entering.page import boxes, stored_words
from tasks.entering.writing import delete_row, move_row, save_rows, version_of
from tasks.models import Plan, PlanChangeLine, Section, Target, Task
from tasks.models.changing import SUBJECTS
from tasks.plan.views import plan_page

_MOVES = {"len": -1, "xuong": 1}


@require_safe
def draft_row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show one clause or target of the draft again, as it stands."""
    plan = _draft(request, read_clock()[0])
    return _shown(request, plan, _stored(plan, _subject(kind), pk))


def edit_draft_row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show the row's words as a form; save them."""
    today, _ = read_clock()
    plan, subject = _draft(request, today), _subject(kind)
    try:
        stored = _stored(plan, subject, pk)
    except Http404:
        if request.method != "POST":
            raise
        return _gone(request, plan, kind, today)
    form = draft_form(subject)(
        request.POST or None, instance=stored, plan=plan, today=today
    )
    title = f"Sửa {PlanChangeLine.Subject(subject).label}"
    return _answer(request, plan, kind, form, stored, title)


def add_draft_row(request: HttpRequest, kind: str) -> HttpResponse:
    """Show an empty form of the kind; add the row where the address says."""
    today, _ = read_clock()
    plan, subject = _draft(request, today), _subject(kind)
    if subject == "plan":
        raise Http404
    asked = {"section": "muc", "parent": "thuoc", "follows": "sau"}
    initial = {name: request.GET.get(word) for name, word in asked.items()}
    form = draft_form(subject, adds=True)(
        request.POST or None, plan=plan, today=today, initial=initial
    )
    title = f"Thêm {PlanChangeLine.Subject(subject).label}"
    return _answer(request, plan, kind, form, None, title)


@require_POST
def move_draft_row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Move the row up or down."""
    today, _ = read_clock()
    plan = _draft(request, today)
    found, steps = _row_of(plan, kind, pk), _MOVES.get(request.POST.get("huong", ""))
    if steps is None:
        raise Http404
    try:
        move_row(row=found, steps=steps, actor=signed_in(request), today=today)
    except RuleBroken as error:
        messages.error(request, error.message)
    return redirect(_at(plan, found))


@require_POST
def delete_draft_row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Delete the row."""
    today, _ = read_clock()
    plan = _draft(request, today)
    found = _row_of(plan, kind, pk)
    name = str(found)
    try:
        delete_row(row=found, actor=signed_in(request), today=today)
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect(_at(plan, found))
    messages.success(request, f"Đã xóa {name}.")
    return redirect("tasks:plan", plan.code)


def _draft(request: HttpRequest, today: date) -> Plan:
    """Return the draft of the address for who drafts it, else 403; 404 once published."""
    plan = asked_plan(request)
    require(may_change_plan(signed_in(request), plan, today))
    if not plan.is_draft:
        raise Http404
    return plan


def _subject(kind: str) -> str:
    if kind not in WORDS_OF_KINDS:
        raise Http404
    return WORDS_OF_KINDS[kind]


def _stored(plan: Plan, subject: str, pk: int) -> Any:
    if subject == "plan":
        if pk != plan.pk:
            raise Http404
        return Plan.objects.get(pk=pk)
    return get_object_or_404(SUBJECTS[subject], pk=pk, plan=plan)


def _row_of(plan: Plan, kind: str, pk: int) -> Any:
    """Return a row that moves and goes: not the plan itself."""
    subject = _subject(kind)
    if subject == "plan":
        raise Http404
    found = _stored(plan, subject, pk)
    found.plan = plan
    return found


def _gone(request: HttpRequest, plan: Plan, kind: str, today: date) -> HttpResponse:
    """Offer what was typed of a row that somebody deleted meanwhile, to be added again."""
    made = draft_form(_subject(kind), adds=True)
    form = made(request.POST, plan=plan, today=today)
    form.is_valid()
    message = "Dòng này vừa bị người khác xóa. Lưu lần nữa để thêm lại vào dự thảo."
    form.add_error(None, message)
    action = reverse("tasks:draft_row_add", args=[plan.code, kind])
    return _form_page(request, plan, kind, form, title="Thêm lại", action=action)


def _answer(
    request: HttpRequest,
    plan: Plan,
    kind: str,
    form: RowForm,
    stored: Any,
    title: str,
) -> HttpResponse:
    """Return the saved row, or the form with what is wrong: in its place or as a page."""
    today, now = read_clock()
    version = request.POST.get("version", "")
    differs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, now):
                saved = save_rows(
                    plan=plan,
                    row=stored,
                    version=version,
                    edits=form.edits(),
                    more=form.more(),
                    actor=signed_in(request),
                    today=today,
                )
        except AlreadySaved as error:
            messages.info(request, error.message)
            return _saved(request, plan, stored or plan, stays=False)
        except StaleVersion as error:
            show_problems(form, error)
            differs, version = list(stored_words(stored, form)), ""
        except RuleBroken as error:
            show_problems(form, error)
        else:
            moved = {"section", "code"} & set(form.changed_data)
            stays = isinstance(stored, Task | Target) and not moved
            return _saved(request, plan, saved, stays=stays)
    version = version or (version_of(stored) if stored is not None else "")
    said = {"row": stored, "title": title, "differs": differs, "version": version}
    return _form_page(request, plan, kind, form, **said)


def _form_page(
    request: HttpRequest, plan: Plan, kind: str, form: RowForm, **said: Any
) -> HttpResponse:
    """Return the form on its place, or as a page."""
    subject, stored = _subject(kind), said.get("row")
    first, rest = boxes(form, subject)
    context = {
        "plan": plan,
        "kind": kind,
        "subject": subject,
        "form": form,
        "first": first,
        "rest": rest,
        "rest_open": any(box.errors for box in rest),
        "action": request.get_full_path(),
        "back": _at(plan, stored),
        "opened": "HX-Request" in request.headers,
    }
    name = "_row_form" if context["opened"] else "row"
    return render(request, f"tasks/entering/{name}.html", context | said)


def _saved(
    request: HttpRequest, plan: Plan, saved: Any, *, stays: bool
) -> HttpResponse:
    """Return the row where it stood; the page anew where more than the row changed."""
    if "HX-Request" not in request.headers:
        messages.success(request, "Đã lưu.")
        return redirect(_at(plan, saved))
    if stays:
        return _shown(request, plan, saved, is_saved=True)
    messages.success(request, "Đã lưu.")
    answer = HttpResponse(status=204)
    answer["HX-Refresh"] = "true"
    return answer


def _shown(
    request: HttpRequest, plan: Plan, found: Any, *, is_saved: bool = False
) -> HttpResponse:
    """Return the clause or target as the plan's page draws it."""
    page = plan_page(request)
    document = page["document"]
    if isinstance(found, Task):
        clause = next(each for each in document.clauses if each.task.pk == found.pk)
        name, said = "_plan_clause", {"clause": clause}
    elif isinstance(found, Target):
        stated = next(each for each in document.stated if each.target.pk == found.pk)
        name, said = "_plan_target", {"stated": stated}
    else:
        raise Http404
    context = page | said | {"is_saved": is_saved}
    return render(request, f"tasks/plan/{name}.html", context)


def _at(plan: Plan, found: Any) -> str:
    """Return the row's place on the page of the draft."""
    address = reverse("tasks:plan", args=[plan.code])
    if isinstance(found, Section):
        return f"{address}#dong-muc-{found.pk}"
    return f"{address}#{found.code}" if isinstance(found, Task | Target) else address
