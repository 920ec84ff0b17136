"""Addresses of committee."""

from django.urls import URLPattern, path

from reporting.committee import views

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("bao-cao/<ky:key>/gui-bo/", views.committee, name="committee"),
    path(
        "bao-cao/<ky:key>/gui-bo/trinh/",
        views.submit_committee,
        name="submit_committee",
    ),
    path(
        "bao-cao/<ky:key>/gui-bo/rut-ve/",
        views.take_back_committee,
        name="take_back_committee",
    ),
    path(
        "bao-cao/<ky:key>/gui-bo/ban-hanh/",
        views.issue_committee,
        name="issue_committee",
    ),
    path(
        "bao-cao/<ky:key>/gui-bo/pdf/tao/",
        views.ask_committee_pdf,
        name="ask_committee_pdf",
    ),
    path("bao-cao/<ky:key>/gui-bo/pdf/", views.committee_pdf, name="committee_pdf"),
    path(
        "bao-cao/<ky:key>/gui-bo/ban-ky/",
        views.committee_signed,
        name="committee_signed",
    ),
    path(
        "bao-cao/<ky:key>/gui-bo/docx/<slug:kind>/",
        views.committee_docx,
        name="committee_docx",
    ),
    path(
        "bao-cao/<ky:key>/gui-bo/ban-ky/so-sanh/",
        views.compare_committee_again,
        name="compare_committee",
    ),
]
