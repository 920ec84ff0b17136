"""A row of any model, made from its columns: what nobody wrote a factory for."""

from typing import Any

from django.db import DatabaseError, models, transaction

from tasks.tests.factories import NOW, TODAY

#: By kind of column, most particular first.
PLAIN: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.DateTimeField, NOW),
    (models.DateField, TODAY),
    (models.BooleanField, False),
    (models.DecimalField, 1),
    (models.IntegerField, 1),
    (models.JSONField, {}),
    (models.GenericIPAddressField, "192.0.2.1"),
)


def made(model: type[models.Model], world: Any) -> models.Model | None:
    """Return a row of the model in the world, none where a rule of it stands against."""
    try:
        with transaction.atomic():
            return model._base_manager.create(**columns(model, world))
    except (DatabaseError, LookupError, ValueError):
        return None


def columns(model: type[models.Model], world: Any) -> dict[str, Any]:
    """Return what a row of it needs at least, and texts where it takes some."""
    found = {}
    for each in model._meta.concrete_fields:
        if each.primary_key or isinstance(each, models.FileField):
            continue
        if each.is_relation:
            key = related(each, world)
            if key or not each.null:
                found[each.attname] = key
        elif not (each.has_default() or each.null):
            found[each.name] = plain(each, world.word)
    return found


def related(each: Any, world: Any) -> Any:
    """Return the key of a row of the same world."""
    model = each.related_model
    if row := world.scene_rows.get(model.__name__):
        return row.pk
    keys = world.rows.get(model)
    if not keys and not each.null:
        raise LookupError(model)
    return keys[0] if keys else None


def plain(each: Any, word: str) -> Any:
    """Return a value that the column takes."""
    if each.choices:
        return each.flatchoices[0][0]
    if each.name == "lines":  # of an erratum: where, what was printed, what is right
        return "Mục I | 5 | 6"
    for kind, value in PLAIN:
        if isinstance(each, kind):
            return value
    return f"{word}-{each.name}"[: each.max_length or 200]
