"""Spreadsheets of agencies and people: strict, natural keys, Vietnamese errors."""

import unicodedata
from io import BytesIO

import pytest
from django.db import connection
from import_export.formats.base_formats import XLSX
from openpyxl import load_workbook
from tablib import Dataset

from agencies.events.resources import AgencyResource
from agencies.models import Agency

pytestmark = pytest.mark.django_db
AGENCY_HEADERS = ["Mã", "Tên chính thức", "Tên ngắn", "Loại", "Cấp", "Địa bàn"]


def agency_row(code: str, kind: str = "UBND cấp xã") -> list[str]:
    name = f"Ủy ban nhân dân xã {code}"
    return [code, name, f"UBND xã {code}", kind, "Cấp xã", "khanh-hoa"]


def sheet(headers: list[str], *rows: list[object]) -> Dataset:
    return Dataset(*rows, headers=headers)


@pytest.fixture
def commune() -> Agency:
    agency = Agency(
        code="xa-a", name="UBND xã A", short_name="xã A", kind="cap-xa", level="xa"
    )
    agency.fill_keys()
    agency.save()
    return agency


def errors(result: object) -> str:
    found = [str(e.error) for e in result.base_errors]  # type: ignore[attr-defined]
    for _, row in result.row_errors():  # type: ignore[attr-defined]
        found += [str(error.error) for error in row]
    found += [str(row.error) for row in result.invalid_rows]  # type: ignore[attr-defined]
    return " ".join(found)


def test_labels_in_decomposed_letters_are_read() -> None:
    row = [unicodedata.normalize("NFD", cell) for cell in agency_row("xa-b")]
    result = AgencyResource().import_data(sheet(AGENCY_HEADERS, row))
    assert not result.has_errors(), errors(result)
    agency = Agency.objects.get(code="xa-b")
    assert agency.name == "Ủy ban nhân dân xã xa-b"
    assert agency.kind == "cap-xa"


def test_a_missing_column_is_named_and_nothing_is_imported() -> None:
    data = sheet(["Mã", "Tên ngắn"], ["xa-c", "xã C"])
    result = AgencyResource().import_data(data)
    assert "Tệp thiếu cột: Tên chính thức, Loại, Cấp" in errors(result)
    assert not Agency.objects.filter(code="xa-c").exists()


def test_one_bad_row_keeps_every_row_out() -> None:
    rows = [agency_row(f"xa-{i}") for i in range(30)]
    rows[17] = agency_row("xa-17", kind="Sở ma")
    result = AgencyResource().import_data(sheet(AGENCY_HEADERS, *rows))
    assert "Loại «Sở ma» không có" in errors(result)
    assert Agency.objects.filter(code__startswith="xa-").count() == 0


def test_second_import_changes_nothing() -> None:
    data = sheet(AGENCY_HEADERS, agency_row("xa-d"))
    AgencyResource().import_data(data)
    again = AgencyResource().import_data(sheet(AGENCY_HEADERS, agency_row("xa-d")))
    assert again.totals["skip"] == 1
    assert Agency.objects.filter(code="xa-d").count() == 1


def test_formula_text_leaves_as_text(commune: Agency) -> None:
    Agency.objects.filter(pk=commune.pk).update(
        note="x", short_name="=cmd|' /C calc'!A0"
    )
    data = XLSX().export_data(AgencyResource().export(), escape=True)
    cells = [c for row in load_workbook(BytesIO(data)).active for c in row]
    assert [c for c in cells if c.data_type == "f"] == []
    assert any("cmd|" in str(c.value) for c in cells)


@pytest.mark.slow
def test_ten_thousand_lines_with_three_bad_ones_import_nothing() -> None:
    rows = [agency_row(f"xa-{i}") for i in range(10_000)]
    for bad in (5, 5_000, 9_999):
        rows[bad] = agency_row(f"xa-{bad}", kind="?")
    result = AgencyResource().import_data(sheet(AGENCY_HEADERS, *rows))
    assert len(result.invalid_rows) == 3
    assert [row.number for row in result.invalid_rows] == [6, 5_001, 10_000]
    assert Agency.objects.count() == 0


def test_queries_do_not_grow_with_lines(django_assert_max_num_queries: object) -> None:
    rows = [agency_row(f"xa-{i}") for i in range(5_000)]
    # SQLite takes 999 values a statement, hence more statements for the same lines.
    limit = 30 + 5_000 // (500 if connection.vendor == "postgresql" else 40)
    with django_assert_max_num_queries(limit):  # type: ignore[operator]
        result = AgencyResource().import_data(sheet(AGENCY_HEADERS, *rows))
    assert not result.has_errors()
    assert Agency.objects.count() == 5_000


def test_a_line_doubled_in_the_file_is_refused() -> None:
    data = sheet(AGENCY_HEADERS, agency_row("xa-e"), agency_row("xa-e"))
    result = AgencyResource().import_data(data)
    assert "lặp lại" in errors(result)
    assert Agency.objects.count() == 0


def test_what_is_wrong_is_named_by_the_sheets_heading() -> None:
    row = ["xa-e", "x" * 300, "UBND xã E", "UBND cấp xã", "Cấp xã", None]
    result = AgencyResource().import_data(sheet(AGENCY_HEADERS, row))
    (bad,) = result.invalid_rows
    assert sorted(bad.field_specific_errors) == ["Địa bàn"]
    assert None not in bad.values
    row[5] = "khanh-hoa"
    result = AgencyResource().import_data(sheet(AGENCY_HEADERS, row))
    (bad,) = result.invalid_rows
    assert sorted(bad.field_specific_errors) == ["Tên chính thức"]
