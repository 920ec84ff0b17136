"""What a plan asks of a task beside the work itself: kept as it says it, and by day."""

from django.db import models
from django.db.models import Q


class Asked(models.Model):
    """A product, the person it is addressed to, and money."""

    product = models.CharField(
        "sản phẩm",
        max_length=300,
        blank=True,
        help_text=(
            "Ghi như kế hoạch: Quyết định ban hành quy chế. Đơn vị đánh dấu minh chứng"
            " nào là sản phẩm trước khi gửi. Để trống nếu không nêu."
        ),
    )
    addressed_to = models.CharField(
        "giao đích danh người đứng đầu",
        max_length=120,
        blank=True,
        help_text=(
            "Ghi như kế hoạch: Chủ tịch UBND cấp xã. Chỉ thủ trưởng, cấp phó gửi được."
            " Để trống nếu giao cơ quan."
        ),
    )
    budget_text = models.CharField(
        "kinh phí theo kế hoạch",
        max_length=300,
        blank=True,
        help_text="Ghi như kế hoạch, ví dụ: ngân sách tỉnh, 1,2 tỷ đồng.",
    )
    budget = models.BigIntegerField(
        "kinh phí (đồng)",
        null=True,
        blank=True,
        help_text="Số tiền, nếu kế hoạch nêu: 1200000000.",
    )

    class Meta:
        """No money below nought."""

        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="%(app_label)s_%(class)s_budget_not_below_0",
                violation_error_message="Kinh phí không thể âm.",
            ),
        )
