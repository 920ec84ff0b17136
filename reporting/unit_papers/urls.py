"""Addresses of unit_papers."""

from django.urls import URLPattern, path

from reporting.unit_papers import views

urlpatterns: list[URLPattern] = [
    path("don-vi/<slug:code>/du-thao/<slug:kind>/", views.draft, name="unit_paper"),
    path(
        "don-vi/<slug:code>/du-thao/<slug:kind>/docx/",
        views.draft_docx,
        name="unit_paper_docx",
    ),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path(
        "de-cuong-don-vi/<ky:key>/<slug:kind>/",
        views.unit_outline,
        name="unit_outline",
    ),
]
