"""Measures are counted over one list of units."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from agencies.tests.factories import make_agency, make_user
from tasks.models import DutySnapshot, FigureValue, MeasureResult, PeriodUnit
from tasks.periods.closing import close_period
from tasks.sums.four_numbers import UnitPlace
from tasks.sums.targets import count_measures, measure_rows
from tasks.tests.factories import NOW
from tasks.tests.measuring import (
    AFTER,
    answer,
    make_scene,
    make_unit,
    silent_unit,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 14)


@pytest.fixture
def scene():
    return make_scene()


def numbers(scene, day=DAY):
    found = {}
    for count in count_measures(period=scene.period, data_day=day):
        n = count.numbers
        found[count.measure.code] = (
            n.numerator,
            n.denominator,
            n.not_applicable,
            n.not_reported,
        )
    return found


def test_a_measure_has_its_four_numbers(scene):
    first, second, third = (make_unit(scene) for _ in range(3))
    silent_unit(scene)
    answer(scene, first, trained=3, charged=4, must_have=True, has_rule=True)
    answer(scene, second, trained=0, charged=6, must_have=True, has_rule=False)
    answer(scene, third, charged=5, must_have=False)
    assert numbers(scene) == {
        "II.1": (3, 10, 0, 2),
        "II.2": (1, 2, 1, 1),
        "II.3": (3, 3, 0, 1),
    }


def test_a_draft_does_not_count_until_it_is_sent(scene):
    duty = make_unit(
        scene, state="prepared", first_sent_on=None, accepted_on=None, submitted_at=None
    )
    answer(scene, duty, trained=3, charged=4, must_have=True, has_rule=True)
    assert numbers(scene)["II.1"] == (0, 0, 0, 1)
    duty.state, duty.first_sent_on = "submitted", DAY
    duty.save()
    assert numbers(scene)["II.1"] == (3, 4, 0, 0)


def test_a_numerator_above_its_denominator_is_not_reported_and_listed(scene):
    duty = make_unit(scene)
    answer(scene, duty, trained=9, charged=4)
    found = count_measures(period=scene.period, data_day=DAY)[0]
    assert (found.numbers.numerator, found.numbers.denominator) == (0, 0)
    assert (found.numbers.not_reported, found.numbers.errors) == (1, 1)
    assert found.rate is None
    rows = measure_rows(period=scene.period, measure=scene.figures, data_day=DAY)
    assert [row.placed.is_error for row in rows] == [True]


def test_requested_bodies_are_in_no_list(scene):
    make_unit(scene, is_requested=True)
    assert numbers(scene)["II.3"] == (0, 0, 0, 0)


def test_waived_duties_are_not_applicable(scene):
    make_unit(scene, state="waived", reason="Chưa thành lập")
    assert numbers(scene)["II.3"] == (0, 0, 1, 0)


def test_units_that_ended_before_the_data_day_stand_apart(scene):
    gone = make_agency("Xã cũ", kind="cap-xa", valid_to=DAY - timedelta(days=30))
    ended = make_unit(scene, agency=gone, state="ended", reason="Sáp nhập")
    answer(scene, ended, trained=2, charged=2)
    alive = make_unit(scene)
    answer(scene, alive, trained=1, charged=3)
    found = count_measures(period=scene.period, data_day=DAY)[0]
    assert (found.numbers.numerator, found.numbers.denominator) == (1, 3)
    assert found.ended_units == 2
    assert numbers(scene, gone.valid_to)["II.1"] == (1, 3, 0, 0)


def test_figures_asked_of_some_kinds_only_list_those(scene):
    scene.charged.only_for = ["cap-xa"]
    scene.charged.save()
    make_unit(scene)
    commune = make_unit(scene, agency=make_agency("Xã A", kind="cap-xa"))
    answer(scene, commune, trained=1, charged=1)
    assert numbers(scene)["II.1"] == (1, 1, 0, 0)
    assert numbers(scene)["II.3"] == (2, 2, 0, 0)


def test_kinds_that_are_not_loaded_are_named(scene):
    make_unit(scene, agency=make_agency("Cty A", kind="doanh-nghiep"))
    found = count_measures(period=scene.period, data_day=DAY)
    assert found[0].kinds_missing == (
        "Đơn vị sự nghiệp công lập",
        "Cơ quan Trung ương theo ngành dọc",
    )


def test_the_rows_behind_a_number_add_up_to_it(scene):
    for trained, charged in ((1, 2), (3, 3), (None, 5)):
        answer(scene, make_unit(scene), trained=trained, charged=charged)
    silent_unit(scene)
    count = count_measures(period=scene.period, data_day=DAY)[0]
    rows = measure_rows(period=scene.period, measure=scene.figures, data_day=DAY)
    assert sum(row.placed.numerator for row in rows) == count.numbers.numerator
    assert sum(row.placed.denominator for row in rows) == count.numbers.denominator
    missing = [row for row in rows if row.place == UnitPlace.NOT_REPORTED]
    assert len(missing) == count.numbers.not_reported == 2


@pytest.mark.parametrize("more", [1, 15])
def test_queries_do_not_grow(scene, more, django_assert_num_queries):
    for _ in range(more):
        answer(scene, make_unit(scene), trained=1, charged=1)
    with django_assert_num_queries(6):
        count_measures(period=scene.period, data_day=DAY)


def close(scene, duties):
    """Store what closing stores."""
    for duty in duties:
        agency = duty.agency
        PeriodUnit.objects.create(
            period=scene.period,
            agency=agency,
            name=agency.name,
            kind=agency.kind,
            level=agency.level,
            alive_on_data_day=True,
        )
        DutySnapshot.objects.create(
            period=scene.period,
            duty=duty,
            agency=agency,
            task_code=scene.task.code,
            state=duty.state,
            progress=duty.progress,
            label="Hoàn thành đúng hạn",
            counted=True,
        )
    for count in count_measures(period=scene.period, data_day=DAY):
        MeasureResult.objects.create(
            period=scene.period,
            measure=count.measure,
            numerator=count.numbers.numerator,
            denominator=count.numbers.denominator,
            not_applicable=count.numbers.not_applicable,
            not_reported=count.numbers.not_reported,
            ended_units=count.ended_units,
        )
    scene.period.state, scene.period.closed_at = "closed", NOW
    scene.period.save()


def test_the_rows_of_a_closed_period_are_those_that_were_counted(scene):
    answer(scene, make_unit(scene), trained=3, charged=4)
    silent_unit(scene)
    make_unit(scene, state="waived", reason="Không thuộc diện")
    gone = make_agency(valid_to=date(2026, 6, 30))
    moved = make_unit(scene, agency=gone, state="ended", reason="Giải thể")
    answer(scene, moved, trained=2, charged=2)

    def rows():
        found = measure_rows(period=scene.period, measure=scene.figures, data_day=DAY)
        return [(row.unit.agency_id, row.unit.alive, row.placed) for row in found]

    before = rows()
    head = make_user("head", scene.plan.steering_agency)
    close_period(period=scene.period, actor=head, today=AFTER, now=NOW)
    scene.period.refresh_from_db()
    assert rows() == before
    assert len(before) == 4
    assert scene.period.events.get(kind="closed").counts["units"] == 2


def test_a_closed_period_does_not_move_with_its_agencies(scene):
    duties = [make_unit(scene), silent_unit(scene)]
    answer(scene, duties[0], trained=3, charged=4, must_have=True, has_rule=True)
    close(scene, duties)
    before = numbers(scene)
    assert before["II.1"] == (3, 4, 0, 1)
    agency = duties[0].agency
    agency.valid_to, agency.kind = date(2026, 6, 1), "cap-xa"
    agency.save()
    duties[0].state = "open"
    duties[0].save()
    FigureValue.objects.filter(figure=scene.trained).update(is_current=False)
    FigureValue.objects.create(
        figure=scene.trained,
        agency=agency,
        period=scene.period,
        number=Decimal(1),
        entered_by=scene.clerk,
        recorded_at=NOW + timedelta(days=1),
    )
    assert numbers(scene) == before
    rows = measure_rows(period=scene.period, measure=scene.figures, data_day=DAY)
    assert sum(row.placed.numerator for row in rows) == 3
    assert {row.place for row in rows} == {UnitPlace.COUNTED, UnitPlace.NOT_REPORTED}
