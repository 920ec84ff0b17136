"""A period that is closed, and its report frozen."""

from datetime import date

import pytest

from agencies.tests.factories import make_user
from reporting.models import FrozenReport
from reporting.tests.scenes import period_of
from reporting.yearly.freezing import freeze
from tasks.periods.closing import close_period
from tasks.tests.factories import NOW
from tasks.tests.measuring import make_scene, make_unit

AFTER = date(2026, 12, 20)


@pytest.fixture
def scene():
    found = make_scene()
    make_unit(found)
    make_unit(found, state="submitted", accepted_on=None)
    return found


@pytest.fixture
def head(scene):
    person = make_user("head", scene.period.plan.steering_agency)
    close_period(period=scene.period, actor=person, today=AFTER, now=NOW)
    return person


def frozen(scene, head) -> FrozenReport:
    return freeze(period=period_of(scene), actor=head, today=AFTER, now=NOW)
