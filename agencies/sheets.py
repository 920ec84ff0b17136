"""Reading spreadsheets strictly: natural keys, maps read once, Vietnamese errors.

Rows are matched by a map of existing rows, checked without a query per row and
written in bulk: 10,000 rows cost about as many queries as 100.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export import resources, widgets

from kehoach.lib.dates import format_date, parse_date
from kehoach.lib.text import name_key, nfc

#: Lines whose cells the preview shows; the rest is counted and checked alike.
SHOWN_LINES = 200


class VietnameseDate(widgets.Widget):
    """Reads 05/06/2026 as 5 June and real date cells; writes 05/06/2026."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:  # noqa: ANN401 -- library's signature
        """Return a day or None; ValueError says in Vietnamese what is wrong."""
        return None if value in (None, "") else parse_date(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:  # noqa: ANN401 -- library's signature
        """Return the day as offices write it."""
        return format_date(value) if value else ""


class Words(widgets.CharWidget):
    """Text brought to NFC without surrounding spaces."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:  # noqa: ANN401 -- library's signature
        """Return NFC text."""
        return nfc(str(value if value is not None else "")).strip()


class ByLabel(widgets.Widget):
    """A choice written as its Vietnamese label or as its code."""

    def __init__(self, choices: Mapping[str, str], what: str) -> None:
        """Keep code → label."""
        super().__init__()
        self.labels, self.what = dict(choices), what
        self.codes = {name_key(str(v)): k for k, v in self.labels.items()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:  # noqa: ANN401 -- library's signature
        """Return the code; ValueError lists what may be written."""
        text = nfc(str(value or "")).strip()
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

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:  # noqa: ANN401 -- library's signature
        """Return the label."""
        return str(self.labels.get(value, value or ""))


class ByCode(widgets.ForeignKeyWidget):
    """A row of another table by its code, from a map read once per import."""

    def __init__(self, model: Any, what: str, field: str = "code") -> None:  # noqa: ANN401 -- any model
        """Keep what to call it in errors."""
        super().__init__(model, field=field)
        self.what = what
        self.known: dict[str, Any] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:  # noqa: ANN401 -- library's signature
        """Return the row; ValueError names the code that is unknown."""
        if value in (None, ""):
            return None
        if self.known is None:
            rows = self.model.objects.all()
            self.known = {str(getattr(item, self.field)): item for item in rows}
        found = self.known.get(str(value).strip())
        if found is None:
            message = f"{self.what} «{value}» không có trong danh mục."
            raise ValueError(message)
        return found


class StrictResource(resources.ModelResource):
    """All rows or none; a missing column, an unknown code, a doubled line is said."""

    required_columns: tuple[str, ...] = ()

    def before_import(self, dataset: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- library's signature
        """Refuse a file without its columns; read the maps of this import."""
        headers = [nfc(str(h or "")).strip() for h in dataset.headers or []]
        missing = [name for name in self.required_columns if name not in headers]
        if missing:
            message = (
                f"Tệp thiếu cột: {', '.join(missing)}. Hãy xuất tệp mẫu rồi điền lại,"
                " không gộp ô ở dòng tiêu đề."
            )
            raise ValidationError(message)
        dataset.headers = headers
        for field in self.fields.values():
            if isinstance(field.widget, ByCode):
                field.widget.known = None
        rows = self.get_queryset()
        self.existing = {self.key_of(row): row for row in rows}
        self.seen: set[tuple[Any, ...]] = set()
        self.line = 0

    def import_data(self, dataset: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- library's signature
        """Import every line or, when one is wrong, none."""
        kwargs.setdefault("rollback_on_validation_errors", True)
        return super().import_data(dataset, **kwargs)

    def key_of(self, row: models.Model) -> tuple[Any, ...]:
        """Return the natural key of a saved or unsaved row, foreign keys as ids."""
        columns = [self.fields[name].attribute for name in self._meta.import_id_fields]
        found = (row._meta.get_field(column) for column in columns)
        return tuple(getattr(row, field.attname) for field in found)  # type: ignore[union-attr] # concrete fields

    def get_instance(self, instance_loader: Any, row: Any) -> models.Model | None:  # noqa: ANN401 -- library's signature
        """Return the existing row with the line's natural key, from the map."""
        found = (self.fields[name].clean(row) for name in self._meta.import_id_fields)
        key = tuple(v.pk if isinstance(v, models.Model) else v for v in found)
        if key in self.seen:
            message = "Dòng này lặp lại một dòng ở trên (trùng khóa)."
            raise ValueError(message)
        self.seen.add(key)
        return self.existing.get(key)

    def after_init_instance(
        self,
        instance: Any,  # noqa: ANN401 -- library's signature
        new: bool,  # noqa: FBT001 -- library's signature
        row: Any,  # noqa: ANN401 -- library's signature
        **kwargs: Any,
    ) -> None:
        """Remember the values before the line changes them."""
        self.line += 1
        self.before = None if new else self.values_of(instance)

    def values_of(self, instance: models.Model) -> tuple[Any, ...]:
        """Return the imported columns' values, foreign keys as ids."""
        model = instance._meta
        columns = [f.attribute for f in self.get_import_fields() if not f.readonly]
        return tuple(
            getattr(instance, model.get_field(column).attname)  # type: ignore[union-attr] # concrete fields
            for column in columns
        )

    def skip_row(
        self,
        instance: Any,  # noqa: ANN401 -- library's signature
        original: Any,  # noqa: ANN401 -- library's signature
        row: Any,  # noqa: ANN401 -- library's signature
        import_validation_errors: Any = None,  # noqa: ANN401 -- library's signature
    ) -> bool:
        """Skip a line that changes nothing."""
        if import_validation_errors or self.before is None:
            return False
        return self.before == self.values_of(instance)

    def validate_instance(
        self,
        instance: Any,  # noqa: ANN401 -- library's signature
        import_validation_errors: Any = None,  # noqa: ANN401 -- library's signature
        validate_unique: bool = True,  # noqa: FBT001, FBT002 -- library's signature
    ) -> None:
        """Check fields and `check_row` without a query; the database checks the rest."""
        errors = dict(import_validation_errors or {})
        foreign = {f.name for f in instance._meta.fields if f.is_relation}
        try:
            instance.clean_fields(exclude=foreign | set(errors))
            self.check_row(instance)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def check_row(self, instance: Any) -> None:  # noqa: ANN401 -- any dated row
        """Raise ValidationError for what one line alone shows to be wrong."""
        begins, ends = instance.valid_from, instance.valid_to
        if begins and ends and ends < begins:
            raise ValidationError({"valid_to": "Ngày kết thúc phải sau ngày bắt đầu."})

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- library's signature
        """Show the first lines as they would be stored."""
        if self.line <= SHOWN_LINES and not row_result.errors:
            names = [field.column_name for field in self.get_import_fields()]
            row_result.diff = [str(row.get(name) or "") for name in names]

    def get_bulk_update_fields(self) -> list[str]:
        """Return the columns written in bulk, derived ones included."""
        names = [f.attribute for f in self.get_import_fields() if not f.readonly]
        derived = [
            name
            for name in ("name_key", "search_text", "sort_key")
            if any(f.name == name for f in self._meta.model._meta.fields)
        ]
        return [*names, *derived]
