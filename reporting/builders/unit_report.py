"""The letter that an agency sends for a period, drafted from its duties."""

from collections import defaultdict
from collections.abc import Iterable

from agencies.models import Agency, Kind
from kehoach.lib.dates import format_date
from reporting.builders import wording
from reporting.facts import DocumentHead, DutyFact, Signature, UnitReportFacts
from tasks.answer_text import told
from tasks.desk import duties_of
from tasks.models import (
    LIVE,
    Difficulty,
    Duty,
    EntryLink,
    Evidence,
    EvidenceLink,
    FigureValue,
    Period,
    TaskFigure,
    UnitReport,
)
from tasks.status import standing_of

COMMITTEES = (Kind.COMMUNE, Kind.DISTRICT)
#: duty → lines
Lines = dict[int, list[str]]
#: duty → (label, value)
Numbers = dict[int, list[tuple[str, str]]]


def unit_report_facts(*, agency: Agency, period: Period) -> UnitReportFacts:
    """Return the facts of the draft in a fixed number of queries."""
    duties = list(duties_of(agency, period).filter(state__in=LIVE))
    report = UnitReport.objects.filter(agency=agency, period=period).first()
    raised = list(
        Difficulty.objects.filter(agency=agency, period=period)
        .select_related("duty__task")
        .order_by("recorded_at")
    )
    steering = period.plan.steering_agency
    subject = f"{wording.SUBJECT} {period.words}"
    return UnitReportFacts(
        head=head_of(agency, report),
        subject=subject,
        addressees=(steering.name,),
        opening=opening_of(agency, period),
        duties=duty_facts(duties, agency, period),
        difficulties=tuple(_with_code(each, each.text) for each in raised),
        recommendations=tuple(
            _with_code(each, each.recommendation)
            for each in raised
            if each.recommendation
        ),
        recipients=("Như trên", "Lưu: VT"),
        signature=Signature(capacity_of(agency), report.signer if report else ""),
    )


def head_of(agency: Agency, report: UnitReport | None) -> DocumentHead:
    """Return the head of the letter; number and day stay open until recorded."""
    superior = agency.parent.name if agency.parent else "UBND tỉnh Khánh Hòa"
    short = agency.letter_symbol or ("UBND" if agency.kind in COMMITTEES else "…")
    return DocumentHead(
        parent_body="" if agency.kind in COMMITTEES else superior.upper(),
        body=agency.name.removesuffix(" tỉnh Khánh Hòa"),
        number=report.number.split("/")[0] if report else "",
        symbol=f"BC-{short}",
        place=place_of(agency),
        day=report.signed_on if report else None,
    )


def place_of(agency: Agency) -> str:
    """Return the place of signing: the commune's own name, else the province's."""
    words = agency.name.split(" nhân dân ", 1)[-1]
    for level in ("xã ", "phường ", "đặc khu ", "huyện ", "thị xã ", "thành phố "):
        if agency.kind in COMMITTEES and words.startswith(level):
            return words.removeprefix(level)
    return wording.PLACE


def capacity_of(agency: Agency) -> tuple[str, ...]:
    """Return in which capacity the letter is signed (NĐ 30/2020 Phụ lục I)."""
    if agency.kind in COMMITTEES:
        return ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    return ("GIÁM ĐỐC",) if agency.name.startswith("Sở ") else ("THỦ TRƯỞNG CƠ QUAN",)


def opening_of(agency: Agency, period: Period) -> str:
    """Return the opening paragraph with what Sở asked for and the data period."""
    asked = ""
    if period.request_number:
        day = f" ngày {format_date(period.request_on)}" if period.request_on else ""
        steering = period.plan.steering_agency
        asked = f" và Công văn số {period.request_number}{day} của {steering}"
    return (
        f"Thực hiện {wording.plan_title(period.plan)}{asked}, {agency.name} báo cáo"
        f" kết quả {period.words} (kỳ số liệu từ ngày"
        f" {format_date(period.data_from)} đến ngày {format_date(period.data_to)})"
        " như sau:"
    )


def _with_code(difficulty: Difficulty, text: str) -> str:
    if difficulty.duty is None:
        return text
    return f"{difficulty.duty.task.code}: {text}"


def duty_facts(
    duties: list[Duty], agency: Agency, period: Period
) -> tuple[DutyFact, ...]:
    """Return what the letter says of each duty, in the plan's order."""
    done, numbers, proof = (
        _done(duties, period),
        _numbers(duties, agency, period),
        _proof(duties),
    )
    return tuple(
        DutyFact(
            code=duty.task.code,
            title=duty.task.short_title,
            label=standing_of(duty, period.data_to).label,
            done=tuple(done[duty.pk]),
            figures=tuple(numbers[duty.pk]),
            evidence=tuple(proof[duty.pk]),
        )
        for duty in duties
    )


def _done(duties: Iterable[Duty], period: Period) -> Lines:
    found: Lines = defaultdict(list)
    links = EntryLink.objects.filter(duty__in=duties, entry__period=period)
    for link in links.select_related("entry").order_by("entry__done_on", "entry_id"):
        found[link.duty_id].append(link.entry.text)
    return found


def _numbers(duties: list[Duty], agency: Agency, period: Period) -> Numbers:
    found: Numbers = defaultdict(list)
    values = {
        value.figure_id: value
        for value in FigureValue.objects.filter(
            agency=agency, period=period, row=0, is_current=True
        )
    }
    asked = TaskFigure.objects.filter(task__in=[duty.task_id for duty in duties])
    rows = list(asked.select_related("figure").order_by("figure__position"))
    for duty in duties:
        for row in rows:
            value = values.get(row.figure_id)
            if row.task_id == duty.task_id and value:
                unit = f" {row.figure.unit}" if row.figure.unit else ""
                found[duty.pk].append((row.figure.label, f"{told(value)}{unit}"))
    return found


def _proof(duties: Iterable[Duty]) -> Lines:
    found: Lines = defaultdict(list)
    links = EvidenceLink.objects.filter(
        duty__in=duties, removed_at__isnull=True, evidence__quarantined_at__isnull=True
    )
    for link in links.select_related("evidence").order_by("pk"):
        found[link.duty_id].append(citation(link.evidence))
    return found


def citation(evidence: Evidence) -> str:
    """Return how a letter cites a document: subject, number, day, issuer."""
    number = f" số {evidence.number}" if evidence.number else ""
    day = f" ngày {format_date(evidence.issued_on)}" if evidence.issued_on else ""
    issuer = f" của {evidence.issuer}" if evidence.issuer else ""
    return f"{evidence.subject}{number}{day}{issuer}"
