"""Addresses of work."""

from django.urls import URLPattern, path

from tasks.work import (
    views_at_head,
    views_correcting_documents,
    views_correcting_entries,
    views_doubts,
    views_drafts,
    views_explaining,
    views_extending,
    views_extension_requests,
    views_holding,
)

urlpatterns: list[URLPattern] = [
    path(
        "don-vi/<slug:code>/gia-han/",
        views_extending.extend_whole,
        name="extend_agency",
    ),
    path(
        "nhiem-vu/<int:pk>/giai-thich/",
        views_doubts.explain_doubts_view,
        name="explain_doubt",
    ),
    path(
        "nhiem-vu/<int:pk>/nhat-ky/<int:entry_pk>/sua/",
        views_correcting_entries.correct_entry_view,
        name="correct_entry",
    ),
    path(
        "nhiem-vu/<int:pk>/nhat-ky/<int:entry_pk>/rut/",
        views_correcting_entries.withdraw_entry_view,
        name="withdraw_entry",
    ),
    path("nhiem-vu/<int:pk>/nhap/", views_drafts.keep_draft_view, name="keep_draft"),
    path("nhiem-vu/<int:pk>/nhap/bo/", views_drafts.drop_draft_view, name="drop_draft"),
    path("nhiem-vu/<int:pk>/phan-cong/", views_holding.assign, name="assign_holder"),
    path("nhiem-vu/<int:pk>/tra-lai/", views_at_head.send_back_view, name="send_back"),
    path(
        "nhiem-vu/<int:pk>/giai-trinh/",
        views_explaining.explain_return_view,
        name="explain",
    ),
    path(
        "nhiem-vu/<int:pk>/minh-chung/<int:evidence_pk>/sua/",
        views_correcting_documents.correct_evidence_view,
        name="correct_evidence",
    ),
    path(
        "minh-chung/ban-cu/<int:pk>/tep/",
        views_correcting_documents.earlier_evidence_file,
        name="earlier_evidence_file",
    ),
    path(
        "nhiem-vu/<int:pk>/de-nghi-gia-han/",
        views_extension_requests.ask_for_duty,
        name="ask_extension",
    ),
    path(
        "don-vi/<slug:code>/de-nghi-gia-han/",
        views_extension_requests.ask_for_all,
        name="ask_extension_for_all",
    ),
    path(
        "de-nghi-gia-han/<int:pk>/",
        views_extension_requests.decide,
        name="decide_extension",
    ),
]
