"""What the last report set out to do, beside what this year counted."""

from collections.abc import Iterator

from reporting.facts.judging_words import listed
from reporting.yearly.judging import ReportMaterial, SaidSentence
from reporting.yearly.sentences import counted


def _results(about: ReportMaterial, line: str) -> Iterator[SaidSentence]:
    """Yield this year's figures on what a line promised, in the order of its words."""
    said = line.lower()
    asked = [each for each in about.judged.told if each.promise_word]
    found = [each for each in asked if each.promise_word.lower() in said]
    for each in sorted(found, key=lambda each: said.index(each.promise_word.lower())):
        total = about.sums.of(each.code)
        if total and total.total:
            text = each.promise_result.replace("{}", counted(total.total))
            yield SaidSentence(text, (f"so-lieu/{each.code}",))
    if _urges(line) and about.judged.levels and not about.behind:
        yield SaidSentence("không còn đơn vị chưa báo cáo, báo cáo chậm", ("don-vi",))


def _urges(line: str) -> bool:
    return "đôn đốc" in line.lower()


def kept_promises(about: ReportMaterial) -> Iterator[SaidSentence]:
    """Say what was counted this year of what was promised."""
    promised = about.judged.promised
    if promised is None:
        return
    found = [one for line in promised.lines for one in _results(about, line)]
    told = list(dict.fromkeys(found))
    if told:
        rows = dict.fromkeys(row for one in told for row in one.rows)
        yield SaidSentence(
            f"Thực hiện phương hướng nêu tại {promised.cited}, trong kỳ"
            f" {listed([one.text for one in told])}.",
            (f"bao-cao/{promised.place}", *rows),
        )


def open_promises(about: ReportMaterial) -> Iterator[SaidSentence]:
    """Say which promise is not kept yet, and of which nothing can be counted."""
    promised = about.judged.promised
    if promised is None:
        return
    left = [line for line in promised.lines if not list(_results(about, line))]
    for line in left:
        owing = counted(len(about.behind)) if _urges(line) and about.behind else ""
        found = (
            f"còn {owing} đơn vị chưa báo cáo đủ hoặc báo cáo chậm"
            if owing
            else "chưa có số liệu để đối chiếu kết quả nội dung này"
        )
        yield SaidSentence(
            f"{promised.cited} đề ra “{line.rstrip('.')}”; {found}.",
            (f"bao-cao/{promised.place}", *(("don-vi",) if owing else ())),
        )
