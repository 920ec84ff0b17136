"""Addresses of official_letters."""

from django.urls import URLPattern, path

from tasks.official_letters import (
    views_by_letter,
    views_correcting_unit_report,
    views_correcting_urging,
    views_unit_report,
    views_urging,
)

urlpatterns: list[URLPattern] = [
    path(
        "don-vi/<slug:code>/bao-cao/", views_unit_report.unit_report, name="unit_report"
    ),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/tep/",
        views_unit_report.unit_report_file,
        name="unit_report_file",
    ),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/sua/",
        views_correcting_unit_report.correct_letter,
        name="correct_letter",
    ),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/doi-chieu/",
        views_correcting_unit_report.confirm_letter,
        name="confirm_letter",
    ),
    path(
        "don-vi/<slug:code>/bao-cao/<int:pk>/go/",
        views_correcting_unit_report.take_off_letter,
        name="take_off_letter",
    ),
    path(
        "don-vi/<slug:code>/bao-cao/ban-cu/<int:pk>/tep/",
        views_correcting_unit_report.earlier_letter_file,
        name="earlier_letter_file",
    ),
    path("ky-bao-cao/<int:pk>/van-ban/", views_by_letter.by_letter, name="by_letter"),
    path(
        "ky-bao-cao/<int:pk>/van-ban/<slug:code>/",
        views_by_letter.letter_numbers,
        name="letter_numbers",
    ),
    path(
        "ky-bao-cao/<int:pk>/van-ban/<slug:code>/tren-he-thong/",
        views_by_letter.answer_again,
        name="answer_again",
    ),
    path("don-doc/cong-van/<int:pk>/", views_urging.urging_letter_view, name="letter"),
    path(
        "don-doc/cong-van/<int:pk>/da-gui/",
        views_urging.letter_sent,
        name="letter_sent",
    ),
    path(
        "don-doc/cong-van/<int:pk>/soan-lai/",
        views_urging.letter_words,
        name="letter_words",
    ),
    path(
        "don-doc/cong-van/<int:pk>/ban-ky/",
        views_urging.letter_file,
        name="letter_file",
    ),
    path(
        "don-doc/cong-van/<int:pk>/sua/",
        views_correcting_urging.correct_sent_letter_view,
        name="correct_sent_letter",
    ),
    path(
        "don-doc/cong-van/<int:pk>/thay-the/",
        views_correcting_urging.replace_letter,
        name="replace_letter",
    ),
    path(
        "don-doc/cong-van/ban-cu/<int:pk>/",
        views_correcting_urging.earlier_sent_file,
        name="earlier_sent_file",
    ),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("don-doc/cong-van/", views_urging.letters, name="letters"),
    path("don-doc/cong-van/soan/", views_urging.new_letter, name="new_letter"),
]
