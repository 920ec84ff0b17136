"""A plan is a draft, running or over; those that there are are running."""

from django.db import migrations, models

_STATES = [
    ("draft", "Dự thảo"),
    ("running", "Đang thực hiện"),
    ("over", "Hết hiệu lực"),
]
_HELP = (
    "Dự thảo chỉ cơ quan theo dõi, lãnh đạo và quản trị thấy; không mở kỳ, không"
    " nhắc ai."
)


def _state(default: str) -> models.CharField:
    return models.CharField(
        choices=_STATES,
        default=default,
        help_text=_HELP,
        max_length=10,
        verbose_name="tình trạng",
    )


class Migration(migrations.Migration):
    """First with the state of what is there, then with that of what is new."""

    dependencies = [("tasks", "0073_answers_of_each_time")]
    operations = [
        migrations.AddField("plan", "state", _state("running")),
        migrations.AlterField("plan", "state", _state("draft")),
    ]
