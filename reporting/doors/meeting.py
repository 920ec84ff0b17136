"""A form that two people saved at once: nothing typed is lost, what differs is shown."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.http import QueryDict

from kehoach.lib.dates import format_date


class MeetsOthers(forms.BaseForm):
    """A form with a hidden `version`, over which the next «Lưu» stores."""

    def meet(self, standing: Model) -> None:
        """Show what somebody else saved meanwhile beside what was typed."""
        said: dict[str, Any] = getattr(self, "cleaned_data", {})
        for name in [name for name in said if name != "version"]:
            there = getattr(standing, name)
            if _one_way(there) != _one_way(said[name]):
                shown = format_date(there) if isinstance(there, date) else there
                message = (
                    f"Người khác vừa lưu: {shown or 'để trống'}. Sửa lại nếu cần rồi"
                    " lưu tiếp."
                )
                self.add_error(name, message)
        typed = cast(QueryDict, self.data).copy()
        typed[self.add_prefix("version")] = str(standing.version)  # type: ignore[attr-defined] # both papers count
        self.data = typed


def _one_way(value: object) -> object:
    """Return text as browsers and the database both spell it."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
