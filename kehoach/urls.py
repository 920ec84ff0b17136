"""The map of the site."""

from django.contrib import admin
from django.urls import include, path

from kehoach.views import alive, home

urlpatterns = [
    path("", home, name="home"),
    path("song", alive, name="alive"),
    path("", include("agencies.urls")),
    path("", include("tasks.urls")),
    path("", include("reporting.urls")),
    path("quan-tri/", admin.site.urls),
]
