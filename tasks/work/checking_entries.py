"""What is wrong with an entry, all of it at once, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kehoach.lib.dates import format_date
from tasks.duties.errors import InvalidInput
from tasks.evidence.papers import Papers
from tasks.figures.answers import Answer, check_answers, current_of, needs_reason
from tasks.models import Duty, FigureValue, Period, Progress

NOTHING_TEXT = "Không phát sinh trong kỳ."


@dataclass(frozen=True)
class SaidEntry:
    """What somebody says was done; None is what a form could not read and says itself."""

    done_on: date | None
    text: str | None
    progress: str | None
    nothing_to_report: bool = False
    answers: Mapping[int, object] = field(default_factory=dict)
    reason: str = ""
    papers: Papers = field(default_factory=Papers)


@dataclass
class CheckedEntry:
    """What is wrong by form field; which answers change what; the papers as kept."""

    problems: dict[str, str] = field(default_factory=dict)
    changed: dict[int, Answer] = field(default_factory=dict)
    current: dict[int, FigureValue] = field(default_factory=dict)
    papers: Papers = field(default_factory=Papers)


def check_entry(
    said: SaidEntry, rows: list[Duty], period: Period, today: date
) -> CheckedEntry:
    """Look at everything that is said of the duties, all of one agency."""
    checked = CheckedEntry()
    if said.text is not None and not said.text and not said.nothing_to_report:
        checked.problems["text"] = "Ghi nội dung đã làm, hoặc chọn «Không phát sinh»."
    if said.progress is not None and said.progress not in Progress.values:
        checked.problems["progress"] = "Chọn tiến độ."
    if said.done_on is not None:
        checked.problems |= _day_problems(
            said.done_on, said.reason, rows, period, today
        )
    if said.answers:
        _check_figures(checked, said, rows, period)
    if said.papers:
        checked.papers = _completed(said, rows[0], period)
        checked.problems |= checked.papers.problems(rows[0].agency, today)
    return checked


def _completed(said: SaidEntry, duty: Duty, period: Period) -> Papers:
    """Return the papers as they would be stored; the form names its own gaps."""
    about = NOTHING_TEXT if said.nothing_to_report else "–"
    return said.papers.completed(
        agency=duty.agency,
        period=period,
        text=said.text or about,
        done_on=said.done_on or date.min,
    )


def _day_problems(
    done_on: date, reason: str, rows: list[Duty], period: Period, today: date
) -> dict[str, str]:
    first = min(period.data_from, *(duty.opened_on for duty in rows))
    last = format_date(period.data_to)
    if done_on > period.data_to and not period.is_adhoc:
        message = (
            f"Kỳ này chốt số liệu ngày {last}; ngày {format_date(done_on)} thuộc kỳ sau."
            f" Việc của kỳ này ghi ngày không quá {last}; việc làm sau đó ghi ở kỳ sau."
        )
        return {"done_on": message}
    if done_on > today:
        return {"done_on": "Ngày thực hiện không được sau ngày hôm nay."}
    if done_on < first and not reason:
        message = (
            f"Ngày này trước ngày đầu kỳ số liệu ({format_date(first)})."
            " Nếu đúng, ghi lý do ở ô «Lý do»."
        )
        return {"done_on": message, "reason": "Ghi lý do ghi việc trước đầu kỳ."}
    return {}


def _check_figures(
    checked: CheckedEntry, said: SaidEntry, rows: list[Duty], period: Period
) -> None:
    checked.current = current_of(rows, period)
    try:
        checked.changed = check_answers(
            duties=rows, answers=said.answers, current=checked.current
        )
    except InvalidInput as error:
        checked.problems |= error.problems
    if not said.reason and needs_reason(
        checked.changed, checked.current, duties=rows, period=period
    ):
        checked.problems["reason"] = "Số liệu này đã gửi đi. Ghi lý do sửa."
