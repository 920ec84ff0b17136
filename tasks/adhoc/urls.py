"""Addresses of adhoc."""

from django.urls import URLPattern, path

from tasks.adhoc import views, views_addressees, views_ending

ROOT = "bao-cao-dot-xuat/"
ONE = f"{ROOT}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(ROOT, views.requests, name="adhoc_list"),
    path(f"{ROOT}moi/", views.new, name="adhoc_new"),
    path(ONE, views.page, name="adhoc"),
    path(f"{ONE}sua/", views.edit, name="adhoc_edit"),
    path(f"{ONE}chep/", views.copy, name="adhoc_copy"),
    path(f"{ONE}xoa/", views.drop, name="adhoc_drop"),
    path(f"{ONE}noi-nhan/", views_addressees.addressees, name="adhoc_addressees"),
    path(f"{ONE}gui/", views.send, name="adhoc_send"),
    path(f"{ONE}gia-han/", views_ending.extend, name="adhoc_extend"),
    path(f"{ONE}chot/", views_ending.close, name="adhoc_close"),
    path(f"{ONE}rut/", views_ending.cancel, name="adhoc_cancel"),
]
