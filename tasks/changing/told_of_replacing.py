"""What agencies are told of a plan that another replaces, in Vietnamese."""

from collections import Counter
from collections.abc import Mapping

from agencies.models import Agency
from kehoach.lib.text import fitted
from tasks.models import PlanChange
from tasks.moving.outcome import Fate, Outcome
from tasks.notices.telling import LONGEST_NOTICE

_GOES_ON = "{} việc của đơn vị chuyển sang, kèm nhật ký, số liệu"
_GIVEN_AWAY = "{} việc giao cho {}, kèm nhật ký; số liệu đã báo cáo ở lại kế hoạch cũ"
_TAKEN_OVER = "đơn vị nhận {} việc của {}, kèm nhật ký; số liệu nhập mới"
_ENDS = "{} việc kết thúc"


def told_of_replacing(
    change: PlanChange, outcome: Outcome, agencies: Mapping[str, Agency]
) -> dict[int, tuple[str, str]]:
    """Return what each agency with work in the old plan, or from it, is told, in one
    notice.
    """
    names = {
        "old": str(change.plan),
        "new": str(change.successor),
        "basis": change.basis,
    }
    told = {}
    for code, counts in _fates_by_agency(outcome).items():
        parts = [
            words.format(number, agencies[other].short_name if other else "")
            for (words, other), number in counts.items()
        ]
        what = "; ".join(parts) or "việc của đơn vị giữ nguyên"
        text = fitted(
            f"Từ {change.effective_on:%d/%m/%Y}, theo {{basis}}: {{new}} thay thế"
            f" {{old}}. {what[:1].upper()}{what[1:]}.",
            LONGEST_NOTICE,
            **names,
        )
        told[agencies[code].pk] = (text, f"/don-vi/{code}/")
    return told


def _fates_by_agency(outcome: Outcome) -> dict[str, Counter[tuple[str, str]]]:
    """Return agency → (what is said, the other agency of it) → of how many duties."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for move in outcome.moves:
        old, new = move.duty.agency, move.key.agency if move.key else ""
        own = found.setdefault(old, Counter())
        if move.fate == Fate.ENDED:
            own[_ENDS, ""] += 1
        elif new == old:
            own[_GOES_ON, ""] += 1
        elif new:
            own[_GIVEN_AWAY, new] += 1
            found.setdefault(new, Counter())[_TAKEN_OVER, old] += 1
    return found
