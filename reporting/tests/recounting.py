"""Every figure of a small report counted again by plain SQL that shares nothing with
the builders; the scene is that of `test_printed`.
"""

from decimal import Decimal
from typing import Any

from django.db import connection

from tasks.models import Period
from tasks.tests.measuring import Scene

OWED = (
    "select count(*) from tasks_duty where period_id=%s and not is_requested"
    " and state not in ('waived','ended','transferred')"
)
SENT = "state in ('submitted','accepted')"
DONE = "state='accepted' and progress='done'"
WAIVED = "select count(*) from tasks_duty where period_id=%s and state='waived'"
ENDED = (
    "select count(*) from tasks_duty d join agencies_agency a on a.id=d.agency_id"
    " where d.period_id=%s and a.valid_to is not null"
)
VALUES = (
    " from tasks_figurevalue v join tasks_figure f on f.id=v.figure_id"
    " where v.is_current and v.period_id=%s and f.code=%s"
    " and exists (select 1 from tasks_duty d where d.agency_id=v.agency_id"
    " and d.period_id=v.period_id and not d.is_requested"
    " and d.state in ('submitted','accepted'))"
)
TRAINED, CHARGED = "nguoi-da-boi-duong", "nguoi-duoc-giao"
MUST, HAS = "phai-co-quy-che", "co-quy-che"


def rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query of our own."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def one(sql: str, *parameters: object) -> Decimal:
    """Return the one number of a query of our own."""
    return Decimal(rows(sql, *parameters)[0][0] or 0)


def said(code: str, more: str = "") -> str:
    """Return the condition that the duty's agency answered the figure."""
    return (
        "exists (select 1 from tasks_figurevalue v join tasks_figure f"
        " on f.id=v.figure_id where v.is_current and v.agency_id=tasks_duty.agency_id"
        f" and v.period_id=tasks_duty.period_id and f.code='{code}' {more})"
    )


def recounted(scene: Scene) -> dict[str, Decimal]:
    """Return key → the number of every figure that the scene's report prints."""
    return {
        **_measures(scene.period.pk),
        **_tasks(scene.period.pk, f"nhiem-vu/{scene.task.code}"),
        **_annex(scene.period.pk),
        **_compared(scene.period.pk, f"so-sanh/{scene.period.key}/so-lieu"),
        "don-vi/chua-bao-cao-hoac-cham": one(
            f"{OWED} and (not {SENT} or first_sent_on > due_on)", scene.period.pk
        ),
    }


def _measures(period: int) -> dict[str, Decimal]:
    waived, ended = one(WAIVED, period), one(ENDED, period)
    owing = {
        "II.1/tu-so": one(f"select sum(v.number){VALUES}", period, TRAINED),
        "II.1/mau-so": one(f"select sum(v.number){VALUES}", period, CHARGED),
        "II.1/chua-bao-cao": one(
            f"{OWED} and not ({SENT} and {said(TRAINED)} and {said(CHARGED)})", period
        ),
        "II.1/khong-thuoc-dien": waived,
        "II.2/tu-so": one(
            f"{OWED} and {SENT} and {said(MUST, 'and v.flag')}"
            f" and {said(HAS, 'and v.flag')}",
            period,
        ),
        "II.2/mau-so": one(
            f"{OWED} and {SENT} and {said(MUST, 'and v.flag')} and {said(HAS)}", period
        ),
        "II.2/chua-bao-cao": one(
            f"{OWED} and not ({SENT} and ({said(MUST, 'and not v.flag')}"
            f" or ({said(MUST, 'and v.flag')} and {said(HAS)})))",
            period,
        ),
        "II.2/khong-thuoc-dien": waived
        + one(f"{OWED} and {SENT} and {said(MUST, 'and not v.flag')}", period),
        "II.3/tu-so": one(f"{OWED} and {SENT} and progress='done'", period),
        "II.3/mau-so": one(f"{OWED} and {SENT}", period),
        "II.3/chua-bao-cao": one(f"{OWED} and not {SENT}", period),
        "II.3/khong-thuoc-dien": waived,
    }
    owing |= {f"II.{number}/da-ket-thuc": ended for number in (1, 2, 3)}
    return {f"muc-tieu/II.1/{key}": number for key, number in owing.items()}


