"""More shipped figures that are usually not below another one."""

from django.db import migrations

#: Who was received and how often, what was said and about what, projects and their
#: boards, rules in force and new ones, rules gone over and changed ones.
NOT_BELOW = {
    "luot-tiep-cong-dan": "vu-viec-dong-nguoi",
    "nguoi-duoc-tiep": "luot-tiep-cong-dan",
    "y-kien-nhan-dan": "noi-dung-xin-y-kien",
    "du-an-giam-sat": "so-bgsdtcd",
    "huong-uoc-hieu-luc": "huong-uoc-cong-nhan",
    "huong-uoc-ra-soat": "huong-uoc-sua-doi",
}


def relate(apps, schema_editor):
    """Say it of those that nobody has said anything else about."""
    figures = apps.get_model("tasks", "Figure").objects
    for code, least in NOT_BELOW.items():
        for figure in figures.filter(code=code, not_below__isnull=True):
            figure.not_below = figures.filter(plan=figure.plan_id, code=least).first()
            figure.save(update_fields=["not_below"])


class Migration(migrations.Migration):
    dependencies = [("tasks", "0054_words_of_plan_rows")]

    operations = [migrations.RunPython(relate, migrations.RunPython.noop)]
