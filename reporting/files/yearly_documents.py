"""The annex of issued documents: every one in the workbook, a bounded list on paper."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kehoach.lib.numbers import count_word
from reporting.facts.report import AnnexTable, IssuedDocument, ReportCell, YearlyFacts

#: What the rows of the annex are (`AnnexPlace.content`).
DOCUMENTS_TABLE = "documents"
#: Documents that paper lists one by one; of more it gives the number per agency.
LISTED = 600
_HEADS = (
    "TT",
    "Đơn vị",
    "Loại",
    "Số, ký hiệu",
    "Ngày ban hành",
    "Cơ quan ban hành",
    "Trích yếu",
)
PRINTED_HEADS = ("TT", "Cơ quan ban hành", "Số, ký hiệu", "Ngày ban hành", "Trích yếu")
PRINTED_WEIGHTS = (0, 3, 1, 0, 5)
NOTE = (
    "Gồm các văn bản có số, ngày ban hành trong kỳ số liệu, gửi kèm kết quả đã được"
    " tiếp nhận; văn bản nhiều đơn vị cùng gửi tính một lần."
)
COUNTED_HEADS = ("TT", "Đơn vị", "Số văn bản")
COUNTED_WEIGHTS = (0, 5, 1)
COUNTED_NOTE = f"{NOTE} Danh mục từng văn bản tại bảng số liệu (Excel) kèm theo."


def documents_annex(facts: YearlyFacts) -> AnnexTable:
    """Return every document, as the workbook lists them."""
    rows = tuple(
        (i, d.agency, d.kind, d.number, d.issued_on, d.issuer, d.subject)
        for i, d in enumerate(facts.documents, 1)
    )
    return AnnexTable("", "", _HEADS, rows, note=NOTE, wide=False)


def documents_printed(
    annex: AnnexTable, documents: Sequence[IssuedDocument]
) -> tuple[AnnexTable, dict[int, str]]:
    """Return the annex as paper holds it, with the line before the rows of each kind."""
    rows, kinds = _counted(documents) if is_long(documents) else _listed(documents)
    many = Counter(each.kind for each in documents)
    groups: dict[int, str] = {}
    for position, kind in enumerate(kinds):
        if position == 0 or kind != kinds[position - 1]:
            groups[position] = f"{kind}: {count_word(many[kind])} văn bản"
    if is_long(documents):
        table = replace(
            annex, heads=COUNTED_HEADS, widths=COUNTED_WEIGHTS, note=COUNTED_NOTE
        )
    else:
        table = replace(annex, heads=PRINTED_HEADS, widths=PRINTED_WEIGHTS, note=NOTE)
    return replace(table, rows=rows), groups


def is_long(documents: Sequence[IssuedDocument]) -> bool:
    """Return whether there are too many for paper to list one by one."""
    return len(documents) > LISTED


_Rows = tuple[tuple[tuple[ReportCell, ...], ...], list[str]]


def _listed(documents: Sequence[IssuedDocument]) -> _Rows:
    rows = tuple(
        (i, issuer_of(d), d.number, d.issued_on, d.subject)
        for i, d in enumerate(documents, 1)
    )
    return rows, [each.kind for each in documents]


def _counted(documents: Sequence[IssuedDocument]) -> _Rows:
    found = Counter((each.kind, each.agency) for each in documents)
    rows = tuple(
        (i, agency, number) for i, ((_, agency), number) in enumerate(found.items(), 1)
    )
    return rows, [kind for kind, _ in found]


def issuer_of(document: IssuedDocument) -> str:
    """Return who issued it, and who sent it in when that is another."""
    if document.issuer == document.agency:
        return document.issuer
    return f"{document.issuer} ({document.agency} báo cáo)"
