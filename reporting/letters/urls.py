"""Addresses of letters."""

from django.urls import URLPattern, path

from reporting.letters import views

urlpatterns: list[URLPattern] = [
    path("don-doc/cong-van/<int:pk>/docx/", views.letter_docx, name="letter_docx"),
]
