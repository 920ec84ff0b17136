"""What stands beside an agency's duties: difficulties, requests, parts given, steps of
directions, and how each was put right.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from reporting.dossiers.agency_rows import AgencyRows
from reporting.dossiers.spans import Span
from reporting.facts.index import IndexTable
from tasks.duties.page_earlier import earlier_of

WITHDRAWN = "Đơn vị đã rút nội dung này; không kèm theo hồ sơ."
DossierRow = tuple[object, ...]


def moment(at: datetime) -> str:
    """Return a moment as the index says it."""
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"


def besides(rows: AgencyRows) -> IndexTable:
    """Return what was raised, asked for and given, by day."""
    lines = sorted(_told_besides(rows), key=lambda line: line[0])
    heads = ("Ngày", "Loại", "Người thực hiện", "Nội dung", "Kết quả")
    title = "V. VƯỚNG MẮC, GIA HẠN, PHỐI HỢP, CHỈ ĐẠO"
    return IndexTable(title, heads, lines, (1, 2, 3, 7, 5))


def _told_besides(rows: AgencyRows) -> Iterator[tuple[date, Any, Any, Any, Any]]:
    for each in rows.difficulties:
        gone = each.state == each.State.WITHDRAWN
        asked = f"\nKiến nghị: {each.recommendation}" if each.recommendation else ""
        answers = [each.get_state_display(), each.answer, each.committee_answer]
        yield (
            each.raised_on, "Vướng mắc", str(each.raised_by),
            WITHDRAWN if gone else f"{each.text}{asked}", "\n".join(filter(None, answers)),
        )  # fmt: skip
    for ask in rows.asked:
        about = ask.duty.task.code if ask.duty else "cả kỳ"
        yield (
            ask.asked_on, "Đề nghị gia hạn", str(ask.asked_by),
            f"{about} đến {ask.wanted_on:%d/%m/%Y}: {ask.reason}",
            "\n".join(filter(None, [ask.label, ask.answer])),
        )  # fmt: skip
    for part in rows.given:
        gone = part.withdrawn_at is not None
        yield (
            part.given_on, "Phần phối hợp", str(part.given_by),
            WITHDRAWN if gone else part.text, f"Cho {part.request.duty}",
        )  # fmt: skip
    for step in rows.steps:
        state = "Đã thực hiện xong" if step.is_done else "Đang thực hiện"
        yield (
            step.on, "Thực hiện chỉ đạo", str(step.author), step.text,
            f"{step.share.direction}: {state.lower()}",
        )  # fmt: skip


def corrections(rows: AgencyRows, span: Span) -> IndexTable:
    """Return how documents and words were put right inside the span."""
    held: list[Any] = [*rows.letters, *rows.difficulties, *rows.given]
    held += [each for each in rows.evidence if not each.quarantined_at]
    made = [
        (each, row)
        for row in held
        for each in row.corrections.all()
        if span.holds(each.recorded_at)
    ]
    made.sort(key=lambda pair: (pair[0].recorded_at, pair[0].pk))
    lines = [_correction(each, str(row)) for each, row in made]
    heads = ("Lúc", "Người sửa", "Việc", "Lý do", "Nội dung trước đó")
    return IndexTable("VI. NHỮNG LẦN SỬA, RÚT, GỠ", heads, lines, (2, 3, 4, 4, 6))


def _correction(each: Any, about: str) -> DossierRow:
    [said] = earlier_of([each])
    before = [f"{name}: {value}" for name, value in said.lines]
    if said.file_name:
        before.append(f"Tệp trước đó: {said.file_name}, SHA-256 {each.sha256}")
    is_gone = each.act == each.Act.WITHDRAWN
    return (
        moment(each.recorded_at),
        said.who,
        f"{said.act}: {WITHDRAWN if is_gone else about}",
        said.reason,
        "" if is_gone else "\n".join(before),
    )
