"""A task recurs in more ways, a duty knows which time it is and where its day comes from.

What stands keeps its schedule; duties that are due on another day than their period's
keep that day when the period's moves, as they did.
"""

import datetime

import django.db.models.functions.comparison
from django.db import migrations, models
from django.db.models import Exists, F, OuterRef

from tasks.migrations._frozen import without_triggers


def say_where_days_come_from(apps, schema_editor):
    """Say it of the duties that there are."""
    duties = apps.get_model("tasks", "Duty")._base_manager
    granted = apps.get_model("tasks", "Extension")._base_manager.order_by()
    own = granted.filter(duty=OuterRef("pk"))
    agency = granted.filter(agency=OuterRef("agency"), period=OuterRef("period"))
    duties.filter(schedule="once").update(due_from="own")
    duties.filter(schedule="letter").update(due_from="letter")
    others = duties.filter(due_from="period")
    others.filter(Exists(own) | Exists(agency)).update(due_from="extension")
    duties.filter(Exists(own), schedule="once").update(due_from="extension")
    default = others.exclude(period__unit_due=F("due_on"))
    keys = default.filter(due_on__isnull=False).values("pk")
    duties.filter(pk__in=keys).update(due_from="own")


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0067_rows_of_one_plan'),
    ]

    operations = [
        migrations.RunPython(without_triggers, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='duty',
            name='tasks_duty_once',
        ),
        migrations.AddField(
            model_name='duty',
            name='due_from',
            field=models.CharField(choices=[('period', 'hạn của kỳ báo cáo'), ('own', 'hạn riêng theo kế hoạch'), ('anchor', 'tính từ mốc'), ('extension', 'đã gia hạn'), ('letter', 'theo công văn')], default='period', max_length=10, verbose_name='hạn lấy từ'),
        ),
        migrations.AddField(
            model_name='duty',
            name='occurrence',
            field=models.CharField(blank=True, max_length=60, verbose_name='lần thực hiện'),
        ),
        migrations.AddField(
            model_name='duty',
            name='occurs_from',
            field=models.DateField(blank=True, null=True, verbose_name='lần này từ ngày'),
        ),
        migrations.AddField(
            model_name='duty',
            name='occurs_to',
            field=models.DateField(blank=True, null=True, verbose_name='lần này đến ngày'),
        ),
        migrations.AddField(
            model_name='task',
            name='anchor',
            field=models.CharField(blank=True, help_text='Tính từ một mốc: ghi như kế hoạch, ví dụ: ngày kết thúc kiểm tra.', max_length=200, verbose_name='mốc'),
        ),
        migrations.AddField(
            model_name='task',
            name='anchor_on',
            field=models.DateField(blank=True, help_text='Để trống khi chưa biết: nhiệm vụ chưa có hạn và không nhắc.', null=True, verbose_name='ngày của mốc'),
        ),
        migrations.AddField(
            model_name='task',
            name='begins_on',
            field=models.DateField(blank=True, help_text='Theo giai đoạn: ngày đầu; nhiệm vụ mở ở kỳ có ngày này.', null=True, verbose_name='giai đoạn từ ngày'),
        ),
        migrations.AddField(
            model_name='task',
            name='offset_days',
            field=models.SmallIntegerField(blank=True, help_text='Tính từ một mốc: số ngày sau mốc, số âm là trước mốc. Tháng, quý, 6 tháng: số ngày sau khi hết tháng, quý, 6 tháng; để trống là 2 ngày làm việc.', null=True, verbose_name='số ngày sau mốc'),
        ),
        migrations.AddField(
            model_name='task',
            name='offset_working',
            field=models.BooleanField(default=False, help_text='Bật nếu kế hoạch ghi «ngày làm việc».', verbose_name='chỉ tính ngày làm việc'),
        ),
        migrations.AddField(
            model_name='task',
            name='year_days',
            field=models.CharField(blank=True, help_text='Ngày/tháng, cách nhau bằng dấu phẩy: 10/6, 10/12. Hằng năm: một ngày, để trống nếu theo hạn của kỳ báo cáo.', max_length=120, verbose_name='ngày trong năm'),
        ),
        migrations.AddField(
            model_name='taskversion',
            name='anchor',
            field=models.CharField(blank=True, help_text='Tính từ một mốc: ghi như kế hoạch, ví dụ: ngày kết thúc kiểm tra.', max_length=200, verbose_name='mốc'),
        ),
        migrations.AddField(
            model_name='taskversion',
            name='anchor_on',
            field=models.DateField(blank=True, help_text='Để trống khi chưa biết: nhiệm vụ chưa có hạn và không nhắc.', null=True, verbose_name='ngày của mốc'),
        ),
        migrations.AddField(
            model_name='taskversion',
            name='begins_on',
            field=models.DateField(blank=True, help_text='Theo giai đoạn: ngày đầu; nhiệm vụ mở ở kỳ có ngày này.', null=True, verbose_name='giai đoạn từ ngày'),
        ),
        migrations.AddField(
            model_name='taskversion',
            name='offset_days',
            field=models.SmallIntegerField(blank=True, help_text='Tính từ một mốc: số ngày sau mốc, số âm là trước mốc. Tháng, quý, 6 tháng: số ngày sau khi hết tháng, quý, 6 tháng; để trống là 2 ngày làm việc.', null=True, verbose_name='số ngày sau mốc'),
        ),
        migrations.AddField(
            model_name='taskversion',
            name='offset_working',
            field=models.BooleanField(default=False, help_text='Bật nếu kế hoạch ghi «ngày làm việc».', verbose_name='chỉ tính ngày làm việc'),
        ),
        migrations.AddField(
            model_name='taskversion',
            name='year_days',
            field=models.CharField(blank=True, help_text='Ngày/tháng, cách nhau bằng dấu phẩy: 10/6, 10/12. Hằng năm: một ngày, để trống nếu theo hạn của kỳ báo cáo.', max_length=120, verbose_name='ngày trong năm'),
        ),
        migrations.AlterField(
            model_name='task',
            name='due_on',
            field=models.DateField(blank=True, help_text='Một lần: hạn, để trống nếu không ấn định. Giai đoạn: ngày cuối.', null=True, verbose_name='ngày phải xong'),
        ),
        migrations.AlterField(
            model_name='task',
            name='schedule',
            field=models.CharField(choices=[('annual', 'Hằng năm'), ('ongoing', 'Thường xuyên'), ('once', 'Một lần'), ('days', 'Các ngày trong năm'), ('monthly', 'Hằng tháng'), ('quarterly', 'Hằng quý'), ('half_year', '6 tháng một lần'), ('phase', 'Theo giai đoạn'), ('relative', 'Tính từ một mốc'), ('letter', 'Theo công văn')], help_text='Cách hiểu lời văn của kế hoạch; mỗi lần là một nhiệm vụ có hạn riêng.', max_length=10, verbose_name='thời gian thực hiện'),
        ),
        migrations.AlterField(
            model_name='taskversion',
            name='due_on',
            field=models.DateField(blank=True, help_text='Một lần: hạn, để trống nếu không ấn định. Giai đoạn: ngày cuối.', null=True, verbose_name='ngày phải xong'),
        ),
        migrations.AlterField(
            model_name='taskversion',
            name='schedule',
            field=models.CharField(choices=[('annual', 'Hằng năm'), ('ongoing', 'Thường xuyên'), ('once', 'Một lần'), ('days', 'Các ngày trong năm'), ('monthly', 'Hằng tháng'), ('quarterly', 'Hằng quý'), ('half_year', '6 tháng một lần'), ('phase', 'Theo giai đoạn'), ('relative', 'Tính từ một mốc'), ('letter', 'Theo công văn')], help_text='Cách hiểu lời văn của kế hoạch; mỗi lần là một nhiệm vụ có hạn riêng.', max_length=10, verbose_name='thời gian thực hiện'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(models.F('task'), models.F('agency'), models.F('period'), django.db.models.functions.comparison.Coalesce('occurs_from', models.Value(datetime.date(1, 1, 1))), name='tasks_duty_once'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('occurs_from__isnull', True), ('occurs_to__isnull', True)), models.Q(('occurs_to__gte', models.F('occurs_from')), models.Q(('occurrence', ''), _negated=True)), _connector='OR'), name='tasks_duty_occurrence_has_span'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('schedule', 'phase'), _negated=True), models.Q(('begins_on__isnull', False), ('due_on__gte', models.F('begins_on'))), _connector='OR'), name='tasks_task_phase_has_days', violation_error_message='Giai đoạn phải có ngày đầu và ngày cuối.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('schedule', 'days'), _negated=True), models.Q(('year_days', ''), _negated=True), _connector='OR'), name='tasks_task_days_are_named', violation_error_message='Ghi các ngày phải xong, ví dụ 10/6, 10/12.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('schedule', 'relative'), _negated=True), models.Q(('offset_days__isnull', False), models.Q(('anchor', ''), _negated=True)), _connector='OR'), name='tasks_task_counts_from_an_anchor', violation_error_message='Ghi mốc và số ngày kể từ mốc.'),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("occurs_from__isnull", False)),
                fields=["period", "due_on"],
                name="duty_time_due",
            ),
        ),
        migrations.RunPython(say_where_days_come_from, migrations.RunPython.noop),
        migrations.RunPython(migrations.RunPython.noop, without_triggers),
    ]
