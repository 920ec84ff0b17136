"""Registers for tests."""

from datetime import date
from typing import Any

from agencies.models import Agency, User
from tasks.models import FigureCount, Register, RegisterColumn, RegisterRow
from tasks.registers.keeping import write_rows
from tasks.registers.said import columns_in_use, read_row
from tasks.tests.factories import NOW, TODAY, make_figure

MOMENT = {"today": TODAY, "now": NOW}


def make_register(plan: Any = None, **fields: Any) -> Register:
    """Create a register of visits with a place, a number of people and a kind."""
    columns = fields.pop("columns", None)
    number = Register.objects.count()
    fields.setdefault("code", f"so-{number}")
    register = Register.objects.create(
        plan=plan, **({"name": "Cuộc kiểm tra", "row_name": "cuộc"} | fields)
    )
    default = [
        ("noi", "Nơi kiểm tra", "text", {"required": True}),
        ("nguoi", "Số người dự", "number", {}),
        ("kieu", "Hình thức", "choice", {"choices": ["Trực tiếp", "Lồng ghép"]}),
    ]
    for position, (code, label, kind, more) in enumerate(columns or default):
        RegisterColumn.objects.create(
            register=register,
            code=code,
            label=label,
            kind=kind,
            position=position,
            **more,
        )
    return register


def write(
    register: Register,
    agency: Agency,
    person: User,
    *,
    day: date = TODAY,
    **raw: Any,
) -> RegisterRow:
    """Write one row as its form would."""
    said = read_row(columns_in_use(register), {"noi": "UBND xã"} | raw)
    [row] = write_rows(
        register=register, agency=agency, rows=[(day, said)], actor=person, **MOMENT
    )
    return row


def counted_figure(task: Any, register: Register, **fields: Any) -> FigureCount:
    """Let a task ask a figure that is counted from the register."""
    figure = fields.pop("figure", None) or make_figure(task, label="Số cuộc kiểm tra")
    return FigureCount.objects.create(
        figure=figure,
        register=register,
        **({"starts_on": date(2026, 1, 1)} | fields),
    )
