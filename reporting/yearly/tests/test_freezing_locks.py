"""Freezing a report while duties that were opened again by name are worked on.

Nobody deadlocks, no page fails, and the stored facts are those of one moment.
"""

import pytest

from reporting.facts import as_text
from reporting.kept.facts import frozen_facts_of
from reporting.models import FrozenReport, YearlyReport
from reporting.outline.wording import with_defaults
from reporting.yearly.building import yearly_facts
from reporting.yearly.workshop import edited
from tasks.tests.addresses import plan_page
from tasks.tests.crowd import client_of, deadlocks, run, seen
from tasks.tests.crowd_scene import DAY, MOMENT, Scene, make_scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]


@pytest.fixture(autouse=True)
def _on_the_day(clock):
    clock.at(MOMENT, tick=True)


def meet(writers: int, seed: int) -> list[str]:
    """Let freezing and the crowd meet; return all that went wrong."""
    scene, before = make_scene(writers, closed=True), deadlocks()
    client, key = client_of(scene.steering), scene.period.key
    address = plan_page("reporting:freeze", args=[key], plan=scene.plan)
    run(scene, writers, seed, lambda: client.post(address))
    return [*seen(scene, before), *differences(scene)]


def differences(scene: Scene) -> list[str]:
    """Return what the stored facts say otherwise than those of a moment when nobody
    writes. Closing stored what counts, so an unlocked save is in neither.
    """
    scene.period.refresh_from_db()
    report = YearlyReport.objects.get(period=scene.period)
    shown = with_defaults(report)
    now = edited(yearly_facts(period=scene.period, report=shown, today=DAY), report)
    stored = frozen_facts_of(FrozenReport.objects.get(report=report))
    return as_text.differences(stored, now)


def test_freezing_and_unlocked_saves_pass():
    assert meet(3, 0) == []


@pytest.mark.slow
@pytest.mark.own_hour
@pytest.mark.parametrize("writers", [1, 3, 8, 12])
def test_freezing_and_any_crowd_pass(writers):
    wrong = {seed: meet(writers, seed) for seed in range(20)}
    assert {seed: said for seed, said in wrong.items() if said} == {}
