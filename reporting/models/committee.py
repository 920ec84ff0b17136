"""The report that UBND tỉnh sends to the ministry, and the slip it is submitted with."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reporting.models.files import HasPdf, HasSigned
from reporting.models.yearly import FrozenReport, YearlyReport


class CommitteeReport(HasPdf, HasSigned):
    """The Committee's report («báo cáo») and the steering agency's submission slip («phiếu trình»).

    Figures come from the frozen facts of the yearly report; what is empty here prints as
    the rules write it. Both papers are stored as values when they are submitted.
    """

    class State(models.TextChoices):
        """The steps; each is an event."""

        DRAFTING = "drafting", "Đang soạn"
        SUBMITTED = "submitted", "Đã trình"
        ISSUED = "issued", "Đã ban hành"

    report = models.OneToOneField(
        YearlyReport,
        models.PROTECT,
        related_name="committee",
        verbose_name="báo cáo năm",
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.DRAFTING
    )
    frozen = models.ForeignKey(
        FrozenReport,
        models.PROTECT,
        verbose_name="bản số liệu đã trình",
        related_name="+",
        null=True,
    )
    facts = models.TextField("báo cáo lúc trình (JSON)", blank=True)
    slip_facts = models.TextField("phiếu trình lúc trình (JSON)", blank=True)
    sha256 = models.CharField("SHA-256 hai văn bản", max_length=64, blank=True)
    number = models.CharField(
        "số, ký hiệu", max_length=60, blank=True, help_text="Ví dụ: 05/BC-UBND."
    )
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    place = models.CharField("địa danh", max_length=100, blank=True)
    signer_capacity = models.TextField(
        "quyền hạn, chức vụ người ký",
        blank=True,
        help_text="Mỗi dòng một dòng chữ: TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH; phó ký thay:"
        " TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH.",
    )
    signer_name = models.CharField("họ tên người ký", max_length=120, blank=True)
    recipients = models.TextField(
        "nơi nhận", blank=True, help_text="Mỗi nơi nhận một dòng, không gạch đầu dòng."
    )
    opening = models.TextField("mở đầu", blank=True)
    recommendations = models.TextField(
        "kiến nghị, đề xuất với Bộ",
        blank=True,
        help_text="Mỗi dòng một đoạn; để trống: «Không có.»",
    )
    slip_number = models.CharField(
        "số, ký hiệu phiếu trình",
        max_length=60,
        blank=True,
        help_text="Ví dụ: 12/PTr-STP.",
    )
    slip_on = models.DateField("ngày trình", null=True, blank=True)
    slip_matter = models.TextField("vấn đề trình", blank=True)
    slip_basis = models.TextField(
        "căn cứ", blank=True, help_text="Mỗi dòng một căn cứ."
    )
    slip_summary = models.TextField(
        "tóm tắt nội dung",
        blank=True,
        help_text="Mỗi dòng một đoạn. Số liệu viết [[khóa]] để lấy từ số liệu đã chốt.",
    )
    slip_proposal = models.TextField("ý kiến, đề xuất", blank=True)
    slip_signer_capacity = models.TextField(
        "chức vụ người ký phiếu trình", blank=True, help_text="Ví dụ: GIÁM ĐỐC."
    )
    slip_signer_name = models.CharField(
        "họ tên người ký phiếu trình", max_length=120, blank=True
    )
    slip_recipients = models.TextField(
        "nơi nhận phiếu trình", blank=True, help_text="Mỗi nơi nhận một dòng."
    )
    office_opinion = models.TextField(
        "ý kiến của Văn phòng",
        blank=True,
        help_text="Ghi lại khi phiếu trình trả về; để trống thì in chỗ trống.",
    )
    leader_opinion = models.TextField("ý kiến của lãnh đạo UBND tỉnh", blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người sửa",
        related_name="+",
        null=True,
        editable=False,
    )
    updated_at = models.DateTimeField("sửa lúc", null=True, editable=False)

    class Meta:
        """One per yearly report; what was submitted is stored, an issued one is numbered."""

        verbose_name = "báo cáo của UBND tỉnh gửi Bộ"
        verbose_name_plural = "báo cáo của UBND tỉnh gửi Bộ"
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="issued")
                | (~Q(number="") & Q(issued_on__isnull=False) & ~Q(signed_file="")),
                name="reporting_committee_issued_whole",
                violation_error_message=(
                    "Báo cáo đã ban hành phải có số, ngày và bản đã ký."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="drafting")
                | (~Q(facts="") & ~Q(slip_facts="") & Q(frozen__isnull=False)),
                name="reporting_committee_submitted_stored",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report}, gửi Bộ"

    @property
    def is_editable(self) -> bool:
        """Return whether something may still be entered."""
        return self.state != self.State.ISSUED

    @property
    def is_drafting(self) -> bool:
        """Return whether its words may still change."""
        return self.state == self.State.DRAFTING


class CommitteeEvent(models.Model):
    """A step of the report: submitted, taken back, issued; append-only."""

    class Kind(models.TextChoices):
        """What happened."""

        SUBMITTED = "submitted", "Trình UBND tỉnh"
        TAKEN_BACK = "taken_back", "Rút về soạn lại"
        ISSUED = "issued", "Ban hành"

    paper = models.ForeignKey(
        CommitteeReport, models.PROTECT, related_name="events", verbose_name="báo cáo"
    )
    kind = models.CharField("việc", max_length=12, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    effective_on = models.DateField("ngày")
    recorded_at = models.DateTimeField("ghi lúc")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    sha256 = models.CharField("SHA-256 hai văn bản", max_length=64, blank=True)

    class Meta:
        """Oldest first."""

        verbose_name = "quá trình của báo cáo gửi Bộ"
        verbose_name_plural = "quá trình của báo cáo gửi Bộ"
        ordering = ("recorded_at", "pk")

    def __str__(self) -> str:
        return f"{self.paper} · {self.get_kind_display()}"
