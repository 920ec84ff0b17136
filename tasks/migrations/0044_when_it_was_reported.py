"""A period knows when the report of it was issued."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0043_urging_letters_speak_per_kind")]

    operations = [
        migrations.AddField(
            model_name="period",
            name="reported_on",
            field=models.DateField(
                blank=True,
                editable=False,
                null=True,
                verbose_name="ban hành báo cáo ngày",
            ),
        ),
    ]
