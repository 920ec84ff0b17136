"""Who answers by letter only is asked nothing on staff, equipment and money; the words of
II.1's numerator say what its figure asks: trained so far, each person once.
"""

from django.db import migrations

NEVER = (
    "nguoi-duoc-giao",
    "nguoi-da-boi-duong",
    "nguoi-duoc-danh-gia",
    "bttnd-thanh-vien",
    "can-bo-thay-the",
    "kinh-phi-phuong-tien",
    "diem-trang-bi",
)
OLD = "đã được bồi dưỡng trong kỳ"
NEW = "đã được bồi dưỡng (lũy kế đến ngày chốt số liệu, mỗi người tính một lần)"


def say_so(apps, schema_editor):
    figures = apps.get_model("tasks", "Figure").objects
    figures.filter(code__in=NEVER).update(by_letter=False)
    figures.filter(type="money").update(by_letter=False)
    measures = apps.get_model("tasks", "TargetMeasure").objects
    for measure in measures.filter(numerator_text__endswith=OLD):
        measure.numerator_text = measure.numerator_text.removesuffix(OLD) + NEW
        measure.save(update_fields=["numerator_text"])


class Migration(migrations.Migration):
    dependencies = [("tasks", "0046_by_letter_and_offered")]

    operations = [migrations.RunPython(say_so, migrations.RunPython.noop)]
