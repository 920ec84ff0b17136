"""Changes in percent: no division by zero, unknown is never 0, signs are honest."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.lib.changes import (
    UNKNOWN,
    change_percent,
    change_words,
    points_words,
)
from kehoach.lib.numbers import percent_of

counts = st.integers(0, 10**15)
numbers = st.one_of(counts, st.decimals(0, 10**15, places=2))


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (5205, 7307, "giảm 28,8%"),
        (110, 100, "tăng 10%"),
        (7, 7, "không đổi"),
        (0, 0, "không đổi"),
        (12, 0, "tăng từ 0"),
        (0, 12, "giảm 100%"),
        (None, 12, UNKNOWN),
        (12, None, UNKNOWN),
        (10**9 + 1, 10**9, "tăng 0,1%"),
        (Decimal("1250000.5"), 625000, "tăng 100%"),
        (23000, 1000, "tăng 2.200%"),
    ],
)
def test_changes_read_as_reports_say_them(now, before, words):
    assert change_words(now, before) == words


@given(numbers, numbers)
def test_the_sign_is_that_of_the_change_and_nothing_is_minus_zero(now, before):
    share = change_percent(now, before)
    if not before:
        assert share is None
        return
    assert (share > 0, share < 0) == (now > before, now < before)
    assert share >= -100
    assert not (share == 0 and share.is_signed())


@given(numbers.filter(bool), st.integers(1, 99))
def test_scaling_both_changes_nothing(before, factor):
    now = before * 3
    assert change_percent(now, before) == Decimal(200)
    assert change_percent(now * factor, before * factor) == Decimal(200)


@given(st.one_of(st.none(), numbers), st.one_of(st.none(), numbers))
def test_words_never_make_a_zero_of_what_is_unknown(now, before):
    words = change_words(now, before)
    assert (words == UNKNOWN) == (now is None or before is None)
    assert "0%" not in words.split()


@given(st.data())
def test_rates_and_their_steps_stay_within_a_hundred(data):
    shares = []
    for _ in range(2):
        whole = data.draw(st.integers(1, 10**12))
        part = data.draw(st.integers(0, whole))
        shares.append(percent_of(part, whole))
    assert all(0 <= share <= 100 for share in shares)
    assert abs(shares[0] - shares[1]) <= 100
    assert points_words(shares[0], None) == UNKNOWN


def test_the_change_of_a_rate_is_said_in_points():
    assert points_words(Decimal("91.5"), Decimal(88)) == "tăng 3,5 điểm phần trăm"
    assert points_words(Decimal(88), Decimal("91.5")) == "giảm 3,5 điểm phần trăm"
    assert points_words(Decimal(88), Decimal("88.0")) == "không đổi"
