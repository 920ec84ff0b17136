"""Addresses of difficulties."""

from django.urls import URLPattern, path

from tasks.difficulties import (
    views,
    views_correcting,
    views_directions,
    views_following,
    views_new,
    views_passing_on,
)

urlpatterns: list[URLPattern] = [
    path(
        "vuong-mac/<int:pk>/sua/",
        views_correcting.correct_difficulty_view,
        name="correct_difficulty",
    ),
    path("vuong-mac/", views.difficulties, name="difficulties"),
    path("vuong-mac/gop/", views.merge, name="merge_difficulties"),
    path(
        "vuong-mac/<int:pk>/theo-doi/",
        views_following.follow_difficulty,
        name="follow_difficulty",
    ),
    path("vuong-mac/<int:pk>/cho-xem/", views_following.share, name="share_difficulty"),
    path("vuong-mac/<int:pk>/tach/", views.take_out_view, name="part_difficulty"),
    path("vuong-mac/<int:pk>/chuyen/", views_passing_on.pass_on_view, name="pass_on"),
    path("vuong-mac/chuyen/<int:pk>/", views_passing_on.referral, name="referral"),
    path(
        "vuong-mac/chuyen/<int:pk>/tra-lai/",
        views_passing_on.referral_return,
        name="referral_return",
    ),
    path(
        "vuong-mac/chuyen/<int:pk>/thu-lai/",
        views_passing_on.referral_take_back,
        name="referral_take_back",
    ),
    path("vuong-mac/<int:pk>/tra-loi/", views.answer_difficulty_view, name="answer"),
    path(
        "vuong-mac/<int:pk>/ubnd-tra-loi/",
        views.committee_answer,
        name="committee_answer",
    ),
    path("vuong-mac/<int:pk>/bao-cao/", views.escalate, name="escalate"),
    path(
        "don-vi/<slug:code>/neu-vuong-mac/",
        views_new.new_difficulty,
        name="new_difficulty",
    ),
    path("chi-dao/", views_directions.directions, name="directions"),
    path("chi-dao/ghi/", views_directions.new_direction, name="new_direction"),
    path("chi-dao/<int:pk>/", views_directions.direction, name="direction"),
    path("chi-dao/<int:pk>/sua/", views_directions.correct, name="correct_direction"),
    path(
        "chi-dao/<int:pk>/co-quan/", views_directions.bind_more, name="bind_direction"
    ),
    path(
        "chi-dao/<int:pk>/<int:share_pk>/buoc/",
        views_directions.step,
        name="direction_step",
    ),
]
