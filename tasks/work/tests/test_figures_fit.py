"""Which shipped figures are usually not below which, and where an agency is told."""

import pytest
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from tasks.desk.sheet import layout
from tasks.desk.tests.desk_sheets import MOMENT, Book, apply
from tasks.models import Figure
from tasks.plan.loading_measures import figures_from, figures_in
from tasks.plan.packages import SHIPPED_PLAN
from tasks.review.page_queue import queue_lines
from tasks.review.queue import waiting
from tasks.tests.factories import (
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import said, text_of
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

ROWS = figures_in(SHIPPED_PLAN)
WORDS = "«Số người được tiếp»: 3, ít hơn «Số lượt tiếp công dân»: 8"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


def test_shipped_figures_know_each_other_also_those_further_down():
    plan = make_plan()
    codes = {asked.rstrip("*") for row in ROWS for asked in row["tasks"]}
    found = figures_from(plan, {code: make_task(plan, code) for code in codes}, ROWS)
    for row in ROWS:
        figure = Figure.objects.get(pk=found[row["code"]].pk)
        for name in ("not_above", "not_below"):
            other = getattr(figure, name)
            assert (other.code if other else None) == row.get(name), row["code"]
    related = plan.figures.filter(not_below__isnull=False)
    pairs = set(related.values_list("code", "not_below__code"))
    assert pairs >= {
        ("luot-nguoi-boi-duong", "so-lop-boi-duong"),
        ("luot-nguoi-tuyen-truyen", "cuoc-tuyen-truyen"),
        ("nguoi-duoc-tiep", "luot-tiep-cong-dan"),
        ("y-kien-nhan-dan", "noi-dung-xin-y-kien"),
        ("du-an-giam-sat", "so-bgsdtcd"),
        ("huong-uoc-hieu-luc", "huong-uoc-cong-nhan"),
        ("huong-uoc-ra-soat", "huong-uoc-sua-doi"),
        ("luot-tiep-cong-dan", "vu-viec-dong-nguoi"),
        ("nguoi-du-doi-thoai-dan", "cuoc-doi-thoai"),
        ("hoa-giai-vien", "to-hoa-giai"),
    }


def test_a_shipped_choice_has_its_choices():
    row = {"code": "muc", "label": "Mức", "type": "choice", "choices": ["Tốt", "Khá"]}
    found = figures_from(make_plan(), {}, [row | {"tasks": []}])
    assert found["muc"].choices == ["Tốt", "Khá"]


@pytest.fixture
def received():
    """Return a commune's duty that asks how often and how many were received."""
    task = make_task(make_plan(make_agency("Sở Nội vụ")), "III.3.a")
    rows = [r for r in ROWS if r["code"] in {"luot-tiep-cong-dan", "nguoi-duoc-tiep"}]
    figures_from(task.plan, {"III.3.a": task}, rows)
    agency = make_agency("UBND xã An", kind="cap-xa")
    return make_duty(task, agency, make_period(task.plan))


def answers(duty, times, people):
    found = {figure.code: figure.pk for figure in duty.task.plan.figures.all()}
    return {found["luot-tiep-cong-dan"]: times, found["nguoi-duoc-tiep"]: people}


def test_what_does_not_fit_is_told_when_saving_before_sending_and_in_the_queue(
    received, login
):
    officer, head = (make_user(role, received.agency) for role in ("officer", "head"))
    typed = {f"figure_{pk}": n for pk, n in answers(received, "8", "3").items()}
    saved = login(officer).post(
        reverse("tasks:log_in_place", args=[received.pk]),
        said(received, text="Đã tiếp công dân.", progress="done") | typed,
        headers={"HX-Request": "true"},
    )
    assert WORDS in text_of(saved)
    preview = login(head).get(
        reverse("tasks:send_ready", args=[received.agency.code]),
        {"period": received.period.pk},
    )
    assert WORDS in text_of(preview)
    received.refresh_from_db()
    submit_duty(duty=received, actor=head, **MOMENT)
    reviewer = make_user("officer", received.task.plan.steering_agency)
    [line] = queue_lines(waiting(received.period, reviewer, TODAY))
    assert WORDS in line.oddities


@pytest.mark.parametrize("row", [0, 1])
def test_a_sheet_tells_it_whichever_of_the_two_was_typed(row):
    duty = make_duty(agency=make_agency("UBND xã Hòa Bình", kind="cap-xa"))
    times = make_figure(duty.task, label="Số lượt tiếp công dân")
    people = make_figure(duty.task, label="Số người được tiếp", not_below=times)
    officer = make_user("officer", duty.agency)
    log_progress(
        duties=[duty],
        author=officer,
        done_on=TODAY,
        text="Đã tiếp công dân.",
        progress="in_progress",
        answers={
            times.pk: "2" if row == 0 else "8",
            people.pk: "3" if row == 0 else "9",
        },
        **MOMENT,
    )
    book = Book(duty.agency, duty.period)
    book.put(layout.FIGURES_SHEET, row, "answer", (8, 3)[row])
    check = apply(book, duty, officer, write=False)
    assert [doubt.message for doubt in check.doubts] == [WORDS]
    assert check.doubts[0].cell == f"Số liệu!G{6 + row}"
