"""What registers hold about a person: found, given, erased; erased after its time.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: who is named may ask what is kept and have it
erased; what counts (day, number of the decision, kind) stays for the archive.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from agencies.models import User
from agencies.trail.writing import record
from kehoach.lib.text import nfc, word_text
from tasks.duties.errors import InvalidInput
from tasks.duties.locks import hold
from tasks.models import RegisterRow


class AboutPerson(NamedTuple):
    """One version of a row that names the person, and in which column."""

    row: RegisterRow
    column: str
    words: str


def about_person(name: str) -> list[AboutPerson]:
    """Return every version of every row whose personal columns hold the name, with or
    without marks; raises InvalidInput for fewer than two words.
    """
    wanted = word_text(name)
    if len(wanted.split()) < 2:
        message = "Ghi họ và tên, ít nhất hai chữ."
        raise InvalidInput(message)
    return list(_naming(wanted))


def _naming(wanted: str) -> Iterator[AboutPerson]:
    rows = RegisterRow.objects.exclude(personal={}).select_related("register", "agency")
    for row in rows.order_by("pk").iterator(chunk_size=1000):
        for code, words in row.personal.items():
            if wanted in word_text(words):
                yield AboutPerson(row, code, words)


@transaction.atomic
def erase_person(
    *, name: str, reason: str, actor: User | None, now: datetime
) -> list[AboutPerson]:
    """Erase what is personal in every version of the rows that name the person; return
    what was there. The trail keeps which rows and why, not the name.
    """
    why = nfc(reason).strip()
    if not why:
        message = "Ghi lý do xóa, ví dụ số, ngày của đơn đề nghị."
        raise InvalidInput(message, field="reason")
    found = about_person(name)
    _erase({each.row.pk for each in found}, now)
    record(
        "personal",
        actor=actor,
        target="Xóa dữ liệu cá nhân trong sổ theo dõi",
        after={"rows": sorted({each.row.pk for each in found}), "reason": why},
    )
    return found


@transaction.atomic
def erase_overdue(*, today: date, now: datetime) -> int:
    """Erase what is personal in rows older than their register keeps it; return how
    many rows.
    """
    rows = RegisterRow.objects.exclude(personal={}).select_related("register")
    old = [
        row.pk
        for row in rows.only("day", "register__personal_years")
        if _years_after(row.day, row.register.personal_years) < today
    ]
    _erase(old, now)
    return len(old)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _erase(keys: Iterable[int], now: datetime) -> None:
    rows = hold(RegisterRow.objects.filter(pk__in=list(keys)).order_by("pk"))
    held = [pk for (pk,) in rows.values_list("pk")]
    RegisterRow.objects.filter(pk__in=held).update(personal={}, erased_at=now)
