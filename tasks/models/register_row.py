"""Rows of registers, and an agency's word that there are none."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from agencies.models.authority import is_leader, memberships_of, reads_agency
from tasks.models.period import Period
from tasks.models.plan import Plan
from tasks.models.progress import Evidence
from tasks.models.register import Register


class RegisterRowQuerySet(models.QuerySet["RegisterRow"]):
    """Which rows."""

    def standing(self) -> Self:
        """Keep the version of each row that is in use."""
        return self.filter(stood_until__isnull=True)

    def visible_to(self, user: User, *, today: date) -> Self:
        """Keep those of agencies that the person belongs to or whose heirs, and of all
        for people who steer a plan of the register, leaders and superusers.
        """
        if user.is_active and (user.is_superuser or is_leader(user, today)):
            return self
        mine = memberships_of(user, today).values("agency_id")
        running = Plan.objects.filter(steering_agency__in=mine)
        steered = Q(register__plan__in=running.values("pk")) | Q(
            register__plan=None,
            register__in=Register.objects.filter(tasks__plan__in=running).values("pk"),
        )
        held = reads_agency(user, today, "held_by_id")
        return self.filter(reads_agency(user, today) | held | steered)


class RegisterRow(models.Model):
    """One line of a register; a correction is a new version and the old one stays.

    It belongs to the agency that it happened at, by its day; `held_by` keeps it now and
    follows a reorganisation where the register is a stock. What is personal stands in a
    column of its own, which nothing exports, searches or prints.
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="rows")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="register_rows")
    held_by = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="đơn vị giữ", related_name="+"
    )
    day = models.DateField("ngày")
    values = models.JSONField("nội dung", default=dict)
    personal = models.JSONField("dữ liệu cá nhân", default=dict)
    erased_at = models.DateTimeField("xóa dữ liệu cá nhân lúc", null=True, blank=True)
    search_text = models.TextField(editable=False, default="")
    evidence = models.ManyToManyField(Evidence, related_name="register_rows")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    corrects = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, blank=True
    )
    reason = models.CharField("lý do sửa", max_length=300, blank=True)
    stood_until = models.DateTimeField("thay hoặc rút lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    withdrawal_reason = models.CharField("lý do rút", max_length=300, blank=True)

    objects = RegisterRowQuerySet.as_manager()

    class Meta:
        """Newest first; of each row one version stands."""

        verbose_name = "dòng của sổ"
        verbose_name_plural = "các dòng của sổ"
        ordering = ("-day", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(stood_until__isnull=True, corrects__isnull=False),
                name="tasks_register_row_one_version",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""),
                name="tasks_register_row_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True) | Q(stood_until__isnull=False),
                name="tasks_register_row_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(personal={}),
                name="tasks_register_row_erased",
            ),
        )
        indexes = (
            models.Index(
                fields=["register", "held_by", "-day", "-id"],
                condition=Q(stood_until__isnull=True),
                name="register_row_of_agency",
            ),
            models.Index(
                fields=["register", "-day", "-id"],
                condition=Q(stood_until__isnull=True),
                name="register_row_by_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.register}"

    @property
    def first_version(self) -> int:
        """Return the key of the version that all corrections go back to."""
        return self.corrects_id or self.pk


class NothingToList(models.Model):
    """«Không có»: an agency's word that its register has no row in a period."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="nothing")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="nothing_to_list")
    period = models.ForeignKey(Period, models.PROTECT, related_name="nothing_to_list")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("xác nhận lúc")
    stood_until = models.DateTimeField("hết đúng từ lúc", null=True, blank=True)

    class Meta:
        """Once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=["register", "agency", "period"],
                condition=Q(stood_until__isnull=True),
                name="tasks_nothing_to_list_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.register_id} · {self.agency_id}"
