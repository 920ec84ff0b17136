"""Changes to the plan, from the draft to applying."""

from django.urls import URLPattern, path

from tasks.changing import views as changing_views

urlpatterns: list[URLPattern] = [
    path("dieu-chinh/", changing_views.plan_changes, name="plan_changes"),
    path("dieu-chinh/<int:pk>/", changing_views.plan_change, name="plan_change"),
    path("dieu-chinh/<int:pk>/bo/", changing_views.discard, name="plan_change_delete"),
]
