"""The numbers of the sample year are likely and fit each other: pure, no database."""

import pytest

from agencies.models import Agency, AgencyKind
from kehoach.sample.sample_figures import (
    ONLY_IF,
    ORDER,
    SLIPS,
    USUAL,
    YES,
    plausible,
    says_yes,
)
from tasks.models import Figure, Period
from tasks.plan.loading_measures import figures_in
from tasks.plan.packages import SHIPPED_PLAN

ROWS = [row for row in figures_in(SHIPPED_PLAN) if not row.get("offered")]
FIGURES = {
    row["code"]: Figure(
        pk=number,
        code=row["code"],
        type=row["type"],
        only_for=row.get("only_for", []),
        across_time=row.get("over_time", "flow"),
    )
    for number, row in enumerate(ROWS, 1)
}
for _row in ROWS:
    _whole = FIGURES.get(_row.get("not_above", ""))
    FIGURES[_row["code"]].not_above_id = _whole.pk if _whole else None
YEAR, LAST = Period(year=2026, kind="nam"), Period(year=2025, kind="nam")
HALF = Period(year=2026, kind="6-thang", part_of="nam")
COMMUNES = [
    Agency(code=f"ubnd-x{22000 + n}", kind=AgencyKind.COMMUNE, valid_from="2025-07-01")
    for n in range(65)
]
OTHERS = [Agency(code=f"so-{n}", kind=AgencyKind.DEPARTMENT) for n in range(20)]
#: What a director takes for one commune's year: least and most.
LIKELY = {
    "nguoi-duoc-giao": (5, 25),
    "so-lop-boi-duong": (1, 3),
    "cuoc-tuyen-truyen": (4, 12),
    "tin-bai": (5, 30),
    "noi-dung-cong-khai": (12, 40),
    "luot-tiep-cong-dan": (30, 200),
    "don-tiep-nhan": (10, 80),
    "cuoc-doi-thoai": (1, 4),
    "thon-to-dan-pho": (5, 40),
    "bttnd-thanh-vien": (0, 20),
    "du-an-giam-sat": (0, 10),
    "kinh-phi-phuong-tien": (0, 150_000_000),
    "so-ung-dung": (0, 5),
    "cuoc-kiem-tra": (1, 5),
    "tap-the-khen-thuong": (0, 5),
    "ca-nhan-khen-thuong": (2, 15),
    "vi-pham-phat-hien": (0, 3),
    "can-bo-thay-the": (0, 1),
}
#: For one of the second there are so many of the first.
EACH = {
    ("luot-nguoi-tuyen-truyen", "cuoc-tuyen-truyen"): (30, 120),
    ("luot-nguoi-boi-duong", "so-lop-boi-duong"): (20, 60),
    ("nguoi-duoc-tiep", "luot-tiep-cong-dan"): (1, 1.5),
    ("y-kien-nhan-dan", "noi-dung-xin-y-kien"): (2, 20),
    ("kinh-phi-phuong-tien", "diem-trang-bi"): (10_000_000, 50_000_000),
}


def answers(agency: Agency, period: Period = YEAR, **more: bool) -> dict[str, int]:
    codes = {figure.pk: code for code, figure in FIGURES.items()}
    given = plausible(agency, {}, FIGURES.values(), period, **more)
    return {codes[pk]: answer for pk, answer in given.items()}


def test_every_question_of_the_plan_has_a_usual_answer():
    numbers = {code for code, each in FIGURES.items() if each.type != "yes_no"}
    assert numbers == USUAL.keys()
    assert FIGURES.keys() - numbers == YES.keys()
    for code, usual in USUAL.items():
        assert not usual.of or ORDER[usual.of] < ORDER[code]
        assert not usual.when or usual.when in YES
    assert ONLY_IF.items() <= {(a, b) for a in YES for b in YES}


@pytest.mark.parametrize("agency", COMMUNES, ids=str)
def test_a_commune_says_what_a_director_believes(agency):
    given = answers(agency)
    for code, (least, most) in LIKELY.items():
        assert least <= given[code] <= most, (code, given[code])
    for (many, one), (least, most) in EACH.items():
        assert given[one] * least <= given[many] <= given[one] * most, (many, given)


@pytest.mark.parametrize("period", [LAST, HALF, YEAR], ids=lambda each: each.kind)
@pytest.mark.parametrize("slips", [False, True])
def test_figures_fit_each_other(period, slips):
    for agency in COMMUNES + OTHERS:
        given = answers(agency, period, slips=slips)
        for row in ROWS:
            said, whole = given.get(row["code"]), given.get(row.get("not_above", ""))
            assert None in (said, whole) or said <= whole, (agency.code, row["code"])
            least = given.get(row.get("not_below", ""))
            if not slips:
                assert None in (said, least) or said >= least, (agency, row["code"])
        for code, first in ONLY_IF.items():
            assert given.get(first, True) or not given.get(code, False)


def test_half_a_year_is_part_of_it_and_years_resemble_each_other():
    for agency in COMMUNES + OTHERS:
        half, year, last = (answers(agency, each) for each in (HALF, YEAR, LAST))
        for code, usual in USUAL.items():
            assert half.get(code, 0) <= year.get(code, 0), code
            if usual.chance == 1 and not usual.of and last.get(code):
                assert year[code] <= 2 * last[code] + 1, (agency.code, code)
    assert 0.3 < meetings(HALF) / meetings(YEAR) < 0.6
    assert answers(COMMUNES[0]) == answers(COMMUNES[0])


def meetings(period: Period) -> int:
    return sum(answers(each, period)["cuoc-tuyen-truyen"] for each in COMMUNES)


def test_what_is_rare_is_rare_in_the_whole_province():
    given = [answers(each) for each in COMMUNES + OTHERS]
    for code, most in {"can-bo-thay-the": 8, "vi-pham-phat-hien": 25}.items():
        assert 0 < sum(each[code] for each in given) <= most, code
    breaches = sum(each["bi-ket-luan-vi-pham"] for each in given)
    assert breaches <= 4


def test_a_slip_of_the_pen_loses_a_digit_and_is_rare():
    slipped = wrong = 0
    for agency in COMMUNES:
        right, typed = answers(agency), answers(agency, slips=True)
        plain = [
            code
            for code, figure in FIGURES.items()
            if figure.not_above_id is None and figure.type == "integer"
        ]
        wrong += sum(typed[code] != right[code] for code in plain)
        slipped += sum(
            typed[code] == right[code] // 10 != right[code] for code in plain
        )
    assert 0 < slipped == wrong < len(COMMUNES) * len(FIGURES) * SLIPS


def test_an_old_commune_is_smaller():
    old = Agency(code="ubnd-x22001", kind=AgencyKind.COMMUNE)
    small, large = answers(old), answers(COMMUNES[1])
    assert small["thon-to-dan-pho"] < large["thon-to-dan-pho"]
    assert small["cuoc-tuyen-truyen"] < large["cuoc-tuyen-truyen"]
    assert says_yes(old, "co-hdnd", 2025)
