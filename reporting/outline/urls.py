"""Addresses of outline."""

from django.urls import URLPattern, path

from reporting.outline import views, views_parts

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("bao-cao/<ky:key>/de-cuong/", views.outline, name="outline"),
    path(
        "bao-cao/<ky:key>/de-cuong/khoi-phuc/",
        views.outline_restore,
        name="outline_restore",
    ),
    path(
        "bao-cao/<ky:key>/de-cuong/muc/<slug:name>/",
        views_parts.outline_section,
        name="outline_section",
    ),
    path(
        "bao-cao/<ky:key>/de-cuong/muc/<slug:name>/xoa/",
        views_parts.outline_section_delete,
        name="outline_section_delete",
    ),
    path(
        "bao-cao/<ky:key>/de-cuong/phu-luc/<slug:name>/",
        views_parts.outline_annex,
        name="outline_annex",
    ),
]
