"""Who came before an agency and who after it: two generations each way."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from agencies.models import Agency, Reorganisation, Succession

#: How far the tree reaches in each direction.
GENERATIONS = 2


@dataclass(frozen=True)
class Kin:
    """One relative (nobody, for an agency that was dissolved) and its own kin."""

    agency: Agency | None
    kind: str
    on: date
    basis: str
    kin: tuple["Kin", ...] = ()


@dataclass(frozen=True)
class Family:
    """An agency between its predecessors and its successors."""

    agency: Agency
    elders: tuple[Kin, ...]
    heirs: tuple[Kin, ...]

    def __bool__(self) -> bool:
        """Return whether there is anybody to show."""
        return bool(self.elders or self.heirs)

    @property
    def ended_by(self) -> Kin | None:
        """Return the line that ended the agency, for its day and legal basis."""
        return self.heirs[0] if self.heirs else None

    @property
    def followers(self) -> list[Agency]:
        """Return who took over."""
        return [kin.agency for kin in self.heirs if kin.agency]

    @property
    def ids(self) -> set[int]:
        """Return the ids of all relatives."""
        return {pk for kin in (*self.elders, *self.heirs) for pk in _ids(kin)}


def _ids(kin: Kin) -> set[int]:
    own = {kin.agency.pk} if kin.agency else set()
    return own.union(*(_ids(each) for each in kin.kin))


def family_of(agency: Agency) -> Family:
    """Return the agency's relatives of applied events, in one query."""
    lines = Succession.objects.filter(event__state=Reorganisation.State.APPLIED)
    elders = lines.filter(successor=agency).values("predecessor")
    heirs = lines.filter(predecessor=agency, successor__isnull=False)
    near = lines.filter(
        Q(successor=agency)
        | Q(predecessor=agency)
        | Q(successor__in=elders)
        | Q(predecessor__in=heirs.values("successor"))
    ).select_related("event", "predecessor", "successor")
    before: dict[int, list[Succession]] = defaultdict(list)
    after: dict[int, list[Succession]] = defaultdict(list)
    for line in near.order_by("event__effective_on", "predecessor__sort_key", "pk"):
        after[line.predecessor_id].append(line)
        if line.successor_id:
            before[line.successor_id].append(line)
    return Family(
        agency,
        tuple(_elder(line, before, GENERATIONS) for line in before[agency.pk]),
        tuple(_heir(line, after, GENERATIONS) for line in after[agency.pk]),
    )


Lines = dict[int, list[Succession]]


def _elder(line: Succession, lines: Lines, depth: int) -> Kin:
    further = lines[line.predecessor_id] if depth > 1 else []
    kin = tuple(_elder(each, lines, depth - 1) for each in further)
    return _kin(line, line.predecessor, kin)


def _heir(line: Succession, lines: Lines, depth: int) -> Kin:
    further = lines[line.successor_id] if line.successor_id and depth > 1 else []
    kin = tuple(_heir(each, lines, depth - 1) for each in further)
    return _kin(line, line.successor, kin)


def _kin(line: Succession, agency: Agency | None, kin: tuple[Kin, ...]) -> Kin:
    event = line.event
    label = line.get_kind_display()
    return Kin(agency, label, event.effective_on, event.legal_basis, kin)
