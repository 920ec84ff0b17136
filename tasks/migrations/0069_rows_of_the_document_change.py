"""Headings, targets and what a plan says of itself have words by day as tasks have, and
rows of the document begin and end; one table keeps the words of all.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from tasks.migrations._frozen import without_triggers

WORDS = (
    "section_id",
    "code",
    "text",
    "short_title",
    "role_label",
    "assignee_text",
    "coordinating_text",
    "schedule",
    "schedule_text",
    "year_days",
    "offset_days",
    "offset_working",
    "anchor",
)
DAYS = ("due_on", "begins_on", "anchor_on")
FROM = models.DateField(
    "bổ sung từ ngày", null=True, blank=True, editable=False
)
TO = models.DateField(
    "thực hiện đến hết ngày", null=True, blank=True, editable=False
)
WORDED = models.DateField(
    "lời văn hiện hành từ ngày",
    null=True,
    blank=True,
    editable=False,
    help_text="Trống: như khi ban hành. Lời văn trước đó nằm ở bản theo thời điểm.",
)


def in_order():
    return (
        Q(valid_from__isnull=True)
        | Q(valid_to__isnull=True)
        | Q(valid_to__gte=F("valid_from"))
    )


def dated(model):
    """Return the operations that give rows of the model a first and a last day."""
    return [
        migrations.AddField(model, "valid_from", FROM.clone()),
        migrations.AddField(model, "valid_to", TO.clone()),
        migrations.AddConstraint(
            model,
            models.CheckConstraint(
                condition=in_order(),
                name=f"tasks_{model}_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ),
    ]


def keep_versions(apps, schema_editor):
    """Copy the words of tasks that ended."""
    old = apps.get_model("tasks", "TaskVersion")
    new = apps.get_model("tasks", "WordVersion")
    for row in old._base_manager.select_related("task").order_by("pk").iterator():
        words = {name: getattr(row, name) for name in WORDS}
        for name in DAYS:
            day = getattr(row, name)
            words[name] = day.isoformat() if day else None
        new._base_manager.create(
            plan_id=row.task.plan_id,
            task_id=row.task_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            words=words,
            ended_by_id=row.ended_by_id,
        )


def name_subjects(apps, schema_editor):
    """Say of lines that name an assignment that they are about it."""
    rows = apps.get_model("tasks", "PlanChangeLine")._base_manager
    rows.filter(assignment__isnull=False).update(subject="assignment")


def to(model, **more):
    return models.ForeignKey(
        on_delete=more.pop("on_delete", django.db.models.deletion.PROTECT),
        to=f"tasks.{model}",
        **more,
    )


CASCADE = django.db.models.deletion.CASCADE
VERSIONS = {"on_delete": CASCADE, "related_name": "versions"}


class Migration(migrations.Migration):
    dependencies = [("tasks", "0068_duties_know_their_occurrence")]

    operations = [
        migrations.RunPython(without_triggers, migrations.RunPython.noop),
        *dated("section"),
        *dated("task"),
        *dated("target"),
        migrations.AddField("section", "worded_from", WORDED.clone()),
        migrations.AddField("target", "worded_from", WORDED.clone()),
        migrations.AddField("plan", "worded_from", WORDED.clone()),
        migrations.CreateModel(
            name="WordVersion",
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
                    "valid_from",
                    models.DateField(
                        blank=True, null=True, verbose_name="có hiệu lực từ ngày"
                    ),
                ),
                (
                    "valid_to",
                    models.DateField(
                        blank=True, null=True, verbose_name="đến hết ngày"
                    ),
                ),
                ("words", models.JSONField(verbose_name="lời văn")),
                ("ended_by", to("planchange", related_name="ended_versions")),
                ("plan", to("plan", **VERSIONS)),
                ("section", to("section", null=True, **VERSIONS)),
                ("target", to("target", null=True, **VERSIONS)),
                # "+" until the old table is gone
                ("task", to("task", null=True, on_delete=CASCADE, related_name="+")),
            ],
            options={
                "verbose_name": "lời văn theo thời điểm",
                "verbose_name_plural": "lời văn theo thời điểm",
                "ordering": ("valid_to", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=in_order(),
                        name="tasks_wordversion_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=Q(section__isnull=True, task__isnull=True)
                        | Q(task__isnull=True, target__isnull=True)
                        | Q(section__isnull=True, target__isnull=True),
                        name="tasks_wordversion_of_one_row",
                    ),
                ],
            },
        ),
        migrations.AddField(
            "planchangeline",
            "subject",
            models.CharField(
                "về",
                max_length=10,
                choices=[
                    ("assignment", "phân công"),
                    ("task", "nhiệm vụ"),
                    ("section", "phần, mục"),
                    ("target", "mục tiêu"),
                    ("plan", "thông tin kế hoạch"),
                ],
                default="task",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "planchangeline",
            "act",
            models.CharField(
                "làm gì",
                max_length=6,
                choices=[
                    ("change", "Sửa đổi"),
                    ("add", "Bổ sung"),
                    ("end", "Bãi bỏ"),
                ],
                default="change",
            ),
        ),
        migrations.AddField(
            "planchangeline",
            "section",
            to("section", related_name="changes", null=True),
        ),
        migrations.AddField(
            "planchangeline",
            "target",
            to("target", related_name="changes", null=True),
        ),
        migrations.AlterField(
            "planchangeline", "task", to("task", related_name="changes", null=True)
        ),
        migrations.RunPython(name_subjects, migrations.RunPython.noop),
        migrations.RunPython(keep_versions, migrations.RunPython.noop),
        migrations.RemoveConstraint("planchangeline", "tasks_changeline_task_once"),
        migrations.AddConstraint(
            "planchangeline",
            models.UniqueConstraint(
                fields=["event", "task"],
                condition=Q(subject="task"),
                name="tasks_changeline_task_once",
            ),
        ),
        migrations.AddConstraint(
            "planchangeline",
            models.UniqueConstraint(
                fields=["event", "section"], name="tasks_changeline_section_once"
            ),
        ),
        migrations.AddConstraint(
            "planchangeline",
            models.UniqueConstraint(
                fields=["event", "target"], name="tasks_changeline_target_once"
            ),
        ),
        migrations.AddConstraint(
            "planchangeline",
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(subject="plan"),
                name="tasks_changeline_plan_once",
            ),
        ),
        migrations.DeleteModel("TaskVersion"),
        migrations.AlterField("wordversion", "task", to("task", null=True, **VERSIONS)),
    ]
