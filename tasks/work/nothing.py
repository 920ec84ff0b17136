"""«Không phát sinh trong kỳ» for several duties in one step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from agencies.models import Agency, User
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc
from tasks.duties.errors import InvalidInput
from tasks.duties.gates import require_to_do, working_period
from tasks.duties.locks import lock_duties
from tasks.figures.answers import NUMBERS, current_of, figures_asked
from tasks.models import Duty, Period, Progress, ProgressEntry
from tasks.work.checking_entries import NOTHING_TEXT
from tasks.work.logging import log_progress


@dataclass(frozen=True)
class NothingResult:
    """What was confirmed, how many zeros were written, and who refused why."""

    entry: ProgressEntry | None = None
    confirmed: list[Duty] = field(default_factory=list)
    refused: list[tuple[Duty, str]] = field(default_factory=list)
    zeros: int = 0


@transaction.atomic
def confirm_nothing(
    *,
    agency: Agency,
    period: Period,
    duties: Iterable[Duty],
    reason: str,
    with_zeros: bool,
    actor: User,
    today: date,
    now: datetime,
) -> NothingResult:
    """Write one entry that says «không phát sinh» for every duty that may say so.

    A duty that already reports work, or is not open, is refused by name. `with_zeros`
    writes 0 for required numbers that have no answer yet: empty is not 0, so it is asked.
    """
    said = nfc(reason).strip()
    if not said:
        message = (
            "Ghi lý do không phát sinh, một câu dùng chung cho các nhiệm vụ đã chọn."
        )
        raise InvalidInput(message, field="reason")
    rows = lock_duties(duties)
    refused = [(row, why) for row in rows if (why := _refusal(row, period, today))]
    names = {row.pk for row, _ in refused}
    kept = [row for row in rows if row.pk not in names]
    if not kept:
        return NothingResult(refused=refused)
    zeros = _zeros(kept, agency, period) if with_zeros else {}
    entry = log_progress(
        duties=kept,
        author=actor,
        done_on=period.data_day(today),
        text=f"{NOTHING_TEXT} {said}",
        progress=Progress.DONE,
        nothing_to_report=True,
        answers=zeros,
        today=today,
        now=now,
    )
    return NothingResult(entry, kept, refused, len(zeros))


def _refusal(row: Duty, period: Period, today: date) -> str:
    try:
        require_to_do(row)
        if working_period(row, today) != period:
            return "Nhiệm vụ thuộc kỳ khác."
    except RuleBroken as error:
        return error.message
    if row.progress != Progress.NOT_STARTED and not row.nothing_to_report:
        return "Đã có nhật ký thực hiện trong kỳ nên không phải là không phát sinh."
    return ""


def _zeros(rows: Sequence[Duty], agency: Agency, period: Period) -> dict[int, object]:
    """Return 0 for each required number that nobody answered."""
    answered = current_of(rows, period) if rows else {}
    return {
        row.figure_id: Decimal(0)
        for row in figures_asked(rows, agency)
        if row.required and row.figure.type in NUMBERS and row.figure_id not in answered
    }
