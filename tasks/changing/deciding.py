"""Who decides on a change: applies it and undoes it."""

from datetime import date

from agencies.models import User
from tasks.duties.errors import NotAllowed
from tasks.models import Plan, PlanChange
from tasks.periods.days import may_manage_periods


def plans_decided(change: PlanChange) -> list[Plan]:
    """Return the plans that the change writes into: its own, and the one that takes its
    place.
    """
    return [change.plan, *filter(None, [change.successor])]


def decides_change(user: User, change: PlanChange, today: date) -> bool:
    """Return whether the person applies and undoes the change: decides for each plan
    that it writes into.
    """
    steering = {plan.steering_agency_id for plan in plans_decided(change)}
    return all(may_manage_periods(user, agency, today) for agency in steering)


def require_deciding(user: User, change: PlanChange, today: date) -> None:
    """Raise NotAllowed unless the person decides on the change."""
    if not decides_change(user, change, today):
        message = (
            "Chỉ thủ trưởng cơ quan theo dõi kế hoạch áp dụng, hoàn tác điều chỉnh; khi"
            " kế hoạch khác thay thế thì của cả hai kế hoạch."
        )
        raise NotAllowed(message)
