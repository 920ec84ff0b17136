"""«Ưu điểm», «Hạn chế», «Nguyên nhân», «Phương hướng», «Kiến nghị» as drafts.

Nothing here is final: each sentence is a draft until somebody stands for it. The rules
by which results are judged stand in `judging`.
"""

from collections.abc import Iterable

from kehoach.lib.dates import format_date
from reporting.facts.judging_words import NAMED, listed, quoted, title_in_sentence, who
from reporting.yearly.judged import Raised
from reporting.yearly.judging import (
    ReportMaterial,
    SaidSentence,
    best_measures,
    good_tasks,
    not_covered,
    slow_tasks,
    weak_measures,
    weakest,
)
from reporting.yearly.judging_levels import late_levels, whole_levels
from reporting.yearly.judging_promises import kept_promises, open_promises
from reporting.yearly.sentences import counted

#: Characters of an example that a report quotes.
_QUOTED = 400


def strengths(about: ReportMaterial) -> list[SaidSentence]:
    """Say what was reached: measures, tasks, levels, what was promised."""
    return [
        *best_measures(about),
        *good_tasks(about),
        *whole_levels(about),
        *kept_promises(about),
        *named_examples(about),
    ]


def named_examples(about: ReportMaterial) -> list[SaidSentence]:
    """Quote what officers chose to name, each with the agency that wrote it."""
    found = about.judged.named
    if not found:
        return []
    rows = tuple(dict.fromkeys(f"nhiem-vu/{one.task_code}" for one in found))
    lead = (
        "Một số kết quả, cách làm tiêu biểu do các cơ quan, đơn vị, địa phương báo cáo:"
    )
    said = (f"- {one.agency}: {shorten(one.text, _QUOTED)}" for one in found)
    return [SaidSentence(lead, rows), *(SaidSentence(_ended(text)) for text in said)]


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def shorten(text: str, most: int) -> str:
    """Return the text on one line, cut between words where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rpartition(' ')[0]}…"


def shortcomings(about: ReportMaterial) -> list[SaidSentence]:
    """Say what lags: measures, tasks, levels, what nobody can judge yet."""
    return [
        *weak_measures(about),
        *slow_tasks(about),
        *late_levels(about),
        *not_covered(about),
        *open_promises(about),
    ]


def causes(about: ReportMaterial) -> list[SaidSentence]:
    """Say which difficulties agencies share, and what silence does to the numbers."""
    shared = sorted(about.judged.raised, key=lambda one: -len(one.agencies))
    said = [_cause(one) for one in shared if len(one.agencies) > 1][:NAMED]
    single = [one for one in shared if len(one.agencies) == 1][: NAMED - len(said)]
    if single:
        parts = [f"{quoted(one.text)} ({one.agencies[0]})" for one in single]
        rows = tuple(f"vuong-mac/{one.pk}" for one in single)
        alone = len({one.agencies[0] for one in single}) == 1
        lead = f"Có {counted(1)} đơn vị" if alone else "Một số đơn vị"
        said.append(SaidSentence(f"{lead} nêu vướng mắc: {'; '.join(parts)}.", rows))
    silent = [u for u in about.behind if u.overdue and u.unsent == u.owed]
    if silent:
        said.append(
            SaidSentence(
                f"Đến ngày {format_date(about.judged.as_of)} còn {counted(len(silent))}"
                " đơn vị chưa gửi báo cáo, nên số liệu tổng hợp chưa phản ánh đầy đủ kết"
                " quả của toàn tỉnh.",
                ("don-vi",),
            )
        )
    return said


def _cause(one: Raised) -> SaidSentence:
    task = (
        f" khi thực hiện nhiệm vụ {title_in_sentence(one.task_title)}"
        if one.task_title
        else ""
    )
    return SaidSentence(
        f"{counted(len(one.agencies))} đơn vị cùng nêu vướng mắc{task}:"
        f" {quoted(one.text)} ({who(one.agencies)}).",
        (f"vuong-mac/{one.pk}",),
    )


def ahead(about: ReportMaterial, usual: Iterable[str]) -> list[SaidSentence]:
    """Say what goes on, and which of the weakest results is to be put right."""
    weak = weakest(about)
    said = [SaidSentence(line) for line in usual]
    if weak:
        names = listed([f"tỷ lệ {one.name}" for one in weak])
        said.append(
            SaidSentence(
                f"Tập trung khắc phục các chỉ tiêu còn thấp, trước hết là {names}.",
                tuple(f"muc-tieu/{one.code}" for one in weak),
            )
        )
    return said


def recommendations(about: ReportMaterial, steering: str) -> list[SaidSentence]:
    """Say what was brought before the Committee, each with who raised it."""
    brought = [one for one in about.judged.raised if one.is_escalated]
    waiting = [one for one in brought if not one.committee_number]
    said = [
        *(_recommended(one) for one in waiting),
        *(_answered(one) for one in brought if one.committee_number),
    ]
    none = f"{steering} không có kiến nghị, đề xuất với Ủy ban nhân dân tỉnh."
    return said or [SaidSentence(none)]


def _recommended(one: Raised) -> SaidSentence:
    asked = one.recommendation.strip()
    hope = f" {plural(one)} kiến nghị: {quoted(asked)}." if asked else ""
    return SaidSentence(
        f"Về vướng mắc do {who(one.agencies)} nêu ({quoted(one.text)}): "
        f"{quoted(one.note)}.{hope}",
        (f"vuong-mac/{one.pk}",),
    )


def _answered(one: Raised) -> SaidSentence:
    day = format_date(one.committee_on) if one.committee_on else "…"
    return SaidSentence(
        f"Vướng mắc do {who(one.agencies)} nêu ({quoted(one.text)}) đã được Ủy ban nhân"
        f" dân tỉnh cho ý kiến tại văn bản số {one.committee_number} ngày {day}.",
        (f"vuong-mac/{one.pk}",),
    )


def plural(one: Raised) -> str:
    """Return who recommends."""
    return "Các đơn vị" if len(one.agencies) > 1 else "Đơn vị"
