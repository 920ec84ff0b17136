"""Addresses of entering, below `ke-hoach/<mã>/`."""

from django.urls import URLPattern, path

from tasks.entering import views

of_plan: list[URLPattern] = [
    path("nhap/dong/<slug:kind>/<int:pk>/", views.draft_row, name="draft_row"),
    path("nhap/sua/<slug:kind>/<int:pk>/", views.edit_draft_row, name="draft_row_edit"),
    path("nhap/them/<slug:kind>/", views.add_draft_row, name="draft_row_add"),
    path(
        "nhap/chuyen/<slug:kind>/<int:pk>/", views.move_draft_row, name="draft_row_move"
    ),
    path(
        "nhap/xoa/<slug:kind>/<int:pk>/",
        views.delete_draft_row,
        name="draft_row_delete",
    ),
]
