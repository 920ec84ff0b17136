"""Agencies as they were on each day; a reorganisation never renames a row."""

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from agencies.models.dated import Dated, DatedQuerySet
from agencies.models.territories import HOME_TERRITORY, TERRITORIES
from kehoach.lib.text import initials, name_key, nfc, search_text, sort_key


class AgencyKind(models.TextChoices):
    """What sort of body an agency is."""

    DEPARTMENT = "so", "Sở, ban, ngành"
    ARMED = "vu-trang", "Lực lượng vũ trang"
    PRESS = "bao-dai", "Báo, đài"
    DISTRICT = "cap-huyen", "UBND cấp huyện"
    COMMUNE = "cap-xa", "UBND cấp xã"
    SERVICE_UNIT = "don-vi-su-nghiep", "Đơn vị sự nghiệp công lập"
    ENTERPRISE = "doanh-nghiep", "Doanh nghiệp nhà nước"
    VERTICAL = "trung-uong", "Cơ quan Trung ương theo ngành dọc"
    PARTY = "dang", "Cơ quan Đảng"
    FRONT = "mat-tran", "Mặt trận Tổ quốc"
    UNION = "chinh-tri-xa-hoi", "Tổ chức chính trị - xã hội"


class Level(models.TextChoices):
    """Administrative level."""

    PROVINCE = "tinh", "Cấp tỉnh"
    DISTRICT = "huyen", "Cấp huyện"
    COMMUNE = "xa", "Cấp xã"


_LEVELS, _KINDS = Level.values, AgencyKind.values
#: Kinds that UBND tỉnh asks and does not order.
ONLY_ASKED = (AgencyKind.PARTY, AgencyKind.FRONT, AgencyKind.UNION)


class AgencyQuerySet(DatedQuerySet["Agency"]):
    """Questions about agencies."""

    def search(self, words: str) -> Self:
        """Keep agencies whose name holds `words`, marks and letter case ignored."""
        return self.filter(search_text__contains=search_text(words))

    def in_group(self, group_id: int, day: date) -> Self:
        """Keep agencies that belong to the group on `day` by rule or by name."""
        from agencies.models.group import members_of

        return self.filter(members_of(group_id, day))


class Agency(Dated):
    """A body that can be given work, alive from one day to another."""

    code = models.SlugField("mã", max_length=80, unique=True)
    name = models.CharField("tên chính thức", max_length=250)
    short_name = models.CharField("tên ngắn", max_length=120)
    kind = models.CharField("loại", max_length=20, choices=AgencyKind.choices)
    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    territory = models.CharField(
        "địa bàn", max_length=20, choices=TERRITORIES.choices, default=HOME_TERRITORY
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="cơ quan cấp trên",
        related_name="children",
        null=True,
        blank=True,
    )
    official_code = models.CharField(
        "mã định danh",
        max_length=35,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^[A-Z][0-9]{2}(\.[0-9A-Z]+)*$")],
        help_text="Theo QĐ 20/2020/QĐ-TTg, ví dụ H32.01.02. Để trống nếu chưa biết.",
    )
    unit_code = models.CharField("mã đơn vị hành chính", max_length=5, blank=True)
    email = models.EmailField("thư điện tử công vụ", blank=True)
    letter_symbol = models.CharField(
        "ký hiệu văn bản", max_length=30, blank=True, help_text="Ví dụ: STP, UBND."
    )
    one_step = models.BooleanField(
        "gửi một bước",
        default=False,
        help_text="Bật: cán bộ đầu mối được gửi thẳng, không qua thủ trưởng.",
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)
    name_key = models.CharField(max_length=250, editable=False, default="")
    search_text = models.CharField(max_length=400, editable=False, default="")
    sort_key = models.CharField(max_length=500, editable=False, default="")

    objects = AgencyQuerySet.as_manager()

    class Meta(Dated.Meta):
        """Ordered as Vietnamese offices list them: by level, kind, then name."""

        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        ordering = ("sort_key", "pk")
        indexes = (
            models.Index(fields=["kind", "level", "territory"], name="agency_kinds"),
            # Only for who names the condition (`tasks/pages/list_page.py`): other queries,
            # sorted this way, would be led from agency to agency through all rows.
            models.Index(
                fields=["sort_key"], condition=Q(code__gt=""), name="agency_order"
            ),
        )

    def __str__(self) -> str:
        return self.short_name

    def fill_keys(self) -> None:
        """Recompute the columns derived from the names (NFC, search, order)."""
        self.name, self.short_name = nfc(self.name), nfc(self.short_name)
        self.name_key = name_key(self.name)
        spelled = f"{self.name} {self.short_name} {initials(self.name)}"
        self.search_text = search_text(spelled)[:400]
        rank = f"{_LEVELS.index(self.level)}{_KINDS.index(self.kind):02d}"
        self.sort_key = f"{rank} {sort_key(self.short_name)}"[:500]
        self.official_code = self.official_code or None

    def clean_fields(self, exclude: object = None) -> None:
        """Fill the derived columns whenever a form or an import validates."""
        if self.level in _LEVELS and self.kind in _KINDS:
            self.fill_keys()
        super().clean_fields(exclude=exclude)  # type: ignore[arg-type] # stub is narrower

    @property
    def can_be_ordered(self) -> bool:
        """Return whether UBND tỉnh may assign work to it (not Party, Front, union)."""
        return self.kind not in ONLY_ASKED
