"""«So sánh với các năm trước»: sentences over the units that both periods have."""

from collections.abc import Iterable, Sequence

from kehoach.lib.numbers import count_word, format_number
from reporting.facts.compared import Number, SpanNumbers
from reporting.facts.comparing import (
    FIGURES_GROUP,
    SENT,
    TARGETS_GROUP,
    NumberLine,
    number_lines,
)
from reporting.facts.judging_words import title_in_sentence
from reporting.facts.pairs import RATE, Pair, pair_of
from reporting.facts.report import ReportSection

TOP = "tu-so"
#: How many of those that are not compared a sentence names.
_FEW = 3


def looking_back(
    now: SpanNumbers, past: Sequence[SpanNumbers], before: str, named: Sequence[str]
) -> tuple[ReportSection, ...]:
    """Return the section, or none when there is nothing to compare with; `named` are the
    codes of the figures that a sentence names, every other stands in the workbook and on
    the page.
    """
    if not past:
        return ()
    lines = [line for line in number_lines((now, *past)) if _is_told(line, named)]
    told = [line for line in lines if line.pair(1)]
    last = past[0]
    sentences = (
        *(_tasks(now, span) for span in past),
        _targets(told, last),
        _figures(told, last, named),
        _left_out([line for line in lines if not line.pair(1)], last),
    )
    heading = f"d) So sánh với {before[:1].lower()}{before[1:]}"
    return (ReportSection(heading, 3, tuple(filter(None, sentences))),)


def moved_of(now: SpanNumbers, past: Sequence[SpanNumbers]) -> dict[str, str]:
    """Return measure → how it moved against the period before, over the same units."""
    lines = number_lines((now, *past[:1])) if past else []
    counts = {measure.code for measure in now.measures if measure.kind == "count"}
    return {
        line.code: _moved(line)
        for line in lines
        if line.group == TARGETS_GROUP
        and line.word == (TOP if line.code in counts else RATE)
        and line.pair(1)
    }


def _moved(line: NumberLine) -> str:
    """Return «từ 50% lên 75% (38/84 đơn vị)»."""
    pair = _pair(line)
    now, before = _number(line, pair.now), _number(line, pair.before)
    if now == before:
        return f"giữ ở {now} ({pair.coverage})"
    way = "lên" if (pair.now or 0) > (pair.before or 0) else "xuống"
    return f"từ {before} {way} {now} ({pair.coverage})"


def _number(line: NumberLine, value: Number | None) -> str:
    return f"{format_number(value)}{'%' if line.is_rate else ''}"


def _pair(line: NumberLine) -> Pair:
    pair = line.pair(1)
    assert pair is not None  # noqa: S101 -- only lines that are compared come here
    return pair


def _is_told(line: NumberLine, figures: Sequence[str]) -> bool:
    """Return whether a sentence may name the line and both periods know it."""
    if line.group == FIGURES_GROUP:
        named = line.code in figures and line.word != SENT
    else:
        named = line.group == TARGETS_GROUP and line.is_rate
    return named and None not in line.values[:2]


def _tasks(now: SpanNumbers, past: SpanNumbers) -> str:
    """Compare all tasks over what was reported in both periods."""
    same = past.same
    if same is None or same.every_task is None:
        return ""
    pair = pair_of(same.every_task, same.least, RATE)
    if not pair.is_enough:
        return ""
    return (
        f"Trong {count_word(pair.units)}/{count_word(pair.of)} lượt nhiệm vụ có báo cáo"
        f" ở cả {now.words} và {past.words}, tỷ lệ đã thực hiện, được tiếp nhận là"
        f" {format_number(pair.now)}% ({past.words}: {format_number(pair.before)}%)."
    )


def _targets(lines: Iterable[NumberLine], last: SpanNumbers) -> str:
    moved = [_target(line, last) for line in lines if line.group == TARGETS_GROUP]
    if not moved:
        return ""
    return (
        f"Về mục tiêu, so với {last.words}, tính trên các đơn vị có số liệu ở cả hai"
        f" kỳ: {'; '.join(moved)}."
    )


def _target(line: NumberLine, last: SpanNumbers) -> str:
    pair = _pair(line)
    return (
        f"{_measure(line)} đạt {format_number(pair.now)}% ({last.words}:"
        f" {format_number(pair.before)}%), {line.said(1)}"
    )


def _figures(
    lines: Iterable[NumberLine], last: SpanNumbers, named: Sequence[str]
) -> str:
    found = {line.code: line for line in lines if line.group == FIGURES_GROUP}
    told = [_figure(found[code], last) for code in named if code in found]
    if not told:
        return ""
    return (
        f"Về số liệu, so với {last.words}, cộng trên các đơn vị có số liệu ở cả hai kỳ:"
        f" {'; '.join(told)}."
    )


def _figure(line: NumberLine, last: SpanNumbers) -> str:
    pair = _pair(line)
    unit = f" {line.unit}" if line.unit else ""
    return (
        f"{_small(line.title)} {format_number(pair.now)}{unit} ({last.words}:"
        f" {format_number(pair.before)}{unit}), {line.said(1)}"
    )


def _left_out(lines: Sequence[NumberLine], last: SpanNumbers) -> str:
    """Say what is not compared, and why."""
    if not lines or last.same is None:
        return ""
    few = len(lines) <= _FEW
    names = "; ".join(
        _small(line.title) if line.group == FIGURES_GROUP else _measure(line)
        for line in lines[:_FEW]
    )
    what = names if few else f"{count_word(len(lines))} chỉ tiêu (trong đó có {names})"
    where = "" if few else "; danh mục tại bảng so sánh các kỳ của tệp số liệu"
    return (
        f"Chưa so sánh với {last.words} đối với {what}, do số đơn vị có số liệu ở cả hai"
        f" kỳ chưa đạt {last.same.least}%{where}."
    )


def _measure(line: NumberLine) -> str:
    """Return a measure inside a sentence, without its code in the plan."""
    return f"tỷ lệ {title_in_sentence(line.title.removeprefix(line.code))}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
