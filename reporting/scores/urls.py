"""Addresses of scores."""

from django.urls import URLPattern, path

from reporting.scores import views

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("diem-theo-doi/", views.scores, name="scores"),
    path("diem-theo-doi/bat-tat/", views.switch_scores, name="switch_scores"),
    path("diem-theo-doi/cong-thuc/", views.score_formula, name="score_formula"),
    path("diem-theo-doi/<slug:code>/", views.score, name="score"),
]
