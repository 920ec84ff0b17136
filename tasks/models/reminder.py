"""The ledger of reminders: a row before it is a letter."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.duty import Duty
from tasks.models.rung import Channel, Rung


class Reminder(models.Model):
    """The ledger: unique on duty × person × channel × rung × occasion (rule 10)."""

    class State(models.TextChoices):
        """The path of a row; sent at most once."""

        PLANNED = "planned", "Chờ gửi"
        SENDING = "sending", "Đang gửi"
        SENT = "sent", "Đã gửi"
        DROPPED = "dropped", "Bỏ, không còn cần"
        FAILED = "failed", "Gửi hỏng"

    # The unique key begins with the duty; rungs are few and never looked up by.
    duty = models.ForeignKey(
        Duty, models.PROTECT, related_name="reminders", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders"
    )
    channel = models.CharField(
        "kênh", max_length=10, choices=Channel.choices, default=Channel.EMAIL
    )
    rung = models.ForeignKey(
        Rung, models.PROTECT, related_name="reminders", db_index=False
    )
    occasion = models.DateField("dịp (ngày tính mốc)")
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.PLANNED
    )
    planned_at = models.DateTimeField("lập lúc")
    batch = models.UUIDField("lượt gửi", null=True, blank=True)
    claimed_at = models.DateTimeField("nhận gửi lúc", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sent_on = models.DateField("ngày gửi", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    not_before = models.DateTimeField("thử lại sau", null=True, blank=True)
    problem = models.CharField("lỗi", max_length=500, blank=True)

    class Meta:
        """Twice is impossible by key."""

        verbose_name = "nhắc việc"
        verbose_name_plural = "nhắc việc"
        ordering = ("-planned_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["duty", "person", "channel", "rung", "occasion"],
                name="tasks_reminder_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="tasks_reminder_sent_has_time",
            ),
        )
        indexes = (
            models.Index(
                fields=["person", "id"],
                condition=Q(state__in=["planned", "sending"]),
                name="reminder_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty_id} → {self.person_id} ({self.state})"

    @property
    def is_put_off(self) -> bool:
        """Return whether the other side asked to come later and it waits for that."""
        return self.state == self.State.PLANNED and bool(self.problem)

    @property
    def tone(self) -> str:
        """Return the colour name of the state."""
        return LOOKS[self.State(self.state)][0]

    @property
    def icon(self) -> str:
        """Return the icon's name in the sprite."""
        return LOOKS[self.State(self.state)][1]


LOOKS = {
    Reminder.State.PLANNED: ("azure", "clock"),
    Reminder.State.SENDING: ("blue", "progress"),
    Reminder.State.SENT: ("green", "send"),
    Reminder.State.DROPPED: ("grey", "circle-minus"),
    Reminder.State.FAILED: ("red", "alert-triangle"),
}


class ReminderRun(models.Model):
    """One run of the planner or the sender, so that silence is seen."""

    kind = models.CharField("việc", max_length=20)
    on = models.DateField("cho ngày")
    started_at = models.DateTimeField("bắt đầu")
    finished_at = models.DateTimeField("xong", null=True, blank=True)
    counts = models.JSONField("số lượng", default=dict)

    class Meta:
        """Newest first."""

        verbose_name = "lượt chạy nhắc việc"
        verbose_name_plural = "lượt chạy nhắc việc"
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.on:%d/%m/%Y}"
