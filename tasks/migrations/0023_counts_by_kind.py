import django.db.models.deletion
from django.db import migrations, models

from tasks.migrations._frozen import without_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0022_lean_ledger"),
        ("agencies", "0006_agency_order"),
    ]

    operations = [
        migrations.RunPython(without_triggers, migrations.RunPython.noop),
        migrations.DeleteModel("DutyCount"),
        migrations.CreateModel(
            name="DutyCount",
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
                ("kind", models.CharField(max_length=20)),
                ("level", models.CharField(max_length=10)),
                ("territory", models.CharField(max_length=20)),
                (
                    "schedule",
                    models.CharField(
                        choices=[
                            ("annual", "Hằng năm"),
                            ("ongoing", "Thường xuyên"),
                            ("once", "Một lần"),
                            ("letter", "Theo công văn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_requested", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Đang mở"),
                            ("prepared", "Chờ thủ trưởng duyệt"),
                            ("submitted", "Đã gửi"),
                            ("returned", "Yêu cầu bổ sung"),
                            ("accepted", "Đã tiếp nhận"),
                            ("waived", "Không thuộc diện"),
                            ("ended", "Đã kết thúc"),
                            ("transferred", "Đã chuyển đơn vị khác"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "progress",
                    models.CharField(
                        choices=[
                            ("not_started", "Chưa thực hiện"),
                            ("in_progress", "Đang thực hiện"),
                            ("done", "Đã thực hiện"),
                        ],
                        max_length=12,
                    ),
                ),
                ("settled", models.CharField(max_length=16)),
                ("late_after", models.DateField(null=True)),
                ("opened_on", models.DateField(null=True)),
                ("accepted_on", models.DateField(null=True)),
                ("number", models.IntegerField()),
            ],
            options={
                "verbose_name": "số nhiệm vụ như nhau",
                "verbose_name_plural": "số nhiệm vụ như nhau",
            },
        ),
        migrations.RemoveIndex(
            model_name="duty",
            name="duty_period_agency",
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                fields=["period", "agency"],
                include=("task", "state", "progress", "settled", "late_after"),
                name="duty_period_agency",
            ),
        ),
        migrations.AddField(
            model_name="dutycount",
            name="period",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="counts",
                to="tasks.period",
            ),
        ),
        migrations.AddField(
            model_name="dutycount",
            name="task",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="counts",
                to="tasks.task",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, without_triggers),
    ]
