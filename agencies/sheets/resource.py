"""Reading spreadsheets strictly: natural keys, maps read once, Vietnamese errors.

Rows are matched by a map of existing rows, checked without a query per row and
written in bulk: 10,000 rows cost about as many queries as 100.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, connection, models
from import_export import resources

from agencies.sheets.cells import said
from agencies.sheets.grid import Sheet
from agencies.sheets.table import missing_in
from agencies.sheets.widgets import ByCode
from kehoach.lib.text import visible

logger = logging.getLogger(__name__)
#: Lines whose cells the preview shows; the rest is counted and checked alike.
SHOWN_LINES = 200


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """One column as it is read on every line."""

    column: str
    name: str
    attname: str
    field: Any
    clean: Callable[[Any, Any], Any]

    @classmethod
    def of(cls, field: Any, model: Any) -> "ColumnReader":
        """Look up once what every line needs."""
        stored = model._meta.get_field(field.attribute)
        clean = field.widget.clean
        return cls(field.column_name, field.attribute, stored.attname, stored, clean)


class StrictResource(resources.ModelResource):
    """All rows or none; a missing column, an unknown code, a doubled line is said."""

    #: Each is a column, or columns of which one will do.
    required_columns: tuple[str | tuple[str, ...], ...] = ()

    class Meta:
        """Written in bulk, in one transaction; what differs is said by `replaced`."""

        use_bulk = True
        batch_size = 1000
        skip_diff = True
        use_transactions = True

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Refuse a file without its columns; read the maps of this import."""
        headers = [visible(str(h or "")).strip() for h in dataset.headers or []]
        missing = missing_in(headers, self.required())
        if missing:
            del dataset[:]
            names = (
                each if isinstance(each, str) else " hoặc ".join(each)
                for each in missing
            )
            message = (
                f"Tệp thiếu cột: {', '.join(names)}. Hãy xuất tệp mẫu rồi điền lại,"
                " không gộp ô ở dòng tiêu đề."
            )
            raise ValidationError(message)
        dataset.headers = headers
        self.source = dataset
        for field in self.fields.values():
            if isinstance(field.widget, ByCode):
                field.widget.known = None
        self.cells = [
            ColumnReader.of(field, self._meta.model) for field in self.written()
        ]
        self.shown = [field.column_name for field in self.get_import_fields()]
        self.key_names = [
            self.fields[name].attribute for name in self._meta.import_id_fields
        ]
        concrete = self._meta.model._meta.fields
        self.unchecked = {
            field.name for field in concrete if field.is_relation or not field.editable
        }
        self.existing = self.rows_by_key()
        self.seen: set[tuple[Any, ...]] = set()
        self.line = 0

    def required(self) -> Sequence[str | tuple[str, ...]]:
        """Return the columns that a file has to have."""
        return self.required_columns

    def _check_import_id_fields(self, headers: Any) -> None:
        """Leave it to `required_columns`, which says it in Vietnamese."""

    def written(self) -> list[Any]:
        """Return the fields whose columns are stored in this table."""
        return [field for field in self.get_import_fields() if not field.readonly]

    def import_data(self, dataset: Any, **kwargs: Any) -> Any:
        """Import every line or, when one is wrong, none."""
        kwargs.setdefault("rollback_on_validation_errors", True)
        return super().import_data(dataset, **kwargs)

    def rows_by_key(self) -> dict[tuple[Any, ...], Any]:
        """Return the rows that lines are matched with."""
        return {self.key_of(row): row for row in self.get_queryset()}

    def key_of(self, row: models.Model) -> tuple[Any, ...]:
        """Return the natural key of a saved or unsaved row, foreign keys as ids."""
        found = (row._meta.get_field(name) for name in self.key_names)
        return tuple(getattr(row, field.attname) for field in found)  # type: ignore[union-attr] # concrete fields

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        """Check one line and keep its instance for the bulk write; every wrong cell of
        the line is named. Replaces the library's row for speed (P5).
        """
        self.line += 1
        row.update((name, "") for name, cell in row.items() if cell is None)
        shown = self.get_row_result_class()()
        shown.replaced = {}
        try:
            self.before_import_row(row, **kwargs)
            shown.import_type = self.take(row, shown, kwargs)
            self.after_import_row(row, shown, **kwargs)
        except (ValidationError, ValueError) as error:
            shown.import_type = shown.IMPORT_TYPE_INVALID
            shown.validation_error = self.placed(error, row)
        return shown

    def placed(self, error: Exception, row: Mapping[str, Any]) -> ValidationError:
        """Return the error with sheet and cell, and what stands there, in front."""
        found = (
            error.update_error_dict({})
            if isinstance(error, ValidationError)
            else {NON_FIELD_ERRORS: [str(error)]}
        )
        return ValidationError(
            {
                name: [self.told(name, each, row) for each in messages_of(errors)]
                for name, errors in found.items()
            }
        )

    def told(self, column: str, message: str, row: Mapping[str, Any]) -> str:
        """Return one message with the place that it speaks of."""
        if column not in row:
            return f"{self.place()}: {message}"
        typed = said(row[column])[:80]
        stands = (
            f" (đang ghi «{typed}»)" if typed and f"«{typed}»" not in message else ""
        )
        return f"Ô {self.place(column)}{stands}: {message}"

    def place(self, column: str = "") -> str:
        """Return «Phân công!G7», or «Phân công, dòng 7» without a column."""
        table = getattr(self.source, "table", None)
        number = self.source.numbers[self.line - 1] if table else self.line + 1
        sheet = table.sheet if table else Sheet("")
        if not column:
            return f"{sheet.name}, dòng {number}" if sheet.name else f"Dòng {number}"
        columns = table.columns if table else self.source.headers
        found = columns[column] if table else columns.index(column)
        return sheet.address(number, found)

    def handle_import_error(
        self,
        result: Any,
        error: Exception,
        raise_errors: bool = False,
    ) -> None:
        """Say in Vietnamese that the database refused; its own words go to the log."""
        if isinstance(error, DatabaseError):
            logger.warning("The database refused imported rows", exc_info=error)
            error = ValidationError(
                "Cơ sở dữ liệu không nhận: có dòng trùng hoặc trái với dòng đã có. Kiểm"
                " tra ngày hiệu lực và các dòng lặp rồi tải lên lại."
            )
        super().handle_import_error(result, error, raise_errors)

    def take(self, row: Any, shown: Any, kwargs: Mapping[str, Any]) -> str:
        """Keep the line's instance, checked, unless nothing changes; return which."""
        values = self.clean_cells(row)
        instance = self.existing.get(self.new_key(values))
        new = instance is None
        instance = instance or self.init_instance(row)
        before = dict(instance.__dict__)
        changed = self.bring_in(instance, values)
        shown.instance, shown.replaced = instance, {}
        if changed or new:
            shown.replaced = {
                cell.attname: (before.get(cell.attname) or "", value)
                for cell in self.cells
                if (value := instance.__dict__.get(cell.attname)) is not None
                and before.get(cell.attname) != value
            }
            self.validate_instance(instance)
            self.save_instance(instance, new, row, **kwargs)
        shown.add_instance_info(instance)
        if new:
            return str(shown.IMPORT_TYPE_NEW)
        return str(shown.IMPORT_TYPE_UPDATE if changed else shown.IMPORT_TYPE_SKIP)

    def clean_cells(self, row: Any) -> dict[str, Any]:
        """Return attribute → value; ValidationError names every wrong cell."""
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for cell in self.cells:
            if cell.column in row:
                try:
                    values[cell.name] = cell.clean(row[cell.column], row)
                except ValueError as error:
                    errors[cell.column] = ValidationError(str(error), code="invalid")
        if errors:
            raise ValidationError(errors)
        return values

    def new_key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the line's key; ValueError when a line above has it."""
        key = self.key_in(values)
        if key in self.seen:
            message = "Dòng này lặp lại một dòng ở trên (trùng khóa)."
            raise ValueError(message)
        self.seen.add(key)
        return key

    def key_in(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the natural key that the line names, foreign keys as ids."""
        found = [values.get(name) for name in self.key_names]
        return tuple(v.pk if isinstance(v, models.Model) else v for v in found)

    def bring_in(self, instance: models.Model, values: Mapping[str, Any]) -> bool:
        """Set the line's values; return whether one of them changed."""
        changed = False
        held = instance.__dict__
        for cell in self.cells:
            if cell.name not in values:
                continue
            value = values[cell.name]
            plain = value.pk if isinstance(value, models.Model) else value
            if held.get(cell.attname) != plain:
                changed = True
                setattr(instance, cell.attname, plain)
            if plain is not value:
                cell.field.set_cached_value(instance, value)
        return changed

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Any = None,
        validate_unique: bool = True,
    ) -> None:
        """Check fields and `check_row` without a query; the database checks the rest."""
        try:
            instance.clean_fields(exclude=self.unchecked)
            self.check_row(instance)
        except ValidationError as error:
            raise self.by_column(error) from error

    def by_column(self, error: ValidationError) -> ValidationError:
        """Return the error with the sheet's headings instead of our columns."""
        headings = {cell.name: cell.column for cell in self.cells}
        found = error.update_error_dict({})
        return ValidationError(
            {headings.get(name, name): list(each) for name, each in found.items()}
        )

    def check_row(self, instance: Any) -> None:
        """Raise ValidationError for what one line alone shows to be wrong."""
        begins, ends = instance.valid_from, instance.valid_to
        if begins and ends and ends < begins:
            raise ValidationError({"valid_to": "Ngày kết thúc phải sau ngày bắt đầu."})

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        """Show the first lines as they would be stored."""
        if self.line <= SHOWN_LINES and not row_result.errors:
            row_result.diff = [str(row.get(name) or "") for name in self.shown]

    def get_bulk_update_fields(self) -> list[str]:
        """Return the columns written in bulk, derived ones included."""
        names = [field.attribute for field in self.written()]
        derived = [
            name
            for name in ("name_key", "search_text", "sort_key")
            if any(f.name == name for f in self._meta.model._meta.fields)
        ]
        return [*names, *derived]

    def bulk_create(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Write the new rows, with COPY where the database has it; what is stored is
        changed before, because a row that ends makes room for one that follows it.
        """
        self.bulk_update(using_transactions, dry_run, raise_errors, batch_size, result)
        if connection.vendor != "postgresql":
            super().bulk_create(
                using_transactions, dry_run, raise_errors, batch_size, result
            )
            return
        try:
            copy_rows(self._meta.model, self.create_instances)
        except DatabaseError as error:
            self.handle_import_error(result, error, raise_errors)
        finally:
            self.create_instances.clear()


def messages_of(said: Iterable[Any]) -> list[str]:
    """Return the texts of the errors of one field."""
    return ValidationError(list(said)).messages


def copy_rows(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows by COPY, keys made by the database (PostgreSQL only)."""
    stored = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in stored)
    take = attrgetter(*(field.attname for field in stored))
    order = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(order) as sink:
        for row in rows:
            sink.write_row(take(row))


def wrong_in(result: Any) -> list[str]:
    """Return what an import found wrong: with its rows, then with the file."""
    wrong = [text for row in result.invalid_rows for text in row.error.messages]
    for each in result.base_errors:
        error = each.error
        wrong += error.messages if isinstance(error, ValidationError) else [str(error)]
    return wrong
