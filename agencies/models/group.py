"""Groups of agencies as dated rules, so that «các cơ quan, đơn vị» means a list."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from agencies.models.agency import Agency, AgencyKind, Level
from agencies.models.dated import Dated, DatedQuerySet
from agencies.models.territories import TERRITORIES


class AgencyGroup(models.Model):
    """A group that the plan names; its members are resolved as of a day."""

    code = models.SlugField("mã", max_length=80, unique=True)
    name = models.CharField("tên nhóm", max_length=250)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        """Listed by name."""

        verbose_name = "nhóm cơ quan"
        verbose_name_plural = "nhóm cơ quan"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class GroupRule(Dated):
    """One rule: an agency that fits every filled field belongs to the group."""

    group = models.ForeignKey(
        AgencyGroup, models.CASCADE, verbose_name="nhóm", related_name="rules"
    )
    kind = models.CharField(
        "loại", max_length=20, choices=AgencyKind.choices, blank=True
    )
    level = models.CharField("cấp", max_length=10, choices=Level.choices, blank=True)
    territory = models.CharField(
        "địa bàn", max_length=20, choices=TERRITORIES.choices, blank=True
    )

    objects = DatedQuerySet["GroupRule"].as_manager()

    class Meta(Dated.Meta):
        """Rules are added up: one that fits is enough."""

        verbose_name = "quy tắc của nhóm"
        verbose_name_plural = "quy tắc của nhóm"

    def __str__(self) -> str:
        parts = (self.kind, self.level, self.territory)
        return " · ".join(part for part in parts if part) or "mọi cơ quan"


class GroupMember(Dated):
    """An agency put into, or kept out of, a group by name."""

    group = models.ForeignKey(
        AgencyGroup, models.CASCADE, verbose_name="nhóm", related_name="named"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="cơ quan", related_name="named_in"
    )
    included = models.BooleanField("thuộc nhóm", default=True)
    reason = models.CharField("lý do, căn cứ", max_length=300, blank=True)

    objects = DatedQuerySet["GroupMember"].as_manager()

    class Meta(Dated.Meta):
        """An exclusion beats a rule."""

        verbose_name = "thành viên ghi đích danh"
        verbose_name_plural = "thành viên ghi đích danh"

    def __str__(self) -> str:
        return f"{self.agency} · {'thuộc' if self.included else 'không thuộc'} nhóm"


def members_of(group_id: int | F | OuterRef | Subquery, day: date) -> Q:
    """Return the condition on Agency that it is in the group on `day`."""
    fits = GroupRule.objects.alive_on(day).filter(
        Q(kind="") | Q(kind=OuterRef("kind")),
        Q(level="") | Q(level=OuterRef("level")),
        Q(territory="") | Q(territory=OuterRef("territory")),
        group_id=group_id,
    )
    named = GroupMember.objects.alive_on(day).filter(
        group_id=group_id, agency_id=OuterRef("pk")
    )
    wanted = Exists(fits) | Exists(named.filter(included=True))
    return Q(wanted) & ~Q(Exists(named.filter(included=False)))
