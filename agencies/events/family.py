"""Who came before an agency and who after it: two generations each way."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Agency, Reorganisation, Succession

#: How far the tree reaches in each direction.
GENERATIONS = 2
_Lines = dict[int, list[Succession]]


@dataclass(frozen=True)
class Kin:
    """One relative (nobody, for an agency that was dissolved) and its own branches."""

    agency: Agency | None
    branches: tuple["Branch", ...] = ()


@dataclass(frozen=True)
class Branch:
    """Relatives by the same event, in the same way."""

    kind: str
    on: date
    basis: str
    kin: tuple[Kin, ...]


@dataclass(frozen=True)
class Family:
    """An agency between its predecessors and its successors."""

    agency: Agency
    elders: tuple[Branch, ...]
    heirs: tuple[Branch, ...]

    def __bool__(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.elders or self.heirs)

    @property
    def ended_by(self) -> Branch | None:
        """Return how the agency ended, for the day and the legal basis."""
        return self.heirs[0] if self.heirs else None

    @property
    def followers(self) -> list[Agency]:
        """Return who took over."""
        kin = (each for branch in self.heirs for each in branch.kin)
        return [each.agency for each in kin if each.agency]

    @property
    def ids(self) -> set[int]:
        """Return the ids of all relatives."""
        return set(_ids((*self.elders, *self.heirs)))


def _ids(branches: Iterable[Branch]) -> Iterator[int]:
    for branch in branches:
        for kin in branch.kin:
            if kin.agency:
                yield kin.agency.pk
            yield from _ids(kin.branches)


def family_of(agency: Agency) -> Family:
    """Return the agency's relatives of applied events, in one query."""
    before: _Lines = defaultdict(list)
    after: _Lines = defaultdict(list)
    for line in lines_near(agency):
        after[line.predecessor_id].append(line)
        if line.successor_id:
            before[line.successor_id].append(line)
    return Family(
        agency,
        _branches(agency.pk, before, GENERATIONS, past=True),
        _branches(agency.pk, after, GENERATIONS, past=False),
    )


def lines_near(agency: Agency) -> QuerySet[Succession]:
    """Return the applied lines within two generations of the agency."""
    lines = Succession.objects.filter(event__state=Reorganisation.State.APPLIED)
    elders = lines.filter(successor=agency).values("predecessor")
    heirs = lines.filter(predecessor=agency, successor__isnull=False)
    near = lines.filter(
        Q(successor=agency)
        | Q(predecessor=agency)
        | Q(successor__in=elders)
        | Q(predecessor__in=heirs.values("successor"))
    ).select_related("event", "predecessor", "successor")
    return near.order_by("event__effective_on", "predecessor__sort_key", "pk")


def _branches(
    agency_id: int, lines: _Lines, depth: int, *, past: bool
) -> tuple[Branch, ...]:
    if not depth:
        return ()
    found: dict[tuple[int, str], list[Succession]] = {}
    for line in lines[agency_id]:
        found.setdefault((line.event_id, line.kind), []).append(line)
    return tuple(_branch(rows, lines, depth, past=past) for rows in found.values())


def _branch(rows: list[Succession], lines: _Lines, depth: int, *, past: bool) -> Branch:
    kin = []
    for line in rows:
        other = line.predecessor if past else line.successor
        further = _branches(other.pk, lines, depth - 1, past=past) if other else ()
        kin.append(Kin(other, further))
    event = rows[0].event
    label = rows[0].get_kind_display()
    return Branch(label, event.effective_on, event.legal_basis, tuple(kin))
