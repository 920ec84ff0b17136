"""Marks in every text that somebody wrote, and in every file: whose it is, of what."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, models, transaction

from tasks.evidence.kept_files import digest_column

#: Texts by which rows are found or counted, not what somebody wrote.
STRUCTURAL = (
    "code",
    "key",
    "hash",
    "sha256",
    "token",
    "label",
    "lines",
    "standing",
    "job",
)
SHORTEST = 40


def mark_of(word: str, model: type[models.Model]) -> str:
    """Return the mark of the model's texts in a world."""
    return f"{word}0{model._meta.model_name}0"


def texts(model: type[models.Model]) -> Iterator[str]:
    """Yield the columns that hold what somebody wrote."""
    for each in model._meta.concrete_fields:
        free = isinstance(each, (models.CharField, models.TextField))
        if not free or isinstance(each, models.FileField) or each.choices:
            continue
        short = each.max_length is not None and each.max_length < SHORTEST
        if not short and not each.unique and not each.name.endswith(STRUCTURAL):
            yield each.name


def mark(model: type[models.Model], keys: list[int], word: str) -> None:
    """Let every text of the rows begin with their mark."""
    for name in texts(model):
        rows = model._base_manager.filter(pk__in=keys).exclude(**{name: ""})
        quietly(rows.update, **{name: mark_of(word, model)})
    if model._meta.label == "tasks.Draft":
        model._base_manager.filter(pk__in=keys).update(
            fields={"text": [mark_of(word, model)]}
        )


def give_files(model: type[models.Model], keys: list[int], word: str) -> None:
    """Keep a file with the mark in it in every column of files."""
    for each in model._meta.concrete_fields:
        if not isinstance(each, models.FileField):
            continue
        for key in keys:
            content = f"%PDF-1.4\n%{mark_of(word, model)} {key}\n%%EOF\n".encode()
            name = default_storage.save(f"{word}-{key}.pdf", ContentFile(content))
            facts: dict[str, Any] = {each.name: name}
            if digest := digest_column(model, each.name):
                facts[digest] = sha256(content).hexdigest()
            if hasattr(model, "confirmed_open"):
                facts["confirmed_open"] = True
            quietly(model._base_manager.filter(pk=key).update, **facts)


def quietly(update: Any, **values: Any) -> None:
    """Write, unless a constraint of the rows refuses."""
    try:
        with transaction.atomic():
            update(**values)
    except DatabaseError:
        return
