"""The desk as a workbook: there and back, refused when stale, foreign or wrong."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.desk.sheet import layout, read_sheet
from tasks.desk.tests.desk_sheets import MOMENT, Book, apply
from tasks.duties.errors import InvalidInput
from tasks.models import FigureValue, ProgressEntry
from tasks.tests.factories import TODAY, make_duty, make_figure, make_task
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


@pytest.fixture
def figure(duty):
    return make_figure(duty.task, label="Số hội nghị", unit="cuộc", required=True)


def test_a_filled_row_becomes_an_entry_with_its_figures(duty, officer, figure):
    book = Book(duty.agency, duty.period)
    book.put(layout.DUTIES_SHEET, 0, "done_on", datetime(2026, 6, 5))
    book.put(layout.DUTIES_SHEET, 0, "text", "Tổ chức 12 hội nghi\u0323")  # NFD
    book.put(layout.DUTIES_SHEET, 0, "progress", "Đã thực hiện")
    book.put(layout.FIGURES_SHEET, 0, "answer", 12)
    check = apply(book, duty, officer)
    assert check.problems == []
    assert [(w.duty, w.answers) for w in check.written] == [(duty, 1)]
    entry = ProgressEntry.objects.get()
    assert entry.text == "Tổ chức 12 hội nghị"
    assert (entry.done_on, entry.progress) == (date(2026, 6, 5), "done")
    assert FigureValue.objects.get(figure=figure).number == 12


def test_the_preview_writes_nothing(duty, officer, figure):
    book = Book(duty.agency, duty.period)
    book.put(layout.FIGURES_SHEET, 0, "answer", 3)
    check = apply(book, duty, officer, write=False)
    assert check.answers == 1
    assert not ProgressEntry.objects.exists()
    assert not FigureValue.objects.exists()


def test_an_untouched_workbook_has_nothing_to_say(duty, officer, figure):
    log_progress(
        duties=[duty],
        author=officer,
        done_on=TODAY,
        text="=cmd|x",
        progress="done",
        answers={figure.pk: "1.234"},
        **MOMENT,
    )
    book = Book(duty.agency, duty.period)
    assert book.column(layout.FIGURES_SHEET, "answer") == [1234]
    assert "'=cmd|x" not in book.column(layout.DUTIES_SHEET, "last")
    check = apply(book, duty, officer)
    assert (check.written, check.problems) == ([], [])


def test_one_wrong_cell_keeps_everything_out_and_is_named(duty, officer, figure):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    book = Book(duty.agency, duty.period)
    for row in (0, 1):
        book.put(layout.DUTIES_SHEET, row, "text", "Đã làm")
        book.put(layout.DUTIES_SHEET, row, "progress", "Đã thực hiện")
    book.put(layout.DUTIES_SHEET, 1, "done_on", "31/02/2026")
    book.put(layout.DUTIES_SHEET, 1, "progress", "Xong rồi")
    book.put(layout.FIGURES_SHEET, 0, "answer", "mười hai")
    check = apply(book, duty, officer)
    cells = {"Nhiệm vụ!F7", "Nhiệm vụ!H7", "Số liệu!G6"}
    assert {problem.cell for problem in check.problems} == cells
    assert other.entries.count() == 0
    assert not ProgressEntry.objects.exists()


def test_only_figures_change_gives_an_entry_that_says_so(duty, officer, figure):
    book = Book(duty.agency, duty.period)
    book.put(layout.FIGURES_SHEET, 0, "answer", "1.234")
    apply(book, duty, officer)
    entry = ProgressEntry.objects.get()
    assert (entry.text, entry.progress) == (
        "Cập nhật số liệu từ bảng tính.",
        "in_progress",
    )
    assert FigureValue.objects.get().number == 1234


def test_a_mark_says_that_there_is_nothing_to_report(duty, officer):
    book = Book(duty.agency, duty.period)
    book.put(layout.DUTIES_SHEET, 0, "nothing", "X")
    apply(book, duty, officer)
    assert ProgressEntry.objects.get().nothing_to_report


def test_the_workbook_of_another_agency_is_refused(duty, officer):
    other = make_duty(duty.task, make_agency("UBND xã Khác"), duty.period)
    book = Book(other.agency, other.period)
    with pytest.raises(InvalidInput, match="Đây là bảng của UBND xã Khác"):
        apply(book, duty, officer)


def test_a_changed_seal_or_key_is_refused(duty, officer):
    book = Book(duty.agency, duty.period)
    book.book[layout.SEAL]["A1"] = "x" + book.book[layout.SEAL]["A1"].value
    with pytest.raises(InvalidInput, match="phần khóa đã bị sửa"):
        read_sheet(book.content)
    book = Book(duty.agency, duty.period)
    book.put(layout.DUTIES_SHEET, 0, "key", None)
    with pytest.raises(InvalidInput, match="mất khóa dòng"):
        read_sheet(book.content)


def test_a_key_of_a_strange_duty_opens_nothing(duty, officer):
    strange = make_duty(duty.task, make_agency("UBND xã Khác"), duty.period)
    book = Book(duty.agency, duty.period)
    book.put(layout.DUTIES_SHEET, 0, "key", f"N{strange.pk}")
    book.put(layout.DUTIES_SHEET, 0, "text", "Viết hộ")
    check = apply(book, duty, officer)
    assert [problem.cell for problem in check.problems] == ["Nhiệm vụ!G6"]
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"ma,ten\n1,2"])
def test_a_file_that_is_no_workbook_is_refused(content):
    with pytest.raises(InvalidInput):
        read_sheet(content)


def test_the_pages_go_from_download_to_record(login, duty, officer, figure):
    client = login(officer)
    page = reverse("tasks:desk_sheet", args=[duty.agency.code])
    desk = client.get(reverse("tasks:desk", args=[duty.agency.code]))
    assert page in desk.content.decode()
    file = client.get(reverse("tasks:desk_sheet_file", args=[duty.agency.code]))
    book = Book.__new__(Book)
    book.book = openpyxl.load_workbook(BytesIO(file.content))
    book.put(layout.FIGURES_SHEET, 0, "answer", 9)
    shown = client.post(page, {"file": upload(book.content)})
    assert "Sẽ ghi 1 số liệu" in text_of(shown)
    assert not ProgressEntry.objects.exists()
    rows = {"rows": shown.context["rows"]}
    write = reverse("tasks:desk_sheet_write", args=[duty.agency.code])
    done = client.post(write, rows, follow=True)
    assert "Đã ghi 1 số liệu." in text_of(done)
    assert FigureValue.objects.get().number == 9
    again = client.post(write, rows, follow=True)
    assert "không có gì mới" in text_of(again)
    assert FigureValue.objects.count() == 1
    client.post(write, {"rows": "x"})
    assert ProgressEntry.objects.count() == 1


def upload(content):
    return SimpleUploadedFile("bang.xlsx", content)


def test_strangers_get_404_and_readers_403(login, duty):
    for user, status in (
        (make_user("officer", make_agency()), 404),
        (make_user("viewer", duty.agency), 403),
    ):
        client = login(user)
        for name in ("desk_sheet", "desk_sheet_file"):
            url = reverse(f"tasks:{name}", args=[duty.agency.code])
            assert client.get(url).status_code == status
        url = reverse("tasks:desk_sheet_write", args=[duty.agency.code])
        assert client.post(url).status_code == status
