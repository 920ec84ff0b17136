"""A notice can tell that a delegation ended."""

from django.db import migrations, models

KINDS = [
    ("accepted", "Đã tiếp nhận"),
    ("returned", "Yêu cầu bổ sung"),
    ("extended", "Gia hạn"),
    ("waived", "Không thuộc diện"),
    ("answered", "Trả lời vướng mắc"),
    ("coordinate", "Phối hợp"),
    ("letter", "Báo cáo của đơn vị"),
    ("urged", "Công văn của Sở Nội vụ"),
    ("asked", "Báo cáo đột xuất"),
    ("reminder", "Nhắc việc"),
    ("delegation", "Ủy quyền"),
]


class Migration(migrations.Migration):
    dependencies = [("tasks", "0023_counts_by_kind")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12, verbose_name="loại"),
        ),
    ]
