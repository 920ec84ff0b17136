"""Agencies: the list, one of them, its people."""

from django.urls import URLPattern, path

from tasks.views import agencies

urlpatterns: list[URLPattern] = [
    path("co-quan/", agencies.agencies, name="agencies"),
    path("co-quan/chua-co-dau-moi/", agencies.red_list, name="red_list"),
    path("co-quan/<slug:code>/", agencies.agency, name="agency"),
    path("co-quan/<slug:code>/uy-quyen/", agencies.delegate_page, name="delegate"),
    path(
        "co-quan/<slug:code>/ban-giao/<int:person>/",
        agencies.hand_over_page,
        name="hand_over",
    ),
]
