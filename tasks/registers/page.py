"""What the pages of registers show: the list of registers, rows, one row's versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from agencies.models import Agency, Ancestry, User
from agencies.models.authority import WRITERS, agencies_of, is_leader, memberships_of
from kehoach.lib.text import word_text
from tasks.models import (
    Evidence,
    NothingToList,
    Period,
    Plan,
    Register,
    RegisterColumn,
    RegisterRow,
)
from tasks.registers.forms import agency_names, cell_said
from tasks.registers.keeping import keeps_register

#: Cells of a row that a list shows before «…».
SHOWN = 4


@dataclass(frozen=True)
class RowLine:
    """A row with its cells in the order of the columns, as people read them."""

    row: RegisterRow
    cells: Sequence[tuple[str, str]]
    may_change: bool = False

    @property
    def rest(self) -> int:
        """Return how many cells a list leaves out."""
        return max(0, len(self.cells) - SHOWN)


@dataclass(frozen=True)
class RegisterLine:
    """A register that the person sees, with the agencies that they write for in it."""

    register: Register
    number: int
    writes_for: Sequence[Agency]


def registers_seen(user: User, today: date) -> list[RegisterLine]:
    """Return the registers in use that the person's agencies keep or steer, each with
    how many rows they see (a fixed number of queries).
    """
    sees = RegisterSight(user, today)
    rows = Register.objects.in_use().select_related("plan").prefetch_related("tasks")
    seen = RegisterRow.objects.standing().visible_to(user, today=today)
    numbers = dict(seen.order_by().values_list("register").annotate(n=Count("pk")))
    return [
        RegisterLine(register, numbers.get(register.pk, 0), sees.keepers(register))
        for register in rows
        if sees.register(register)
    ]


class RegisterSight:
    """Which registers a person sees: those that an agency of theirs keeps or steers."""

    def __init__(self, user: User, today: date) -> None:
        self.mine = list(agencies_of(user, today))
        self.writing = list(agencies_of(user, today, *WRITERS))
        self.whole = user.is_superuser or is_leader(user, today)
        steered = Plan.objects.filter(steering_agency__in=self.mine)
        self.steered = set(steered.values_list("pk", flat=True))
        self.today = today

    def rows(self, register: Register) -> QuerySet[RegisterRow]:
        """Return the standing rows of a register that the person sees: all, or those of
        their agencies and of whom these descend from, by number (`visible_to` says the
        same of any rows, at a scan of the whole table).
        """
        rows = RegisterRow.objects.standing().filter(register=register)
        if self.whole or self._plans(register) & self.steered:
            return rows
        heirs = Ancestry.objects.filter(since__lte=self.today, heir__in=self.mine)
        elders = heirs.values_list("elder", flat=True)
        ids = [*(each.pk for each in self.mine), *elders]
        return rows.filter(Q(held_by__in=ids) | Q(agency__in=ids))

    @staticmethod
    def _plans(register: Register) -> set[int | None]:
        return {register.plan_id} | {task.plan_id for task in register.tasks.all()}

    def keepers(self, register: Register) -> list[Agency]:
        """Return the agencies for which the person writes in it."""
        return [each for each in self.writing if keeps_register(register, each)]

    def register(self, register: Register) -> bool:
        """Return whether the person sees it."""
        kept = any(keeps_register(register, each) for each in self.mine)
        return self.whole or kept or bool(self._plans(register) & self.steered)


def register_seen(sight: RegisterSight, pk: int) -> Register | None:
    """Return the register when the person's list has it, or rows of it are theirs."""
    known = Register.objects.select_related("plan").prefetch_related("tasks")
    register = known.filter(pk=pk).first()
    if register is None or sight.register(register):
        return register
    return register if sight.rows(register).exists() else None


def sees_personal(user: User, row: RegisterRow, today: date) -> bool:
    """Return whether the person reads the personal columns: of the keeping agency or of
    an agency that steers a plan of the register; leaders and administrators do not.
    """
    mine = memberships_of(user, today).values("agency_id")
    if (
        Agency.objects.filter(pk__in=(row.held_by_id, row.agency_id))
        .filter(pk__in=mine)
        .exists()
    ):
        return True
    of = Q(registers=row.register_id) | Q(tasks__registers=row.register_id)
    return Plan.objects.filter(of, steering_agency__in=mine).exists()


def rows_found(
    sight: RegisterSight,
    register: Register,
    *,
    agency: Agency | None = None,
    period: Period | None = None,
    words: str = "",
) -> QuerySet[RegisterRow]:
    """Return the standing rows that the person sees, newest first: of an agency, within
    the days of a period, with these words.
    """
    rows = sight.rows(register)
    if agency:
        rows = rows.filter(Q(agency=agency) | Q(held_by=agency))
    if period:
        span = (period.data_from, period.data_to)
        held = Q(day__lte=span[1]) if register.is_stock else Q(day__range=span)
        rows = rows.filter(held)
    for word in word_text(words).split():
        rows = rows.filter(search_text__contains=word)
    return rows.select_related("agency", "held_by")


def row_lines(
    rows: Iterable[RegisterRow],
    columns: Sequence[RegisterColumn],
    *,
    writes_for: Iterable[Agency] = (),
) -> list[RowLine]:
    """Return the rows for a list: nothing personal, agencies by name (one query)."""
    found = list(rows)
    public = [c for c in columns if not c.is_personal and c.kind != "file"]
    by_agency = [c.code for c in public if c.kind == RegisterColumn.Kind.AGENCY]
    names = agency_names(row.values.get(c) for row in found for c in by_agency)
    mine = {each.pk for each in writes_for}
    return [
        RowLine(
            row,
            [(c.label, cell_said(c, row.values.get(c.code), names)) for c in public],
            row.held_by_id in mine,
        )
        for row in found
    ]


def row_versions(row: RegisterRow) -> list[RegisterRow]:
    """Return every version of the row, newest first."""
    first = row.first_version
    rows = RegisterRow.objects.filter(Q(pk=first) | Q(corrects=first))
    people = ("entered_by", "withdrawn_by", "agency", "held_by")
    return list(rows.select_related(*people).order_by("-pk"))


def periods_counted(register: Register) -> list[Period]:
    """Return the periods that the register's figures are counted in, newest first."""
    plans = set(register.counts.values_list("figure__plan", flat=True))
    if register.plan_id:
        plans.add(register.plan_id)
    rows = Period.objects.filter(plan__in=plans).select_related("plan")
    return list(rows.order_by("-data_to", "plan", "pk")[:24])


def nothing_said(
    register: Register, agency: Agency, periods: Iterable[Period]
) -> set[int]:
    """Return the periods for which the agency confirmed «không có»."""
    rows = NothingToList.objects.filter(
        register=register, agency=agency, period__in=list(periods), stood_until=None
    )
    return set(rows.values_list("period", flat=True))


def proofs_of(agency: Agency) -> QuerySet[Evidence]:
    """Return what a row of the agency may carry, newest first."""
    rows = Evidence.objects.filter(agency=agency, quarantined_at=None)
    return rows.order_by("-recorded_at", "-pk")
