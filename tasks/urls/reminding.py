"""Urging: the ledger of reminders."""

from django.urls import URLPattern, path

from tasks.official_letters import views_correcting_urging, views_urging
from tasks.reminders import views as reminders_views

urlpatterns: list[URLPattern] = [
    path("don-doc/", reminders_views.reminders, name="reminders"),
    path("don-doc/tam-dung/", reminders_views.pause, name="pause"),
    path("don-doc/tam-dung/<int:pk>/het/", reminders_views.end_pause, name="end_pause"),
    path("don-doc/xem-truoc/", reminders_views.preview, name="reminder_preview"),
    path(
        "don-doc/lich-su/<slug:code>/", reminders_views.history, name="reminder_history"
    ),
    path("don-doc/nhac/<slug:code>/", reminders_views.nudge, name="nudge"),
    path("don-doc/cong-van/", views_urging.letters, name="letters"),
    path("don-doc/cong-van/soan/", views_urging.new_letter, name="new_letter"),
    path("don-doc/cong-van/<int:pk>/", views_urging.letter, name="letter"),
    path(
        "don-doc/cong-van/<int:pk>/da-gui/",
        views_urging.letter_sent,
        name="letter_sent",
    ),
    path(
        "don-doc/cong-van/<int:pk>/soan-lai/",
        views_urging.letter_words,
        name="letter_words",
    ),
    path(
        "don-doc/cong-van/<int:pk>/ban-ky/",
        views_urging.letter_file,
        name="letter_file",
    ),
    path(
        "don-doc/cong-van/<int:pk>/sua/",
        views_correcting_urging.correct_sent_letter,
        name="correct_sent_letter",
    ),
    path(
        "don-doc/cong-van/<int:pk>/thay-the/",
        views_correcting_urging.replace_letter,
        name="replace_letter",
    ),
    path(
        "don-doc/cong-van/ban-cu/<int:pk>/",
        views_correcting_urging.earlier_sent_file,
        name="earlier_sent_file",
    ),
    path(
        "don-doc/<int:person_id>/gui-lai/",
        reminders_views.retry_reminders,
        name="retry_reminders",
    ),
]
