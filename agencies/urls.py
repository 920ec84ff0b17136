"""Addresses for signing in, passwords and activation."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from agencies.accounts import factor_views, views_door
from agencies.accounts import views as accounts
from agencies.accounts.proving import prove
from agencies.accounts.second_step import second_step

urlpatterns = [
    path("dang-nhap/", views_door.SignInView.as_view(), name="login"),
    path("tai-khoan/mo-lai/", views_door.ask_to_reopen, name="reopen"),
    path("tai-khoan/mo-lai/da-gui/", views_door.reopen_sent, name="reopen_sent"),
    path(
        "tai-khoan/mo-lai/<uidb64>/<token>/",
        views_door.reopen_confirm,
        name="reopen_confirm",
    ),
    path("dang-nhap/buoc-hai/", second_step, name="second_step"),
    path("xac-nhan/", prove, name="prove"),
    path("xac-thuc-hai-lop/", factor_views.factor_page, name="factors"),
    path("xac-thuc-hai-lop/ung-dung/", factor_views.add_app_view, name="add_app"),
    path("xac-thuc-hai-lop/khoa/", factor_views.add_key_view, name="add_key"),
    path("xac-thuc-hai-lop/ma/", factor_views.recovery_codes, name="recovery_codes"),
    path("xac-thuc-hai-lop/bo/", factor_views.remove_factor_view, name="remove_factor"),
    path("phien/", accounts.session_clock, name="session_clock"),
    path("tai-khoan/phien/", accounts.sessions, name="sessions"),
    path("tai-khoan/phien/ket-thuc/", accounts.end_sessions, name="end_sessions"),
    path("dang-xuat/", auth.LogoutView.as_view(), name="logout"),
    path(
        "mat-khau/doi/",
        views_door.ChangePassword.as_view(),
        name="password_change",
    ),
    path(
        "mat-khau/doi/xong/",
        auth.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("mat-khau/quen/", views_door.ask_for_password, name="password_reset"),
    path(
        "mat-khau/quen/da-gui/",
        login_not_required(auth.PasswordResetDoneView.as_view()),
        name="password_reset_done",
    ),
    path(
        "mat-khau/dat/<uidb64>/<token>/",
        views_door.SetPassword.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "mat-khau/dat/xong/",
        login_not_required(auth.PasswordResetCompleteView.as_view()),
        name="password_reset_complete",
    ),
]
