"""Sheets of plans: every line names its plan, and finds rows of that plan alone."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Max

from agencies.sheets.cells import said
from agencies.sheets.resource import StrictResource
from agencies.sheets.widgets import ByCode
from tasks.models import Plan

PLAN = "Mã kế hoạch"
#: Letters of a short name that nobody wrote.
SHORT = 90


class PlanRows(StrictResource):
    """Rows by plan and code; the column of the plan may be left out while there is one,
    or where the door says which (`of_plan`, its code).
    """

    of_plan = ""
    path_to_plan = "plan"

    def required(self) -> Sequence[str | tuple[str, ...]]:
        """Return the columns that a file has to have."""
        if len(self.codes()) != 1:
            return self.required_columns
        return [each for each in self.required_columns if each != PLAN]

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Look which plans there are, and where their rows end."""
        self.plans = self.codes()
        super().before_import(dataset, **kwargs)
        self.usual = [cell.column for cell in self.cells if _is_usual(cell.field)]
        self.last = 0
        if any(cell.name == "position" for cell in self.cells):
            rows = self._meta.model._default_manager
            self.last = rows.aggregate(last=Max("position"))["last"] or 0

    def clean_cells(self, row: Any) -> dict[str, Any]:
        """Leave columns alone whose empty cell means what is usual."""
        empty = {name for name in self.usual if name in row and not said(row[name])}
        return super().clean_cells(
            {n: cell for n, cell in row.items() if n not in empty}
        )

    def save_instance(
        self, instance: Any, is_create: bool, row: Any, **kwargs: Any
    ) -> None:
        """Let new rows without a place stand as in the file, behind those there are; of
        a plan at work the change gives it.
        """
        waits = getattr(instance, "plan_id", None) in getattr(self, "worked", ())
        if is_create and not waits and getattr(instance, "position", None) == 0:
            instance.position = self.last + self.line
        super().save_instance(instance, is_create, row, **kwargs)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Write the only plan where the line names none, and that of the door anyhow."""
        super().before_import_row(row, **kwargs)
        if self.of_plan or (len(self.plans) == 1 and not said(row.get(PLAN))):
            row[PLAN] = self.plans[0]

    def codes(self) -> list[str]:
        """Return the codes of the plans that a line may mean."""
        return [self.of_plan] if self.of_plan else plan_codes()


def _is_usual(column: Any) -> bool:
    """Return whether a column has a value that is meant where nothing is said."""
    return bool(column.has_default()) and not isinstance(column, BooleanField)


class ByPlan(ByCode):
    """The plan by its code."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the plan; ValueError names the codes where the line has none."""
        if self.known is None:
            rows = Plan.objects.programmes()
            self.known = {plan.code: [plan] for plan in rows}
        if not said(value):
            raise ValueError(which_plan(self.known))
        return super().clean(value, row, **kwargs)


class InPlan(ByCode):
    """A row by its code inside of the plan that the line names, and of no other."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the row; ValueError names the code that the plan lacks."""
        if self.known is None:
            rows = self.model.objects.filter(plan__adhoc__isnull=True)
            found = rows.select_related("plan").order_by("pk")
            self.known = {f"{each.plan.code} {each.code}": each for each in found}
        plan, code = said((row or {}).get(PLAN)), said(value)
        if not plan:
            raise ValueError(which_plan(plan_codes()))
        if found := self.known.get(f"{plan} {code}"):
            return found
        message = f"{self.what} «{code}» không có trong kế hoạch «{plan}»."
        raise ValueError(message)


def called_short(text: str) -> str:
    """Return how a row is called that has no short name: the beginning of its words,
    cut between words.
    """
    words = " ".join(text.split()).rstrip(" .;")
    if len(words) <= SHORT:
        return words
    return f"{words[:SHORT].rsplit(' ', 1)[0]}…"


def plan_codes() -> list[str]:
    """Return the codes of the plans, ad-hoc requests aside."""
    rows = Plan.objects.programmes().order_by("code")
    return list(rows.values_list("code", flat=True))


def which_plan(codes: Any) -> str:
    """Return what to write where a line does not say its plan."""
    known = "; ".join(codes) or "chưa có kế hoạch nào"
    return f"Ghi mã kế hoạch ở cột «{PLAN}»: {known}."
