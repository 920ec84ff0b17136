"""Addresses of overview."""

from django.urls import URLPattern, path

from reporting.overview import (
    views,
    views_comparing,
    views_matrix,
    views_measures,
    views_province,
    views_results,
    views_trends,
)

urlpatterns: list[URLPattern] = [
    path(
        "don-vi/<slug:code>/phieu-ket-qua/",
        views_results.agency_results,
        name="agency_results",
    ),
    path(
        "don-vi/<slug:code>/phieu-ket-qua/docx/",
        views_results.agency_results_docx,
        name="agency_results_docx",
    ),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("tong-quan/", views.dashboard, name="dashboard"),
    path("tong-quan/muc-tieu/<str:code>/", views.measure_rows, name="measure_rows"),
    path("muc-tieu/", views_measures.measures, name="measures"),
    path("muc-tieu/duyet/", views_measures.approve, name="approve_measures"),
    path("tong-quan/chua-phan-hoi/", views.silent, name="silent"),
    path("tong-quan/dien-bien/", views_trends.trends, name="trends"),
    path("tong-quan/can-ho-tro/", views_trends.helping, name="helping"),
    path("bang-theo-doi/", views_matrix.matrix, name="matrix"),
    path("bang-theo-doi/xlsx/", views_matrix.matrix_as_xlsx, name="matrix_xlsx"),
    path("bang-theo-doi/csv/", views_matrix.matrix_as_csv, name="matrix_csv"),
    path("so-sanh/<ky:key>/", views_comparing.comparing, name="comparing"),
    path(
        "tong-quan/so-lieu/<slug:code>/",
        views_comparing.figure_rows,
        name="figure_rows",
    ),
    path(
        "bao-cao/<ky:key>/so-tong-hop/",
        views_province.province_xlsx,
        name="province",
    ),
    path(
        "nhiem-vu/<str:code>/ket-qua/", views_results.task_results, name="task_results"
    ),
    path(
        "nhiem-vu/<str:code>/ket-qua/docx/",
        views_results.task_results_docx,
        name="task_results_docx",
    ),
    path(
        "nhiem-vu/<str:code>/ket-qua/xlsx/",
        views_results.task_results_xlsx,
        name="task_results_xlsx",
    ),
]
