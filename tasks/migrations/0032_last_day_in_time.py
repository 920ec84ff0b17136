"""«Trước ngày X» ends with the day before: figures are due by the last day in time."""

from datetime import timedelta

from django.db import migrations, models


def count_from_the_last_day(apps, schema_editor):
    """Rows of the ledger that counted from the day before which figures were due count
    from the last day in time, so that no step is taken twice.
    """
    Reminder = apps.get_model("tasks", "Reminder")
    rows = Reminder.objects.filter(rung__basis="figures").order_by("occasion", "pk")
    for row in rows.iterator():
        row.occasion -= timedelta(days=1)
        row.save(update_fields=["occasion"])


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0031_talks"),
    ]

    operations = [
        migrations.AddField(
            model_name="figuredeadline",
            name="is_before",
            field=models.BooleanField(
                default=True,
                help_text="Ngày cuối còn kịp khi đó là hôm trước; bỏ chọn khi chính ngày ấy còn kịp.",
                verbose_name="văn bản ghi «trước ngày»",
            ),
        ),
        migrations.AlterField(
            model_name="contributionrequest",
            name="due_on",
            field=models.DateField(verbose_name="chậm nhất ngày"),
        ),
        migrations.AlterField(
            model_name="duty",
            name="heartbeat_on",
            field=models.DateField(
                blank=True,
                help_text="Nhiệm vụ thường xuyên: ngày cập nhật gần nhất cộng số ngày.",
                null=True,
                verbose_name="phải cập nhật chậm nhất ngày",
            ),
        ),
        migrations.AlterField(
            model_name="urgingletter",
            name="answer_by",
            field=models.DateField(
                blank=True, null=True, verbose_name="thực hiện chậm nhất ngày"
            ),
        ),
        migrations.RunPython(count_from_the_last_day, migrations.RunPython.noop),
    ]
