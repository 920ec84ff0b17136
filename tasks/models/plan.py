"""The issued document: plan, parts and headings, tasks, assignments."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agencies.models import TERRITORIES, Agency
from agencies.models.dated import Dated, DatedQuerySet, alive_on, in_order
from kehoach.lib.dates import format_date, span_said
from tasks.models.asked import Asked
from tasks.models.inherited import Inherited, Replaceable
from tasks.models.plan_rows import PlanQuerySet, code_refusal
from tasks.models.recurs import Recurs
from tasks.models.states import PlanState, Proof


def plan_named(kind: str, matter: str, issuer: str) -> str:
    """Return «Kế hoạch thực hiện … của UBND tỉnh»; nothing without a matter."""
    short = issuer.replace("Ủy ban nhân dân", "UBND")
    return f"{kind.capitalize()} {matter} của {short}" if matter else ""


def plan_runs_on(day: date, path: str = "") -> Q:
    """Return the condition that the plan, reached by `path`, runs on the day."""
    return alive_on(day, path, first="begins_on", last="ends_on")


class Worded(models.Model):
    """Words that a change of the plan may replace from a day on."""

    worded_from = models.DateField(
        "lời văn hiện hành từ ngày",
        null=True,
        blank=True,
        editable=False,
        help_text="Trống: như khi ban hành. Lời văn trước đó nằm ở bản theo thời điểm.",
    )

    class Meta:
        """Abstract: the words that ended are versions."""

        abstract = True


class DocumentRow(Dated, Worded):
    """A row of the document: of the issued one without days, added or ended by a change
    of the plan with them.
    """

    valid_from = models.DateField(
        "bổ sung từ ngày", null=True, blank=True, editable=False
    )
    valid_to = models.DateField(
        "thực hiện đến hết ngày", null=True, blank=True, editable=False
    )

    class Meta(Dated.Meta):
        """Abstract."""

        abstract = True


def stood_in(first: date, last: date, path: str = "") -> Q:
    """Return the condition that a dated row held on one of the days, both included."""
    begun = Q(**{f"{path}valid_from": None}) | Q(**{f"{path}valid_from__lte": last})
    return begun & (
        Q(**{f"{path}valid_to": None}) | Q(**{f"{path}valid_to__gte": first})
    )


class Plan(Replaceable, Worded):
    """A plan as UBND tỉnh issued it; number and day may be missing in a draft."""

    code = models.SlugField("mã", max_length=60, unique=True)
    state = models.CharField(
        "tình trạng",
        max_length=10,
        choices=PlanState.choices,
        default=PlanState.DRAFT,
        help_text=(
            "Dự thảo chỉ cơ quan theo dõi, lãnh đạo và quản trị thấy; không mở kỳ, không"
            " nhắc ai."
        ),
    )
    kind = models.CharField("loại văn bản", max_length=60, default="KẾ HOẠCH")
    title = models.TextField("trích yếu")
    short_title = models.CharField("tên gọi ngắn", max_length=200)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    place = models.CharField("địa danh", max_length=100, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    signing_capacity = models.CharField("quyền hạn ký", max_length=120, blank=True)
    signer_position = models.CharField("chức vụ người ký", max_length=120, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    basis = models.TextField("căn cứ", blank=True)
    preamble = models.TextField("mở đầu", blank=True)
    purposes = models.JSONField("mục đích", default=list, blank=True)
    requirements = models.JSONField("yêu cầu", default=list, blank=True)
    targets_lead = models.TextField("lời dẫn phần mục tiêu", blank=True)
    closing = models.TextField("kết", blank=True)
    recipients = models.JSONField("nơi nhận", default=list, blank=True)
    steering_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        verbose_name="cơ quan theo dõi, tổng hợp",
        related_name="steered_plans",
    )
    law = models.CharField(
        "luật, văn bản cấp trên được viện dẫn",
        max_length=250,
        blank=True,
        help_text="Báo cáo mở đầu bằng «Thực hiện …». Để trống: chỉ nêu căn cứ.",
    )
    matter = models.CharField(
        "việc phải thực hiện",
        max_length=250,
        blank=True,
        help_text=(
            "Như sau chữ «Kết quả …» ở tên báo cáo, ví dụ «thực hiện cải cách hành"
            " chính». Để trống: theo tên gọi ngắn."
        ),
    )
    ministry = models.CharField(
        "bộ nhận báo cáo của UBND tỉnh", max_length=200, blank=True
    )
    filed_at = models.CharField(
        "nơi lưu văn bản",
        max_length=60,
        default="VT",
        help_text="Dòng «Lưu: …» ở cuối nơi nhận: văn thư, phòng soạn thảo.",
    )
    package = models.SlugField("gói dữ liệu", max_length=60, blank=True, editable=False)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="người liên hệ",
        related_name="+",
        null=True,
        blank=True,
        help_text=(
            "Hiện ở cuối mọi trang với điện thoại, thư điện tử. Để trống: đầu mối chính"
            " của cơ quan theo dõi."
        ),
    )
    begins_on = models.DateField("thực hiện từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        """Newest first; it ends after it began."""

        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        ordering = ("-issued_on", "code")
        constraints = (
            models.CheckConstraint(
                condition=in_order("begins_on", "ends_on"),
                name="tasks_plan_days_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        )

    def __str__(self) -> str:
        return self.short_title

    def clean(self) -> None:
        """Refuse a code that is an address, a draft with periods, and days that leave out
        a period which there is; raises ValidationError.
        """
        if why := code_refusal(self.code):
            raise ValidationError({"code": why})
        if self.is_draft and self.pk and self.periods.exists():
            raise ValidationError(
                {"state": "Kế hoạch đã mở kỳ báo cáo nên không trở lại dự thảo được."}
            )
        for period in self.periods.order_by("data_from") if self.pk else ():
            period.plan = self
            if period.outside_plan():
                raise ValidationError(
                    f"Kế hoạch đã có kỳ báo cáo {period.words}, nằm ngoài thời gian"
                    f" {self.span}. Ghi thời gian thực hiện gồm cả kỳ đó."
                )

    def misses(self, first: date, last: date) -> bool:
        """Return whether it runs on none of the days from the first to the last."""
        begins, ends = self.begins_on or date.min, self.ends_on or date.max
        return last < begins or ends < first

    @property
    def span(self) -> str:
        """Return «từ 12/06/2026 đến hết 31/12/2030» as a sentence says it."""
        return span_said(self.begins_on, self.ends_on)

    @property
    def named(self) -> str:
        """Return how letters name it."""
        return plan_named(self.kind, self.matter, self.issuer)

    @property
    def is_draft(self) -> bool:
        """Return whether it is still being written, for few people to see."""
        return self.state == PlanState.DRAFT

    def opens_nothing(self) -> str:
        """Return why no period of it is opened; empty when one may be."""
        if self.state == PlanState.RUNNING:
            return ""
        return (
            f"Kế hoạch «{self}» đang là «{self.get_state_display()}» nên không mở kỳ báo"
            " cáo; đổi tình trạng của kế hoạch trước."
        )

    @property
    def is_signed(self) -> bool:
        """Return whether number and day are known, as a signed document needs."""
        return bool(self.number and self.issued_on)


class PlanScope(Dated):
    """A territory that the plan covers, from one day to another (docs/domain.md)."""

    plan = models.ForeignKey(
        Plan, models.CASCADE, verbose_name="kế hoạch", related_name="scopes"
    )
    territory = models.CharField("địa bàn", max_length=20, choices=TERRITORIES.choices)
    basis = models.CharField("căn cứ", max_length=250, blank=True)

    objects = DatedQuerySet["PlanScope"].as_manager()

    class Meta(Dated.Meta):
        """Units of a territory are in while a row for it holds on the day."""

        verbose_name = "phạm vi địa bàn"
        verbose_name_plural = "phạm vi địa bàn"

    def __str__(self) -> str:
        return self.get_territory_display()


class Section(DocumentRow):
    """A heading of the document, of any code and depth."""

    plan = models.ForeignKey(
        Plan, models.CASCADE, verbose_name="kế hoạch", related_name="sections"
    )
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        verbose_name="thuộc phần",
        related_name="children",
        null=True,
        blank=True,
    )
    code = models.CharField("mã", max_length=20)
    title = models.TextField("tiêu đề")
    law_basis = models.CharField(
        "căn cứ luật, theo nội dung", max_length=200, blank=True
    )
    by_agency = models.BooleanField(
        "giao trách nhiệm theo cơ quan",
        default=False,
        help_text="Nội dung dưới mục này là trách nhiệm của cơ quan nêu ở tên mục,"
        " không tính vào số nhiệm vụ.",
    )
    position = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        """In the order of the document."""

        verbose_name = "phần, mục"
        verbose_name_plural = "phần, mục"
        ordering = ("position",)
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["plan", "code"], name="tasks_section_code_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"

    def clean(self) -> None:
        """Refuse a heading that would stand under itself; raises ValidationError."""
        above, met = self.parent, {self.pk}
        while above is not None and above.pk not in met:
            met.add(above.pk)
            above = above.parent
        if above is not None:
            message = f"Mục {self.code} không thể nằm dưới chính nó."
            raise ValidationError({"parent": message})


class Task(Recurs, Asked, DocumentRow, Inherited):
    """A leaf of the document: a task or a responsibility. Never a Celery task."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, verbose_name="kế hoạch", related_name="tasks"
    )
    section = models.ForeignKey(
        Section, models.PROTECT, verbose_name="phần, mục", related_name="tasks"
    )
    code = models.CharField("mã", max_length=20)
    text = models.TextField("nội dung theo kế hoạch")
    short_title = models.CharField("tên ngắn", max_length=250)
    role_label = models.CharField("từ chỉ vai trò", max_length=100, blank=True)
    assignee_text = models.TextField("cơ quan theo kế hoạch", blank=True)
    coordinating_text = models.TextField("phối hợp theo kế hoạch", blank=True)
    heartbeat_days = models.PositiveSmallIntegerField(
        "số ngày phải cập nhật", default=92
    )
    evidence_required = models.BooleanField("phải có minh chứng", default=True)
    proof = models.CharField(
        "chứng minh bằng",
        max_length=12,
        choices=Proof.choices,
        blank=True,
        help_text=(
            "Với nhiệm vụ không có số liệu: văn bản nào cho thấy đã làm. Để trống: đơn"
            " vị tự chọn."
        ),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="thuộc nhiệm vụ",
        related_name="children",
        null=True,
        blank=True,
        help_text="Dòng con của một nhiệm vụ trong phụ lục; nhiệm vụ ấy đứng ngay trên.",
    )
    yields_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="không giao cùng lúc với",
        related_name="+",
        null=True,
        blank=True,
        help_text="Đơn vị đã được giao nhiệm vụ này thì không phải làm nhiệm vụ kia.",
    )
    feeds = models.ManyToManyField(
        "self",
        verbose_name="góp vào nhiệm vụ",
        symmetrical=False,
        related_name="fed_by",
        blank=True,
    )
    law_basis = models.CharField(
        "căn cứ luật, theo nội dung", max_length=200, blank=True
    )
    guidance = models.TextField("hướng dẫn báo cáo", blank=True)
    position = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        """In the order of the document."""

        verbose_name = "nhiệm vụ, trách nhiệm"
        verbose_name_plural = "nhiệm vụ, trách nhiệm"
        ordering = ("position",)
        constraints = (
            *Recurs.Meta.constraints,
            *Dated.Meta.constraints,
            *Asked.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")),
                name="tasks_task_not_below_itself",
            ),
            models.UniqueConstraint(
                fields=["plan", "code"], name="tasks_task_code_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.short_title}"

    def clean(self) -> None:
        """Refuse a recurrence that says nothing, and a day on which the plan does not
        run; raises ValidationError.
        """
        if problems := self.recurrence_problems():
            raise ValidationError(problems)
        if self.plan_id and (why := self.day_outside(self.due_on)):
            raise ValidationError(why)
        above = self.parent
        if above and (above.pk == self.pk or above.parent_id):
            message = "Chọn một nhiệm vụ không phải dòng con: phụ lục có hai bậc."
            raise ValidationError({"parent": message})

    def day_outside(self, day: date | None) -> str:
        """Return why nothing of the task can be due on the day; empty when it can."""
        if day is None or not self.plan.misses(day, day):
            return ""
        return (
            f"Ngày phải xong {format_date(day)} nằm ngoài thời gian thực hiện của kế hoạch"
            f" «{self.plan}» ({self.plan.span})."
        )

    @property
    def is_responsibility(self) -> bool:
        """Return whether it stands under the name of who is responsible."""
        return self.section.by_agency
