"""Inspections that read: what they open, and who lets them."""

from django.urls import URLPattern, path

from tasks.views import reading

urlpatterns: list[URLPattern] = [
    path("doc-ho-so/", reading.reading, name="reading"),
    path("doc-ho-so/<slug:code>/", reading.reading_agency, name="reading_agency"),
    path("doan-kiem-tra/", reading.readers, name="readers"),
    path("doan-kiem-tra/moi/", reading.grant_reading, name="grant_reading"),
    path("doan-kiem-tra/<int:pk>/", reading.reader, name="reader"),
    path("doan-kiem-tra/<int:pk>/ket-thuc/", reading.end_reading, name="end_reading"),
]
