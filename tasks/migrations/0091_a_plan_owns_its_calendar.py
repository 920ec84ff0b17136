"""A plan owns its reporting calendar; what was opened keeps name and whole.

Existing plans get the rows that the portal had for all of them: the year from 15/12 to
14/12, and 6 and 9 months of it as running totals.
"""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from tasks.migrations._frozen import without_triggers

#: Key → name of the row, its last day, its whole.
ROWS = {
    "nam": ("Năm", "14/12", ""),
    "6-thang": ("6 tháng đầu năm", "14/6", "nam"),
    "9-thang": ("9 tháng đầu năm", "14/9", "nam"),
}
ADHOC = "Đột xuất"


def fill(apps, schema_editor):
    """Name the periods that there are; give every programme its calendar."""
    periods = apps.get_model("tasks", "Period").objects
    periods.filter(kind="dot-xuat").update(label=ADHOC)
    for key, (label, _, part_of) in ROWS.items():
        periods.filter(kind=key).update(label=label, part_of=part_of)
    row = apps.get_model("tasks", "CalendarRow")
    for plan in apps.get_model("tasks", "Plan").objects.filter(adhoc__isnull=True):
        made = {}
        for position, (key, (label, last, part_of)) in enumerate(ROWS.items(), 1):
            made[key] = row.objects.create(
                plan=plan,
                key=key,
                label=label,
                last_day=last,
                part_of=made.get(part_of),
                is_total=bool(part_of),
                position=position,
            )


class Migration(migrations.Migration):
    """The table and the columns first, then what they hold, then what they must hold."""

    dependencies = [("tasks", "0089_what_every_page_counts_has_indexes")]
    operations = [
        migrations.RunPython(without_triggers, migrations.RunPython.noop),
        migrations.CreateModel(
            name='CalendarRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.PositiveSmallIntegerField(default=0, help_text='0: từ đầu. Lịch mới áp dụng cho các năm chưa mở kỳ nào.', verbose_name='áp dụng từ năm')),
                ('key', models.CharField(help_text='Kỳ cả năm ghi nam: địa chỉ chỉ còn năm, như 2026.', max_length=20, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*\\Z', 'Mã chỉ gồm chữ thường không dấu, số và dấu gạch nối, ví dụ quy-1.')], verbose_name='mã trong địa chỉ')),
                ('label', models.CharField(help_text='Như Quý I, 6 tháng đầu năm, Năm.', max_length=60, verbose_name='tên kỳ')),
                ('last_day', models.CharField(help_text='Ngày/tháng, ví dụ 14/12.', max_length=5, verbose_name='chốt số liệu ngày')),
                ('unit_day', models.CharField(blank=True, help_text='Ngày/tháng; để trống: 2 ngày làm việc sau ngày chốt.', max_length=5, verbose_name='hạn gửi của đơn vị')),
                ('summary_day', models.CharField(blank=True, max_length=5, verbose_name='hạn tổng hợp')),
                ('is_total', models.BooleanField(default=False, help_text='Số liệu tính từ đầu kỳ lớn hơn, như 6 tháng, 9 tháng đầu năm.', verbose_name='lũy kế từ đầu kỳ lớn')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
            ],
            options={
                'verbose_name': 'kỳ trong lịch báo cáo',
                'verbose_name_plural': 'lịch báo cáo',
                'ordering': ('since', 'position', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='period',
            name='label',
            field=models.CharField(default='', max_length=60, verbose_name='tên kỳ'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='period',
            name='part_of',
            field=models.CharField(blank=True, help_text='Mã của kỳ lớn hơn cùng năm; để trống: không thuộc kỳ nào.', max_length=20, verbose_name='thuộc kỳ'),
        ),
        migrations.AlterField(
            model_name='period',
            name='kind',
            field=models.CharField(help_text='Mã của kỳ trong lịch báo cáo: nam, quy-1 …', max_length=20, verbose_name='mã kỳ'),
        ),
        migrations.AddField(
            model_name='calendarrow',
            name='part_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='tasks.calendarrow', verbose_name='thuộc kỳ'),
        ),
        migrations.AddField(
            model_name='calendarrow',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar', to='tasks.plan', verbose_name='kế hoạch'),
        ),
        migrations.AddConstraint(
            model_name='calendarrow',
            constraint=models.UniqueConstraint(fields=('plan', 'since', 'key'), name='tasks_calendar_key_once', violation_error_message='Mã này đã có kỳ khác của lịch dùng.'),
        ),
        migrations.AddConstraint(
            model_name='calendarrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('label', ''), _negated=True), models.Q(('last_day', ''), _negated=True), models.Q(('key', 'dot-xuat'), _negated=True)), name='tasks_calendar_row_is_named'),
        ),
        migrations.AddConstraint(
            model_name='calendarrow',
            constraint=models.CheckConstraint(condition=models.Q(('is_total', False), ('part_of__isnull', False), _connector='OR'), name='tasks_calendar_total_of_something', violation_error_message='Kỳ lũy kế phải thuộc một kỳ lớn hơn.'),
        ),
        migrations.AddConstraint(
            model_name='calendarrow',
            constraint=models.CheckConstraint(condition=models.Q(('part_of__isnull', True), models.Q(('part_of', models.F('pk')), _negated=True), _connector='OR'), name='tasks_calendar_not_part_of_itself'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('label', ''), _negated=True), models.Q(('kind', models.F('part_of')), _negated=True), models.Q(('part_of', ''), models.Q(('kind', 'dot-xuat'), _negated=True), _connector='OR')), name='tasks_period_is_named', violation_error_message='Kỳ phải có tên và không thuộc chính nó.'),
        ),
        migrations.RunPython(migrations.RunPython.noop, without_triggers),
    ]
