"""Vietnamese numbers are read strictly and written back the same."""

from decimal import Decimal

import pytest

from kehoach.lib.numbers import format_number, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1 234", "1234"),
        ("1234", "1234"),
        ("1.234.567", "1234567"),
        ("0", "0"),
        ("-3", "-3"),
        ("12,50", "12.50"),
    ],
)
def test_a_number_is_read_as_it_is_written_here(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.5", "1,234.5", "12.34", "mười", "", "1,", "٣"])
def test_what_is_no_vietnamese_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="không đúng"):
        parse_number(text)


def test_numbers_are_written_with_points_and_a_comma() -> None:
    assert format_number(Decimal("1234.50")) == "1.234,5"
    assert format_number(Decimal("1200.00")) == "1.200"
    assert format_number(1234567) == "1.234.567"
