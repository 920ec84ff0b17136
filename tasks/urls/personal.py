"""What is the person's own: notices."""

from django.urls import URLPattern, path

from tasks.views import notices

urlpatterns: list[URLPattern] = [
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read_all, name="notices_read"),
    path("thong-bao/<int:pk>/", notices.open_notice, name="notice"),
]
