"""Addresses of changing."""

from django.urls import URLPattern, path

from tasks.changing import views

urlpatterns: list[URLPattern] = [
    path("dieu-chinh/", views.plan_changes, name="plan_changes"),
    path("dieu-chinh/<int:pk>/", views.plan_change, name="plan_change"),
    path("dieu-chinh/<int:pk>/bo/", views.discard, name="plan_change_delete"),
    path(
        "dieu-chinh/<int:pk>/hoan-tac/", views.undo_plan_change, name="plan_change_undo"
    ),
]
