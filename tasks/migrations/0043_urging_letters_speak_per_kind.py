from django.db import migrations, models

KINDS = ["unreported", "supplement", "stale"]


def tell_kinds(apps, schema_editor):
    """Letters spoke of what was late; a supplement's standing tells its kind."""
    late = {"unreported", "supplement"}
    letters = apps.get_model("tasks", "UrgingLetter").objects
    letters.filter(purpose="urge").update(kinds=sorted(late, key=KINDS.index))
    named = apps.get_model("tasks", "UrgedDuty").objects
    named.filter(standing="Quá hạn bổ sung").update(kind="supplement")


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0042_days_worked_in_exchange"),
    ]

    operations = [
        migrations.AddField(
            model_name="urgingletter",
            name="kinds",
            field=models.JSONField(
                blank=True, default=list, verbose_name="nêu những nhiệm vụ"
            ),
        ),
        migrations.AddField(
            model_name="urgingletter",
            name="file",
            field=models.FileField(
                blank=True, upload_to="letters/%Y", verbose_name="bản ký (PDF)"
            ),
        ),
        migrations.AddField(
            model_name="urgingletter",
            name="file_name",
            field=models.CharField(
                blank=True, max_length=255, verbose_name="tên tệp gốc", default=""
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="urgingletter",
            name="sha256",
            field=models.CharField(
                blank=True, max_length=64, verbose_name="SHA-256", default=""
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="urgedduty",
            name="kind",
            field=models.CharField(
                choices=[
                    ("unreported", "Quá hạn chưa báo cáo"),
                    ("supplement", "Quá hạn phải bổ sung"),
                    ("stale", "Chưa cập nhật kết quả"),
                ],
                default="unreported",
                max_length=12,
                verbose_name="đôn đốc vì",
            ),
        ),
        migrations.AlterField(
            model_name="urgedduty",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="hạn"),
        ),
        migrations.RunPython(tell_kinds, migrations.RunPython.noop),
    ]
