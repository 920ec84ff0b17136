"""Envelopes get what was written on every row of the ledger (decision 012).

The rows are carried over here; the old columns go with the next migration, as
PostgreSQL alters no table in the transaction that changed its rows.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: Rows that were planned, claimed and sent together were one letter.
CARRY = """
INSERT INTO tasks_envelope (
    id, person_id, channel, state, planned_at, batch, claimed_at, sent_at, sent_on,
    attempts, not_before, problem
)
SELECT min(id), person_id, channel, state, planned_at, batch, claimed_at, sent_at,
    sent_on, attempts, not_before, CASE state WHEN 'dropped' THEN '' ELSE problem END
FROM tasks_reminder
GROUP BY {together}
"""
TOGETHER = """person_id, channel, state, planned_at, batch, claimed_at, sent_at, sent_on,
    attempts, not_before, CASE state WHEN 'dropped' THEN '' ELSE problem END"""
POINT = """
UPDATE tasks_reminder SET
    envelope_id = found.envelope,
    dropped = CASE
        WHEN state <> 'dropped' THEN ''
        WHEN problem = '' THEN 'Bỏ, không còn cần'
        ELSE problem
    END
FROM (
    SELECT id AS row, min(id) OVER (PARTITION BY {together}) AS envelope
    FROM tasks_reminder
) found
WHERE found.row = tasks_reminder.id
"""
NEXT_KEY = """
SELECT setval(
    pg_get_serial_sequence('tasks_envelope', 'id'), (SELECT max(id) FROM tasks_envelope)
)
"""


def carry(apps, schema_editor):
    """Put the rows into envelopes, each with the key of its first row."""
    with schema_editor.connection.cursor() as cursor:
        for statement in (CARRY, POINT):
            cursor.execute(statement.format(together=TOGETHER))
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute(NEXT_KEY)
    changes = apps.get_model("agencies", "ReorganisationChange").objects
    dropped = changes.filter(table="tasks.Reminder", before__isnull=False)
    dropped.update(before={"dropped": ""})


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_accounts"),
        ("tasks", "0020_settled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Envelope",
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
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "Thư điện tử"),
                            ("portal", "Thông báo trên Cổng"),
                            ("webhook", "Điểm nhận của tỉnh (webhook)"),
                        ],
                        default="email",
                        max_length=10,
                        verbose_name="kênh",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Chờ gửi"),
                            ("sending", "Đang gửi"),
                            ("sent", "Đã gửi"),
                            ("dropped", "Bỏ, không còn cần"),
                            ("failed", "Gửi hỏng"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("planned_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "batch",
                    models.UUIDField(blank=True, null=True, verbose_name="lượt gửi"),
                ),
                (
                    "claimed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="nhận gửi lúc"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc"),
                ),
                (
                    "sent_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày gửi"),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="số lần thử"
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="thử lại sau"
                    ),
                ),
                (
                    "problem",
                    models.CharField(blank=True, max_length=500, verbose_name="lỗi"),
                ),
            ],
            options={
                "verbose_name": "phong bì nhắc việc",
                "verbose_name_plural": "phong bì nhắc việc",
                "ordering": ("-pk",),
            },
        ),
        migrations.AddField(
            model_name="envelope",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="envelopes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="envelope",
            name="run",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="envelopes",
                to="tasks.reminderrun",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="dropped",
            field=models.CharField(
                blank=True, default="", max_length=500, verbose_name="bỏ vì"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reminder",
            name="envelope",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="tasks.envelope",
                verbose_name="phong bì",
            ),
        ),
        migrations.RunPython(carry, migrations.RunPython.noop, elidable=True),
    ]
