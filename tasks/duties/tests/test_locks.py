"""A whole-period act and a crowd of all writing acts at once (rule 21).

Nobody deadlocks, no page fails, and nothing lands in a closed period after its closing.
Freezing × unlocked saves: `reporting/yearly/tests/test_freezing_locks.py`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Reorganisation
from agencies.tests.factories import make_agency, make_user
from tasks import changing, reorganising
from tasks.changing.tests.changing import draft_of
from tasks.models import PeriodEvent, PlanChange
from tasks.periods.syncing import sync_duties
from tasks.reorganising.tests.reorganising import merge
from tasks.tests.addresses import plan_page
from tasks.tests.crowd import client_of, deadlocks, late, refused, run, seen
from tasks.tests.crowd_scene import MOMENT, Scene, make_scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]
ON = date(2026, 12, 1)
#: How often somebody looks again at a preview that the crowd made stale.
PATIENCE = 60
Whole = Callable[[], Any]


@pytest.fixture(autouse=True)
def _on_the_day(clock):
    clock.at(MOMENT, tick=True)


def opens(scene: Scene) -> Whole:
    form = {"year": scene.period.year, "kind": scene.period.kind}
    client = client_of(scene.steering)
    address = plan_page("tasks:open_year", plan=scene.plan)
    return lambda: client.post(address, form)


def syncs(scene: Scene) -> Whole:
    return lambda: sync_duties(today=timezone.localdate(), now=timezone.now())


def edits(scene: Scene) -> Whole:
    client, pk = client_of(scene.steering), scene.period.pk
    form = {"unit_due": "30/12/2026"}
    return lambda: client.post(reverse("tasks:period", args=[pk]), form)


def closes(scene: Scene) -> Whole:
    client, pk = client_of(scene.steering), scene.period.pk
    return lambda: client.post(reverse("tasks:period_close", args=[pk]))


def ends(scene: Scene) -> Whole:
    client, pk = client_of(scene.steering), scene.plan.adhoc.pk
    return lambda: client.post(reverse("tasks:adhoc_close", args=[pk]))


def withdraws(scene: Scene) -> Whole:
    client, pk = client_of(scene.steering), scene.plan.adhoc.pk
    form = {"reason": "Gửi nhầm"}
    return lambda: client.post(reverse("tasks:adhoc_cancel", args=[pk]), form)


def reorganises(scene: Scene) -> Whole:
    event = merge(*scene.agencies[:2], new=make_agency(kind="cap-xa"), on=ON)
    client = client_of(make_user(is_superuser=True, is_staff=True))

    def once() -> Any:
        moment = {"today": timezone.localdate(), "now": timezone.now()}
        digest = reorganising.rehearse(event=event, **moment).digest
        address = reverse("tasks:reorganisation_apply", args=[event.pk])
        return client.post(address, {"digest": digest})

    return until(once, lambda: Reorganisation.objects.get(pk=event.pk).applied_at)


def changes(scene: Scene) -> Whole:
    given = scene.plan.tasks.first().assignments.get(agency=scene.agencies[0])
    draft = draft_of(given, on=ON, agency_id=make_agency(kind="cap-xa").pk)
    client = client_of(draft.created_by)
    line = draft.lines.get()

    def once() -> Any:
        moment = {"today": timezone.localdate(), "now": timezone.now()}
        digest = changing.rehearse_change(change=draft, **moment).digest
        form = {
            "basis_number": draft.basis_number,
            "basis_on": "25/05/2026",
            "basis_title": draft.basis_title,
            "effective_on": "01/12/2026",
            f"work_{line.pk}": "move",
            "digest": digest,
            "ap-dung": "1",
        }
        return client.post(reverse("tasks:plan_change", args=[draft.pk]), form)

    return until(once, lambda: PlanChange.objects.get(pk=draft.pk).applied_at)


def until(once: Whole, is_done: Whole) -> Whole:
    """Return a call that does it again until it is done or the page fails."""

    def patient() -> Any:
        for _ in range(PATIENCE):
            answer = once()
            if answer.status_code >= 500 or is_done():
                return answer
        return answer

    return patient


def recorded(kind: str) -> Callable[[Scene], Any]:
    return lambda scene: PeriodEvent.objects.filter(period=scene.period, kind=kind)


#: act → the scene's facts, what does it, what shows that it was done. No agency is
#: reorganised on a day of a closed period, of whatever plan, so that comes before.
PAIRS: dict[
    str, tuple[dict[str, Any], Callable[[Scene], Whole], Callable[..., Any]]
] = {
    "open": ({}, opens, recorded("opened")),
    "sync": ({}, syncs, recorded("synced")),
    "edit": ({}, edits, recorded("edited")),
    "reorganise": (
        {},
        reorganises,
        lambda _: Reorganisation.objects.filter(state="applied"),
    ),
    "change": (
        {},
        changes,
        lambda s: PlanChange.objects.filter(plan=s.plan, state="applied"),
    ),
    "close": ({}, closes, recorded("closed")),
    "end": ({"adhoc": True}, ends, recorded("closed")),
    "withdraw": ({"adhoc": True}, withdraws, recorded("closed")),
}


#: Acts after which every form of the crowd is as right as before.
LEAVES_ALL = {"open", "sync"}


def meet(act: str, writers: int, seed: int) -> list[str]:
    """Let the act and the crowd meet; return all that went wrong."""
    facts, begin, done = PAIRS[act]
    scene, before = make_scene(writers, **facts), deadlocks()
    run(scene, writers, seed, begin(scene))
    wrong = seen(scene, before)
    scene.period.refresh_from_db()
    if not done(scene).exists():
        wrong.append(f"not done: {scene.answers[-1]}")
    if scene.period.closed_at:
        wrong += late(scene.period)
    if act in LEAVES_ALL:
        wrong += [f"refused: {name}" for name in refused(scene)]
    return wrong


def test_three_writers_and_each_whole_act_pass():
    wrong = {act: meet(act, 3, seed) for seed, act in enumerate(PAIRS)}
    assert {act: said for act, said in wrong.items() if said} == {}


@pytest.mark.slow
@pytest.mark.own_hour
@pytest.mark.parametrize("writers", [1, 3, 8, 12])
@pytest.mark.parametrize("act", PAIRS)
def test_any_crowd_and_a_whole_act_pass(act, writers):
    wrong = {seed: meet(act, writers, seed) for seed in range(20)}
    assert {seed: said for seed, said in wrong.items() if said} == {}
