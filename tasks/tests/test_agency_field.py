"""An agency typed into a form: found by code or exact name, never by guessing marks."""

from datetime import date

import pytest
from django import forms

from agencies.models import Agency
from agencies.services.event_names import Directory
from agencies.tests.factories import make_agency
from tasks.forms.agency_field import AgencyField

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]
DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def agencies():
    names = {
        "thanh": "Ủy ban nhân dân xã Thành Hải",
        "nghia": "Ủy ban nhân dân xã Cam Nghĩa",
        "hoa": "Ủy ban nhân dân xã Cam Hòa",
    }
    return {
        code: make_agency(name, code=code, kind="cap-xa")
        for code, name in names.items()
    }


def typed(words):
    field = AgencyField(label="Cơ quan", required=False)
    field.looks_in(lambda: Directory(Agency.objects.all(), DAY))
    return field.clean(words)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("nghia", "nghia"),
        ("Ủy ban nhân dân xã Cam Nghĩa (nghia)", "nghia"),
        ("ủy ban nhân dân  xã cam nghĩa", "nghia"),
        ("Cam Nghĩa", "nghia"),
        ("Uỷ ban nhân dân xã Cam Hoà", "hoa"),
    ],
)
def test_code_exact_name_or_a_part_with_its_marks_are_enough(agencies, words, code):
    assert typed(words) == agencies[code]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("Thanh Hải", "Ủy ban nhân dân xã Thành Hải (thanh)"),
        ("cam nghia", "Ủy ban nhân dân xã Cam Nghĩa (nghia)"),
        ("Cam", "Ủy ban nhân dân xã Cam Hòa (hoa)"),
        ("Vạn Ninh", "Không có cơ quan tên «Vạn Ninh»."),
    ],
)
def test_what_could_be_meant_is_listed_and_nothing_is_guessed(words, part):
    with pytest.raises(forms.ValidationError) as caught:
        typed(words)
    assert part in caught.value.messages[0]


def test_nothing_typed_is_nobody():
    assert typed("  ") is None
