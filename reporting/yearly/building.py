"""The yearly report as frozen facts: page, DOCX and XLSX read nothing else."""

from dataclasses import dataclass, replace
from datetime import date

from agencies.models import AgencyKind
from kehoach.lib.numbers import count_word
from kehoach.lib.text import small
from reporting.counting.informed import Informed, informed_of, measured
from reporting.counting.lateness import Behind, behind
from reporting.counting.spans import adding_up, earlier, put_together, spans_before
from reporting.counting.sums import Sums, sums_of
from reporting.counting.targets import TargetCounts, targets_of
from reporting.counting.tasks import TaskCount, task_counts
from reporting.facts import report as facts
from reporting.facts.compared import SpanNumbers
from reporting.models import YearlyReport
from reporting.outline import wording
from reporting.outline.bodies import (
    body_of,
    committee_in_head,
    committee_of,
    symbol_of,
)
from reporting.outline.parts import DOCUMENTS_ANNEX, ReportOutline
from reporting.outline.rows import outline_of
from reporting.yearly.annexes import annex_places, annex_tables
from reporting.yearly.changes import Changed, changes_of
from reporting.yearly.issued_documents import issued_documents
from reporting.yearly.judged import Judged, judged_of
from reporting.yearly.judging import ReportMaterial
from reporting.yearly.looking_back import looking_back, moved_of
from reporting.yearly.replaced import Replaced, replaced_in
from reporting.yearly.sections import Source, sections_of
from reporting.yearly.sentences import lines
from tasks.duties.past_words import speak_then
from tasks.models import Period, TargetMeasure
from tasks.sums.four_numbers import FourNumbers
from tasks.sums.targets import MeasureCount

