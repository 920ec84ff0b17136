"""The same workbook all year: only news is recorded, conflicts are asked about (A15)."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.tests.factories import make_user
from tasks.desk.sheet import FROM_FILE, FROM_PORTAL, layout, read_sheet
from tasks.desk.tests.desk_sheets import MOMENT, Book, apply
from tasks.evidence.keeping import attach_evidence
from tasks.models import Evidence, FigureValue, ProgressEntry, State
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_task,
)
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
DUTIES, FIGURES = layout.DUTIES_SHEET, layout.FIGURES_SHEET
LATER = {"today": TODAY, "now": NOW + timedelta(hours=1)}


@pytest.fixture
def figure(duty):
    return make_figure(duty.task, label="Số hội nghị", unit="cuộc", required=True)


@pytest.fixture
def colleague(duty):
    return make_user("officer", duty.agency, full_name="Trần Thị Lan")


def filled(duty, row=0, **cells):
    """Return a workbook whose row says what was done."""
    book = Book(duty.agency, duty.period)
    for column, value in (
        {"text": "Đã họp", "progress": "Đã thực hiện"} | cells
    ).items():
        book.put(DUTIES, row, column, value)
    return book


def log(duty, author, text="Trên hệ thống", progress="in_progress", **more):
    return log_progress(
        duties=[duty],
        author=author,
        done_on=TODAY,
        text=text,
        progress=progress,
        **{**LATER, **more},
    )


def current(figure):
    return FigureValue.objects.get(figure=figure, is_current=True).number


def nothing(check):
    return (check.written, check.problems, check.choices) == ([], [], [])


def test_the_same_file_twice_changes_nothing_and_is_no_error(duty, officer, figure):
    book = filled(
        duty,
        done_on=date(2026, 6, 5),
        number="12/BC-UBND",
        issued_on=date(2026, 6, 5),
        subject="Báo cáo hội nghị",
    )
    book.put(FIGURES, 0, "answer", 12)
    first = apply(book, duty, officer)
    assert (first.entries, first.answers, first.papers) == (1, 1, 1)
    again = apply(book, duty, officer)
    assert nothing(again)
    assert again.held == 2
    assert ProgressEntry.objects.count() == 1
    assert Evidence.objects.count() == FigureValue.objects.count() == 1


def test_what_is_filled_later_in_the_same_file_is_all_that_is_recorded(duty, officer):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    book = filled(duty)
    apply(book, duty, officer)
    book.put(DUTIES, 1, "text", "Việc thứ hai")
    book.put(DUTIES, 1, "progress", "Đang thực hiện")
    check = apply(book, duty, officer)
    assert [each.duty for each in check.written] == [other]
    assert ProgressEntry.objects.count() == 2


def test_the_check_shows_every_value_with_old_and_new(duty, officer, figure):
    log(duty, officer, answers={figure.pk: "7"})
    book = filled(duty, done_on=date(2026, 6, 5))
    book.put(FIGURES, 0, "answer", 1200)
    (written,) = apply(book, duty, officer, write=False).written
    assert [
        (each.cell, each.about, each.old, each.new) for each in written.changes
    ] == [
        ("Nhiệm vụ!G6", "Nội dung đã thực hiện", "", "Đã họp"),
        ("Nhiệm vụ!F6", "Ngày thực hiện", "", "05/06/2026"),
        ("Nhiệm vụ!H6", "Tiến độ", "Đang thực hiện", "Đã thực hiện"),
        ("Số liệu!G6", "Số hội nghị (cuộc)", "7", "1.200"),
    ]


def test_a_new_row_stands_beside_what_a_colleague_said_since(duty, officer, colleague):
    book = filled(duty, progress="Chưa thực hiện")
    log(duty, colleague)
    check = apply(book, duty, officer)
    assert check.problems == check.choices == []
    (written,) = check.written
    assert [entry.text for entry in written.since] == ["Trên hệ thống"]
    assert ProgressEntry.objects.count() == 2
    duty.refresh_from_db()
    assert duty.progress == "in_progress"  # the untouched cell takes nothing back


def test_untouched_cells_give_way_to_what_the_portal_holds(
    duty, officer, colleague, figure
):
    text = make_figure(duty.task, label="Tên", type="text")
    log(duty, officer, answers={text.pk: "cũ"})
    book = Book(duty.agency, duty.period)
    log(duty, colleague, "Sửa", answers={figure.pk: "7", text.pk: "mới"}, reason="x")
    assert nothing(apply(book, duty, officer))
    assert current(figure) == 7


def test_an_answer_that_both_changed_is_asked_about(duty, officer, colleague, figure):
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", 5)
    log(duty, colleague, answers={figure.pk: "7"})
    check = apply(book, duty, officer)
    (choice,) = check.conflicts
    assert (choice.cell, choice.ours, choice.theirs) == ("Số liệu!G6", "5", "7")
    assert (choice.about, choice.who) == ("Số hội nghị (cuộc)", "Trần Thị Lan")
    assert current(figure) == 7
    kept = apply(book, duty, officer, choices={choice.key: FROM_PORTAL})
    assert kept.written == []
    assert current(figure) == 7
    taken = apply(book, duty, officer, choices={choice.key: FROM_FILE})
    assert taken.answers == 1
    assert current(figure) == 5


def test_an_undecided_conflict_keeps_the_other_rows_out(
    duty, officer, colleague, figure
):
    book = filled(duty)
    book.put(FIGURES, 0, "answer", 5)
    log(duty, colleague, answers={figure.pk: "7"})
    assert apply(book, duty, officer).is_undecided
    assert ProgressEntry.objects.count() == 1


def test_ones_own_newer_word_is_taken_without_a_question(duty, officer, figure):
    book = Book(duty.agency, duty.period)
    for number in (12, 15):
        book.put(FIGURES, 0, "answer", number)
        assert apply(book, duty, officer).answers == 1
    assert current(figure) == 15


def test_what_was_put_right_since_is_not_brought_back(duty, officer, colleague, figure):
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", 12)
    apply(book, duty, officer)
    log(duty, colleague, answers={figure.pk: "15"})
    check = apply(book, duty, officer)
    (choice,) = check.stale
    assert (check.written, check.is_undecided, choice.chosen) == (
        [],
        False,
        FROM_PORTAL,
    )
    assert current(figure) == 15
    apply(book, duty, officer, choices={choice.key: FROM_FILE})
    assert current(figure) == 12


def test_an_emptied_cell_takes_the_answer_away(duty, officer, figure):
    log(duty, officer, answers={figure.pk: "7"})
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", None)
    (written,) = apply(book, duty, officer).written
    assert [(each.old, each.new) for each in written.changes] == [("7", "(trống)")]
    assert not FigureValue.objects.filter(figure=figure, is_current=True).exists()


def test_progress_that_both_moved_is_asked_about(duty, officer, colleague):
    book = filled(duty, progress="Đã thực hiện")
    log(duty, colleague, progress="in_progress")
    (choice,) = apply(book, duty, officer).conflicts
    assert (choice.cell, choice.ours, choice.theirs) == (
        "Nhiệm vụ!H6",
        "Đã thực hiện",
        "Đang thực hiện",
    )
    apply(book, duty, officer, choices={choice.key: FROM_PORTAL})
    duty.refresh_from_db()
    assert duty.progress == "in_progress"
    assert duty.entries.count() == 2


def test_a_row_of_a_sent_duty_is_no_error_until_it_says_something_new(
    duty, officer, figure
):
    book = filled(duty)
    book.put(FIGURES, 0, "answer", 12)
    apply(book, duty, officer)
    type(duty).objects.filter(pk=duty.pk).update(
        state=State.SUBMITTED, submitted_at=NOW, first_sent_on=TODAY
    )
    assert nothing(apply(book, duty, officer))
    book.put(DUTIES, 0, "text", "Thêm việc")
    book.put(FIGURES, 0, "answer", 13)
    problems = {each.cell: each for each in apply(book, duty, officer).problems}
    assert problems.keys() == {"Nhiệm vụ!G6", "Số liệu!G6"}
    assert "Đã gửi" in problems["Nhiệm vụ!G6"].message
    assert problems["Nhiệm vụ!G6"].typed == "Thêm việc"


def test_a_document_comes_with_the_entry_and_is_issued_by_the_agency(duty, officer):
    apply(filled(duty, number="12/BC-UBND", subject="Báo cáo"), duty, officer)
    paper = duty.evidence.get()
    assert (paper.number, paper.subject, paper.issuer, paper.file.name) == (
        "12/BC-UBND",
        "Báo cáo",
        duty.agency.name,
        "",
    )


def test_a_number_that_comes_later_adds_only_the_document(duty, officer):
    book = filled(duty)
    apply(book, duty, officer)
    for column, value in (("number", "12/BC-UBND"), ("subject", "Báo cáo")):
        book.put(DUTIES, 0, column, value)
    check = apply(book, duty, officer)
    assert (check.entries, check.papers) == (0, 1)
    assert (duty.entries.count(), duty.evidence.count()) == (1, 1)


def test_one_document_of_two_rows_is_one_evidence(duty, officer):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    book = filled(duty, number="12/BC-UBND", subject="Báo cáo")
    for column, value in (
        ("text", "Việc khác"),
        ("progress", "Đã thực hiện"),
        ("number", "12/BC–UBND".replace("–", "-")),
        ("subject", "Báo  cáo"),
    ):
        book.put(DUTIES, 1, column, value)
    apply(book, duty, officer)
    assert Evidence.objects.get().duties.count() == 2
    assert other.evidence.exists()


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"subject": "Khác"}, "Nhiệm vụ!L6", "có trích yếu «Báo cáo»"),
        ({"issued_on": date(2026, 6, 4)}, "Nhiệm vụ!K6", "ghi ngày 05/06/2026"),
        ({"number": ""}, "Nhiệm vụ!J6", "Ghi số, ký hiệu"),
        ({"number": "13", "subject": ""}, "Nhiệm vụ!L6", "Ghi trích yếu"),
        (
            {"number": "13", "issued_on": date(2026, 6, 11)},
            "Nhiệm vụ!K6",
            "không được sau ngày hôm nay",
        ),
        (
            {"number": "13", "issued_on": "01/06/1901"},
            "Nhiệm vụ!K6",
            "Kiểm tra lại năm 1901",
        ),
    ],
)
def test_a_document_that_does_not_fit_is_named(duty, officer, cells, cell, words):
    attach_evidence(
        duties=[duty],
        actor=officer,
        subject="Báo cáo",
        number="12/BC-UBND",
        issued_on=date(2026, 6, 5),
        **MOMENT,
    )
    told = {"number": "12/bc-ubnd", "issued_on": date(2026, 6, 5), "subject": "Báo cáo"}
    problems = apply(filled(duty, **(told | cells)), duty, officer).problems
    assert [(each.cell, words in each.message) for each in problems] == [(cell, True)]
    assert duty.task.code in problems[0].about
    assert not duty.entries.exists()


def test_a_taken_off_document_does_not_come_back(duty, officer):
    book = filled(duty, number="12/BC-UBND", subject="Báo cáo")
    apply(book, duty, officer)
    duty.evidence_links.update(removed_at=NOW)
    assert nothing(apply(book, duty, officer))


def test_a_subject_that_was_put_right_since_does_not_come_back(duty, officer):
    book = filled(duty, number="12/BC-UBND", subject="Báo cao")
    apply(book, duty, officer)
    duty.evidence_links.update(removed_at=NOW)
    attach_evidence(
        duties=[duty], actor=officer, subject="Báo cáo", number="12/BC-UBND", **LATER
    )
    assert nothing(apply(book, duty, officer))
    book.put(DUTIES, 0, "subject", "Khác")
    (problem,) = apply(book, duty, officer).problems
    assert "có trích yếu «Báo cáo»" in problem.message


def test_the_half_year_stands_beside_last_year(duty, officer, figure):
    plan, agency = duty.task.plan, duty.agency
    half = make_period(
        plan,
        kind="6-thang",
        data_to=date(2026, 6, 14),
        unit_due=date(2026, 6, 16),
    )
    last = make_period(plan, 2025)
    for period, number in ((half, 14_200), (last, 31_000)):
        FigureValue.objects.create(
            figure=figure,
            agency=agency,
            period=period,
            number=number,
            entered_by=officer,
            recorded_at=NOW,
        )
    book = Book(agency, duty.period)
    assert book.column(FIGURES, "before") == ["31.000"]
    assert book.column(FIGURES, "beside") == ["14.200"]
    heads = [cell.value for cell in book.book[FIGURES][layout.HEADING_ROW + 1]]
    assert "6 tháng đầu năm 2026" in heads


def test_duties_that_the_file_does_not_have_are_told(duty, officer):
    book = Book(duty.agency, duty.period)
    new = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    assert apply(book, duty, officer).unlisted == [new]


def test_a_reason_beside_the_duty_explains_a_corrected_figure(duty, officer, figure):
    other = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
    other.task.task_figures.create(figure=figure)
    log(duty, officer, answers={figure.pk: "7"})
    type(duty).objects.filter(pk=other.pk).update(submitted_at=NOW)
    book = Book(duty.agency, duty.period)
    book.put(FIGURES, 0, "answer", 9)
    problems = apply(book, duty, officer).problems
    assert [each.cell for each in problems] == ["Nhiệm vụ!M6"]
    book.put(DUTIES, 0, "reason", "Đếm thiếu")
    apply(book, duty, officer)
    assert FigureValue.objects.get(is_current=True).reason == "Đếm thiếu"


def test_comparing_costs_the_same_for_a_hundred_duties(duty, officer, figure):
    def cost():
        book = Book(duty.agency, duty.period)
        read_sheet(book.content)
        with CaptureQueriesContext(connection) as seen:
            assert nothing(apply(book, duty, officer))
        return len(seen)

    few = cost()
    for _ in range(30):
        task = make_task(duty.task.plan)
        make_duty(task, duty.agency, duty.period)
        make_figure(task)
    assert cost() == few


def test_old_workbooks_without_the_new_columns_are_read(duty, officer):
    book = filled(duty)
    sheet = book.book[DUTIES]
    for _ in range(3):
        sheet.delete_cols(layout.column_place(layout.DUTY_COLUMNS, "number") + 1)
    assert apply(book, duty, officer).entries == 1


def test_the_page_asks_and_records_what_was_chosen(
    login, duty, officer, colleague, figure
):
    book = filled(duty, progress="Đang thực hiện")
    book.put(FIGURES, 0, "answer", 5)
    log(duty, colleague, answers={figure.pk: "7"})
    client = login(officer)
    page = reverse("tasks:desk_sheet", args=[duty.agency.code])
    shown = client.post(page, {"file": SimpleUploadedFile("a.xlsx", book.content)})
    words = text_of(shown)
    assert "1 chỗ người khác đã sửa trên hệ thống" in words
    assert "Giữ trên hệ thống: <strong>7</strong> – Trần Thị Lan" in words
    assert "Đã họp" in words
    write = reverse("tasks:desk_sheet_write", args=[duty.agency.code])
    rows = {"rows": shown.context["rows"]}
    refused = client.post(write, rows)
    assert "chọn lấy bên nào" in text_of(refused)
    assert refused.context["rows"] == rows["rows"]
    done = client.post(write, {**rows, f"chon-S{figure.pk}": "tep"}, follow=True)
    assert "Đã ghi 1 kết quả, 1 số liệu." in text_of(done)
    assert current(figure) == 5


def test_a_progress_that_was_said_once_is_said_again_when_it_differs(duty, officer):
    log(duty, officer, progress="done")
    log(duty, officer, text="Làm tiếp", progress="in_progress")
    duty.refresh_from_db()
    book = Book(duty.agency, duty.period)
    book.put(DUTIES, 0, "progress", "Đã thực hiện")
    assert not nothing(apply(book, duty, officer))
