"""Agencies: the list, one of them, its people."""

from django.urls import URLPattern, path

from tasks.doors import views as doors_views
from tasks.people import views_agencies, views_offers, views_people

urlpatterns: list[URLPattern] = [
    path("co-quan/", views_agencies.agencies, name="agencies"),
    path("co-quan/chua-co-dau-moi/", views_agencies.red_list, name="red_list"),
    path("co-quan/tim/", doors_views.find_agency, name="find_agency"),
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
]
