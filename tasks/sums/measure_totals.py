"""The sums of the measures, stored; what changed since is counted anew by the reader.

Exact whoever writes: triggers note every agency that changed and forget the totals
when a definition changes. What changes with the day alone, who is alive and which times
of a task are due, is found by the day. Without totals the reader counts everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from tasks.models import MeasureTotal, MeasureWord, Period
from tasks.sums.four_numbers import Placed, UnitPlace
from tasks.sums.triggers import DEFINITIONS

CENT = Decimal("0.01")
#: column → its value in a word (called w), 0 where it adds nothing.
SUMMED = {
    "numerator": "CASE WHEN w.alive THEN w.numerator ELSE 0 END",
    "denominator": "CASE WHEN w.alive THEN w.denominator ELSE 0 END",
    "not_applicable": "CASE WHEN w.alive AND w.place = %s THEN 1 ELSE 0 END",
    "not_reported": "CASE WHEN w.alive AND w.place = %s THEN 1 ELSE 0 END",
    "units": "CASE WHEN w.alive THEN 1 ELSE 0 END",
    "errors": "CASE WHEN w.alive AND w.is_error THEN 1 ELSE 0 END",
    "ended_units": "CASE WHEN w.alive THEN 0 ELSE w.numerator END",
}
_PLACES = [UnitPlace.NOT_APPLICABLE.value, UnitPlace.NOT_REPORTED.value]


class Sums(NamedTuple):
    """Seven numbers of a measure."""

    numerator: Decimal
    denominator: Decimal
    not_applicable: int
    not_reported: int
    units: int
    errors: int
    ended_units: Decimal


@dataclass
class StoredSums:
    """Sums by measure without the agencies that changed; these; kinds that are there."""

    sums: dict[int, Sums] = field(default_factory=dict)
    stale: list[int] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)


def stored_sums(period: Period, data_day: date, kinds: Iterable[str]) -> StoredSums:
    """Read the totals less the words of agencies that changed since; one statement,
    so that all of it is of one moment.
    """
    found = StoredSums()
    names = list(kinds)
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(names)), _parameters(period, data_day, names))
        for what, key, *numbers in cursor.fetchall():
            if what == "total":
                found.sums[key] = _read(numbers)
            elif what == "stale":
                found.stale.append(key)
            else:
                found.kinds.add(what)
    return found


def _read(numbers: list[Any]) -> Sums:
    """Return the row as values; SQLite sums decimals as floats."""
    top, base, not_applicable, not_reported, units, errors, ended = numbers
    counts = int(not_applicable), int(not_reported), int(units), int(errors)
    return Sums(_money(top), _money(base), *counts, _money(ended))


def _money(number: Any) -> Decimal:
    return Decimal(str(number)).quantize(CENT)


def _statement(kinds: int) -> str:
    less = ", ".join(f"t.{name} - COALESCE(w.{name}, 0)" for name in SUMMED)
    sums = ", ".join(f"SUM({case}) AS {name}" for name, case in SUMMED.items())
    nothing = ", ".join("0" for _ in SUMMED)
    marks = ", ".join(["%s"] * kinds) or "NULL"
    alive = "(valid_from IS NULL OR valid_from <= %s) AND (valid_to IS NULL OR valid_to >= %s)"
    return f"""
WITH days AS (SELECT MIN(day) AS stored FROM tasks_measuretotal WHERE period_id = %s),
stale AS (
  SELECT agency_id AS id FROM tasks_staleagency
  UNION SELECT a.id FROM agencies_agency a, days WHERE days.stored <> %s AND (
    a.valid_from BETWEEN days.stored AND %s OR a.valid_from BETWEEN %s AND days.stored
    OR a.valid_to BETWEEN days.stored AND %s OR a.valid_to BETWEEN %s AND days.stored)
  UNION SELECT d.agency_id FROM tasks_duty d, days WHERE days.stored <> %s
   AND d.period_id = %s AND d.occurs_from IS NOT NULL
   AND (d.due_on >= days.stored OR d.due_on >= %s)
)
SELECT 'total', t.measure_id, {less} FROM tasks_measuretotal t LEFT JOIN (
  SELECT w.measure_id, {sums} FROM tasks_measureword w
  WHERE w.period_id = %s AND w.agency_id IN (SELECT id FROM stale) GROUP BY w.measure_id
) w ON w.measure_id = t.measure_id WHERE t.period_id = %s
UNION ALL SELECT 'stale', id, {nothing} FROM stale
UNION ALL SELECT kind, 0, {nothing} FROM (
  SELECT DISTINCT kind FROM agencies_agency WHERE kind IN ({marks}) AND {alive}) k"""  # noqa: S608 -- fixed text


def _parameters(period: Period, day: date, kinds: list[str]) -> list[Any]:
    said = day.isoformat() if connection.vendor == "sqlite" else day
    pk = period.pk
    stale = [pk, *[said] * 5, said, pk, said]
    return [*stale, *_PLACES, pk, pk, *kinds, said, said]


def word_of(
    period: Period, measure_id: int, agency_id: int, found: tuple[bool, Placed]
) -> MeasureWord:
    """Return the row, not saved, of what one unit adds."""
    alive, placed = found
    return MeasureWord(
        period=period,
        measure_id=measure_id,
        agency_id=agency_id,
        alive=alive,
        place=placed.place.value,
        numerator=placed.numerator,
        denominator=placed.denominator,
        is_error=placed.is_error,
    )


def take_stale() -> list[int]:
    """Return the agencies that changed and forget that they did; what is being
    written meanwhile stays for the next time.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tasks_staleagency RETURNING agency_id")
        return sorted({row[0] for row in cursor.fetchall()})


def keep_words(
    *, period: Period, words: Iterable[MeasureWord], ids: list[int] | None
) -> None:
    """Put the words of these agencies (of all) in place of the old ones."""
    old = MeasureWord.objects.filter(period=period)
    if ids is not None:
        old = old.filter(agency_id__in=ids)
    old.delete()
    MeasureWord.objects.bulk_create(words, batch_size=5000)


def add_up_words(*, period: Period, day: date) -> None:
    """Store the sums of the words; measures without a unit get zeros."""
    names = ", ".join(SUMMED)
    sums = ", ".join(f"SUM({case}) AS {name}" for name, case in SUMMED.items())
    kept = ", ".join(f"COALESCE(w.{name}, 0)" for name in SUMMED)
    statement = f"""
INSERT INTO tasks_measuretotal (period_id, measure_id, day, {names})
SELECT %s, m.id, %s, {kept} FROM tasks_targetmeasure m
JOIN tasks_target g ON g.id = m.target_id LEFT JOIN (
  SELECT w.measure_id, {sums} FROM tasks_measureword w WHERE w.period_id = %s
  GROUP BY w.measure_id
) w ON w.measure_id = m.id WHERE g.plan_id = %s"""  # noqa: S608 -- fixed text
    MeasureTotal.objects.filter(period=period).delete()
    said = day.isoformat() if connection.vendor == "sqlite" else day
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [period.pk, said, *_PLACES, period.pk, period.plan_id]
        )


def hold_definitions() -> None:
    """Let nobody change how measures are counted until the sums are stored, and let
    one storing follow the other; SQLite has one writer anyhow. The caller holds the
    periods: who closes one holds it and then waits for its table.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tasks_measuretotal'))")
        cursor.execute(f"LOCK TABLE {', '.join(DEFINITIONS)} IN SHARE MODE")


def share_open_periods() -> None:
    """Let nobody end an open period until what is counted of them is stored."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM tasks_period WHERE state = 'open'"
                " ORDER BY id FOR KEY SHARE"
            )
