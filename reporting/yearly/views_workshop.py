"""«Soạn báo cáo»: the outline, and one section with its figures, excerpts, history."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import User
from kehoach.lib.keys import key_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.counting.excerpts import difficulties_to_quote, entries_to_quote
from reporting.doors.access import reported_or_404
from reporting.facts.figure_keys import printed_figures
from reporting.facts.figure_marks import figure_words
from reporting.facts.report import YearlyFacts as Facts
from reporting.models import SectionText, YearlyReport
from reporting.outline.wording import with_defaults
from reporting.yearly.building import yearly_facts
from reporting.yearly.examples import pick_example
from reporting.yearly.report_words import report_of
from reporting.yearly.workshop import (
    Place,
    difference,
    save_section,
    text_draft_of,
    text_places_of,
)
from tasks.doors.fields import NfcCharField, text_area
from tasks.doors.problems import show_problems
from tasks.doors.request_params import to_plan
from tasks.duties.access import can_review
from tasks.duties.errors import NotAllowed, StaleVersion
from tasks.duties.past_words import tasks_of
from tasks.models import Period

#: What the address of a section may hold.
SLUG = re.compile(r"[-a-zA-Z0-9_]+")


class SectionForm(forms.Form):
    """The words of a section, over which version they were written."""

    text = NfcCharField(label="Nội dung mục", required=False, widget=text_area(14))
    left_out = forms.BooleanField(label="Bỏ mục này khỏi báo cáo", required=False)
    note = NfcCharField(
        label="Ghi chú cho lần sửa (không in)", required=False, max_length=200
    )
    base = forms.IntegerField(widget=forms.HiddenInput)


@dataclass
class Desk:
    """What both pages read once: the year's report as written by rule."""

    period: Period
    report: YearlyReport
    facts: Facts
    today: date

    @property
    def places(self) -> list[Place]:
        """Return the sections with their texts."""
        return text_places_of(self.facts, self.report)


def desk_of(request: HttpRequest, key: str) -> Desk:
    """Return the workshop of the year; 404 for strangers, 403 for who only reads."""
    user, today = cast("User", request.user), timezone.localdate()
    period = reported_or_404(request, key, today)
    if not can_review(user, period.plan, today):
        raise PermissionDenied
    report = with_defaults(report_of(period))
    facts = yearly_facts(period=period, report=report, today=today)
    return Desk(period, report, facts, today)


def workshop(request: HttpRequest, key: str) -> HttpResponse:
    """Show the outline with who wrote each section."""
    desk = desk_of(request, key)
    context = {"period": desk.period, "report": desk.report, "places": desk.places}
    return render(request, "reporting/yearly/workshop.html", context)


def section(request: HttpRequest, key: str, path: str) -> HttpResponse:
    """Show one section; store a new version of its words."""
    desk = desk_of(request, key)
    place = next((each for each in desk.places if each.key == path), None)
    if place is None:
        raise Http404
    number = place.text.number if place.text else 0
    start = {"text": text_draft_of(place), "base": number}
    start["left_out"] = bool(place.text and place.text.is_left_out)
    form = SectionForm(request.POST or None, initial=start)
    page: dict[str, Any] = {"base": number, "difference": []}
    if request.method == "POST" and form.is_valid():
        error = _saved(request, desk, path, form)
        if error is None:
            return to_plan(request, "reporting:section", key=key, path=path)
        show_problems(form, error)
        page["base"] = form.cleaned_data["base"]
        if isinstance(error, StaleVersion):
            page["base"] = number
            typed = form.cleaned_data["text"]
            page["difference"] = difference(text_draft_of(place), typed)
    return render(
        request,
        "reporting/yearly/section.html",
        _page_of(request, desk, place) | page | {"form": form},
    )


@require_POST
def example(request: HttpRequest, key: str) -> HttpResponse:
    """Name a line of an agency's diary in the report, or name it no more."""
    today, now = read_clock()
    user = cast("User", request.user)
    period = reported_or_404(request, key, today)
    picked = request.POST.get("picked") == "1"
    try:
        pick_example(
            period=period,
            link=key_of(request.POST.get("link", "")) or 0,
            picked=picked,
            actor=user,
            today=today,
            now=now,
        )
    except NotAllowed as error:
        raise PermissionDenied from error
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request, "Đã nêu ở mục Ưu điểm." if picked else "Đã thôi nêu ví dụ này."
        )
    path = request.POST.get("muc", "")
    if not SLUG.fullmatch(path):
        return to_plan(request, "reporting:workshop", key=key)
    asked = urlencode({"nhiem-vu": request.POST.get("nhiem-vu", "")})
    address = reverse("reporting:section", args=[period.plan.code, key, path])
    return redirect(f"{address}?{asked}#trich-dan")


def _saved(
    request: HttpRequest, desk: Desk, path: str, form: SectionForm
) -> RuleBroken | None:
    """Hand the words to the service; return the refusal of a rule, if any."""
    said = form.cleaned_data
    restored = version_asked(request, desk, path)
    try:
        save_section(
            period=desk.period,
            facts=desk.facts,
            key=path,
            text=restored.text if restored else said["text"],
            base=said["base"],
            automatic=restored.is_automatic
            if restored
            else "automatic" in request.POST,
            confirmed="confirm" in request.POST,
            left_out=restored.is_left_out if restored else said["left_out"],
            note=f"Lấy lại bản {restored.number}" if restored else said["note"],
            actor=cast("User", request.user),
            today=desk.today,
            now=timezone.now(),
        )
    except RuleBroken as error:
        return error
    messages.success(request, "Đã lưu mục báo cáo.")
    return None


def version_asked(request: HttpRequest, desk: Desk, path: str) -> SectionText | None:
    """Return the older version to take back, if the button of one was pressed."""
    number = key_of(request.POST.get("restore", ""))
    if number is None:
        return None
    return desk.report.texts.filter(key=path, number=number).first()


def _page_of(request: HttpRequest, desk: Desk, place: Place) -> dict[str, Any]:
    """Return what the page of a section shows beside its form."""
    code = request.GET.get("nhiem-vu", "")
    words = figure_words(desk.facts)
    figures = [(one, words[one.key]) for one in printed_figures(desk.facts)]
    history = list(
        desk.report.texts.filter(key=place.key).select_related("author")
        if desk.report.pk
        else []
    )
    older = [*history[1:], None] if history else []
    return {
        "period": desk.period,
        "report": desk.report,
        "place": place,
        "figures": [pair for pair in figures if not pair[0].key.startswith("phu-luc/")],
        "rates": [
            (measure.name, f"muc-tieu/{target.code}/{measure.code}/ty-le")
            for target in desk.facts.targets
            for measure in target.measures
        ],
        "history": [
            (row, difference(before.text if before else "", row.text))
            for row, before in zip(history, older, strict=True)
        ],
        "tasks": tasks_of(desk.period),
        "code": code,
        "entries": entries_to_quote(desk.period, code) if code else [],
        "difficulties": difficulties_to_quote(desk.period),
    }
