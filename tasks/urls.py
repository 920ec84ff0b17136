"""Addresses of the tasks room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
