"""Figures that were typed together with an entry learn which one it was."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def find_entries(apps, schema_editor):
    """Match by agency, period, person and moment: one form stored both."""
    entry = apps.get_model("tasks", "ProgressEntry").objects.filter(
        agency=OuterRef("agency"),
        period=OuterRef("period"),
        author=OuterRef("entered_by"),
        recorded_at=OuterRef("recorded_at"),
    )
    values = apps.get_model("tasks", "FigureValue").objects.filter(entry=None)
    values.update(entry=Subquery(entry.order_by("pk").values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [("tasks", "0038_entries_put_right")]

    operations = [migrations.RunPython(find_entries, migrations.RunPython.noop)]
