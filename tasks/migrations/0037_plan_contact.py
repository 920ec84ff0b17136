"""A plan names whom to ask about it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("tasks", "0036_evidence_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                help_text=(
                    "Hiện ở cuối mọi trang với điện thoại, thư điện tử. Để trống: đầu"
                    " mối chính của cơ quan theo dõi."
                ),
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người liên hệ",
            ),
        ),
    ]
