"""«So sánh với các năm trước»: sentences of the report from numbers side by side."""

from collections.abc import Iterable, Sequence

from kehoach.lib.numbers import format_number, percent_of
from reporting.comparing import FIGURES, RATE, SENT, TARGETS, Column, Line, lines_of
from reporting.facts import ReportSection, SpanNumbers

#: Figures that a sentence names; every other stands in the workbook and on the page.
NAMED = (
    "cuoc-tuyen-truyen",
    "luot-nguoi-boi-duong",
    "noi-dung-cong-khai",
    "y-kien-nhan-dan",
    "luot-tiep-cong-dan",
    "don-tiep-nhan",
    "cuoc-doi-thoai",
    "phan-anh-truc-tuyen",
    "cuoc-kiem-tra",
    "vi-pham-phat-hien",
)


def looking_back(
    now: SpanNumbers, past: Sequence[SpanNumbers], before: str
) -> tuple[ReportSection, ...]:
    """Return the section, or none when there is nothing to compare with."""
    if not past:
        return ()
    lines = lines_of((now, *past))
    sentences = (_tasks(now, past), _targets(lines, past[0]), _figures(lines, past[0]))
    title = f"d) So sánh với {before[:1].lower()}{before[1:]}"
    return (ReportSection(title, 3, tuple(filter(None, sentences))),)


def _tasks(now: SpanNumbers, past: Iterable[SpanNumbers]) -> str:
    shares = [f"{span.words} {_share(span)}" for span in (now, *past)]
    return f"Tỷ lệ lượt nhiệm vụ đã thực hiện, được tiếp nhận: {'; '.join(shares)}."


def _share(span: Column) -> str:
    owed = sum(task.owed for task in span.tasks) if span else 0
    if not span or not owed:
        return "chưa có số liệu"
    done = sum(task.done for task in span.tasks)
    return f"đạt {format_number(percent_of(done, owed))}%"


def _targets(lines: Iterable[Line], last: SpanNumbers) -> str:
    moved = [
        f"{line.title} đạt {format_number(line.values[0])}%, {line.said(1)}"
        for line in lines
        if line.group == TARGETS and line.word == RATE and _both(line)
    ]
    if not moved:
        return ""
    return f"Về mục tiêu, so với {last.words}: {'; '.join(moved)}."


def _figures(lines: Iterable[Line], last: SpanNumbers) -> str:
    figures = (line for line in lines if line.group == FIGURES and line.word != SENT)
    found = {line.code: line for line in figures}
    said = [_figure(found[code]) for code in NAMED if code in found]
    told = [words for words in said if words]
    if not told:
        return ""
    return (
        f"Về số liệu (cộng từ các đơn vị đã gửi trong mỗi kỳ), so với {last.words}:"
        f" {'; '.join(told)}."
    )


def _figure(line: Line) -> str:
    if not _both(line):
        return ""
    now, before = (format_number(value) for value in line.values[:2])
    unit = f" {line.unit}" if line.unit else ""
    return f"{_small(line.title)} {now}{unit}, {line.said(1)} ({before}{unit})"


def _both(line: Line) -> bool:
    return line.values[0] is not None and line.values[1] is not None


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
