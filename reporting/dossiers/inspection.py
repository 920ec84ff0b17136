"""«Hồ sơ phục vụ đoàn kiểm tra»: for each agency an index and the files it names."""

from datetime import datetime

from django.utils import timezone

from agencies.models import Agency
from kehoach.lib.safe_names import safe_name
from reporting.dossiers.agency_index import index_of
from reporting.dossiers.agency_rows import AgencyRows, agency_rows_of
from reporting.dossiers.documents import (
    FILES,
    documents_of,
    index_line_of,
    pack_document,
)
from reporting.dossiers.packing import Packer
from reporting.dossiers.spans import Span
from reporting.files.index_docx import render_index
from reporting.models import Dossier
from tasks.duties.errors import InvalidInput

_INDEX = "00 Mục lục hồ sơ.docx"
#: Lines of one index; more is not read by anybody, and not laid out in time.
MOST_LINES = 20_000


def pack_inspection(row: Dossier, packer: Packer, now: datetime) -> None:
    """Pack every agency of the set: one at the top, several in folders of their own."""
    agencies = list(row.agencies.order_by("sort_key", "pk"))
    for number, agency in enumerate(agencies, 1):
        name = safe_name(f"{number:03d} {agency.short_name}", longest=50)
        folder = packer.folder(name) if len(agencies) > 1 else ""
        pack_agency(row, agency, packer, folder, now)


def pack_agency(
    row: Dossier, agency: Agency, packer: Packer, folder: str, now: datetime
) -> None:
    """Pack one agency's files, then the index that says how each went."""
    today, before = timezone.localdate(now), (packer.files, packer.bytes)
    left_out = packer.left_out + packer.damaged
    rows = agency_rows_of(
        agency, Span(row.first_day, row.last_day), row.asked_by, today
    )
    require_readable(rows)
    inside = f"{folder}/{FILES}" if folder else FILES
    lines = []
    for number, document in enumerate(documents_of(rows), 1):
        packed = pack_document(packer, inside, number, document)
        lines.append(index_line_of(number, document, packed))
    totals = (
        packer.files - before[0],
        packer.bytes - before[1],
        packer.left_out + packer.damaged - left_out,
    )
    facts = index_of(row, agency, rows, lines, totals, now)
    packer.add_bytes(folder, _INDEX, render_index(facts))


def require_readable(rows: AgencyRows) -> None:
    """Raise InvalidInput for an index that would be too long."""
    said = sum(
        len(duty.events.all()) + len(duty.entries.all()) + len(duty.messages.all())
        for duty in rows.duties
    )
    if said + len(rows.figures) + len(rows.evidence) > MOST_LINES:
        message = (
            f"Mục lục của một đơn vị dài quá {MOST_LINES} dòng. Chọn khoảng ngày ngắn"
            " hơn rồi yêu cầu từng phần."
        )
        raise InvalidInput(message)
