"""Words of the yearly page's form become versions of the sections that print them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

#: Old field → (rule of the section that printed it, its key in the shipped outline).
FIELDS = {
    "opening": ("", "mo-dau"),
    "strengths": ("uu-diem", "uu-diem"),
    "shortcomings": ("ton-tai", "ton-tai"),
    "causes": ("nguyen-nhan", "nguyen-nhan"),
    "direction": ("phuong-huong", "phuong-huong"),
    "recommendations": ("kien-nghi", "kien-nghi"),
}
NOTE = "Gõ ở biểu mẫu cũ của trang Báo cáo năm"


def move(apps, schema_editor):
    Report = apps.get_model("reporting", "YearlyReport")
    for report in Report.objects.select_related("period"):
        for field, (rule, key) in FIELDS.items():
            if words := getattr(report, field).strip():
                keep(apps, report, section_key(apps, report, rule, key), words)


def section_key(apps, report, rule, key):
    rows = apps.get_model("reporting", "OutlineSection").objects.filter(
        outline__plan=report.period.plan_id, rule=rule
    )
    return rows.values_list("key", flat=True).first() or key if rule else key


def keep(apps, report, key, words):
    """What printed goes on printing: words of the workshop stand before the form's."""
    Text = apps.get_model("reporting", "SectionText")
    rows = Text.objects.filter(report=report, key=key).order_by("-number")
    last = rows.first()
    printed = last is None or last.is_automatic
    Text.objects.create(
        report=report,
        key=key,
        number=(last.number + 1 if last else 1) if printed else 0,
        text=words,
        is_left_out=bool(last and last.is_left_out),
        note=NOTE,
        author_id=report.updated_by_id,
        saved_at=report.updated_at or timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0012_coverage_of_comparisons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            "sectiontext",
            "author",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
