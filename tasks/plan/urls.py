"""Addresses of plan."""

from django.urls import URLPattern, path

from tasks.plan import views, views_entering, views_offered

urlpatterns: list[URLPattern] = [path("ke-hoach/", views.plans, name="plan")]

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("", views.plan, name="plan"),
    path("nhap/chep/", views_entering.copy, name="plan_copy"),
    path("nhap/bang-tinh/", views_entering.workbook, name="plan_workbook"),
    path(
        "nhap/bang-tinh/mau.xlsx",
        views_entering.workbook_file,
        name="plan_workbook_file",
    ),
    path("nhap/cong-bo/", views_entering.publish, name="plan_publish"),
    path(
        "ky-bao-cao/cau-hoi-tuy-chon/", views_offered.offered_questions, name="offered"
    ),
]
