"""Facts to print, and what the tests read out of a printed file."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn
from lxml import etree

from reporting.facts.papers import LetterFacts, UnitPaper
from reporting.facts.report import (
    AnnexTable,
    DocumentHead,
    MeasureFact,
    MissingUnit,
    ReportSection,
    Signature,
    TargetFact,
    TaskFact,
    YearlyFacts,
)

HEAD = DocumentHead(
    "Ủy ban nhân dân tỉnh Khánh Hòa",
    "Sở Nội vụ",
    "5/BC-SNV",
    "BC-SNV",
    "Khánh Hòa",
    date(2027, 1, 5),
)
DEPUTY = Signature(("KT. Giám đốc", "Phó giám đốc"), "Trần Văn Bình")
RATE = MeasureFact("II.1", "Người đã bồi dưỡng", "rate", "người", 9999, 10000, 2, 3)
PROXY = replace(RATE, code="II.2", kind="proxy", numerator=4, denominator=4)
COUNT = replace(RATE, code="II.3", kind="count", denominator=None, ended_units=7)
TASK = TaskFact("III.1", "Bồi dưỡng", "Sở Nội vụ", "Hằng năm", 3, 2, 1, 1, 1)
NARROW = AnnexTable(
    "II",
    "Công khai",
    ("TT", "Đơn vị", "Số nội dung"),
    ((1, "UBND xã Thành Hải", 1234), (2, "UBND xã Thanh Hải", None)),
    totals=("", "Tổng cộng", Decimal("1234.5")),
    note="Dấu “–”: chưa báo cáo.",
)
WIDE = AnnexTable("III", "Rộng", tuple(f"Cột {i}" for i in range(9)), ((1,) * 9,))
SILENT = MissingUnit(
    "UBND xã A", "UBND cấp xã", "Chưa báo cáo", date(2026, 12, 16), None, 12
)
SECTIONS = (
    ReportSection("I. Công tác chỉ đạo", 1, ("Đoạn một.\nĐoạn hai.",)),
    ReportSection(
        "II. Kết quả thực hiện",
        1,
        children=(
            ReportSection(
                "1. Thực hiện dân chủ ở xã",
                2,
                children=(
                    ReportSection("a) Công khai", 3, ("Xem Phụ lục I, II, III, IV.",)),
                    ReportSection("b) Mục tiêu", 3, shows_targets=True),
                ),
            ),
        ),
    ),
)
YEARLY = YearlyFacts(
    year=2026,
    data_from=date(2025, 12, 15),
    data_to=date(2026, 12, 14),
    data_day=date(2026, 12, 14),
    head=HEAD,
    subject="Kết quả thực hiện dân chủ ở cơ sở năm 2026",
    addressees=("Ủy ban nhân dân tỉnh Khánh Hòa",),
    opening=("Thực hiện Nghị quyết số 15/2024/NQ-HĐND, Sở Nội vụ báo cáo:",),
    sections=SECTIONS,
    targets=(TargetFact("II.1", "Nguyên văn", "Bồi dưỡng", (RATE, PROXY, COUNT)),),
    tasks=(TASK, replace(TASK, code="III.2.a")),
    responsibilities=(replace(TASK, code="IV.1.1", owed=0, done=0),),
    annexes=(NARROW, WIDE),
    missing_units=(SILENT,),
    recipients=("Như trên", "Lưu: VT, XDCQ"),
    signature=DEPUTY,
    units=65,
)
UNIT = UnitPaper(
    kind="Báo cáo",
    head=replace(HEAD, parent_body="", body="Ủy ban nhân dân xã Hòa Trí", number="12"),
    subject="Kết quả thực hiện dân chủ ở cơ sở năm 2026",
    addressees=("Sở Nội vụ tỉnh Khánh Hòa",),
    opening=("Ủy ban nhân dân xã Hòa Trí báo cáo kết quả năm 2026 như sau:",),
    sections=(
        ReportSection(
            "I. Kết quả thực hiện",
            1,
            ("Số liệu cụ thể tại Phụ lục kèm theo.",),
            (ReportSection("1. Tuyên truyền", 2, ("Họp dân.\nPhát tờ rơi.",)),),
        ),
        ReportSection("II. Kiến nghị, đề xuất", 1, ("Bổ sung biên chế.",)),
    ),
    last="Trên đây là báo cáo kết quả năm 2026",
    recipients=("Như trên", "Lưu: VT"),
    signature=Signature(("TM. Ủy ban nhân dân", "Chủ tịch"), "Hồ Văn Đức"),
    annex=replace(NARROW, number=""),
    groups=((0, "Công khai"),),
)
PLAN = replace(
    UNIT,
    kind="Kế hoạch",
    head=replace(UNIT.head, number="", symbol="KH-UBND", day=None),
    addressees=(),
)
LETTER = LetterFacts(
    head=replace(HEAD, symbol="SNV-XDCQ", number=""),
    about="đôn đốc thực hiện nhiệm vụ",
    addressees=("Sở Tư pháp", "Ủy ban nhân dân các xã, phường, đặc khu"),
    paragraphs=("Đến nay còn nhiệm vụ quá hạn (Phụ lục kèm theo).", "Đề nghị báo cáo."),
    recipients=("Như trên;", "Lưu: VT, XDCQ."),
    signature=DEPUTY,
    annex=replace(NARROW, number=""),
)


def part(data: bytes, name: str) -> etree._Element:
    """Return a part of the package as XML."""
    return etree.fromstring(ZipFile(BytesIO(data)).read(name))


def opened(data: bytes):
    """Return the file as python-docx reads it."""
    return docx.Document(BytesIO(data))


def texts(data: bytes) -> list[str]:
    """Return the non-empty paragraphs outside tables."""
    return [p.text for p in opened(data).paragraphs if p.text.strip()]


def find(data: bytes, start: str):
    """Return the first paragraph, in a table or not, that begins so."""
    document = opened(data)
    for element in document.element.body.iter(qn("w:p")):
        paragraph = docx.text.paragraph.Paragraph(element, document)
        if paragraph.text.startswith(start):
            return paragraph
    raise AssertionError(start)


def style(data: bytes, start: str) -> tuple[float, bool, bool]:
    """Return size, bold, italic of a paragraph's run."""
    run = find(data, start).runs[0]
    return run.font.size.pt, bool(run.bold), bool(run.italic)
