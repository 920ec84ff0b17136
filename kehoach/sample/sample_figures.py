"""What a year usually holds in one agency: the numbers of the sample data.

A director of Sở Nội vụ should find each of them likely (`USUAL`), they fit each other,
and the same agency says nearly the same in every year. Nothing here is a statistic.
"""

import random
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from agencies.models import Agency, AgencyKind
from tasks.models import Figure, Period

_Span = tuple[float, float]
#: Agencies that ended with their province's old map were smaller than their heirs.
OLD = 0.4
MILLION, TENS = 1_000_000, 10
#: Share of the numbers that lose their last digit where slips of the pen are wanted.
SLIPS = 1 / 12


class Usual(NamedTuple):
    """What one agency answers in a year.

    `commune` and `other` hold the least and the most: of the thing itself, or for each
    one `of` another figure (up to 1 it is a part of it). `chance`: how many agencies
    have any at all. `when`: only where that question is answered with yes.
    """

    commune: _Span
    other: _Span
    of: str = ""
    chance: float = 1
    when: str = ""
    special: Mapping[str, _Span] = MappingProxyType({})

    def span(self, agency: Agency) -> _Span:
        """Return least and most for the agency: its own, its kind's or the common one."""
        own = self.special.get(agency.code) or self.special.get(agency.kind)
        if own:
            return own
        return self.commune if agency.kind == AgencyKind.COMMUNE else self.other


NONE: _Span = (0, 0)
#: Figure → what is usual. What others are counted from comes first.
USUAL: dict[str, Usual] = {
    "nguoi-duoc-giao": Usual((8, 20), (4, 10)),
    "nguoi-da-boi-duong": Usual((0.75, 1), (0.8, 1), of="nguoi-duoc-giao"),
    "so-lop-boi-duong": Usual((1, 2), (2, 5)),
    "luot-nguoi-boi-duong": Usual((25, 50), (35, 60), of="so-lop-boi-duong"),
    "cuoc-tuyen-truyen": Usual((4, 12), (2, 6)),
    "luot-nguoi-tuyen-truyen": Usual((30, 120), (25, 60), of="cuoc-tuyen-truyen"),
    "tin-bai": Usual((6, 24), (3, 12), special={AgencyKind.PRESS: (60, 120)}),
    "noi-dung-cong-khai": Usual((14, 36), (8, 20)),
    "cong-khai-niem-yet": Usual((0.85, 1), (0.8, 1), of="noi-dung-cong-khai"),
    "cong-khai-cong-ttdt": Usual((0.55, 0.9), (0.7, 1), of="noi-dung-cong-khai"),
    "noi-dung-xin-y-kien": Usual((3, 8), (1, 4)),
    "y-kien-nhan-dan": Usual((4, 16), (2, 8), of="noi-dung-xin-y-kien"),
    "y-kien-tiep-thu": Usual((0.85, 1), (0.85, 1), of="y-kien-nhan-dan"),
    "luot-tiep-cong-dan": Usual((40, 150), (6, 40)),
    "nguoi-duoc-tiep": Usual((1, 1.3), (1, 1.3), of="luot-tiep-cong-dan"),
    "don-tiep-nhan": Usual((15, 60), (5, 30)),
    "don-da-giai-quyet": Usual((0.8, 1), (0.85, 1), of="don-tiep-nhan"),
    "cuoc-doi-thoai": Usual((1, 3), (0, 1)),
    "thon-to-dan-pho": Usual((9, 28), NONE),
    "thon-hop-du": Usual((0.88, 1), NONE, of="thon-to-dan-pho"),
    "bttnd-thanh-vien": Usual((7, 17), (3, 7), when="co-bttnd"),
    "bttnd-giam-sat": Usual((2, 6), (1, 3), when="co-bttnd"),
    "bttnd-kien-nghi": Usual((1, 5), (0, 2), when="co-bttnd"),
    "du-an-giam-sat": Usual((2, 8), NONE, when="co-du-an-giam-sat"),
    "so-bgsdtcd": Usual((0.6, 1), NONE, of="du-an-giam-sat", when="co-bgsdtcd"),
    "huong-uoc-hieu-luc": Usual((0.85, 1), NONE, of="thon-to-dan-pho"),
    "huong-uoc-ra-soat": Usual((0.7, 1), NONE, of="huong-uoc-hieu-luc"),
    "huong-uoc-cong-nhan": Usual((1, 2), NONE, chance=0.15),
    "huong-uoc-khong-cong-nhan": Usual((1, 1), NONE, chance=0.04),
    "huong-uoc-sua-doi": Usual((1, 4), NONE, chance=0.35),
    "huong-uoc-tam-ngung": Usual((1, 1), NONE, chance=0.03),
    "huong-uoc-bai-bo": Usual((1, 1), NONE, chance=0.05),
    "nguoi-duoc-danh-gia": Usual((10, 22), (8, 30), when="dua-vao-danh-gia"),
    "diem-trang-bi": Usual((1, 3), (1, 2), chance=0.6),
    "kinh-phi-phuong-tien": Usual((12, 35), (15, 40), of="diem-trang-bi"),
    "so-ung-dung": Usual((1, 4), (1, 3), when="co-ung-dung-cntt"),
    "phan-anh-truc-tuyen": Usual((15, 90), (3, 25), when="co-ung-dung-cntt"),
    "cuoc-kiem-tra": Usual((1, 4), (1, 3), special={"so-noi-vu": (6, 10)}),
    "tap-the-khen-thuong": Usual((1, 4), (0, 2)),
    "ca-nhan-khen-thuong": Usual((3, 12), (1, 5)),
    "vi-pham-phat-hien": Usual((1, 2), (1, 1), chance=0.12),
    "vi-pham-xu-ly": Usual((0.8, 1), (0.8, 1), of="vi-pham-phat-hien"),
    "can-bo-thay-the": Usual((1, 1), (1, 1), chance=0.05),
}
#: A question that somebody adds later.
_UNKNOWN = Usual((1, 8), (1, 5))
#: Yes/no → how many of a hundred communes, and of a hundred others, say yes.
YES: dict[str, tuple[int, int]] = {
    "bi-ket-luan-vi-pham": (2, 1),
    "phai-co-bttnd": (100, 80),
    "co-bttnd": (92, 92),
    "co-du-an-giam-sat": (92, 0),
    "co-bgsdtcd": (95, 0),
    "phai-co-quy-che": (100, 97),
    "co-quy-che": (90, 92),
    "co-hdnd": (100, 100),
    "hdnd-nghi-quyet": (84, 100),
    "dua-vao-danh-gia": (95, 96),
    "co-ung-dung-cntt": (90, 96),
    "co-ke-hoach-kiem-tra": (94, 92),
}
#: Yes/no → the question that must be answered with yes first.
ONLY_IF = {
    "co-bttnd": "phai-co-bttnd",
    "co-bgsdtcd": "co-du-an-giam-sat",
    "co-quy-che": "phai-co-quy-che",
    "hdnd-nghi-quyet": "co-hdnd",
}
#: What the plan makes better: less of it in the first year.
GROWING = frozenset({"nguoi-da-boi-duong", "huong-uoc-ra-soat", *YES} - {
    "bi-ket-luan-vi-pham", "phai-co-bttnd", "co-du-an-giam-sat", "phai-co-quy-che",
    "co-hdnd",
})  # fmt: skip
FIRST_YEAR, LESS = 2025, 0.92
#: Numbers of a moment that stay from year to year.
STEADY = frozenset(
    {"nguoi-duoc-giao", "thon-to-dan-pho", "bttnd-thanh-vien", "so-ung-dung"}
)
ORDER = {code: place for place, code in enumerate((*YES, *USUAL))}


