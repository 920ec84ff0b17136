"""Addresses of review."""

from django.urls import URLPattern, path

from tasks.review import views, views_accepting, views_all, views_one

urlpatterns: list[URLPattern] = [
    path("tiep-nhan/", views_all.review_all, name="review"),
    path("tiep-nhan/<int:pk>/", views_one.review_one, name="review_one"),
    path("tiep-nhan/chon/", views_accepting.accept_chosen, name="accept_chosen"),
    path("nhiem-vu/<int:pk>/tiep-nhan/", views.accept, name="accept"),
    path("nhiem-vu/<int:pk>/yeu-cau-bo-sung/", views.ask_completion, name="return"),
    path("nhiem-vu/<int:pk>/khong-thuoc-dien/", views.waive, name="waive"),
    path("nhiem-vu/<int:pk>/gia-han/", views.extend_duty_view, name="extend"),
    path("nhiem-vu/<int:pk>/dua-lai/", views.resume, name="resume"),
    path("nhiem-vu/<int:pk>/mo-lai/", views.unlock, name="unlock"),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("tiep-nhan/", views.review, name="review"),
]
