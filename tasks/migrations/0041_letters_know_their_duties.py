"""Letters recorded before learn of which duties they tell."""

from django.db import migrations
from django.db.models import Q

LIVE = ("open", "prepared", "submitted", "returned", "accepted")


def find_duties(apps, schema_editor):
    """Take the duties of the letter's agency and period, as its arrival did."""
    duties, covers = (apps.get_model("tasks", name) for name in ("Duty", "LetterDuty"))
    for letter in apps.get_model("tasks", "UnitReport").objects.select_related(
        "period"
    ):
        in_time = Q(due_on__isnull=False, due_on__lte=letter.period.unit_due)
        told = Q(events__kind="letter", events__recorded_at=letter.recorded_at)
        own = Q(state__in=LIVE) & (~Q(schedule="once") | in_time)
        found = duties.objects.filter(
            own | told, agency=letter.agency_id, period=letter.period_id
        )
        covers.objects.bulk_create(
            covers(letter=letter, duty_id=pk)
            for pk in found.order_by("pk").values_list("pk", flat=True).distinct()
        )


class Migration(migrations.Migration):
    dependencies = [("tasks", "0040_put_right")]

    operations = [migrations.RunPython(find_duties, migrations.RunPython.noop)]
