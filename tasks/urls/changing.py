"""Changes to the plan, from the draft to applying."""

from django.urls import URLPattern, path

from tasks.views import plan_changes

urlpatterns: list[URLPattern] = [
    path("dieu-chinh/", plan_changes.plan_changes, name="plan_changes"),
    path("dieu-chinh/<int:pk>/", plan_changes.plan_change, name="plan_change"),
    path("dieu-chinh/<int:pk>/bo/", plan_changes.discard, name="plan_change_delete"),
]
