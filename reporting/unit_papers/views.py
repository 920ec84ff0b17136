"""«Soạn báo cáo, kế hoạch của đơn vị»: what is missing, the words, the file."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Agency
from agencies.models.authority import reads_agency
from kehoach.lib.keys import key_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.downloads import saved_as_file
from kehoach.site.moments import read_clock
from reporting.doors.access import reported_or_404
from reporting.files.unit_paper_docx import render_unit_paper
from reporting.models import PaperKind, UnitDraft, UnitOutline
from reporting.unit_papers.forms import DraftForm
from reporting.unit_papers.gaps import unit_gaps_of
from reporting.unit_papers.material import UnitMaterial, newest_draft, read_material
from reporting.unit_papers.outline import OUTLINE_VARIABLES, stored_unit_outline
from reporting.unit_papers.outline_form import UnitOutlineForm, outline_rows_of
from reporting.unit_papers.page import annex_rows, part_lines, tabs_of
from reporting.unit_papers.papers import unit_paper
from reporting.unit_papers.saving import save_draft, save_unit_outline
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_period, go_whole, plan_of_agency
from tasks.duties.access import can_review, can_write, current_period, signed_in
from tasks.duties.errors import StaleVersion
from tasks.duties.of_agency import periods_of
from tasks.models import Period

#: Versions listed below the form.
_SHOWN = 20


def asked_paper(
    request: HttpRequest, code: str, kind: str
) -> tuple[Agency, Period, PaperKind]:
    """Return whose paper of which period; 404 for who is neither of the agency nor of
    an heir of it, since a draft is its own until it is signed, and for a plan outside
    a whole year.
    """
    today = timezone.localdate()
    own = reads_agency(signed_in(request), today, "pk")
    rows = Agency.objects.filter(own).select_related("parent")
    agency = get_object_or_404(rows, code=code)
    plan = plan_of_agency(request, agency, today)
    period = current_period(plan, today, asked_period(request)) if plan else None
    if period is None or kind not in {tab.kind for tab in tabs_of(agency, period, "")}:
        raise Http404
    return agency, period, PaperKind(kind)


def material_of(request: HttpRequest, code: str, kind: str) -> UnitMaterial:
    """Return the paper's material; `ban` asks for an older version of the words."""
    agency, period, which = asked_paper(request, code, kind)
    asked = key_of(request.GET.get("ban", ""))
    older = None
    if asked is not None:
        rows = UnitDraft.objects.filter(agency=agency, period=period, kind=which)
        older = get_object_or_404(rows, number=asked)
    today = timezone.localdate()
    return read_material(
        kind=which, agency=agency, period=period, today=today, draft=older
    )


def draft(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Show what is missing and the draft; store a new version of its words."""
    about = material_of(request, code, kind)
    newest = newest_draft(about.kind, about.agency, about.period)
    today = timezone.localdate()
    may = about.period.is_open and can_write(signed_in(request), about.agency.pk, today)
    start = {"base": newest.number}
    form = DraftForm(about, request.POST or None, initial=start)
    base = newest.number
    if not may:
        form.only_read()
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            error = _saved(request, about, form)
            if error is None:
                return go_whole(request, f"{request.path}?{about.period.query}")
            show_problems(form, error)
            is_stale = isinstance(error, StaleVersion)
            base = newest.number if is_stale else form.cleaned_data["base"]
    page = _page_of(about, form) | {"may": may, "base": base, "newest": newest}
    return render(request, "reporting/unit_papers/unit_paper.html", page)


def _saved(
    request: HttpRequest, about: UnitMaterial, form: DraftForm
) -> RuleBroken | None:
    """Hand what was typed to the service; return the refusal of a rule, if any."""
    today, now = read_clock()
    try:
        save_draft(
            agency=about.agency,
            period=about.period,
            kind=about.kind,
            words=form.words(),
            chosen=form.chosen(),
            work=form.work(),
            **form.signing(),
            base=form.cleaned_data["base"],
            actor=signed_in(request),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        return error
    messages.success(request, "Đã lưu dự thảo.")
    return None


def _page_of(about: UnitMaterial, form: DraftForm) -> dict[str, Any]:
    """Return what the page shows."""
    agency, period, paper = about.agency, about.period, unit_paper(about)
    versions = UnitDraft.objects.filter(agency=agency, period=period, kind=about.kind)
    return {
        "about": about,
        "agency": agency,
        "period": period,
        "periods": periods_of(period.plan),
        "form": form,
        "paper": paper,
        "annex_rows": annex_rows(paper),
        "gaps": unit_gaps_of(about),
        "lines": part_lines(about, form),
        "tabs": tabs_of(agency, period, about.kind),
        "versions": versions.select_related("author")[:_SHOWN],
    }


@require_safe
def draft_docx(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Hand out the draft as it is stored."""
    about = material_of(request, code, kind)
    content = render_unit_paper(unit_paper(about))
    name = f"du-thao-{about.kind}-{about.agency.code}-{about.period.key}.docx"
    return saved_as_file(content, name)


def unit_outline(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Show and store the outline that the steering agency sets for a period."""
    user, today = signed_in(request), timezone.localdate()
    period = reported_or_404(request, key, today)
    if kind not in PaperKind.values:
        raise Http404
    if not can_review(user, period.plan, today):
        raise PermissionDenied
    found = stored_unit_outline(period, kind)
    base, start = found.number, {"base": found.number}
    form = UnitOutlineForm(found.outline, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        error = _stored(request, period, kind, form)
        if error is None:
            return go_whole(request, request.path)
        show_problems(form, error)
        base = found.number if isinstance(error, StaleVersion) else base
    context = {
        "period": period,
        "kind": PaperKind(kind),
        "kinds": PaperKind.choices,
        "form": form,
        "base": base,
        "rows": outline_rows_of(form),
        "variables": OUTLINE_VARIABLES,
        "versions": UnitOutline.objects.filter(period=period, kind=kind).select_related(
            "author"
        )[:_SHOWN],
    }
    return render(request, "reporting/unit_papers/unit_outline.html", context)


def _stored(
    request: HttpRequest, period: Period, kind: str, form: UnitOutlineForm
) -> RuleBroken | None:
    """Hand the outline to the service; return the refusal of a rule, if any."""
    today, now = read_clock()
    try:
        save_unit_outline(
            period=period,
            kind=kind,
            outline=form.read(request.POST.get("chuyen", "")),
            base=form.cleaned_data["base"],
            actor=signed_in(request),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        return error
    messages.success(request, "Đã lưu đề cương.")
    return None
