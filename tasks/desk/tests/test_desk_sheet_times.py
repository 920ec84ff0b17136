"""A figure of a task that recurs has a row for each time in the agency's workbook."""

from datetime import date

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.desk.sheet import layout
from tasks.desk.tests.desk_sheets import MOMENT, Book, apply
from tasks.models import FigureValue, ProgressEntry, State
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.work.logging import log_progress

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_too,
    pytest.mark.usefixtures("_inside_the_period"),
]
FIGURES = layout.FIGURES_SHEET
FIRST, SECOND = date(2025, 12, 15), date(2026, 3, 15)


class Scene:
    """A yearly task, and one of every quarter with two figures; two quarters of it."""

    def __init__(self, agency=None):
        self.agency = agency or make_agency("UBND xã An", kind="cap-xa")
        self.task = make_task(make_plan(), "III.1", schedule="quarterly")
        self.period = make_period(self.task.plan)
        yearly = make_task(self.task.plan, "III.2")
        self.flow = make_figure(self.task, "luot", label="Số lượt", unit="lượt")
        self.stock = make_figure(self.task, "to", label="Số tổ", across_time="stock")
        self.whole = make_figure(yearly, "ca-nam", label="Cả năm")
        self.yearly = make_duty(yearly, self.agency, self.period)
        self.quarters = [
            make_duty(
                self.task, self.agency, self.period, occurrence=f"Quý {name}/2026",
                occurs_from=first, occurs_to=last,
            )
            for name, first, last in (
                ("I", FIRST, date(2026, 3, 14)), ("II", SECOND, date(2026, 6, 14))
            )
        ]  # fmt: skip

    @property
    def book(self):
        return Book(self.agency, self.period)

    def by_page(self, author, duty, **answers):
        duty.refresh_from_db()
        return log_progress(
            duties=[duty], author=author, text="Đã làm.", progress="done",
            done_on=TODAY, reason="Bổ sung",
            answers={getattr(self, name).pk: said for name, said in answers.items()},
            **MOMENT,
        )  # fmt: skip

    def kept(self):
        """Return (figure, time) → the number that counts."""
        rows = FigureValue.times.filter(agency=self.agency, period=self.period)
        current = rows.filter(is_current=True).select_related("figure")
        return {(v.figure.code, v.occurs_from): v.number for v in current}


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def officer(scene):
    return make_user("officer", scene.agency)


def fill(book, *answers):
    for row, answer in enumerate(answers):
        if answer is not None:
            book.put(FIGURES, row, "answer", answer)
    return book


def test_each_time_has_a_row_called_by_its_name(scene, officer):
    scene.by_page(officer, scene.quarters[0], flow="3")
    book = scene.book
    assert book.column(FIGURES, "label") == [
        "Số lượt – Quý I/2026", "Số lượt – Quý II/2026",
        "Số tổ – Quý I/2026", "Số tổ – Quý II/2026", "Cả năm",
    ]  # fmt: skip
    assert book.column(FIGURES, "answer") == [3, None, None, None, None]
    assert book.column(FIGURES, "before") == ["", "3", "", "", ""]


def test_what_is_uploaded_is_what_the_pages_of_the_times_would_keep(scene, officer):
    duty = scene.yearly
    check = apply(fill(scene.book, 3, 4, 7, 9, 50), duty, officer)
    assert (check.problems, check.answers) == ([], 5)
    other = Scene(make_agency("UBND xã Bình"))
    person = make_user("officer", other.agency)
    other.by_page(person, other.quarters[0], flow="3", stock="7")
    other.by_page(person, other.quarters[1], flow="4", stock="9")
    other.by_page(person, other.yearly, whole="50")
    assert scene.kept() == other.kept()
    assert scene.kept()["luot", None] == 7
    assert scene.kept()["to", None] == 9
    said = ProgressEntry.objects.filter(agency=scene.agency)
    assert {entry.duties.get() for entry in said} == {*scene.quarters, duty}


def test_the_same_file_again_writes_nothing(scene, officer):
    book = fill(scene.book, 3, 4, 7, 9, 50)
    apply(book, scene.yearly, officer)
    before = FigureValue.times.count(), ProgressEntry.objects.count()
    for again in (book, scene.book):
        check = apply(again, scene.yearly, officer)
        assert (check.written, check.problems, check.choices) == ([], [], [])
        assert (FigureValue.times.count(), ProgressEntry.objects.count()) == before


