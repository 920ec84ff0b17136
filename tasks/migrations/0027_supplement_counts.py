"""The day of a supplement counts until it is sent again, also while the head has it."""

from django.db import migrations, models

from tasks.migrations._frozen import without_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0026_supplement_days"),
    ]

    operations = [
        migrations.RunPython(without_triggers, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="duty", name="duty_period_agency"),
        migrations.RemoveField(model_name="duty", name="settled"),
        migrations.RemoveField(model_name="duty", name="late_after"),
        migrations.AddField(
            model_name="duty",
            name="late_after",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("return_due_on__isnull", False),
                            ("state__in", ("returned", "prepared")),
                            ("is_requested", False),
                        ),
                        then=models.F("return_due_on"),
                    ),
                    models.When(
                        models.Q(
                            ("due_on__isnull", False),
                            ("first_sent_on__isnull", True),
                            ("is_requested", False),
                            ("state__in", ("open", "prepared")),
                        ),
                        then=models.F("due_on"),
                    ),
                    default=None,
                    output_field=models.DateField(),
                ),
                output_field=models.DateField(null=True),
                verbose_name="chậm kể từ sau ngày",
            ),
        ),
        migrations.AddField(
            model_name="duty",
            name="settled",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(("state", "waived")), then=models.Value("waived")
                    ),
                    models.When(
                        models.Q(("state", "ended")), then=models.Value("ended")
                    ),
                    models.When(
                        models.Q(("state", "transferred")),
                        then=models.Value("transferred"),
                    ),
                    models.When(
                        models.Q(("nothing_to_report", True), ("state", "accepted")),
                        then=models.Value("nothing"),
                    ),
                    models.When(
                        models.Q(
                            ("progress", "done"),
                            ("state", "accepted"),
                            ("first_sent_on__gt", models.F("due_on")),
                            ("is_requested", False),
                        ),
                        then=models.Value("done_late"),
                    ),
                    models.When(
                        models.Q(
                            ("progress", "done"),
                            ("state", "accepted"),
                            ("schedule", "ongoing"),
                        ),
                        then=models.Value("done_ongoing"),
                    ),
                    models.When(
                        models.Q(
                            ("progress", "done"),
                            ("state", "accepted"),
                            ("due_on__isnull", False),
                        ),
                        then=models.Value("done_on_time"),
                    ),
                    models.When(
                        models.Q(("progress", "done"), ("state", "accepted")),
                        then=models.Value("done"),
                    ),
                    models.When(
                        models.Q(("state", "accepted")), then=models.Value("accepted")
                    ),
                    models.When(
                        models.Q(
                            ("state", "submitted"),
                            ("first_sent_on__gt", models.F("due_on")),
                            ("is_requested", False),
                        ),
                        then=models.Value("waiting_late"),
                    ),
                    models.When(
                        models.Q(("state", "submitted")), then=models.Value("waiting")
                    ),
                    models.When(
                        models.Q(("state", "returned")), then=models.Value("returned")
                    ),
                    models.When(
                        models.Q(
                            ("return_due_on__isnull", False),
                            ("state__in", ("returned", "prepared")),
                            ("state", "prepared"),
                        ),
                        then=models.Value("returned_ready"),
                    ),
                    models.When(
                        models.Q(
                            ("first_sent_on__isnull", False),
                            ("state__in", ("open", "prepared")),
                            ("submitted_at__isnull", True),
                        ),
                        then=models.Value("letter_only"),
                    ),
                    models.When(
                        models.Q(("state", "prepared")),
                        then=models.Value("awaiting_head"),
                    ),
                    models.When(
                        models.Q(("progress", "not_started")),
                        then=models.Value("not_started"),
                    ),
                    models.When(
                        models.Q(("due_on__isnull", False), ("is_requested", False)),
                        then=models.Value("in_time"),
                    ),
                    default=models.Value("no_due"),
                    output_field=models.CharField(),
                ),
                output_field=models.CharField(max_length=16),
                verbose_name="trạng thái khi chưa kể ngày",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                fields=["period", "agency"],
                include=("task", "state", "progress", "settled", "late_after"),
                name="duty_period_agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "open"), _negated=True),
                    ("return_due_on__isnull", True),
                    _connector="OR",
                ),
                name="tasks_duty_open_asks_no_supplement",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, without_triggers),
    ]
