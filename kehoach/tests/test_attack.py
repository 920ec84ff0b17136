"""Every address, every role, asked and posted to with one's own rows, with foreign ones,
with none, and with what no page ever sends (`attack/`); a long proof (`make test-all`).

Nothing is listed: addresses come from the resolver, what their numbers name from the
statements that look for them, the forms from the pages, the rows from the models.
"""

import logging
from typing import NamedTuple

import pytest

from kehoach.tests.attack.doors import Door, Stored
from kehoach.tests.attack.judging import Judge
from kehoach.tests.attack.people import ROLES, everybody, mighty
from kehoach.tests.attack.routes import Route, find_out, routes
from kehoach.tests.attack.walk import Walk
from kehoach.tests.attack.worlds import OWN, World, three_worlds
from tasks.evidence.tests import files
from tasks.tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.own_hour]
#: The roles for which wild words are tried too: who may nothing, something, everything.
WILD = ("stranger", "officer", "superuser")
#: Of so many models who may read words is shown some, at least.
SEEN = {"officer": 12, "steering head": 12, "superuser": 15}


class Scene(NamedTuple):
    """What stood there before anybody came."""

    worlds: tuple[World, World, World]
    stored: Stored
    key: Door
    people: dict


@pytest.fixture
def scene(settings, tmp_path, clock):
    files.kept_in(settings, tmp_path / "evidence")
    settings.HANDOVER_ROOT = str(tmp_path / "handovers")
    logging.disable(logging.CRITICAL)
    clock.at(NOW)
    worlds = three_worlds()
    people, key = everybody(worlds[0]), Door(mighty(*worlds))
    key.stored = stored = Stored()
    yield Scene(worlds, stored, key, people)
    logging.disable(logging.NOTSET)


def walked(scene: Scene, role: str, some: list[Route]) -> tuple[dict[str, str], Judge]:
    """Let one person go through these doors; return what was wrong, and who judged."""
    person = scene.people[role]
    judge = Judge(scene.worlds, role, person)
    door = Door(person, scene.stored)
    walk = Walk(scene.worlds, door, judge, wild=role in WILD)
    for route in some:
        find_out(route, scene.key, scene.worlds[0])
        walk.through(route)
    return walk.wrong, judge


def told(wrong: dict[str, str]) -> str:
    """Return what was wrong, a line each."""
    return "\n".join(f"{what} at {where}" for what, where in sorted(wrong.items()))


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_what_is_not_theirs_by_any_address(scene, role):
    wrong, judge = walked(scene, role, list(routes()))
    assert not wrong, told(wrong)
    seen = {model for word, model in judge.shown if word == OWN}
    assert len(seen) >= SEEN.get(role, 0), "the walk no longer comes where things are"
