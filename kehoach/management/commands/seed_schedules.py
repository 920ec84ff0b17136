"""manage.py seed_schedules: the periodic jobs as shipped, where none is yet."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from kehoach.celery import DEFAULT_JOBS, DefaultJob


class Command(BaseCommand):
    """Create what is missing; what an administrator edited or stopped stays."""

    help = "Tạo lịch chạy định kỳ còn thiếu; không ghi đè lịch đã có."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the shipped jobs."""
        made = sum(self.seed(job) for job in DEFAULT_JOBS)
        self.stdout.write(f"Lịch định kỳ: {len(DEFAULT_JOBS)}, mới tạo {made}.")

    def seed(self, job: DefaultJob) -> bool:
        """Create the job's row unless some row runs it already."""
        if PeriodicTask.objects.filter(task=job.job).exists():
            return False
        crontab, _ = CrontabSchedule.objects.get_or_create(
            minute=job.minute,
            hour=job.hour,
            day_of_week="*",
            day_of_month="*",
            month_of_year="*",
            timezone=settings.TIME_ZONE,
        )
        _, created = PeriodicTask.objects.get_or_create(
            name=job.name, defaults={"task": job.job, "crontab": crontab}
        )
        return bool(created)
