"""What reports and letters say about the plan stands in the plan.

The words were constants, so every plan that is followed (ad-hoc requests were not) said
them: it goes on saying them.
"""

from django.db import migrations, models

SAID = {
    "law": "Luật Thực hiện dân chủ ở cơ sở năm 2022",
    "matter": "thực hiện dân chủ ở cơ sở",
    "ministry": "Bộ Nội vụ",
    "filed_at": "VT, XDCQ",
    "package": "dan-chu-co-so",
}


def keep_what_was_said(apps, schema_editor):
    """Give the plans that are there the words that were said of them."""
    plans = apps.get_model("tasks", "Plan").objects
    plans.filter(adhoc__isnull=True).update(**SAID)
    sections = apps.get_model("tasks", "Section").objects
    sections.filter(code__startswith="IV.").update(by_agency=True)


class Migration(migrations.Migration):

    dependencies = [
        ("tasks", "0065_changes_of_the_plan_are_undone"),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='filed_at',
            field=models.CharField(default='VT', help_text='Dòng «Lưu: …» ở cuối nơi nhận: văn thư, phòng soạn thảo.', max_length=60, verbose_name='nơi lưu văn bản'),
        ),
        migrations.AddField(
            model_name='plan',
            name='law',
            field=models.CharField(blank=True, help_text='Báo cáo mở đầu bằng «Thực hiện …». Để trống: chỉ nêu căn cứ.', max_length=250, verbose_name='luật, văn bản cấp trên được viện dẫn'),
        ),
        migrations.AddField(
            model_name='plan',
            name='matter',
            field=models.CharField(blank=True, help_text='Như sau chữ «Kết quả …» ở tên báo cáo, ví dụ «thực hiện cải cách hành chính». Để trống: theo tên gọi ngắn.', max_length=250, verbose_name='việc phải thực hiện'),
        ),
        migrations.AddField(
            model_name='plan',
            name='ministry',
            field=models.CharField(blank=True, max_length=200, verbose_name='bộ nhận báo cáo của UBND tỉnh'),
        ),
        migrations.AddField(
            model_name='plan',
            name='package',
            field=models.SlugField(blank=True, editable=False, max_length=60, verbose_name='gói dữ liệu'),
        ),
        migrations.AddField(
            model_name='section',
            name='by_agency',
            field=models.BooleanField(default=False, help_text='Nội dung dưới mục này là trách nhiệm của cơ quan nêu ở tên mục, không tính vào số nhiệm vụ.', verbose_name='giao trách nhiệm theo cơ quan'),
        ),
        migrations.RunPython(keep_what_was_said, migrations.RunPython.noop, elidable=True),
    ]
