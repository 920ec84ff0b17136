"""Reorganisations, from the draft to the undoing."""

from django.urls import URLPattern, path

from tasks.views import (
    reorganisation_sheets,
    reorganisation_steps,
    reorganisations,
)

urlpatterns: list[URLPattern] = [
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
