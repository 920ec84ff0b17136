"""Officers' words hang on a section's key; until now on its place in the outline."""

from django.db import migrations, models

#: Place in the outline as it always was → key of the section.
KEYS = {
    "1": "chi-dao",
    "1-1": "chi-dao-van-ban",
    "1-2": "chi-dao-tuyen-truyen",
    "1-3": "chi-dao-boi-duong",
    "1-4": "chi-dao-kiem-tra",
    "2": "ket-qua",
    "2-1": "cap-xa",
    "2-1-1": "cap-xa-cong-khai",
    "2-1-2": "cap-xa-ban-quyet-dinh",
    "2-1-3": "cap-xa-tham-gia-y-kien",
    "2-1-4": "cap-xa-giam-sat",
    "2-1-5": "cap-xa-huong-uoc",
    "2-1-6": "cap-xa-tiep-cong-dan",
    "2-2": "co-quan",
    "2-3": "doanh-nghiep",
    "2-4": "ke-hoach",
    "2-4-1": "ke-hoach-muc-tieu",
    "2-4-2": "ke-hoach-nhiem-vu",
    "2-4-3": "ke-hoach-trach-nhiem",
    "2-4-4": "ke-hoach-so-sanh",
    "2-5": "cong-nghe",
    "2-6": "khen-thuong-vi-pham",
    "3": "danh-gia",
    "3-1": "uu-diem",
    "3-2": "ton-tai",
    "3-3": "nguyen-nhan",
    "4": "phuong-huong",
    "5": "kien-nghi",
}


def to_keys(apps, schema_editor):
    texts = apps.get_model("reporting", "SectionText").objects
    for place, key in KEYS.items():
        texts.filter(key=place).update(key=key)


def to_places(apps, schema_editor):
    texts = apps.get_model("reporting", "SectionText").objects
    for place, key in KEYS.items():
        texts.filter(key=key).update(key=place)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_compared")]

    operations = [
        migrations.RemoveConstraint("sectiontext", "reporting_section_once"),
        migrations.RenameField("sectiontext", "path", "key"),
        migrations.AlterField(
            "sectiontext",
            "key",
            models.CharField(max_length=40, verbose_name="mục của đề cương"),
        ),
        migrations.AlterModelOptions(
            "sectiontext",
            {
                "ordering": ("key", "-number"),
                "verbose_name": "bản nội dung mục báo cáo",
                "verbose_name_plural": "bản nội dung mục báo cáo",
            },
        ),
        migrations.AddConstraint(
            "sectiontext",
            models.UniqueConstraint(
                fields=("report", "key", "number"), name="reporting_section_once"
            ),
        ),
        migrations.RunPython(to_keys, to_places),
    ]
