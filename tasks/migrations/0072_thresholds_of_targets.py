"""What the plan states of a target is a threshold: its side, unit, year and path. The
rates that were stated stay as they are, to be reached at least, every year.
"""

from django.db import migrations, models


OLD, NEW = "percent_stated", "threshold"


def call_it_threshold(apps, schema_editor):
    """Call the column by its new name in the words of earlier days, and in lines."""
    for name, column in (("WordVersion", "words"), ("PlanChangeLine", "after")):
        rows = apps.get_model("tasks", name)._base_manager.filter(
            **{f"{column}__has_key": OLD}
        )
        for row in rows:
            kept = getattr(row, column)
            kept[NEW] = kept.pop(OLD)
            row.save(update_fields=[column])
    journal = apps.get_model("tasks", "PlanChangeRow")._base_manager
    for row in journal.filter(table="tasks.Target", before__has_key=OLD):
        row.before[NEW] = row.before.pop(OLD)
        row.save(update_fields=["before"])


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0071_what_a_plan_asks_of_a_task"),
    ]

    operations = [
        migrations.RenameField("target", "percent_stated", "threshold"),
        migrations.AddField(
            model_name='target',
            name='baseline',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='hiện trạng'),
        ),
        migrations.AddField(
            model_name='target',
            name='baseline_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hiện trạng của năm'),
        ),
        migrations.AddField(
            model_name='target',
            name='by_year',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Để trống nếu năm nào cũng phải đạt.', null=True, verbose_name='đến năm'),
        ),
        migrations.AddField(
            model_name='target',
            name='operator',
            field=models.CharField(choices=[('least', 'Tối thiểu'), ('most', 'Không quá')], default='least', max_length=5, verbose_name='phải đạt'),
        ),
        migrations.AddField(
            model_name='target',
            name='path',
            field=models.CharField(blank=True, help_text='Ví dụ 2026: 70; 2027: 75,5.', max_length=200, verbose_name='lộ trình từng năm'),
        ),
        migrations.AddField(
            model_name='target',
            name='unit',
            field=models.CharField(default='%', help_text='% là tỷ lệ; chữ khác (hộ, lớp, thủ tục) so với con số đếm được.', max_length=30, verbose_name='đơn vị của ngưỡng'),
        ),
        migrations.AlterField(
            model_name='target',
            name='threshold',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Số nêu trong kế hoạch, ví dụ 80. Để trống nếu không nêu.', max_digits=18, null=True, verbose_name='ngưỡng'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('threshold__isnull', True), ('threshold__gte', 0), _connector='OR'), name='tasks_target_threshold_not_below_0', violation_error_message='Ngưỡng không thể âm.'),
        ),
        migrations.RunPython(call_it_threshold, migrations.RunPython.noop),
    ]
