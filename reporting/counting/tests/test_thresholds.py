"""What a target asks of a year, and whether its measure reached it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from reporting.counting.targets import TargetCounts
from reporting.counting.verdicts import verdict_groups
from tasks.models import Target, TargetMeasure
from tasks.models.thresholds import Threshold, read_path
from tasks.sums.four_numbers import FourNumbers
from tasks.sums.targets import MeasureCount
from tasks.sums.verdicts import AHEAD, MET, UNKNOWN_VERDICT, UNMET, UNSTATED

#: «Tối thiểu 80%, năm 2024: 62%», of an annex.
PATH = {"threshold": 80, "by_year": 2030, "baseline": 62, "baseline_year": 2024}


def judged(numerator, denominator=None, *, year=2026, silent=0, **asks):
    """Return the verdict on one measure of ten units."""
    kind = "count" if denominator is None else "rate"
    measure = TargetMeasure(code="1", kind=kind, method="sum", counting_unit="hồ sơ")
    numbers = FourNumbers(
        numerator=Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        not_applicable=0,
        not_reported=silent,
        units=10,
    )
    count = MeasureCount(measure, numbers, Decimal(0))
    target = Target(code="II.1", short_title="Hồ sơ trực tuyến", **asks)
    ((group,),) = [verdict_groups([TargetCounts(target, (count,), year)])]
    (verdict,) = group.verdicts
    return verdict


def test_a_path_asks_the_newest_step_and_the_goal_from_its_year_on():
    asks = Threshold(
        value=Decimal(80), by_year=2030, path=read_path("2028: 75; 2026: 70,5%")
    )
    assert [asks.asked_in(year) for year in (2025, 2026, 2027, 2029, 2030, 2031)] == [
        None, Decimal("70.5"), Decimal("70.5"), 75, 80, 80,
    ]  # fmt: skip
    assert asks.words == "Tối thiểu 80% đến năm 2030; năm 2026: 70,5%; năm 2028: 75%"
    assert Threshold(value=Decimal(80)).asked_in(1999) == 80
    assert Threshold().asked_in(2026) is None


def test_a_rate_is_judged_by_the_step_of_its_year():
    path = PATH | {"path": "2026: 70"}
    found = judged(68, 100, **path)
    assert (found.word, found.gap, found.mark) == (UNMET, "thiếu 2 hồ sơ", 70)
    assert found.way == "Tối thiểu 80% đến năm 2030; năm 2024: 62%; năm 2026: 70%"
    assert judged(71, 100, **path).word == MET
    assert judged(71, 100, year=2030, **path).word == UNMET
    assert judged(71, 100, year=2025, **path).word == AHEAD
    assert judged(71, 100, silent=6, **path).word == UNKNOWN_VERDICT


def test_a_number_is_not_bound_to_a_whole():
    found = judged(1300, threshold=1200, unit="hộ")
    assert (found.word, found.gap, found.shown) == (MET, "vượt 100 hộ", "1.300 hộ")
    assert found.mark is None
    short = judged(1150, threshold=1200, unit="hộ")
    assert (short.word, short.gap) == (UNMET, "thiếu 50 hộ")
    assert judged(1150, threshold=1200, unit="hộ", silent=6).word == UNKNOWN_VERDICT


def test_what_may_not_be_more_is_met_below():
    found = judged(12, threshold=10, unit="vụ", operator="most")
    assert (found.word, found.gap) == (UNMET, "vượt mức 2 vụ")
    assert found.way == "Không quá 10 vụ"
    below = judged(7, threshold=10, unit="vụ", operator="most")
    assert (below.word, below.gap) == (MET, "còn 3 vụ")
    rate = judged(8, 100, threshold=5, operator="most")
    assert (rate.word, rate.gap) == (UNMET, "cao hơn 3 điểm phần trăm")


def test_a_rate_says_nothing_of_a_count():
    assert judged(5, threshold=80).word == UNSTATED
    assert judged(5).word == UNSTATED


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        ({"path": "2026; 70"}, "không đọc được"),
        ({"path": "2026: 70; 2026: 75"}, "không đọc được"),
        ({"path": "2026: 700"}, "không quá 100%"),
        ({"threshold": 120}, "không quá 100%"),
        ({"by_year": 2030}, "Ghi ngưỡng"),
        ({"threshold": 80, "by_year": 2027, "path": "2028: 70"}, "trước năm 2027"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(asks, said):
    with pytest.raises(ValidationError, match=said):
        Target(code="II.1", **asks).clean()


def test_a_number_may_pass_a_hundred():
    Target(code="II.1", threshold=1200, unit="hộ", path="2026: 1.100").clean()
