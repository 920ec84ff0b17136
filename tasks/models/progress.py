"""What was done and said: entries, evidence, difficulties."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Agency
from kehoach.lib.text import word_text
from tasks.models.doubts import text_key
from tasks.models.duty import Duty
from tasks.models.period import Period
from tasks.models.plan import Plan
from tasks.models.querysets import (
    DifficultyQuerySet,
    EntryLinkQuerySet,
    EntryQuerySet,
    EvidenceQuerySet,
)
from tasks.models.searched import SearchedField
from tasks.models.states import Progress


class ProgressEntry(models.Model):
    """Append-only: what was done, when, by whom, for which agency (rules 4 and 9).

    A corrected entry is a new row that `corrects` the first version, whose place in the
    order of what was said it takes; what was corrected or withdrawn stands no longer.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="entries")
    period = models.ForeignKey(Period, models.PROTECT, related_name="entries")
    duties = models.ManyToManyField(
        Duty, through="EntryLink", related_name="entries", verbose_name="nhiệm vụ"
    )
    done_on = models.DateField("ngày thực hiện")
    text = models.TextField("nội dung đã thực hiện")
    text_key = models.CharField(
        max_length=32, editable=False, default="", db_index=True
    )
    search_text = models.TextField(editable=False, default="")
    progress = models.CharField("tiến độ", max_length=12, choices=Progress.choices)
    nothing_to_report = models.BooleanField("không phát sinh trong kỳ", default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    corrects = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, blank=True
    )
    correction_reason = models.CharField("lý do sửa", max_length=300, blank=True)
    stood_until = models.DateTimeField(
        "thay hoặc rút lúc",
        null=True,
        blank=True,
        help_text="Trống: bản đang dùng. Chỉ bản đang dùng được in, cộng, tìm thấy.",
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="người rút",
        related_name="+",
        null=True,
        blank=True,
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        """Newest first on the timeline."""

        verbose_name = "nhật ký thực hiện"
        verbose_name_plural = "nhật ký thực hiện"
        ordering = ("-done_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(correction_reason=""),
                name="tasks_correction_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True) | Q(stood_until__isnull=False),
                name="tasks_withdrawn_entry_ended",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(stood_until__isnull=True, corrects__isnull=False),
                name="tasks_entry_one_version_stands",
            ),
        )

    def __str__(self) -> str:
        return f"{self.done_on:%d/%m/%Y} {self.text[:60]}"

    @property
    def first_version(self) -> int:
        """Return the key of the version that all corrections go back to."""
        return self.corrects_id or self.pk

    def fill_keys(self) -> None:
        """Recompute what the text is compared and searched by."""
        self.text_key = "" if self.nothing_to_report else text_key(self.text)
        self.search_text = word_text(self.text)


