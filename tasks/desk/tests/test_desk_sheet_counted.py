"""A figure that is counted from a register is not typed over in the agency's workbook."""

import pytest

from tasks.desk.sheet import layout
from tasks.desk.tests.desk_sheets import Book, apply
from tasks.models import FigureValue
from tasks.registers.tests.registers import counted_figure, make_register, write
from tasks.tests.factories import make_figure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]


def test_another_number_is_refused_by_cell_and_the_same_one_says_nothing(duty, officer):
    register = make_register(duty.task.plan, name="Cuộc kiểm tra")
    figure = make_figure(duty.task, label="Số cuộc")
    counted_figure(duty.task, register, figure=figure)
    write(register, duty.agency, officer)
    book = Book(duty.agency, duty.period)
    book.put(layout.FIGURES_SHEET, 0, "answer", 9)
    [problem] = apply(book, duty, officer).problems
    assert "đếm từ sổ «Cuộc kiểm tra»" in problem.message
    book = Book(duty.agency, duty.period)
    assert apply(book, duty, officer).problems == []
    assert FigureValue.objects.get(is_current=True).number == 1
