"""Addresses of plan."""

from django.urls import URLPattern, path

from tasks.plan import views, views_offered

urlpatterns: list[URLPattern] = [path("ke-hoach/", views.plans, name="plan")]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("", views.plan, name="plan"),
    path(
        "ky-bao-cao/cau-hoi-tuy-chon/", views_offered.offered_questions, name="offered"
    ),
]
