"""The ledger without the columns that envelopes have."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0021_envelopes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="envelope",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="tasks.envelope",
                verbose_name="phong bì",
            ),
        ),
        migrations.AlterModelOptions(
            name="reminder",
            options={
                "ordering": ("-pk",),
                "verbose_name": "nhắc việc",
                "verbose_name_plural": "nhắc việc",
            },
        ),
        migrations.RemoveConstraint(
            model_name="reminder",
            name="tasks_reminder_sent_has_time",
        ),
        migrations.RemoveIndex(
            model_name="reminder",
            name="reminder_waiting",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="attempts",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="batch",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="claimed_at",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="not_before",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="planned_at",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="problem",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="sent_at",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="sent_on",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="state",
        ),
        migrations.AlterField(
            model_name="reminder",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="rung",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="tasks.rung",
            ),
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(
                condition=models.Q(("state__in", ["planned", "sending"])),
                fields=["person", "id"],
                name="envelope_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="envelope",
            constraint=models.UniqueConstraint(
                fields=("run", "person", "channel"), name="tasks_envelope_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="envelope",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sent"), _negated=True),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="tasks_envelope_sent_has_time",
            ),
        ),
    ]
