"""The agency's letter as a draft to be signed outside the portal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.builders.unit_report import unit_report_facts
from reporting.exporters.unit_report_docx import render_unit_report
from tasks.access import agency_for, current_period, signed_in
from tasks.desk import plan_of
from tasks.services.file_types import DOCX
from tasks.views.desk import asked_period


@require_safe
def unit_report_docx(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the draft of the agency's letter for the period asked for."""
    agency = agency_for(signed_in(request), code, timezone.localdate())
    plan = plan_of(agency)
    period = current_period(plan, asked_period(request)) if plan else None
    if period is None:
        raise Http404
    content = render_unit_report(unit_report_facts(agency=agency, period=period))
    response = HttpResponse(content, content_type=DOCX.content_type)
    name = f"du-thao-bao-cao-{agency.code}-{period.key}.docx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
