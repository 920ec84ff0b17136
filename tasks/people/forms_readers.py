"""Who reads for an inspection, what, by which decision; why it ends early."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from tasks.doors.fields import Dated, NfcCharField, day_field
from tasks.doors.picking import PicksAgencies, agencies_field
from tasks.models import Plan

_PLAIN = {"required": "Không để trống."}


class GrantForm(Dated, PicksAgencies):
    """The person, the decision, what it opens, until when."""

    full_name = NfcCharField(
        label="Họ và tên thành viên đoàn", max_length=150, error_messages=_PLAIN
    )
    position = NfcCharField(label="Chức vụ, cơ quan", max_length=150, required=False)
    email = forms.EmailField(
        label="Thư điện tử công vụ",
        max_length=254,
        error_messages={
            "required": "Ghi thư điện tử để gửi liên kết kích hoạt.",
            "invalid": "Thư điện tử chưa đúng, ví dụ: ten@thanhtra.gov.vn.",
        },
        help_text="Tài khoản này chỉ đọc hồ sơ; không dùng thư điện tử của tài khoản đang"
        " làm việc trên Cổng.",
    )
    team = NfcCharField(
        label="Đoàn kiểm tra",
        max_length=200,
        error_messages=_PLAIN,
        help_text="Tên hiện cho đơn vị được kiểm tra, ví dụ: Đoàn kiểm tra liên ngành số 2.",
    )
    decision_number = NfcCharField(
        label="Số quyết định", max_length=60, error_messages=_PLAIN
    )
    decision_on = day_field("Ngày quyết định")
    decision_issuer = NfcCharField(
        label="Cơ quan ban hành", max_length=200, error_messages=_PLAIN
    )
    plan = forms.ModelChoiceField(
        label="Kế hoạch được đọc",
        queryset=Plan.objects.none(),
        required=False,
        empty_label="Mọi kế hoạch",
        error_messages={"invalid_choice": "Chọn lại kế hoạch."},
    )
    agencies = agencies_field("Đơn vị được đọc")
    data_from = day_field(
        "Chỉ các kỳ có số liệu từ ngày",
        required=False,
        help_text="Để trống cả hai ngày: mọi kỳ.",
    )
    data_to = day_field("Đến ngày", required=False)
    last_day = day_field("Được đọc đến hết ngày")

    def __init__(
        self,
        *args: Any,
        plans: QuerySet[Plan],
        every_plan: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        plan: Any = self.fields["plan"]
        plan.queryset = plans
        if not every_plan:
            plan.required, plan.empty_label = True, None
            plan.error_messages["required"] = "Chọn kế hoạch được đọc."
            plan.widget.is_required = True
