"""Addresses of evidence."""

from django.urls import URLPattern, path

from tasks.evidence import views, views_sent_ahead

urlpatterns: list[URLPattern] = [
    path(
        "nhiem-vu/<int:pk>/minh-chung/",
        views.attach_evidence_view,
        name="attach_evidence",
    ),
    path(
        "nhiem-vu/<int:pk>/minh-chung/<int:evidence_pk>/go/",
        views.detach_evidence,
        name="detach_evidence",
    ),
    path(
        "nhiem-vu/<int:pk>/minh-chung/<int:evidence_pk>/san-pham/",
        views.mark_product_view,
        name="mark_product",
    ),
    path("don-vi/<slug:code>/tep/", views_sent_ahead.keep_file_view, name="keep_file"),
    path(
        "don-vi/<slug:code>/tep/<str:digest>/",
        views_sent_ahead.known,
        name="known_file",
    ),
    path("minh-chung/<int:pk>/tep/", views.evidence_file, name="evidence_file"),
    path("minh-chung/<int:pk>/cach-ly/", views.quarantine_view, name="quarantine"),
]
