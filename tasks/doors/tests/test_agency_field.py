"""An agency searched for in a form: with and without marks, and never guessed."""

from datetime import date

import pytest
from django import forms
from django.urls import reverse

from agencies.events.names import Directory
from agencies.models import Agency
from agencies.tests.factories import make_agency, make_user
from tasks.doors.agency_field import AgencyField, TypedAgency, agencies_matching
from tasks.models import ContributionRequest
from tasks.pages.search import agencies_by_name as found_agencies
from tasks.pages.search import search_words
from tasks.tests.factories import TODAY, make_assignment
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
NAMES = {
    "thanh": ("Ủy ban nhân dân xã Thành Hải", "UBND xã Thành Hải"),
    "nghia": ("Ủy ban nhân dân xã Cam Nghĩa", "UBND xã Cam Nghĩa"),
    "hoa": ("Ủy ban nhân dân xã Cam Hòa", "UBND xã Cam Hòa"),
    "x1": ("Ủy ban nhân dân xã Vạn Thắng", "UBND xã Vạn Thắng"),
    "x2": ("Ủy ban nhân dân xã Vạn Thăng", "UBND xã Vạn Thăng"),
    "so-tu-phap": ("Sở Tư pháp", "Sở Tư pháp"),
    "so-vhttdl": ("Sở Văn hóa, Thể thao và Du lịch", "Sở VH,TT&DL"),
    "so-khcn": ("Sở Khoa học và Công nghệ", "Sở KH&CN"),
    "mttq": ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "UBMTTQVN tỉnh"),
}


@pytest.fixture(autouse=True)
def agencies():
    return {
        code: make_agency(
            name,
            code=code,
            short_name=short,
            kind="cap-xa" if " xã " in name else "so",
        )
        for code, (name, short) in NAMES.items()
    }


def typed(words, picked=""):
    field = AgencyField(label="Cơ quan", required=False)
    field.looks_in(lambda: Directory(Agency.objects.all(), DAY))
    said = TypedAgency(words)
    said.picked = picked
    try:
        return field.clean(said)
    finally:
        typed.offered = [each.code for each in field.widget.offered]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("nghia", "nghia"),
        ("Ủy ban nhân dân xã Cam Nghĩa (nghia)", "nghia"),
        ("ủy ban nhân dân  xã cam nghĩa", "nghia"),
        ("Cam Nghĩa", "nghia"),
        ("cam nghia", "nghia"),
        ("Uỷ ban nhân dân xã Cam Hoà", "hoa"),
        ("ubnd xa cam hoa", "hoa"),
        ("so tu phap", "so-tu-phap"),
        ("SỞ TƯ PHÁP", "so-tu-phap"),
        ("tu phap", "so-tu-phap"),
        ("STP", "so-tu-phap"),
        ("vhttdl", "so-vhttdl"),
        ("Sở VHTTDL", "so-vhttdl"),
        ("so van hoa", "so-vhttdl"),
        ("Sở KH&CN", "so-khcn"),
        ("khcn", "so-khcn"),
        ("mttq", "mttq"),
        ("mat tran", "mttq"),
    ],
)
def test_name_short_name_first_letters_or_code_with_or_without_marks(
    agencies, words, code
):
    assert typed(words) == agencies[code]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Thanh Hải", ["thanh"]),
        ("Cam", ["hoa", "nghia"]),
        ("van thang", ["x1", "x2"]),
    ],
)
def test_who_could_be_meant_is_offered_and_nobody_is_guessed(words, codes):
    with pytest.raises(forms.ValidationError, match="Chọn một cơ quan"):
        typed(words)
    assert sorted(typed.offered) == codes
    assert typed(words, picked=codes[-1]).code == codes[-1]


def test_a_pick_holds_only_for_the_words_it_was_offered_for():
    with pytest.raises(forms.ValidationError, match="Không có cơ quan tên «Xã Lạ»"):
        typed("Xã Lạ", picked="nghia")
    assert typed("so tu phap", picked="nghia").code == "so-tu-phap"
    assert typed("", picked="nghia").code == "nghia"


def test_nothing_typed_is_nobody():
    assert typed("  ") is None


def test_whole_names_come_first(agencies):
    parts = make_agency("Trung tâm thuộc Sở Tư pháp", code="trung-tam")
    found = agencies_matching("so tu phap", [parts, *agencies.values()])
    assert [each.code for each in found] == ["so-tu-phap", "trung-tam"]


def test_a_page_of_search_finds_by_first_letters_too(agencies):
    reader = make_user(is_superuser=True)
    for words, code in (("stp", "so-tu-phap"), ("vhttdl", "so-vhttdl")):
        rows = Agency.objects.search(words)
        assert [each.code for each in rows] == [code], words
    assert search_words("STP") == ["stp"]
    assert found_agencies(search_words("STP"), reader, TODAY) is not None


@pytest.mark.usefixtures("_inside_the_period")
class TestAsking:
    """«Đề nghị phối hợp» without and with scripts."""

    FORM = {"question": "Số lớp tập huấn", "due_on": "20/06/2026", "day_off": "on"}

    def test_everybody_of_the_province_is_offered_when_the_plan_names_nobody(
        self, login, duty, officer
    ):
        page = text_of(
            login(officer).get(reverse("tasks:ask_contribution", args=[duty.pk]))
        )
        for code in ("so-tu-phap", "so-vhttdl", "mttq"):
            assert f'name="agency_chon" value="{code}"' in page

    def test_words_without_marks_are_enough(self, login, duty, officer, agencies):
        path = reverse("tasks:ask_contribution", args=[duty.pk])
        client = login(officer)
        unclear = text_of(client.post(path, self.FORM | {"agency": "van thang"}))
        assert 'name="agency_chon" value="x1"' in unclear
        assert "Số lớp tập huấn" in unclear
        said = self.FORM | {"agency": "van thang", "agency_chon": "x2"}
        assert client.post(path, said).status_code == 302
        assert (
            client.post(path, self.FORM | {"agency": "so tu phap"}).status_code == 302
        )
        asked = ContributionRequest.objects.order_by("pk")
        assert [row.agency.code for row in asked] == ["x2", "so-tu-phap"]

    def test_whom_the_plan_names_comes_first(self, login, duty, officer, agencies):
        make_assignment(duty.task, agencies["so-khcn"], role="coordinate")
        path = reverse("tasks:ask_contribution", args=[duty.pk])
        page = text_of(login(officer).get(path))
        assert page.count('name="agency_chon"') == 1
        assert 'value="so-khcn"' in page

    def test_typing_offers_and_checks_the_only_one(self, login, officer):
        url = reverse("tasks:find_agency")
        page = text_of(login(officer).get(url, {"o": "agency", "agency": "so tu phap"}))
        assert 'name="agency_chon" value="so-tu-phap" checked' in page
        none = text_of(login(officer).get(url, {"o": "agency", "agency": "zzz"}))
        assert "Không có cơ quan nào như vậy" in none
