"""What a row is searched by: a column that fills itself from others of the row."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from kehoach.lib.text import word_text


class SearchedField(models.TextField[str, str]):
    """The words of other columns without marks, as they stand when the row is saved.

    A save of named columns (`update_fields`) has to name this one too.
    """

    def __init__(self, *of: str, **kwargs: Any) -> None:
        """`of`: the columns that are searched."""
        self.of: Sequence[str] = of
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        super().__init__(**kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the words of the row, for every way in which it is written."""
        texts = (getattr(model_instance, name) or "" for name in self.of)
        words = word_text(" ".join(texts))
        setattr(model_instance, self.attname, words)
        return words

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Let migrations know a plain text column."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
