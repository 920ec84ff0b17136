"""An annex may list the documents that agencies issued; stored outlines get it at their
end, where it moves no number.
"""

from django.db import migrations, models
from django.db.models import Max


def add(apps, schema_editor):
    rows = apps.get_model("reporting", "ReportAnnex").objects
    for outline in apps.get_model("reporting", "Outline").objects.all():
        own = rows.filter(outline=outline)
        if not own.filter(key="van-ban").exists():
            rows.create(
                outline=outline,
                key="van-ban",
                title="Danh mục văn bản đã ban hành",
                content="documents",
                position=(own.aggregate(last=Max("position"))["last"] or 0) + 1,
            )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0017_reports_put_right")]

    operations = [
        migrations.AlterField(
            model_name="reportannex",
            name="content",
            field=models.CharField(
                choices=[
                    ("figures", "Số liệu theo đơn vị"),
                    ("tasks", "Các nhiệm vụ, trách nhiệm"),
                    ("missing", "Đơn vị chưa báo cáo, báo cáo chậm"),
                    ("documents", "Văn bản đã ban hành"),
                ],
                default="figures",
                max_length=10,
                verbose_name="nội dung",
            ),
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
