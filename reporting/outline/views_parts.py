"""«Đề cương»: one section, or one annex with its columns."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from kehoach.lib.keys import key_of
from kehoach.lib.refusals import RuleBroken
from reporting.models import OutlineSection
from reporting.models.outline import OWN
from reporting.outline.annexes import save_annex
from reporting.outline.forms import (
    AnnexForm,
    ColumnForms,
    annex_columns_of,
    figures_to_choose,
    typed_columns,
)
from reporting.outline.forms_section import (
    ClauseForms,
    SectionRowForm,
    clauses_of,
    typed_clause_lines,
)
from reporting.outline.parts import ReportOutline, Section
from reporting.outline.sections import delete_section, save_section_row, why_kept
from reporting.outline.views import attempt, plan_desk, refuse, rule_of, version_of
from tasks.doors.request_params import to_plan
from tasks.models import Period

NEW = "moi"


@require_http_methods(["GET", "HEAD", "POST"])
def outline_section(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Add a section of one's own, or change a section's name, sentences and annexes."""
    period, found = plan_desk(request, key)
    every = {section.key: section for section, _ in found.every_section()}
    section = every.get(name)
    if section is None and name != NEW:
        raise Http404
    start: dict[str, Any] = {}
    if section:
        start |= {"title": section.title, "annexes": list(section.annexes)}
    form = SectionRowForm(
        found, request.POST or None, initial=start, is_new=section is None
    )
    clauses = clause_forms(request, found, section)
    if request.method == "POST" and form.is_valid() and _are_valid(clauses):
        try:
            attempt(
                request,
                save_section_row,
                "Đã lưu mục của đề cương.",
                plan=period.plan,
                key=section.key if section else "",
                clauses=typed_clause_lines(clauses) if _is_sent(clauses) else None,
                **form.cleaned_data,
            )
        except RuleBroken as error:
            refuse(form, error, found)
        else:
            return to_plan(request, "reporting:outline", key=key)
    context = {
        "period": period,
        "form": form,
        "section": section,
        "clauses": clauses,
        "figures": figures_to_choose(period.plan)[1:] if clauses else [],
        "version": version_of(form, found),
        "rule": rule_of(section) if section else "",
        "kept": _kept(period, section),
    }
    return render(request, "reporting/outline/outline_section.html", context)


def clause_forms(
    request: HttpRequest, found: ReportOutline, section: Section | None
) -> Any:
    """Return the sentences of the section; a page that sent none leaves them alone."""
    if section and (
        section.rule not in ("", OutlineSection.Rule.FIGURES) or section.children
    ):
        return None
    return ClauseForms(
        request.POST if "cau-TOTAL_FORMS" in request.POST else None,
        initial=clauses_of(section),
        form_kwargs={"outline": found},
        prefix="cau",
    )


def _is_sent(clauses: Any) -> bool:
    return clauses is not None and clauses.is_bound


def _are_valid(clauses: Any) -> bool:
    return not _is_sent(clauses) or clauses.is_valid()


def _kept(period: Period, section: Section | None) -> str | None:
    """Return why a section of one's own stays, empty if it may go; None for others."""
    if section is None or not section.key.startswith(OWN):
        return None
    rows = OutlineSection.objects.filter(outline__plan=period.plan, key=section.key)
    return why_kept(rows.select_related("outline").get())


@require_POST
def outline_section_delete(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Delete a section of one's own that no frozen report holds."""
    period, _ = plan_desk(request, key)
    said = key_of(request.POST.get("version", ""))
    try:
        attempt(
            request,
            delete_section,
            "Đã xóa mục khỏi đề cương.",
            plan=period.plan,
            key=name,
            version=-1 if said is None else said,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    return to_plan(request, "reporting:outline", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def outline_annex(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Change an annex and its columns, or add one."""
    period, found = plan_desk(request, key)
    annex = next((each for each in found.annexes if each.key == name), None)
    if annex is None and name != NEW:
        raise Http404
    start = {"title": annex.title, "layout": annex.layout} if annex else {}
    form = AnnexForm(request.POST or None, initial=start)
    has_columns = annex is None or annex.content == "figures"
    columns = ColumnForms(
        request.POST if request.method == "POST" and has_columns else None,
        initial=annex_columns_of(annex),
        form_kwargs={"figures": figures_to_choose(period.plan)},
        prefix="cot",
    )
    valid = request.method == "POST" and form.is_valid()
    if valid and (not has_columns or columns.is_valid()):
        try:
            attempt(
                request,
                save_annex,
                "Đã lưu phụ lục.",
                plan=period.plan,
                key=annex.key if annex else "",
                columns=typed_columns(columns) if has_columns else (),
                **form.cleaned_data,
            )
        except RuleBroken as error:
            refuse(form, error, found)
        else:
            return to_plan(request, "reporting:outline", key=key)
    context = {
        "period": period,
        "form": form,
        "columns": columns if has_columns else None,
        "annex": annex,
        "printed": found.name(name),
        "version": version_of(form, found),
    }
    return render(request, "reporting/outline/outline_annex.html", context)
