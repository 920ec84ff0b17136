"""Events that end agencies and begin others, and who succeeded whom."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models.agency import Agency, AgencyKind, Level
from agencies.models.territories import HOME_TERRITORY, TERRITORIES
from kehoach.lib.text import nfc


class Reorganisation(models.Model):
    """One event with a legal basis and an effective day; a draft until applied."""

    class State(models.TextChoices):
        """Where the event stands."""

        DRAFT = "draft", "Dự thảo"
        APPLIED = "applied", "Đã áp dụng"
        UNDONE = "undone", "Đã hoàn tác"

    name = models.CharField("tên sự kiện", max_length=250)
    legal_basis = models.CharField("căn cứ pháp lý", max_length=250)
    effective_on = models.DateField("ngày có hiệu lực")
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.DRAFT
    )
    applied_at = models.DateTimeField("thời điểm áp dụng", null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người áp dụng",
        related_name="+",
        null=True,
        blank=True,
    )
    undone_at = models.DateTimeField("thời điểm hoàn tác", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người hoàn tác",
        related_name="+",
        null=True,
        blank=True,
    )
    counts = models.JSONField("kết quả áp dụng", default=dict, blank=True)

    class Meta:
        """One row per legal basis and day, undone ones aside."""

        verbose_name = "sắp xếp tổ chức"
        verbose_name_plural = "sắp xếp tổ chức"
        ordering = ("-effective_on", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["legal_basis", "effective_on"],
                condition=~Q(state="undone"),
                name="agencies_reorganisation_once",
                violation_error_message="Đã có sự kiện với căn cứ và ngày này.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.effective_on:%d/%m/%Y})"

    @property
    def is_draft(self) -> bool:
        """Return whether nothing of it has been applied yet."""
        return self.state == self.State.DRAFT


class PlannedAgency(models.Model):
    """A successor that the event will create when it is applied."""

    event = models.ForeignKey(Reorganisation, models.CASCADE, related_name="planned")
    code = models.SlugField("mã", max_length=80)
    name = models.CharField("tên chính thức", max_length=250)
    short_name = models.CharField("tên ngắn", max_length=120)
    kind = models.CharField("loại", max_length=20, choices=AgencyKind.choices)
    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    territory = models.CharField(
        "địa bàn", max_length=20, choices=TERRITORIES.choices, default=HOME_TERRITORY
    )
    parent = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name="cơ quan cấp trên",
        related_name="+",
        null=True,
        blank=True,
    )
    unit_code = models.CharField("mã đơn vị hành chính", max_length=5, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        """Once per event."""

        verbose_name = "cơ quan sẽ lập"
        verbose_name_plural = "cơ quan sẽ lập"
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=["event", "code"],
                name="agencies_planned_once",
                violation_error_message="Mã này đã có trong sự kiện.",
            ),
        )

    def __str__(self) -> str:
        return self.short_name

    def clean(self) -> None:
        """Keep names composed (NFC)."""
        self.name, self.short_name = nfc(self.name), nfc(self.short_name)

    def new_agency(self) -> Agency:
        """Return the unsaved agency, alive from the event's effective day."""
        names = ("code", "name", "short_name", "kind", "level", "territory")
        fields: dict[str, Any] = {name: getattr(self, name) for name in names}
        agency = Agency(
            **fields,
            parent_id=self.parent_id,
            unit_code=self.unit_code,
            note=self.note,
            valid_from=self.event.effective_on,
        )
        agency.fill_keys()
        return agency


class Succession(models.Model):
    """One line of an event: who was followed by whom, and how."""

    class Kind(models.TextChoices):
        """How the predecessor ended."""

        MERGE = "merge", "Sáp nhập, hợp nhất"
        SPLIT = "split", "Chia, tách"
        RENAME = "rename", "Đổi tên"
        DISSOLVE = "dissolve", "Giải thể"

    event = models.ForeignKey(Reorganisation, models.CASCADE, related_name="lines")
    predecessor = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="cơ quan cũ", related_name="succeeded_by"
    )
    successor = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name="cơ quan mới",
        related_name="succeeds",
        null=True,
        blank=True,
    )
    planned = models.ForeignKey(
        PlannedAgency,
        models.CASCADE,
        verbose_name="cơ quan sẽ lập",
        related_name="lines",
        null=True,
        blank=True,
    )
    kind = models.CharField("hình thức", max_length=10, choices=Kind.choices)

    class Meta:
        """A dissolved agency has no successor; every other line has one."""

        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        constraints = (
            models.UniqueConstraint(
                fields=["event", "predecessor", "successor"],
                name="agencies_succession_once",
            ),
            models.UniqueConstraint(
                fields=["event", "predecessor", "planned"],
                name="agencies_succession_planned_once",
            ),
            models.UniqueConstraint(
                fields=["event", "predecessor"],
                condition=Q(kind="dissolve"),
                name="agencies_dissolution_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="dissolve", successor__isnull=True, planned__isnull=True
                )
                | (
                    ~Q(kind="dissolve")
                    & (Q(successor__isnull=False) | Q(planned__isnull=False))
                ),
                name="agencies_succession_successor_fits_kind",
                violation_error_message=(
                    "Giải thể thì không có cơ quan mới; các hình thức khác phải có."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")),
                name="agencies_succession_not_itself",
                violation_error_message="Cơ quan không thể kế thừa chính mình.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor or self.planned or 'giải thể'}"

    @property
    def successor_code(self) -> str:
        """Return the code of who follows, existing or planned; empty for nobody."""
        followed = self.successor or self.planned
        return followed.code if followed else ""


class Ancestry(models.Model):
    """Who descends from whom over any number of events; rebuilt with each of them."""

    elder = models.ForeignKey(Agency, models.CASCADE, related_name="heirs")
    heir = models.ForeignKey(Agency, models.CASCADE, related_name="elders")
    since = models.DateField("từ ngày")

    class Meta:
        """Each pair once."""

        verbose_name = "dòng kế thừa"
        verbose_name_plural = "dòng kế thừa"
        constraints = (
            models.UniqueConstraint(
                fields=["elder", "heir"], name="agencies_ancestry_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.elder} → {self.heir}"


class ReorganisationChange(models.Model):
    """What applying an event did to one row, so that it can be undone exactly."""

    event = models.ForeignKey(Reorganisation, models.PROTECT, related_name="changes")
    table = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)

    class Meta:
        """In the order in which the changes were made; no `before` means created."""

        verbose_name = "thay đổi của sự kiện"
        verbose_name_plural = "thay đổi của sự kiện"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
