"""Lists in the admin as boxes and lines, where the table keeps JSON."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import FilteredSelectMultiple

from kehoach.lib.text import nfc


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    widget = forms.Textarea

    def __init__(
        self, *, encoder: object = None, decoder: object = None, **kwargs: Any
    ) -> None:
        """Leave out what a field of JSON takes."""
        super().__init__(**kwargs)
        if not self.help_text:
            self.help_text = "Mỗi dòng một mục."

    def prepare_value(self, value: Any) -> Any:
        """Show the list line by line; what was typed stays as it is."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the lines that say something."""
        if isinstance(value, list):
            return value
        lines = (
            line.strip() for line in nfc(super().to_python(value) or "").split("\n")
        )
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists, not their texts."""
        return bool(self.to_python(initial or []) != self.to_python(data or ""))


class CodesField(forms.MultipleChoiceField):
    """A list of codes, chosen by their names."""

    def __init__(
        self,
        what: str,
        choices: Callable[[], Iterable[Any]],
        **kwargs: Any,
    ) -> None:
        """Offer the choices in a box that can be searched."""
        kwargs.setdefault("required", False)
        widget = FilteredSelectMultiple(what, is_stacked=False)
        super().__init__(choices=choices, widget=widget, **kwargs)
