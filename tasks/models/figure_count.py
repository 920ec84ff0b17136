"""How a figure is counted from a register."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from tasks.models.figure import Figure
from tasks.models.register import Register, RegisterColumn


class FigureCount(models.Model):
    """How a figure is counted from a register, from a day on (decision 061)."""

    class How(models.TextChoices):
        """What the rows come to."""

        COUNT = "count", "Đếm dòng"
        SUM = "sum", "Cộng một cột"
        ANY = "any", "Có ít nhất một dòng"

    figure = models.OneToOneField(
        Figure, models.CASCADE, verbose_name="số liệu", related_name="counted_from"
    )
    register = models.ForeignKey(
        Register, models.PROTECT, verbose_name="sổ", related_name="counts"
    )
    how = models.CharField(
        "cách đếm", max_length=6, choices=How.choices, default=How.COUNT
    )
    column = models.ForeignKey(
        RegisterColumn,
        models.PROTECT,
        verbose_name="cột được cộng",
        related_name="+",
        null=True,
        blank=True,
    )
    day_column = models.ForeignKey(
        RegisterColumn,
        models.PROTECT,
        verbose_name="tính theo ngày ở cột",
        related_name="+",
        null=True,
        blank=True,
        help_text="Để trống: theo ngày của dòng.",
    )
    conditions = models.JSONField(
        "chỉ dòng có",
        default=list,
        blank=True,
        help_text=(
            "Mỗi dòng một điều kiện «mã cột=giá trị». Cùng cột thì một giá trị là đủ,"
            " khác cột thì phải có cả; cột có/không ghi Có hoặc Không."
        ),
    )
    must_list = models.BooleanField(
        "phải ghi sổ, không nhập số",
        default=False,
        help_text="Bỏ chọn: đơn vị không ghi sổ thì nhập số, báo cáo nói rõ là số nhập.",
    )
    starts_on = models.DateField(
        "đếm từ kỳ có ngày", help_text="Kỳ kết thúc trước ngày này giữ số đã nhập."
    )

    class Meta:
        """A sum names the column that it adds up."""

        verbose_name = "số liệu đếm từ sổ"
        verbose_name_plural = "số liệu đếm từ sổ"
        constraints = (
            models.CheckConstraint(
                condition=Q(how="sum", column__isnull=False)
                | (~Q(how="sum") & Q(column__isnull=True)),
                name="tasks_figure_count_column",
                violation_error_message="Cộng thì chọn cột được cộng; đếm thì bỏ trống.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.figure_id} ← {self.register_id}"

    def clean(self) -> None:
        """Refuse columns of another register, of a kind that cannot be added, and a
        figure whose type does not hold what the rows come to.
        """
        super().clean()
        problems = self._column_problems() | self._type_problems()
        known = set(self.register.columns.values_list("code", flat=True))
        if not self.wanted.keys() <= known or "" in self.wanted:
            problems["conditions"] = (
                "Mỗi điều kiện viết «mã cột=giá trị», mã của một cột trong sổ này."
            )
        if problems:
            raise ValidationError(problems)

    @property
    def wanted(self) -> dict[str, set[str]]:
        """Return column code → the values that count, as people write them."""
        found: dict[str, set[str]] = {}
        for line in self.conditions:
            code, _, value = str(line).partition("=")
            found.setdefault(code.strip() if value else "", set()).add(value.strip())
        return found

    def _column_problems(self) -> dict[str, Any]:
        problems: dict[str, Any] = {}
        kinds = RegisterColumn.Kind
        if self.column and self.column.kind not in (kinds.NUMBER, kinds.MONEY):
            problems["column"] = "Chỉ cộng được cột số hoặc tiền."
        if self.day_column and self.day_column.kind != kinds.DAY:
            problems["day_column"] = "Chọn một cột ngày."
        for name in ("column", "day_column"):
            chosen = getattr(self, name)
            if chosen and chosen.register_id != self.register_id:
                problems[name] = "Chọn cột của chính sổ này."
        return problems

    def _type_problems(self) -> dict[str, Any]:
        types, kind = Figure.Type, self.figure.type
        if kind in (types.TEXT, types.CHOICE, types.DATE):
            return {"figure": "Chỉ số liệu là số hoặc có/không mới đếm được từ sổ."}
        if (self.how == self.How.ANY) != (kind == types.YES_NO):
            return {
                "how": "Số liệu có/không thì chọn «Có ít nhất một dòng»; số liệu là số"
                " thì đếm hoặc cộng."
            }
        return {}
