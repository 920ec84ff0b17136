"""The ledger of reminders: a row before it is a letter."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tasks.models.duty import Duty
from tasks.models.rung import Channel, Rung


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


class Envelope(models.Model):
    """What one planning run has for one person by one channel: claimed, put off,
    refused and marked as a whole (decision 012). Its lines are the ledger's rows.

    A person has several when letters could not leave; they go out as one letter.
    """

    class State(models.TextChoices):
        """The path of an envelope; sent at most once."""

        PLANNED = "planned", "Chờ gửi"
        SENDING = "sending", "Đang gửi"
        SENT = "sent", "Đã gửi"
        DROPPED = "dropped", "Bỏ, không còn cần"
        FAILED = "failed", "Gửi hỏng"

    # The unique key begins with the run.
    run = models.ForeignKey(
        ReminderRun,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="envelopes",
        db_index=False,
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="envelopes"
    )
    channel = models.CharField(
        "kênh", max_length=10, choices=Channel.choices, default=Channel.EMAIL
    )
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
        """One for each run, person and channel."""

        verbose_name = "phong bì nhắc việc"
        verbose_name_plural = "phong bì nhắc việc"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["run", "person", "channel"], name="tasks_envelope_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="tasks_envelope_sent_has_time",
            ),
        )
        indexes = (
            models.Index(
                fields=["person", "id"],
                condition=Q(state__in=["planned", "sending"]),
                name="envelope_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} → {self.person_id} ({self.state})"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """The ledger by where its rows stand."""

    def live(self) -> Self:
        """Return the rows that were not dropped by themselves."""
        return self.filter(dropped="")

    def standing(self, *states: str) -> Self:
        """Return the rows that stand in one of the states."""
        found = Q(dropped="", envelope__state__in=states)
        if Envelope.State.DROPPED in states:
            found |= ~Q(dropped="")
        return self.filter(found)

    def count_by_standing(self) -> dict[str, int]:
        """Return state → how many rows stand in it."""
        dropped = models.When(~Q(dropped=""), then=models.Value(Envelope.State.DROPPED))
        rows = self.annotate(
            standing=models.Case(
                dropped,
                default=models.F("envelope__state"),
                output_field=models.CharField(),
            )
        )
        counted = rows.order_by().values_list("standing")
        return dict(counted.annotate(number=models.Count("pk")))


class Reminder(models.Model):
    """The ledger: unique on duty × person × channel × rung × occasion (rule 10).

    Written once, when it is planned, and once more only if it is dropped by itself;
    what happens to the letter is written on its envelope.
    """

    State = Envelope.State

    # The unique key begins with the duty; rungs are few and never looked up by. Person
    # and channel are those of the envelope, where the person's key is checked.
    duty = models.ForeignKey(
        Duty, models.PROTECT, related_name="reminders", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reminders",
        db_index=False,
        db_constraint=False,
    )
    channel = models.CharField(
        "kênh", max_length=10, choices=Channel.choices, default=Channel.EMAIL
    )
    rung = models.ForeignKey(
        Rung,
        models.PROTECT,
        related_name="reminders",
        db_index=False,
        db_constraint=False,
    )
    occasion = models.DateField("dịp (ngày tính mốc)")
    envelope = models.ForeignKey(
        Envelope, models.PROTECT, related_name="reminders", verbose_name="phong bì"
    )
    dropped = models.CharField("bỏ vì", max_length=500, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        """Twice is impossible by key."""

        verbose_name = "nhắc việc"
        verbose_name_plural = "nhắc việc"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["duty", "person", "channel", "rung", "occasion"],
                name="tasks_reminder_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty_id} → {self.person_id} ({self.state})"

    @property
    def state(self) -> str:
        """Return where the row stands: dropped by itself, else as its envelope."""
        return str(Envelope.State.DROPPED if self.dropped else self.envelope.state)

    def get_state_display(self) -> str:
        """Return the state in words."""
        return str(Envelope.State(self.state).label)

    @property
    def is_repeat(self) -> bool:
        """Return whether it repeats its step: the occasion is then its own day."""
        planned = timezone.localdate(self.envelope.planned_at)
        return self.rung.is_repeat(self.occasion, planned)

    @property
    def problem(self) -> str:
        """Return why it was dropped, or what the other side said."""
        return self.dropped or self.envelope.problem

    @property
    def sent_at(self) -> datetime | None:
        """Return when the other side took it."""
        return None if self.dropped else self.envelope.sent_at

    @property
    def is_put_off(self) -> bool:
        """Return whether the other side asked to come later and it waits for that."""
        return self.state == Envelope.State.PLANNED and bool(self.problem)

    @property
    def tone(self) -> str:
        """Return the colour name of the state."""
        return _LOOKS[Envelope.State(self.state)][0]

    @property
    def icon(self) -> str:
        """Return the icon's name in the sprite."""
        return _LOOKS[Envelope.State(self.state)][1]


_LOOKS = {
    Envelope.State.PLANNED: ("azure", "clock"),
    Envelope.State.SENDING: ("blue", "progress"),
    Envelope.State.SENT: ("green", "send"),
    Envelope.State.DROPPED: ("grey", "circle-minus"),
    Envelope.State.FAILED: ("red", "alert-triangle"),
}
