"""«Hồ sơ nộp lưu»: a closed period's papers with the lists that the archive asks for
(NĐ 30/2020/NĐ-CP Điều 29, 30 and Phụ lục V; Luật Lưu trữ 33/2024/QH15).
"""

from datetime import datetime

from django.utils import timezone

from kehoach.lib.dates import format_date
from kehoach.lib.safe_names import safe_name
from reporting.dossiers.documents import in_groups, size_of
from reporting.dossiers.packing import Packed, Packer
from reporting.dossiers.year_rows import Folder, Sheet, folders_of, is_issued
from reporting.facts.index import IndexFacts, IndexTable
from reporting.facts.report import DocumentHead
from reporting.files.index_docx import render_index
from reporting.files.pdf_text import PAGES, NoText, text_of_pdf
from reporting.models import Dossier
from reporting.unit_papers.signing import superior_of
from tasks.duties.errors import InvalidInput
from tasks.duties.plan_then import plan_on
from tasks.evidence.kept_files import KeptWrong, note, opened
from tasks.evidence.scans import PutAway
from tasks.models import Period

_INDEX = "00 Mục lục hồ sơ, mục lục văn bản.docx"
#: Pages are counted of so many files, each within so many seconds.
_COUNTED, SECONDS = 300, 5
NOT_ISSUED = "Chưa ghi nhận báo cáo của kỳ này đã ban hành."
_Line = tuple[object, ...]


def pack_archive(row: Dossier, packer: Packer, now: datetime) -> None:
    """Pack the folders of the period, then the lists of what lies in them."""
    period = row.period
    if period is None or period.is_open:
        message = "Kỳ báo cáo đang mở: chốt kỳ trước khi lập hồ sơ nộp lưu."
        raise InvalidInput(message)
    folders = folders_of(period)
    if not folders:
        message = "Kỳ này chưa có báo cáo, công văn nào để lập hồ sơ nộp lưu."
        raise InvalidInput(message)
    tables = [
        IndexTable(
            f"MỤC LỤC VĂN BẢN CỦA HỒ SƠ SỐ {number}: {folder.title}",
            (
                *("TT", "Số, ký hiệu", "Ngày", "Tên loại, trích yếu", "Tác giả"),
                *("Số trang", "Tệp, dung lượng", "SHA-256"),
            ),
            [*_lines(packer, number, folder)],
            (1, 2, 1, 5, 3, 1, 4, 2),
        )
        for number, folder in enumerate(folders, 1)
    ]
    facts = _index(row, period, folders, tables, packer, now)
    packer.add_bytes("", _INDEX, render_index(facts))


def _lines(packer: Packer, number: int, folder: Folder) -> list[_Line]:
    inside = packer.folder(safe_name(f"{number:02d} {folder.title}", longest=50))
    found: list[_Line] = []
    for place, sheet in enumerate(folder.sheets, 1):
        packed = _packed(packer, inside, place, sheet)
        name = packed.path.rsplit("/", 1)[-1]
        told = packed.problem or "Chỉ ghi số văn bản, không có tệp"
        found.append(
            (
                place,
                sheet.number,
                sheet.day,
                sheet.title,
                sheet.author,
                _pages(sheet, packed, packer),
                f"{name} ({size_of(packed.size)})" if packed.path else told,
                in_groups(packed.sha256),
            )
        )
    return found


def _packed(packer: Packer, folder: str, place: int, sheet: Sheet) -> Packed:
    name = f"{place:03d} {safe_name(sheet.name or sheet.title)}"
    if sheet.made is None:
        return packer.add(folder, name, sheet.file) if sheet.file else Packed()
    try:
        content = sheet.made()
    except KeptWrong as wrong:
        packer.damaged += 1
        note(place=wrong.place, kind=wrong.kind, about=wrong.about, now=packer.now)
        return Packed(
            problem="Không kèm: dữ liệu đã lưu không còn nguyên vẹn, đã báo quản trị"
        )
    packed = packer.add_bytes(folder, name, content)
    packer.made -= 1
    return packed


def _pages(sheet: Sheet, packed: Packed, packer: Packer) -> object:
    """Return how many pages a packed PDF has; nothing where it is not known."""
    is_pdf = packed.path.lower().endswith(".pdf") and sheet.file
    if not is_pdf or packer.files > _COUNTED:
        return ""
    try:
        with opened(sheet.file) as file:
            pages = text_of_pdf(file.read(), seconds=SECONDS).count("\f")
    except (NoText, KeptWrong, PutAway):
        return ""
    return pages if 0 < pages < PAGES else ""


def _index(
    row: Dossier,
    period: Period,
    folders: list[Folder],
    tables: list[IndexTable],
    packer: Packer,
    now: datetime,
) -> IndexFacts:
    plan = period.plan
    steering = plan.steering_agency
    lines = [
        (
            number,
            "",
            folder.title,
            _days(folder),
            "",
            len(folder.sheets),
            "",
        )
        for number, folder in enumerate(folders, 1)
    ]
    heads = (
        *("Hồ sơ số", "Số, ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời gian tài liệu"),
        *("Thời hạn bảo quản", "Số văn bản", "Ghi chú"),
    )
    first = IndexTable(
        "MỤC LỤC HỒ SƠ, TÀI LIỆU NỘP LƯU", heads, lines, (1, 2, 6, 3, 2, 1, 3)
    )
    damaged = packer.damaged
    wrong = [f"{damaged} tệp hỏng hoặc mất, không kèm theo, nêu tại từng dòng."]
    return IndexFacts(
        head=DocumentHead(
            superior_of(steering).upper(), steering.name, "", "", "", None
        ),
        title="Mục lục hồ sơ, tài liệu nộp lưu",
        subject=f"{plan_on(plan, period.words_day()).short_title}, kỳ {period.words}",
        opening=[
            f"Kỳ báo cáo từ {format_date(period.data_from)} đến"
            f" {format_date(period.data_to)}, {_closed(period)}.",
            f"Gồm {len(folders)} hồ sơ, {packer.files} tệp ({size_of(packer.bytes)}); lập"
            f" từ hệ thống lúc {timezone.localtime(now):%H:%M ngày %d/%m/%Y} theo yêu cầu"
            f" của {row.asked_by}.",
            *(wrong if damaged else []),
            *([] if is_issued(period) else [NOT_ISSUED]),
            "Số, ký hiệu hồ sơ và thời hạn bảo quản để trống để cơ quan ghi theo danh mục"
            " hồ sơ của mình. Tài liệu giao nộp theo Điều 30 Nghị định số 30/2020/NĐ-CP và"
            " Luật Lưu trữ số 33/2024/QH15.",
            "Minh chứng của từng đơn vị thuộc hồ sơ của đơn vị đó, không kèm ở đây. Mỗi"
            " tệp có mã SHA-256 để đối chiếu khi giao, nhận (tệp SHA256SUMS.txt).",
        ],
        tables=[first, *tables],
    )


def _closed(period: Period) -> str:
    if period.closed_at is None:
        return "đã chốt số liệu"
    return f"chốt số liệu ngày {format_date(timezone.localdate(period.closed_at))}"


def _days(folder: Folder) -> str:
    days = [sheet.day for sheet in folder.sheets if sheet.day]
    if not days:
        return ""
    first, last = format_date(min(days)), format_date(max(days))
    return first if first == last else f"{first} – {last}"
