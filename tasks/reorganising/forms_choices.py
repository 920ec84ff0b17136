"""Choices on the preview of a reorganisation: who takes open work, what is enough."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField

from agencies.events.names import Directory
from agencies.models import Agency, PlannedAgency, Reorganisation
from tasks.doors.agency_field import AgencyField, suggestion
from tasks.doors.fields import NfcCharField
from tasks.reorganising.event_choices import CarryChoice, OnceChoice
from tasks.reorganising.page_scopes import (
    Asking,
    DividedUnit,
    OnceScope,
    OnceTask,
    Scope,
)

NOBODY = "-"
ENOUGH = {"yes": True, "no": False}
_YES = ("yes", "Đủ: cơ quan mới không phải làm lại")
_NO = ("no", "Chưa đủ: cơ quan mới phải làm")


@dataclass(frozen=True)
class CarryRow:
    """A choice of who takes, with its inputs."""

    scope: Scope
    takes: BoundField
    other: BoundField | None
    reason: BoundField | None


@dataclass(frozen=True)
class OnceRow:
    """A choice on work done once, with its input."""

    scope: OnceScope
    enough: BoundField


class ChoicesForm(forms.Form):
    """One form for all choices; what stays empty is left undecided."""

    def __init__(
        self, *args: Any, event: Reorganisation, asking: Asking, **kwargs: Any
    ) -> None:
        """Make the inputs of every choice, filled with what was chosen already."""
        super().__init__(*args, **kwargs)
        self.event, self.asking = event, asking
        for scope in asking.scopes:
            self.add_carry(scope)
        for each in asking.once_scopes:
            self.add_once(each)

    def add_carry(self, scope: Scope) -> None:
        """Add the inputs of one choice of who takes."""
        exact = scope.predecessor is not None and scope.task is not None
        empty = ("", "Theo lựa chọn chung" if exact else "Chưa chọn")
        ended = (NOBODY, "Không còn đối tượng, nhiệm vụ kết thúc")
        heirs = list(scope.heirs)
        known = {code for code, _ in heirs}
        chosen = NOBODY if scope.takes == "" else scope.takes or ""
        elsewhere = bool(scope.takes) and scope.takes not in known
        self.fields[f"takes.{scope.key}"] = forms.ChoiceField(
            label="Đơn vị tiếp nhận",
            choices=[empty, *heirs, ended],
            required=False,
            initial="" if elsewhere else chosen,
        )
        if scope.is_free:
            other = AgencyField(
                label="Hoặc cơ quan khác tiếp nhận",
                required=False,
                initial=self.name_of(scope.takes or "") if elsewhere else "",
            )
            other.looks_in(lambda: self.directory, self.planned)
            self.fields[f"other.{scope.key}"] = other
        if not exact:
            self.fields[f"reason.{scope.key}"] = NfcCharField(
                label="Lý do (nếu kết thúc)",
                max_length=200,
                required=False,
                initial=scope.reason,
            )

    def add_once(self, scope: OnceScope) -> None:
        """Add the input of one choice on work done once."""
        first = ("", "Theo lựa chọn chung") if scope.successor[0] else None
        chosen = {True: "yes", False: "no", None: ""}[scope.is_enough]
        self.fields[f"once.{scope.key}"] = forms.ChoiceField(
            label="Việc cơ quan cũ đã làm",
            choices=[each for each in (first, _YES, _NO) if each],
            required=False,
            initial=chosen,
            widget=forms.Select if first else forms.RadioSelect,
        )

    @cached_property
    def planned(self) -> list[PlannedAgency]:
        """Return the agencies that the event will create."""
        return list(self.event.planned.all())

    @cached_property
    def directory(self) -> Directory:
        """Return the agencies of the effective day, read once and only when needed."""
        return Directory(Agency.objects.all(), self.event.effective_on)

    def name_of(self, code: str) -> str:
        """Return what the input shows for a chosen agency."""
        planned = next((each for each in self.planned if each.code == code), None)
        found = self.directory.by_code.get(code) or planned
        return suggestion(found) if found else code

    def carry_row(self, scope: Scope) -> CarryRow:
        """Return the inputs of one choice."""
        other, reason = f"other.{scope.key}", f"reason.{scope.key}"
        return CarryRow(
            scope,
            self[f"takes.{scope.key}"],
            self[other] if other in self.fields else None,
            self[reason] if reason in self.fields else None,
        )

    def once_row(self, scope: OnceScope) -> OnceRow:
        """Return the input of one choice on work done once."""
        return OnceRow(scope, self[f"once.{scope.key}"])

    @property
    def everybody(self) -> CarryRow | None:
        """Return the choice for all agencies."""
        scope = self.asking.everybody
        return self.carry_row(scope) if scope else None

    @property
    def units(self) -> list[tuple[CarryRow, list[CarryRow]]]:
        """Return each agency's choice and those of its tasks."""
        return [self.unit(unit) for unit in self.asking.units]

    def unit(self, unit: DividedUnit) -> tuple[CarryRow, list[CarryRow]]:
        """Return one agency's choice and those of its tasks."""
        return self.carry_row(unit.own), [self.carry_row(s) for s in unit.tasks]

    @property
    def tasks(self) -> list[CarryRow]:
        """Return the choices per task."""
        return [self.carry_row(scope) for scope in self.asking.tasks]

    @property
    def once(self) -> list[tuple[OnceRow, list[OnceRow]]]:
        """Return the choices on work done once."""
        return [self.once_task(each) for each in self.asking.once]

    def once_task(self, each: OnceTask) -> tuple[OnceRow, list[OnceRow]]:
        """Return one task's choice for all successors and for each."""
        return self.once_row(each.own), [self.once_row(s) for s in each.successors]

    def carry_choices(self) -> list[CarryChoice]:
        """Return the choices of who takes that differ from before."""
        said = self.cleaned_data
        found = []
        for scope in self.asking.scopes:
            other = said.get(f"other.{scope.key}")
            picked = said[f"takes.{scope.key}"]
            code = other.code if other else "" if picked == NOBODY else picked or None
            reason = said.get(f"reason.{scope.key}", "")
            if code != scope.takes or (code is not None and reason != scope.reason):
                found.append(CarryChoice(scope.predecessor, scope.task, code, reason))
        return found

    def once_choices(self) -> list[OnceChoice]:
        """Return the choices on work done once that differ from before."""
        found = []
        for scope in self.asking.once_scopes:
            enough = ENOUGH.get(self.cleaned_data[f"once.{scope.key}"])
            if enough != scope.is_enough:
                found.append(OnceChoice(scope.task, scope.successor[0], enough))
        return found
