"""Addresses of fields."""

from django.urls import URLPattern, path

from tasks.fields import views

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("linh-vuc/", views.field_grants, name="field_grants"),
    path("linh-vuc/moi/", views.grant_field_view, name="grant_field"),
    path(
        "linh-vuc/<int:pk>/ket-thuc/",
        views.end_field_grant_view,
        name="end_field_grant",
    ),
]
