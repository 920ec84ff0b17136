"""What tests of sets of papers share: asking, packing, reading what was packed."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
from django.core.files.storage import default_storage

from reporting.dossiers.asking import ask_inspection
from reporting.dossiers.storing import pack
from reporting.models import Dossier
from tasks.tests.factories import NOW, TODAY

SPAN = {"first": date(2026, 1, 1), "last": TODAY}


def asked(actor, *agencies, **said):
    """Ask for a set of these agencies."""
    said = {"agencies": agencies, "purpose": "Đoàn kiểm tra", **SPAN} | said
    return ask_inspection(actor=actor, today=TODAY, now=NOW, **said)


def packed(row):
    """Pack the set; return the row as it is now."""
    pack(dossier_id=row.pk, now=NOW)
    return Dossier.objects.get(pk=row.pk)


def content_of(row):
    """Return path → bytes of what was packed."""
    with ZipFile(Path(default_storage.path(row.file.name))) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def words_of(content):
    """Return every text of a DOCX: paragraphs, then the cells of its tables."""
    document = docx.Document(BytesIO(content))
    cells = [
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    ]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])
