"""Words of time as annexes have them: plain ones are read, others are asked for."""

from datetime import date

import pytest

from tasks.plan.time_words import recurrence_read


def once(*day):
    return {"schedule": "once", "due_on": date(*day)}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Hằng năm", {"schedule": "annual"}),
        ("Hàng quý.", {"schedule": "quarterly"}),
        ("thường xuyên;", {"schedule": "ongoing"}),
        ("6 tháng một lần", {"schedule": "half_year"}),
        ("Quý II", {"schedule": "annual", "year_days": "30/6"}),
        ("Quý IV", {"schedule": "annual"}),
        ("Tháng 2", {"schedule": "annual", "year_days": "28/2"}),
        ("Quý III/2027", once(2027, 9, 30)),
        ("Tháng 02 năm 2028", once(2028, 2, 29)),
        ("Năm 2027", once(2027, 12, 31)),
        ("Chậm nhất ngày 31/10/2027", once(2027, 10, 31)),
        ("Trước ngày 31/10/2027", once(2027, 10, 30)),
        ("Hoàn thành trước 1/3/2027", once(2027, 2, 28)),
        (
            "Giai đoạn 2027–2030",
            {"schedule": "phase", "begins_on": date(2027, 1, 1), "due_on": date(2030, 12, 31)},
        ),
    ],
)  # fmt: skip
def test_plain_words_are_read(words, found):
    assert recurrence_read(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Quý II, sau khi có hướng dẫn",
        "Trước ngày 10/6 và 10/12",
        "Trong 10 ngày kể từ ngày ban hành",
        "Ngày 31/2/2027",
        "Tháng 13",
        "2030-2027",
        "Theo kế hoạch của Bộ",
    ],
)
def test_other_words_are_not_guessed(words):
    assert recurrence_read(words) == {}
