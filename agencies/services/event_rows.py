"""A row of an event's spreadsheet as it was understood."""

from dataclasses import dataclass

from agencies.models import Agency, PlannedAgency, Succession


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency that the event is to create; `held` when the draft has it already."""

    code: str
    name: str
    short_name: str
    kind: str
    level: str
    territory: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row as it was understood; `held` when the event has the line already."""

    number: int
    old: Agency | None = None
    kind: str = ""
    new: Agency | NewAgency | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    held: bool = False
    typed_old: str = ""
    typed_new: str = ""

    @property
    def kind_label(self) -> str:
        """Return the kind in words."""
        return Succession.Kind(self.kind).label if self.kind else ""

    @property
    def key(self) -> tuple[str, str]:
        """Return the codes of both sides."""
        return self.old.code if self.old else "", self.new.code if self.new else ""


def held_agency(row: PlannedAgency) -> NewAgency:
    """Return a planned agency of the draft as the sheet knows it."""
    return NewAgency(
        row.code,
        row.name,
        row.short_name,
        row.kind,
        row.level,
        row.territory,
        held=True,
    )


def as_agency(new: NewAgency) -> Agency:
    """Return an unsaved agency with the names of a planned one."""
    return Agency(code=new.code, name=new.name, short_name=new.short_name)
