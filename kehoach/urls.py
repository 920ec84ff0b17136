"""The map of the site."""

from django.contrib import admin
from django.urls import include, path

from kehoach.administration.second_factors import second_factors
from kehoach.administration.shut import shut
from kehoach.administration.trail import trail
from kehoach.administration.views import administration
from kehoach.site.guide_pages import guide_page, guide_picture
from kehoach.site.styles import styles
from kehoach.site.views import alive, healthy, home, measured

handler500 = "kehoach.site.second_try.unanswered"
urlpatterns = [
    path("", home, name="home"),
    path("song", alive, name="alive"),
    path("suc-khoe", healthy, name="healthy"),
    path("so-do", measured, name="measured"),
    path("kieu-dang/", styles, name="styles"),
    path("huong-dan/", guide_page, name="guide"),
    path("huong-dan/anh/<str:name>", guide_picture, name="guide_picture"),
    path("", include("agencies.urls")),
    path("", include("tasks.urls")),
    path("", include("reporting.urls")),
    path("quan-tri/", administration, name="administration"),
    path("quan-tri/hai-lop/", second_factors, name="second_factors"),
    path("quan-tri/bi-chan/", shut, name="shut"),
    path("quan-tri/nhat-ky/", trail, name="trail"),
    path(
        "quan-tri/ky-thuat/",
        admin.site.admin_view(admin.site.index),
        name="admin_index",
    ),
    path("quan-tri/", admin.site.urls),
]
