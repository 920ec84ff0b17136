"""What an agency did in a part of a year is told with its words."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.tests.factories import make_user
from reporting.counting.tests.times_in_parts import LATE, MOMENT, Scene
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress

pytestmark = pytest.mark.django_db


def test_the_half_prints_what_was_said_of_its_times(login, clock):
    scene = Scene("nam")
    scene.part("6-thang")
    officer = make_user("officer", scene.agency)
    for month, said in ((3, "Đã rà soát quý một."), (9, "Đã rà soát quý ba.")):
        duty = scene.year.duties.get(
            task=scene.tasks["quarterly"], occurs_to=date(2026, month, 14)
        )
        log_progress(
            duties=[duty], author=officer, done_on=date(2026, month, 14), text=said,
            progress="done", reason="Ghi bù", **MOMENT,
        )  # fmt: skip
    clock.at(LATE)
    client = login(make_user("officer", scene.plan.steering_agency))
    address = reverse("reporting:agency_results", args=[scene.agency.code])
    half = text_of(client.get(f"{address}?ky=2026-6-thang"))
    assert "Đã rà soát quý một." in half
    assert "Đã rà soát quý ba." not in half
