"""The standing before a day is looked at has its name in Python; the columns keep theirs,
which triggers and sums in SQL read: nothing happens in the database.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0063_owed_and_spoken_add_up"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(
                    model_name="duty",
                    name="duty_period_agency",
                ),
                migrations.AlterField(
                    model_name="duty",
                    name="settled",
                    field=models.GeneratedField(
                        db_column="settled",
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(("state", "waived")),
                                then=models.Value("waived"),
                            ),
                            models.When(
                                models.Q(("state", "ended")), then=models.Value("ended")
                            ),
                            models.When(
                                models.Q(("state", "transferred")),
                                then=models.Value("transferred"),
                            ),
                            models.When(
                                models.Q(
                                    ("nothing_to_report", True), ("state", "accepted")
                                ),
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
                                models.Q(("state", "accepted")),
                                then=models.Value("accepted"),
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
                                models.Q(("state", "submitted")),
                                then=models.Value("waiting"),
                            ),
                            models.When(
                                models.Q(("state", "returned")),
                                then=models.Value("returned"),
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
                                models.Q(
                                    ("due_on__isnull", False), ("is_requested", False)
                                ),
                                then=models.Value("in_time"),
                            ),
                            default=models.Value("no_due"),
                            output_field=models.CharField(),
                        ),
                        output_field=models.CharField(max_length=16),
                        verbose_name="trạng thái khi chưa kể ngày",
                    ),
                ),
                migrations.RenameField(
                    model_name="duty",
                    old_name="settled",
                    new_name="standing_without_date",
                ),
                migrations.AlterField(
                    model_name="dutycount",
                    name="settled",
                    field=models.CharField(db_column="settled", max_length=16),
                ),
                migrations.RenameField(
                    model_name="dutycount",
                    old_name="settled",
                    new_name="standing_without_date",
                ),
                migrations.AddIndex(
                    model_name="duty",
                    index=models.Index(
                        fields=["period", "agency"],
                        include=(
                            "task",
                            "state",
                            "progress",
                            "standing_without_date",
                            "late_after",
                        ),
                        name="duty_period_agency",
                    ),
                ),
            ],
        ),
    ]
