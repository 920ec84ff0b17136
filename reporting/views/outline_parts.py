"""«Đề cương»: one section, or one annex with its columns."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reporting.outline_annexes import save_annex
from reporting.outline_forms import (
    AnnexForm,
    ColumnForms,
    SectionRowForm,
    columns_of,
    figures_to_choose,
    lines_of,
)
from reporting.outline_sections import save_section_row
from reporting.views.outline import attempt, plan_desk, refuse, rule_of, version_of
from tasks.services.errors import RuleBroken

NEW = "moi"


@require_http_methods(["GET", "HEAD", "POST"])
def outline_section(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Add a section of one's own, or change a section's name and annexes."""
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
    if request.method == "POST" and form.is_valid():
        try:
            attempt(
                request,
                save_section_row,
                "Đã lưu mục của đề cương.",
                plan=period.plan,
                key=section.key if section else "",
                **form.cleaned_data,
            )
        except RuleBroken as error:
            refuse(form, error, found)
        else:
            return redirect("reporting:outline", key=key)
    context = {
        "period": period,
        "form": form,
        "section": section,
        "version": version_of(form, found),
        "rule": rule_of(section) if section else "",
    }
    return render(request, "reporting/outline_section.html", context)


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
        initial=columns_of(annex),
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
                columns=lines_of(columns) if has_columns else (),
                **form.cleaned_data,
            )
        except RuleBroken as error:
            refuse(form, error, found)
        else:
            return redirect("reporting:outline", key=key)
    context = {
        "period": period,
        "form": form,
        "columns": columns if has_columns else None,
        "annex": annex,
        "printed": found.name(name),
        "version": version_of(form, found),
    }
    return render(request, "reporting/outline_annex.html", context)
