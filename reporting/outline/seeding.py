"""The shipped outline as rows of a plan; what an office changed stays."""

from collections.abc import Iterable

from django.db import transaction

from reporting.models import (
    AnnexColumn,
    Outline,
    OutlineClause,
    OutlineSection,
    ReportAnnex,
)
from reporting.outline.parts import (
    DEFAULT_LEAST,
    Annex,
    Clause,
    ReportOutline,
    Section,
)
from reporting.outline.shipped import shipped_outline
from tasks.models import Plan


@transaction.atomic
def seed_outline(*, plan: Plan, whole: ReportOutline | None = None) -> Outline:
    """Return the plan's outline with a row for everything of `whole`; rows that are there
    stay as they are. Without it what is shipped is seeded into a plan that has none.
    """
    outline, created = Outline.objects.get_or_create(plan=plan)
    if whole is None and not created and not plan.package:
        return outline
    wanted = whole or shipped_outline(plan.package)
    for position, annex in enumerate(wanted.annexes, 1):
        _seed_annex(outline, annex, position)
    _seed_sections(outline, wanted.sections, None)
    return outline


def _seed_annex(outline: Outline, annex: Annex, position: int) -> None:
    row, created = ReportAnnex.objects.get_or_create(
        outline=outline,
        key=annex.key,
        defaults={"position": position, **_annex_values(annex)},
    )
    if created:
        _store_columns(row, annex)


def _annex_values(annex: Annex) -> dict[str, object]:
    return {
        "title": annex.title,
        "content": annex.content,
        "kinds": list(annex.kinds),
        "layout": annex.layout,
    }


def _store_columns(row: ReportAnnex, annex: Annex) -> None:
    AnnexColumn.objects.bulk_create(
        AnnexColumn(
            annex=row,
            position=position,
            head=column.head,
            code=column.code.removeprefix("?"),
            counts_yes=column.code.startswith("?"),
            width=column.width,
        )
        for position, column in enumerate(annex.columns, 1)
    )


def _seed_sections(
    outline: Outline, sections: Iterable[Section], parent: OutlineSection | None
) -> None:
    for position, section in enumerate(sections, 1):
        row, created = OutlineSection.objects.get_or_create(
            outline=outline,
            key=section.key,
            defaults={
                "parent": parent,
                "position": position,
                "title": section.title,
                "rule": section.rule,
            },
        )
        if created:
            _store_clauses(row, section.clauses)
        _seed_sections(outline, section.children, row)


def _store_clauses(row: OutlineSection, clauses: Iterable[Clause]) -> None:
    annexes = {annex.key: annex for annex in row.outline.annexes.all()}
    OutlineClause.objects.bulk_create(
        OutlineClause(
            section=row,
            position=position,
            lead=clause.lead,
            phrases="\n".join(clause.phrases),
            kinds=list(clause.kinds),
            annex=annexes.get(clause.annex),
        )
        for position, clause in enumerate(clauses, 1)
    )


def reset_outline(outline: Outline) -> None:
    """Put everything shipped back; what is not shipped is switched off and kept."""
    shipped = shipped_outline(outline.plan.package)
    seed_outline(plan=outline.plan, whole=shipped)
    sections = [section.key for section, _ in shipped.every_section()]
    outline.sections.exclude(key__in=sections).update(is_on=False, position=99)
    rows = {annex.key: annex for annex in outline.annexes.all()}
    others = rows.keys() - {annex.key for annex in shipped.annexes}
    outline.annexes.filter(key__in=others).update(is_on=False, position=99)
    outline.least_coverage = DEFAULT_LEAST
    outline.save(update_fields=["least_coverage"])
    for position, annex in enumerate(shipped.annexes, 1):
        row = rows[annex.key]
        outline.annexes.filter(pk=row.pk).update(
            position=position, is_on=True, **_annex_values(annex)
        )
        row.columns.all().delete()
        _store_columns(row, annex)
    _reset_sections(outline, shipped.sections, None)


def _reset_sections(
    outline: Outline, sections: Iterable[Section], parent: OutlineSection | None
) -> None:
    for position, section in enumerate(sections, 1):
        row = outline.sections.get(key=section.key)
        row.parent, row.position, row.is_on = parent, position, True
        row.title, row.rule = section.title, section.rule
        row.save()
        row.annexes.clear()
        row.clauses.all().delete()
        _store_clauses(row, section.clauses)
        _reset_sections(outline, section.children, row)
