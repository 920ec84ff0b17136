"""Which reports hold, and which one an amended report replaced."""

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from reporting.models import ReplacedReport, YearlyReport


def in_force(plan_id: int) -> QuerySet[YearlyReport]:
    """Return the plan's reports that hold, with `held_number` and `held_on`, the newest
    first: until a new one is issued, the one that it is to amend or replace.
    """
    issued = Q(state=YearlyReport.State.ISSUED)
    before = ReplacedReport.objects.filter(report=OuterRef("pk"))
    number, on = (before.values(name)[:1] for name in ("number", "issued_on"))
    return (
        YearlyReport.objects.filter(period__plan=plan_id)
        .annotate(
            held_number=Case(When(issued, then=F("number")), default=Subquery(number)),
            held_on=Case(When(issued, then=F("issued_on")), default=Subquery(on)),
        )
        .filter(held_on__isnull=False)
        .order_by("-held_on", "-pk")
    )
