"""What an agency owes is a sum of rows, as the counts are: no row is written twice.

The triggers write the columns that go or come; `after_migrate` puts today's in place and
counts everything again.
"""

import django.db.models.deletion
from django.db import migrations, models

from tasks.migrations._frozen import without_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0062_names_of_doubts"),
        ("agencies", "0016_accounts_that_only_read"),
    ]

    operations = [
        migrations.RunPython(without_triggers, migrations.RunPython.noop),
        migrations.DeleteModel("AgencySummary"),
        migrations.CreateModel(
            name="AgencySummary",
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
                ("owed", models.IntegerField()),
                ("spoken", models.IntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tasks.period",
                    ),
                ),
            ],
            options={
                "verbose_name": "tổng hợp theo đơn vị",
                "verbose_name_plural": "tổng hợp theo đơn vị",
                "indexes": [
                    models.Index(
                        fields=["period", "agency", "owed", "spoken"],
                        name="summary_added_up",
                    )
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, without_triggers),
    ]
