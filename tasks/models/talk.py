"""What an agency and the steering agency ask each other, and the later day asked for."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, User
from agencies.models.authority import WRITERS, agencies_of, reads_agency
from tasks.models.duty import Duty, Extension
from tasks.models.period import Period, worked_now
from tasks.models.querysets import reads_everything
from tasks.models.states import CLOSED


class DutyMessageQuerySet(models.QuerySet[Any]):
    """Which messages."""

    def waiting(self, *, today: date) -> Self:
        """Keep questions that nobody answered and that still can be: of duties that
        are owed and worked on now.
        """
        open_now = self.filter(worked_now(today, "duty__"), waits=True)
        return open_now.exclude(duty__state__in=CLOSED)

    def for_reader(self, user: User, *, today: Any) -> Self:
        """Keep questions that the person answers for one of their agencies."""
        mine = agencies_of(user, today, *WRITERS).values("pk")
        asked = Q(from_steering=True, duty__agency__in=mine)
        steered = Q(from_steering=False, duty__period__plan__steering_agency__in=mine)
        return self.filter(asked | steered)


class DutyMessage(models.Model):
    """A question in a duty's record, or the answer to one; never edited."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="messages")
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="bên nói", related_name="+"
    )
    from_steering = models.BooleanField("của cơ quan theo dõi")
    answers = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="trả lời cho",
        related_name="replies",
        null=True,
        blank=True,
    )
    text = models.TextField("nội dung")
    waits = models.BooleanField("chờ trả lời", default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    said_on = models.DateField("ngày")
    recorded_at = models.DateTimeField("ghi lúc")

    objects = DutyMessageQuerySet.as_manager()

    class Meta:
        """In the order they were said; the navigation counts a partial index."""

        verbose_name = "trao đổi"
        verbose_name_plural = "trao đổi"
        ordering = ("recorded_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(waits=False) | Q(answers__isnull=True),
                name="tasks_message_questions_wait",
            ),
        )
        indexes = (
            models.Index(
                fields=["duty"], condition=Q(waits=True), name="message_waiting"
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]


class ExtensionRequestQuerySet(models.QuerySet[Any]):
    """Which requests."""

    def visible_to(self, user: User, *, today: Any) -> Self:
        """Keep those of the person's agencies and of plans that they steer or read."""
        steering = reads_everything(user, today, "period__plan")
        return (
            self
            if steering is None
            else self.filter(
                steering
                | reads_agency(user, today)
                | reads_agency(user, today, "duty__agency_id")
            )
        )

    def waiting(self) -> Self:
        """Keep what nobody decided, of periods that are open."""
        asked = ExtensionRequest.State.ASKED
        return self.filter(state=asked, period__state=Period.State.OPEN)

    def to_decide(self, user: User, *, today: Any) -> Self:
        """Keep what waits for the person's steering agency."""
        mine = agencies_of(user, today, *WRITERS).values("pk")
        return self.waiting().filter(period__plan__steering_agency__in=mine)


class ExtensionRequest(models.Model):
    """An agency asks for a later day, for one duty or for all it owes in a period."""

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked", "Chờ quyết định"
        GRANTED = "granted", "Đã gia hạn"
        REFUSED = "refused", "Không gia hạn"
        WITHDRAWN = "withdrawn", "Đã rút"

    duty = models.ForeignKey(
        Duty,
        models.PROTECT,
        related_name="extension_requests",
        null=True,
        blank=True,
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="extension_requests"
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="extension_requests"
    )
    wanted_on = models.DateField("đề nghị đến ngày")
    reason = models.CharField("lý do", max_length=300)
    state = models.CharField(
        "trạng thái", max_length=10, choices=State.choices, default=State.ASKED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_on = models.DateField("ngày đề nghị")
    recorded_at = models.DateTimeField("ghi lúc")
    answer = models.CharField("trả lời", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    extension = models.OneToOneField(
        Extension, models.PROTECT, related_name="asked", null=True
    )

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        """One open request per duty, and one per agency for a whole period."""

        verbose_name = "đề nghị gia hạn"
        verbose_name_plural = "đề nghị gia hạn"
        ordering = ("recorded_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(state="asked", duty__isnull=False),
                name="tasks_extension_asked_once",
            ),
            models.UniqueConstraint(
                fields=["agency", "period"],
                condition=Q(state="asked", duty__isnull=True),
                name="tasks_extension_asked_once_for_all",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="tasks_extension_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(extension__isnull=False),
                name="tasks_extension_granted_by_extension",
            ),
            models.CheckConstraint(
                condition=Q(wanted_on__gt=F("asked_on")),
                name="tasks_extension_wanted_later",
            ),
        )

    def __str__(self) -> str:
        about = self.duty.task.code if self.duty else "cả kỳ"
        return f"{self.agency}: {about} đến {self.wanted_on:%d/%m/%Y}"

    @property
    def owner(self) -> Agency:
        """Return whose day it is: the agency that owes the duty now, else who asked."""
        return self.duty.agency if self.duty else self.agency

    @property
    def is_open(self) -> bool:
        """Return whether nobody decided yet."""
        return self.state == self.State.ASKED

    @property
    def tone(self) -> str:
        """Return the colour name of the state."""
        return _LOOKS[ExtensionRequest.State(self.state)][0]

    @property
    def icon(self) -> str:
        """Return the icon's name."""
        return _LOOKS[ExtensionRequest.State(self.state)][1]

    @property
    def label(self) -> str:
        """Return the state in words."""
        return self.get_state_display()


_LOOKS = {
    ExtensionRequest.State.ASKED: ("amber", "hourglass"),
    ExtensionRequest.State.GRANTED: ("green", "calendar-due"),
    ExtensionRequest.State.REFUSED: ("grey", "circle-minus"),
    ExtensionRequest.State.WITHDRAWN: ("grey", "x"),
}
