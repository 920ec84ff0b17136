"""What the job of the sums does: pages say the same before and after, only sooner."""

from datetime import date

from tasks.models import Period
from tasks.sums.keeping import fold
from tasks.sums.targets import refresh_measures


def refresh_sums(*, today: date) -> None:
    """Fold the sums of the open periods and store those of the measures."""
    for period in Period.objects.filter(state=Period.State.OPEN):
        fold(period=period)
    refresh_measures(today=today)
