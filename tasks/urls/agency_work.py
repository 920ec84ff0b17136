"""What an agency does: its desk, its duties, its letter."""

from django.urls import URLPattern, path

from tasks.views import (
    contributions,
    desk,
    desk_sheet,
    doubts,
    drafts,
    duty,
    evidence,
    explaining,
    extending,
    in_place,
    preview_sending,
    progress,
    sent_ahead,
    unit_report,
)

urlpatterns: list[URLPattern] = [
    path("nhiem-vu/", desk.desk_home, name="desk_home"),
    path("don-vi/<slug:code>/", desk.desk, name="desk"),
    path("don-vi/<slug:code>/gia-han/", extending.extend_whole, name="extend_agency"),
    path("don-vi/<slug:code>/gui/", desk.submit_all, name="submit_ready"),
    path("don-vi/<slug:code>/gui/xem/", preview_sending.send_ready, name="send_ready"),
    path("don-vi/<slug:code>/khong-phat-sinh/", desk.nothing, name="nothing"),
    path("don-vi/<slug:code>/bang-tinh/", desk_sheet.desk_sheet, name="desk_sheet"),
    path(
        "don-vi/<slug:code>/bang-tinh/tai/",
        desk_sheet.desk_sheet_file,
        name="desk_sheet_file",
    ),
    path(
        "don-vi/<slug:code>/bang-tinh/ghi/",
        desk_sheet.desk_sheet_write,
        name="desk_sheet_write",
    ),
    path("don-vi/<slug:code>/bao-cao/", unit_report.unit_report, name="unit_report"),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/tep/",
        unit_report.unit_report_file,
        name="unit_report_file",
    ),
    path("nhiem-vu/<int:pk>/", duty.duty, name="duty"),
    path("nhiem-vu/<int:pk>/nhat-ky/", progress.log_progress, name="log_progress"),
    path("nhiem-vu/<int:pk>/giai-thich/", doubts.explain, name="explain_doubt"),
    path("nhiem-vu/<int:pk>/dong/", in_place.line, name="desk_line"),
    path("nhiem-vu/<int:pk>/dong/nhat-ky/", in_place.log_in_place, name="log_in_place"),
    path(
        "nhiem-vu/<int:pk>/dong/minh-chung/",
        in_place.attach_in_place,
        name="attach_in_place",
    ),
    path("nhiem-vu/<int:pk>/nhap/", drafts.keep, name="keep_draft"),
    path("nhiem-vu/<int:pk>/nhap/bo/", drafts.drop, name="drop_draft"),
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
    path("nhiem-vu/<int:pk>/giai-trinh/", explaining.explain, name="explain"),
    path("nhiem-vu/<int:pk>/trinh/", duty.prepare, name="prepare"),
    path("nhiem-vu/<int:pk>/gui/", duty.submit, name="submit"),
    path("nhiem-vu/<int:pk>/phoi-hop/", contributions.ask, name="ask_contribution"),
    path("phoi-hop/", contributions.contributions, name="contributions"),
    path("phoi-hop/<int:pk>/", contributions.contribution, name="contribution"),
    path(
        "phoi-hop/<int:pk>/rut/",
        contributions.withdraw,
        name="withdraw_contribution",
    ),
    path("don-vi/<slug:code>/tep/", sent_ahead.keep, name="keep_file"),
    path("don-vi/<slug:code>/tep/<str:digest>/", sent_ahead.known, name="known_file"),
    path("minh-chung/<int:pk>/tep/", evidence.evidence_file, name="evidence_file"),
    path("minh-chung/<int:pk>/cach-ly/", evidence.quarantine, name="quarantine"),
]
