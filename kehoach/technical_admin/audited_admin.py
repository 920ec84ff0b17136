"""Every edit in the technical admin leaves what was and what is in the audit trail.

`PortalAdminSite.register` puts `Audited` in front of each admin class, so that a model
registered tomorrow, ours or a library's, is covered without being listed.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest

from agencies.models import Membership, User
from agencies.trail.writing import AuditKind, Fact, record_all
from kehoach.lib.dates import YEARS

Values = dict[str, Any]
#: Columns of an account that say what it may do.
RIGHTS = {"is_active", "is_staff", "is_superuser", "groups", "user_permissions"}
FIRST, _LAST = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
IMPOSSIBLE = f"Ghi năm từ {YEARS[0]} đến {YEARS[-1]}."


def _snapshot(model: type[models.Model], keys: Iterable[Any]) -> dict[Any, Values]:
    """Return key → the stored columns and choices of several of these rows."""
    rows = model._base_manager.filter(pk__in=list(keys))
    found: dict[Any, Values] = {
        row["pk"]: row for row in rows.values("pk", *columns(model))
    }
    for many in model._meta.many_to_many:
        for key, other in rows.values_list("pk", many.name).order_by(many.name):
            found[key].setdefault(many.name, [])
            if other is not None:
                found[key][many.name].append(other)
    return found


def columns(model: type[models.Model]) -> list[str]:
    """Return the columns that somebody may edit."""
    return [field.attname for field in model._meta.concrete_fields if field.editable]


def difference(before: Values, after: Values) -> tuple[Values, Values]:
    """Return what differs, as it was and as it is."""
    names = [
        each for each in {**before, **after} if before.get(each) != after.get(each)
    ]
    return (
        {name: before[name] for name in names if name in before},
        {name: after[name] for name in names if name in after},
    )


def kind_of(model: type[models.Model], names: Iterable[str]) -> str:
    """Return what sort of fact a change of these columns is."""
    if issubclass(model, User):
        return AuditKind.RIGHT if RIGHTS & set(names) else AuditKind.ACCOUNT
    return AuditKind.ROLE if issubclass(model, Membership) else AuditKind.SETTING


def facts(
    rows: Iterable[models.Model], before: dict[Any, Values], after: dict[Any, Values]
) -> list[Fact]:
    """Return a fact for each row that is not what it was."""
    found = []
    for row in rows:
        old, new = difference(before.get(row.pk, {}), after.get(row.pk, {}))
        if old or new:
            kind = kind_of(type(row), {**old, **new})
            whom = getattr(row, "user", None)
            found.append(
                Fact(
                    kind=kind,
                    target=row,
                    person=whom if isinstance(whom, User) else None,
                    before=old,
                    after=new,
                )
            )
    return found


class Audited:
    """Records what an edit, an addition, a deletion changed, rows inside a form too."""

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kw: Any
    ) -> Any:
        """Refuse days that no calendar of the portal can count with."""
        field = super().formfield_for_dbfield(db_field, request, **kw)  # type: ignore[misc] # a mixin
        if isinstance(field, forms.DateField):
            field.validators += [
                MinValueValidator(FIRST, IMPOSSIBLE),
                MaxValueValidator(_LAST, IMPOSSIBLE),
            ]
        return field

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        """Note what the row was."""
        held = _snapshot(type(obj), [obj.pk]) if change else {}
        _noted(request)[type(obj), obj.pk] = held
        super().save_model(request, obj, form, change)  # type: ignore[misc] # a mixin

    def save_formset(self, request: Any, form: Any, formset: Any, change: Any) -> None:
        """Record the rows inside the form."""
        model = formset.model
        keys = [each.instance.pk for each in formset.forms if each.instance.pk]
        before = _snapshot(model, keys)
        super().save_formset(request, form, formset, change)  # type: ignore[misc] # a mixin
        changed = [row for row, _ in formset.changed_objects] + formset.new_objects
        after = _snapshot(model, [*before, *(row.pk for row in changed)])
        record_all(facts(changed, before, after))
        record_all(
            Fact(
                kind=kind_of(model, ()),
                target=f"{model._meta.verbose_name} #{key}",
                before=before[key],
            )
            for key in before.keys() - after.keys()
        )

    def log_addition(self, request: Any, obj: Any, message: Any) -> Any:
        """Record what was added."""
        record_all(facts([obj], {}, _snapshot(type(obj), [obj.pk])))
        return super().log_addition(request, obj, message)  # type: ignore[misc] # a mixin

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        """Record what was changed; what a form did not save is told in words."""
        before = _noted(request).pop((type(obj), obj.pk), None)
        if before is None:
            kind = kind_of(type(obj), ())
            said = str(message) if isinstance(message, str) else "password"
            record_all([Fact(kind=kind, target=obj, after={"message": said})])
        else:
            record_all(facts([obj], before, _snapshot(type(obj), [obj.pk])))
        return super().log_change(request, obj, message)  # type: ignore[misc] # a mixin

    def log_deletions(self, request: Any, queryset: Any) -> Any:
        """Record what is about to go."""
        rows = list(queryset)
        if rows:
            keys = [row.pk for row in rows]
            record_all(facts(rows, _snapshot(type(rows[0]), keys), {}))
        return super().log_deletions(request, queryset)  # type: ignore[misc] # a mixin


def _noted(request: Any) -> dict[Any, Any]:
    """Return what this request noted: an admin object is shared by all of them."""
    if not hasattr(request, "audited"):
        request.audited = {}
    noted: dict[Any, Any] = request.audited
    return noted


def audited(admin_class: type[Any]) -> type[Any]:
    """Return the class with the trail in front."""
    if issubclass(admin_class, Audited):
        return admin_class
    meta: Any = type(admin_class)
    names = {"__module__": admin_class.__module__, "__doc__": admin_class.__doc__}
    made: type[Any] = meta(admin_class.__name__, (Audited, admin_class), names)
    return made
