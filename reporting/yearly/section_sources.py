"""Where the numbers of a section's sentences were counted from, as links below it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from django.urls import reverse

from reporting.counting.links import (
    duties_url,
    figure_url,
    kinds_of_annexes,
    rows_address_of,
)
from reporting.facts.figure_keys import printed_figures
from reporting.facts.figure_marks import FIGURE_MARK
from reporting.facts.report import ReportSection
from reporting.facts.report import YearlyFacts as Facts
from reporting.models import OutlineSection, SectionText, YearlyReport
from reporting.models.outline import phrase_pairs
from reporting.outline.parts import Section
from reporting.outline.rows import outline_of
from reporting.yearly.workshop import current_texts
from tasks.models import Figure, Period, Proof

#: Codes of the figures that the plan has.
Known = frozenset[str]


class Link(NamedTuple):
    """What was counted, and the address of its rows; of one paragraph, or of all."""

    words: str
    url: str
    paragraph: int | None = None


def sources_of(
    period: Period, report: YearlyReport, facts: Facts
) -> dict[str, list[Link]]:
    """Return key of a section → the rows behind its numbers; of a section that an
    officer wrote those behind the marks in the text.
    """
    texts = current_texts(report)
    own = _links_of_keys(period, facts) if texts else {}
    figures = Figure.objects.filter(plan=period.plan_id)
    known = frozenset(figures.values_list("code", flat=True))
    found: dict[str, list[Link]] = {}
    for section, _ in outline_of(period.plan).every_section():
        text = texts.get(section.key)
        is_written = text is not None and not text.is_automatic
        found[section.key] = (
            list(_marked(text, own))
            if text and is_written
            else list(BY_RULE.get(section.rule, _nothing)(section, period, known))
        )
        if (
            section.rule == OutlineSection.Rule.PLANS
            and not is_written
            and facts.documents
        ):
            found[section.key].append(Link("danh mục văn bản", "#van-ban"))
    for drafted in every(facts.sections):
        for number, rows in enumerate(drafted.rows):
            found.setdefault(drafted.key, []).extend(
                _of_row(row, period)._replace(paragraph=number) for row in rows
            )
    return found


def every(sections: Iterable[ReportSection]) -> Iterator[ReportSection]:
    """Yield the sections in reading order."""
    for section in sections:
        yield section
        yield from every(section.children)


def _of_row(row: str, period: Period) -> Link:
    """Return the address that a drafted sentence leads to."""
    what, _, code = row.partition("/")
    if what == "muc-tieu":
        path = reverse("reporting:measure_rows", args=[period.plan.code, code])
        return Link(f"mục tiêu {code}", f"{path}?ky={period.key}")
    if what == "nhiem-vu":
        return Link(f"nhiệm vụ {code}", duties_url(period, "owed", code))
    if what == "so-lieu":
        return Link("số liệu của các đơn vị", figure_url(period.plan, period.key, code))
    if what == "vuong-mac":
        return Link("vướng mắc", f"{reverse('tasks:difficulties')}?so={code}")
    if what == "bao-cao":
        key, _, plan = code.partition("/")
        where = [plan or period.plan.code, key]
        return Link("báo cáo trước", reverse("reporting:yearly", args=where))
    return Link("đơn vị chưa báo cáo, báo cáo chậm", "#chua-bao-cao")


def _links_of_keys(period: Period, facts: Facts) -> dict[str, Link]:
    kinds = kinds_of_annexes(period.plan)
    return {
        one.key: Link(one.label, rows_address_of(one, period, kinds))
        for one in printed_figures(facts)
    }


def _marked(text: SectionText, own: Mapping[str, Link]) -> Iterator[Link]:
    """Yield the rows of each figure that the text names; a rate leads to its measure."""
    keys = (found[1].strip() for found in FIGURE_MARK.finditer(text.text))
    for key in dict.fromkeys(key.replace("/ty-le", "/mau-so") for key in keys):
        if key in own:
            yield own[key]


def _nothing(*_: object) -> Iterator[Link]:
    return iter(())


def _figures(section: Section, period: Period, known: Known) -> Iterator[Link]:
    for clause in section.clauses:
        for code, words in phrase_pairs("\n".join(clause.phrases)):
            if code in known:
                yield Link(
                    words, figure_url(period.plan, period.key, code, clause.kinds)
                )


def _plans(_: Section, period: Period, __: Known) -> Iterator[Link]:
    asking = period.plan.tasks.filter(proof=Proof.OWN_PLAN).order_by("position")
    for code in asking.values_list("code", flat=True):
        yield Link(f"các đơn vị của {code}", duties_url(period, "owed", code))


def _tasks(*_: object) -> Iterator[Link]:
    yield Link("bảng kết quả nhiệm vụ", "#nhiem-vu")
    yield Link("đơn vị chưa báo cáo, báo cáo chậm", "#chua-bao-cao")


def _responsibilities(*_: object) -> Iterator[Link]:
    yield Link("bảng kết quả theo trách nhiệm", "#trach-nhiem")


def _compared(_: Section, period: Period, __: Known) -> Iterator[Link]:
    address = reverse("reporting:comparing", args=[period.plan.code, period.key])
    yield Link("trang so sánh các kỳ", address)


BY_RULE: dict[str, Callable[[Section, Period, Known], Iterator[Link]]] = {
    OutlineSection.Rule.FIGURES: _figures,
    OutlineSection.Rule.PLANS: _plans,
    OutlineSection.Rule.TASKS: _tasks,
    OutlineSection.Rule.RESPONSIBILITIES: _responsibilities,
    OutlineSection.Rule.COMPARING: _compared,
}
