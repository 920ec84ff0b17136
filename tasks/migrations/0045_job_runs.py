"""Periodic jobs have a row that says when they last ran; the pulse is one of them."""

from django.db import migrations, models


def forget_pulses(apps, schema_editor):
    """Take the pulse out of the runs of reminders."""
    apps.get_model("tasks", "ReminderRun").objects.filter(kind="pulse").delete()


class Migration(migrations.Migration):
    dependencies = [("tasks", "0044_when_it_was_reported")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "job",
                    models.CharField(max_length=200, unique=True, verbose_name="việc"),
                ),
                ("begun_at", models.DateTimeField(verbose_name="bắt đầu lần cuối")),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="cho chạy bù lúc"
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt chạy định kỳ",
                "verbose_name_plural": "lượt chạy định kỳ",
                "ordering": ("job",),
            },
        ),
        migrations.RunPython(forget_pulses, migrations.RunPython.noop),
    ]
