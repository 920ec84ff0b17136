"""«/kieu-dang/»: every component on one page, for who builds pages."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tasks.doors.fields import Dated, NfcCharField, day_field, text_area
from tasks.models.status import Standing

_TONES = ("grey", "blue", "azure", "amber", "red", "green", "purple")
NOTES = ("info", "success", "warning", "error")


class SampleForm(Dated, forms.Form):
    """One field of each kind, with help and with errors."""

    name = NfcCharField(label="Họ và tên", help_text="Ghi đủ họ, đệm, tên.")
    day = day_field("Ngày thực hiện")
    text = NfcCharField(label="Nội dung", required=False, widget=text_area(3))
    level = forms.ChoiceField(
        label="Cấp", choices=[("tinh", "Cấp tỉnh"), ("xa", "Cấp xã")]
    )
    way = forms.ChoiceField(
        label="Tiến độ",
        choices=[("a", "Đang thực hiện"), ("b", "Đã thực hiện")],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(label="Tôi xác nhận", required=False)
    file = forms.FileField(label="Tệp đính kèm", required=False)


def styles(request: HttpRequest) -> HttpResponse:
    """Show the components to staff; others meet 404."""
    if not getattr(request.user, "is_staff", False):
        raise Http404
    context: dict[str, Any] = {
        "tones": _TONES,
        "notes": [SimpleNamespace(level_tag=n, text=f"Thông báo {n}") for n in NOTES],
        "standings": list(Standing),
        "form": SampleForm(today=timezone.localdate()),
        "wrong": SampleForm(
            {"day": "31/02/2026"}, today=timezone.localdate(), auto_id="sai_%s"
        ),
        "page": Paginator(range(120), 50).get_page(2),
        "now": timezone.now(),
        "today": timezone.localdate(),
    }
    return render(request, "kehoach/site/styles.html", context)
