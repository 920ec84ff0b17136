"""The Celery application; functions that it runs live in each app's jobs.py.

Periodic jobs are rows of django-celery-beat. `DEFAULT_JOBS` is what a set-up step
puts there with get_or_create, so an administrator's edit is never overwritten.
"""

import os
from typing import Any, NamedTuple

from celery import Celery, Task
from celery.signals import before_task_publish
from django.utils import timezone

from kehoach.lib.acting import Acting, acting_as
from kehoach.lib.outside import speaking

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehoach.settings")


class NotedTask(Task):  # type: ignore[misc]
    """Notes when a periodic job began, once it ended well."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it; Celery's own would hide how often it was tried."""
        from tasks.doors.making_up import note_run

        began = timezone.now()
        with acting_as(Acting(job=self.name)):
            answer = self.run(*args, **kwargs)
        note_run(job=self.name, began=began)
        return answer


@before_task_publish.connect  # type: ignore[untyped-decorator] # Celery has no stubs
def note_publishing(**kwargs: Any) -> None:
    """Note that the queue is being told: the work is not done a second time."""
    speaking("queue")


app = Celery("kehoach", task_cls=NotedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


class DefaultJob(NamedTuple):
    """One periodic job as shipped: Celery name and crontab in Asia/Ho_Chi_Minh."""

    name: str
    job: str
    minute: str
    hour: str


DEFAULT_JOBS = (
    DefaultJob("Cập nhật nhiệm vụ theo cơ quan, nhóm", "tasks.sync_duties", "30", "0"),
    DefaultJob("So tệp đã lưu với mã băm", "reporting.check_files", "30", "1"),
    DefaultJob("Xóa bộ hồ sơ hết hạn tải", "reporting.sweep_dossiers", "50", "1"),
    DefaultJob("Tính điểm theo dõi (nếu bật)", "reporting.compute_scores", "0", "2"),
    DefaultJob(
        "Báo và tạm ngừng tài khoản lâu không đăng nhập",
        "agencies.sleep_accounts",
        "30",
        "6",
    ),
    DefaultJob("Báo chủ tài khoản việc vừa xảy ra", "agencies.tell_owners", "*", "*"),
    DefaultJob("Chạy việc nền được yêu cầu", "agencies.run_asked", "*", "*"),
    DefaultJob("Bỏ nhật ký hệ thống hết hạn lưu", "agencies.purge_audit", "50", "3"),
    DefaultJob("Dọn phiên đăng nhập đã hết hạn", "agencies.clear_sessions", "40", "3"),
    DefaultJob("Lập danh sách nhắc việc", "tasks.plan_reminders", "0", "7"),
    DefaultJob("Gửi nhắc việc còn chờ", "tasks.send_waiting", "*/15", "7-18"),
    DefaultJob("Mạch của lịch và hàng đợi", "tasks.pulse", "*/5", "*"),
    DefaultJob("Cộng số liệu cho trang tổng quan", "tasks.refresh_sums", "*/5", "*"),
    DefaultJob("Gỡ nhắc việc bị kẹt", "tasks.sweep_reminders", "5", "*"),
)
