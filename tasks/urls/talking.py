"""What agencies and the steering agency ask each other, and what stands in their way."""

from django.urls import URLPattern, path

from tasks.difficulties import views_new
from tasks.pages import views_talking
from tasks.work import views_extension_requests

urlpatterns: list[URLPattern] = [
    path("trao-doi/", views_talking.talks, name="talks"),
    path("nhiem-vu/<int:pk>/trao-doi/", views_talking.say, name="say"),
    path(
        "nhiem-vu/<int:pk>/de-nghi-gia-han/",
        views_extension_requests.ask_for_duty,
        name="ask_extension",
    ),
    path(
        "don-vi/<slug:code>/de-nghi-gia-han/",
        views_extension_requests.ask_for_all,
        name="ask_extension_for_all",
    ),
    path(
        "de-nghi-gia-han/<int:pk>/",
        views_extension_requests.decide,
        name="decide_extension",
    ),
    path(
        "don-vi/<slug:code>/neu-vuong-mac/",
        views_new.new_difficulty,
        name="new_difficulty",
    ),
]
