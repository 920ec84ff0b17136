"""The outline that holds for a plan: its rows, or the shipped one without any."""

from collections import defaultdict
from dataclasses import replace

from reporting.models import AnnexColumn, OutlineClause, OutlineSection, ReportAnnex
from reporting.models import Outline as OutlineRow
from reporting.outline.parts import Annex, Clause, OutlineColumn, ReportOutline, Section
from reporting.outline.shipped import shipped_outline
from tasks.models import Figure, Plan
from tasks.plan.loading_measures import optional_codes

Children = dict[int | None, list[OutlineSection]]


def outline_of(plan: Plan) -> ReportOutline:
    """Return what prints of the plan's outline."""
    return stored_outline(plan).printed()


def stored_outline(plan: Plan) -> ReportOutline:
    """Return the whole outline, also what is off, with a fixed number of queries."""
    row, off = OutlineRow.objects.filter(plan=plan).first(), off_codes(plan)
    if row is None:
        return replace(shipped_outline(plan.package), off=off)
    annexes = list(row.annexes.order_by("position", "pk").prefetch_related("columns"))
    keys = {annex.pk: annex.key for annex in annexes}
    children: Children = defaultdict(list)
    rows = row.sections.order_by("position", "pk")
    for section in rows.prefetch_related("annexes", "clauses"):
        children[section.parent_id].append(section)
    return ReportOutline(
        sections=tuple(_section(each, children, keys) for each in children[None]),
        annexes=tuple(_annex(annex) for annex in annexes),
        version=row.version,
        least=row.least_coverage,
        off=off,
    )


def off_codes(plan: Plan) -> frozenset[str]:
    """Return the figures that nobody is asked: switched off, or offered and not there."""
    rows = Figure.objects.filter(plan=plan).values_list("code", "is_active")
    known = dict(rows)
    offered = {code for code in optional_codes(plan.package) if not known.get(code)}
    return frozenset(offered | {code for code, is_on in known.items() if not is_on})


def _section(row: OutlineSection, children: Children, keys: dict[int, str]) -> Section:
    return Section(
        key=row.key,
        title=row.title,
        rule=row.rule,
        clauses=tuple(_clause(clause, keys) for clause in row.clauses.all()),
        annexes=tuple(annex.key for annex in row.annexes.all()),
        children=tuple(_section(each, children, keys) for each in children[row.pk]),
        is_on=row.is_on,
    )


def _clause(row: OutlineClause, keys: dict[int, str]) -> Clause:
    phrases = (line.strip() for line in row.phrases.splitlines())
    return Clause(
        lead=row.lead,
        phrases=tuple(phrase for phrase in phrases if phrase),
        kinds=tuple(row.kinds),
        annex=keys.get(row.annex_id or 0, ""),
    )


def _annex(row: ReportAnnex) -> Annex:
    return Annex(
        key=row.key,
        title=row.title,
        columns=tuple(_column(column) for column in row.columns.all()),
        kinds=tuple(row.kinds),
        content=row.content,
        layout=row.layout,
        is_on=row.is_on,
    )


def _column(row: AnnexColumn) -> OutlineColumn:
    return OutlineColumn(
        row.head, f"?{row.code}" if row.counts_yes else row.code, row.width
    )
