"""Reasons to look twice are told to the agency, which may explain them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0027_supplement_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("Finding", "Doubt"),
        migrations.AlterModelOptions(
            name="doubt",
            options={
                "ordering": ("pk",),
                "verbose_name": "điểm cần xem lại",
                "verbose_name_plural": "điểm cần xem lại",
            },
        ),
        migrations.AddField(
            model_name="doubt",
            name="explanation",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="đơn vị giải thích"
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="key",
            field=models.CharField(default="", max_length=80, verbose_name="về"),
        ),
        migrations.AddField(
            model_name="figure",
            name="not_below",
            field=models.ForeignKey(
                blank=True,
                help_text="Ví dụ lượt người dự không nhỏ hơn số cuộc; nhỏ hơn thì nhắc xem lại.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tasks.figure",
                verbose_name="thường không nhỏ hơn",
            ),
        ),
        migrations.AlterField(
            model_name="doubt",
            name="duty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="doubts",
                to="tasks.duty",
            ),
        ),
        migrations.AlterField(
            model_name="doubt",
            name="kind",
            field=models.CharField(
                choices=[
                    ("swing", "Số liệu biến động lớn"),
                    ("below_part", "Nhỏ hơn số đã báo cáo của phần kỳ trước đó"),
                    ("lone_zero", "Số 0 khác các đơn vị"),
                    ("fewer", "Hai số liệu không khớp nhau"),
                    ("nothing", "Báo không phát sinh nhưng đã có kết quả"),
                    ("same_before", "Nội dung giống kỳ trước"),
                    ("same_other", "Nội dung giống đơn vị khác"),
                    ("evidence_used", "Minh chứng đã dùng ở nơi khác"),
                ],
                max_length=15,
                verbose_name="loại",
            ),
        ),
        migrations.CreateModel(
            name="DoubtNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("key", models.CharField(max_length=80, verbose_name="về")),
                (
                    "about",
                    models.CharField(max_length=500, verbose_name="điểm cần xem lại"),
                ),
                ("text", models.CharField(max_length=300, verbose_name="giải thích")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubt_notes",
                        to="tasks.duty",
                    ),
                ),
            ],
            options={
                "verbose_name": "giải thích điểm cần xem lại",
                "verbose_name_plural": "giải thích điểm cần xem lại",
                "ordering": ("pk",),
            },
        ),
    ]
