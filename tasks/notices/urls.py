"""Addresses of notices."""

from django.urls import URLPattern, path

from tasks.notices import views

urlpatterns: list[URLPattern] = [
    path("thong-bao/", views.notices, name="notices"),
    path("thong-bao/da-doc/", views.read_all, name="notices_read"),
    path("thong-bao/<int:pk>/", views.open_notice, name="notice"),
]
