"""Lines of an event as a spreadsheet: exact names, all or none."""

import unicodedata
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.events.drafts import add_line, plan_agency, save_event
from agencies.events.loading import load_agencies
from agencies.events.rows import EVENT_COLUMNS, PLACE
from agencies.events.sheets import (
    check_sheet,
    event_rows_of,
    event_sheet_of,
    import_sheet,
)
from agencies.models import (
    Agency,
    AgencyKind,
    PlannedAgency,
    Reorganisation,
    Succession,
)
from agencies.tests.factories import make_agency
from kehoach.lib.refusals import RuleBroken

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)
EVE = date(2026, 6, 30)
NEW = ("Xã Mới", "", "UBND cấp xã", "Cấp xã", "")


@pytest.fixture
def event():
    return save_event(
        event=None, name="Sắp xếp", legal_basis="NQ 1/2026", effective_on=DAY
    )


@pytest.fixture
def thanh():
    """Return two communes whose names differ in one mark."""
    return [
        make_agency(f"UBND xã {name}", code=code, kind="cap-xa")
        for name, code in (("Thành Hải", "thanh-hai"), ("Thanh Hải", "thanh-hai-2"))
    ]


def row(*cells):
    return dict(zip(EVENT_COLUMNS, [*cells, *[""] * 9][:9], strict=True))


def said(event, *rows):
    """Return every problem of the rows, in order."""
    return said_in(check_sheet(event=event, rows=rows))


def said_in(result):
    """Return every problem that was found, in order."""
    return [problem for line in result.lines for problem in line.problems]


def test_all_kinds_of_lines_are_written(event, thanh):
    target = make_agency("UBND phường Đông Hải", code="dong-hai", kind="cap-xa")
    third = make_agency("UBND xã Ba", code="ba", kind="cap-xa")
    result = import_sheet(
        event=event,
        rows=[
            row("thanh-hai", "", "Sáp nhập", "dong-hai"),
            row("", "UBND xã Thanh Hải", "Tách", "", "UBND phường Đông Hải"),
            row("thanh-hai-2", "", "Chia, tách", "xa-moi", *NEW),
            row("ba", "UBND xã Ba", "Giải thể"),
        ],
    )
    assert (result.written, [new.code for new in result.created]) == (4, ["xa-moi"])
    lines = {
        (line.predecessor.code, line.kind, line.successor_code)
        for line in Succession.objects.select_related("planned", "successor")
    }
    assert lines == {
        ("thanh-hai", "merge", target.code),
        ("thanh-hai-2", "split", target.code),
        ("thanh-hai-2", "split", "xa-moi"),
        (third.code, "dissolve", ""),
    }
    planned = PlannedAgency.objects.get()
    assert (planned.name, planned.short_name) == ("Xã Mới", "Xã Mới")
    assert (planned.kind, planned.level) == ("cap-xa", "xa")
    assert not Agency.objects.filter(code="xa-moi").exists()


def test_names_are_never_matched_without_marks(event, thanh):
    thanh[1].delete()
    problem = said(event, row("", "UBND xã Thanh Hải", "Giải thể"))
    assert problem == [
        "Không có cơ quan tên «UBND xã Thanh Hải». Tên chỉ khác dấu:"
        " «UBND xã Thành Hải» (mã thanh-hai)."
    ]


def test_close_names_are_pointed_out_on_right_lines(event, thanh):
    line = check_sheet(
        event=event, rows=[row("", "UBND xã Thành Hải", "Giải thể")]
    ).lines[0]
    assert line.old == thanh[0]
    assert line.problems == ()
    assert line.notes == (
        "«UBND xã Thành Hải» (mã thanh-hai). Tên chỉ khác dấu:"
        " «UBND xã Thanh Hải» (mã thanh-hai-2).",
    )


def test_the_close_name_for_a_code_is_refused(event, thanh):
    problem = said(event, row("thanh-hai", "UBND xã Thanh Hải", "Giải thể"))
    assert problem == [
        "Mã «thanh-hai» là «UBND xã Thành Hải», không phải «UBND xã Thanh Hải»"
        " (hai tên chỉ khác dấu)."
    ]