class EntryLink(models.Model):
    """An entry that serves a duty; one entry may serve several."""

    entry = models.ForeignKey(ProgressEntry, models.PROTECT, related_name="links")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="entry_links")

    objects = EntryLinkQuerySet.as_manager()

    class Meta:
        """Once per duty."""

        constraints = (
            models.UniqueConstraint(
                fields=["entry", "duty"], name="tasks_entry_link_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.duty_id}"


class Evidence(models.Model):
    """An official document and/or a file; may serve many duties and years."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="evidence")
    duties = models.ManyToManyField(
        Duty, through="EvidenceLink", related_name="evidence"
    )
    number = models.CharField("số, ký hiệu", max_length=100, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    subject = models.CharField("trích yếu", max_length=500)
    link = models.CharField("đường dẫn", max_length=500, blank=True)
    file = models.FileField("tệp", upload_to="evidence/%Y/%m", blank=True)
    file_name = models.CharField("tên tệp gốc", max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField("dung lượng (byte)", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    confirmed_open = models.BooleanField(
        "không có độ mật, không phải đơn thư, không phải tài liệu nội bộ của Đảng",
        default=False,
    )
    search_text = models.TextField(editable=False, default="")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    quarantined_at = models.DateTimeField("cách ly lúc", null=True, blank=True)
    quarantined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    quarantine_reason = models.CharField("lý do cách ly", max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        """A file is only kept when the uploader confirmed that it is open."""

        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ("-recorded_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(file="") | Q(confirmed_open=True),
                name="tasks_evidence_confirmed_open",
                violation_error_message="Phải xác nhận tệp không có độ mật.",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | ~Q(number=""),
                name="tasks_evidence_document_or_file",
                violation_error_message="Nhập số văn bản hoặc đính kèm tệp.",
            ),
            models.CheckConstraint(
                condition=Q(link="")
                | (~Q(number="") & Q(issued_on__isnull=False, confirmed_open=True)),
                name="tasks_evidence_link_beside_document",
                violation_error_message=(
                    "Đường dẫn chỉ đi kèm số, ngày văn bản và xác nhận không mật."
                ),
            ),
            models.UniqueConstraint(
                fields=["agency", "sha256"],
                condition=~Q(sha256=""),
                name="tasks_evidence_file_once",
                violation_error_message="Tệp này đơn vị đã tải lên rồi, hãy dùng lại.",
            ),
        )

    def __str__(self) -> str:
        return " ".join(part for part in (self.number, self.subject) if part)

    def fill_keys(self) -> None:
        """Recompute what the evidence is searched by."""
        self.search_text = word_text(f"{self.number} {self.subject} {self.file_name}")


class EvidenceLink(models.Model):
    """An evidence attached to a duty; taken off by a day, never deleted."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="links")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="evidence_links")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    removed_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    is_product = models.BooleanField("là sản phẩm của nhiệm vụ", default=False)

    class Meta:
        """Attached once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=["evidence", "duty"],
                condition=Q(removed_at__isnull=True),
                name="tasks_evidence_link_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.evidence_id} → {self.duty_id}"


class Difficulty(models.Model):
    """A difficulty that an agency raised, and what became of it."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Chờ trả lời"
        ANSWERED = "answered", "Đã trả lời"
        ESCALATED = "escalated", "Đã báo cáo UBND tỉnh"
        WITHDRAWN = "withdrawn", "Đơn vị đã rút"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="difficulties")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="difficulties")
    period = models.ForeignKey(Period, models.PROTECT, related_name="difficulties")
    duty = models.ForeignKey(
        Duty, models.PROTECT, related_name="difficulties", null=True, blank=True
    )
    text = models.TextField("khó khăn, vướng mắc")
    recommendation = models.TextField("kiến nghị, đề xuất", blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.OPEN
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    raised_on = models.DateField("ngày nêu")
    recorded_at = models.DateTimeField("ghi lúc")
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    committee_number = models.CharField(
        "số, ký hiệu văn bản trả lời của UBND tỉnh", max_length=60, blank=True
    )
    committee_on = models.DateField("ngày văn bản trả lời", null=True, blank=True)
    committee_answer = models.TextField("UBND tỉnh trả lời", blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="gộp vào",
        related_name="merged",
        null=True,
        blank=True,
    )

    shared_at = models.DateTimeField("cho đơn vị khác xem từ", null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    search_text = SearchedField("text", "recommendation", "answer")

    objects = DifficultyQuerySet.as_manager()

    class Meta:
        """An answer is there when the state says so."""

        verbose_name = "khó khăn, vướng mắc"
        verbose_name_plural = "khó khăn, vướng mắc"
        ordering = ("-recorded_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""),
                name="tasks_difficulty_answered",
            ),
            models.CheckConstraint(
                condition=Q(committee_number="", committee_on=None, committee_answer="")
                | ~Q(committee_number="")
                & Q(committee_on__isnull=False, state="answered")
                & ~Q(committee_answer=""),
                name="tasks_difficulty_committee_answered",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=models.F("pk")),
                name="tasks_difficulty_not_into_itself",
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]
