"""Addresses of plan."""

from django.urls import URLPattern, path

from tasks.plan import views, views_offered

urlpatterns: list[URLPattern] = [
    path("ke-hoach/", views.plan, name="plan"),
    path(
        "ky-bao-cao/cau-hoi-tuy-chon/", views_offered.offered_questions, name="offered"
    ),
]
