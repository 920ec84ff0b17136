"""Addresses of adhoc."""

from django.urls import URLPattern, path

from tasks.adhoc import views, views_addressees, views_ending

_ROOT = "bao-cao-dot-xuat/"
_ONE = f"{_ROOT}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(_ROOT, views.requests, name="adhoc_list"),
    path(f"{_ROOT}moi/", views.new_request, name="adhoc_new"),
    path(_ONE, views.request_page, name="adhoc"),
    path(f"{_ONE}sua/", views.edit_request, name="adhoc_edit"),
    path(f"{_ONE}chep/", views.copy_request_view, name="adhoc_copy"),
    path(f"{_ONE}xoa/", views.drop_request_view, name="adhoc_drop"),
    path(f"{_ONE}noi-nhan/", views_addressees.addressees, name="adhoc_addressees"),
    path(f"{_ONE}gui/", views.send, name="adhoc_send"),
    path(f"{_ONE}gia-han/", views_ending.extend_request_view, name="adhoc_extend"),
    path(f"{_ONE}chot/", views_ending.close_request_view, name="adhoc_close"),
    path(f"{_ONE}rut/", views_ending.cancel, name="adhoc_cancel"),
]
