"""Addresses of the agencies room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
