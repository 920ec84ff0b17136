"""«Diễn biến»: a page of its own, and a part of «Tổng quan» that comes after it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.doors.access import period_or_404
from reporting.facts.curve import Curve
from reporting.overview.trends import (
    HELP_SHOWN,
    burn_up,
    comparisons,
    week_changes,
    who_needs_help,
)

#: Agencies on a page of «Đơn vị cần hỗ trợ».
_PER_PAGE = 50
_TITLES = {"cap": "Theo cấp", "loai": "Theo loại đơn vị", "dia-ban": "Theo địa bàn"}


@require_safe
def trends(request: HttpRequest) -> HttpResponse:
    """Show how the period goes; htmx asks for the part without the frame."""
    today = timezone.localdate()
    period = period_or_404(request, request.GET.get("ky", ""), today)
    this, before = burn_up(period, today)
    help_wanted = who_needs_help(period, today) if period.is_open else []
    compared = comparisons(period, today)
    context: dict[str, Any] = {
        "period": period,
        "this": this,
        "before": before,
        "weeks": weeks_of(this, before),
        "changes": week_changes(period, today) if period.is_open else None,
        "help": help_wanted[:HELP_SHOWN],
        "help_count": len(help_wanted),
        "compared": [(_TITLES[name], name, rows) for name, rows in compared.items()],
        "charts": _charts_of(this, before, compared["loai"]),
    }
    part = bool(request.headers.get("HX-Request"))
    name = (
        "reporting/overview/_trends.html" if part else "reporting/overview/trends.html"
    )
    return render(request, name, context)


@require_safe
def helping(request: HttpRequest) -> HttpResponse:
    """Show every agency that needs help."""
    today = timezone.localdate()
    period = period_or_404(request, request.GET.get("ky", ""), today)
    found = who_needs_help(period, today)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {"period": period, "page": page, "help": page.object_list}
    return render(request, "reporting/overview/helping.html", context)


def weeks_of(this: Curve, before: Curve | None) -> list[dict[str, Any]]:
    """Return one line per fourth week for the table beside the chart, and the last."""
    last = len(this.points) - 1
    chosen = sorted({*range(3, last + 1, 4), last} - {-1})
    return [
        {"this": this.points[week], "before": before.at(week) if before else None}
        for week in chosen
    ]


def _charts_of(this: Curve, before: Curve | None, kinds: list[Any]) -> dict[str, Any]:
    """Return the data of both charts, percentages with one digit."""
    length = max(len(this.points), len(before.points) if before else 0)
    curves = [this, before] if before else [this]
    return {
        "burn": {
            "labels": [f"Tuần {week + 1}" for week in range(length)],
            "series": [
                {
                    "label": curve.label,
                    "data": [round(100 * point.share, 1) for point in curve.points],
                }
                for curve in curves
            ],
        },
        "kinds": {
            "labels": [row.label for row in kinds],
            "series": [
                {
                    "label": "Đã hoàn thành (%)",
                    "data": [round(100 * (row.share or 0), 1) for row in kinds],
                }
            ],
        },
    }