def test_letters_may_be_decomposed_and_tone_marks_old_or_new(event):
    agency = make_agency("UBND xã Hòa Tân", code="hoa-tan", kind="cap-xa")
    for name in (unicodedata.normalize("NFD", "UBND xã Hòa Tân"), "UBND  xã Hoà Tân"):
        line = check_sheet(event=event, rows=[row("", name, "Giải thể")]).lines[0]
        assert line.old == agency


def test_two_agencies_of_one_name_ask_for_the_code(event):
    for code in ("ba-ngoi", "ba-ngoi-2"):
        make_agency("UBND phường Ba Ngòi", code=code, kind="cap-xa")
    problem = said(event, row("", "UBND phường Ba Ngòi", "Giải thể"))
    assert problem == [
        "Có 2 cơ quan cùng tên «UBND phường Ba Ngòi»: mã ba-ngoi; ba-ngoi-2. Ghi mã."
    ]


def test_the_one_alive_on_the_day_is_meant(event):
    name = "UBND phường Ba Ngòi"
    make_agency(name, code="cu", kind="cap-xa", valid_to=date(2025, 6, 30))
    alive = make_agency(name, code="moi", kind="cap-xa", valid_from=date(2025, 7, 1))
    line = check_sheet(event=event, rows=[row("", name, "Giải thể")]).lines[0]
    assert line.old == alive


def test_who_ended_or_has_not_begun_is_said_with_the_day(event):
    make_agency("Xã Đã Hết", code="het", kind="cap-xa", valid_to=date(2025, 6, 30))
    make_agency("Xã Chưa Có", code="chua", kind="cap-xa", valid_from=date(2027, 1, 1))
    make_agency("Xã Ba", code="ba", kind="cap-xa")
    assert said(
        event,
        row("", "Xã Đã Hết", "Giải thể"),
        row("ba", "", "Sáp nhập", "", "Xã Chưa Có"),
    ) == [
        "«Xã Đã Hết» đã kết thúc ngày 30/06/2025 (mã het).",
        "«Xã Chưa Có» chỉ có từ ngày 01/01/2027 (mã chua). Cơ quan chưa có thì ghi mã"
        " để lập mới.",
    ]


def test_each_line_says_everything_that_is_wrong_with_it(event):
    problems = said(event, row("la", "", "Bán", "moi", "Xã Mới", "", "Xã", "Cấp xã"))
    assert problems[0].startswith("Hình thức «Bán» không có. Ghi một trong:")
    assert problems[1] == "Không có cơ quan mã «la»."
    assert problems[2].startswith("Loại «Xã» không có.")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("", "", "Giải thể", "", "Xã Ba"), "Thiếu cơ quan cũ."),
        (("ba", "", ""), "Thiếu hình thức."),
        (("ba", "", "Giải thể", "bon"), "Giải thể thì để trống cơ quan mới."),
        (("ba", "", "Tách"), "Thiếu cơ quan mới; chỉ giải thể mới để trống."),
        (("ba", "", "Đổi tên", "ba"), "Cơ quan không thể kế thừa chính mình."),
        (
            ("ba", "", "Tách", "moi"),
            "Không có cơ quan mã «moi». Muốn lập mới thì ghi tên, loại, cấp.",
        ),
        (
            ("ba", "", "Tách", "mã mới", *NEW),
            "Mã «mã mới» chỉ được có chữ không dấu, số và dấu nối.",
        ),
    ],
)
def test_what_is_missing_or_impossible_is_named(event, cells, problem):
    make_agency("Xã Ba", code="ba", kind="cap-xa")
    make_agency("Xã Bốn", code="bon", kind="cap-xa")
    assert problem in said(event, row(*cells))


