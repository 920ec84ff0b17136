"""Urging: the ledger of reminders."""

from django.urls import URLPattern, path

from tasks.views import reminders

urlpatterns: list[URLPattern] = [
    path("don-doc/", reminders.reminders, name="reminders"),
    path(
        "don-doc/<int:person_id>/gui-lai/",
        reminders.retry_reminders,
        name="retry_reminders",
    ),
]
