"""What Excel changes by itself is named: cell, question, what was typed (A15)."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tasks.desk.sheet import layout, sheet_of
from tasks.desk.sheet.saying import lost_thousand
from tasks.desk.tests.desk_sheets import MOMENT, Book, apply
from tasks.models import FigureValue, ProgressEntry
from tasks.tests.factories import NOW, make_figure, make_period
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
DUTIES, FIGURES = layout.DUTIES_SHEET, layout.FIGURES_SHEET


def figure_of(duty, **fields):
    return make_figure(duty.task, label="Số lượt người", unit="lượt", **fields)


def only_problem(book, duty, officer):
    check = apply(book, duty, officer)
    assert check.written == [], [each.changes for each in check.written]
    assert not ProgressEntry.objects.exists()
    (problem,) = check.problems
    return problem


@pytest.mark.parametrize(
    ("column", "value", "cell", "typed", "words"),
    [
        (
            "text",
            datetime(2026, 6, 5),
            "G",
            "05/06/2026",
            "Excel đã đổi nội dung thành",
        ),
        ("subject", date(2026, 6, 5), "L", "05/06/2026", "Văn bản (Text)"),
        ("number", date(2026, 5, 1), "J", "01/05/2026", "Văn bản (Text)"),
        ("text", "#N/A", "G", "#N/A", "báo lỗi «#N/A»"),
        ("text", "=A1&A2", "G", "=A1&A2", "chưa có kết quả"),
        ("text", True, "G", "TRUE", "Excel đã đổi nội dung thành TRUE"),
        ("done_on", 5.6, "F", "05/01/1900", "Ghi ngày như 05/06/2026"),
        ("done_on", "#REF!", "F", "#REF!", "báo lỗi «#REF!»"),
        ("nothing", "có", "I", "có", "chỉ ghi x"),
        ("nothing", True, "I", "TRUE", "chỉ ghi x"),
        ("progress", "=B1", "H", "=B1", "chưa có kết quả"),
        ("number", "s" * 101, "J", "s" * 101, "Dài 101 ký tự, tối đa 100"),
        ("reason", "l" * 301, "M", "l" * 301, "Dài 301 ký tự, tối đa 300"),
    ],
)
def test_a_cell_of_a_duty_names_what_is_wrong(
    duty, officer, column, value, cell, typed, words
):
    book = Book(duty.agency, duty.period)
    for name, given in {"text": "Đã làm", column: value}.items():
        book.put(DUTIES, 0, name, given)
    problem = only_problem(book, duty, officer)
    assert (problem.cell, problem.typed) == (f"Nhiệm vụ!{cell}6", typed)
    assert words in problem.message
    assert duty.task.code in problem.about
    assert layout.heading_of(layout.DUTY_COLUMNS, column) in problem.about


@pytest.mark.parametrize(
    ("kind", "value", "typed", "words"),
    [
        ("integer", datetime(2026, 4, 3), "03/04/2026", "Excel đã đổi số thành ngày"),
        ("integer", "#DIV/0!", "#DIV/0!", "báo lỗi «#DIV/0!»"),
        ("integer", "=SUM(G7:G9)", "=SUM(G7:G9)", "«=SUM(G7:G9)» chưa có kết quả"),
        ("integer", True, "TRUE", "không phải số"),
        ("integer", 1.234, "1.234", "gõ 1234"),
        ("decimal", 1.234, "1.234", "gõ 1234"),
        ("integer", 1.5, "1.5", "cần số nguyên. Nếu ý là 1.500 thì gõ 1500"),
        ("decimal", "15,000", "15,000", "Nếu ý là 15.000 thì gõ 15000"),
        ("integer", "1,234.5", "1,234.5", "Nếu ý là 1.234,5"),
        ("integer", "mười hai", "mười hai", "Nhập một số"),
        ("integer", -3, "-3", "không được âm"),
        ("yes_no", "vâng", "vâng", "Ghi Có hoặc Không"),
        ("date", 2026, "18/07/1905", "Ghi ngày như"),
        ("text", datetime(2026, 6, 5), "05/06/2026", "Excel đã đổi nội dung"),
        ("text", "v" * 1001, "v" * 1001, "tối đa 1000"),
        ("text", "#N/A", "#N/A", "báo lỗi"),
    ],
)
def test_an_answer_names_its_question_and_what_was_typed(
    duty, officer, kind, value, typed, words
):
    figure_of(duty, type=kind)
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", value)
    problem = only_problem(book, duty, officer)
    assert (problem.cell, problem.about) == ("Số liệu!G6", "Số lượt người (lượt)")
    assert problem.typed == typed
    assert words in problem.message


@pytest.mark.parametrize(
    ("kind", "value", "number"),
    [
        ("integer", "15.000", 15_000),
        ("integer", "1\u00a0234\u200b", 1_234),
        ("decimal", "1.234,5", Decimal("1234.5")),
        ("decimal", 0.1 + 0.2, Decimal("0.3")),
        ("money", 1_500_000_000, 1_500_000_000),
    ],
)
def test_numbers_as_offices_type_them_are_read(duty, officer, kind, value, number):
    figure_of(duty, type=kind)
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", value)
    apply(book, duty, officer)
    assert FigureValue.objects.get().number == number


@pytest.mark.parametrize(
    ("kind", "value", "field", "stored"),
    [
        ("yes_no", True, "flag", True),
        ("yes_no", "có", "flag", True),
        ("date", "05/06/2026", "day", date(2026, 6, 5)),
        ("date", datetime(2026, 6, 5), "day", date(2026, 6, 5)),
        ("text", 15, "text", "15"),
        ("choice", "SỞ,  ban", "text", "Sở, ban"),
    ],
)
def test_other_answers_are_read(duty, officer, kind, value, field, stored):
    figure_of(duty, type=kind, choices=["Sở, ban", "Xã"])
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", value)
    check = apply(book, duty, officer)
    assert check.problems == []
    assert getattr(FigureValue.objects.get(), field) == stored
    assert apply(book, duty, officer).written == []


def last_year(figure, duty, officer, number):
    FigureValue.objects.create(
        figure=figure,
        agency=duty.agency,
        period=make_period(duty.task.plan, 2025),
        number=number,
        entered_by=officer,
        recorded_at=NOW,
    )


def test_a_lost_thousand_is_doubted_and_does_not_block(duty, officer):
    last_year(figure_of(duty), duty, officer, 14_200)
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", 15)
    check = apply(book, duty, officer)
    (doubt,) = check.doubts
    assert (doubt.cell, doubt.about, doubt.typed) == (
        "Số liệu!G6",
        "Số lượt người (lượt)",
        "15",
    )
    assert "kỳ khác là 14.200" in doubt.message
    assert "gõ 15000" in doubt.message
    assert check.answers == 1
    assert apply(book, duty, officer).doubts == []


def test_what_a_reviewer_will_doubt_is_told_before_it_is_recorded(duty, officer):
    last_year(figure_of(duty), duty, officer, 40)
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", 400)
    check = apply(book, duty, officer, write=False)
    (doubt,) = check.doubts
    assert doubt.cell == "Số liệu!G6"
    assert "400" in doubt.message
    assert "40" in doubt.message
    assert not FigureValue.objects.filter(period=duty.period).exists()


@pytest.mark.parametrize(
    ("day", "hint"),
    [
        (date(2026, 12, 6), "nếu ý là 12/06/2026"),
        (date(2026, 12, 31), "31/12/2026 thuộc kỳ sau"),
    ],
)
def test_a_day_that_an_american_excel_turned_round_is_told(duty, officer, day, hint):
    book = Book(duty.agency, duty.period)
    for name, given in {"text": "Đã làm", "done_on": day}.items():
        book.put(DUTIES, 0, name, given)
    problem = only_problem(book, duty, officer)
    assert problem.cell == "Nhiệm vụ!F6"
    assert hint in problem.message
    assert ("nếu ý là" in hint) == ("Excel kiểu Mỹ" in problem.message)


@pytest.mark.parametrize(
    ("number", "style", "others", "meant"),
    [
        (15, "General", [14_200], 15_000),
        (Decimal("1.5"), "General", [1_200], 1_500),
        (15, "0.000", [], 15_000),
        (15, "#,##0.000", [], 15_000),
        (15, "#,##0.00", [], None),
        (15, "General", [18], None),
        (15, "General", [150], None),
        (15_000, "0.000", [14_200], None),
        (0, "0.000", [14_200], None),
    ],
)
def test_when_a_thousand_seems_lost(number, style, others, meant):
    found = lost_thousand(Decimal(number), style, [Decimal(each) for each in others])
    assert found == meant


def test_the_page_names_question_and_what_was_typed(login, duty, officer):
    figure_of(duty)
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", "#N/A")
    page = reverse("tasks:desk_sheet", args=[duty.agency.code])
    file = SimpleUploadedFile("a.xlsx", book.content)
    shown = text_of(login(officer).post(page, {"file": file}))
    for words in ("Số liệu!G6", "Số lượt người (lượt)", "#N/A", "1 ô cần sửa"):
        assert words in shown


def test_cells_of_text_are_text_and_lists_stand_on_a_sheet(duty):
    long = [f"Lựa chọn thứ {number}, có dấu phẩy" for number in range(20)]
    figure_of(duty, type="choice", choices=long)
    content = sheet_of(agency=duty.agency, period=duty.period, **MOMENT)
    book = openpyxl.load_workbook(BytesIO(content))
    (row,) = book[DUTIES].iter_rows(min_row=6, max_row=6)
    for name in ("text", "number", "subject", "reason", "nothing"):
        cell = row[layout.column_place(layout.DUTY_COLUMNS, name)]
        assert cell.number_format == "@", name
    (rule,) = book[FIGURES].data_validations.dataValidation
    tab, cells = rule.formula1.strip("=").split("!")
    assert [cell.value for (cell,) in book[tab.strip("'")][cells]] == long
    assert book[tab.strip("'")].sheet_state == "hidden"
    rules = book[DUTIES].data_validations.dataValidation
    assert rules
    for rule in rules:
        assert "!" in rule.formula1


def test_a_figure_in_another_part_of_the_year_is_what_a_thousand_is_missed_by(
    duty, officer
):
    half = make_period(
        duty.task.plan,
        kind="6-thang",
        data_to=date(2026, 6, 14),
        unit_due=date(2026, 6, 16),
    )
    FigureValue.objects.create(
        figure=figure_of(duty),
        agency=duty.agency,
        period=half,
        number=9_000,
        entered_by=officer,
        recorded_at=NOW,
    )
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", 15)
    assert len(apply(book, duty, officer).doubts) == 1
