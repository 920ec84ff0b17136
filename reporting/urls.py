"""Addresses of the reporting room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
