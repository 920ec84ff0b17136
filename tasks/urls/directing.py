"""What the leadership of the province decided."""

from django.urls import URLPattern, path

from tasks.difficulties import views_directions as views

urlpatterns: list[URLPattern] = [
    path("chi-dao/", views.directions, name="directions"),
    path("chi-dao/ghi/", views.new_direction, name="new_direction"),
    path("chi-dao/<int:pk>/", views.direction, name="direction"),
    path("chi-dao/<int:pk>/sua/", views.correct, name="correct_direction"),
    path("chi-dao/<int:pk>/co-quan/", views.bind_more, name="bind_direction"),
    path("chi-dao/<int:pk>/<int:share_pk>/buoc/", views.step, name="direction_step"),
]
