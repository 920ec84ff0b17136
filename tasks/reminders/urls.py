"""Addresses of reminders."""

from django.urls import URLPattern, path

from tasks.reminders import views

urlpatterns: list[URLPattern] = [
    path("don-doc/tam-dung/<int:pk>/het/", views.end_pause_view, name="end_pause"),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("don-doc/", views.reminders, name="reminders"),
    path("don-doc/tam-dung/", views.pause, name="pause"),
    path("don-doc/xem-truoc/", views.preview_letters, name="reminder_preview"),
    path("don-doc/lich-su/<slug:code>/", views.history, name="reminder_history"),
    path("don-doc/nhac/<slug:code>/", views.nudge_view, name="nudge"),
    path(
        "don-doc/<int:person_id>/gui-lai/",
        views.retry_reminders,
        name="retry_reminders",
    ),
]
