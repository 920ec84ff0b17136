"""The index of one agency: its duties, what was done and when, figures, documents."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from agencies.models import Agency
from kehoach.lib.dates import format_date
from reporting.dossiers.agency_rows import AgencyRows
from reporting.dossiers.besides import (
    WITHDRAWN,
    DossierRow,
    besides,
    corrections,
    moment,
)
from reporting.dossiers.documents import size_of
from reporting.dossiers.spans import Span
from reporting.facts.index import IndexFacts, IndexTable
from reporting.facts.report import DocumentHead
from reporting.models import Dossier
from reporting.unit_papers.signing import superior_of
from tasks.duties.standing_words import shown_of
from tasks.duties.timeline import Item, items_of
from tasks.figures.answer_text import told
from tasks.models import Duty, FigureValue


def index_of(
    row: Dossier,
    agency: Agency,
    rows: AgencyRows,
    documents: Sequence[DossierRow],
    totals: tuple[int, int, int],
    now: datetime,
) -> IndexFacts:
    """Return the index; `totals` are the files, their bytes and those left out."""
    span, today = Span(row.first_day, row.last_day), timezone.localdate(now)
    plan = rows.duties[0].period.plan if rows.duties else None
    superior = superior_of(agency).upper() if plan else ""
    return IndexFacts(
        head=DocumentHead(superior, agency.name, "", "", "", None),
        title="Mục lục hồ sơ",
        subject=f"Việc thực hiện nhiệm vụ được giao của {agency.name} {row.days}",
        opening=_opening(row, agency, rows, totals, now),
        tables=(
            _duties(rows.duties, today),
            _happened(rows.duties, span),
            _figures(rows),
            _documents(documents),
            besides(rows),
            corrections(rows, span),
        ),
    )


def _opening(
    row: Dossier,
    agency: Agency,
    rows: AgencyRows,
    totals: tuple[int, int, int],
    now: datetime,
) -> list[str]:
    files, size, left_out = totals
    ended = (
        f", kết thúc hoạt động ngày {agency.valid_to:%d/%m/%Y}"
        if agency.valid_to
        else ""
    )
    kept = f"; {left_out} tệp không kèm theo, lý do nêu tại mục IV" if left_out else ""
    purpose = [f"Phục vụ: {row.purpose.rstrip('. ')}."] if row.purpose else []
    return [
        *purpose,
        f"Đơn vị: {agency.name} (mã {agency.code}{ended}).",
        f"Hồ sơ gồm {len(rows.duties)} nhiệm vụ, {files} tệp kèm theo ({size_of(size)}){kept}.",
        f"Lập từ hệ thống lúc {timezone.localtime(now):%H:%M ngày %d/%m/%Y} theo yêu cầu"
        f" của {row.asked_by}. Trạng thái nhiệm vụ là của ngày lập; các nội dung khác ghi"
        " đúng như khi được nhập, nội dung đã sửa kèm lý do sửa.",
        "Nội dung đã rút, tệp đã gỡ và tệp đã cách ly không kèm theo, chỉ nêu là có.",
        "Để kiểm tra một tệp có đúng bản lưu hay không, so mã SHA-256 tại mục IV với mã"
        " tính được từ tệp, hoặc dùng tệp SHA256SUMS.txt.",
    ]


def _duties(duties: Sequence[Duty], today: date) -> IndexTable:
    rows: list[DossierRow] = []
    groups: dict[int, str] = {}
    plan = None
    for number, duty in enumerate(duties, 1):
        if duty.period.plan_id != plan:
            groups[number - 1] = str(duty.period.plan)
            plan = duty.period.plan_id
        rows.append(_duty_line(number, duty, today))
    return IndexTable(
        "I. NHIỆM VỤ",
        ("TT", "Mã", "Nhiệm vụ", "Kỳ", "Hạn", "Trạng thái", "Gửi lần đầu", "Tiếp nhận"),
        rows,
        (1, 1, 6, 2, 1, 3, 1, 1),
        groups,
        "Không có nhiệm vụ nào trong khoảng ngày này.",
    )


def _duty_line(number: int, duty: Duty, today: date) -> DossierRow:
    due: object = duty.due_now or "không ấn định"
    reason = f": {duty.reason}" if duty.reason else ""
    return (
        number,
        duty.task.code,
        duty.title,
        str(duty.period),
        due,
        f"{shown_of(duty, today).label}{reason}",
        duty.first_sent_on,
        duty.accepted_on,
    )


def _happened(duties: Sequence[Duty], span: Span) -> IndexTable:
    rows: list[DossierRow] = []
    groups: dict[int, str] = {}
    for duty in duties:
        groups[len(rows)] = f"{duty.task.code} {duty.title} ({duty.period.words})"
        lines = [_line(item) for item in _items(duty) if _is_inside(item, span)]
        rows += lines or [("", "", "", "Không có diễn biến trong khoảng ngày này.")]
    return IndexTable(
        "II. DIỄN BIẾN TỪNG NHIỆM VỤ",
        ("Ghi lúc", "Người thực hiện", "Việc, ngày có hiệu lực", "Nội dung"),
        rows,
        (2, 3, 4, 9),
        groups,
    )


def _items(duty: Duty) -> list[Item]:
    newest_first = items_of(
        duty,
        entries=duty.entries.all(),
        moves=duty.events.all(),
        links=duty.evidence_links.all(),
        talked=duty.messages.all(),
        own=True,
    )
    return newest_first[::-1]


def _is_inside(item: Item, span: Span) -> bool:
    versions = (item, *item.earlier)
    return any(span.holds(each.when, each.recorded) for each in versions)


def _line(item: Item) -> DossierRow:
    before = [
        f"Trước khi sửa (ghi {moment(each.recorded)}, {each.who}): {each.text}"
        for each in item.earlier
    ]
    text = WITHDRAWN if item.withdrawn else "\n".join([item.text, *before])
    return (
        moment(item.recorded),
        item.who,
        f"{item.title}\nNgày {item.when:%d/%m/%Y}",
        text,
    )


def _figures(rows: AgencyRows) -> IndexTable:
    lines = [
        (
            _period_of(value),
            value.figure.label,
            told(value),
            moment(value.recorded_at),
            str(value.entered_by),
            ("Đang dùng" if value.is_current else "Đã thay, đã rút")
            + (f". Lý do sửa: {value.reason}" if value.reason else ""),
        )
        for value in rows.figures
    ]
    heads = ("Kỳ", "Số liệu", "Trả lời", "Ghi lúc", "Người nhập", "Tình trạng")
    return IndexTable("III. SỐ LIỆU ĐÃ BÁO CÁO", heads, lines, (2, 6, 2, 2, 3, 3))


def _period_of(value: FigureValue) -> str:
    """Return the period, and of a time in it from which day on."""
    time = value.occurs_from
    return f"{value.period}, lần từ {format_date(time)}" if time else str(value.period)


def _documents(lines: Sequence[DossierRow]) -> IndexTable:
    heads = (
        *("TT", "Số, ký hiệu", "Ngày", "Cơ quan ban hành, người ký", "Trích yếu"),
        *("Nhiệm vụ", "Tệp kèm theo", "SHA-256"),
    )
    return IndexTable("IV. VĂN BẢN, TỆP", heads, lines, (1, 2, 1, 3, 5, 2, 4, 2))
