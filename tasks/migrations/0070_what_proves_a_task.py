"""What proves a task without figures is said by the plan, not by codes in the program."""

from django.db import migrations, models

PROVEN = {
    "III.5.a": "inspection",
    "IV.1.1": "report",
    "IV.1.3": "inspection",
    "IV.2.3": "guidance",
    "IV.3.1": "projects",
    "IV.4.1": "statistic",
    "IV.5.1": "guidance",
    "IV.10.2": "own_plan",
    "IV.11.1": "own_plan",
}


def say_proofs(apps, schema_editor):
    """Say it for the plan whose codes the program knew by heart."""
    tasks = apps.get_model("tasks", "Task").objects
    for code, proof in PROVEN.items():
        shipped = tasks.filter(plan__package="dan-chu-co-so", code=code)
        shipped.filter(proof="").update(proof=proof)


class Migration(migrations.Migration):
    """A column that holds the plan's own word."""

    dependencies = (("tasks", "0069_rows_of_the_document_change"),)

    operations = (
        migrations.AddField(
            model_name="task",
            name="proof",
            field=models.CharField(
                verbose_name="chứng minh bằng",
                max_length=12,
                choices=[
                    ("own_plan", "Kế hoạch của đơn vị đã ban hành"),
                    ("inspection", "Kế hoạch kiểm tra"),
                    ("guidance", "Văn bản hướng dẫn"),
                    ("projects", "Đề án, dự án"),
                    ("statistic", "Bảng thống kê của cấp xã"),
                    ("report", "Báo cáo đã ban hành"),
                ],
                blank=True,
                help_text=(
                    "Với nhiệm vụ không có số liệu: văn bản nào cho thấy đã làm. Để"
                    " trống: đơn vị tự chọn."
                ),
            ),
        ),
        migrations.RunPython(say_proofs, migrations.RunPython.noop),
    )
