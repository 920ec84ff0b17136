"""Rows that name one another belong to one plan, dated rows follow one another: from here
on the database refuses anything else (the guards come after `migrate`). What stands
otherwise already is named before anything changes.
"""

from datetime import date

from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.models import F, Q

#: Model, path to its plan, link, how a row is called.
LINKS = (
    ("Section", "plan", "parent__plan", ("code",)),
    ("Task", "plan", "section__plan", ("code",)),
    ("Task", "plan", "yields_to__plan", ("code",)),
    ("Figure", "plan", "not_above__plan", ("code",)),
    ("Figure", "plan", "not_below__plan", ("code",)),
    ("TaskFigure", "task__plan", "figure__plan", ("task__code", "figure__code")),
    ("TaskVersion", "task__plan", "section__plan", ("task__code", "valid_to")),
    ("TargetMeasure", "target__plan", "task__plan", ("target__code", "code")),
    (
        "TargetMeasure",
        "target__plan",
        "denominator_figure__plan",
        ("target__code", "code"),
    ),
    (
        "TargetMeasure",
        "target__plan",
        "not_applicable_figure__plan",
        ("target__code", "code"),
    ),
    ("FigureDeadline", "plan", "task__plan", ("name",)),
    ("Rung", "plan", "deadline__plan", ("deadline__name", "pk")),
    ("PlanChangeLine", "event__plan", "task__plan", ("event__pk", "task__code")),
    (
        "PlanChangeLine",
        "event__plan",
        "assignment__task__plan",
        ("event__pk", "task__code"),
    ),
    ("Duty", "period__plan", "task__plan", ("pk", "task__code", "agency__code")),
    (
        "Duty",
        "period__plan",
        "assignment__task__plan",
        ("pk", "task__code", "agency__code"),
    ),
    ("MeasureResult", "period__plan", "measure__target__plan", ("measure__code",)),
    ("FigureValue", "period__plan", "figure__plan", ("figure__code", "agency__code")),
)
#: Model, its many-to-many field, the two sides of a link.
MANY = (
    ("Task", "feeds", "from_task", "to_task"),
    ("Target", "tasks", "target", "task"),
    ("TargetMeasure", "numerator_figures", "targetmeasure__target", "figure"),
    ("FigureDeadline", "figures", "figuredeadline", "figure"),
)
#: Model, the columns of which two rows on one day must not agree, how a row is called.
APART = (
    (
        "Assignment",
        ("task_id", "agency_id", "group_id", "role", "is_proposal"),
        ("task__plan__code", "task__code", "agency__code", "group__code"),
    ),
    ("TaskVersion", ("task_id",), ("task__plan__code", "task__code")),
    (
        "Watch",
        ("plan_id", "person_id", "agency_id"),
        ("plan__code", "person__username", "agency__code"),
    ),
    ("StandIn", ("plan_id", "person_id"), ("plan__code", "person__username")),
)
#: So many rows of one kind are named.
NAMED = 10


def of_two_plans(apps):
    """Yield a sentence per kind of row that names a row of another plan."""
    for name, own, other, said in LINKS:
        rows = apps.get_model("tasks", name)._base_manager.filter(
            **{f"{other}__isnull": False}
        )
        yield from told(rows.exclude(**{own: F(other)}), name, other, said)
    for name, field, one, two in MANY:
        through = getattr(apps.get_model("tasks", name), field).through
        rows = through._base_manager.exclude(**{f"{one}__plan": F(f"{two}__plan")})
        said = (f"{one}__plan__code", f"{one}__code", f"{two}__code")
        if name == "FigureDeadline":
            said = (f"{one}__plan__code", f"{one}__name", f"{two}__code")
        yield from told(rows, name, field, said)


def told(rows, name, link, said):
    """Yield one sentence about the rows, if there are any."""
    found = [
        " ".join(str(each) for each in row if each not in (None, ""))
        for row in rows.order_by("pk").values_list(*said)[: NAMED + 1]
    ]
    if found:
        more = " …" if len(found) > NAMED else ""
        yield (
            f"{name}.{link.split('__')[0]} thuộc kế hoạch khác:"
            f" {'; '.join(found[:NAMED])}{more}."
        )


def on_one_day(apps):
    """Yield a sentence per kind of row that holds on a day on which another does."""
    for name, keys, said in APART:
        rows = apps.get_model("tasks", name)._base_manager.order_by("pk")
        by_key = {}
        for row in rows.values(*keys, *said, "valid_from", "valid_to"):
            by_key.setdefault(tuple(row[key] for key in keys), []).append(row)
        found = []
        for same in by_key.values():
            same.sort(key=lambda row: row["valid_from"] or date.min)
            for before, after in zip(same, same[1:], strict=False):
                if (before["valid_to"] or date.max) >= (
                    after["valid_from"] or date.min
                ):
                    found.append(" ".join(str(after[n]) for n in said if after[n]))
        if found:
            more = " …" if len(found) > NAMED else ""
            yield (
                f"{name} trùng ngày với dòng như vậy: {'; '.join(found[:NAMED])}{more}."
            )


def backwards(apps):
    """Yield a sentence about plans that end before they begin."""
    rows = apps.get_model("tasks", "Plan")._base_manager
    yield from told(rows.filter(ends_on__lt=F("begins_on")), "Plan", "ends_on", ("code",))


def refuse_what_disagrees(apps, schema_editor):
    """Stop with the names of what has to be put right first."""
    found = [*of_two_plans(apps), *on_one_day(apps), *backwards(apps)]
    if found:
        raise CommandError(
            "Chưa đổi gì trong cơ sở dữ liệu. Sửa các dòng sau ở bản phát hành đang chạy"
            " rồi chạy lại migrate:\n" + "\n".join(found)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0066_what_reports_say_is_the_plans"),
    ]

    operations = [
        migrations.RunPython(refuse_what_disagrees, migrations.RunPython.noop),
        migrations.RemoveConstraint("assignment", "tasks_assignment_agency_once"),
        migrations.RemoveConstraint("assignment", "tasks_assignment_group_once"),
        migrations.RemoveConstraint("taskversion", "tasks_taskversion_once"),
        migrations.RemoveConstraint("watch", "tasks_watch_once"),
        migrations.AddConstraint(
            "plan",
            models.CheckConstraint(
                condition=Q(begins_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("begins_on")),
                name="tasks_plan_days_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ),
    ]
