"""What «Tổng quan» says in sentences: on the page with links, in an answer without."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from kehoach.lib.numbers import format_number, percent_of
from reporting.counting.judgement import FurthestBehind, Judgement
from reporting.counting.links import duties_url
from reporting.counting.measure_rows import rows_in
from reporting.overview.dashboard import Dashboard
from tasks.desk.page_words import SentencePart
from tasks.models import Period, TargetMeasure
from tasks.pages.list_answer import when_words
from tasks.sums.targets import MeasureRow


def says_of(page: Dashboard) -> dict[str, list[SentencePart]]:
    """Return the judgement and the line below it, each number a link to its rows."""
    told = page.judgement
    if not told.now.owed:
        return {"first": [SentencePart("Kỳ này chưa mở nhiệm vụ nào.")], "second": []}
    sent = duties_url(page.period, "sent", "", page.as_of)
    share = SentencePart(f"{told.now.percent}%", sent, told.tone)
    if not page.period.is_open:
        lead, after = f"{page.period} đã chốt: ", " nhiệm vụ đã gửi."
    elif told.before and told.before.is_whole:
        lead = f"{told.verdict}: đến {told.day:%d/%m}, "
        then = f"{told.before.words} là {told.before.share.percent}%"
        after = f" nhiệm vụ đã gửi, {then}."
    else:
        lead, after = f"Đến {told.day:%d/%m}, ", " nhiệm vụ đã gửi."
    return {
        "first": [SentencePart(lead), share, SentencePart(after)],
        "second": _second(told),
    }


def _second(told: Judgement) -> list[SentencePart]:
    compared = compared_in_part(told)
    parts = [SentencePart(compared)] if compared else []
    worst = [each for each in (told.level, told.task) if each]
    parts += [SentencePart("Chậm nhất: ")] if worst else []
    for number, each in enumerate(worst):
        parts += [SentencePart(", ")] if number else []
        parts.append(
            SentencePart(f"{each.name} ({each.share.percent}%)", _rows(told, each))
        )
    return [*parts, SentencePart(". " if worst else ""), SentencePart(told.deadline)]


def compared_in_part(told: Judgement) -> str:
    """Return the comparison over the agencies that owe in both periods, where these are
    not all; a space follows.
    """
    before = told.before
    if before is None or before.is_whole:
        return ""
    return (
        f"{told.verdict} trên {_of(before.units, before.of)} đơn vị có ở cả hai kỳ:"
        f" {told.both.percent}%, {before.words} là {before.share.percent}%. "
    )


def _rows(told: Judgement, behind: FurthestBehind) -> str:
    words = {"ky": told.period.key, "trang-thai": "chua-gui", "dien": "tinh"}
    return f"{reverse('tasks:duties', args=[told.period.plan.code])}?{urlencode(words | {behind.word: behind.value})}"


def answer_of(page: Dashboard, now: datetime) -> str:
    """Return the state of the plan as a sentence for a call or a message, with its hour."""
    told, totals = page.judgement, page.totals
    if not told.now.owed:
        return f"{_when(page, now)}: {page.period} chưa mở nhiệm vụ nào."
    before, then = told.before, ""
    if before and before.is_whole:
        same = f"; cùng ngày {before.words} là {before.share.percent}%"
        then = f"{same} ({_of(before.share.sent, before.share.owed)})"
    late = (
        f"Quá hạn chưa gửi: {format_number(totals['unsent'])};"
        f" quá hạn bổ sung: {format_number(totals['unmended'])}."
    )
    return (
        f"{_when(page, now)}, {_plan(page.period)}: đã gửi"
        f" {_of(told.now.sent, told.now.owed)} nhiệm vụ ({told.now.percent}%){then}."
        f" {compared_in_part(told)}{late}{_silent(page)} {told.deadline}"
    ).rstrip()


def silent_answer(
    period: Period, names: Sequence[str], now: datetime, *, is_owed: bool = True
) -> str:
    """Return who owes something and has said nothing, with the hour."""
    when = when_words(period, None, now)
    if not is_owed:
        return f"{when}, {_plan(period)}: chưa có nhiệm vụ nào phải báo cáo."
    if not names:
        return f"{when}, {_plan(period)}: mọi đơn vị đã phản hồi."
    number = format_number(len(names))
    return (
        f"{when}, {_plan(period)}: {number} đơn vị chưa phản hồi: {', '.join(names)}."
    )


def measure_answer(
    period: Period, measure: TargetMeasure, rows: list[MeasureRow], now: datetime
) -> str:
    """Return a measure's state with its numbers and who is missing, with the hour."""
    missing = [row.unit.name for row in rows_in("chua-bao-cao", rows).rows]
    told = rows_in("mau-so", rows)
    reported, asked = len(told.rows), len(told.rows) + len(missing)
    share = percent_of(told.numerator, told.denominator)
    number, unit = format_number(told.numerator), measure.counting_unit
    if measure.method == TargetMeasure.Method.SUM:
        result = f"tổng {number} {unit}"
    elif share is None:
        result = "chưa có số liệu"
    else:
        base = format_number(told.denominator)
        result = f"đạt {number}/{base} {unit} ({format_number(share)}%)"
    late = f" Chưa báo cáo: {', '.join(missing)}." if missing else ""
    return (
        f"{when_words(period, None, now)}, {_plan(period)}, mục tiêu {measure.target.code}"
        f" «{measure.short_title}»: {_of(reported, asked)} đơn vị đã báo cáo,"
        f" {result}.{late}"
    )


def _when(page: Dashboard, now: datetime) -> str:
    return when_words(page.period, page.as_of, now)


def _plan(period: Period) -> str:
    return f"{period.plan.short_title}, {period.words}"


def _of(part: int, whole: int) -> str:
    return f"{format_number(part)}/{format_number(whole)}"


def _silent(page: Dashboard) -> str:
    """Return who has said nothing: the names that the page shows, and how many more."""
    if page.as_of or not page.silent_count:
        return ""
    names = ", ".join(agency.short_name for agency in page.silent)
    more = page.silent_count - len(page.silent)
    rest = f" và {format_number(more)} đơn vị khác" if more else ""
    return f" Chưa phản hồi: {names}{rest}."
