"""Who descends from whom: the closure of all applied lines."""

from collections import defaultdict
from datetime import date

from agencies.models import Ancestry, Reorganisation, Succession

Pairs = dict[tuple[int, int], date]


def closure(lines: list[tuple[int, int, date]]) -> Pairs:
    """Return (elder, heir) → since when, over chains; lines are (old, new, day).

    Lines are taken in the order of their days, so an heir's own end comes after it
    began; a cycle is cut where it would close.
    """
    elders: dict[int, set[int]] = defaultdict(set)
    pairs: Pairs = {}
    for old, new, day in sorted(lines, key=lambda line: line[2]):
        for elder in (old, *sorted(elders[old])):
            if elder != new and (elder, new) not in pairs:
                pairs[elder, new] = day
                elders[new].add(elder)
    return pairs


def rebuild_ancestry() -> int:
    """Write the closure anew; return how many pairs there are."""
    lines = Succession.objects.filter(
        event__state=Reorganisation.State.APPLIED, successor__isnull=False
    ).values_list("predecessor_id", "successor_id", "event__effective_on")
    pairs = closure(list(lines))
    Ancestry.objects.all().delete()
    rows = [Ancestry(elder_id=a, heir_id=b, since=day) for (a, b), day in pairs.items()]
    return len(Ancestry.objects.bulk_create(rows, batch_size=2000))
