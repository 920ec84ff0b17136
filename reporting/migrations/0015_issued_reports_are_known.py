"""Periods whose report was issued before learn of its day."""

from django.db import migrations


def tell_periods(apps, schema_editor):
    """Give each period the day of its issued report."""
    reports = apps.get_model("reporting", "YearlyReport")
    periods = apps.get_model("tasks", "Period")
    for key, day in reports.objects.filter(state="issued").values_list(
        "period_id", "issued_on"
    ):
        periods.objects.filter(pk=key).update(reported_on=day)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0014_one_editor_per_text"),
        ("tasks", "0044_when_it_was_reported"),
    ]

    operations = [migrations.RunPython(tell_periods, migrations.RunPython.noop)]
