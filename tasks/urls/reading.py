"""Inspections that read: what they open, and who lets them."""

from django.urls import URLPattern, path

from tasks.people import views_readers

urlpatterns: list[URLPattern] = [
    path("doc-ho-so/", views_readers.reading, name="reading"),
    path("doc-ho-so/<slug:code>/", views_readers.reading_agency, name="reading_agency"),
    path("doan-kiem-tra/", views_readers.readers, name="readers"),
    path("doan-kiem-tra/moi/", views_readers.grant_reading, name="grant_reading"),
    path("doan-kiem-tra/<int:pk>/", views_readers.reader, name="reader"),
    path(
        "doan-kiem-tra/<int:pk>/ket-thuc/",
        views_readers.end_reading,
        name="end_reading",
    ),
]
