"""What is guessed soon is refused; composed and decomposed letters are one password."""

import unicodedata

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agencies.models import User
from agencies.tests.factories import make_user

EASY = [
    "aaaaaaaaaaaaaaA1!",
    "Matkhau123456789!",
    "Mật-khẩu-2026-2026!",
    "M@tkh@u123456789",
    "Khanhhoa@2026Khanhhoa",
    "Nhatrang2026@@@@",
    "Anhyeuem123456!@",
    "Abcd1234Abcd1234!",
    "Abc1!Abc1!Abc1!",
    "Qwertyuiop123456!",
    "1234567890Aa!@#$",
    "Uybannhandan@2026",
    "Nguyenvana@199019",
    "Phamthidung.1979!",
]
HARD = [
    "Con-trau-7-sung-vang!",
    "Trâu-ăn-cỏ-7-sáng",
    "Nắng vàng 9 con mèo!",
    "xK9$mQ2!vL7&pZ",
]


@pytest.mark.parametrize("password", EASY)
def test_patterns_and_common_words_are_refused(password):
    user = User(username="dung.pt", full_name="Phạm Thị Dung", email="dung.pt@kh.vn")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    assert "password_easy" in {each.code for each in refused.value.error_list}


@pytest.mark.parametrize("password", HARD)
def test_words_that_do_not_belong_together_are_taken(password):
    validate_password(password, User(full_name="Phạm Thị Dung"))


def test_a_very_long_password_is_looked_at_in_time():
    validate_password("Con-trau-7-sung-vang!" * 40)


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_password_is_the_same_however_its_letters_are_composed(form):
    text = "Trâu-ăn-cỏ-7-sáng-nổi"
    user = make_user(username="an", email="an@snv.vn")
    user.set_password(unicodedata.normalize(form, text))
    user.save()
    for typed in ("NFC", "NFD"):
        answer = Client().post(
            reverse("login"),
            {"username": "an", "password": unicodedata.normalize(typed, text)},
        )
        assert answer.status_code == 302


@pytest.mark.django_db
def test_marks_typed_apart_are_no_special_character(client):
    user = make_user(username="an", email="an@snv.vn")
    user.set_password("Con-trau-7-sung-vang!")
    user.save()
    client.force_login(user)
    typed = unicodedata.normalize("NFD", "TrâuĂnCỏ7SángNổiBọt")
    page = client.post(
        reverse("password_change"),
        {
            "old_password": "Con-trau-7-sung-vang!",
            "new_password1": typed,
            "new_password2": typed,
        },
    )
    assert "ký tự đặc biệt" in page.content.decode()
    assert page.status_code == 200
