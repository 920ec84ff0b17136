"""What was issued, each holding the hash of what was issued before it."""

from django.db import models

from reporting.models.committee import CommitteeReport
from reporting.models.yearly import FrozenReport


class IssuedLink(models.Model):
    """One issue of a report; append-only. `sha256` is the hash of `previous` and `said`,
    so that nothing in the row, or before it, changes without every later hash.
    """

    place = models.PositiveIntegerField("thứ tự", unique=True)
    version = models.ForeignKey(
        FrozenReport, models.PROTECT, related_name="links", null=True
    )
    paper = models.ForeignKey(
        CommitteeReport, models.PROTECT, related_name="links", null=True
    )
    said = models.JSONField("đã ban hành")
    previous = models.CharField("SHA-256 của lần trước", max_length=64, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        """In the order of issuing."""

        verbose_name = "lần ban hành"
        verbose_name_plural = "các lần ban hành"
        ordering = ("place",)

    def __str__(self) -> str:
        return f"Lần ban hành {self.place}"
