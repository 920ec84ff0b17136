"""Addresses of people."""

from django.urls import URLPattern, path

from tasks.people import (
    views_agencies,
    views_offers,
    views_people,
    views_readers,
    views_watching,
)

urlpatterns: list[URLPattern] = [
    path(
        "tiep-nhan/theo-doi/thay/<int:pk>/het/",
        views_watching.end_stand_in_view,
        name="end_stand_in",
    ),
    path("vai-tro-de-nghi/", views_offers.role_offers, name="role_offers"),
    path("vai-tro-de-nghi/<int:pk>/", views_offers.answer_offer, name="answer_offer"),
    path("co-quan/", views_agencies.agencies, name="agencies"),
    path("co-quan/chua-co-dau-moi/", views_agencies.red_list, name="red_list"),
    path("co-quan/can-bo/", views_people.people, name="people"),
    path("co-quan/can-bo/nhap/", views_people.people_sheet, name="people_sheet"),
    path("co-quan/can-bo/nhap/ghi/", views_people.people_write, name="people_write"),
    path("co-quan/can-bo/mau.xlsx", views_people.people_file, name="people_file"),
    path("co-quan/can-bo/<int:pk>/lien-ket/", views_people.send_link, name="send_link"),
    path(
        "co-quan/<slug:code>/them-can-bo/", views_people.add_person, name="add_person"
    ),
    path("co-quan/<slug:code>/", views_agencies.agency, name="agency"),
    path(
        "co-quan/<slug:code>/de-nghi/<int:pk>/rut/",
        views_offers.withdraw_offer,
        name="withdraw_offer",
    ),
    path(
        "co-quan/<slug:code>/uy-quyen/", views_agencies.delegate_page, name="delegate"
    ),
    path(
        "co-quan/<slug:code>/ban-giao/<int:person>/",
        views_agencies.hand_over_page,
        name="hand_over",
    ),
    path("doc-ho-so/", views_readers.reading, name="reading"),
    path("doc-ho-so/<slug:code>/", views_readers.reading_agency, name="reading_agency"),
    path("doan-kiem-tra/", views_readers.readers, name="readers"),
    path("doan-kiem-tra/moi/", views_readers.grant_reading_view, name="grant_reading"),
    path("doan-kiem-tra/<int:pk>/", views_readers.reader, name="reader"),
    path(
        "doan-kiem-tra/<int:pk>/ket-thuc/",
        views_readers.end_reading_view,
        name="end_reading",
    ),
]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("tiep-nhan/theo-doi/", views_watching.watching, name="watching"),
    path("tiep-nhan/theo-doi/thay/", views_watching.stand_in, name="stand_in"),
]
