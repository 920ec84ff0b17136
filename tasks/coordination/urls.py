"""Addresses of coordination."""

from django.urls import URLPattern, path

from tasks.coordination import views, views_correcting

urlpatterns: list[URLPattern] = [
    path("nhiem-vu/<int:pk>/phoi-hop/", views.ask_for_part, name="ask_contribution"),
    path(
        "phoi-hop/<int:pk>/phan/<int:part_pk>/sua/",
        views_correcting.correct_contribution_view,
        name="correct_contribution",
    ),
    path("phoi-hop/", views.contributions, name="contributions"),
    path("phoi-hop/<int:pk>/", views.contribution, name="contribution"),
    path(
        "phoi-hop/<int:pk>/rut/",
        views.withdraw_view,
        name="withdraw_contribution",
    ),
]