def test_doubled_and_contradicting_lines_name_each_other(event):
    for code in ("ba", "bon", "nam"):
        make_agency(f"Xã {code}", code=code, kind="cap-xa")
    assert said(
        event,
        row("ba", "", "Tách", "bon"),
        row("ba", "", "Sáp nhập", "bon"),
        row("ba", "", "Giải thể"),
        row("nam", "", "Đổi tên", "bon"),
        row("nam", "", "Tách", "ba"),
    ) == [
        "Lặp lại dòng 2.",
        "«Xã ba» đã có dòng khác; giải thể, đổi tên chỉ có một dòng.",
        "«Xã nam» đã có dòng khác; giải thể, đổi tên chỉ có một dòng.",
    ]


def test_one_wrong_line_keeps_all_out(event):
    make_agency("Xã Ba", code="ba", kind="cap-xa")
    rows = [row("ba", "", "Tách", "moi", *NEW), row("la", "", "Giải thể")]
    with pytest.raises(RuleBroken, match="chưa ghi dòng nào"):
        import_sheet(event=event, rows=rows)
    assert not Succession.objects.exists()
    assert not PlannedAgency.objects.exists()


def test_the_dry_run_writes_nothing_and_the_second_import_adds_nothing(event):
    make_agency("Xã Ba", code="ba", kind="cap-xa")
    rows = [row("ba", "", "Tách", "moi", *NEW)]
    assert check_sheet(event=event, rows=rows).is_right
    assert not Succession.objects.exists()
    assert import_sheet(event=event, rows=rows).written == 1
    assert import_sheet(event=event, rows=rows).written == 0
    assert Succession.objects.count() == PlannedAgency.objects.count() == 1


def test_one_new_agency_may_have_one_name_only(event):
    for code in ("ba", "bon"):
        make_agency(f"Xã {code}", code=code, kind="cap-xa")
    other = ("Xã Khác", *NEW[1:])
    assert said(
        event,
        row("ba", "", "Sáp nhập", "moi", *NEW),
        row("bon", "", "Sáp nhập", "moi", *other),
    ) == ["Mã «moi» là «Xã Mới», không phải «Xã Khác»."]
    assert (
        said(
            event,
            row("ba", "", "Sáp nhập", "moi", *NEW),
            row("bon", "", "Sáp nhập", "", "Xã Mới"),
        )
        == []
    )


def test_applied_events_take_no_sheet(event):
    make_agency("Xã Ba", code="ba", kind="cap-xa")
    Reorganisation.objects.update(state="applied")
    with pytest.raises(RuleBroken, match="không sửa được nữa"):
        import_sheet(event=event, rows=[row("ba", "", "Giải thể")])


def test_the_exported_sheet_reads_back_and_holds_no_formula(event):
    name = "=cmd|' /C calc'!A0"
    old = make_agency(name, code="cong-thuc")
    planned = plan_agency(
        event=event, name="@Xã Mới", code="moi", kind="cap-xa", level="xa"
    )
    add_line(event=event, predecessor=old, kind="split", planned=planned)
    add_line(
        event=event, predecessor=old, kind="split", successor=make_agency(code="so")
    )
    add_line(event=event, predecessor=make_agency(), kind="dissolve")
    content = event_sheet_of(event=event)
    cells = [
        cell
        for line in openpyxl.load_workbook(BytesIO(content)).active
        for cell in line
    ]
    assert [cell.value for cell in cells[:9]] == list(EVENT_COLUMNS)
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert f"'{name}" in [cell.value for cell in cells]
    rows = event_rows_of(name="mau.xlsx", content=content)
    result = check_sheet(event=event, rows=rows)
    assert result.is_right
    assert (len(result.lines), result.new) == (3, [])


def test_files_that_are_no_sheets_are_explained():
    for name, content, part in (
        ("a.pdf", b"%PDF", "Chọn tệp .xlsx hoặc .csv."),
        ("a.xlsx", b"PK not a zip", "Tệp không phải XLSX."),
        ("a.csv", "Mã cơ quan cũ\n".encode("utf-16"), "Tệp CSV không đọc được."),
        ("a.csv", b"A,B\n1,2\n", "Tệp thiếu cột: Mã cơ quan cũ, Tên cơ quan cũ"),
    ):
        with pytest.raises(RuleBroken) as caught:
            event_rows_of(name=name, content=content)
        assert part in caught.value.message
        assert set(caught.value.problems) == {"file"}


