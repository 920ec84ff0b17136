"""A plan that went on to another agency, as applying an event leaves it."""

from agencies.models import ReorganisationChange
from agencies.tests.factories import make_agency
from tasks.models import Plan
from tasks.reorganising.tests.reorganising import make_event


def handed_on(plan, on, name="Sở Mới"):
    """Let a new agency steer the plan from the day on; returns it."""
    event = make_event(on, state="applied")
    ReorganisationChange.objects.create(
        event=event, table="tasks.Plan", row_id=plan.pk,
        before={"steering_agency_id": plan.steering_agency_id},
    )  # fmt: skip
    heir = make_agency(name, letter_symbol="SM")
    Plan.objects.filter(pk=plan.pk).update(steering_agency=heir)
    return heir
