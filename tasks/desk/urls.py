"""Addresses of desk."""

from django.urls import URLPattern, path

from tasks.desk import (
    views,
    views_acts,
    views_adhoc,
    views_in_place,
    views_preview,
    views_update,
)
from tasks.desk.sheet import views as sheet_views

_ROOT = "bao-cao-dot-xuat/"
_ONE = f"{_ROOT}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("nhiem-vu/", views.desk_home, name="desk_home"),
    path("don-vi/<slug:code>/", views.desk, name="desk"),
    path("don-vi/<slug:code>/gui/", views_acts.submit_all, name="submit_ready"),
    path("don-vi/<slug:code>/trinh/", views_acts.prepare_all, name="prepare_ready"),
    path("don-vi/<slug:code>/gui/xem/", views_preview.send_ready, name="send_ready"),
    path("don-vi/<slug:code>/khong-phat-sinh/", views_acts.nothing, name="nothing"),
    path("don-vi/<slug:code>/bang-tinh/", sheet_views.desk_sheet, name="desk_sheet"),
    path(
        "don-vi/<slug:code>/bang-tinh/tai/",
        sheet_views.desk_sheet_file,
        name="desk_sheet_file",
    ),
    path(
        "don-vi/<slug:code>/bang-tinh/ghi/",
        sheet_views.desk_sheet_write,
        name="desk_sheet_write",
    ),
    path(
        "nhiem-vu/<int:pk>/nhat-ky/",
        views_update.log_progress_view,
        name="log_progress",
    ),
    path("nhiem-vu/<int:pk>/dong/", views_in_place.line, name="desk_line"),
    path(
        "nhiem-vu/<int:pk>/dong/nhat-ky/",
        views_in_place.log_in_place,
        name="log_in_place",
    ),
    path(
        f"{_ONE}van-ban/<slug:code>/",
        views_adhoc.adhoc_letter_view,
        name="adhoc_letter",
    ),
    path(
        "don-vi/<slug:code>/gui-dot-xuat/",
        views_adhoc.send_all,
        name="send_answers",
    ),
]
