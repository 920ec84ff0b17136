"""Addresses of fields."""

from django.urls import URLPattern, path

from reporting.fields import views

urlpatterns: list[URLPattern] = [
    path("linh-vuc-phu-trach/", views.own_fields, name="own_fields"),
    path("linh-vuc-phu-trach/<int:pk>/", views.field_reading, name="field_reading"),
    path(
        "linh-vuc-phu-trach/<int:pk>/xlsx/",
        views.field_as_xlsx,
        name="field_reading_xlsx",
    ),
    path(
        "linh-vuc-phu-trach/<int:pk>/csv/",
        views.field_as_csv,
        name="field_reading_csv",
    ),
]
