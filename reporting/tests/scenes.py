"""The period of a scene as reports read it, and its facts after the deadline."""

from typing import Any

from reporting.facts.report import YearlyFacts
from reporting.yearly.freezing import facts_for
from tasks.models import Period
from tasks.tests.measuring import AFTER


def period_of(scene: Any) -> Period:
    """Return the scene's period, read anew with its plan."""
    rows = Period.objects.select_related("plan__steering_agency")
    return rows.get(pk=scene.period.pk)


def facts_of(scene: Any) -> YearlyFacts:
    """Return the facts of the scene's report after the deadline."""
    return facts_for(period=period_of(scene), today=AFTER)


def section_of(facts, key):
    def walk(sections):
        for each in sections:
            yield each
            yield from walk(each.children)

    return next(each for each in walk(facts.sections) if each.key == key)
