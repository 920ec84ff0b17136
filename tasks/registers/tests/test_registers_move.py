"""Rows of registers when their agency is merged, and the event undone."""

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.models import FigureValue, RegisterRow
from tasks.registers.keeping import correct_row
from tasks.registers.said import columns_in_use, read_row
from tasks.registers.tests.registers import (
    MOMENT,
    counted_figure,
    make_register,
    write,
)
from tasks.reorganising import undo_event
from tasks.reorganising.tests.reorganising import merge, run
from tasks.tests.factories import TODAY, make_duty, make_figure

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


class Two:
    """Two wards with a stock and a flow, one of which ends today."""

    def __init__(self):
        self.old = make_duty(agency=make_agency("UBND xã Cũ", kind="cap-xa"))
        self.period, task = self.old.period, self.old.task
        self.new = make_agency("UBND xã Mới", kind="cap-xa")
        make_duty(task, self.new, self.period)
        self.boss = make_user(is_superuser=True, is_staff=True)
        self.held = make_register(task.plan, name="Hương ước", is_stock=True)
        self.done = make_register(task.plan)
        stock = make_figure(task, label="Số bản", across_time="stock")
        self.stock = counted_figure(task, self.held, figure=stock).figure
        self.flow = counted_figure(task, self.done).figure
        for agency in (self.old.agency, self.new):
            person = make_user("officer", agency)
            for register in (self.held, self.done):
                write(register, agency, person)

    def numbers(self, figure):
        rows = FigureValue.objects.filter(figure=figure, is_current=True)
        return {v.agency.short_name: v.number for v in rows.select_related("agency")}


def facts():
    rows = RegisterRow.objects.order_by("pk").values_list("pk", "held_by", "agency")
    values = FigureValue.times.order_by("pk").values_list("pk", "number", "is_current")
    return list(rows), list(values)


def test_rows_go_on_at_who_follows_and_come_back():
    two = Two()
    before = facts()
    event = merge(two.old.agency, new=two.new, on=TODAY)
    run(event)
    assert {row.held_by for row in RegisterRow.objects.all()} == {two.new}
    assert sum(two.numbers(two.flow).values()) == 2
    assert two.numbers(two.stock)[two.new.short_name] == 2
    assert two.numbers(two.flow)[two.new.short_name] == 1
    undo_event(event=event, actor=two.boss, **MOMENT)
    assert facts() == before


def test_who_follows_corrects_a_row_and_it_stays_told_of_the_old_agency():
    two = Two()
    run(merge(two.old.agency, new=two.new, on=TODAY))
    row = RegisterRow.objects.get(register=two.done, agency=two.old.agency)
    new = correct_row(
        row=row, day=row.day, reason="Ghi nhầm nơi",
        said=read_row(columns_in_use(two.done), {"noi": "Nơi khác"}),
        actor=make_user("officer", two.new), **MOMENT,
    )  # fmt: skip
    assert (new.agency, new.held_by) == (two.old.agency, two.new)
    assert sum(two.numbers(two.flow).values()) == 2