def _tasks(period: int, task: str) -> dict[str, Decimal]:
    return {
        f"{task}/phai-thuc-hien": one(OWED, period),
        f"{task}/da-bao-cao": one(f"{OWED} and {SENT}", period),
        f"{task}/hoan-thanh": one(f"{OWED} and {DONE}", period),
        f"{task}/dang-thuc-hien": one(
            f"{OWED} and not ({DONE}) and progress<>'not_started'", period
        ),
        f"{task}/chua-thuc-hien": one(
            f"{OWED} and not ({DONE}) and progress='not_started'", period
        ),
        f"{task}/khong-thuoc-dien": one(WAIVED, period),
    }


def _annex(period: int) -> dict[str, Decimal]:
    """Return annex VIII: the numbers of its rows in the order of agencies, the sums."""
    found = {"tong/7": one(f"select count(*){VALUES} and v.flag", period, HAS)}
    for column, code in ((3, CHARGED), (4, TRAINED)):
        named = (
            f"select n.number from (select v.agency_id, v.number{VALUES}) n"
            " join agencies_agency a on a.id=n.agency_id order by a.sort_key, a.id"
        )
        numbers = [Decimal(str(row[0])) for row in rows(named, period, code)]
        found |= {f"dong-{n}/{column}": each for n, each in enumerate(numbers, 1)}
        found[f"tong/{column}"] = one(f"select sum(v.number){VALUES}", period, code)
    return {f"phu-luc/VIII/{key}": number for key, number in found.items()}


def _compared(period: int, group: str) -> dict[str, Decimal]:
    found = {}
    for code in (CHARGED, TRAINED, MUST, HAS):
        is_number = code in (CHARGED, TRAINED)
        total = "sum(v.number)" if is_number else "sum(case when v.flag then 1 end)"
        found[f"{code}/tong"] = one(f"select {total}{VALUES}", period, code)
        found[f"{code}/don-vi"] = one(f"select count(*){VALUES}", period, code)
    return {f"{group}/{key}": number for key, number in found.items()}


#: One duty of each period that was sent, by the same agency.
BOTH = (
    " from {one} n join {one} b on b.agency_id=n.agency_id and b.code=n.code"
    " where n.period_id=%s and b.period_id=%s and n.code=%s"
)
GAVE = (
    "(select v.agency_id, v.period_id, f.code,"
    " coalesce(v.number, case when v.flag then 1 else 0 end) as number"
    " from tasks_figurevalue v join tasks_figure f on f.id=v.figure_id"
    " where v.is_current and exists (select 1 from tasks_duty d"
    " where d.agency_id=v.agency_id and d.period_id=v.period_id"
    " and not d.is_requested and d.state in ('submitted','accepted')))"
)
REPORTED = (
    "(select d.agency_id, d.period_id, t.code,"
    " case when d.state='accepted' and d.progress='done' then 1 else 0 end as number"
    " from tasks_duty d join tasks_task t on t.id=d.task_id where not d.is_requested"
    " and d.state in ('submitted','accepted'))"
)
#: code of a measure → who is in its rate, and with what: pairs of answers.
RATES = {
    "II.1": (CHARGED, "x.number", "c.number"),
    "II.2": (MUST, "case when x.flag then 1 else 0 end", "1"),
}


