"""What is the person's own: notices, the calendar, search."""

from django.urls import URLPattern, path

from tasks.notices import views as notices_views
from tasks.pages import views_calendar, views_search
from tasks.people import views_offers

urlpatterns: list[URLPattern] = [
    path("tim-kiem/", views_search.search, name="search"),
    path("lich/", views_calendar.calendar, name="calendar"),
    path("lich/doi-dia-chi/", views_calendar.renew, name="feed_renew"),
    path("lich/<str:token>.ics", views_calendar.ical, name="feed"),
    path("vai-tro-de-nghi/", views_offers.role_offers, name="role_offers"),
    path("vai-tro-de-nghi/<int:pk>/", views_offers.answer_offer, name="answer_offer"),
    path("thong-bao/", notices_views.notices, name="notices"),
    path("thong-bao/da-doc/", notices_views.read_all, name="notices_read"),
    path("thong-bao/<int:pk>/", notices_views.open_notice, name="notice"),
]
