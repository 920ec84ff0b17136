"""What is the person's own: notices, the calendar, search."""

from django.urls import URLPattern, path

from tasks.views import calendar, notices, search

urlpatterns: list[URLPattern] = [
    path("tim-kiem/", search.search, name="search"),
    path("lich/", calendar.calendar, name="calendar"),
    path("lich/doi-dia-chi/", calendar.renew, name="feed_renew"),
    path("lich/<str:token>.ics", calendar.ical, name="feed"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read_all, name="notices_read"),
    path("thong-bao/<int:pk>/", notices.open_notice, name="notice"),
]
