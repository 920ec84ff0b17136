"""Addresses of registers."""

from django.urls import URLPattern, path

from tasks.registers import views, views_rows, views_sheets

urlpatterns: list[URLPattern] = [
    path("so-theo-doi/", views.registers, name="registers"),
    path("so-theo-doi/<int:pk>/", views.register_rows, name="register"),
    path("so-theo-doi/<int:pk>/ghi/", views_rows.new_row, name="new_register_row"),
    path("so-theo-doi/<int:pk>/khong-co/", views.nothing_here, name="register_nothing"),
    path("so-theo-doi/<int:pk>/xlsx/", views_sheets.rows_file, name="register_file"),
    path("so-theo-doi/<int:pk>/mau/", views_sheets.empty_file, name="register_form"),
    path(
        "so-theo-doi/<int:pk>/nhap/", views_sheets.sheet_taken_in, name="register_sheet"
    ),
    path("so-theo-doi/dong/<int:pk>/", views_rows.one_row, name="register_row"),
    path(
        "so-theo-doi/dong/<int:pk>/sua/",
        views_rows.correct_row_view,
        name="correct_register_row",
    ),
    path(
        "so-theo-doi/dong/<int:pk>/rut/",
        views_rows.withdraw_row_view,
        name="withdraw_register_row",
    ),
]
