"""Registers: lists that agencies keep, with typed columns as data (rule 22)."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import Agency, AgencyKind
from tasks.models.plan import Plan, Task
from tasks.models.states import PlanState


class RegisterQuerySet(models.QuerySet["Register"]):
    """Which registers."""

    def in_use(self) -> Self:
        """Keep those that rows may be added to: of plans that run, or of all plans."""
        return self.filter(
            Q(plan=None) | Q(plan__state=PlanState.RUNNING), is_active=True
        )

    def for_plan(self, plan: Plan) -> Self:
        """Keep those of the plan and those of all plans."""
        return self.filter(Q(plan=plan) | Q(plan=None))


class Register(models.Model):
    """A list that each agency keeps for itself, or the steering agency for all.

    Without a plan it is kept for every plan, so that a row is written once (rule 9).
    """

    class Keeper(models.TextChoices):
        """Who writes in it."""

        AGENCY = "agency", "Mỗi đơn vị ghi sổ của mình"
        STEERING = "steering", "Cơ quan chủ trì kế hoạch ghi"

    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        verbose_name="kế hoạch",
        related_name="registers",
        null=True,
        blank=True,
        help_text="Để trống: sổ dùng chung cho mọi kế hoạch.",
    )
    code = models.SlugField("mã", max_length=60)
    name = models.CharField("tên sổ", max_length=120)
    row_name = models.CharField(
        "một dòng là", max_length=60, default="dòng", help_text="Ví dụ: cuộc kiểm tra."
    )
    help_text = models.CharField("hướng dẫn", max_length=500, blank=True)
    day_label = models.CharField("tên ô ngày", max_length=80, default="Ngày")
    kept_by = models.CharField(
        "người ghi", max_length=10, choices=Keeper.choices, default=Keeper.AGENCY
    )
    is_stock = models.BooleanField(
        "sổ của những gì đang có",
        default=False,
        help_text="Dòng còn giá trị qua các kỳ và theo đơn vị kế thừa, ví dụ hương ước.",
    )
    only_for = models.JSONField(
        "chỉ các loại cơ quan, cơ quan",
        default=list,
        blank=True,
        help_text=(
            "Để trống: mọi đơn vị. Ghi mã loại hoặc mã cơ quan; các loại: "
            f"{', '.join(AgencyKind.values)}."
        ),
    )
    tasks = models.ManyToManyField(
        Task, verbose_name="nhiệm vụ", related_name="registers", blank=True
    )
    personal_years = models.PositiveSmallIntegerField(
        "số năm giữ dữ liệu cá nhân",
        default=5,
        help_text="Hết hạn này, các cột dữ liệu cá nhân của dòng được xóa.",
    )
    is_active = models.BooleanField("đang dùng", default=True)
    position = models.PositiveIntegerField("thứ tự", default=0)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        """In the order of the list; a code once per plan and once among the shared."""

        verbose_name = "sổ theo dõi"
        verbose_name_plural = "sổ theo dõi"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "code"], name="tasks_register_code_once"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(plan__isnull=True),
                name="tasks_shared_register_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def is_kept_by(self, agency: Agency) -> bool:
        """Return whether this agency keeps the register, by its kind or its code."""
        wanted = self.only_for
        return not wanted or agency.kind in wanted or agency.code in wanted


class RegisterColumn(models.Model):
    """A typed column; one that rows use is switched off, never deleted."""

    class Kind(models.TextChoices):
        """What may stand in it."""

        TEXT = "text", "Chữ"
        NUMBER = "number", "Số"
        MONEY = "money", "Tiền (đồng)"
        DAY = "day", "Ngày"
        YES_NO = "yes_no", "Có/không"
        CHOICE = "choice", "Chọn một"
        AGENCY = "agency", "Cơ quan, đơn vị"
        DOCUMENT = "document", "Số, ký hiệu văn bản"
        FILE = "file", "Tệp minh chứng"
        PERSON = "person", "Họ tên người"

    register = models.ForeignKey(
        Register, models.CASCADE, verbose_name="sổ", related_name="columns"
    )
    code = models.SlugField("mã", max_length=40)
    label = models.CharField("tên cột", max_length=120)
    kind = models.CharField("kiểu", max_length=10, choices=Kind.choices)
    choices = models.JSONField("các lựa chọn", default=list, blank=True)
    unit = models.CharField("đơn vị tính", max_length=40, blank=True)
    help_text = models.CharField("hướng dẫn", max_length=300, blank=True)
    required = models.BooleanField("bắt buộc", default=False)
    is_personal = models.BooleanField(
        "dữ liệu cá nhân",
        default=False,
        help_text="Chỉ đơn vị ghi sổ và cơ quan chủ trì xem; không in, không xuất.",
    )
    is_active = models.BooleanField("đang dùng", default=True)
    position = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        """In the order of the form; a person's name is always personal."""

        verbose_name = "cột của sổ"
        verbose_name_plural = "các cột của sổ"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["register", "code"], name="tasks_register_column_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="person") | Q(is_personal=True),
                name="tasks_register_person_is_personal",
                violation_error_message="Cột họ tên phải là cột dữ liệu cá nhân.",
            ),
            models.CheckConstraint(
                condition=Q(is_personal=False) | Q(kind__in=("person", "text")),
                name="tasks_register_personal_is_text",
                violation_error_message="Chỉ cột chữ hoặc họ tên là dữ liệu cá nhân.",
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse a list to choose from without its choices."""
        super().clean()
        if self.kind == self.Kind.CHOICE and not self.choices:
            raise ValidationError({"choices": "Ghi các lựa chọn, mỗi dòng một."})
