"""Events keep the days that they set, so that the past can tell them."""

from django.conf import settings
from django.db import migrations, models


def keep_days(apps, schema_editor):
    """Copy the days of extensions and of the newest return to their events; an open
    duty has no day of a supplement any more.
    """
    Event = apps.get_model("tasks", "DutyEvent")
    Extension = apps.get_model("tasks", "Extension")
    for extension in Extension.objects.iterator():
        events = Event.objects.filter(
            kind="extended", recorded_at=extension.recorded_at
        )
        if extension.duty_id:
            events = events.filter(duty_id=extension.duty_id)
        else:
            events = events.filter(
                duty__agency_id=extension.agency_id, duty__period_id=extension.period_id
            )
        day = extension.new_due_on
        events.filter(from_state="returned").update(return_due_on=day)
        events.exclude(from_state="returned").update(due_on=day)
    returned = Event.objects.filter(kind="returned", duty__return_due_on__isnull=False)
    newest = {}
    for pk, duty, day in returned.order_by("recorded_at", "pk").values_list(
        "pk", "duty_id", "duty__return_due_on"
    ):
        newest[duty] = (pk, day)
    for pk, day in newest.values():
        Event.objects.filter(pk=pk).update(return_due_on=day)
    Duty = apps.get_model("tasks", "Duty")
    asked = Duty.objects.filter(state="open", return_due_on__isnull=False)
    asked.update(return_due_on=None)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_agency_order"),
        ("tasks", "0025_saved_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="dutyevent",
            name="due_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="hạn từ bước này"
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="return_due_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="hạn bổ sung từ bước này"
            ),
        ),
        migrations.AlterField(
            model_name="dutyevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "Giao nhiệm vụ"),
                    ("prepared", "Trình thủ trưởng"),
                    ("reopened", "Sửa lại, bỏ trình"),
                    ("sent_back", "Thủ trưởng trả lại"),
                    ("submitted", "Gửi"),
                    ("taken_back", "Rút lại"),
                    ("returned", "Yêu cầu bổ sung"),
                    ("accepted", "Tiếp nhận"),
                    ("waived", "Xác nhận không thuộc diện"),
                    ("resumed", "Đưa lại vào diện thực hiện"),
                    ("ended", "Kết thúc"),
                    ("transferred", "Chuyển đơn vị khác"),
                    ("received", "Nhận từ đơn vị cũ"),
                    ("extended", "Gia hạn"),
                    ("letter", "Văn bản của đơn vị đã đến"),
                    ("unlocked", "Mở lại sau khi chốt kỳ"),
                    ("urged", "Đôn đốc"),
                ],
                max_length=12,
                verbose_name="việc",
            ),
        ),
        migrations.RunPython(keep_days, migrations.RunPython.noop),
    ]
