"""Rows are written, corrected, withdrawn; the figure counted from them follows."""

from datetime import date, timedelta

import pytest

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.models import Doubt, Duty, FigureValue, NothingToList, RegisterRow
from tasks.periods.closing import store_and_close
from tasks.registers.keeping import confirm_empty_register, correct_row, withdraw_row
from tasks.registers.said import columns_in_use, read_row
from tasks.registers.tests.registers import (
    MOMENT,
    counted_figure,
    make_register,
    write,
)
from tasks.sums.counted import rows_behind, typed_beside
from tasks.tests.factories import NOW, TODAY, make_duty, make_figure
from tasks.work.doubts import doubts_of
from tasks.work.logging import log_progress

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


class Ward:
    """A ward that owes a task whose figure is counted from its register."""

    def __init__(self):
        self.duty = make_duty(agency=make_agency("UBND phường A", kind="cap-xa"))
        self.agency, self.period = self.duty.agency, self.duty.period
        self.officer = make_user("officer", self.agency)
        self.register = make_register(self.duty.task.plan)
        self.count = counted_figure(self.duty.task, self.register)

    def write(self, **raw):
        return write(self.register, self.agency, self.officer, **raw)

    @property
    def value(self):
        return FigureValue.objects.filter(
            figure=self.count.figure, agency=self.agency, is_current=True
        ).first()

    @property
    def number(self):
        return self.value and self.value.number


@pytest.fixture
def ward():
    return Ward()


def said(ward, **raw):
    return read_row(columns_in_use(ward.register), {"noi": "UBND xã"} | raw)


def test_no_row_is_not_zero_and_each_row_counts(ward):
    assert ward.value is None
    ward.write()
    ward.write(noi="UBND xã B")
    assert (ward.number, ward.value.is_counted) == (2, True)
    assert rows_behind(ward.value).count() == 2


def test_a_row_of_another_span_counts_there_and_not_here(ward):
    ward.write(day=ward.period.data_from - timedelta(days=1))
    assert ward.value is None


def test_a_correction_is_a_version_and_counts_once(ward):
    row = ward.write()
    new = correct_row(
        row=row, day=TODAY, said=said(ward, noi="UBND xã Ba"), reason="Ghi nhầm nơi",
        actor=ward.officer, **MOMENT,
    )  # fmt: skip
    assert (ward.number, new.corrects_id) == (1, row.pk)
    with pytest.raises(StaleVersion):
        correct_row(
            row=row, day=TODAY, said=said(ward, noi="C"), reason="Sửa",
            actor=ward.officer, **MOMENT,
        )  # fmt: skip


def test_a_correction_needs_a_reason_and_a_difference(ward):
    row = ward.write()
    for reason, noi in (("", "Khác"), ("Sửa", "UBND xã")):
        with pytest.raises(InvalidInput):
            correct_row(
                row=row, day=TODAY, said=said(ward, noi=noi), reason=reason,
                actor=ward.officer, **MOMENT,
            )  # fmt: skip


def test_what_was_typed_stands_again_when_the_last_row_is_withdrawn(ward):
    log_progress(
        duties=[ward.duty], author=ward.officer, done_on=TODAY, text="Đã kiểm tra.",
        progress="in_progress", answers={ward.count.figure_id: "12"}, **MOMENT,
    )  # fmt: skip
    row = ward.write()
    assert ward.number == 1
    [typed] = typed_beside(ward.period, [ward.agency.pk])
    assert typed.number == 12
    duty = Duty.objects.for_page().get(pk=ward.duty.pk)
    told = {doubt.kind: doubt.words for doubt in doubts_of([duty])[duty.pk]}
    assert "sổ có 1, trước đó đã nhập 12" in told[Doubt.Kind.COUNTED]
    withdraw_row(row=row, reason="Ghi nhầm", actor=ward.officer, **MOMENT)
    assert (ward.number, ward.value.is_counted) == (12, False)


def test_nothing_is_a_confirmed_zero_until_a_row_comes(ward):
    confirm_empty_register(
        register=ward.register, agency=ward.agency, period=ward.period,
        actor=ward.officer, **MOMENT,
    )  # fmt: skip
    assert ward.number == 0
    ward.write()
    assert ward.number == 1
    assert not NothingToList.objects.filter(stood_until=None).exists()
    with pytest.raises(RuleBroken):
        confirm_empty_register(
            register=ward.register, agency=ward.agency, period=ward.period,
            actor=ward.officer, **MOMENT,
        )  # fmt: skip


