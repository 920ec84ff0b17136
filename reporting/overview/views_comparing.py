"""«So sánh các kỳ», and the agencies behind a figure."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import AgencyKind, User
from reporting.counting.informed import informed_of
from reporting.counting.line_names import names_in_line
from reporting.counting.same_units import least_of
from reporting.counting.spans import (
    MOST_SPANS,
    adding_up,
    asked_by,
    ended_by,
    span_numbers,
    spans_before,
    total_of,
)
from reporting.counting.sums import sums_of
from reporting.doors.access import period_or_404, reported, reported_or_404
from reporting.overview.page_comparing import (
    SpanHome,
    compared_groups,
    comparing_charts,
)
from tasks.duties.lineage import in_line, nearness, one_a_year
from tasks.models import Figure, Period

#: How many years back the page offers.
OFFERED = 5
YEAR = re.compile("20[0-9]{2}")
_PAGE_SIZE = 100


@require_safe
def comparing(request: HttpRequest, key: str) -> HttpResponse:
    """Show a period beside up to three earlier ones of its kind."""
    user, today = cast(User, request.user), timezone.localdate()
    period = reported_or_404(request, key, today)
    held = _held(user, period, today)
    years = _years(request, period, held)
    columns = _columns(period, [held.get(year) for year in years], today)
    names = [str(period), *(_name(period, year) for year in years)]
    offered = sorted({*range(period.year - OFFERED, period.year), *held}, reverse=True)
    context: dict[str, Any] = {
        "period": period,
        "columns": [(n, c) for n, c in zip(names, columns, strict=True)],
        "groups": compared_groups(_homes(period, held, years), columns, names),
        "charts": comparing_charts(columns, names),
        "choices": [(year, year in years, held.get(year)) for year in offered],
        "most": MOST_SPANS,
        "least": least_of(period.plan),
        "others": reported(user, today).filter(plan=period.plan).exclude(pk=period.pk),
    }
    return render(request, "reporting/overview/comparing.html", context)


def _held(user: User, period: Period, today: date) -> dict[int, Period]:
    """Return year → its period, of the plan or of one whose place it took."""
    rows = reported(user, today).filter(
        in_line(period.plan_id), kind=period.kind, year__lt=period.year
    )
    ordered = rows.order_by("-year", nearness(period.plan_id)).select_related("plan")
    return {each.year: each for each in one_a_year(ordered, len(ordered))}


def _homes(
    period: Period, held: Mapping[int, Period], years: Iterable[int]
) -> list[SpanHome]:
    """Return where the numbers of each column lead."""
    found = [SpanHome(period.plan.code)]
    for year in years:
        before = held.get(year)
        if before is None or before.plan_id == period.plan_id:
            found.append(SpanHome(period.plan.code))
            continue
        names = names_in_line(before, period.plan_id, period.words_day())
        found.append(SpanHome(before.plan.code, names))
    return found


def _years(request: HttpRequest, period: Period, held: dict[int, Period]) -> list[int]:
    """Return the years asked for, newest first; else those that there are."""
    words = [word for each in request.GET.getlist("voi") for word in each.split(",")]
    asked = {int(word) for word in words if YEAR.fullmatch(word)}
    fit = sorted((year for year in asked if year < period.year), reverse=True)
    if words and len(fit) < len(set(words)):
        earlier = f"trước năm {period.year}, viết như {period.year - 1}"
        messages.warning(request, f"Chỉ so sánh được với năm {earlier}.")
    if len(fit) > MOST_SPANS:
        messages.warning(
            request, f"Chỉ so sánh với {MOST_SPANS} năm; giữ các năm gần nhất."
        )
    return (
        fit[:MOST_SPANS] or sorted(held, reverse=True)[:MOST_SPANS] or [period.year - 1]
    )


def _name(period: Period, year: int) -> str:
    return str(Period(kind=period.kind, label=period.label, year=year))


def _columns(period: Period, earlier: list[Period | None], today: date) -> list[Any]:
    asked, sums = adding_up(period.plan_id), sums_of(period)
    now = span_numbers(period, today, sums, asked)
    return [now, *spans_before(period, sums, earlier, today, asked)]


@require_safe
def figure_rows(request: HttpRequest, code: str) -> HttpResponse:
    """Show the agencies whose answers a figure adds up, as the period holds them."""
    today = timezone.localdate()
    period = period_or_404(request, request.GET.get("ky", ""), today)
    figure = get_object_or_404(Figure, plan_id=period.plan_id, code=code)
    sums = sums_of(period, only=[code])
    asked, ended = asked_by(figure), ended_by(period)
    kinds = tuple(k for k in request.GET.getlist("loai") if k in AgencyKind.values)
    total = total_of(sums, asked, kinds)
    rows = [(agency, given[0]) for agency, given in sums.rows([code], kinds)]
    page = Paginator(rows, _PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"period": period, "figure": figure, "page": page}
    context |= {"total": total, "asked": asked, "ended": ended}
    context["apart"] = [
        (body, body.figures[code])
        for body in informed_of(period)
        if code in body.figures
    ]
    context["kinds"] = [AgencyKind(kind).label for kind in kinds]
    return render(request, "reporting/overview/figure_rows.html", context)
