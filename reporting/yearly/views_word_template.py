"""«Mẫu Word»: the template that holds, its versions, one form to upload the next."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from agencies.models import User
from kehoach.lib.keys import key_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from reporting.doors.access import reported_or_404
from reporting.files.template_default import template_of
from reporting.files.template_words import SECTION_PARTS, TEMPLATE_VARIABLES
from reporting.models import ReportTemplate
from reporting.word_template.keeping import (
    content_of,
    restore_template,
    standing_template,
    upload_template,
)
from reporting.yearly.documents import DOCX, attachment
from reporting.yearly.freezing import facts_for
from tasks.doors.fields import NfcCharField
from tasks.doors.problems import show_problems
from tasks.doors.request_params import to_plan
from tasks.duties.access import can_review
from tasks.duties.errors import InvalidInput
from tasks.models import Period


class TemplateForm(forms.Form):
    """A file from Word and why it is new."""

    file = forms.FileField(
        label="Tệp mẫu đã sửa (.docx)",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx", "data-max-mb": "5"}),
        error_messages={"required": "Chọn tệp .docx đã sửa từ mẫu tải về."},
    )
    note = NfcCharField(label="Đã sửa gì", required=False, max_length=200)


def writers_period(request: HttpRequest, key: str) -> Period:
    """Return the year's period; 404 for strangers, 403 for who only reads."""
    user, today = cast("User", request.user), timezone.localdate()
    period = reported_or_404(request, key, today)
    if not can_review(user, period.plan, today):
        raise PermissionDenied
    return period


@require_http_methods(["GET", "HEAD", "POST"])
def word_template(request: HttpRequest, key: str) -> HttpResponse:
    """Show which template holds and its versions; take the next one."""
    period = writers_period(request, key)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and uploaded(request, period, form):
        return to_plan(request, "reporting:word_template", key=key)
    rows = ReportTemplate.objects.filter(plan=period.plan).select_related("author")
    versions = list(rows)
    context: dict[str, Any] = {
        "period": period,
        "form": form,
        "versions": versions,
        "standing": versions[0] if versions and versions[0].file else None,
        "variables": TEMPLATE_VARIABLES,
        "section_parts": SECTION_PARTS,
    }
    return render(request, "reporting/yearly/word_template.html", context)


def uploaded(request: HttpRequest, period: Period, form: TemplateForm) -> bool:
    """Hand the file to the service; say what is warned of, or why it is refused."""
    today, now = read_clock()
    try:
        row = upload_template(
            plan=period.plan,
            upload=form.cleaned_data["file"],
            note=form.cleaned_data["note"],
            facts=facts_for(period=period, today=today),
            actor=cast("User", request.user),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        show_problems(form, error)
        return False
    messages.success(request, f"Đã nhận mẫu Word bản {row.number}; in thử đạt.")
    if row.warnings:
        count = len(row.warnings)
        messages.warning(request, f"Có {count} lưu ý về thể thức, xem ở bản mẫu.")
    return True


@require_safe
def word_template_file(
    request: HttpRequest, key: str, number: int | None = None
) -> HttpResponse:
    """Hand out a version, the one that holds, or the shipped layout as a template."""
    period = writers_period(request, key)
    if number is None:
        row = standing_template(period.plan)
    else:
        row = ReportTemplate.objects.filter(plan=period.plan, number=number).first()
        if row is None and number:
            raise Http404
    content = content_of(row)
    if content is None:
        content = template_of(facts_for(period=period, today=timezone.localdate()))
    name = f"mau-bao-cao-nam-ban-{row.number}" if row and row.file else "mau-mac-dinh"
    return attachment(content, DOCX, name=name)


@require_POST
def word_template_restore(request: HttpRequest, key: str) -> HttpResponse:
    """Take an earlier version or the shipped layout back."""
    today, now = read_clock()
    period = writers_period(request, key)
    number = key_of(request.POST.get("number", ""))
    try:
        if number is None:
            message = "Chọn bản mẫu cần lấy lại."
            raise InvalidInput(message)
        restore_template(
            plan=period.plan,
            number=number,
            actor=cast("User", request.user),
            today=today,
            now=now,
        )
        messages.success(request, "Đã đổi mẫu Word của báo cáo đang soạn.")
    except RuleBroken as error:
        messages.error(request, error.message)
    return to_plan(request, "reporting:word_template", key=key)