def test_sums_and_conditions(ward):
    people = make_figure(ward.duty.task, label="Số người")
    column = ward.register.columns.get(code="nguoi")
    counted_figure(
        ward.duty.task, ward.register, figure=people, how="sum", column=column,
        conditions=["kieu=Trực tiếp"],
    )  # fmt: skip
    ward.write(nguoi="10,5", kieu="Trực tiếp")
    ward.write(nguoi="100", kieu="Lồng ghép")
    assert FigureValue.objects.get(figure=people, is_current=True).number == 10.5


def test_after_sending_the_first_number_stays_as_history_with_its_reason(ward):
    ward.write()
    ward.duty.state, ward.duty.submitted_at = "submitted", NOW
    ward.duty.first_sent_on = TODAY
    ward.duty.save()
    ward.write()
    kept = FigureValue.objects.filter(figure=ward.count.figure).order_by("pk")
    assert [(v.number, v.is_current) for v in kept] == [(1, False), (2, True)]
    assert "sau khi đã gửi" in kept[1].reason


def test_a_prepared_table_is_taken_back_from_the_head(ward):
    ward.duty.state = "prepared"
    ward.duty.save()
    ward.write()
    ward.duty.refresh_from_db()
    assert ward.duty.state == "open"


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_who_does_not_write_for_the_agency_writes_no_row(ward, who):
    person = (
        make_user("viewer", ward.agency)
        if who == "viewer"
        else make_user("officer", make_agency())
    )
    with pytest.raises(NotAllowed):
        write(ward.register, ward.agency, person)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(206, 1, 1)])
def test_a_day_that_cannot_be_is_refused(ward, day):
    with pytest.raises(InvalidInput) as refusal:
        ward.write(day=day)
    assert "day" in refusal.value.problems


def test_what_is_personal_is_kept_apart_and_not_searched():
    duty = make_duty(agency=make_agency(kind="cap-xa"))
    register = make_register(
        columns=[
            ("ten", "Họ tên", "person", {"is_personal": True}),
            ("noi", "Nơi", "text", {}),
        ]
    )
    row = write(
        register, duty.agency, make_user("officer", duty.agency),
        ten="Nguyễn Văn Chim", noi="Thôn Ba",
    )  # fmt: skip
    row = RegisterRow.objects.get(pk=row.pk)
    assert row.personal == {"ten": "Nguyễn Văn Chim"}
    assert row.values == {"noi": "Thôn Ba"}
    assert "chim" not in row.search_text


def test_wrong_cells_are_named_all_at_once(ward):
    with pytest.raises(InvalidInput) as refusal:
        read_row(columns_in_use(ward.register), {"nguoi": "-3", "kieu": "Bay"})
    assert set(refusal.value.problems) == {"cot_noi", "cot_nguoi", "cot_kieu"}


def test_a_counted_number_is_not_typed_over(ward):
    ward.write()
    said = {
        "duties": [ward.duty], "author": ward.officer, "done_on": TODAY,
        "text": "Đã kiểm tra.", "progress": "in_progress", **MOMENT,
    }  # fmt: skip
    with pytest.raises(InvalidInput) as refusal:
        log_progress(answers={ward.count.figure_id: "9"}, **said)
    [why] = refusal.value.problems.values()
    assert "đếm từ sổ" in why
    log_progress(answers={ward.count.figure_id: "1"}, **said)
    assert (ward.number, ward.value.is_counted) == (1, True)


def test_what_must_be_listed_is_never_typed(ward):
    ward.count.must_list = True
    ward.count.save()
    with pytest.raises(InvalidInput):
        log_progress(
            duties=[ward.duty], author=ward.officer, done_on=TODAY, text="Đã làm.",
            progress="in_progress", answers={ward.count.figure_id: "9"}, **MOMENT,
        )  # fmt: skip


def test_a_period_before_the_day_keeps_what_was_typed(ward):
    ward.count.starts_on = ward.period.data_to + timedelta(days=1)
    ward.count.save()
    ward.write()
    assert ward.value is None


def test_closing_keeps_the_rows_behind_the_number(ward):
    rows = [ward.write(), ward.write(noi="Khác")]
    ward.write(day=ward.period.data_from)
    store_and_close(
        period=ward.period, actor=ward.officer, today=ward.period.data_to, now=NOW
    )
    kept = ward.value
    assert kept.number == 3
    assert {row.pk for row in rows} < set(kept.counted_rows)
    assert rows_behind(kept).count() == 3
    with pytest.raises(InvalidInput):
        ward.write()
    assert ward.number == 3
