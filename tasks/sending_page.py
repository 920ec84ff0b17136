"""What an agency is about to send, in short, before somebody presses the button."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agencies.models import Agency
from tasks.adhoc_page import asked_of
from tasks.answer_text import told
from tasks.desk import WORKED, Line, duties_of, make_line
from tasks.models import (
    Duty,
    EntryLink,
    Evidence,
    EvidenceLink,
    FigureValue,
    Period,
    ProgressEntry,
    TaskFigure,
)
from tasks.services.asked_again import asked_again
from tasks.services.sending import missing_by_duty

ENTRIES_SHOWN = 2


@dataclass(frozen=True)
class Ready:
    """One duty that goes out: what Sở Nội vụ will read."""

    line: Line
    entries: list[ProgressEntry]
    more_entries: int
    figures: list[tuple[str, str]]
    evidence: list[Evidence]


@dataclass(frozen=True)
class Sending:
    """The page before «Gửi»: what goes, what stays and why."""

    ready: list[Ready]
    staying: list[Line]


def what_is_sent(agency: Agency, period: Period, today: date) -> Sending:
    """Return what the button would send now; a fixed number of queries."""
    return sending_of(duties_of(agency, period), [period], today)


def answers_to_send(agency: Agency, today: date) -> Sending:
    """Return the same for everything asked by ad-hoc requests that are open."""
    rows = asked_of(agency)
    return sending_of(rows, [row.period for row in rows], today)


def sending_of(
    duties: Iterable[Duty], periods: Iterable[Period], today: date
) -> Sending:
    """Return what goes and what stays of one agency's duties; the answers shown are
    those given in these periods.
    """
    rows = [row for row in duties if row.state in WORKED]
    back = asked_again(rows)
    missing = missing_by_duty(rows, back)
    lines = [make_line(row, missing[row.pk], today, back.get(row.pk)) for row in rows]
    going = [line for line in lines if line.ready]
    sent = [line.duty for line in going]
    entries, proof = _entries(sent), _evidence(sent)
    figures = _figures(sent, periods)
    return Sending(
        ready=[
            Ready(
                line=line,
                entries=entries[line.duty.pk][:ENTRIES_SHOWN],
                more_entries=len(entries[line.duty.pk][ENTRIES_SHOWN:]),
                figures=figures[line.duty.task_id],
                evidence=proof[line.duty.pk],
            )
            for line in going
        ],
        staying=[line for line in lines if not line.ready],
    )


def _entries(duties: Sequence[Duty]) -> dict[int, list[ProgressEntry]]:
    found: dict[int, list[ProgressEntry]] = defaultdict(list)
    links = EntryLink.objects.filter(duty__in=duties)
    order = ("-entry__done_on", "-entry_id")
    for link in links.select_related("entry").order_by(*order):
        found[link.duty_id].append(link.entry)
    return found


def _evidence(duties: Sequence[Duty]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    links = EvidenceLink.objects.filter(
        duty__in=duties,
        removed_at__isnull=True,
        evidence__quarantined_at__isnull=True,
    )
    for link in links.select_related("evidence").order_by("pk"):
        found[link.duty_id].append(link.evidence)
    return found


def _figures(
    duties: Sequence[Duty], periods: Iterable[Period]
) -> dict[int, list[tuple[str, str]]]:
    """Return task → its figures and answers, in the order of the form."""
    values = FigureValue.objects.filter(
        agency__in={duty.agency_id for duty in duties},
        period__in={period.pk for period in periods},
        is_current=True,
        row=0,
    ).select_related("figure")
    answers = {value.figure_id: value for value in values}
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    asked = TaskFigure.objects.filter(
        task__in={duty.task_id for duty in duties}, figure__in=answers
    ).select_related("figure")
    for row in asked.order_by("figure__position", "figure_id"):
        found[row.task_id].append((row.figure.label, told(answers[row.figure_id])))
    return found