def test_other_times_stay_as_they_are(scene, officer):
    scene.by_page(officer, scene.quarters[0], flow="3", stock="7")
    (written,) = apply(fill(scene.book, None, 4), scene.yearly, officer).written
    assert written.duty == scene.quarters[1]
    assert [(each.about, each.old, each.new) for each in written.changes] == [
        ("Số lượt – Quý II/2026 (lượt)", "", "4")
    ]
    assert scene.kept()["luot", FIRST] == 3
    assert scene.kept()["luot", None] == 7
    assert FigureValue.times.get(occurs_from=FIRST, figure=scene.flow).number == 3


def test_a_wrong_cell_is_named_with_its_time_and_keeps_everything_out(scene, officer):
    check = apply(fill(scene.book, 3, "bốn", 7, 9, 50), scene.yearly, officer)
    assert [(each.cell, each.about, each.typed) for each in check.problems] == [
        ("Số liệu!G7", "Số lượt – Quý II/2026 (lượt)", "bốn")
    ]
    assert scene.kept() == {}


def test_what_a_rule_of_the_page_refuses_stands_beside_the_cell_of_its_time(
    scene, officer
):
    """A part is not larger than its whole, of each time by itself."""
    scene.stock.not_above = scene.flow
    scene.stock.save()
    check = apply(fill(scene.book, 9, 4, 5, 6), scene.yearly, officer)
    (problem,) = check.problems
    assert problem.cell == "Số liệu!G9"
    assert "không được lớn hơn" in problem.message
    assert scene.kept() == {}


def test_a_time_that_was_sent_is_refused_and_the_other_one_is_not(scene, officer):
    book = scene.book
    first = scene.quarters[0]
    type(first).objects.filter(pk=first.pk).update(
        state=State.SUBMITTED, submitted_at=NOW, first_sent_on=TODAY
    )
    (problem,) = apply(fill(book, 3, 4), scene.yearly, officer).problems
    assert (problem.cell, problem.about) == (
        "Số liệu!G6",
        "Số lượt – Quý I/2026 (lượt)",
    )
    fresh = scene.book
    assert "Số lượt – Quý I/2026" not in fresh.column(FIGURES, "label")
    assert apply(fill(fresh, 4), scene.yearly, officer).answers == 1
    assert scene.kept()["luot", SECOND] == 4


def test_an_answer_of_a_time_that_a_colleague_changed_is_asked_about(scene, officer):
    book, colleague = scene.book, make_user("officer", scene.agency)
    scene.by_page(colleague, scene.quarters[1], flow="7")
    check = apply(fill(book, 3, 5), scene.yearly, officer)
    (choice,) = check.conflicts
    assert (choice.about, choice.ours, choice.theirs) == (
        "Số lượt – Quý II/2026 (lượt)", "5", "7",
    )  # fmt: skip
    apply(book, scene.yearly, officer, choices={choice.key: "tep"})
    assert scene.kept()["luot", SECOND] == 5
    assert scene.kept()["luot", None] == 8


def test_a_time_that_came_back_wants_its_reason_in_its_own_row(scene, officer):
    scene.by_page(officer, scene.quarters[1], flow="4")
    type(scene.yearly).objects.filter(pk=scene.quarters[1].pk).update(
        state=State.RETURNED, submitted_at=NOW, return_due_on=TODAY
    )
    book = fill(scene.book, 3, 5)
    keys = book.column(layout.DUTIES_SHEET, "key")
    row = keys.index(f"N{scene.quarters[1].pk}")
    (problem,) = apply(book, scene.yearly, officer).problems
    assert problem.cell == f"Nhiệm vụ!M{6 + row}"
    book.put(layout.DUTIES_SHEET, row, "reason", "Đếm thiếu")
    assert apply(book, scene.yearly, officer).answers == 2
    said = FigureValue.times.filter(is_current=True, occurs_from__isnull=False)
    assert dict(said.values_list("occurs_from", "reason")) == {
        FIRST: "",
        SECOND: "Đếm thiếu",
    }


def test_plans_with_the_same_codes_are_told_apart(scene, officer):
    other = Scene(scene.agency)
    other.by_page(officer, other.quarters[0], flow="1")
    before = other.kept()
    apply(fill(scene.book, 3, 4, 7, 9, 50), scene.yearly, officer)
    assert other.kept() == before
    assert other.book.column(FIGURES, "answer") == [1, None, None, None, None]


def test_a_file_of_before_times_had_rows_is_read(scene, officer):
    """Its rows name figures of the period only."""
    book = scene.book
    for _ in range(4):
        book.book[FIGURES].delete_rows(layout.HEADING_ROW + 2)
    book.put(FIGURES, 0, "answer", 50)
    assert apply(book, scene.yearly, officer).answers == 1
    assert scene.kept() == {("ca-nam", None): 50}
