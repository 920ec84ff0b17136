"""The spreadsheet of parts and headings, which stand under one another."""

from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields

from agencies.sheets.cells import said
from agencies.sheets.widgets import WholeNumber, Words
from tasks.changing.adding import WaitingHeadings
from tasks.models import Plan, PlanState, Section
from tasks.plan.sheets_held import HeldRows
from tasks.plan.sheets_plan import PLAN, ByPlan, PlanRows

ABOVE = "Thuộc mục"


class SectionResource(PlanRows, HeldRows):
    """Parts and headings by plan and code; a line may stand under one further down."""

    required_columns = (PLAN, "Mã", "Tiêu đề")
    plan = fields.Field("plan", PLAN, ByPlan(Plan, "Kế hoạch"))
    code = fields.Field("code", "Mã", Words())
    title = fields.Field("title", "Tiêu đề", Words())
    above = fields.Field("parent__code", ABOVE, Words(), readonly=True)
    law_basis = fields.Field("law_basis", "Căn cứ luật", Words())
    position = fields.Field("position", "Thứ tự", WholeNumber())

    class Meta:
        """Matched by plan and code."""

        model = Section
        import_id_fields = ("plan", "code")
        fields = ("plan", "code", "title", "above", "law_basis", "position")

    def check_row(self, instance: Any) -> None:
        """Accept any line whose fields are right: a heading is not dated."""

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Look which headings there are, and which the file brings."""
        super().before_import(dataset, **kwargs)
        rows = Section.objects.filter(plan__code__in=self.plans)
        keyed = rows.values_list("plan__code", "code")
        self.stored = {
            row[:2]: row[2] for row in keyed.values_list("plan__code", "code", "pk")
        }
        self.there = set(self.stored)
        published = keyed.exclude(plan__state=PlanState.DRAFT)
        self.fixed = {
            row[:2]: row[2] or ""
            for row in published.values_list("plan__code", "code", "parent__code")
        }
        self.under: dict[tuple[str, str], str] = {}
        self.waiting = WaitingHeadings()
        above = keyed.values_list("plan__code", "code", "parent__code")
        self.beneath = {row[:2]: row[2] or "" for row in above}
        for row in dataset.dict:
            plan = self.of_plan or said(row.get(PLAN)) or self.plans[0]
            key = plan, said(row.get("Mã"))
            self.there.add(key)
            if ABOVE in row:
                self.beneath[key] = said(row[ABOVE])

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Remember under which heading the line stands; ValidationError where it stands
        under none that there is, or under itself.
        """
        super().before_import_row(row, **kwargs)
        if ABOVE not in row:
            return
        plan, code, above = (said(row.get(name)) for name in (PLAN, "Mã", ABOVE))
        if self._stands_under_itself(plan, code):
            raise ValidationError({ABOVE: f"Mục {code} không thể nằm dưới chính nó."})
        if above and (plan, above) not in self.there and not self._waits(plan, above):
            message = f"Mục «{above}» không có trong kế hoạch, cũng không có trong tệp."
            raise ValidationError({ABOVE: message})
        if self.fixed.get((plan, code), above) != above:
            message = "Kế hoạch đã công bố: đổi chỗ mục ở «Điều chỉnh kế hoạch»."
            raise ValidationError({ABOVE: message})
        self.under[plan, code] = above

    def _waits(self, plan: str, above: str) -> bool:
        """Return whether a draft of a plan at work adds the heading; ValidationError
        where several do.
        """
        try:
            row = self.waiting.one(plan, above)
        except ValueError as error:
            raise ValidationError({ABOVE: str(error)}) from None
        return row is not None and row.plan_id in self.worked

    def _stands_under_itself(self, plan: str, code: str) -> bool:
        """Return whether the way up from the heading, as the file would leave it, leads
        back to it.
        """
        met: set[str] = set()
        above = self.beneath.get((plan, code), "")
        while above and above != code and above not in met:
            met.add(above)
            above = self.beneath.get((plan, above), "")
        return bool(code) and above == code

    def save_instance(
        self, instance: Any, is_create: bool, row: Any, **kwargs: Any
    ) -> None:
        """Put a new heading under the one that there is."""
        above = self.under.get((said(row.get(PLAN)), instance.code), "")
        if is_create and above:
            key = said(row.get(PLAN)), above
            instance.parent_id = self.stored.get(key)
            if key not in self.there:
                instance.parent = self.waiting.one(*key)
        super().save_instance(instance, is_create, row, **kwargs)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Put each heading under its own, once all of them are there; those that wait
        stand in the draft behind the new one that they are under.
        """
        self.added = self._from_above(self.added)
        super().after_import(dataset, result, **kwargs)
        if result.has_errors() or result.has_validation_errors() or not self.under:
            return
        rows = Section.objects.filter(plan__code__in={plan for plan, _ in self.under})
        found = {(row.plan.code, row.code): row for row in rows.select_related("plan")}
        changed = [key for key in self.under if key in found]  # others wait
        for plan, code in changed:
            above = self.under[plan, code]
            found[plan, code].parent = found[plan, above] if above else None
        Section.objects.bulk_update([found[key] for key in changed], ["parent"])

    def _from_above(self, rows: list[Any]) -> list[Any]:
        """Put the headings that wait under those that wait with them; return them in
        the order of the file, each behind its own.
        """
        new = {(row.plan.code, row.code): row for row in rows}
        ordered: dict[tuple[str, str], Any] = {}
        for key in new:
            way = [key]
            while (above := (key[0], self.under.get(way[-1], ""))) in new:
                new[way[-1]].parent = new[above]
                way.append(above)
            ordered |= {each: new[each] for each in reversed(way)}
        return list(ordered.values())
