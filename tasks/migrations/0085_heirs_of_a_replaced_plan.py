"""Rows of a plan that was replaced name their heirs in the next one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0084_agencies_of_fields'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='figure',
            name='replaced_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='tasks.figure', verbose_name='dòng thay thế'),
        ),
        migrations.AddField(
            model_name='planchange',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacements', to='tasks.plan', verbose_name='kế hoạch thay thế'),
        ),
        migrations.AddField(
            model_name='planchangeline',
            name='figure',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='tasks.figure'),
        ),
        migrations.AddField(
            model_name='planchangeline',
            name='measure',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='tasks.targetmeasure'),
        ),
        migrations.AddField(
            model_name='target',
            name='replaced_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='tasks.target', verbose_name='dòng thay thế'),
        ),
        migrations.AddField(
            model_name='targetmeasure',
            name='replaced_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='tasks.targetmeasure', verbose_name='dòng thay thế'),
        ),
        migrations.AddField(
            model_name='task',
            name='replaced_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='tasks.task', verbose_name='dòng thay thế'),
        ),
        migrations.AlterField(
            model_name='duty',
            name='state',
            field=models.CharField(choices=[('open', 'Đang mở'), ('prepared', 'Chờ thủ trưởng duyệt'), ('submitted', 'Đã gửi'), ('returned', 'Yêu cầu bổ sung'), ('accepted', 'Đã tiếp nhận'), ('waived', 'Không thuộc diện'), ('ended', 'Đã kết thúc'), ('transferred', 'Đã chuyển tiếp')], default='open', max_length=12, verbose_name='trạng thái'),
        ),
        migrations.AlterField(
            model_name='dutycount',
            name='state',
            field=models.CharField(choices=[('open', 'Đang mở'), ('prepared', 'Chờ thủ trưởng duyệt'), ('submitted', 'Đã gửi'), ('returned', 'Yêu cầu bổ sung'), ('accepted', 'Đã tiếp nhận'), ('waived', 'Không thuộc diện'), ('ended', 'Đã kết thúc'), ('transferred', 'Đã chuyển tiếp')], max_length=12),
        ),
        migrations.AlterField(
            model_name='dutyevent',
            name='from_state',
            field=models.CharField(blank=True, choices=[('open', 'Đang mở'), ('prepared', 'Chờ thủ trưởng duyệt'), ('submitted', 'Đã gửi'), ('returned', 'Yêu cầu bổ sung'), ('accepted', 'Đã tiếp nhận'), ('waived', 'Không thuộc diện'), ('ended', 'Đã kết thúc'), ('transferred', 'Đã chuyển tiếp')], max_length=12),
        ),
        migrations.AlterField(
            model_name='dutyevent',
            name='kind',
            field=models.CharField(choices=[('opened', 'Giao nhiệm vụ'), ('prepared', 'Trình thủ trưởng'), ('reopened', 'Sửa lại, bỏ trình'), ('sent_back', 'Thủ trưởng trả lại'), ('submitted', 'Gửi'), ('taken_back', 'Rút lại'), ('returned', 'Yêu cầu bổ sung'), ('explained', 'Giải trình'), ('accepted', 'Tiếp nhận'), ('waived', 'Xác nhận không thuộc diện'), ('resumed', 'Đưa lại vào diện thực hiện'), ('ended', 'Kết thúc'), ('transferred', 'Chuyển tiếp'), ('received', 'Nhận chuyển tiếp'), ('extended', 'Gia hạn'), ('letter', 'Văn bản của đơn vị đã đến'), ('letter_fixed', 'Sửa văn bản của đơn vị'), ('read', 'Cơ quan theo dõi đã mở xem'), ('unlocked', 'Mở lại sau khi chốt kỳ'), ('urged', 'Đôn đốc'), ('urge_fixed', 'Sửa công văn đôn đốc'), ('changed', 'Điều chỉnh kế hoạch')], max_length=12, verbose_name='việc'),
        ),
        migrations.AlterField(
            model_name='dutyevent',
            name='to_state',
            field=models.CharField(blank=True, choices=[('open', 'Đang mở'), ('prepared', 'Chờ thủ trưởng duyệt'), ('submitted', 'Đã gửi'), ('returned', 'Yêu cầu bổ sung'), ('accepted', 'Đã tiếp nhận'), ('waived', 'Không thuộc diện'), ('ended', 'Đã kết thúc'), ('transferred', 'Đã chuyển tiếp')], max_length=12),
        ),
        migrations.AlterField(
            model_name='dutysnapshot',
            name='state',
            field=models.CharField(choices=[('open', 'Đang mở'), ('prepared', 'Chờ thủ trưởng duyệt'), ('submitted', 'Đã gửi'), ('returned', 'Yêu cầu bổ sung'), ('accepted', 'Đã tiếp nhận'), ('waived', 'Không thuộc diện'), ('ended', 'Đã kết thúc'), ('transferred', 'Đã chuyển tiếp')], max_length=12),
        ),
        migrations.AlterField(
            model_name='planchangeline',
            name='act',
            field=models.CharField(choices=[('change', 'Sửa đổi'), ('add', 'Bổ sung'), ('end', 'Bãi bỏ'), ('heir', 'Thay thế')], default='change', max_length=6, verbose_name='làm gì'),
        ),
        migrations.AlterField(
            model_name='planchangeline',
            name='subject',
            field=models.CharField(choices=[('assignment', 'phân công'), ('task', 'nhiệm vụ'), ('section', 'phần, mục'), ('target', 'mục tiêu'), ('plan', 'thông tin kế hoạch'), ('figure', 'số liệu'), ('measure', 'cách đo')], max_length=10, verbose_name='về'),
        ),
        migrations.AddConstraint(
            model_name='planchange',
            constraint=models.CheckConstraint(condition=models.Q(('successor', models.F('plan')), _negated=True), name='tasks_planchange_not_by_itself'),
        ),
        migrations.AddConstraint(
            model_name='planchangeline',
            constraint=models.UniqueConstraint(fields=('event', 'figure'), name='tasks_changeline_figure_once'),
        ),
        migrations.AddConstraint(
            model_name='planchangeline',
            constraint=models.UniqueConstraint(fields=('event', 'measure'), name='tasks_changeline_measure_once'),
        ),
    ]
