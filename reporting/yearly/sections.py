"""The outline, filled: numbered headings and the paragraphs that rules write."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from kehoach.lib.marks import fill
from reporting.counting.informed import Informed, informed_lines
from reporting.counting.lateness import Behind
from reporting.counting.sums import Sums
from reporting.counting.tasks import TaskCount
from reporting.facts.report import IssuedDocument, ReportSection
from reporting.models import OutlineSection, YearlyReport
from reporting.models.outline import OWN
from reporting.outline.parts import (
    DOCUMENTS_ANNEX,
    MISSING_ANNEX,
    TASKS_ANNEX,
    ReportOutline,
    Section,
    numbered,
)
from reporting.outline.wording import DRAFT, direction
from reporting.yearly.changes import Changed, change_lines
from reporting.yearly.count_sentences import (
    behind_sentence,
    plans_sentence,
    tasks_sentence,
)
from reporting.yearly.drafting import (
    ahead,
    causes,
    recommendations,
    shortcomings,
    strengths,
)
from reporting.yearly.issued_documents import documents_sentence
from reporting.yearly.judging import ReportMaterial, SaidSentence
from reporting.yearly.sentences import counted, is_silent, paragraphs, silence
from tasks.periods.calendars import words_ahead


@dataclass(frozen=True, slots=True)
class Source:
    """What the rules write from."""

    report: YearlyReport
    tasks: list[TaskCount]
    behind: list[Behind]
    sums: Sums
    scope_note: str
    outline: ReportOutline
    targets: int
    before: str
    compared: tuple[str, ...]
    about: ReportMaterial
    informed: tuple[Informed, ...] = ()
    documents: tuple[IssuedDocument, ...] = ()
    changes: tuple[Changed, ...] = ()
    replaced: tuple[str, ...] = ()

    @property
    def is_owed(self) -> bool:
        """Return whether anybody had to report."""
        return any(count.owed for count in self.tasks)

    @property
    def has_measures(self) -> bool:
        """Return whether any unit gave what a measure counts."""
        counts = (count for each in self.about.targets for count in each.measures)
        return any(count.numbers.reported for count in counts)

    def counts_for(self, rule: str) -> int:
        """Return how many clauses the section of the rule tells of."""
        if rule == OutlineSection.Rule.TARGETS:
            return self.targets
        return len(
            self.split(responsibilities=rule == OutlineSection.Rule.RESPONSIBILITIES)
        )

    def split(self, *, responsibilities: bool) -> list[TaskCount]:
        """Return the counts of the tasks, or those of the responsibilities."""
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
            "ky_sau": words_ahead(self.report.period),
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
    """Yield the sections that have something to tell of."""
    for section in sections:
        if _is_there(section, source):
            yield _section(section, level, source, variables)


def _is_there(section: Section, source: Source) -> bool:
    """Return whether there is something to compare with, or such a part of the plan."""
    if section.rule == OutlineSection.Rule.COMPARING:
        return bool(source.compared)
    counting = (
        OutlineSection.Rule.TARGETS,
        OutlineSection.Rule.TASKS,
        OutlineSection.Rule.RESPONSIBILITIES,
    )
    return section.rule not in counting or source.counts_for(section.rule) > 0


def _section(
    section: Section, level: int, source: Source, variables: dict[str, str]
) -> ReportSection:
    children = tuple(_filled(section.children, level + 1, source, variables))
    said = _drafted(section, source)
    words = tuple(one.text for one in said) or _RULES.get(section.rule, nothing)(
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
        shows_targets=section.rule == OutlineSection.Rule.TARGETS
        and source.has_measures,
        key=section.key,
        title=title,
        rows=tuple(one.rows for one in said),
        is_draft=bool(said),
    )


def _drafted(section: Section, source: Source) -> list[SaidSentence]:
    """Return the sentences of judgement that somebody has to stand for."""
    period = source.report.period
    about = source.about
    if section.rule == OutlineSection.Rule.DIRECTION:
        return ahead(about, direction(period))
    if section.rule == OutlineSection.Rule.RECOMMENDATIONS:
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
    name = source.outline.name
    named = [one._replace(annex=name(one.annex)) for one in section.clauses]
    told = [informed_lines(clause, source.informed) for clause in section.clauses]
    if is_silent(named, source.sums) and _is_topic(section, source):
        title = fill(section.title, source.variables)
        said = silence(title, named, is_owed=source.is_owed)
        return (said, *chain.from_iterable(told))
    found: list[str] = []
    for clause, informed in zip(named, told, strict=True):
        found += [*paragraphs([clause], source.sums), *informed]
    return tuple(found)


def _is_topic(section: Section, source: Source) -> bool:
    """Return whether the title is what nobody told of: not where an annex tells some of
    it, nor in an officer's own section, whose title may be any words.
    """
    if section.key.startswith(OWN):
        return False
    keys = {clause.annex for clause in section.clauses}
    annexes = (annex for annex in source.outline.annexes if annex.key in keys)
    codes = (column.code.lstrip("?") for annex in annexes for column in annex.columns)
    return not any(source.sums.given.get(code) for code in codes)


def _plans(_: Section, source: Source) -> tuple[str, ...]:
    issued = documents_sentence(
        source.documents, source.outline.name_of(DOCUMENTS_ANNEX)
    )
    return (plans_sentence(source.tasks), *filter(None, (issued,)))


def _targets(_: Section, source: Source) -> tuple[str, ...]:
    if not source.has_measures:
        return ("Chưa có đơn vị nào báo cáo số liệu về các mục tiêu.",)
    return (f"{source.scope_note} Kết quả cụ thể như sau:",)


def _tasks(_: Section, source: Source) -> tuple[str, ...]:
    own = source.split(responsibilities=False)
    outline = source.outline
    return (
        tasks_sentence(own, outline.name_of(TASKS_ANNEX)),
        behind_sentence(
            source.behind, outline.name_of(MISSING_ANNEX), is_owed=source.is_owed
        ),
        *change_lines(source.changes, own, "nhiệm vụ"),
        *source.replaced,
    )


def _responsibilities(_: Section, source: Source) -> tuple[str, ...]:
    duties = source.split(responsibilities=True)
    return (
        tasks_sentence(duties, source.outline.name_of(TASKS_ANNEX)),
        *change_lines(source.changes, duties, "nội dung"),
        *(() if source.split(responsibilities=False) else source.replaced),
    )


def nothing(*_: object) -> tuple[str, ...]:
    """Leave the words to an officer."""
    return ()


#: Rule of a section → what writes its paragraphs.
_RULES: dict[str, Callable[[Section, Source], tuple[str, ...]]] = {
    OutlineSection.Rule.FIGURES: _figures,
    OutlineSection.Rule.PLANS: _plans,
    OutlineSection.Rule.TARGETS: _targets,
    OutlineSection.Rule.TASKS: _tasks,
    OutlineSection.Rule.RESPONSIBILITIES: _responsibilities,
    OutlineSection.Rule.COMPARING: lambda _, source: source.compared,
}
DRAFTS: dict[str, Callable[[ReportMaterial], list[SaidSentence]]] = {
    OutlineSection.Rule.STRENGTHS: strengths,
    OutlineSection.Rule.SHORTCOMINGS: shortcomings,
    OutlineSection.Rule.CAUSES: causes,
}
