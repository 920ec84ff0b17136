"""Who may have papers packed, of which agencies and periods."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from agencies.models import Agency, Ancestry, User
from agencies.models.authority import WRITERS, agencies_of
from reporting.models import Dossier
from tasks.duties.access import can_review
from tasks.models import Duty, Period

ARCHIVE, INSPECTION = Dossier.Kind.ARCHIVE, Dossier.Kind.INSPECTION


def exportable(user: User, today: date) -> QuerySet[Agency]:
    """Return the agencies whose papers the person may have packed: their own as officer
    or head, with those it descends from; those that owe in a plan that their agency
    steers; all for administrators.
    """
    if user.is_active and user.is_superuser:
        return Agency.objects.filter(pk__in=Duty.objects.order_by().values("agency"))
    mine = agencies_of(user, today, *WRITERS).values("pk")
    inherited = Ancestry.objects.filter(since__lte=today, heir_id__in=mine)
    steered = Duty.objects.filter(period__plan__steering_agency__in=mine)
    return Agency.objects.filter(
        Q(pk__in=mine)
        | Q(pk__in=inherited.values("elder_id"))
        | Q(pk__in=steered.order_by().values("agency"))
    )


def may_archive(user: User, period: Period, today: date) -> bool:
    """Return whether the person hands the period's papers to the archive."""
    is_admin = user.is_active and user.is_superuser
    return is_admin or can_review(user, period.plan, today)


def may_take(user: User, row: Dossier, today: date) -> bool:
    """Return whether the person still may what they had packed."""
    if row.kind == ARCHIVE:
        assert row.period  # noqa: S101 -- the database keeps it so
        return may_archive(user, row.period, today)
    wanted = row.agencies.values("pk")
    found = exportable(user, today).filter(pk__in=wanted).count()
    return found == row.agencies.count()


def dossier_for(user: User, pk: int, today: date) -> Dossier:
    """Return the set; 404 for who did not ask for it, or may no more. Sets for the
    archive are those of everybody who hands over the period's papers.
    """
    rows = Dossier.objects.select_related("asked_by", "period__plan", "handed_by")
    shared = Q(asked_by=user) | Q(kind=ARCHIVE)
    row: Dossier | None = rows.filter(shared, pk=pk).first()
    if row is None or not may_take(user, row, today):
        raise Http404
    return row
