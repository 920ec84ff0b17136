"""Addresses of reorganising."""

from django.urls import URLPattern, path

from tasks.reorganising import views, views_sheets, views_steps

urlpatterns: list[URLPattern] = [
    path("sap-xep/", views.reorganisations, name="reorganisations"),
    path("sap-xep/moi/", views.new_event, name="reorganisation_new"),
    path("sap-xep/<int:pk>/", views.reorganisation, name="reorganisation"),
    path("sap-xep/<int:pk>/sua/", views.edit_event, name="reorganisation_edit"),
    path("sap-xep/<int:pk>/xoa/", views.delete, name="reorganisation_delete"),
    path("sap-xep/<int:pk>/chep/", views.copy_event_view, name="reorganisation_copy"),
    path("sap-xep/<int:pk>/tim/", views.search_agencies, name="reorganisation_search"),
    path(
        "sap-xep/<int:pk>/dong/",
        views.add_line,
        name="reorganisation_line",
    ),
    path(
        "sap-xep/<int:pk>/dong/<int:line_pk>/bo/",
        views.remove_line,
        name="reorganisation_line_remove",
    ),
    path(
        "sap-xep/<int:pk>/bang-tinh/mau/",
        views_sheets.template,
        name="reorganisation_template",
    ),
    path(
        "sap-xep/<int:pk>/bang-tinh/",
        views_sheets.check,
        name="reorganisation_sheet",
    ),
    path(
        "sap-xep/<int:pk>/bang-tinh/ghi/",
        views_sheets.write_sheet,
        name="reorganisation_sheet_write",
    ),
    path(
        "sap-xep/<int:pk>/xem-truoc/",
        views_steps.preview_event,
        name="reorganisation_preview",
    ),
    path(
        "sap-xep/<int:pk>/lua-chon/",
        views_steps.choose,
        name="reorganisation_choose",
    ),
    path(
        "sap-xep/<int:pk>/ap-dung/",
        views_steps.apply,
        name="reorganisation_apply",
    ),
    path(
        "sap-xep/<int:pk>/hoan-tac/",
        views_steps.undo,
        name="reorganisation_undo",
    ),
    path(
        "sap-xep/<int:pk>/can-bo/",
        views_steps.people_of_event,
        name="reorganisation_people",
    ),
]
