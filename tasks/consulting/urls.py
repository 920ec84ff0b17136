"""Addresses of consulting."""

from django.urls import URLPattern, path

from tasks.consulting import views

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("nhap/gop-y/", views.opinions, name="plan_opinions"),
    path("nhap/gop-y/nhat-tri/", views.agree_view, name="plan_opinions_agree"),
    path(
        "nhap/gop-y/bang-tong-hop.xlsx",
        views.opinions_file,
        name="plan_opinions_file",
    ),
    path("nhap/gop-y/<slug:kind>/<int:pk>/", views.say_opinion, name="plan_opinion"),
]
urlpatterns: list[URLPattern] = [
    path("gop-y/<int:pk>/tra-loi/", views.answer_opinion, name="answer_opinion"),
    path("gop-y/<int:pk>/rut/", views.withdraw_opinion, name="withdraw_opinion"),
]
