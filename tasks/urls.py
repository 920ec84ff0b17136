"""Addresses of the tasks room; one block per kind of work."""

from django.urls import URLPattern, path

from tasks.views import (
    desk,
    difficulties,
    duties,
    duty,
    evidence,
    periods,
    plan,
    progress,
    reminders,
    review,
    unit_report,
)

app_name = "tasks"

AGENCY_WORK: list[URLPattern] = [
    path("nhiem-vu/", desk.desk_home, name="desk_home"),
    path("don-vi/<slug:code>/", desk.desk, name="desk"),
    path("don-vi/<slug:code>/gui/", desk.submit_all, name="submit_ready"),
    path("don-vi/<slug:code>/bao-cao/", unit_report.unit_report, name="unit_report"),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/tep/",
        unit_report.unit_report_file,
        name="unit_report_file",
    ),
    path("nhiem-vu/<int:pk>/", duty.duty, name="duty"),
    path("nhiem-vu/<int:pk>/nhat-ky/", progress.log_progress, name="log_progress"),
    path(
        "nhiem-vu/<int:pk>/minh-chung/",
        evidence.attach_evidence,
        name="attach_evidence",
    ),
    path(
        "nhiem-vu/<int:pk>/minh-chung/<int:evidence_pk>/go/",
        evidence.detach_evidence,
        name="detach_evidence",
    ),
    path("nhiem-vu/<int:pk>/vuong-mac/", duty.tell_difficulty, name="raise_difficulty"),
    path("nhiem-vu/<int:pk>/trinh/", duty.prepare, name="prepare"),
    path("nhiem-vu/<int:pk>/gui/", duty.submit, name="submit"),
    path("minh-chung/<int:pk>/tep/", evidence.evidence_file, name="evidence_file"),
    path("minh-chung/<int:pk>/cach-ly/", evidence.quarantine, name="quarantine"),
]

STEERING_WORK: list[URLPattern] = [
    path("ke-hoach/", plan.plan, name="plan"),
    path("danh-sach/", duties.duties, name="duties"),
    path("danh-sach/csv/", duties.duties_csv, name="duties_csv"),
    path("danh-sach/xlsx/", duties.duties_xlsx, name="duties_xlsx"),
    path("tiep-nhan/", review.review, name="review"),
    path("tiep-nhan/chon/", review.accept_chosen, name="accept_chosen"),
    path("nhiem-vu/<int:pk>/tiep-nhan/", review.accept, name="accept"),
    path("nhiem-vu/<int:pk>/yeu-cau-bo-sung/", review.ask_completion, name="return"),
    path("nhiem-vu/<int:pk>/khong-thuoc-dien/", review.waive, name="waive"),
    path("nhiem-vu/<int:pk>/gia-han/", review.extend, name="extend"),
    path("nhiem-vu/<int:pk>/mo-lai/", review.unlock, name="unlock"),
    path("vuong-mac/", difficulties.difficulties, name="difficulties"),
    path("vuong-mac/<int:pk>/tra-loi/", difficulties.answer, name="answer"),
    path("vuong-mac/<int:pk>/bao-cao/", difficulties.escalate, name="escalate"),
    path("ky-bao-cao/", periods.periods, name="periods"),
    path("ky-bao-cao/mo/", periods.open_year, name="open_year"),
    path("ky-bao-cao/<int:pk>/", periods.period, name="period"),
    path("ky-bao-cao/<int:pk>/chot/", periods.close, name="period_close"),
]

REMINDING: list[URLPattern] = [
    path("don-doc/", reminders.reminders, name="reminders"),
    path(
        "don-doc/<int:person_id>/gui-lai/",
        reminders.retry_reminders,
        name="retry_reminders",
    ),
]

urlpatterns = [*AGENCY_WORK, *STEERING_WORK, *REMINDING]
