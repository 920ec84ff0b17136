"""A golden report, read back value by value by readers that share no code with ours."""

import csv
import json
import subprocess
from io import BytesIO, StringIO

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from reporting.checking import check
from reporting.files.tests.golden import (
    DOCX_TABLES,
    GOLDEN,
    XLSX_SHEETS,
    squeezed,
    tables,
)
from reporting.files.yearly_data import report_csv, report_json
from reporting.files.yearly_docx import render_docx
from reporting.files.yearly_xlsx import render_xlsx

DOCX, XLSX = render_docx(GOLDEN), render_xlsx(GOLDEN)


@pytest.mark.parametrize("head", DOCX_TABLES)
def test_every_cell_of_the_document_is_as_kept(head):
    found = next(t for t in tables(DOCX) if "|".join(t[0]).startswith(head))
    assert found[1:] == DOCX_TABLES[head]


@pytest.mark.parametrize("name", XLSX_SHEETS)
def test_every_cell_of_the_workbook_is_as_kept(name):
    book = CalamineWorkbook.from_filelike(BytesIO(XLSX))
    assert book.get_sheet_by_name(name).to_python()[3:] == XLSX_SHEETS[name]


def test_another_reader_of_the_workbook_agrees():
    book = openpyxl.load_workbook(BytesIO(XLSX))
    for name, wanted in XLSX_SHEETS.items():
        rows = book[name].iter_rows(min_row=4, values_only=True)
        said = [[getattr(v, "date", lambda v=v: v)() for v in row] for row in rows]
        assert said == [[None if v == "" else v for v in row] for row in wanted]


def test_targets_are_the_same_in_every_file():
    book = CalamineWorkbook.from_filelike(BytesIO(XLSX))
    sheet = book.get_sheet_by_name("Mục tiêu").to_python()[3:]
    assert [row[4:9] for row in sheet] == [
        [1234, 5678, 0.217, 9, 10],
        [9999, 10000, 0.999, 9, 10],
        [1234, "", "", 9, 10],
    ]
    data = json.loads(report_json(GOLDEN, state="x", version=1, sha256="0" * 64))
    measures = data["targets"][0]["measures"]
    assert [(m["numerator"], m["denominator"]) for m in measures] == [
        *((1234, 5678), (9999, 10000), (1234, None)),
    ]
    assert data["annexes"][0]["rows"][0][:4] == [
        1,
        "UBND xã Thành Hải",
        1234567,
        "0.50",
    ]
    lines = list(csv.reader(StringIO(report_csv(GOLDEN).decode("utf-8-sig"))))
    assert {len(line) for line in lines} == {len(lines[0])}
    assert "5678" in {cell for line in lines for cell in line}


def test_the_golden_document_keeps_the_decree():
    assert [str(verdict) for verdict in check(DOCX) if not verdict.met] == []


@pytest.mark.needs_libreoffice
def test_libreoffice_reads_every_cell(tmp_path):
    (tmp_path / "vang.docx").write_bytes(DOCX)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "vang.docx"],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    said = squeezed((tmp_path / "vang.txt").read_text("utf-8-sig"))
    for rows in DOCX_TABLES.values():
        for row in rows:
            assert squeezed(" ".join(cell for cell in row if cell)) in said
