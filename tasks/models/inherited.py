"""Which row of the next plan takes the place of a row of a plan that was replaced."""

from django.db import models


class Inherited(models.Model):
    """A row whose place another takes in the plan that replaces its own."""

    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="dòng thay thế",
        related_name="replaces",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        """Abstract: written by the change that replaces the plan, and undone with it."""

        abstract = True
