"""Addresses of dossiers."""

from django.urls import URLPattern, path

from reporting.dossiers import views

urlpatterns: list[URLPattern] = [
    path("ho-so-kiem-tra/", views.dossiers, name="dossiers"),
    path("ho-so/<int:pk>/tep/", views.dossier_file, name="dossier_file"),
    path("ho-so/<int:pk>/xoa-tep/", views.drop_dossier, name="drop_dossier"),
    path("ho-so/<int:pk>/giao/", views.archive_handed, name="archive_handed"),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("bao-cao/<ky:key>/nop-luu/", views.archive, name="archive"),
]
