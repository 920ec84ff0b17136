"""Two people, a closing and a merger at the same moment as a row."""

import pytest
from django.db import transaction

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.duties.locks import end_period
from tasks.models import FigureValue, RegisterRow
from tasks.periods.closing import store_and_close
from tasks.registers.keeping import correct_row, withdraw_row, write_rows
from tasks.registers.said import columns_in_use, read_row
from tasks.registers.tests.registers import (
    MOMENT,
    counted_figure,
    make_register,
    write,
)
from tasks.reorganising.tests.reorganising import merge, run
from tasks.tests import together
from tasks.tests.factories import NOW, TODAY, make_duty
from tasks.tests.together import or_refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]


class Ward:
    """A ward with a counted register."""

    def __init__(self):
        self.duty = make_duty(agency=make_agency("UBND phường A", kind="cap-xa"))
        self.agency, self.period = self.duty.agency, self.duty.period
        self.officer = make_user("officer", self.agency)
        self.register = make_register(self.duty.task.plan)
        self.count = counted_figure(self.duty.task, self.register)

    def said(self, **raw):
        return read_row(columns_in_use(self.register), {"noi": "UBND xã"} | raw)

    def writes(self, **raw):
        rows = [(TODAY, self.said(**raw))]
        return lambda: write_rows(
            register=self.register, agency=self.agency, rows=rows,
            actor=self.officer, **MOMENT,
        )  # fmt: skip

    @property
    def number(self):
        values = FigureValue.objects.filter(figure=self.count.figure, is_current=True)
        return [value.number for value in values]


@pytest.fixture
def ward():
    return Ward()


def at_once(*calls):
    return together.at_once(*map(or_refusal, calls))


@pytest.mark.parametrize("attempt", range(3))
def test_two_rows_at_once_both_count(ward, attempt):
    at_once(ward.writes(noi="A"), ward.writes(noi="B"))
    assert ward.number == [2]


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_change_a_row_one_is_told(ward, attempt):
    row = write(ward.register, ward.agency, ward.officer)
    results = at_once(
        lambda: correct_row(
            row=row, day=TODAY, said=ward.said(noi="B"), reason="Sửa",
            actor=ward.officer, **MOMENT,
        ),
        lambda: withdraw_row(row=row, reason="Rút", actor=ward.officer, **MOMENT),
    )  # fmt: skip
    assert sum(isinstance(each, RuleBroken) for each in results) == 1
    standing = RegisterRow.objects.standing().count()
    assert ward.number == ([1] if standing else [])


@pytest.mark.parametrize("attempt", range(3))
def test_a_row_comes_wholly_before_a_closing_or_is_refused(ward, attempt):
    write(ward.register, ward.agency, ward.officer)

    def closes():
        with transaction.atomic():
            held = end_period(ward.period)
            store_and_close(
                period=held, actor=ward.officer, today=held.data_to, now=NOW
            )

    _, written = at_once(closes, ward.writes(noi="B"))
    [kept] = FigureValue.objects.filter(is_current=True)
    if isinstance(written, RuleBroken):
        assert "đã chốt" in str(written.problems)
        assert RegisterRow.objects.count() == 1
    assert len(kept.counted_rows) == kept.number == RegisterRow.objects.count()


@pytest.mark.parametrize("attempt", range(3))
def test_a_row_is_never_left_with_who_ended(ward, attempt):
    heir = make_agency("UBND phường B", kind="cap-xa")
    event = merge(ward.agency, new=heir, on=TODAY)
    _, written = at_once(lambda: run(event), ward.writes())
    rows = RegisterRow.objects.all()
    if isinstance(written, RuleBroken):
        assert not rows
    else:
        assert {row.held_by for row in rows} == {heir}
