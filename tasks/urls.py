"""Addresses of the tasks room; one block per kind of work."""

from django.urls import URLPattern

app_name = "tasks"

AGENCY_WORK: list[URLPattern] = []

STEERING_WORK: list[URLPattern] = []

REMINDING: list[URLPattern] = []

urlpatterns = [*AGENCY_WORK, *STEERING_WORK, *REMINDING]
