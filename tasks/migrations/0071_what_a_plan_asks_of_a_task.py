"""A task says its product, its money and whom it is addressed to, and stands below another;
of several leads one is the main one; a proof may be the product.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0070_what_proves_a_task'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='is_main',
            field=models.BooleanField(default=False, help_text='Nhiều cơ quan cùng chủ trì: cơ quan tổng hợp kết quả chung.', verbose_name='đầu mối tổng hợp'),
        ),
        migrations.AddField(
            model_name='evidencelink',
            name='is_product',
            field=models.BooleanField(default=False, verbose_name='là sản phẩm của nhiệm vụ'),
        ),
        migrations.AddField(
            model_name='task',
            name='addressed_to',
            field=models.CharField(blank=True, help_text='Ghi như kế hoạch: Chủ tịch UBND cấp xã. Chỉ thủ trưởng, cấp phó gửi được. Để trống nếu giao cơ quan.', max_length=120, verbose_name='giao đích danh người đứng đầu'),
        ),
        migrations.AddField(
            model_name='task',
            name='budget',
            field=models.BigIntegerField(blank=True, help_text='Số tiền, nếu kế hoạch nêu: 1200000000.', null=True, verbose_name='kinh phí (đồng)'),
        ),
        migrations.AddField(
            model_name='task',
            name='budget_text',
            field=models.CharField(blank=True, help_text='Ghi như kế hoạch, ví dụ: ngân sách tỉnh, 1,2 tỷ đồng.', max_length=300, verbose_name='kinh phí theo kế hoạch'),
        ),
        migrations.AddField(
            model_name='task',
            name='parent',
            field=models.ForeignKey(blank=True, help_text='Dòng con của một nhiệm vụ trong phụ lục; nhiệm vụ ấy đứng ngay trên.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='tasks.task', verbose_name='thuộc nhiệm vụ'),
        ),
        migrations.AddField(
            model_name='task',
            name='product',
            field=models.CharField(blank=True, help_text='Ghi như kế hoạch: Quyết định ban hành quy chế. Đơn vị đánh dấu minh chứng nào là sản phẩm trước khi gửi. Để trống nếu không nêu.', max_length=300, verbose_name='sản phẩm'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('budget__isnull', True), ('budget__gte', 0), _connector='OR'), name='tasks_task_budget_not_below_0', violation_error_message='Kinh phí không thể âm.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('pk')), _negated=True), name='tasks_task_not_below_itself'),
        ),
        migrations.AlterField(
            model_name='rung',
            name='schedule',
            field=models.CharField(blank=True, choices=[('annual', 'Hằng năm'), ('ongoing', 'Thường xuyên'), ('once', 'Một lần'), ('letter', 'Theo công văn')], help_text='Hằng năm: cả việc theo tháng, quý, 6 tháng, ngày riêng, tính từ mốc; một lần: cả giai đoạn. Để trống khi tính từ mốc số liệu.', max_length=10, verbose_name='thời gian thực hiện'),
        ),
    ]
