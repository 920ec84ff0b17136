"""Load registers, their columns and what is counted from them; what an administrator
edited is never overwritten.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError

from tasks.models import Figure, FigureCount, Plan, Register, RegisterColumn, Task
from tasks.plan.packages import PackageRow, once_each, read_package

_FILE = "registers.yaml"
_REGISTER = {"code": str, "name": str, "columns": list}
_REGISTER_MORE = {
    **dict.fromkeys(("row_name", "day_label", "help"), str),
    **dict.fromkeys(("tasks", "only_for", "counts"), list),
    "stock": bool,
}
_COLUMN = {"code": str, "label": str, "kind": str}
_COLUMN_MORE = {
    "choices": list,
    **dict.fromkeys(("unit", "help"), str),
    **dict.fromkeys(("required", "personal"), bool),
}
_COUNT = {"figure": str, "how": str}
_COUNT_MORE = {
    **dict.fromkeys(("column", "by"), str),
    "where": list,
    "must": bool,
}


def load_registers(
    folder: Path, plan: Plan, tasks: Mapping[str, Task], figures: Mapping[str, Figure]
) -> None:
    """Create the registers of the package's `registers.yaml`, where it has one."""
    if not (folder / _FILE).exists():
        return
    whole = read_package(folder, _FILE).checked(
        {"starts_on": date, "registers": list}, {}
    )
    rows = whole.rows("registers", _REGISTER, _REGISTER_MORE)
    once_each(rows)
    for position, row in enumerate(rows, 1):
        register, created = Register.objects.get_or_create(
            plan=plan,
            code=row["code"],
            defaults={
                "name": row["name"],
                "row_name": row.get("row_name", "dòng"),
                "day_label": row.get("day_label", "Ngày"),
                "help_text": row.get("help", ""),
                "is_stock": row.get("stock", False),
                "only_for": row.get("only_for", []),
                "position": position,
            },
        )
        if created:
            register.tasks.set(row.some_of("tasks", tasks, "«tasks» của plan.yaml"))
            columns = _load_columns(register, row)
            for each in row.rows("counts", _COUNT, _COUNT_MORE):
                _load_count(register, columns, each, figures, whole["starts_on"])


def _load_columns(register: Register, row: PackageRow) -> dict[str, RegisterColumn]:
    rows = row.rows("columns", _COLUMN, _COLUMN_MORE)
    once_each(rows)
    made = {}
    for position, each in enumerate(rows, 1):
        column = RegisterColumn(
            register=register,
            code=each["code"],
            label=each["label"],
            kind=each.chosen("kind", RegisterColumn.Kind.values),
            choices=each.get("choices", []),
            unit=each.get("unit", ""),
            help_text=each.get("help", ""),
            required=each.get("required", False),
            is_personal=each.get("personal", False),
            position=position,
        )
        _refuse(column, each)
        column.save()
        made[column.code] = column
    return made


def _load_count(
    register: Register,
    columns: Mapping[str, RegisterColumn],
    row: PackageRow,
    figures: Mapping[str, Figure],
    starts_on: date,
) -> None:
    def column(key: str) -> RegisterColumn | None:
        return row.one_of(key, columns, "«columns»") if key in row else None

    count = FigureCount(
        figure=row.one_of("figure", figures, "figures.yaml"),
        register=register,
        how=row.chosen("how", FigureCount.How.values),
        column=column("column"),
        day_column=column("by"),
        conditions=row.get("where", []),
        must_list=row.get("must", False),
        starts_on=starts_on,
    )
    _refuse(count, row)
    count.save()


def _refuse(row: RegisterColumn | FigureCount, said: PackageRow) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise said.wrong("; ".join(error.messages)) from error
