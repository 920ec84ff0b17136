"""Addresses of changing."""

from django.urls import URLPattern, path

from tasks.changing import views, views_heirs, views_rows

urlpatterns: list[URLPattern] = [
    path("dieu-chinh/<int:pk>/", views.plan_change, name="plan_change"),
    path(
        "dieu-chinh/<int:pk>/dong/<int:line>/bo/",
        views_rows.drop_line,
        name="plan_change_line_delete",
    ),
    path(
        "dieu-chinh/them/<slug:kind>/<int:pk>/",
        views_rows.add_plan_row,
        name="plan_change_add",
    ),
    path(
        "dieu-chinh/<slug:kind>/<int:pk>/",
        views_rows.change_row,
        name="plan_change_row",
    ),
    path(
        "dieu-chinh/<int:pk>/thay-the/",
        views_heirs.choose_heirs,
        name="plan_change_heirs",
    ),
    path("dieu-chinh/<int:pk>/bo/", views.discard, name="plan_change_delete"),
    path(
        "dieu-chinh/<int:pk>/hoan-tac/", views.undo_plan_change, name="plan_change_undo"
    ),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("dieu-chinh/", views.plan_changes, name="plan_changes"),
    path("dieu-chinh/thay-the/", views_heirs.replace_plan, name="plan_replace"),
]
