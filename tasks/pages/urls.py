"""Addresses of pages."""

from django.urls import URLPattern, path

from tasks.pages import (
    views_calendar,
    views_duty,
    views_list,
    views_list_answer,
    views_search,
    views_talking,
)

urlpatterns: list[URLPattern] = [
    path("nhiem-vu/<int:pk>/", views_duty.duty, name="duty"),
    path(
        "nhiem-vu/<int:pk>/vuong-mac/",
        views_duty.tell_difficulty,
        name="raise_difficulty",
    ),
    path("nhiem-vu/<int:pk>/trinh/", views_duty.prepare, name="prepare"),
    path("nhiem-vu/<int:pk>/gui/", views_duty.submit, name="submit"),
    path("nhiem-vu/<int:pk>/rut-lai/", views_duty.take_back_view, name="take_back"),
    path("tim-kiem/", views_search.search, name="search"),
    path("lich/", views_calendar.calendar, name="calendar"),
    path("lich/doi-dia-chi/", views_calendar.renew, name="feed_renew"),
    path("lich/<str:token>.ics", views_calendar.ical, name="feed"),
    path("trao-doi/", views_talking.talks, name="talks"),
    path("nhiem-vu/<int:pk>/trao-doi/", views_talking.say, name="say"),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("danh-sach/", views_list.duties, name="duties"),
    path("danh-sach/tra-loi/", views_list_answer.duties_answer, name="duties_answer"),
    path("danh-sach/csv/", views_list.duties_csv, name="duties_csv"),
    path("danh-sach/xlsx/", views_list.duties_xlsx, name="duties_xlsx"),
]
