"""Addresses of adhoc."""

from django.urls import URLPattern, path

from reporting.adhoc import views

urlpatterns: list[URLPattern] = [
    path("bao-cao-dot-xuat/<int:pk>/ket-qua/", views.adhoc, name="adhoc"),
    path("bao-cao-dot-xuat/<int:pk>/xlsx/", views.adhoc_as_xlsx, name="adhoc_xlsx"),
    path("bao-cao-dot-xuat/<int:pk>/csv/", views.adhoc_as_csv, name="adhoc_csv"),
]
