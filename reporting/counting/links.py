"""Addresses of the rows behind a number; the words are those of the list page."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from reporting.counting.measure_rows import ROW_GROUPS
from reporting.facts.figure_keys import Printed
from reporting.facts.report import AnnexTable, ReportCell, YearlyFacts
from reporting.outline.rows import stored_outline
from reporting.outline.shipped import figure_of
from tasks.models import Period, Plan

#: Annex → kinds of agencies that its rows are of; empty: all.
Kinds = Mapping[str, Sequence[str]]
#: Column of a task → the filter that the list of duties has for it besides.
PROGRESS = {"dang-thuc-hien": "dang", "chua-thuc-hien": "chua"}

#: What a figure counts → the page that shows it, and where on it.
_PLACES = {
    "cung-don-vi": ("reporting:comparing", "?voi={1:.4}#nhom-{2}"),
    "don-vi": ("reporting:yearly", "#chua-bao-cao"),
}
#: Column of the page → word of the list's address.
_SUMS = {
    "owed": "phai-thuc-hien",
    "sent": "da-gui",
    "taken_in": "da-tiep-nhan",
    "by_letter": "letter_only",
    "not_due": "chua-den-han",
    "unmended": "returned_late",
    "unsent": "overdue",
    "done": "hoan-thanh",
    "waiting": "cho-tiep-nhan",
    "late": "tre",
}


def duties_url(
    period: Period, column: str, code: str = "", as_of: date | None = None
) -> str:
    """Return the address of the duties that the number counted."""
    words = {"ky": period.key, "trang-thai": _SUMS[column], "dien": "tinh"}
    words |= {"ma": code} if code else {}
    words |= {"ngay": as_of.isoformat()} if as_of else {}
    return f"{_list(period.plan.code)}?{urlencode(words)}"


@lru_cache(maxsize=256)
def _list(plan: str) -> str:
    """Return the address of the list, looked up once: a page has dozens of its links."""
    return reverse("tasks:duties", args=[plan])


def links_of(period: Period, as_of: date | None = None) -> dict[str, Any]:
    """Return the addresses of the numbers at the top of the page."""
    links = {column: duties_url(period, column, "", as_of) for column in _SUMS}
    silent = reverse("reporting:silent", args=[period.plan.code])
    links["silent"] = f"{silent}?ky={period.key}"
    raised = f"{reverse('tasks:difficulties')}?{urlencode(words_of_period(period))}"
    links["difficulties"] = f"{raised}&trang-thai=open"
    links["escalated"] = f"{raised}&trang-thai=escalated"
    return links


def words_of_period(period: Period) -> dict[str, str]:
    """Return how a page over all plans is asked for the rows of one period."""
    return {"ke-hoach": period.plan.code, "ky": period.key}


def figure_url(
    plan: Plan, period_key: str, code: str, kinds: Sequence[str] = ()
) -> str:
    """Return the address of the agencies whose answers a figure adds up."""
    words = [("ky", period_key), *(("loai", kind) for kind in kinds)]
    path = reverse("reporting:figure_rows", args=[plan.code, code])
    return f"{path}?{urlencode(words)}"


def kinds_of_annexes(plan: Plan) -> Kinds:
    """Return which kinds of agencies stand in each annex of the plan's outline."""
    return {annex.key: annex.kinds for annex in stored_outline(plan).annexes}


def rows_address_of(one: Printed, period: Period, kinds: Kinds) -> str:
    """Return the address of the rows that a printed figure was counted from."""
    key, parts = one.period or period.key, one.key.split("/")
    plan = period.plan
    if one.counts == "muc-tieu":
        path = reverse("reporting:measure_rows", args=[plan.code, one.code])
        words = {"ky": key} | ({"nhom": parts[-1]} if parts[-1] in ROW_GROUPS else {})
        return f"{path}?{urlencode(words)}"
    if one.counts == "so-lieu":
        return figure_url(plan, key, one.code)
    if one.counts in _PLACES:
        page, place = _PLACES[one.counts]
        return f"{reverse(page, args=[plan.code, period.key])}{place.format(*parts)}"
    if parts[0] == "phu-luc" and one.value is None:
        here = reverse("reporting:yearly", args=[plan.code, period.key])
        return f"{here}#phu-luc-{parts[1]}"
    if parts[0] == "phu-luc":
        code = figure_of(parts[1], parts[-1])
        return figure_url(plan, key, code, kinds.get(parts[1], ()))
    words = {"ky": key, "ma": one.code, "trang-thai": one.counts, "dien": "tinh"}
    words |= {"tien-do": PROGRESS[parts[-1]]} if parts[-1] in PROGRESS else {}
    return f"{_list(plan.code)}?{urlencode(words)}"


def linked_totals(
    facts: YearlyFacts, period: Period, kinds: Kinds
) -> dict[str, list[tuple[ReportCell, str]]]:
    """Return annex → its totals, each with the address of the answers that it adds up;
    none in a report frozen before columns had keys.
    """
    return {
        annex.key: [
            (cell, _answers(annex, key, period, kinds) if _is_sum(cell) else "")
            for cell, key in zip(annex.totals, annex.keys, strict=True)
        ]
        for annex in facts.annexes
        if annex.keys and annex.totals
    }


def _is_sum(cell: ReportCell) -> bool:
    return isinstance(cell, int | Decimal)


def _answers(annex: AnnexTable, key: str, period: Period, kinds: Kinds) -> str:
    code = figure_of(annex.key, key)
    return figure_url(period.plan, period.key, code, kinds.get(annex.key, ()))
