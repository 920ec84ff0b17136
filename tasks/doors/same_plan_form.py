"""Forms whose choices must lie in the plan of the row, as the database wants it."""

from typing import Any

from django import forms
from django.db import models
from django.forms.models import InlineForeignKeyField

from tasks.guards.same_plan import HOME, MAY_DIFFER, home_of, plan_guards
from tasks.models import Plan


def plan_behind(row: models.Model | None) -> int | None:
    """Return the plan that the row belongs to; None where the way to it is not known."""
    while row is not None:
        field = home_of(type(row))
        key = getattr(row, field.attname)
        if field.related_model is Plan:
            return int(key) if key else None
        known = key or field.get_cached_value(row, None)
        row = getattr(row, field.name) if known else None
    return None


class SamePlanForm(forms.ModelForm):  # type: ignore[type-arg] # of any row
    """Refuses a choice from another plan beside its field, and to move a row away."""

    def _post_clean(self) -> None:
        """Look at the row as it would be stored."""
        super()._post_clean()  # type: ignore[misc] # Django's own
        model = type(self.instance)
        plan = plan_behind(self.instance)
        if model not in HOME or plan is None:
            return
        self._refuse_leaving(model, plan)
        for name in [n for n in self.fields if n in self.cleaned_data]:
            if name == HOME[model] or (model, name) in MAY_DIFFER:
                continue
            for other in rows_in(self.cleaned_data[name]):
                theirs = plan_behind(other)
                if theirs is not None and theirs != plan:
                    message = (
                        f"«{other}» thuộc kế hoạch «{named(theirs)}», không phải"
                        f" «{named(plan)}». Chọn trong cùng kế hoạch."
                    )
                    inside = isinstance(self.fields[name], InlineForeignKeyField)
                    self.add_error(HOME[model] if inside else name, message)
                    break

    def _refuse_leaving(self, model: type[models.Model], plan: int) -> None:
        """Keep a row that others may name in its plan."""
        stays = {each.table for each in plan_guards() if each.stays}
        if not self.instance.pk or model._meta.db_table not in stays:
            return
        stored = plan_behind(model._default_manager.filter(pk=self.instance.pk).first())
        if stored is not None and stored != plan:
            message = (
                f"Dòng đã lưu ở «{named(stored)}» thì giữ nguyên kế hoạch: thêm dòng mới"
                f" ở «{named(plan)}»."
            )
            home = HOME[model]
            self.add_error(home if home in self.fields else None, message)


def named(plan: int) -> str:
    """Return how the plan is called."""
    return str(Plan.objects.get(pk=plan))


def rows_in(value: Any) -> list[models.Model]:
    """Return the rows of plans that were chosen: one, or several."""
    several = list(value) if isinstance(value, models.QuerySet) else [value]
    return [row for row in several if type(row) in HOME]
