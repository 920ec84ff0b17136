"""Cells of a spreadsheet: Vietnamese days, labels and codes, with errors that help."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from import_export import widgets

from agencies.sheets.cells import said
from agencies.sheets.values import whole_number, yes_or_no
from kehoach.lib.dates import format_date, parse_date
from kehoach.lib.numbers import format_number, parse_number
from kehoach.lib.text import name_key


class VietnameseDate(widgets.Widget):
    """Reads 05/06/2026 as 5 June and real date cells; writes 05/06/2026."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        """Return a day or None; ValueError says in Vietnamese what is wrong."""
        if isinstance(value, str):
            value = said(value)
        return None if value in (None, "") else parse_date(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the day as offices write it."""
        return format_date(value) if value else ""


class Words(widgets.CharWidget):
    """Text in NFC without invisible characters and surrounding spaces."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the text; a number without the «.0» of a spreadsheet."""
        return said(value)


class YesNo(widgets.Widget):
    """«x», «có», «đúng», TRUE or nothing; whatever else is an error, never a no."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """Return the answer; ValueError says what may be written."""
        return yes_or_no(said(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return «x» or nothing."""
        return "x" if value else ""


class WholeNumber(widgets.Widget):
    """A number without places and words."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return the number or None; ValueError says what to write."""
        text = said(value)
        return whole_number(text) if text else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the digits."""
        return "" if value is None else str(value)


class Decimals(widgets.Widget):
    """A number as offices write it: 1.234,5."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        """Return the number or None; ValueError says what to write."""
        text = said(value)
        return parse_number(text) if text else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the number as it is written."""
        return "" if value is None else format_number(value)


class ByLabel(widgets.Widget):
    """A choice written as its Vietnamese label or as its code."""

    def __init__(self, choices: Mapping[str, str], what: str) -> None:
        """Keep code → label."""
        super().__init__()
        self.labels, self.what = dict(choices), what
        self.codes = {name_key(str(v)): k for k, v in self.labels.items()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the code; ValueError lists what may be written."""
        text = said(value)
        code = self.codes.get(text)
        if code is None:
            code = text if text in self.labels else self.codes.get(name_key(text))
            if code is not None:
                self.codes[text] = code
        if code is None:
            known = "; ".join(str(label) for label in self.labels.values())
            message = f"{self.what} «{text}» không có. Ghi một trong: {known}."
            raise ValueError(message)
        return code

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the label."""
        return str(self.labels.get(value, value or ""))


class ByCode(widgets.ForeignKeyWidget):
    """A row of another table by its code, from a map read once per import; `within`
    narrows the rows that are meant.
    """

    def __init__(self, model: Any, what: str, **within: Any) -> None:
        """Keep what to call it in errors."""
        super().__init__(model, field="code")
        self.what, self.within = what, within
        self.known: dict[str, Any] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the row; ValueError names the code that is unknown."""
        text = said(value)
        if not text:
            return None
        if self.known is None:
            self.known = {}
            for item in self.model.objects.filter(**self.within):
                self.known.setdefault(item.code, []).append(item)
        found = self.known.get(text, [None])
        if len(found) > 1:
            message = (
                f"{self.what} «{text}» có ở {len(found)} kế hoạch: không rõ ở đâu."
            )
            raise ValueError(message)
        (found,) = found
        if found is None:
            message = f"{self.what} «{text}» không có trong danh mục."
            raise ValueError(message)
        return found
