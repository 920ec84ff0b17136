"""The outline, filled: numbered headings and the paragraphs that rules write."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kehoach.lib.marks import fill
from reporting.builders.drafting import (
    ahead,
    causes,
    recommendations,
    shortcomings,
    strengths,
)
from reporting.builders.informed import Informed, clause_lines
from reporting.builders.issued_documents import documents_sentence
from reporting.builders.judging import Material, Said
from reporting.builders.lateness import Behind
from reporting.builders.outline import (
    DOCUMENTS,
    MISSING,
    TASKS,
    Outline,
    Section,
    numbered,
)
from reporting.builders.sentences import counted, paragraphs, percent
from reporting.builders.sums import Sums
from reporting.builders.tasks import TaskCount
from reporting.builders.wording import DRAFT, direction, next_words
from reporting.facts import IssuedDocument, ReportSection
from reporting.models import OutlineSection, YearlyReport

Rule = OutlineSection.Rule


@dataclass(frozen=True, slots=True)
class Source:
    """What the rules write from."""

    report: YearlyReport
    tasks: list[TaskCount]
    behind: list[Behind]
    sums: Sums
    scope_note: str
    outline: Outline
    targets: int
    before: str
    compared: tuple[str, ...]
    about: Material
    informed: tuple[Informed, ...] = ()
    documents: tuple[IssuedDocument, ...] = ()

    def split(self, *, responsibilities: bool) -> list[TaskCount]:
        """Return the counts of part III, or those of part IV."""
        return [
            count
            for count in self.tasks
            if count.task.is_responsibility is responsibilities
        ]

    @property
    def variables(self) -> dict[str, str]:
        """Return what headings may name."""
        year = self.report.period.year
        return {
            "nam": str(year),
            "nam_sau": str(year + 1),
            "ky_truoc": self.before,
            "ky_sau": next_words(self.report.period),
            "so_muc_tieu": counted(self.targets),
            "so_nhiem_vu": counted(len(self.split(responsibilities=False))),
            "so_trach_nhiem": counted(len(self.split(responsibilities=True))),
        }


def sections_of(source: Source) -> tuple[ReportSection, ...]:
    """Return the parts of the report, numbered."""
    variables = source.variables
    return numbered(_filled(source.outline.sections, 1, source, variables))


def _filled(
    sections: Iterable[Section], level: int, source: Source, variables: dict[str, str]
) -> Iterator[ReportSection]:
    """Yield the sections; nothing to compare with is no section."""
    for section in sections:
        if section.rule != Rule.COMPARING or source.compared:
            yield _section(section, level, source, variables)


def _section(
    section: Section, level: int, source: Source, variables: dict[str, str]
) -> ReportSection:
    children = tuple(_filled(section.children, level + 1, source, variables))
    said = _drafted(section, source)
    words = tuple(one.text for one in said) or RULES.get(section.rule, nothing)(
        section, source
    )
    if not words and not children:
        words = (DRAFT,)
    title = fill(section.title, variables)
    return ReportSection(
        title,
        level,
        (*words, *_pointers(section, source)),
        children,
        shows_targets=section.rule == Rule.TARGETS,
        key=section.key,
        title=title,
        rows=tuple(one.rows for one in said),
        is_draft=bool(said),
    )


def _drafted(section: Section, source: Source) -> list[Said]:
    """Return the sentences of judgement that somebody has to stand for."""
    period = source.report.period
    about = source.about
    if section.rule == Rule.DIRECTION:
        return ahead(about, direction(period))
    if section.rule == Rule.RECOMMENDATIONS:
        steering = period.plan.steering_agency.name
        return recommendations(about, steering)
    writes = DRAFTS.get(section.rule)
    return writes(about) if writes else []


def _pointers(section: Section, source: Source) -> tuple[str, ...]:
    """Say which annexes the section names besides those of its clauses."""
    named = {clause.annex for clause in section.clauses}
    keys = (key for key in section.annexes if key not in named)
    names = [name for key in keys if (name := source.outline.name(key))]
    return (f"Số liệu chi tiết tại {', '.join(names)}.",) if names else ()


def _figures(section: Section, source: Source) -> tuple[str, ...]:
    found: list[str] = []
    for clause in section.clauses:
        named = clause._replace(annex=source.outline.name(clause.annex))
        found += paragraphs([named], source.sums)
        found += clause_lines(clause, source.informed)
    return tuple(found)


def _plans(_: Section, source: Source) -> tuple[str, ...]:
    issued = documents_sentence(source.documents, source.outline.name_of(DOCUMENTS))
    return (_plans_sentence(source.tasks), *filter(None, (issued,)))


def _targets(_: Section, source: Source) -> tuple[str, ...]:
    return (f"{source.scope_note} Kết quả cụ thể như sau:",)


def _tasks(_: Section, source: Source) -> tuple[str, ...]:
    own = source.split(responsibilities=False)
    outline = source.outline
    return (
        _tasks_sentence(own, outline.name_of(TASKS)),
        _behind_sentence(source, outline.name_of(MISSING)),
    )


def _responsibilities(_: Section, source: Source) -> tuple[str, ...]:
    duties = source.split(responsibilities=True)
    return (_tasks_sentence(duties, source.outline.name_of(TASKS)),)


def nothing(*_: object) -> tuple[str, ...]:
    """Leave the words to an officer."""
    return ()


#: Rule of a section → what writes its paragraphs.
RULES: dict[str, Callable[[Section, Source], tuple[str, ...]]] = {
    Rule.FIGURES: _figures,
    Rule.PLANS: _plans,
    Rule.TARGETS: _targets,
    Rule.TASKS: _tasks,
    Rule.RESPONSIBILITIES: _responsibilities,
    Rule.COMPARING: lambda _, source: source.compared,
}
DRAFTS: dict[str, Callable[[Material], list[Said]]] = {
    Rule.STRENGTHS: strengths,
    Rule.SHORTCOMINGS: shortcomings,
    Rule.CAUSES: causes,
}


def _plans_sentence(tasks: list[TaskCount]) -> str:
    """Say how many agencies have their own plan (IV.10.2 and IV.11.1)."""
    own = [count for count in tasks if count.task.code in ("IV.10.2", "IV.11.1")]
    owed = sum(count.owed for count in own)
    sent = sum(count.reported for count in own)
    done = sum(count.done for count in own)
    if not owed:
        return "Kỳ này không có đơn vị phải ban hành kế hoạch riêng."
    return (
        f"Trong {counted(owed)} cơ quan, đơn vị, địa phương phải tổ chức quán triệt và"
        f" xây dựng kế hoạch cụ thể, {counted(sent)} đơn vị đã báo cáo, trong đó"
        f" {counted(done)} đơn vị đã thực hiện;"
        f" {counted(owed - sent)} đơn vị chưa báo cáo."
    )


def _tasks_sentence(counts: list[TaskCount], annex: str) -> str:
    owed = sum(count.owed for count in counts)
    sent = sum(count.reported for count in counts)
    done = sum(count.done for count in counts)
    if not any(count.owed or count.requested for count in counts):
        return "Kỳ này không có đơn vị phải báo cáo nội dung này."
    text = (
        f"Tổng số {counted(owed)} lượt nhiệm vụ của các đơn vị phải báo cáo;"
        f" đã báo cáo {counted(sent)} lượt"
    )
    if owed:
        text += f" (đạt {percent(Decimal(sent) / owed)})"
    text += f", trong đó đã thực hiện và được tiếp nhận {counted(done)} lượt"
    text += f" ({annex})" if annex else ""
    requested = sum(count.requested for count in counts)
    if requested:
        text += (
            f". Ngoài ra, đã đề nghị phối hợp thực hiện {counted(requested)} nội dung"
            " (không tính vào số phải báo cáo)"
        )
    return f"{text}."


def _behind_sentence(source: Source, annex: str) -> str:
    behind = source.behind
    if not any(count.owed for count in source.tasks):
        return "Chưa có đơn vị nào phải báo cáo."
    if not behind:
        return "Các đơn vị đã báo cáo đầy đủ, đúng hạn."
    silent = sum(unit.unsent == unit.owed for unit in behind)
    partly = sum(0 < unit.unsent < unit.owed for unit in behind)
    late = len(behind) - silent - partly
    words = (
        (silent, "đơn vị chưa báo cáo"),
        (partly, "đơn vị báo cáo chưa đủ"),
        (late, "đơn vị báo cáo chậm"),
    )
    parts = [f"{counted(number)} {name}" for number, name in words if number]
    pointer = f" ({annex})" if annex else ""
    return f"Có {', '.join(parts)}{pointer}."