def plausible(
    agency: Agency,
    known: Mapping[int, int],
    figures: Iterable[Figure],
    period: Period,
    *,
    slips: bool = False,
) -> dict[int, Any]:
    """Return answers to figures that are not `known` yet, none above its whole; the
    same agency and period give the same answers.
    """
    open_ones = [
        figure
        for figure in figures
        if figure.pk not in known and figure.is_asked_of(agency)
    ]
    given: dict[int, Any] = {}
    for figure in sorted(open_ones, key=lambda each: ORDER.get(each.code, len(ORDER))):
        if figure.type == Figure.Type.YES_NO:
            given[figure.pk] = says_yes(agency, figure.code, period.year)
            continue
        answer = number(agency, figure.code, period)
        if slips and figure.not_above_id is None and answer >= TENS:
            slip = _dice(agency, f"slip {figure.code}", period.year)
            answer = answer // TENS if slip.random() < SLIPS else answer
        above = figure.not_above_id or 0
        whole = given.get(above, known.get(above))
        answer = answer if whole is None else min(answer, whole)
        is_money = figure.type == Figure.Type.MONEY
        given[figure.pk] = answer * MILLION if is_money else answer
    return given


def says_yes(agency: Agency, code: str, year: int) -> bool:
    """Return the answer to a yes/no question; only a breach is new in every year."""
    first = ONLY_IF.get(code)
    if first and not says_yes(agency, first, year):
        return False
    communes, others = YES.get(code, (90, 90))
    share = (communes if agency.kind == AgencyKind.COMMUNE else others) * _grown(
        code, year
    )
    seed = year if code == "bi-ket-luan-vi-pham" else 0
    return _dice(agency, code, seed).uniform(0, 100) < share


def number(agency: Agency, code: str, period: Period) -> int:
    """Return the number of the period: near what is usual for the agency, in a part of
    a year a part of it.
    """
    usual = USUAL.get(code, _UNKNOWN)
    if usual.when and not says_yes(agency, usual.when, period.year):
        return 0
    least, most = usual.span(agency)
    factor = _dice(agency, code).uniform(least, most) * _grown(code, period.year)
    if usual.of:
        whole = number(agency, usual.of, period)
        return round(whole * _near(factor, (least, most), agency, code, period))
    if code in STEADY:
        return _sized(factor, agency)
    part = _dice(agency, f"half {code}").uniform(0.35, 0.55) if period.is_interim else 1
    near = _near(factor, (least, most), agency, code, period)
    if usual.chance == 1:
        return round(_sized(near, agency) * part)
    has_any = _dice(agency, f"any {code}", period.year).random() < usual.chance * part
    return round(near) if has_any else 0


def _grown(code: str, year: int) -> float:
    """Return how much of it there is, of what there will be after the first year."""
    return LESS if code in GROWING and year <= FIRST_YEAR else 1


def _near(
    factor: float, span: _Span, agency: Agency, code: str, period: Period
) -> float:
    """Return the usual number moved a little, as years differ, inside its span."""
    moved = factor * _dice(agency, f"near {code}", period.year).uniform(0.88, 1.12)
    return min(max(moved, span[0]), span[1])


def _sized(usual: float, agency: Agency) -> int:
    """Return it for the agency's size, at least 1 where there is anything."""
    is_old = agency.kind == AgencyKind.COMMUNE and agency.valid_from is None
    return round(max(usual * OLD, min(usual, 1))) if is_old else round(usual)


def _dice(agency: Agency, *about: object) -> random.Random:
    """Return dice that always fall the same for the agency and the matter."""
    return random.Random(f"{agency.code} {about}")  # noqa: S311 -- sample data
