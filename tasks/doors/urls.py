"""Addresses of doors."""

from django.urls import URLPattern, path

from tasks.doors import views

urlpatterns: list[URLPattern] = [
    path("co-quan/tim/", views.find_agency, name="find_agency"),
]