def compared_again(now: int, before: int) -> dict[str, Decimal]:
    """Return key → every number that two periods are compared by, counted again."""
    codes = [row[0] for row in rows(f"select distinct code from {GAVE} g")]
    found: dict[str, Decimal] = {}
    for code in codes:
        found |= _pair(GAVE, f"so-lieu/{code}", code, now, before)
    for (code,) in rows(f"select distinct code from {REPORTED} r"):
        pair = _pair(REPORTED, f"nhiem-vu/{code}", code, now, before)
        own = pair[f"nhiem-vu/{code}/don-vi"]
        bases = ("nay-mau-so", "truoc-mau-so")
        found |= pair | {f"nhiem-vu/{code}/{word}": own for word in bases}
    for code, table, base in _rates():
        pair = _pair(table, f"muc-tieu/{code}", code, now, before)
        whole = _pair(base, f"muc-tieu/{code}", code, now, before)
        found |= pair
        for word in ("nay", "truoc"):
            key = f"muc-tieu/{code}/{word}"
            found[f"{key}-mau-so"] = whole[key]
    return {f"cung-don-vi/2025/{key}": number for key, number in found.items()}


def _rates() -> list[tuple[str, str, str]]:
    """Return each measure's code with its tops and bases per agency and period."""
    found = []
    for code, (other, top, base) in RATES.items():
        read = TRAINED if code == "II.1" else HAS
        must = "" if code == "II.1" else " and c.flag"
        table = (
            "(select x.agency_id, x.period_id, '{code}' as code, {what} as number"
            " from tasks_figurevalue x join tasks_figure f on f.id=x.figure_id"
            " join tasks_figurevalue c on c.agency_id=x.agency_id"
            " and c.period_id=x.period_id and c.is_current join tasks_figure g"
            f" on g.id=c.figure_id and g.code='{other}'{must}"
            f" where x.is_current and f.code='{read}' and exists (select 1 from"
            " tasks_duty d where d.agency_id=x.agency_id and d.period_id=x.period_id"
            " and not d.is_requested and d.state in ('submitted','accepted')))"
        )
        made = [table.format(code=code, what=what) for what in (top, base)]
        found.append((code, made[0], made[1]))
    done = REPORTED.replace("t.code", "'II.3' as code").replace(
        "d.state='accepted' and ", ""
    )
    found.append(("II.3", done, done.replace("then 1 else 0", "then 1 else 1")))
    return found


def _pair(table: str, key: str, code: str, now: int, before: int) -> dict[str, Decimal]:
    both = BOTH.format(one=table)
    either = (
        f"select count(distinct agency_id) from {table} e where code=%s"
        " and period_id in (%s, %s)"
    )
    return {
        f"{key}/nay": one(f"select sum(n.number){both}", now, before, code),
        f"{key}/truoc": one(f"select sum(b.number){both}", now, before, code),
        f"{key}/don-vi": one(f"select count(*){both}", now, before, code),
        f"{key}/tren": one(either, code, now, before),
    }


def past_again(period: Period) -> dict[str, Decimal]:
    """Return key → every number of an earlier year that stands beside the report."""
    place = f"so-sanh/{period.key}"
    parts = {"muc-tieu/II.1": "muc-tieu", "nhiem-vu/III.2.a": "nhiem-vu/III.2.a"}
    told = {**_measures(period.pk), **_tasks(period.pk, "nhiem-vu/III.2.a")}
    left = ("da-ket-thuc", "dang-thuc-hien", "chua-thuc-hien")
    found = {
        f"{place}/{parts[own]}{key.removeprefix(own)}": number
        for key, number in told.items()
        for own in parts
        if key.startswith(own) and not key.endswith(left)
    }
    found.pop(f"{place}/nhiem-vu/III.2.a/khong-thuoc-dien")
    return found | _compared(period.pk, f"{place}/so-lieu")


def informed_again(period: int) -> dict[str, Decimal]:
    """Return what a body that is only asked told of the first measure."""
    asked = VALUES.replace("not d.is_requested", "d.is_requested")
    place = "muc-tieu/II.1/II.1/thong-tin"
    return {
        f"{place}-tu-so": one(f"select sum(v.number){asked}", period, TRAINED),
        f"{place}-mau-so": one(f"select sum(v.number){asked}", period, CHARGED),
    }
