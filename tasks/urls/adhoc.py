"""Ad-hoc requests, from the draft to the end; their answers are in `reporting`."""

from django.urls import URLPattern, path

from tasks.adhoc import views as adhoc_views
from tasks.adhoc import views_addressees, views_ending
from tasks.desk import views_adhoc

ROOT = "bao-cao-dot-xuat/"
ONE = f"{ROOT}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(ROOT, adhoc_views.requests, name="adhoc_list"),
    path(f"{ROOT}moi/", adhoc_views.new, name="adhoc_new"),
    path(ONE, adhoc_views.page, name="adhoc"),
    path(f"{ONE}sua/", adhoc_views.edit, name="adhoc_edit"),
    path(f"{ONE}chep/", adhoc_views.copy, name="adhoc_copy"),
    path(f"{ONE}xoa/", adhoc_views.drop, name="adhoc_drop"),
    path(f"{ONE}noi-nhan/", views_addressees.addressees, name="adhoc_addressees"),
    path(f"{ONE}van-ban/<slug:code>/", views_adhoc.letter, name="adhoc_letter"),
    path(
        "don-vi/<slug:code>/gui-dot-xuat/",
        views_adhoc.send_all,
        name="send_answers",
    ),
    path(f"{ONE}gui/", adhoc_views.send, name="adhoc_send"),
    path(f"{ONE}gia-han/", views_ending.extend, name="adhoc_extend"),
    path(f"{ONE}chot/", views_ending.close, name="adhoc_close"),
    path(f"{ONE}rut/", views_ending.cancel, name="adhoc_cancel"),
]
