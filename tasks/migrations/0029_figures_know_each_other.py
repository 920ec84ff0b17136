"""Which shipped figures are not below which."""

from django.db import migrations

#: People are not fewer than the meetings they came to.
NOT_BELOW = {
    "luot-nguoi-boi-duong": "so-lop-boi-duong",
    "luot-nguoi-tuyen-truyen": "cuoc-tuyen-truyen",
}


def relate(apps, schema_editor):
    """Say of the shipped figures which is not below which."""
    figures = apps.get_model("tasks", "Figure").objects
    for code, least in NOT_BELOW.items():
        for figure in figures.filter(code=code, not_below__isnull=True):
            figure.not_below = figures.filter(plan=figure.plan_id, code=least).first()
            figure.save(update_fields=["not_below"])


class Migration(migrations.Migration):
    dependencies = [("tasks", "0028_doubts")]

    operations = [migrations.RunPython(relate, migrations.RunPython.noop)]
