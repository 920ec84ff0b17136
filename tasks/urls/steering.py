"""What the steering agency does: review, periods, difficulties, and lists."""

from django.urls import URLPattern, path

from tasks.difficulties import views as difficulties_views
from tasks.difficulties import views_following, views_passing_on
from tasks.official_letters import views_by_letter
from tasks.pages import views_list, views_list_answer
from tasks.people import views_watching
from tasks.periods import views as periods_views
from tasks.plan import views as plan_views
from tasks.plan import views_offered
from tasks.review import views as review_views
from tasks.review import views_accepting, views_one

urlpatterns: list[URLPattern] = [
    path("ke-hoach/", plan_views.plan, name="plan"),
    path("danh-sach/", views_list.duties, name="duties"),
    path("danh-sach/tra-loi/", views_list_answer.duties_answer, name="duties_answer"),
    path("danh-sach/csv/", views_list.duties_csv, name="duties_csv"),
    path("danh-sach/xlsx/", views_list.duties_xlsx, name="duties_xlsx"),
    path("tiep-nhan/theo-doi/", views_watching.watching, name="watching"),
    path("tiep-nhan/theo-doi/thay/", views_watching.stand_in, name="stand_in"),
    path(
        "tiep-nhan/theo-doi/thay/<int:pk>/het/",
        views_watching.end_stand_in,
        name="end_stand_in",
    ),
    path("tiep-nhan/", review_views.review, name="review"),
    path("tiep-nhan/<int:pk>/", views_one.review_one, name="review_one"),
    path("tiep-nhan/chon/", views_accepting.accept_chosen, name="accept_chosen"),
    path("nhiem-vu/<int:pk>/tiep-nhan/", review_views.accept, name="accept"),
    path(
        "nhiem-vu/<int:pk>/yeu-cau-bo-sung/", review_views.ask_completion, name="return"
    ),
    path("nhiem-vu/<int:pk>/khong-thuoc-dien/", review_views.waive, name="waive"),
    path("nhiem-vu/<int:pk>/gia-han/", review_views.extend, name="extend"),
    path("nhiem-vu/<int:pk>/dua-lai/", review_views.resume, name="resume"),
    path("nhiem-vu/<int:pk>/mo-lai/", review_views.unlock, name="unlock"),
    path("vuong-mac/", difficulties_views.difficulties, name="difficulties"),
    path("vuong-mac/gop/", difficulties_views.merge, name="merge_difficulties"),
    path(
        "vuong-mac/<int:pk>/theo-doi/",
        views_following.follow_difficulty,
        name="follow_difficulty",
    ),
    path("vuong-mac/<int:pk>/cho-xem/", views_following.share, name="share_difficulty"),
    path("vuong-mac/<int:pk>/tach/", difficulties_views.part, name="part_difficulty"),
    path("vuong-mac/<int:pk>/chuyen/", views_passing_on.pass_on, name="pass_on"),
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
    path("vuong-mac/<int:pk>/tra-loi/", difficulties_views.answer, name="answer"),
    path(
        "vuong-mac/<int:pk>/ubnd-tra-loi/",
        difficulties_views.committee_answer,
        name="committee_answer",
    ),
    path("vuong-mac/<int:pk>/bao-cao/", difficulties_views.escalate, name="escalate"),
    path("ky-bao-cao/", periods_views.periods, name="periods"),
    path("ky-bao-cao/mo/", periods_views.open_year, name="open_year"),
    path("ky-bao-cao/<int:pk>/", periods_views.period, name="period"),
    path("ky-bao-cao/cau-hoi-tuy-chon/", views_offered.offered, name="offered"),
    path("ky-bao-cao/<int:pk>/van-ban/", views_by_letter.by_letter, name="by_letter"),
    path(
        "ky-bao-cao/<int:pk>/van-ban/<slug:code>/",
        views_by_letter.letter_numbers,
        name="letter_numbers",
    ),
    path(
        "ky-bao-cao/<int:pk>/van-ban/<slug:code>/tren-he-thong/",
        views_by_letter.answer_again,
        name="answer_again",
    ),
    path("ky-bao-cao/<int:pk>/chot/", periods_views.close, name="period_close"),
]
