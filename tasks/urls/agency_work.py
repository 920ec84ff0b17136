"""What an agency does: its desk, its duties, its letter."""

from django.urls import URLPattern, path

from tasks.coordination import views as coordination_views
from tasks.coordination import views_correcting as correcting_asides
from tasks.desk import views as desk_views
from tasks.desk import views_acts, views_in_place, views_preview, views_update
from tasks.desk.sheet import views as sheet_views
from tasks.difficulties import views_correcting
from tasks.evidence import views as evidence_views
from tasks.evidence import views_sent_ahead
from tasks.official_letters import views_correcting_unit_report, views_unit_report
from tasks.pages import views_duty
from tasks.work import (
    views_at_head,
    views_correcting_documents,
    views_correcting_entries,
    views_doubts,
    views_drafts,
    views_explaining,
    views_extending,
    views_holding,
)

urlpatterns: list[URLPattern] = [
    path("nhiem-vu/", desk_views.desk_home, name="desk_home"),
    path("don-vi/<slug:code>/", desk_views.desk, name="desk"),
    path(
        "don-vi/<slug:code>/gia-han/",
        views_extending.extend_whole,
        name="extend_agency",
    ),
    path("don-vi/<slug:code>/gui/", views_acts.submit_all, name="submit_ready"),
    path("don-vi/<slug:code>/trinh/", views_acts.prepare_all, name="prepare_ready"),
    path("don-vi/<slug:code>/gui/xem/", views_preview.send_ready, name="send_ready"),
    path("don-vi/<slug:code>/khong-phat-sinh/", views_acts.nothing, name="nothing"),
    path("don-vi/<slug:code>/bang-tinh/", sheet_views.desk_sheet, name="desk_sheet"),
    path(
        "don-vi/<slug:code>/bang-tinh/tai/",
        sheet_views.desk_sheet_file,
        name="desk_sheet_file",
    ),
    path(
        "don-vi/<slug:code>/bang-tinh/ghi/",
        sheet_views.desk_sheet_write,
        name="desk_sheet_write",
    ),
    path(
        "don-vi/<slug:code>/bao-cao/", views_unit_report.unit_report, name="unit_report"
    ),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/tep/",
        views_unit_report.unit_report_file,
        name="unit_report_file",
    ),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/sua/",
        views_correcting_unit_report.correct_letter,
        name="correct_letter",
    ),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/doi-chieu/",
        views_correcting_unit_report.confirm_letter,
        name="confirm_letter",
    ),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/go/",
        views_correcting_unit_report.take_off_letter,
        name="take_off_letter",
    ),
    path(
        "don-vi/<slug:code>/bao-cao/ban-cu/<int:pk>/tep/",
        views_correcting_unit_report.earlier_letter_file,
        name="earlier_letter_file",
    ),
    path("nhiem-vu/<int:pk>/", views_duty.duty, name="duty"),
    path("nhiem-vu/<int:pk>/nhat-ky/", views_update.log_progress, name="log_progress"),
    path("nhiem-vu/<int:pk>/giai-thich/", views_doubts.explain, name="explain_doubt"),
    path(
        "nhiem-vu/<int:pk>/nhat-ky/<int:entry_pk>/sua/",
        views_correcting_entries.correct_entry,
        name="correct_entry",
    ),
    path(
        "nhiem-vu/<int:pk>/nhat-ky/<int:entry_pk>/rut/",
        views_correcting_entries.withdraw_entry,
        name="withdraw_entry",
    ),
    path("nhiem-vu/<int:pk>/dong/", views_in_place.line, name="desk_line"),
    path(
        "nhiem-vu/<int:pk>/dong/nhat-ky/",
        views_in_place.log_in_place,
        name="log_in_place",
    ),
    path("nhiem-vu/<int:pk>/nhap/", views_drafts.keep, name="keep_draft"),
    path("nhiem-vu/<int:pk>/nhap/bo/", views_drafts.drop, name="drop_draft"),
    path(
        "nhiem-vu/<int:pk>/minh-chung/",
        evidence_views.attach_evidence,
        name="attach_evidence",
    ),
    path(
        "nhiem-vu/<int:pk>/minh-chung/<int:evidence_pk>/go/",
        evidence_views.detach_evidence,
        name="detach_evidence",
    ),
    path(
        "nhiem-vu/<int:pk>/vuong-mac/",
        views_duty.tell_difficulty,
        name="raise_difficulty",
    ),
    path("nhiem-vu/<int:pk>/phan-cong/", views_holding.assign, name="assign_holder"),
    path("nhiem-vu/<int:pk>/tra-lai/", views_at_head.send_back, name="send_back"),
    path("nhiem-vu/<int:pk>/giai-trinh/", views_explaining.explain, name="explain"),
    path("nhiem-vu/<int:pk>/trinh/", views_duty.prepare, name="prepare"),
    path("nhiem-vu/<int:pk>/gui/", views_duty.submit, name="submit"),
    path("nhiem-vu/<int:pk>/rut-lai/", views_duty.take_back, name="take_back"),
    path(
        "nhiem-vu/<int:pk>/phoi-hop/", coordination_views.ask, name="ask_contribution"
    ),
    path(
        "phoi-hop/<int:pk>/phan/<int:part_pk>/sua/",
        correcting_asides.correct_contribution,
        name="correct_contribution",
    ),
    path(
        "vuong-mac/<int:pk>/sua/",
        views_correcting.correct_difficulty,
        name="correct_difficulty",
    ),
    path("phoi-hop/", coordination_views.contributions, name="contributions"),
    path("phoi-hop/<int:pk>/", coordination_views.contribution, name="contribution"),
    path(
        "phoi-hop/<int:pk>/rut/",
        coordination_views.withdraw,
        name="withdraw_contribution",
    ),
    path("don-vi/<slug:code>/tep/", views_sent_ahead.keep, name="keep_file"),
    path(
        "don-vi/<slug:code>/tep/<str:digest>/",
        views_sent_ahead.known,
        name="known_file",
    ),
    path(
        "nhiem-vu/<int:pk>/minh-chung/<int:evidence_pk>/sua/",
        views_correcting_documents.correct_evidence,
        name="correct_evidence",
    ),
    path(
        "minh-chung/ban-cu/<int:pk>/tep/",
        views_correcting_documents.earlier_evidence_file,
        name="earlier_evidence_file",
    ),
    path(
        "minh-chung/<int:pk>/tep/", evidence_views.evidence_file, name="evidence_file"
    ),
    path("minh-chung/<int:pk>/cach-ly/", evidence_views.quarantine, name="quarantine"),
]
