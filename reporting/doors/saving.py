"""Papers are saved by who steers the plan, over the version that was read."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from agencies.models import User
from reporting.models import CommitteeReport, Erratum, YearlyReport
from tasks.duties.access import can_review
from tasks.duties.errors import NotAllowed, StaleVersion
from tasks.models import Period

_Paper = CommitteeReport | Erratum | YearlyReport


def require_steering(period: Period, actor: User, today: date) -> None:
    """Raise NotAllowed for who does not steer the plan."""
    if not can_review(actor, period.plan, today):
        raise NotAllowed


def require_version(paper: _Paper, version: int, what: str) -> None:
    """Raise StaleVersion when somebody saved the paper after it was read."""
    if paper.version != version:
        message = f"Người khác vừa lưu {what} này. Xem bản mới rồi lưu tiếp."
        raise StaleVersion(message)


def take(paper: _Paper, values: Mapping[str, Any], names: Iterable[str]) -> None:
    """Write the named values into the paper, a version further; not saved yet."""
    for name in names:
        setattr(paper, name, values[name])
    paper.version += 1
