"""Addresses of the tasks room; one block per kind of work."""

from django.urls import URLPattern, path

from tasks.views import (
    desk,
    difficulties,
    duties,
    duty,
    evidence,
    extending,
    periods,
    plan,
    progress,
    reminders,
    reorganisation_sheets,
    reorganisation_steps,
    reorganisations,
    review,
    unit_report,
)

app_name = "tasks"

AGENCY_WORK: list[URLPattern] = [
    path("nhiem-vu/", desk.desk_home, name="desk_home"),
    path("don-vi/<slug:code>/", desk.desk, name="desk"),
    path("don-vi/<slug:code>/gia-han/", extending.extend_whole, name="extend_agency"),
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
    path("nhiem-vu/<int:pk>/dua-lai/", review.resume, name="resume"),
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

REORGANISING: list[URLPattern] = [
    path("sap-xep/", reorganisations.reorganisations, name="reorganisations"),
    path("sap-xep/moi/", reorganisations.new, name="reorganisation_new"),
    path("sap-xep/<int:pk>/", reorganisations.reorganisation, name="reorganisation"),
    path("sap-xep/<int:pk>/sua/", reorganisations.edit, name="reorganisation_edit"),
    path("sap-xep/<int:pk>/xoa/", reorganisations.delete, name="reorganisation_delete"),
    path("sap-xep/<int:pk>/chep/", reorganisations.copy, name="reorganisation_copy"),
    path("sap-xep/<int:pk>/tim/", reorganisations.search, name="reorganisation_search"),
    path(
        "sap-xep/<int:pk>/dong/", reorganisations.add_line, name="reorganisation_line"
    ),
    path(
        "sap-xep/<int:pk>/dong/<int:line_pk>/bo/",
        reorganisations.remove_line,
        name="reorganisation_line_remove",
    ),
    path(
        "sap-xep/<int:pk>/bang-tinh/mau/",
        reorganisation_sheets.template,
        name="reorganisation_template",
    ),
    path(
        "sap-xep/<int:pk>/bang-tinh/",
        reorganisation_sheets.check,
        name="reorganisation_sheet",
    ),
    path(
        "sap-xep/<int:pk>/bang-tinh/ghi/",
        reorganisation_sheets.write,
        name="reorganisation_sheet_write",
    ),
    path(
        "sap-xep/<int:pk>/xem-truoc/",
        reorganisation_steps.preview,
        name="reorganisation_preview",
    ),
    path(
        "sap-xep/<int:pk>/lua-chon/",
        reorganisation_steps.choose,
        name="reorganisation_choose",
    ),
    path(
        "sap-xep/<int:pk>/ap-dung/",
        reorganisation_steps.apply,
        name="reorganisation_apply",
    ),
    path(
        "sap-xep/<int:pk>/hoan-tac/",
        reorganisation_steps.undo,
        name="reorganisation_undo",
    ),
    path(
        "sap-xep/<int:pk>/can-bo/",
        reorganisation_steps.people,
        name="reorganisation_people",
    ),
]

urlpatterns = [*AGENCY_WORK, *STEERING_WORK, *REMINDING, *REORGANISING]