_KINDS = dict(AgencyKind.choices)
#: Measures without approval that a sentence names by code.
_FEW = 3
BEFORE, BEFORE_INTERIM = "Năm trước", "Cùng kỳ năm trước"


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was read from the database, once."""

    tasks: list[TaskCount]
    targets: tuple[TargetCounts, ...]
    now: SpanNumbers
    past: tuple[SpanNumbers, ...]
    sums: Sums
    behind: list[Behind]
    informed: tuple[Informed, ...]
    apart: dict[int, FourNumbers]
    judged: Judged
    documents: tuple[facts.IssuedDocument, ...]
    changes: tuple[Changed, ...]
    replaced: Replaced


def yearly_facts(
    *, period: Period, report: YearlyReport, today: date
) -> facts.YearlyFacts:
    """Return the report's facts with a number of queries that does not grow, in the
    words of the period's last day.
    """
    speak_then(period)
    counted = _count(period, today)
    sums = counted.sums
    outline = outline_of(period.plan)
    if not counted.documents:
        outline = outline.without(DOCUMENTS_ANNEX)
    scope_note = _scope_note(counted.targets)
    moved = moved_of(counted.now, counted.past)
    tasks = [one for one in counted.tasks if not one.task.is_responsibility]
    duties = [one for one in counted.tasks if one.task.is_responsibility]
    return facts.YearlyFacts(
        year=period.year,
        data_from=period.data_from,
        data_to=period.data_to,
        data_day=period.data_day(today),
        head=_head(period, report),
        subject=f"{wording.subject_of(period)}{wording.replacing(report)}",
        addressees=(committee_of(period.plan),),
        opening=(wording.opening(period),),
        sections=_sections(period, report, counted, scope_note, outline),
        targets=tuple(_target(target, moved, counted) for target in counted.targets),
        tasks=tuple(_told(one, counted.replaced) for one in tasks),
        responsibilities=tuple(_told(one, counted.replaced) for one in duties),
        annexes=annex_tables(outline, sums, counted.informed),
        annex_places=annex_places(outline),
        missing_units=tuple(map(_missing, counted.behind)),
        documents=counted.documents,
        recipients=tuple(line.rstrip(";.") for line in lines(report.recipients)),
        signature=facts.Signature(
            tuple(lines(report.signer_capacity)), report.signer_name
        ),
        units=_units(counted.targets),
        words=period.words,
        before=_before(period),
        now=counted.now,
        past=counted.past,
        scope_note=scope_note,
    )


def _count(period: Period, today: date) -> _Counted:
    tasks, sums = task_counts(period, today), sums_of(period)
    targets = targets_of(period, period.data_day(today))
    measures = [measure for target in targets for measure in target.measures]
    asked, informed = adding_up(period.plan_id), informed_of(period)
    past = spans_before(period, sums, earlier(period), today, asked)
    return _Counted(
        tasks=tasks,
        targets=targets,
        now=put_together(period, measures, tasks, sums, asked),
        past=tuple(filter(None, past)),
        sums=sums,
        behind=behind(period, today),
        informed=informed,
        apart=measured([count.measure for count in measures], informed),
        judged=judged_of(period, today),
        documents=issued_documents(period),
        changes=changes_of(period),
        replaced=replaced_in(period),
    )


def _sections(
    period: Period,
    report: YearlyReport,
    counted: _Counted,
    scope_note: str,
    outline: ReportOutline,
) -> tuple[facts.ReportSection, ...]:
    """Return the outline, filled."""
    before = _before(period)
    named = [each.code for each in counted.judged.told if each.is_compared]
    compared = looking_back(counted.now, counted.past, before, named)
    return sections_of(
        Source(
            report=report,
            tasks=counted.tasks,
            behind=counted.behind,
            sums=counted.sums,
            scope_note=scope_note,
            outline=outline,
            targets=len(counted.targets),
            before=before[:1].lower() + before[1:],
            compared=compared[0].paragraphs if compared else (),
            informed=counted.informed,
            documents=counted.documents,
            changes=counted.changes,
            replaced=counted.replaced.said,
            about=ReportMaterial(
                judged=counted.judged,
                targets=counted.targets,
                tasks=counted.tasks,
                behind=counted.behind,
                sums=counted.sums,
                least=outline.least,
            ),
        )
    )


def _before(period: Period) -> str:
    return BEFORE_INTERIM if period.is_interim else BEFORE


def _told(count: TaskCount, replaced: Replaced) -> facts.TaskFact:
    fact = task_fact(count)
    notes = (fact.note, replaced.note(count.task.pk))
    return replace(fact, note="; ".join(filter(None, notes)))


def task_fact(count: TaskCount) -> facts.TaskFact:
    """Return the annex line of a task."""
    asked = f"Đề nghị {count.requested} cơ quan phối hợp" if count.requested else ""
    times = "Tính theo lượt: mỗi lần trong kỳ là một lượt" if count.task.recurs else ""
    note = "; ".join(said for said in (asked, times) if said)
    return facts.TaskFact(
        code=count.task.code,
        title=count.task.short_title,
        assignees=count.task.assignee_text.strip(),
        schedule=count.task.get_schedule_display(),
        owed=count.owed,
        reported=count.reported,
        done=count.done,
        in_progress=count.in_progress,
        not_started=count.not_started,
        not_applicable=count.waived,
        note=note,
    )


def _head(period: Period, report: YearlyReport) -> facts.DocumentHead:
    agency = period.plan.steering_agency
    return facts.DocumentHead(
        parent_body=committee_in_head(period.plan),
        body=body_of(agency),
        number=report.number,
        symbol=f"BC-{symbol_of(agency)}",
        place=report.place,
        day=report.issued_on,
    )


def _target(
    target: TargetCounts, moved: dict[str, str], counted: _Counted
) -> facts.TargetFact:
    return facts.TargetFact(
        code=target.target.code,
        text=target.target.text,
        short_title=target.target.short_title,
        measures=tuple(
            _measure(
                count,
                moved.get(count.measure.code, ""),
                counted.apart.get(count.measure.pk),
                counted.replaced.note(count.measure.task_id),
            )
            for count in target.measures
        ),
    )


def _measure(
    count: MeasureCount, compared: str, apart: FourNumbers | None, before: str
) -> facts.MeasureFact:
    measure, numbers = count.measure, count.numbers
    return facts.MeasureFact(
        code=measure.code,
        name=measure.short_title,
        kind=measure.kind,
        unit=measure.counting_unit,
        numerator=numbers.numerator,
        denominator=numbers.denominator,
        not_applicable=numbers.not_applicable,
        not_reported=numbers.not_reported,
        ended_units=count.ended_units,
        note="; ".join(filter(None, (_note(count), before))),
        compared=compared,
        informed_units=apart.units if apart else 0,
        informed_numerator=apart.numerator if apart else None,
        informed_denominator=apart.denominator if apart else None,
    )


def _note(count: MeasureCount) -> str:
    notes = []
    if count.measure.kind == TargetMeasure.Kind.PROXY:
        notes.append("Chỉ báo thay thế")
    if count.numbers.errors:
        notes.append(f"{count.numbers.errors} đơn vị có số liệu mâu thuẫn, chưa tính")
    return "; ".join(notes)


def _missing(unit: Behind) -> facts.MissingUnit:
    return facts.MissingUnit(
        name=unit.name,
        kind=_KINDS.get(unit.kind, unit.kind),
        reason=unit.verdict,
        due_on=unit.due_on,
        sent_on=unit.sent_on,
        duties=unit.unsent or unit.sent_late,
    )


def _units(targets: tuple[TargetCounts, ...]) -> int:
    """Return the longest list of units that a measure was counted over."""
    lists = [count.numbers.units for target in targets for count in target.measures]
    return max(lists, default=0)


def _scope_note(targets: tuple[TargetCounts, ...]) -> str:
    missing = targets[0].measures[0].kinds_missing if targets else ()
    note = "Tỷ lệ tính trên số đơn vị đã báo cáo, không gồm đơn vị chưa báo cáo."
    if missing:
        note += f" Chưa bao gồm số liệu của {', '.join(map(small, missing))}."
    pending = [
        count.measure.code
        for target in targets
        for count in target.measures
        if not count.measure.is_approved
    ]
    if pending:
        many = f"của {count_word(len(pending))} chỉ tiêu"
        which = many if len(pending) > _FEW else ", ".join(pending)
        note += f" Cách đo {which} là đề xuất, chờ phê duyệt."
    return note