def test_csv_with_a_mark_of_order_and_numbers_is_read():
    content = "﻿" + ",".join(EVENT_COLUMNS) + "\n22333,,Giải thể,,,,,,\n"
    rows = event_rows_of(name="A.CSV", content=content.encode())
    assert rows == [row("22333", "", "Giải thể") | {PLACE: "\t2\tA B C D E F G H I"}]


def test_numbers_in_a_workbook_are_codes():
    book = openpyxl.Workbook()
    book.active.append(EVENT_COLUMNS)
    book.active.append([22333.0, None, "Giải thể"])
    out = BytesIO()
    book.save(out)
    rows = event_rows_of(name="a.xlsx", content=out.getvalue())
    place = "Sheet\t2\tA B C D E F G H I"
    assert rows == [row("22333", "", "Giải thể") | {PLACE: place}]


def test_a_wrong_cell_is_named_behind_a_cover_and_below_a_title(event):
    book = openpyxl.Workbook()
    book.active.title = "Bìa"
    sheet = book.create_sheet("Sáp nhập")
    for line in (["DANH SÁCH"], EVENT_COLUMNS, [], ["la", "", "Bán", "moi", "Mới"]):
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    result = check_sheet(
        event=event, rows=event_rows_of(name="a.xlsx", content=out.getvalue())
    )
    assert [line.number for line in result.lines] == [4]
    problems = said_in(result)
    assert problems[0].startswith("Ô Sáp nhập!C4: Hình thức «Bán» không có.")
    assert problems[1] == "Ô Sáp nhập!A4: Không có cơ quan mã «la»."


def test_queries_do_not_grow_with_lines(event):
    def cost(count):
        codes = [make_agency(kind="cap-xa").code for _ in range(count)]
        rows = [
            row(code, "", "Sáp nhập", f"moi-{code}", f"Xã {code}", *NEW[1:])
            for code in codes
        ]
        with CaptureQueriesContext(connection) as seen:
            assert import_sheet(event=event, rows=rows).written == count
        return len(seen)

    assert cost(1) == cost(40) <= 11


def test_the_real_event_of_2025_is_read_by_names_alone():
    load_agencies()
    event = save_event(
        event=None, name="Thật", legal_basis="Chép", effective_on=date(2025, 7, 1)
    )
    real = Succession.objects.filter(event__effective_on=event.effective_on)
    lines = list(real.select_related("predecessor", "successor"))
    rows = [
        row(
            "",
            line.predecessor.name,
            line.get_kind_display(),
            "",
            line.successor.name if line.successor else "",
        )
        for line in lines
    ]
    result = check_sheet(event=event, rows=rows)
    assert (len(result.lines), result.wrong) == (221, [])
    assert [each.key for each in result.lines] == [
        (line.predecessor.code, line.successor_code) for line in lines
    ]
    assert {each.old.short_name for each in result.noted} == {
        "UBND xã Thành Hải",
        "UBND xã Thanh Hải",
    }


def test_lists_to_choose_from_keep_their_commas(event):
    """B17: «Sở, ban, ngành» fell apart in Excel, where a comma parts a list."""
    book = openpyxl.load_workbook(BytesIO(event_sheet_of(event=event)))
    found = {}
    for rule in book.active.data_validations.dataValidation:
        tab, cells = rule.formula1.strip("=").split("!")
        listed = [cell.value for (cell,) in book[tab.strip("'")][cells]]
        found[str(rule.sqref)] = listed
    assert found["G2:G2001"] == [str(label) for label in AgencyKind.labels]
    assert any("," in label for label in found["G2:G2001"])
    assert event_rows_of(name="a.xlsx", content=event_sheet_of(event=event)) == []
