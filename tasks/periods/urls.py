"""Addresses of periods."""

from django.urls import URLPattern, path

from tasks.periods import views, views_calendar

urlpatterns: list[URLPattern] = [
    path("ky-bao-cao/<int:pk>/", views.period, name="period"),
    path("ky-bao-cao/<int:pk>/chot/", views.close_period_view, name="period_close"),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("ky-bao-cao/", views.periods, name="periods"),
    path("ky-bao-cao/mo/", views.open_year, name="open_year"),
    path("ky-bao-cao/lich/", views_calendar.calendar_of_plan, name="calendar_of_plan"),
]
