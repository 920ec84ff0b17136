"""An agency responsible for a field reads the linked tasks of all agencies."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0017_letters_of_examples'),
        ('tasks', '0074_plans_have_a_state'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('accepted', 'Đã tiếp nhận'), ('returned', 'Yêu cầu bổ sung'), ('extended', 'Gia hạn'), ('waived', 'Không thuộc diện'), ('answered', 'Trả lời vướng mắc'), ('passed', 'Vướng mắc chuyển xử lý'), ('coordinate', 'Phối hợp'), ('letter', 'Báo cáo của đơn vị'), ('urged', 'Công văn, nhắc việc'), ('asked', 'Báo cáo đột xuất'), ('message', 'Trao đổi'), ('reminder', 'Nhắc việc'), ('delegation', 'Ủy quyền'), ('to_send', 'Chờ thủ trưởng'), ('sent_back', 'Thủ trưởng trả lại'), ('assigned', 'Phân công xử lý'), ('corrected', 'Sửa nội dung đã gửi'), ('direction', 'Ý kiến chỉ đạo'), ('plan', 'Điều chỉnh kế hoạch'), ('offer', 'Vai trò được đề nghị'), ('file', 'Tệp có mã độc'), ('field', 'Lĩnh vực phụ trách')], max_length=12, verbose_name='loại'),
        ),
        migrations.CreateModel(
            name='FieldGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('name', models.CharField(help_text='Ví dụ: Hương ước, quy ước.', max_length=120, verbose_name='lĩnh vực')),
                ('legal_basis', models.CharField(help_text='Văn bản giao phụ trách, ví dụ: Kế hoạch, mục 4 phần IV.', max_length=300, verbose_name='căn cứ')),
                ('valid_from', models.DateField(verbose_name='được đọc từ ngày')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='field_grants', to='agencies.agency', verbose_name='cơ quan phụ trách')),
                ('figures', models.ManyToManyField(blank=True, help_text='Để trống: mọi số liệu của các nhiệm vụ trên.', related_name='field_grants', to='tasks.figure', verbose_name='chỉ các số liệu')),
                ('granted_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='field_grants', to='tasks.plan', verbose_name='kế hoạch')),
                ('tasks', models.ManyToManyField(help_text='Đọc kết quả của mọi đơn vị ở các nhiệm vụ này.', related_name='field_grants', to='tasks.task', verbose_name='nhiệm vụ được đọc')),
            ],
            options={
                'verbose_name': 'quyền đọc theo lĩnh vực',
                'verbose_name_plural': 'quyền đọc theo lĩnh vực',
                'ordering': ('plan', 'agency__sort_key', 'valid_from', 'pk'),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='tasks_fieldgrant_dates_in_order', violation_error_message='Ngày kết thúc phải sau ngày bắt đầu.'), models.CheckConstraint(condition=models.Q(models.Q(('legal_basis', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='tasks_field_grant_by_basis', violation_error_message='Ghi lĩnh vực và căn cứ.')],
            },
        ),
    ]
