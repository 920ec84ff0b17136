"""The score of an agency as arithmetic: four shares, weighted; no rows, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

#: Part → its name and what is counted; the page of the formula prints these words.
SCORE_PARTS: dict[str, tuple[str, str]] = {
    "on_time": (
        "Đúng hạn",
        "Nhiệm vụ gửi lần đầu không muộn hơn hạn, trên số nhiệm vụ đã gửi hoặc đã đến"
        " hạn. Hạn đã gia hạn là hạn mới.",
    ),
    "complete": (
        "Hoàn thành",
        "Nhiệm vụ được tiếp nhận là đã thực hiện, trên số nhiệm vụ đã đến hạn hoặc đã"
        " được rà soát. Nhiệm vụ đang chờ rà soát không tính.",
    ),
    "evidence": (
        "Có minh chứng",
        "Nhiệm vụ có ít nhất một minh chứng, trên số nhiệm vụ đã gửi mà kế hoạch yêu cầu"
        " minh chứng. «Không phát sinh trong kỳ» không tính.",
    ),
    "freshness": (
        "Cập nhật",
        "Nhiệm vụ thường xuyên «Mới cập nhật», trên số nhiệm vụ đang theo dõi nhịp cập"
        " nhật.",
    ),
}
DEFAULT_WEIGHTS = {"on_time": 30, "complete": 40, "evidence": 20, "freshness": 10}
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class ScoreShare:
    """How many of how many; `missed` names the clauses that did not count."""

    met: int
    of: int
    missed: tuple[str, ...] = field(default=())

    @property
    def applies(self) -> bool:
        """Return whether there is anything to measure."""
        return self.of > 0


Shares = Mapping[str, ScoreShare]


def score_of(shares: Shares, weights: Mapping[str, int]) -> Decimal | None:
    """Return 0 to 100 with one decimal: the weighted mean of the shares that apply.

    A part without anything to measure leaves sum and weights; None when none is left.
    """
    used = [name for name in SCORE_PARTS if shares[name].applies and weights[name]]
    total = sum(weights[name] for name in used)
    if not total:
        return None
    parts = (
        Decimal(weights[name] * shares[name].met) / Decimal(shares[name].of)
        for name in used
    )
    points = 100 * sum(parts, Decimal(0)) / total
    return min(points, Decimal(100)).quantize(_TENTH, ROUND_HALF_UP)


def as_stored(shares: Shares) -> dict[str, Any]:
    """Return the inputs as they are kept beside each score."""
    return {
        name: {"met": share.met, "of": share.of, "missed": list(share.missed)}
        for name, share in shares.items()
    }


def from_stored(stored: Mapping[str, Any]) -> dict[str, ScoreShare]:
    """Return the inputs of a stored score, to compute it again."""
    return {
        name: ScoreShare(kept["met"], kept["of"], tuple(kept["missed"]))
        for name, kept in stored.items()
    }
