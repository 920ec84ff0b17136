"""What is the person's own: notices, the calendar, search."""

from django.urls import URLPattern, path

from tasks.views import calendar, notices, role_offers, search

urlpatterns: list[URLPattern] = [
    path("tim-kiem/", search.search, name="search"),
    path("lich/", calendar.calendar, name="calendar"),
    path("lich/doi-dia-chi/", calendar.renew, name="feed_renew"),
    path("lich/<str:token>.ics", calendar.ical, name="feed"),
    path("vai-tro-de-nghi/", role_offers.role_offers, name="role_offers"),
    path("vai-tro-de-nghi/<int:pk>/", role_offers.answer_offer, name="answer_offer"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read_all, name="notices_read"),
    path("thong-bao/<int:pk>/", notices.open_notice, name="notice"),
]
