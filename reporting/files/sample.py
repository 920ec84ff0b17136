"""A report to try a template with: every part is there, and every text is hostile."""

from datetime import date
from decimal import Decimal

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

HOSTILE = "{{ 7*7 }} {% now %} <w:p>&amp; «NQ-HĐND» =cmd|' {_{ }_} {_% %_}"
_DAY = date(2026, 12, 14)
_MEASURE = MeasureFact("II.1.1", HOSTILE, "rate", "người", 3, Decimal(4), 1, 2)
_TABLE = AnnexTable("II", HOSTILE, ("TT", "Đơn vị", "Số"), ((1, HOSTILE, None),))
SAMPLE = YearlyFacts(
    year=2026,
    data_from=date(2025, 12, 15),
    data_to=_DAY,
    data_day=_DAY,
    head=DocumentHead("UBND TỈNH", "Sở Tư pháp", "", "BC-STP", "A", None),
    subject=HOSTILE,
    addressees=("Ủy ban nhân dân tỉnh", HOSTILE),
    opening=(HOSTILE, "Đoạn một.\nĐoạn hai."),
    sections=(
        ReportSection(f"I. {HOSTILE}", 1, (HOSTILE,)),
        ReportSection(
            "II. KẾT QUẢ",
            1,
            children=(
                ReportSection(
                    "1. Mục",
                    2,
                    children=(
                        ReportSection("a) Điểm", 3, (HOSTILE,), shows_targets=True),
                        ReportSection("b) Trống", 3),
                    ),
                ),
            ),
        ),
    ),
    targets=(TargetFact("II.1", HOSTILE, HOSTILE, (_MEASURE,)),),
    tasks=(TaskFact("III.1", HOSTILE, HOSTILE, HOSTILE, 3, 2, 1, 1, 1),),
    responsibilities=(),
    annexes=(_TABLE,),
    missing_units=(MissingUnit(HOSTILE, "Xã", "Chưa báo cáo", _DAY, None, 1),),
    recipients=(HOSTILE,),
    signature=Signature(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), ""),
    units=1,
)
