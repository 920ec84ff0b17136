"""Numbers, rates and the numbering of official documents."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.lib.numbers import (
    POINTS,
    count_word,
    format_number,
    format_percent,
    parse_number,
    percent_of,
    point_letter,
    roman,
)

NUMBERS = st.decimals(-(10**9), 10**9, places=3, allow_nan=False)


@given(NUMBERS)
def test_what_is_written_is_read_back(number: Decimal) -> None:
    assert parse_number(format_number(number)) == number


def test_nothing_is_a_dash_and_never_zero() -> None:
    assert format_number(None) == "–"
    assert format_percent(3, 0) == "–"
    assert format_percent(3, None) == "–"
    assert format_percent(None, 3) == "–"
    assert format_percent(0, 3) == "0%"


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (Decimal("1234.56"), 1, "1.234,6"),
        (Decimal("0.05"), 1, "0,1"),
        (5, 2, "5,00"),
        (Decimal("-0.01"), 1, "0,0"),
        (Decimal("1234.5"), 0, "1.235"),
    ],
)
def test_places_are_exact_and_halves_go_up(
    number: Decimal, places: int, text: str
) -> None:
    assert format_number(number, places) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (915, 1000, "91,5%"),
        (9999, 10000, "99,9%"),
        (2, 3, "66,7%"),
        (3, 4, "75%"),
        (4, 4, "100%"),
    ],
)
def test_a_rate_is_printed_as_a_percentage(
    numerator: int, denominator: int, text: str
) -> None:
    assert format_percent(numerator, denominator) == text


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_only_the_complete_is_one_hundred(
    numerator: int, denominator: int, places: int
) -> None:
    share = percent_of(min(numerator, denominator), denominator, places)
    assert share is not None
    assert (share == 100) == (numerator >= denominator)
    assert 0 <= share <= 100


def test_small_counts_have_a_leading_zero() -> None:
    assert [count_word(n) for n in (0, 7, 9, 10, 12, 1234)] == [
        "0", "07", "09", "10", "12", "1.234",
    ]  # fmt: skip
    assert count_word(Decimal("2.5")) == "2,5"


def test_parts_of_a_report_are_numbered_in_roman() -> None:
    assert [roman(n) for n in (1, 4, 8, 9, 14, 40, 90, 2026)] == [
        "I", "IV", "VIII", "IX", "XIV", "XL", "XC", "MMXXVI",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="La Mã"):
        roman(0)


def test_points_follow_the_decree() -> None:
    letters = [point_letter(n) for n in range(1, len(POINTS) + 1)]
    assert "".join(letters[:10]) == "abcdđeghik"
    assert not set(letters) & set("fjwz")
    for wrong in (0, len(POINTS) + 1):
        with pytest.raises(ValueError, match="chữ cái"):
            point_letter(wrong)
