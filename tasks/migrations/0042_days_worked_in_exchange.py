"""A portal that has its days off gets the Saturdays worked in exchange, too."""

from datetime import date

from django.db import migrations

OFF, WORKED = False, True
DAYS = (
    (date(2024, 5, 4), WORKED, "Làm việc bù"),
    (date(2025, 4, 26), WORKED, "Làm việc bù"),
    (date(2026, 1, 2), OFF, "Ngày nghỉ (thay cho ngày 10/01/2026)"),
    (date(2026, 1, 10), WORKED, "Làm việc bù"),
    (date(2026, 8, 22), WORKED, "Làm việc bù"),
)


def add_days(apps, schema_editor):
    """Add what is missing; an empty table is seeded by load_holidays."""
    holidays = apps.get_model("tasks", "Holiday").objects
    if holidays.exists():
        rows = [holidays.model(day=d, is_worked=w, name=n) for d, w, n in DAYS]
        holidays.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0041_letters_know_their_duties")]

    operations = [migrations.RunPython(add_days, migrations.RunPython.noop)]
